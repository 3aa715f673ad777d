//! `/auth` and `/me` (8.3).

use actix_web::HttpRequest;
use actix_web::web::Payload;
use serde_json::Value;

use crate::access::call::{Reply, blocking, parts};
use crate::access::session::{Origin, SessionKind};
use crate::access::{Action, Call};
use crate::error::Error;
use crate::features::users::FORGOTTEN;
use crate::platform::db::Moment;
use crate::platform::fields::{self, Completeness, Field};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{self, Docs};
use crate::platform::web::incoming::{self, Incoming};

use super::service;

/// The body of a login.
pub const LOGIN: &[Field] = &[
    Field::text("email", 254).required(),
    Field::password("password", 200).required(),
    Field::text("totp", 12),
];
/// The body of a refresh.
pub const REFRESH: &[Field] = &[Field::text("refresh_token", 200).required()];

struct Open {
    services: actix_web::web::Data<crate::platform::services::Services>,
    gate: actix_web::web::Data<crate::access::Gate>,
    origin: Origin,
    now: Moment,
    body: serde_json::Map<String, Value>,
}

/// Reads a call that needs no token.
async fn open(request: &HttpRequest, payload: Payload, table: &'static [Field]) -> Result<Open, Error> {
    let (services, gate) = parts(request)?;
    let incoming = Incoming::read(request, services.settings.trusted_proxy)?;
    let mut payload = payload;
    let bytes = incoming::body(request, &mut payload).await?;
    let body = incoming::json(request, &bytes)?;
    let body = fields::check(table, &body, Completeness::Complete).map_err(Error::Invalid)?;
    let now = Moment::from(services.clock.now());
    Ok(Open {
        services,
        gate,
        origin: Origin { address: incoming.address, agent: incoming.agent },
        now,
        body,
    })
}

fn text<'a>(body: &'a serde_json::Map<String, Value>, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or("")
}

/// `POST /auth/login`.
///
/// # Errors
/// 401 without saying why, 429 after too many failures.
pub async fn login(request: HttpRequest, payload: Payload) -> Reply {
    let Open { services, gate, origin, now, body } = open(&request, payload, LOGIN).await?;
    let password = text(&body, "password").to_string();
    let user = service::check_password(&services, &gate, &origin, text(&body, "email"), password).await?;
    let db = services.db.clone();
    let pair = blocking(move || {
        db.write(|conn| {
            let actor = service::open(conn, user, SessionKind::Api, &origin, now)?;
            service::pair(conn, &gate, &actor, now)
        })
    })
    .await?;
    Ok(Answer::ok(&pair)?.into_response())
}

/// `POST /auth/refresh`.
///
/// # Errors
/// 401 where the token is unknown, too old or was used before.
pub async fn refresh(request: HttpRequest, payload: Payload) -> Reply {
    let Open { services, gate, origin, now, body } = open(&request, payload, REFRESH).await?;
    let secret = text(&body, "refresh_token").to_string();
    let db = services.db.clone();
    let pair =
        blocking(move || db.write(|conn| service::refresh(conn, &gate, &origin, &secret, now))).await?;
    let pair = pair.ok_or(Error::Unauthenticated("invalid_token"))?;
    Ok(Answer::ok(&pair)?.into_response())
}

/// `POST /auth/forgot-password`: the same answer after the same work, whether or not anybody has the address.
///
/// # Errors
/// 422 for what is no address, 429 after too many of them.
pub async fn forgot_password(request: HttpRequest, payload: Payload) -> Reply {
    let Open { services, gate, origin, now, body } = open(&request, payload, FORGOTTEN).await?;
    service::forgot_password(&services, &gate, &origin, text(&body, "email"), now).await?;
    Ok(Answer::done().into_response())
}

/// `POST /auth/logout`.
///
/// # Errors
/// 401 where nobody is logged in.
pub async fn logout(call: Call) -> Reply {
    call.may(Action::OwnAccount)?;
    call.write(|conn, call| {
        service::logout(conn, &call.actor, call.now)?;
        call.no_body()?;
        Ok(Answer::done())
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "account";
    docs.add(
        docs::Call::post("/api/v1/auth/login", tag, "Log in with address and password")
            .public()
            .body(LOGIN)
            .answers::<service::TokenPair>(),
    );
    docs.add(
        docs::Call::post(
            "/api/v1/auth/refresh",
            tag,
            "The next pair of tokens; a refresh token is good once",
        )
        .public()
        .body(REFRESH)
        .answers::<service::TokenPair>(),
    );
    docs.add(
        docs::Call::post(
            "/api/v1/auth/forgot-password",
            tag,
            "Send a one-time link to set a password, where somebody has the address",
        )
        .public()
        .body(FORGOTTEN)
        .answers_nothing(),
    );
    docs.add(docs::Call::post("/api/v1/auth/logout", tag, "End this session").answers_nothing());
}
