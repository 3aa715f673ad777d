//! The one-time address with which the first administrator of an empty portal is made (chapter 7). There is no
//! default password anywhere.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::access::token::fingerprint;
use crate::error::Error;
use crate::platform::db::schema::{one_time_tokens, users};
use crate::platform::db::{Conn, Moment};
use crate::platform::random;

/// The purpose of the tokens of a set-up.
pub const PURPOSE: &str = "setup";
/// How long a set-up address is good.
pub const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// Whether the portal has nobody yet.
///
/// # Errors
/// What the database answers.
pub fn needed(conn: &mut Conn) -> Result<bool, Error> {
    let anybody: Option<bool> = users::table.select(users::active).first(conn).optional()?;
    Ok(anybody.is_none())
}

/// A new token for `/setup/<token>`, good once; earlier ones are good no more. Only its fingerprint is kept.
///
/// # Errors
/// What the database answers.
pub fn issue(conn: &mut Conn, now: Moment) -> Result<String, Error> {
    let secret = random::token();
    diesel::delete(one_time_tokens::table.filter(one_time_tokens::purpose.eq(PURPOSE))).execute(conn)?;
    diesel::insert_into(one_time_tokens::table)
        .values((
            one_time_tokens::token_hash.eq(fingerprint(&secret)),
            one_time_tokens::purpose.eq(PURPOSE),
            one_time_tokens::created_at.eq(now),
            one_time_tokens::expires_at.eq(now.plus(LIFETIME)),
        ))
        .execute(conn)?;
    Ok(secret)
}
