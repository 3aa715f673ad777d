//! Whether every file that the audit log tells of still has its row, with the bytes that were told; `verify` finds by it
//! what vanished together with its row (7).

use serde_json::Value;

use crate::access::audit;
use crate::platform::db::{Conn, Id};
use crate::platform::verify::{Fault, Handful, Wrong};

use super::kept;
use super::service::{ADDED, REMOVED};

const HANDFUL: i64 = 200;

/// Looks at what the audit log tells of after `last`: each file that came has its row, unless it also tells that the file
/// was removed.
///
/// # Errors
/// [`Wrong`].
pub fn told_files_exist(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let told = audit::told_after(conn, ADDED, last, HANDFUL)?;
    let came: Vec<(Id, &Value)> =
        told.iter().filter_map(|(.., after)| Some((id_in(after.as_ref()?)?, after.as_ref()?))).collect();
    let there = kept::hashes(conn, &came.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
    let fault = |code, id| Wrong::from(Fault::new(code, format!("attachment {id}")));
    let mut gone = Vec::new();
    for (id, after) in came {
        match there.iter().find(|(row, _)| *row == id) {
            Some((_, hash)) if after["sha256"] == hash.as_str() => {}
            Some(_) => return Err(fault("attachment_differs", id)),
            None => gone.push(id),
        }
    }
    if !gone.is_empty() {
        let objects: Vec<Id> = told.iter().filter_map(|(_, object, _)| *object).collect();
        let removed = audit::told_before(conn, REMOVED, &objects)?;
        let removed: Vec<Id> = removed.iter().filter_map(id_in).collect();
        if let Some(id) = gone.into_iter().find(|id| !removed.contains(id)) {
            return Err(fault("attachment_missing", id));
        }
    }
    Ok(Handful::of(told.len(), HANDFUL, told.last().map(|(entry, ..)| *entry)))
}

fn id_in(told: &Value) -> Option<Id> {
    told.get("attachment_id")?.as_str()?.parse().ok()
}
