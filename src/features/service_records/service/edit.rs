//! Changing a draft or a returned record.

use serde_json::Value;

use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, Unparsed};
use crate::platform::web::incoming::IfMatch;

use super::super::model::Head;
use super::super::{rules, store};
use super::{Work, difference, index, log, own_record};

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
    log(conn, work, &head, work.form.actions.edit, difference(&before, &after))?;
    Ok(head)
}

/// What was typed for a field that now has a value is no longer of interest.
fn forget_typed(head: &mut Head, patch: &Value) {
    if let (Some(typed), Some(said)) = (head.unparsed.as_object_mut(), patch.as_object()) {
        typed.retain(|path, _| !said.contains_key(path.split('.').next().unwrap_or_default()));
    }
}

/// Keeps what a form says: everything that can be read goes into the content, and the rest is kept as it was typed,
/// so that a draft never loses anything. Used by pages, which save while somebody types.
///
/// # Errors
/// `PreconditionRequired`, `Stale`, `Conflict` where the record is past editing.
pub fn keep_unparsed(
    conn: &mut Conn,
    work: &Work<'_>,
    id: Id,
    expected: IfMatch,
    typed: (&Value, &Unparsed),
) -> Result<(Head, Vec<fields::FieldFault>), Error> {
    let mut head = own_record(conn, work, id)?;
    expected.check(head.version)?;
    rules::editable(&head)?;
    let before = head.fields();
    let (readable, faults, mut unparsed) = readable_part(work, typed.0, typed.1);
    head.content = Value::Object(readable.clone());
    let customer = index(conn, work, &mut head);
    let mut faults = faults;
    if let Err(Error::Invalid(more)) = customer {
        // A customer out of sight is kept as typed, not as a customer.
        if let Some(Value::Object(content)) = Some(&mut head.content)
            && let Some(Value::String(text)) = content.remove("customer_id")
        {
            unparsed.insert("customer_id".into(), text);
        }
        faults.extend(more);
        index(conn, work, &mut head)?;
    } else {
        customer?;
    }
    let unparsed = serde_json::to_value(&unparsed)?;
    if head.fields() == before && head.unparsed == unparsed {
        return Ok((head, faults));
    }
    head.unparsed = unparsed;
    store::save_head(conn, &mut head, work.now)?;
    let after = head.fields();
    log(conn, work, &head, work.form.actions.edit, difference(&before, &after))?;
    Ok((head, faults))
}

/// Takes away, field by field of the first level, what is not valid, and keeps its text.
fn readable_part(
    work: &Work<'_>,
    body: &Value,
    typed: &Unparsed,
) -> (serde_json::Map<String, Value>, Vec<fields::FieldFault>, Unparsed) {
    let (mut body, mut unparsed, mut all) = (body.clone(), typed.clone(), Vec::new());
    // Each round removes at least one field, so there are at most as many rounds as fields.
    for _ in 0..=work.form.fields.len() {
        match fields::check(work.form.fields, &body, Completeness::Draft) {
            Ok(content) => return (content, all, unparsed),
            Err(faults) => {
                for fault in &faults {
                    let top = fault.path.split('.').next().unwrap_or_default();
                    let taken = body.as_object_mut().and_then(|object| object.remove(top));
                    if let Some(value) = taken {
                        keep_text(&mut unparsed, top, &value);
                    }
                }
                all.extend(faults);
            }
        }
    }
    (serde_json::Map::new(), all, unparsed)
}

fn keep_text(unparsed: &mut Unparsed, path: &str, value: &Value) {
    match value {
        Value::String(text) => drop(unparsed.insert(path.to_string(), text.clone())),
        Value::Number(_) | Value::Bool(_) => drop(unparsed.insert(path.to_string(), value.to_string())),
        Value::Array(rows) => {
            for (index, row) in rows.iter().enumerate() {
                keep_text(unparsed, &format!("{path}.{index}"), row);
            }
        }
        Value::Object(fields) => {
            for (name, inner) in fields {
                keep_text(unparsed, &format!("{path}.{name}"), inner);
            }
        }
        Value::Null => {}
    }
}
