//! `/demo/mail`: the mails of the demo, which leave for a folder. Outside the demo the page does not exist. It asks for
//! no login, because an invitation is read by somebody who has no password yet, and the demo is for this machine alone.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::{blocking, parts, path_id};
use crate::error::Error;
use crate::features::shell::plain::Visit;
use crate::platform::mail::folder::Kept;
use crate::platform::services::Services;

/// A line of a mail, cut where an address of this portal stands in it.
#[derive(Serialize)]
struct Line {
    text: String,
    link: Option<String>,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    mail: Kept,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct DemoPage {
    mails: Vec<Shown>,
}

/// `GET /demo/mail`.
///
/// # Errors
/// `NotFound` outside the demo.
pub async fn list(request: HttpRequest) -> Result<HttpResponse, Error> {
    let visit = Visit::read(&request)?;
    let reader = visit.services.clone();
    let mails = blocking(move || folder(&reader)?.newest()).await?;
    let home = &visit.services.settings.public_url;
    let shown = |mail: Kept| Shown { lines: mail.text.lines().map(|text| line(text, home)).collect(), mail };
    let data = DemoPage { mails: mails.into_iter().map(shown).collect() };
    visit.page(StatusCode::OK, "pages/mail/demo.html", "title-demo-mail", &data)
}

/// `GET /demo/mail/{id}`: the mail as it would have left, for a mail program.
///
/// # Errors
/// `NotFound` outside the demo, and for a mail that is not there.
pub async fn wire(request: HttpRequest) -> Result<HttpResponse, Error> {
    let (services, _) = parts(&request)?;
    let id = path_id(&request)?;
    let bytes = blocking(move || folder(&services)?.wire(id)).await?;
    Ok(HttpResponse::Ok()
        .content_type("message/rfc822")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.eml\"")))
        .body(bytes))
}

fn folder(services: &Services) -> Result<&crate::platform::mail::folder::Folder, Error> {
    services.mailer.folder().filter(|_| services.settings.demo).ok_or(Error::NotFound)
}

/// Only addresses of this portal become links.
fn line(text: &str, home: &str) -> Line {
    let own = text.trim().strip_prefix(home).filter(|path| path.starts_with('/'));
    Line { text: text.to_string(), link: own.map(str::to_string) }
}
