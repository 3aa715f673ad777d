//! `/requests` (4.1, 8.3).

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::error::Error;
use crate::features::policy::DecisionView;
use crate::features::policy::explain;
use crate::features::service_records::{RecordRow, RecordView, api as records};
use crate::platform::db::{Conn, Id};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};
use crate::platform::web::list::Listing;

use super::model::{FIELDS, LIST, Request, RequestRow};
use super::service::{self, ASSIGNMENT, Desk, NOTE, PROMISE, REMEDY, SAY, TRANSITION};
use super::view::{RequestView, view, view_of_raised};
use super::{prefill, queues};

/// Whoever calls, at work on requests.
pub(super) fn desk(call: &Call) -> Desk<'_> {
    Desk { services: &call.services, actor: &call.actor, now: call.now }
}

fn whole(conn: &mut Conn, call: &Call, request: Request) -> Result<RequestView, Error> {
    view(conn, &call.actor, request, (&call.services.texts, call.lang()), call.now)
}

/// The request as an answer, with its version.
///
/// # Errors
/// What the database answers.
pub(super) fn answer(conn: &mut Conn, call: &Call, request: Request) -> Result<Answer, Error> {
    let version = request.version;
    Ok(Answer::ok(&whole(conn, call, request)?)?.version(version))
}

/// `GET /requests`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewRequests)?;
    let query = call.list(&LIST)?;
    let page = call
        .read(move |conn, call| {
            let rows = service::page(conn, &call.actor, &call.services, &scope, &query, call.now)?;
            Ok(rows.map(|row| RequestRow::new(row, call.now)))
        })
        .await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `GET /request-queues`: how many requests stand in each queue, counted up to 100.
///
/// # Errors
/// 403.
pub async fn counts(call: Call) -> Reply {
    let scope = call.may(Action::ViewRequests)?;
    let found = call
        .read(move |conn, call| {
            queues::counts(conn, &scope, &queues::desk(&call.actor, &call.services, call.now))
        })
        .await?;
    Ok(Answer::ok(&found)?.into_response())
}

/// `POST /requests`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    call.may(Action::WorkOnRequests)?;
    call.write(move |conn, call| {
        let raised = service::raise(conn, &desk(call), &call.body)?;
        let location = format!("/api/v1/requests/{}", raised.request.id);
        let version = raised.request.version;
        let seen = view_of_raised(&call.actor, raised, (&call.services.texts, call.lang()), call.now);
        Ok(Answer::created(&seen, location)?.version(version))
    })
    .await
}

/// `GET /requests/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ViewRequests)?;
    let id = path_id(&request)?;
    let answer = call
        .read(move |conn, call| {
            let request = service::request(conn, &call.actor, id)?;
            answer(conn, call, request)
        })
        .await?;
    Ok(answer.into_response())
}

/// A use-case that changes one request.
type Change = fn(&mut Conn, &Desk<'_>, &Call, Id) -> Result<Request, Error>;

async fn change(call: Call, request: HttpRequest, action: Action, use_case: Change) -> Reply {
    call.may(action)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let request = use_case(conn, &desk(call), call, id)?;
        answer(conn, call, request)
    })
    .await
}

/// `PATCH /requests/{id}`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    change(call, request, Action::WorkOnRequests, |conn, desk, call, id| {
        service::edit(conn, desk, (id, call.if_match()), &call.body)
    })
    .await
}

/// `POST /requests/{id}/transitions`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn transition(call: Call, request: HttpRequest) -> Reply {
    change(call, request, Action::WorkOnRequests, |conn, desk, call, id| {
        service::step(conn, desk, (id, call.if_match()), &call.body)
    })
    .await
}

/// `POST /requests/{id}/remedy`: what is done about a delivery claim.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn remedy(call: Call, request: HttpRequest) -> Reply {
    change(call, request, Action::WorkOnRequests, |conn, desk, call, id| {
        service::remedy(conn, desk, (id, call.if_match()), &call.body)
    })
    .await
}

/// `POST /requests/{id}/assignment`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn assign(call: Call, request: HttpRequest) -> Reply {
    change(call, request, Action::AssignRequests, |conn, desk, call, id| {
        service::assign(conn, desk, (id, call.if_match()), &call.body)
    })
    .await
}

/// What adds to a request without changing what somebody else may be looking at: no `If-Match`.
async fn add(call: Call, request: HttpRequest, use_case: Change) -> Reply {
    call.may(Action::WorkOnRequests)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let request = use_case(conn, &desk(call), call, id)?;
        let (location, version) = (format!("/api/v1/requests/{}", request.id), request.version);
        Ok(Answer::created(&whole(conn, call, request)?, location)?.version(version))
    })
    .await
}

/// `POST /requests/{id}/messages`.
///
/// # Errors
/// 403, 404, 409, 422.
pub async fn message(call: Call, request: HttpRequest) -> Reply {
    add(call, request, |conn, desk, call, id| service::message(conn, desk, id, &call.body)).await
}

/// `POST /requests/{id}/notes`.
///
/// # Errors
/// 403, 404, 409, 422.
pub async fn note(call: Call, request: HttpRequest) -> Reply {
    add(call, request, |conn, desk, call, id| service::note(conn, desk, id, &call.body)).await
}

/// `POST /requests/{id}/promises`.
///
/// # Errors
/// 403, 404, 409, 422.
pub async fn promise(call: Call, request: HttpRequest) -> Reply {
    add(call, request, |conn, desk, call, id| service::promise(conn, desk, id, &call.body)).await
}

/// `GET /requests/{id}/records`: the records of its work, newest first; never more than 50, so one page.
///
/// # Errors
/// 403, 404.
pub async fn records_of(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ViewRequests)?;
    let id = path_id(&request)?;
    let items = call.read(move |conn, call| prefill::records_of(conn, &call.actor, id, call.now)).await?;
    Ok(Answer::ok(&Listing { items, next: None })?.into_response())
}

/// `POST /requests/{id}/record`: begins the record of its work with everything that is known.
///
/// # Errors
/// 403, 404, 409.
pub async fn begin_record(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let head = prefill::begin_record(conn, &desk(call), id)?;
        call.no_body()?;
        records::began(conn, call, &head)
    })
    .await
}

/// `GET /requests/{id}/escalation`: what the vendor would give and charge if the request were handed on now.
///
/// # Errors
/// 403, 404, 409, 422.
pub async fn escalation(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::WorkOnRequests)?;
    let id = path_id(&request)?;
    let decision: DecisionView = call
        .read(move |conn, call| {
            let (_, judged) = service::ahead(conn, &desk(call), id)?;
            let judged = judged.ok_or(Error::Conflict("vendor_has_it"))?;
            Ok(explain(&judged.decision, &call.services.texts, call.lang()))
        })
        .await?;
    Ok(Answer::ok(&decision)?.into_response())
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "requests";
    super::files::api::describe(docs);
    super::routing::api::describe(docs);
    super::overdue::api::describe(docs);
    docs.add(
        Doc::get("/api/v1/requests", tag, "Service requests in sight")
            .list(&LIST)
            .answers_list::<RequestRow>(),
    );
    docs.add(
        Doc::get("/api/v1/request-queues", tag, "How many requests stand in each queue, counted up to 100")
            .answers::<std::collections::BTreeMap<String, usize>>(),
    );
    docs.add(Doc::post("/api/v1/requests", tag, "Raise a request").body(FIELDS).creates::<RequestView>());
    docs.add(
        Doc::get("/api/v1/requests/{id}", tag, "One request with decision, deadlines and timeline")
            .answers_versioned::<RequestView>(),
    );
    docs.add(
        Doc::patch("/api/v1/requests/{id}", tag, "Change a request; its deadlines follow")
            .changes()
            .partial_body(FIELDS)
            .answers_versioned::<RequestView>(),
    );
    docs.add(
        Doc::post(
            "/api/v1/requests/{id}/remedy",
            tag,
            "Decide on a delivery claim: repair, exchange, return",
        )
        .changes()
        .body(REMEDY)
        .answers_versioned::<RequestView>(),
    );
    docs.add(
        Doc::post("/api/v1/requests/{id}/transitions", tag, "Move a request to another state, or hand it on")
            .changes()
            .body(TRANSITION)
            .answers_versioned::<RequestView>(),
    );
    docs.add(
        Doc::post("/api/v1/requests/{id}/assignment", tag, "Give a request to somebody")
            .changes()
            .body(ASSIGNMENT)
            .answers_versioned::<RequestView>(),
    );
    docs.add(
        Doc::get("/api/v1/requests/{id}/escalation", tag, "What the vendor would give and charge")
            .answers::<DecisionView>(),
    );
    docs.add(
        Doc::get("/api/v1/requests/{id}/records", tag, "The records of its work, newest first")
            .answers_list::<RecordRow>(),
    );
    docs.add(
        Doc::post("/api/v1/requests/{id}/record", tag, "Begin the record of its work, filled in")
            .creates::<RecordView>(),
    );
    for (path, what, body) in [
        ("/api/v1/requests/{id}/messages", "Write to the customer, or to the serving side alone", SAY),
        ("/api/v1/requests/{id}/notes", "Note a call, a mail, a visit or a way round", NOTE),
        ("/api/v1/requests/{id}/promises", "Promise an answer by a moment", PROMISE),
    ] {
        docs.add(Doc::post(path, tag, what).body(body).creates::<RequestView>());
    }
}
