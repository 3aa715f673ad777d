//! The calls that both kinds of record share; each kind binds them to its own addresses (8.3).

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::web::answer::Answer;

use super::form::Form;
use super::model::Head;
use super::pages::path_of;
use super::paper;
use super::service::{self, Work};
use super::{LIST, RecordRow, view};

fn work<'a>(call: &'a Call, form: &'static Form) -> Work<'a> {
    Work { services: &call.services, actor: &call.actor, now: call.now, form }
}

fn whole(conn: &mut Conn, call: &Call, head: &Head) -> Result<view::RecordView, Error> {
    let scope = call.may(Action::ViewRecords)?;
    view::view(conn, &call.actor, &scope, head, (&call.services.texts, call.lang()), call.now)
}

/// The record as an answer, with its version.
///
/// # Errors
/// What the database answers.
pub fn answer(conn: &mut Conn, call: &Call, head: &Head) -> Result<Answer, Error> {
    Ok(Answer::ok(&whole(conn, call, head)?)?.version(head.version))
}

/// `GET` of a list.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call, form: &'static Form) -> Reply {
    let scope = call.may(Action::ViewRecords)?;
    let query = call.list(&LIST)?;
    let page = call
        .read(move |conn, call| {
            let rows = service::page(conn, &scope, form.kind, &query)?;
            Ok(rows.map(|row| RecordRow::new(row, &call.actor, &scope, call.now)))
        })
        .await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST` of a new draft.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call, form: &'static Form) -> Reply {
    call.may(Action::WriteRecords)?;
    call.write(move |conn, call| {
        let head = service::create(conn, &work(call, form), &call.body)?;
        began(conn, call, &head)
    })
    .await
}

/// The answer to a draft that was begun.
///
/// # Errors
/// What the database answers.
pub fn began(conn: &mut Conn, call: &Call, head: &Head) -> Result<Answer, Error> {
    let view = whole(conn, call, head)?;
    let location = format!("/api/v1{}/{}", path_of(head.kind), head.id);
    Ok(Answer::created(&view, location)?.version(head.version))
}

/// `GET` of one record.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest, form: &'static Form) -> Reply {
    call.may(Action::ViewRecords)?;
    let id = path_id(&request)?;
    let answer = call
        .read(move |conn, call| {
            let (head, _) = service::record(conn, &call.actor, form.kind, id)?;
            answer(conn, call, &head)
        })
        .await?;
    Ok(answer.into_response())
}

/// `GET …/pdf`: the record to print and sign (4.5).
///
/// # Errors
/// 403, 404, 422, 503.
pub async fn pdf(call: Call, request: HttpRequest, form: &'static Form) -> Reply {
    call.may(Action::ViewRecords)?;
    let id = path_id(&request)?;
    let services = call.services.clone();
    let paper = call
        .read(move |conn, call| {
            call.looks_at_query();
            paper::read(conn, work(call, form), call.lang(), id, &call.incoming.query)
        })
        .await?;
    paper::print(&services, paper).await
}

/// A use-case that changes one record.
type Change = fn(&mut Conn, &Work<'_>, &Call, Id) -> Result<Head, Error>;

async fn change(call: Call, request: HttpRequest, form: &'static Form, use_case: Change) -> Reply {
    call.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let head = use_case(conn, &work(call, form), call, id)?;
        answer(conn, call, &head)
    })
    .await
}

/// `PATCH` of a draft or a returned record.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn edit(call: Call, request: HttpRequest, form: &'static Form) -> Reply {
    change(call, request, form, |conn, work, call, id| {
        service::edit(conn, work, id, call.if_match(), &call.body)
    })
    .await
}

/// `POST …/submit`.
///
/// # Errors
/// 403, 404, 428, 412, 409, 422.
pub async fn submit(call: Call, request: HttpRequest, form: &'static Form) -> Reply {
    change(call, request, form, |conn, work, call, id| {
        let (head, _) = service::submit(conn, work, id, call.if_match())?;
        call.no_body().map(|()| head)
    })
    .await
}

/// `POST …/withdraw`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn withdraw(call: Call, request: HttpRequest, form: &'static Form) -> Reply {
    change(call, request, form, |conn, work, call, id| {
        let head = service::withdraw(conn, work, id, call.if_match())?;
        call.no_body().map(|()| head)
    })
    .await
}

/// `POST …/correct`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn correct(call: Call, request: HttpRequest, form: &'static Form) -> Reply {
    change(call, request, form, |conn, work, call, id| {
        let head = service::correct(conn, work, id, call.if_match())?;
        call.no_body().map(|()| head)
    })
    .await
}

/// `POST …/discard`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn discard(call: Call, request: HttpRequest, form: &'static Form) -> Reply {
    change(call, request, form, |conn, work, call, id| {
        let head = service::discard(conn, work, id, call.if_match())?;
        call.no_body().map(|()| head)
    })
    .await
}
