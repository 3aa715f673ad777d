//! Use-cases of one's own notices.

use crate::access::{Action, Actor, Scope};
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::web::list::{ListQuery, Listing};

use super::model::Notice;
use super::store;

/// The bell counts no further.
pub const COUNTED: i64 = 100;

/// A page of the own notices, newest first.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Notice>, Error> {
    store::list(conn, scope, query)
}

/// Marks one as read, and answers it. Reading it again changes nothing.
///
/// # Errors
/// `NotFound` where it is nobody's or somebody else's.
pub fn read(conn: &mut Conn, scope: &Scope, id: Id, now: Moment) -> Result<Notice, Error> {
    let notice = store::find(conn, scope, id)?;
    if notice.read_at.is_none() {
        store::mark_read(conn, scope, id, now)?;
    }
    Ok(notice)
}

/// Marks all as read.
pub fn read_all(conn: &mut Conn, scope: &Scope, now: Moment) -> Result<usize, Error> {
    store::mark_all_read(conn, scope, now)
}

/// How many notices `actor` has not read; a hundred stands for so many or more. One statement.
///
/// # Errors
/// What the database answers.
pub fn unread(conn: &mut Conn, actor: &Actor) -> Result<usize, Error> {
    store::count_unread(conn, &actor.may(Action::OwnAccount)?, COUNTED)
}
