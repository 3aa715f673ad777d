//! A message for the next page: `good.record-submitted` in a cookie that the next page shows and removes.
//! The cookie names a text; it never carries one.

use actix_web::HttpResponse;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use serde::Serialize;

use crate::error::Error;

/// The cookie's name.
pub const COOKIE: &str = "tierdesk_flash";

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Good,
    /// Something was not done, or wants a look.
    Attention,
}

/// A message as the layout shows it.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Flash {
    /// `good` or `attention`.
    pub kind: &'static str,
    /// The translated text.
    pub text: String,
}

/// Sends the browser to `path`, where the text `flash-<key>` is shown.
#[must_use]
pub fn redirect(path: &str, tone: Tone, key: &str) -> HttpResponse {
    let tone = match tone {
        Tone::Good => "good",
        Tone::Attention => "attention",
    };
    let cookie = Cookie::build(COOKIE, format!("{tone}.{key}"))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(actix_web::cookie::time::Duration::minutes(2))
        .finish();
    let mut response = see_other(path);
    // A cookie of letters and dashes always fits into a header.
    let _ = response.add_cookie(&cookie);
    response
}

/// Goes back to the page of something after a step was taken with it, and says there what came of it: `done` names the text;
/// where it stands in the way it is `refused`, and `silent` where a reason is missing.
///
/// # Errors
/// What is neither for that page to say.
pub fn back(
    path: &str,
    done: Result<&str, Error>,
    (refused, silent): (&str, &str),
) -> Result<HttpResponse, Error> {
    match done {
        Ok(key) => Ok(redirect(path, Tone::Good, key)),
        Err(Error::Stale | Error::PreconditionRequired) => Ok(redirect(path, Tone::Attention, "stale")),
        Err(Error::Conflict(_)) => Ok(redirect(path, Tone::Attention, refused)),
        Err(Error::Invalid(_)) => Ok(redirect(path, Tone::Attention, silent)),
        Err(other) => Err(other),
    }
}

/// Sends the browser to `path` with nothing to say.
#[must_use]
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path.to_string())).finish()
}

/// Reads a cookie's value; `text` finds the words of a key.
#[must_use]
pub fn read(value: &str, text: impl Fn(&str) -> Option<String>) -> Option<Flash> {
    let (tone, key) = value.split_once('.')?;
    let kind = ["good", "attention"].into_iter().find(|known| *known == tone)?;
    Some(Flash { kind, text: text(&format!("flash-{key}"))? })
}
