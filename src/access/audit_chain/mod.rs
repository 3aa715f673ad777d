//! The audit trail as one chain of hashes: each link names the one before it, so that whoever changes, removes or
//! slips in an entry afterwards would have to make every later link anew (chapter 7).
//!
//! Invariant: entries are written in the transaction of the work they tell of and wait, by a trigger, for the chainer,
//! which links them within a second. So the chain never makes one piece of work wait for another.

mod hash;
mod link;
mod verify;

pub use hash::{FORMAT, GENESIS, hash};
pub use link::JOB;
pub use verify::{Place, Waiting, entries_in_chain, head_in_chain, links_hold, waiting};

use diesel::prelude::*;
use serde::Serialize;

use crate::error::Error;
use crate::platform::db::schema::{audit_links as l, audit_waiting as w};
use crate::platform::db::{Conn, Moment};

use super::scope::Scope;

/// The last link: whoever keeps it can later prove that nothing before it was changed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize)]
pub struct Head {
    /// Its place; links are numbered from 1 without a gap.
    pub sequence: i64,
    /// SHA-256 in 64 hexadecimal digits.
    pub hash: String,
    /// When it was linked.
    pub linked_at: Moment,
}

/// The last link; none before the first entry is linked. One statement.
///
/// # Errors
/// What the database answers.
pub fn chain_head(conn: &mut Conn) -> Result<Option<Head>, Error> {
    let newest = l::table.order(l::sequence.desc()).select((l::sequence, l::hash, l::linked_at));
    Ok(newest.first(conn).optional()?)
}

/// How the chain stands. As links are numbered without a gap, the head's place is how many are linked.
#[derive(Debug, Serialize)]
pub struct State {
    /// The last link.
    pub head: Option<Head>,
    /// How many entries wait to be linked.
    pub waiting: i64,
}

/// How the chain stands, for whoever may see the whole trail. Two statements.
///
/// # Errors
/// What the database answers.
pub fn state(conn: &mut Conn, scope: &Scope) -> Result<State, Error> {
    if !scope.sees_all() {
        return Ok(State { head: None, waiting: 0 });
    }
    Ok(State { head: chain_head(conn)?, waiting: w::table.count().get_result(conn)? })
}
