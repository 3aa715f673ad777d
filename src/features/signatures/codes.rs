//! Codes that a signer gets by mail and tells: six digits, good once, for ten minutes, for one text of one record; a new one
//! takes the place of the old. The code is made from its row's id with the signing key, so the database does not hold it.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::error::Error;
use crate::platform::db::schema::signature_codes as t;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::seal::Seal;

/// How long a code is good.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// So many times it may be tried.
pub const TRIES: i32 = 5;
/// So many codes a record may ask for in an hour.
const AN_HOUR: usize = 5;

/// A code that was sent, without the code.
#[derive(Debug, Clone, Queryable)]
pub struct Code {
    /// Id.
    pub id: Id,
    /// The revision that was being written.
    pub revision: i32,
    /// The hash of what is to be signed.
    pub content_hash: String,
    /// Who is to sign.
    pub signer_name: String,
    /// Where the code went.
    pub email: String,
    /// How often it was tried.
    pub tries: i32,
    /// Until when it is good.
    pub expires_at: Moment,
    /// The signature that it made.
    pub signature: Option<Id>,
}

impl Code {
    /// Whether it may confirm the text with this hash in `revision` now.
    #[must_use]
    pub fn is_good(&self, revision: i32, content_hash: &str, now: Moment) -> bool {
        self.signature.is_none()
            && self.expires_at > now
            && self.tries <= TRIES
            && self.revision == revision
            && self.content_hash == content_hash
    }

    /// Whether `typed` is the code.
    #[must_use]
    pub fn is(&self, typed: &str, seal: &Seal) -> bool {
        crate::access::token::fingerprint(typed)
            == crate::access::token::fingerprint(&seal.six_digits(&name(self.id)))
    }
}

/// The name from which the code of a row is made.
#[must_use]
pub fn name(id: Id) -> String {
    format!("signature_code {id}")
}

/// The code of a record that counts: the last one.
///
/// # Errors
/// What the database answers.
pub fn last(conn: &mut Conn, record: Id) -> Result<Option<Code>, Error> {
    let rows = t::table.filter(t::record_id.eq(record)).order((t::created_at.desc(), t::id.desc()));
    let columns = (
        t::id,
        t::revision,
        t::content_hash,
        t::signer_name,
        t::email,
        t::tries,
        t::expires_at,
        t::signature_id,
    );
    Ok(rows.select(columns).first(conn).optional()?)
}

/// Makes sure that the record has not asked for too many.
///
/// # Errors
/// `TooMany` with the seconds to wait.
pub fn check_pace(conn: &mut Conn, record: Id, now: Moment) -> Result<(), Error> {
    let hour = TimeDelta::hours(1);
    let given: Vec<Moment> = t::table
        .filter(t::record_id.eq(record))
        .filter(t::created_at.gt(now.plus(-hour)))
        .order(t::created_at)
        .select(t::created_at)
        .load(conn)?;
    match given.first() {
        Some(first) if given.len() >= AN_HOUR => {
            let wait = first.plus(hour).0 - now.0;
            Err(Error::TooMany(u64::try_from(wait.num_seconds()).unwrap_or_default() + 1))
        }
        _ => Ok(()),
    }
}

/// Keeps a new one.
///
/// # Errors
/// What the database answers.
pub fn insert(conn: &mut Conn, (record, by): (Id, Id), code: &Code, now: Moment) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            t::id.eq(code.id),
            t::record_id.eq(record),
            t::revision.eq(code.revision),
            t::content_hash.eq(&code.content_hash),
            t::signer_name.eq(&code.signer_name),
            t::email.eq(&code.email),
            t::tries.eq(code.tries),
            t::created_by.eq(by),
            t::created_at.eq(now),
            t::expires_at.eq(code.expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Counts a try of the record's code, in a transaction of its own; answers which code that was.
///
/// # Errors
/// What the database answers.
pub fn count_try(conn: &mut Conn, record: Id) -> Result<Option<Id>, Error> {
    let Some(code) = last(conn, record)? else { return Ok(None) };
    if code.tries <= TRIES {
        diesel::update(t::table.filter(t::id.eq(code.id))).set(t::tries.eq(t::tries + 1)).execute(conn)?;
    }
    Ok(Some(code.id))
}

/// Uses a code up for `signature`.
///
/// # Errors
/// `Stale` where somebody else just did.
pub fn spend(conn: &mut Conn, id: Id, signature: Id) -> Result<(), Error> {
    let free = t::table.filter(t::id.eq(id)).filter(t::signature_id.is_null());
    let used = diesel::update(free).set(t::signature_id.eq(signature)).execute(conn)?;
    if used == 1 { Ok(()) } else { Err(Error::Stale) }
}
