//! `/statement-lines`, each by the id of its charge, for payers and billing; `/disputed-lines` for reviewers.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::answer::{ACCEPT, ANSWER, CONFIRM, DISPUTE, QUESTION, Step, UPHOLD, WORDS, rule};
use super::disputes;
use super::model::{DISPUTED, Talk};

/// `GET /statement-lines/{id}`, with what was said about it.
///
/// # Errors
/// 404 where it is missing or somebody else's.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewStatements)?;
    let id = path_id(&request)?;
    let found = call
        .read(move |conn, call| {
            disputes::show(conn, &call.actor, &scope, id, (&call.services.texts, call.incoming.lang))
        })
        .await?;
    Ok(Answer::ok(&found)?.version(found.line.version).into_response())
}

/// `POST /statement-lines/{id}/confirm`, with `If-Match`.
///
/// # Errors
/// 404, 428, 412; 409 where the line does not stand so that this can be done.
pub async fn confirm(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Action::AnswerStatements, CONFIRM).await
}

/// `POST /statement-lines/{id}/question` `{text}`, with `If-Match`.
///
/// # Errors
/// As [`confirm`]; 422 without words.
pub async fn question(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Action::AnswerStatements, QUESTION).await
}

/// `POST /statement-lines/{id}/dispute` `{text}`, with `If-Match`.
///
/// # Errors
/// As [`question`].
pub async fn dispute(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Action::AnswerStatements, DISPUTE).await
}

/// `POST /statement-lines/{id}/answer` `{text}`, with `If-Match`.
///
/// # Errors
/// As [`question`].
pub async fn answer(call: Call, request: HttpRequest) -> Reply {
    step(call, request, Action::IssueStatements, ANSWER).await
}

/// `GET /disputed-lines?status=`; the last to move first.
///
/// # Errors
/// 403, 422.
pub async fn disputed(call: Call) -> Reply {
    call.may(Action::ReviewRecords)?;
    let query = call.list(&DISPUTED)?;
    let page = call
        .read(move |conn, call| disputes::list(conn, &query, (&call.services.texts, call.incoming.lang)))
        .await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `GET /disputed-lines/{id}`.
///
/// # Errors
/// 404 where nobody disputed it.
pub async fn disputed_one(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ReviewRecords)?;
    let id = path_id(&request)?;
    let found = call
        .read(move |conn, call| {
            disputes::one(conn, &call.actor, id, (&call.services.texts, call.incoming.lang))
        })
        .await?;
    Ok(Answer::ok(&found)?.version(found.line.version).into_response())
}

/// `POST /disputed-lines/{id}/uphold` `{text}`, with `If-Match`.
///
/// # Errors
/// 404, 428, 412; 409 where it is decided; 422 without words.
pub async fn uphold(call: Call, request: HttpRequest) -> Reply {
    ruling(call, request, UPHOLD).await
}

/// `POST /disputed-lines/{id}/accept` `{text}`, with `If-Match`.
///
/// # Errors
/// As [`uphold`].
pub async fn accept(call: Call, request: HttpRequest) -> Reply {
    ruling(call, request, ACCEPT).await
}

async fn step(call: Call, request: HttpRequest, action: Action, step: Step) -> Reply {
    let scope = call.may(action)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let target = (id, call.if_match());
        let (head, line) = step.take(conn, &call.actor, &scope, call.now, target, &call.body)?;
        let around = (&*call.services.texts, call.incoming.lang);
        let talk = disputes::talk(conn, &call.actor, head, line, around)?;
        Ok(Answer::ok(&talk)?.version(talk.line.version))
    })
    .await
}

async fn ruling(call: Call, request: HttpRequest, step: Step) -> Reply {
    call.may(Action::ReviewRecords)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let target = (id, call.if_match());
        let (head, line) = rule(conn, &call.actor, call.now, step, target, &call.body)?;
        let around = (&*call.services.texts, call.incoming.lang);
        let talk = disputes::talk(conn, &call.actor, head, line, around)?;
        Ok(Answer::ok(&talk)?.version(talk.line.version))
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "statements";
    docs.add(
        Doc::get("/api/v1/statement-lines/{id}", tag, "One line, by its charge, with what was said about it")
            .answers_versioned::<Talk>(),
    );
    docs.add(
        Doc::post("/api/v1/statement-lines/{id}/confirm", tag, "The payer confirms a line")
            .changes()
            .keyed()
            .answers_versioned::<Talk>(),
    );
    let with_words = [
        ("/api/v1/statement-lines/{id}/question", "The payer asks something about a line"),
        ("/api/v1/statement-lines/{id}/dispute", "The payer disputes a line"),
        ("/api/v1/statement-lines/{id}/answer", "Billing answers a question"),
        ("/api/v1/disputed-lines/{id}/uphold", "A reviewer decides that a disputed line is right"),
        ("/api/v1/disputed-lines/{id}/accept", "A reviewer has the record of a disputed line corrected"),
    ];
    for (path, title) in with_words {
        docs.add(Doc::post(path, tag, title).body(WORDS).changes().keyed().answers_versioned::<Talk>());
    }
    docs.add(
        Doc::get("/api/v1/disputed-lines", tag, "Lines that payers disputed; the last to move first")
            .list(&DISPUTED)
            .answers_list::<Talk>(),
    );
    docs.add(Doc::get("/api/v1/disputed-lines/{id}", tag, "One disputed line").answers_versioned::<Talk>());
}
