//! `Idempotency-Key` (8.2): the same key and body give the same answer again, with one effect.
//! The row is written in the transaction of the work, so that neither can be there without the other.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::platform::db::schema::idempotency_keys as keys;
use crate::platform::db::{Conn, Id, Moment, try_lock};
use crate::platform::fields::{FaultCode, FieldFault};

use super::answer::Answer;

/// The longest key, in characters.
const LONGEST: usize = 255;
/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// A key as one actor sent it to one route with one body.
#[derive(Debug, Clone)]
pub struct Key {
    actor: Id,
    route: String,
    key: String,
    body_hash: String,
}

impl Key {
    /// Binds `key` to actor, route and body.
    ///
    /// # Errors
    /// `Invalid` where the key is empty or too long.
    pub fn new(actor: Id, route: String, key: String, body: &[u8]) -> Result<Self, Error> {
        let length = key.chars().count();
        if length == 0 || length > LONGEST {
            let fault = FieldFault::new("Idempotency-Key", FaultCode::TOO_LONG).with("max", LONGEST);
            return Err(Error::Invalid(vec![fault]));
        }
        Ok(Key { actor, route, key, body_hash: URL_SAFE_NO_PAD.encode(Sha256::digest(body)) })
    }

    /// Answers as before, or does `work` and keeps its answer.
    ///
    /// # Errors
    /// `Invalid` for another body under the same key, `Conflict` while the first is still running; else what `work`
    /// answers, which is then not kept.
    pub fn once(
        &self,
        conn: &mut Conn,
        now: Moment,
        work: impl FnOnce(&mut Conn) -> Result<Answer, Error>,
    ) -> Result<Answer, Error> {
        if !try_lock(conn, &format!("idempotency {} {} {}", self.actor, self.route, self.key))? {
            return Err(Error::Conflict("request_in_progress"));
        }
        diesel::delete(keys::table.filter(keys::created_at.lt(now.plus(-KEPT)))).execute(conn)?;
        let kept: Option<(String, serde_json::Value)> = keys::table
            .find((self.actor, &self.route, &self.key))
            .select((keys::body_hash, keys::answer))
            .first(conn)
            .optional()?;
        if let Some((hash, answer)) = kept {
            if hash != self.body_hash {
                return Err(Error::field("Idempotency-Key", FaultCode::new("reused")));
            }
            return Ok(serde_json::from_value(answer)?);
        }
        let answer = work(conn)?;
        diesel::insert_into(keys::table)
            .values((
                keys::actor_id.eq(self.actor),
                keys::route.eq(&self.route),
                keys::key.eq(&self.key),
                keys::body_hash.eq(&self.body_hash),
                keys::answer.eq(serde_json::to_value(&answer)?),
                keys::created_at.eq(now),
            ))
            .execute(conn)?;
        Ok(answer)
    }
}
