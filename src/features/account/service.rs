//! Use-cases of the own account.

use serde_json::{Map, Value};

use crate::access::audit::{self, Entry};
use crate::access::session;
use crate::access::{Actor, Gate};
use crate::error::Error;
use crate::features::notices;
use crate::features::users::{self, Person};
use crate::platform::db::{Conn, Db, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode};
use crate::platform::i18n::Lang;
use crate::platform::web::incoming::IfMatch;

use super::model::{CHANGE, OwnSession};

/// Changes the language.
pub fn change(
    conn: &mut Conn,
    actor: &Actor,
    expected: IfMatch,
    body: &Value,
    now: Moment,
) -> Result<Person, Error> {
    let current = users::own(conn, actor)?;
    expected.check(current.version)?;
    let body = fields::check(CHANGE, body, Completeness::Complete).map_err(Error::Invalid)?;
    let lang = body.get("language").and_then(Value::as_str).and_then(Lang::from_tag);
    users::set_own_language(conn, actor, expected, lang, now)
}

/// The own open sessions, newest first.
pub fn sessions(conn: &mut Conn, actor: &Actor, now: Moment) -> Result<Vec<OwnSession>, Error> {
    let open = session::list_open(conn, actor.user(), now)?;
    let own = |session: session::OpenSession| OwnSession { current: session.id == actor.session(), session };
    Ok(open.into_iter().map(own).collect())
}

/// Ends one of the own sessions.
///
/// # Errors
/// `NotFound` where it is nobody's, somebody else's, or ended.
pub fn end_session(conn: &mut Conn, actor: &Actor, id: Id, now: Moment) -> Result<(), Error> {
    if !session::end_own(conn, actor.user(), id, now)? {
        return Err(Error::NotFound);
    }
    tell(conn, actor, "session.end", ("session", id), now)
}

/// Ends all of the own sessions but this one.
pub fn end_others(conn: &mut Conn, actor: &Actor, now: Moment) -> Result<(), Error> {
    session::end_all(conn, actor.user(), Some(actor.session()), now)?;
    tell(conn, actor, "session.end_others", ("user", actor.user()), now)
}

/// Judges a change of the own password and gives the hash of the new one. Wrong guesses of the current one count
/// like failed logins.
///
/// # Errors
/// `Invalid` naming the field, `TooMany`, `Unavailable`.
pub async fn prove(db: &Db, gate: &Gate, actor: &Actor, body: &Map<String, Value>) -> Result<String, Error> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or("").to_string();
    let _turn = gate.throttle.turn(actor.email(), actor.address()).await;
    gate.throttle.check(actor.email(), actor.address())?;
    let (reader, user) = (db.clone(), actor.user());
    let found =
        crate::access::call::blocking(move || reader.read(|conn| users::credentials_of(conn, user))).await?;
    let hash = found.and_then(|credentials| credentials.password_hash);
    if !gate.passwords.verify(text("current_password"), hash).await? {
        gate.throttle.failed(actor.email(), actor.address());
        return Err(Error::field("current_password", FaultCode::new("wrong_password")));
    }
    let own = [actor.email(), actor.name(), actor.organisation_name()];
    let chosen = users::password::judge(body, &own)?;
    gate.passwords.hash(chosen).await
}

/// Writes the new password; every other session ends.
pub fn set_password(conn: &mut Conn, actor: &Actor, hash: &str, now: Moment) -> Result<(), Error> {
    users::set_password(conn, actor.user(), hash, now)?;
    users::links::withdraw(conn, actor.user())?;
    notices::password_changed(conn, actor.user(), now)?;
    session::end_all(conn, actor.user(), Some(actor.session()), now)?;
    tell(conn, actor, "user.set_password", ("user", actor.user()), now)
}

fn tell(
    conn: &mut Conn,
    actor: &Actor,
    action: &'static str,
    (object_kind, id): (&'static str, Id),
    now: Moment,
) -> Result<(), Error> {
    let entry =
        Entry { action, object_kind, object: Some(id), label: actor.email(), before: None, after: None };
    audit::write(conn, actor, now, entry)
}
