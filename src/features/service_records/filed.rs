//! Records written in one go as they ended up, for the load data of `seed`: the same rows that the use-cases leave,
//! without the steps between.

use crate::error::Error;
use crate::platform::db::{Conn, Id};

use super::model::{Head, Revision, VerdictRow};
use super::store::{self, Event};

/// A record with what became of it. The caller answers for its truth: complete content, stored decision.
#[derive(Debug)]
pub struct Filed<'a> {
    /// The head.
    pub head: &'a Head,
    /// The revision that was sent in, where one was.
    pub revision: Option<&'a Revision>,
    /// The verdict on it, where there is one.
    pub verdict: Option<&'a VerdictRow>,
    /// The timeline: who, by id and name, and what.
    pub events: &'a [((Id, &'a str), Event)],
}

/// Writes all of it.
///
/// # Errors
/// `LostRace` where the number is taken; what the database answers.
pub fn insert_filed(conn: &mut Conn, filed: &Filed<'_>) -> Result<(), Error> {
    let id = filed.head.id;
    store::insert_head(conn, filed.head)?;
    if let Some(revision) = filed.revision {
        store::insert_revision(conn, id, revision)?;
    }
    if let Some(verdict) = filed.verdict {
        store::insert_verdict(conn, id, verdict)?;
    }
    filed.events.iter().try_for_each(|(actor, event)| store::insert_event(conn, id, *actor, event))
}
