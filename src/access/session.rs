//! Sessions: one row a login. Whoever calls is looked up here on every request, with the roles of this moment, so
//! that ending a session or deactivating a user works at once (chapter 7).

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::domain::record_words::{OrganisationKind, Role};
use crate::error::Error;
use crate::platform::db::schema::{organisations, refresh_tokens, sessions, users};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::i18n::Lang;
use crate::platform::random;

use super::actor::Actor;
use super::token::fingerprint;

/// How long a browser stays logged in.
pub const PAGES_LIFETIME: TimeDelta = TimeDelta::hours(12);
/// How long an access token is good.
pub const ACCESS_LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// How long a refresh token is good; each use starts it anew.
pub const REFRESH_LIFETIME: TimeDelta = TimeDelta::days(14);
/// How long a family of refresh tokens lives in all.
pub const API_LIFETIME: TimeDelta = TimeDelta::days(90);

/// What a session is used by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// A program with bearer tokens.
    Api,
    /// A browser with a cookie.
    Pages,
}

impl SessionKind {
    fn name(self) -> &'static str {
        match self {
            SessionKind::Api => "api",
            SessionKind::Pages => "pages",
        }
    }
}

/// Where a login comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Network address.
    pub address: String,
    /// What the program calls itself; cut to 200 characters.
    pub agent: String,
}

/// The roles of a user from their column.
#[must_use]
pub fn roles_from_column(column: &str) -> Vec<Role> {
    column.split(',').filter_map(|word| word.parse().ok()).collect()
}

/// The column for roles: their identifiers in order, separated by commas.
#[must_use]
pub fn roles_to_column(roles: &[Role]) -> String {
    let mut words: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    words.join(",")
}

type Person = (Id, String, String, String, String, bool, Id, String, String);

macro_rules! person {
    () => {
        (
            users::id,
            users::name,
            users::email,
            users::roles,
            users::locale,
            users::billing_contact,
            organisations::id,
            organisations::name,
            organisations::kind,
        )
    };
}

/// The person behind session `sid` as the database has them at `now`, or nothing. One statement.
///
/// # Errors
/// What the database answers.
pub fn authenticate(conn: &mut Conn, sid: Id, address: &str, now: Moment) -> Result<Option<Actor>, Error> {
    let row: Option<(Person, String)> = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .inner_join(organisations::table.on(organisations::id.eq(users::organisation_id)))
        .filter(sessions::id.eq(sid))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(users::active.eq(true))
        .filter(organisations::active.eq(true))
        .select((person!(), sessions::csrf))
        .first(conn)
        .optional()?;
    row.map(|(person, csrf)| actor(person, (sid, csrf, address))).transpose()
}

/// The person who started work that goes on without them, as the database has them now; nothing where they are gone. One
/// statement.
///
/// # Errors
/// What the database answers.
pub fn on_behalf_of(conn: &mut Conn, user: Id) -> Result<Option<Actor>, Error> {
    let row: Option<Person> = users::table
        .inner_join(organisations::table.on(organisations::id.eq(users::organisation_id)))
        .filter(users::id.eq(user))
        .filter(users::active.eq(true))
        .filter(organisations::active.eq(true))
        .select(person!())
        .first(conn)
        .optional()?;
    row.map(|person| actor(person, (user, String::new(), ""))).transpose()
}

fn actor(person: Person, (session, csrf, address): (Id, String, &str)) -> Result<Actor, Error> {
    let (user, name, email, roles, locale, billing_contact, organisation, organisation_name, kind) = person;
    Ok(Actor {
        user,
        name,
        email,
        organisation,
        organisation_name,
        organisation_kind: kind
            .parse::<OrganisationKind>()
            .map_err(|_| Error::internal("organisation kind"))?,
        roles: roles_from_column(&roles),
        lang: Lang::from_tag(&locale).unwrap_or_default(),
        billing_contact,
        session,
        csrf,
        address: address.to_string(),
    })
}

/// Opens a session for `user`.
///
/// # Errors
/// What the database answers.
pub fn open(conn: &mut Conn, user: Id, kind: SessionKind, origin: &Origin, now: Moment) -> Result<Id, Error> {
    let id = random::id(now);
    let lifetime = match kind {
        SessionKind::Api => API_LIFETIME,
        SessionKind::Pages => PAGES_LIFETIME,
    };
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(id),
            sessions::user_id.eq(user),
            sessions::kind.eq(kind.name()),
            sessions::csrf.eq(random::token()),
            sessions::address.eq(&origin.address),
            sessions::agent.eq(origin.agent.chars().take(200).collect::<String>()),
            sessions::created_at.eq(now),
            sessions::expires_at.eq(now.plus(lifetime)),
        ))
        .execute(conn)?;
    Ok(id)
}

/// A new refresh token for a session; only its fingerprint is kept.
///
/// # Errors
/// What the database answers.
pub fn issue_refresh(conn: &mut Conn, session: Id, now: Moment) -> Result<String, Error> {
    let secret = random::token();
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::token_hash.eq(fingerprint(&secret)),
            refresh_tokens::session_id.eq(session),
            refresh_tokens::issued_at.eq(now),
            refresh_tokens::expires_at.eq(now.plus(REFRESH_LIFETIME)),
        ))
        .execute(conn)?;
    Ok(secret)
}

/// Uses a refresh token up and gives its session. A second use of one ends the session: it was stolen.
///
/// Answers nothing where the token is unknown, too old or used; that answer must be committed all the same.
///
/// # Errors
/// What the database answers.
pub fn use_refresh(conn: &mut Conn, secret: &str, now: Moment) -> Result<Option<Id>, Error> {
    let hash = fingerprint(secret);
    let used = diesel::update(refresh_tokens::table)
        .filter(refresh_tokens::token_hash.eq(&hash))
        .filter(refresh_tokens::used_at.is_null())
        .filter(refresh_tokens::expires_at.gt(now))
        .set(refresh_tokens::used_at.eq(now))
        .execute(conn)?;
    let found: Option<(Id, Option<Moment>)> = refresh_tokens::table
        .find(&hash)
        .select((refresh_tokens::session_id, refresh_tokens::used_at))
        .first(conn)
        .optional()?;
    match found {
        Some((session, _)) if used == 1 => Ok(Some(session)),
        Some((session, Some(_))) => {
            tracing::warn!(%session, "a refresh token was used twice; its session is ended");
            end(conn, session, now)?;
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// Ends a session; ending an ended one does nothing.
///
/// # Errors
/// What the database answers.
pub fn end(conn: &mut Conn, session: Id, now: Moment) -> Result<(), Error> {
    diesel::update(sessions::table)
        .filter(sessions::id.eq(session))
        .filter(sessions::ended_at.is_null())
        .set(sessions::ended_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Ends every session of a user but `keep`.
///
/// # Errors
/// What the database answers.
pub fn end_all(conn: &mut Conn, user: Id, keep: Option<Id>, now: Moment) -> Result<(), Error> {
    let open = sessions::user_id.eq(user).and(sessions::ended_at.is_null());
    let change = sessions::ended_at.eq(now);
    match keep {
        None => diesel::update(sessions::table).filter(open).set(change).execute(conn)?,
        Some(kept) => diesel::update(sessions::table)
            .filter(open)
            .filter(sessions::id.ne(kept))
            .set(change)
            .execute(conn)?,
    };
    Ok(())
}

/// Ends a session of this user; false where it has no such open session.
///
/// # Errors
/// What the database answers.
pub fn end_own(conn: &mut Conn, user: Id, session: Id, now: Moment) -> Result<bool, Error> {
    let ended = diesel::update(sessions::table)
        .filter(sessions::id.eq(session))
        .filter(sessions::user_id.eq(user))
        .filter(sessions::ended_at.is_null())
        .set(sessions::ended_at.eq(now))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Ends every session of everybody in an organisation.
///
/// # Errors
/// What the database answers.
pub fn end_all_of(conn: &mut Conn, organisation: Id, now: Moment) -> Result<(), Error> {
    let people = users::table.filter(users::organisation_id.eq(organisation)).select(users::id);
    diesel::update(sessions::table)
        .filter(sessions::ended_at.is_null())
        .filter(sessions::user_id.eq_any(people))
        .set(sessions::ended_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// An open session as its owner sees it.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
pub struct OpenSession {
    /// Its id.
    pub id: Id,
    /// `api` or `pages`.
    pub kind: String,
    /// Where it was opened from.
    pub address: String,
    /// With which program.
    pub agent: String,
    /// When.
    pub created_at: Moment,
}

/// The open sessions of a user, newest first.
///
/// # Errors
/// What the database answers.
pub fn list_open(conn: &mut Conn, user: Id, now: Moment) -> Result<Vec<OpenSession>, Error> {
    let rows: Vec<(Id, String, String, String, Moment)> = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order((sessions::created_at.desc(), sessions::id.desc()))
        .select((sessions::id, sessions::kind, sessions::address, sessions::agent, sessions::created_at))
        .limit(50)
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, address, agent, created_at)| OpenSession { id, kind, address, agent, created_at })
        .collect())
}
