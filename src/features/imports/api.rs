//! `/imports`: a file is handed in and judged, looked at line by line, and confirmed.

use actix_web::HttpRequest;
use actix_web::web::Payload;

use crate::access::call::{Reply, path_id, upload};
use crate::access::{Action, Call};
use crate::domain::import_words::ImportKind;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{APPLY, Import, ImportedLine, LINES};
use super::service::{self, Desk};

fn desk(call: &Call) -> Desk<'_> {
    Desk { services: &call.services, actor: &call.actor, now: call.now }
}

/// `POST /imports/customers`.
///
/// # Errors
/// 400, 413, 415, 403, 422.
pub async fn customers(request: HttpRequest, payload: Payload) -> Reply {
    create(request, payload, ImportKind::Customers).await
}

/// `POST /imports/products`.
///
/// # Errors
/// As [`customers`].
pub async fn products(request: HttpRequest, payload: Payload) -> Reply {
    create(request, payload, ImportKind::Products).await
}

async fn create(request: HttpRequest, payload: Payload, kind: ImportKind) -> Reply {
    let (call, unread) = upload::call(&request, payload).await?;
    call.may(service::needs(kind))?;
    let received = unread.receive().await?;
    received.only(&[])?;
    let given = service::open(received.name.clone(), received.spool.clone()).await?;
    let call = call.with_file(&received);
    let file = given.clone();
    let outcome = call
        .clone()
        .read(move |conn, call| service::judge_file(conn, &desk(call), kind, &file, &mut |_| {}))
        .await?;
    call.write(move |conn, call| {
        let row = service::keep(conn, &desk(call), kind, &given, &outcome)?;
        let import = service::view(&desk(call), &row, call.lang())?;
        Ok(Answer::created(&import, format!("/api/v1/imports/{}", row.id))?.version(row.version))
    })
    .await
}

/// `GET /imports/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ImportData)?;
    let id = path_id(&request)?;
    let import = call
        .read(move |conn, call| service::view(&desk(call), &service::load(conn, &scope, id)?, call.lang()))
        .await?;
    Ok(Answer::ok(&import)?.version(import.version).into_response())
}

/// `GET /imports/{id}/lines`.
///
/// # Errors
/// 403, 404, 422.
pub async fn lines(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ImportData)?;
    let id = path_id(&request)?;
    let query = call.list(&LINES)?;
    let page = call
        .read(move |conn, call| {
            let row = service::load(conn, &scope, id)?;
            service::lines(&desk(call), &row, &query, call.lang())
        })
        .await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /imports/{id}/apply`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn apply(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ImportData)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let row = service::apply(conn, &desk(call), (id, call.if_match()), &call.body)?;
        Ok(Answer::ok(&service::view(&desk(call), &row, call.lang())?)?.version(row.version))
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "imports";
    docs.add(
        Doc::post(
            "/api/v1/imports/customers",
            tag,
            "Hand in a CSV or XLSX file of customers; says what would become of every line, and stores none of them",
        )
        .file_body()
        .creates::<Import>(),
    );
    docs.add(
        Doc::post("/api/v1/imports/products", tag, "The same for devices and licences")
            .file_body()
            .creates::<Import>(),
    );
    docs.add(Doc::get("/api/v1/imports/{id}", tag, "One import").answers_versioned::<Import>());
    docs.add(
        Doc::get("/api/v1/imports/{id}/lines", tag, "What becomes of each of its lines")
            .list(&LINES)
            .answers_list::<ImportedLine>(),
    );
    docs.add(
        Doc::post(
            "/api/v1/imports/{id}/apply",
            tag,
            "Store what was shown, all of it or nothing; `skip_refused` where lines are refused",
        )
        .changes()
        .body(APPLY)
        .answers_versioned::<Import>(),
    );
}
