//! Who calls: by the bearer token of the API, or by the cookie of a browser.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::web::Data;

use crate::error::Error;
use crate::platform::db::Moment;
use crate::platform::services::Services;
use crate::platform::web::incoming::Incoming;

use super::super::actor::Actor;
use super::super::token::Audience;
use super::super::{Gate, session, token};
use super::{SESSION_COOKIE, blocking};

/// The cookie that keeps a browser logged in, or that ends it where `token` is empty.
#[must_use]
pub fn session_cookie(token: String, secure: bool) -> Cookie<'static> {
    let mut cookie =
        Cookie::build(SESSION_COOKIE, token).path("/").http_only(true).same_site(SameSite::Lax).finish();
    cookie.set_secure(secure);
    if cookie.value().is_empty() {
        cookie.make_removal();
    }
    cookie
}

/// Whoever is logged in with this browser.
///
/// # Errors
/// `Unauthenticated`.
pub async fn pages_actor(
    request: &HttpRequest,
    services: &Data<Services>,
    gate: &Data<Gate>,
    incoming: &Incoming,
    now: Moment,
) -> Result<Actor, Error> {
    let cookie = request.cookie(SESSION_COOKIE).ok_or(Error::Unauthenticated("login_needed"))?;
    known(services, gate, cookie.value(), Audience::Pages, &incoming.address, now).await
}

pub(super) async fn api_actor(
    request: &HttpRequest,
    services: &Data<Services>,
    gate: &Data<Gate>,
    incoming: &Incoming,
    now: Moment,
) -> Result<Actor, Error> {
    let header = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    if let Some(header) = header {
        // The name of a scheme has no case (RFC 9110).
        let bearer = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let (_, bearer) = bearer.ok_or(Error::Unauthenticated("invalid_token"))?;
        return known(services, gate, bearer.trim(), Audience::Api, &incoming.address, now).await;
    }
    let cookie = request.cookie(SESSION_COOKIE).ok_or(Error::Unauthenticated("token_missing"))?;
    let actor = known(services, gate, cookie.value(), Audience::Pages, &incoming.address, now).await?;
    if incoming.method != "GET" && incoming.method != "HEAD" {
        let word = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok());
        if !same(word.unwrap_or(""), actor.csrf()) {
            return Err(Error::Forbidden("forged_request"));
        }
    }
    Ok(actor)
}

pub(super) async fn known(
    services: &Data<Services>,
    gate: &Data<Gate>,
    token: &str,
    audience: Audience,
    address: &str,
    now: Moment,
) -> Result<Actor, Error> {
    let claims = gate.tokens.check(token, audience, now).ok_or(Error::Unauthenticated("invalid_token"))?;
    let (db, address) = (services.db.clone(), address.to_string());
    let actor =
        blocking(move || db.read(|conn| session::authenticate(conn, claims.sid, &address, now))).await?;
    actor.filter(|actor| actor.user() == claims.sub).ok_or(Error::Unauthenticated("session_ended"))
}

/// Makes sure that a form carries the word of its session.
///
/// # Errors
/// `Forbidden`.
pub fn refuse_forged(form: &[(String, String)], actor: &Actor) -> Result<(), Error> {
    let word = form.iter().find(|(key, _)| key == "_csrf").map_or("", |(_, value)| value.as_str());
    if same(word, actor.csrf()) { Ok(()) } else { Err(Error::Forbidden("forged_request")) }
}

/// Compares secrets without telling by the time how much of them is right.
pub(super) fn same(a: &str, b: &str) -> bool {
    !b.is_empty() && token::fingerprint(a) == token::fingerprint(b)
}
