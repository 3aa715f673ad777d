//! One-use links for signing: told once, kept as a fingerprint, good once and for a day; a new one takes the place of the
//! old.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::access::Actor;
use crate::access::token::fingerprint;
use crate::error::Error;
use crate::platform::db::schema::signature_links as t;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;

use super::model::Link;

/// How long a link is good.
pub const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// A new token for `/sign/<token>`, and until when it is good.
///
/// # Errors
/// What the database answers.
pub fn issue(
    conn: &mut Conn,
    actor: &Actor,
    record: Id,
    revision: i32,
    now: Moment,
) -> Result<(String, Moment), Error> {
    diesel::delete(t::table.filter(t::record_id.eq(record)).filter(t::used_at.is_null())).execute(conn)?;
    let (secret, until) = (random::token(), now.plus(LIFETIME));
    diesel::insert_into(t::table)
        .values((
            t::token_hash.eq(fingerprint(&secret)),
            t::record_id.eq(record),
            t::revision.eq(revision),
            t::created_by.eq(actor.user()),
            t::created_by_name.eq(actor.name()),
            t::created_at.eq(now),
            t::expires_at.eq(until),
        ))
        .execute(conn)?;
    Ok((secret, until))
}

/// The link, where it is still good.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Conn, secret: &str, now: Moment) -> Result<Link, Error> {
    t::table
        .filter(t::token_hash.eq(fingerprint(secret)))
        .filter(t::used_at.is_null())
        .filter(t::expires_at.gt(now))
        .select((t::record_id, t::revision, t::created_by, t::created_by_name, t::expires_at))
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// Uses a link up.
///
/// # Errors
/// `NotFound` where it is not good (any more).
pub fn spend(conn: &mut Conn, secret: &str, now: Moment) -> Result<(), Error> {
    let good = t::token_hash.eq(fingerprint(secret)).and(t::used_at.is_null()).and(t::expires_at.gt(now));
    let used = diesel::update(t::table.filter(good)).set(t::used_at.eq(now)).execute(conn)?;
    if used == 1 { Ok(()) } else { Err(Error::NotFound) }
}
