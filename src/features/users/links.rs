//! One-time links with which a person sets a password: told once, kept as a fingerprint, good once and for seven
//! days; a new one takes the place of the old (chapter 7).

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::access::token::fingerprint;
use crate::error::Error;
use crate::platform::db::schema::one_time_tokens::{self, dsl};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;

/// The purpose of these tokens.
pub const PURPOSE: &str = "password";
/// How long a link is good.
pub const LIFETIME: TimeDelta = TimeDelta::days(7);

/// A new token for `/set-password/<token>`, and until when it is good; earlier ones of this user are good no more.
///
/// # Errors
/// What the database answers.
pub fn issue(conn: &mut Conn, user: Id, now: Moment) -> Result<(String, Moment), Error> {
    withdraw(conn, user)?;
    let (secret, until) = (random::token(), now.plus(LIFETIME));
    keep(conn, user, &secret, now, until)?;
    Ok((secret, until))
}

/// Keeps the fingerprint of `secret` as a link of this user, beside those there are.
///
/// # Errors
/// What the database answers.
pub fn keep(conn: &mut Conn, user: Id, secret: &str, now: Moment, until: Moment) -> Result<(), Error> {
    diesel::insert_into(one_time_tokens::table)
        .values((
            dsl::token_hash.eq(fingerprint(secret)),
            dsl::purpose.eq(PURPOSE),
            dsl::user_id.eq(user),
            dsl::created_at.eq(now),
            dsl::expires_at.eq(until),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether this user was given a link since `since` that is still good.
///
/// # Errors
/// What the database answers.
pub fn given_since(conn: &mut Conn, user: Id, since: Moment, now: Moment) -> Result<bool, Error> {
    let found: Option<String> = one_time_tokens::table
        .filter(dsl::user_id.eq(user))
        .filter(dsl::purpose.eq(PURPOSE))
        .filter(dsl::used_at.is_null())
        .filter(dsl::created_at.gt(since))
        .filter(dsl::expires_at.gt(now))
        .select(dsl::purpose)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Makes every open link of this user useless.
///
/// # Errors
/// What the database answers.
pub fn withdraw(conn: &mut Conn, user: Id) -> Result<(), Error> {
    diesel::delete(one_time_tokens::table)
        .filter(dsl::user_id.eq(user))
        .filter(dsl::purpose.eq(PURPOSE))
        .filter(dsl::used_at.is_null())
        .execute(conn)?;
    Ok(())
}

/// Whose link this is, where it is still good.
///
/// # Errors
/// What the database answers.
pub fn owner(conn: &mut Conn, secret: &str, now: Moment) -> Result<Option<Id>, Error> {
    let found: Option<Option<Id>> = one_time_tokens::table
        .filter(dsl::token_hash.eq(fingerprint(secret)))
        .filter(dsl::purpose.eq(PURPOSE))
        .filter(dsl::used_at.is_null())
        .filter(dsl::expires_at.gt(now))
        .select(dsl::user_id)
        .first(conn)
        .optional()?;
    Ok(found.flatten())
}

/// Uses a token of `purpose` up; false where it is not good (any more).
///
/// # Errors
/// What the database answers.
pub fn spend(conn: &mut Conn, purpose: &str, secret: &str, now: Moment) -> Result<bool, Error> {
    let used = diesel::update(one_time_tokens::table)
        .filter(dsl::token_hash.eq(fingerprint(secret)))
        .filter(dsl::purpose.eq(purpose.to_string()))
        .filter(dsl::used_at.is_null())
        .filter(dsl::expires_at.gt(now))
        .set(dsl::used_at.eq(now))
        .execute(conn)?;
    Ok(used == 1)
}

/// Whether a token of `purpose` is good.
///
/// # Errors
/// What the database answers.
pub fn is_good(conn: &mut Conn, purpose: &str, secret: &str, now: Moment) -> Result<bool, Error> {
    let found: Option<String> = one_time_tokens::table
        .filter(dsl::token_hash.eq(fingerprint(secret)))
        .filter(dsl::purpose.eq(purpose.to_string()))
        .filter(dsl::used_at.is_null())
        .filter(dsl::expires_at.gt(now))
        .select(dsl::purpose)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}
