//! `/statements` (8.3).

use actix_web::HttpRequest;

use crate::access::call::{Reply, blocking, path_id};
use crate::access::{Action, Call};
use crate::platform::export::Format;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{ISSUE, LINES, LIST, Line, Statement, Summary};
use super::{answer, book, paper, service};

/// `GET /statements?payer_id=&month=&status=&q=`.
///
/// # Errors
/// 403 where the role has nothing to do with bills; 422 naming each wrong key.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewStatements)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /statements` `{payer_id, month}`.
///
/// # Errors
/// 409 `nothing_to_bill`; 422 naming each wrong field.
pub async fn issue(call: Call) -> Reply {
    call.may(Action::IssueStatements)?;
    call.write(move |conn, call| {
        let head = service::issue(conn, &call.actor, call.now, &call.body)?;
        let made = service::with_lines(conn, head, (&call.services.texts, call.incoming.lang))?;
        let head = &made.summary.head;
        Ok(Answer::created(&made, format!("/api/v1/statements/{}", head.id))?.version(head.version))
    })
    .await
}

/// `GET /statements/{id}`, with its first 500 lines.
///
/// # Errors
/// 404 where it is missing or somebody else's.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewStatements)?;
    let id = path_id(&request)?;
    let found = call
        .read(move |conn, call| service::show(conn, &scope, id, (&call.services.texts, call.incoming.lang)))
        .await?;
    Ok(Answer::ok(&found)?.version(found.summary.head.version).into_response())
}

/// `GET /statements/{id}/lines?status=`.
///
/// # Errors
/// 404, 422.
pub async fn lines(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewStatements)?;
    let id = path_id(&request)?;
    let query = call.list(&LINES)?;
    let page = call
        .read(move |conn, call| {
            service::lines(conn, &scope, id, &query, (&call.services.texts, call.incoming.lang))
        })
        .await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `GET /statements/{id}/pdf`: the summary and the first 500 lines, to keep and to seal.
///
/// # Errors
/// 404; 503 where the server cannot set Chinese.
pub async fn pdf(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewStatements)?;
    let id = path_id(&request)?;
    let services = call.services.clone();
    let paper = call
        .read(move |conn, call| paper::read(conn, &call.services, &scope, (id, call.now), call.incoming.lang))
        .await?;
    paper::print(&services, paper).await
}

/// `GET /statements/{id}/xlsx`: every line. That somebody took it is an entry of the log.
///
/// # Errors
/// 404.
pub async fn xlsx(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewStatements)?;
    let id = path_id(&request)?;
    let (services, actor, now) = (call.services.clone(), call.actor.clone(), call.now);
    let (book, head) = call
        .read(move |conn, call| book::read(conn, &call.services, &scope, (id, call.now), call.incoming.lang))
        .await?;
    let number = head.number.clone();
    blocking(move || services.db.write(|conn| book::log(conn, &actor, now, &head))).await?;
    book.download(&number)
}

/// `POST /statements/{id}/confirm`, with `If-Match`.
///
/// # Errors
/// 404, 428, 412; 409 where it is confirmed, or a line waits.
pub async fn confirm(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::AnswerStatements)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let head = answer::confirm(conn, &call.actor, &scope, call.now, (id, call.if_match()))?;
        call.no_body()?;
        let around = (&*call.services.texts, call.incoming.lang);
        let made = service::with_lines(conn, head, around)?;
        Ok(Answer::ok(&made)?.version(made.summary.head.version))
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "statements";
    docs.add(
        Doc::get("/api/v1/statements", tag, "Statements in sight, newest first")
            .list(&LIST)
            .answers_list::<Summary>(),
    );
    docs.add(
        Doc::post("/api/v1/statements", tag, "Issue what a payer's month has that is on no statement yet")
            .body(ISSUE)
            .keyed()
            .creates::<Statement>(),
    );
    docs.add(
        Doc::get("/api/v1/statements/{id}", tag, "One statement with its first 500 lines")
            .answers_versioned::<Statement>(),
    );
    docs.add(
        Doc::get("/api/v1/statements/{id}/pdf", tag, "The statement with its first 500 lines, to keep")
            .answers_file("application/pdf"),
    );
    docs.add(
        Doc::get("/api/v1/statements/{id}/xlsx", tag, "The statement with all its lines")
            .answers_file(Format::Xlsx.media_type()),
    );
    docs.add(
        Doc::post("/api/v1/statements/{id}/confirm", tag, "The payer confirms the whole statement")
            .changes()
            .keyed()
            .answers_versioned::<Statement>(),
    );
    docs.add(
        Doc::get("/api/v1/statements/{id}/lines", tag, "The lines of a statement")
            .list(&LINES)
            .answers_list::<Line>(),
    );
}
