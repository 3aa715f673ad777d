//! `/reviews`, and a reviewer's calls on both kinds of record (8.3).

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::service_records::{self, Head, RecordRow, RecordView, api as records};
use crate::platform::db::{Conn, Id};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::service::{self, Desk};
use super::{QUEUE, form_of};

/// `GET /reviews`: the queue over both kinds.
///
/// # Errors
/// 403, 422.
pub async fn queue(call: Call) -> Reply {
    let scope = call.may(Action::ReviewRecords)?;
    let query = call.list(&QUEUE)?;
    let page = call
        .read(move |conn, call| {
            let kind = query.filter("kind").and_then(|word| word.parse().ok());
            let rows = service_records::queue(conn, &scope, kind, query.filter("status"), &query)?;
            Ok(rows.map(|row| RecordRow::new(row, &call.actor, &scope, call.now)))
        })
        .await?;
    Ok(Answer::ok(&page)?.into_response())
}

type Change = fn(&mut Conn, &Desk<'_>, &Call, ServiceRecordKind, Id) -> Result<Head, Error>;

async fn change(call: Call, request: HttpRequest, use_case: Change) -> Reply {
    call.may(Action::ReviewRecords)?;
    let id = path_id(&request)?;
    let kind = kind_of(&call.incoming.path);
    call.write(move |conn, call| {
        let desk = Desk { services: &call.services, actor: &call.actor, now: call.now };
        let head = use_case(conn, &desk, call, kind, id)?;
        records::answer(conn, call, &head)
    })
    .await
}

/// Both kinds have the same calls; the address says which it is.
fn kind_of(path: &str) -> ServiceRecordKind {
    let begins = |kind: ServiceRecordKind| path.starts_with(&format!("/api/v1{}/", form_of(kind).path));
    let found = ServiceRecordKind::ALL.iter().copied().find(|kind| begins(*kind));
    found.unwrap_or(ServiceRecordKind::FaultRecord)
}

/// `POST …/take`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn take(call: Call, request: HttpRequest) -> Reply {
    change(call, request, |conn, desk, call, kind, id| {
        let head = service::take(conn, desk, kind, id, call.if_match())?;
        call.no_body().map(|()| head)
    })
    .await
}

/// `POST …/release`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn release(call: Call, request: HttpRequest) -> Reply {
    change(call, request, |conn, desk, call, kind, id| {
        let head = service::release(conn, desk, kind, id, call.if_match())?;
        call.no_body().map(|()| head)
    })
    .await
}

/// `POST …/review`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn review(call: Call, request: HttpRequest) -> Reply {
    change(call, request, |conn, desk, call, kind, id| {
        service::review(conn, desk, kind, id, call.if_match(), &call.body)
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "review";
    docs.add(
        Doc::get("/api/v1/reviews", tag, "What waits for a reviewer, both kinds")
            .list(&QUEUE)
            .answers_list::<RecordRow>(),
    );
    let both = [
        (
            form_of(ServiceRecordKind::FaultRecord).fields,
            [
                "/api/v1/fault-records/{id}/take",
                "/api/v1/fault-records/{id}/release",
                "/api/v1/fault-records/{id}/review",
            ],
        ),
        (
            form_of(ServiceRecordKind::PreSaleReport).fields,
            [
                "/api/v1/pre-sale-reports/{id}/take",
                "/api/v1/pre-sale-reports/{id}/release",
                "/api/v1/pre-sale-reports/{id}/review",
            ],
        ),
    ];
    for (fields, [take, release, review]) in both {
        let change =
            |path, what| Doc::post(path, tag, what).changes().keyed().answers_with::<RecordView>(fields);
        docs.add(change(take, "Take it for review; nobody else can decide meanwhile"));
        docs.add(change(release, "Put it back into the queue"));
        docs.add(change(review, "Approve, return or reject it").body(service::VERDICT));
    }
}
