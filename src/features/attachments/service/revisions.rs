//! A correction that is given up or rejected leaves the files as the approved revision has them.

use crate::access::Actor;
use crate::error::Error;
use crate::features::service_records::{self, Head};
use crate::platform::db::{Conn, Moment};
use crate::platform::random;

use super::super::model::Attachment;
use super::super::store;
use super::{ADDED, REMOVED, log, told};

/// Makes the next revision of `head` begin with the files of revision `approved`. What was sent in between keeps its own.
/// What comes and goes by that is told in the audit log like any other file.
///
/// # Errors
/// What the database answers.
pub fn restore(conn: &mut Conn, actor: &Actor, head: &Head, approved: i32, now: Moment) -> Result<(), Error> {
    let next = service_records::next_revision(head);
    for row in store::of_record(conn, head.id)? {
        let (then, now_there) = (row.belongs_to(approved), row.belongs_to(next));
        if row.from_revision >= next {
            store::delete(conn, row.id)?;
            log(conn, actor, now, head, REMOVED, (Some(told(&row)), None))?;
        } else if now_there && !then {
            store::set_until(conn, row.id, Some(next))?;
            log(conn, actor, now, head, REMOVED, (Some(told(&row)), None))?;
        } else if then && !now_there {
            if row.until_revision == Some(next) {
                store::set_until(conn, row.id, None)?;
                let again = Attachment { until_revision: None, ..row };
                log(conn, actor, now, head, ADDED, (None, Some(told(&again))))?;
            } else {
                // A revision was sent in without it: that one stays as it is, and the next has it again.
                let again =
                    Attachment { id: random::id(now), from_revision: next, until_revision: None, ..row };
                store::put_row(conn, &again)?;
                log(conn, actor, now, head, ADDED, (None, Some(told(&again))))?;
            }
        }
    }
    Ok(())
}
