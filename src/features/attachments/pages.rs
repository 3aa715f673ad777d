//! Files on the pages of a record: shown, added, removed; each works without JavaScript. The script asks for the list
//! alone (`X-Requested-With: attachments`) and gets problems as JSON.

use actix_web::http::header;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::{path_id, upload};
use crate::access::{Action, Page};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::service_records::pages::path_of;
use crate::platform::db::Id;
use crate::platform::web::flash::{self, Tone};

use super::section::{Item, items};
use super::{api, form_at, service};

/// `GET /attachments/{id}`: the file, to be saved.
///
/// # Errors
/// 403, 404.
pub async fn content(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    bytes(&page, &request, false).await
}

/// `GET /attachments/{id}/preview`: a picture or a PDF in its place; anything else to be saved.
///
/// # Errors
/// 403, 404.
pub async fn preview(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    bytes(&page, &request, true).await
}

async fn bytes(page: &Page, request: &HttpRequest, inline: bool) -> Result<HttpResponse, Error> {
    page.may(Action::ViewRecords)?;
    let id = path_id(request)?;
    let (row, _) = page.read(move |conn, page| service::show(conn, &page.actor, id)).await?;
    api::serve(&page.services.files, request, &row.facts(), inline).await
}

/// `POST …/{id}/attachments`.
///
/// # Errors
/// 413, 403, 404; what is wrong with the file is said on the form.
pub async fn add(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Error> {
    let (page, unread) = upload::page(&request, payload).await?;
    page.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    let kind = form_at(&page.incoming.path).kind;
    page.read(move |conn, page| service::check_place(conn, &page.actor, kind, id)).await?;
    let again = request.headers().contains_key("x-again");
    match take(&page, unread, (kind, id), again).await {
        Ok(()) if scripted(&request) => fragment(&page, kind, id).await,
        Ok(()) => Ok(flash::redirect(&form_href(kind, id), Tone::Good, "attachment-added")),
        Err(fault) if scripted(&request) => Err(fault),
        Err(fault) => Ok(flash::redirect(&form_href(kind, id), Tone::Attention, &refused(fault)?)),
    }
}

/// Takes a file in. Where it is sent `again`, because no answer came the first time, it may be there already.
async fn take(
    page: &Page,
    unread: upload::Unread,
    (kind, id): (ServiceRecordKind, Id),
    again: bool,
) -> Result<(), Error> {
    let received = unread.receive().await?;
    let file = service::keep(&page.services.files, &received.name, received.spool.clone()).await?;
    page.write(move |conn, page| {
        let there = again
            && service::list(conn, &page.actor, kind, id)?
                .iter()
                .any(|row| row.name == file.inspected.name && row.sha256 == file.sha256);
        if there { Ok(()) } else { service::add(conn, &page.actor, kind, id, page.now, &file).map(drop) }
    })
    .await
}

/// `POST /attachments/{id}/remove`.
///
/// # Errors
/// 403, 404; that the record is past editing is said on its page.
pub async fn remove(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    let (row, head) = page.read(move |conn, page| service::show(conn, &page.actor, id)).await?;
    let removed = page.write(move |conn, page| service::remove(conn, &page.actor, id, page.now)).await;
    match removed {
        Ok(_) if scripted(&request) => fragment(&page, head.kind, row.record).await,
        Ok(_) => Ok(flash::redirect(&form_href(head.kind, row.record), Tone::Good, "attachment-removed")),
        Err(Error::Conflict(_)) if !scripted(&request) => {
            let here = format!("{}/{}", path_of(head.kind), row.record);
            Ok(flash::redirect(&here, Tone::Attention, "record-past-editing"))
        }
        Err(other) => Err(other),
    }
}

fn scripted(request: &HttpRequest) -> bool {
    request.headers().get("x-requested-with").is_some_and(|value| value == "attachments")
}

fn form_href(kind: ServiceRecordKind, id: Id) -> String {
    format!("{}/{id}/edit#attachments", path_of(kind))
}

/// The text that says why a file was not taken; what is no matter of the file is passed on.
fn refused(fault: Error) -> Result<String, Error> {
    let code = match &fault {
        Error::Invalid(faults) => faults.first().map(|fault| fault.code.as_str()),
        Error::TooLarge => Some("too_large"),
        Error::Conflict("too_many_attachments") => Some("too_many_attachments"),
        _ => None,
    };
    let code = code.ok_or(fault)?;
    Ok(format!("attachment-{}", code.replace('_', "-")))
}

#[derive(Serialize)]
struct Fragment {
    items: Vec<Item>,
}

/// The list as it is now.
async fn fragment(page: &Page, kind: ServiceRecordKind, id: Id) -> Result<HttpResponse, Error> {
    let rows = page.read(move |conn, page| service::list(conn, &page.actor, kind, id)).await?;
    let data = Fragment { items: items(&rows, true) };
    let html = page.services.views.render(page.lang(), "pages/attachments/list.html", &data)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html))
}
