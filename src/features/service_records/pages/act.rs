//! Buttons on the page of a record: send in, take back, correct, give the correction up.

use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::FieldFault;
use crate::platform::web::flash::{self, Tone};

use super::super::form::Form;
use super::super::model::Head;
use super::super::service::{self, Work};
use super::{edit, show, work};

/// A use-case that changes one record.
type Change = fn(&mut Conn, &Work<'_>, &Page, Id) -> Result<Head, Error>;

async fn change(
    page: &Page,
    id: Id,
    form: &'static Form,
    use_case: Change,
) -> Result<Option<HttpResponse>, Error> {
    page.may(Action::WriteRecords)?;
    let done = page.write(move |conn, page| use_case(conn, &work(page, form), page, id)).await;
    match done {
        Ok(_) => Ok(None),
        Err(fault @ (Error::Stale | Error::PreconditionRequired | Error::Conflict(_))) => {
            show::respond(page, form, id, Some(fault)).await.map(Some)
        }
        Err(Error::Invalid(faults)) => incomplete(page, form, id, faults).await.map(Some),
        Err(other) => Err(other),
    }
}

/// What is missing is asked for where it can be filled in.
async fn incomplete(
    page: &Page,
    form: &'static Form,
    id: Id,
    faults: Vec<FieldFault>,
) -> Result<HttpResponse, Error> {
    let (head, _) = page.read(move |conn, page| service::record(conn, &page.actor, form.kind, id)).await?;
    edit::refuse(page, form, head, faults).await
}

/// `POST …/{id}/submit`.
///
/// # Errors
/// 403, 404.
pub async fn submit(page: Page, request: HttpRequest, form: &'static Form) -> Result<HttpResponse, Error> {
    let id = path_id(&request)?;
    let told = change(&page, id, form, |conn, work, page, id| {
        service::submit(conn, work, id, page.incoming.if_match).map(|(head, _)| head)
    })
    .await?;
    Ok(told.unwrap_or_else(|| done(form, id, "", "record-submitted")))
}

/// `POST …/{id}/withdraw`.
///
/// # Errors
/// 403, 404.
pub async fn withdraw(page: Page, request: HttpRequest, form: &'static Form) -> Result<HttpResponse, Error> {
    let id = path_id(&request)?;
    let told = change(&page, id, form, |conn, work, page, id| {
        service::withdraw(conn, work, id, page.incoming.if_match)
    })
    .await?;
    Ok(told.unwrap_or_else(|| done(form, id, "", "record-withdrawn")))
}

/// `POST …/{id}/correct`: leads on to the form.
///
/// # Errors
/// 403, 404.
pub async fn correct(page: Page, request: HttpRequest, form: &'static Form) -> Result<HttpResponse, Error> {
    let id = path_id(&request)?;
    let told = change(&page, id, form, |conn, work, page, id| {
        service::correct(conn, work, id, page.incoming.if_match)
    })
    .await?;
    Ok(told.unwrap_or_else(|| done(form, id, "/edit", "correction-started")))
}

/// `POST …/{id}/discard`.
///
/// # Errors
/// 403, 404.
pub async fn discard(page: Page, request: HttpRequest, form: &'static Form) -> Result<HttpResponse, Error> {
    let id = path_id(&request)?;
    let told = change(&page, id, form, |conn, work, page, id| {
        service::discard(conn, work, id, page.incoming.if_match)
    })
    .await?;
    Ok(told.unwrap_or_else(|| done(form, id, "", "correction-discarded")))
}

fn done(form: &Form, id: Id, further: &str, key: &str) -> HttpResponse {
    flash::redirect(&format!("{}/{id}{further}", form.path), Tone::Good, key)
}
