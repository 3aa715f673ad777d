//! Changing a draft or a returned record.

use serde_json::Value;

use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness};
use crate::platform::web::incoming::IfMatch;

use super::super::model::Head;
use super::super::{rules, store};
use super::{Work, difference, index, log, note_writer, own_record};

/// Puts the fields of `patch` in place of those there are; null takes one away.
///
/// # Errors
/// `PreconditionRequired`, `Stale`, `Conflict` where the record is past editing, `Invalid` naming every wrong field.
pub fn edit(
    conn: &mut Conn,
    work: &Work<'_>,
    id: Id,
    expected: IfMatch,
    patch: &Value,
) -> Result<Head, Error> {
    let mut head = own_record(conn, work, id)?;
    expected.check(head.version)?;
    rules::editable(&head)?;
    let before = head.fields();
    let merged = fields::merge(&before, patch);
    let after = fields::check(work.form.fields, &merged, Completeness::Draft).map_err(Error::Invalid)?;
    head.content = Value::Object(after.clone());
    forget_typed(&mut head, patch);
    index(conn, work, &mut head)?;
    store::save_head(conn, &mut head, work.now)?;
    note_writer(conn, work, &head)?;
    log(conn, work, &head, work.form.actions.edit, difference(&before, &after))?;
    Ok(head)
}

/// What a field was said to be by hand gives way to what it is now.
fn forget_typed(head: &mut Head, patch: &Value) {
    let Some(typed) = head.unparsed.as_object_mut() else { return };
    let patched = |path: &str| path.split('.').next().is_some_and(|top| patch.get(top).is_some());
    typed.retain(|path, _| !patched(path));
}
