//! Use-cases of coming and going.

use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::audit::{self, Entry};
use crate::access::call::blocking;
use crate::access::session::{self, ACCESS_LIFETIME, Origin, PAGES_LIFETIME, SessionKind};
use crate::access::token::{Audience, Bearer};
use crate::access::{Actor, Gate, password};
use crate::domain::record_words::{OrganisationKind, Role};
use crate::error::Error;
use crate::features::users;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::services::Services;

/// Who somebody is, for whoever asks about themselves.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The user.
    pub id: Id,
    /// The name as shown.
    pub name: String,
    /// The address for mail and login.
    pub email: String,
    /// The organisation.
    pub organisation_id: Id,
    /// Its name.
    pub organisation_name: String,
    /// What it is.
    #[schema(value_type = String)]
    pub organisation_kind: OrganisationKind,
    /// The roles of this moment.
    #[schema(value_type = Vec<String>)]
    pub roles: Vec<Role>,
    /// `zh-CN` or `en`.
    pub language: &'static str,
}

impl Me {
    /// What `actor` is told about itself.
    #[must_use]
    pub fn of(actor: &Actor) -> Self {
        Me {
            id: actor.user(),
            name: actor.name().into(),
            email: actor.email().into(),
            organisation_id: actor.organisation(),
            organisation_name: actor.organisation_name().into(),
            organisation_kind: actor.organisation_kind(),
            roles: actor.roles().to_vec(),
            language: actor.lang().tag(),
        }
    }
}

/// Tokens for a program (8.3).
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenPair {
    /// The JWT to call with.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token ends.
    pub expires_in: i64,
    /// Good once, for the next pair.
    pub refresh_token: String,
    /// Whose they are.
    pub user: Me,
}

/// Checks an address and a password; says neither which of them was wrong nor whether the account exists.
///
/// # Errors
/// `Unauthenticated`; `TooMany` while this caller must wait; `Unavailable` where too many log in at once.
pub async fn check_password(
    services: &Data<Services>,
    gate: &Gate,
    origin: &Origin,
    email: &str,
    password: String,
) -> Result<Id, Error> {
    let _turn = gate.throttle.turn(email, &origin.address).await;
    gate.throttle.check(email, &origin.address)?;
    let (db, wanted) = (services.db.clone(), email.to_string());
    let found = blocking(move || db.read(|conn| users::credentials(conn, &wanted))).await?;
    let usable = found.filter(|user| user.active);
    let hash = usable.as_ref().and_then(|user| user.password_hash.clone());
    // A demo's database served for real lets nobody in with what the demo printed.
    let refused = password == password::DEMO && !services.settings.demo;
    let right = gate.passwords.verify(password, hash).await? && !refused;
    match usable {
        Some(user) if right => Ok(user.id),
        _ => {
            gate.throttle.failed(email, &origin.address);
            Err(Error::Unauthenticated("wrong_credentials"))
        }
    }
}

/// Opens a session for a person whose password was right, and tells the audit log.
///
/// # Errors
/// `Unauthenticated` where the account ended in the meantime.
pub fn open(
    conn: &mut Conn,
    user: Id,
    kind: SessionKind,
    origin: &Origin,
    now: Moment,
) -> Result<Actor, Error> {
    let session = session::open(conn, user, kind, origin, now)?;
    let actor = session::authenticate(conn, session, &origin.address, now)?
        .ok_or(Error::Unauthenticated("wrong_credentials"))?;
    let entry = Entry {
        action: "session.open",
        object_kind: "session",
        object: Some(session),
        label: actor.email(),
        before: None,
        after: None,
    };
    audit::write(conn, &actor, now, entry)?;
    Ok(actor)
}

/// A pair of tokens in the actor's session.
///
/// # Errors
/// What the database or the key answers.
pub fn pair(conn: &mut Conn, gate: &Gate, actor: &Actor, now: Moment) -> Result<TokenPair, Error> {
    let refresh_token = session::issue_refresh(conn, actor.session(), now)?;
    let until = now.plus(ACCESS_LIFETIME);
    Ok(TokenPair {
        access_token: sign(gate, Audience::Api, actor, now, until)?,
        token_type: "Bearer",
        expires_in: ACCESS_LIFETIME.num_seconds(),
        refresh_token,
        user: Me::of(actor),
    })
}

/// The value of the session cookie of a browser.
///
/// # Errors
/// What the key answers.
pub fn pages_token(gate: &Gate, actor: &Actor, now: Moment) -> Result<String, Error> {
    sign(gate, Audience::Pages, actor, now, now.plus(PAGES_LIFETIME))
}

fn sign(gate: &Gate, audience: Audience, actor: &Actor, now: Moment, until: Moment) -> Result<String, Error> {
    let bearer = Bearer {
        user: actor.user(),
        session: actor.session(),
        organisation: actor.organisation(),
        roles: actor.roles(),
    };
    gate.tokens.sign(audience, &bearer, now, until)
}

/// Uses a refresh token up for a new pair; nothing where it is not good, which must be committed all the same.
///
/// # Errors
/// What the database answers.
pub fn refresh(
    conn: &mut Conn,
    gate: &Gate,
    origin: &Origin,
    secret: &str,
    now: Moment,
) -> Result<Option<TokenPair>, Error> {
    let Some(session) = session::use_refresh(conn, secret, now)? else { return Ok(None) };
    let Some(actor) = session::authenticate(conn, session, &origin.address, now)? else { return Ok(None) };
    pair(conn, gate, &actor, now).map(Some)
}

/// Writes down that somebody asks for a link to set a password. Each request counts, so that nobody is flooded with
/// mails or finds out addresses by trying.
///
/// # Errors
/// `TooMany`; what the database answers.
pub async fn forgot_password(
    services: &Data<Services>,
    gate: &Gate,
    origin: &Origin,
    email: &str,
    now: Moment,
) -> Result<(), Error> {
    // Counted apart from logins, so that neither gets in the way of the other.
    let (account, address) = (format!("forgotten {email}"), format!("forgotten {}", origin.address));
    gate.throttle.check(&account, &address)?;
    gate.throttle.failed(&account, &address);
    let (db, email) = (services.db.clone(), email.to_string());
    blocking(move || db.write(|conn| users::ask_for_link(conn, &email, now))).await
}

/// Ends the actor's own session.
///
/// # Errors
/// What the database answers.
pub fn logout(conn: &mut Conn, actor: &Actor, now: Moment) -> Result<(), Error> {
    session::end(conn, actor.session(), now)?;
    let entry = Entry {
        action: "session.end",
        object_kind: "session",
        object: Some(actor.session()),
        label: actor.email(),
        before: None,
        after: None,
    };
    audit::write(conn, actor, now, entry)
}
