//! Keeping what somebody types into a form: everything that can be read becomes content, and the rest stays as it was
//! typed, so that a draft never loses anything (4.2, "Bad input").

use serde_json::{Map, Value};

use crate::access::Action;
use crate::error::Error;
use crate::features::products;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FieldFault, Unparsed};
use crate::platform::web::incoming::IfMatch;

use super::super::model::Head;
use super::super::{rules, store};
use super::create::blank;
use super::{Work, difference, index, log, note_writer, own_record, tell};

/// What a form says, as pairs of its keys and texts.
pub type Pairs = [(String, String)];

/// Keeps what a form says in a draft or a returned record; the faults are told and stop nothing.
///
/// # Errors
/// `PreconditionRequired`, `Stale`, `Conflict` where the record is past editing.
pub fn keep_typed(
    conn: &mut Conn,
    work: &Work<'_>,
    id: Id,
    expected: IfMatch,
    typed: &Pairs,
) -> Result<(Head, Vec<FieldFault>), Error> {
    let head = own_record(conn, work, id)?;
    match expected.check(head.version) {
        // The answer was lost on the way: hearing the same words twice overwrites nothing.
        Err(Error::Stale) => heard_before(conn, work, head, typed),
        checked => checked.and_then(|()| keep_in(conn, work, head, typed)),
    }
}

/// The record as it is, where it holds just what is said.
fn heard_before(
    conn: &mut Conn,
    work: &Work<'_>,
    head: Head,
    typed: &Pairs,
) -> Result<(Head, Vec<FieldFault>), Error> {
    // Past editing, the old version is still told first.
    if rules::editable(&head).is_ok() {
        let mut said = head.clone();
        let faults = take_in(conn, work, &mut said, typed)?;
        if said.fields() == head.fields() && said.unparsed == head.unparsed {
            return Ok((head, faults));
        }
    }
    Err(Error::Stale)
}

/// Begins a draft with what a form says. A form that is sent twice, by itself and by its author, makes one draft: `key`
/// is the id that the form was given.
///
/// # Errors
/// What the database answers.
pub fn begin_typed(
    conn: &mut Conn,
    work: &Work<'_>,
    key: Option<Id>,
    typed: &Pairs,
) -> Result<(Head, Vec<FieldFault>), Error> {
    let scope = work.actor.may(Action::ViewRecords)?;
    work.actor.may(Action::WriteRecords)?;
    let mut key = key.filter(|id| id.0.get_version_num() == 7);
    if let Some(id) = key {
        match store::find(conn, &scope, Some(work.form.kind), id) {
            // Once the draft was changed at its own address, the form it began with is older than the draft.
            Ok(head) if head.author == work.actor.user() && head.version > 1 => return Err(Error::Stale),
            Ok(head) if head.author == work.actor.user() && rules::editable(&head).is_ok() => {
                return keep_in(conn, work, head, typed);
            }
            Ok(_) => key = None,
            Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    let mut head = blank(conn, work, Map::new())?;
    head.id = key.unwrap_or(head.id);
    let faults = take_in(conn, work, &mut head, typed)?;
    store::insert_head(conn, &head)?;
    tell(conn, work, &head, "created", "")?;
    log(conn, work, &head, work.form.actions.create, (None, Some(head.content.clone())))?;
    Ok((head, faults))
}

fn keep_in(
    conn: &mut Conn,
    work: &Work<'_>,
    mut head: Head,
    typed: &Pairs,
) -> Result<(Head, Vec<FieldFault>), Error> {
    rules::editable(&head)?;
    let (before, unparsed) = (head.fields(), head.unparsed.clone());
    let faults = take_in(conn, work, &mut head, typed)?;
    let after = head.fields();
    if after != before || head.unparsed != unparsed {
        store::save_head(conn, &mut head, work.now)?;
        note_writer(conn, work, &head)?;
        log(conn, work, &head, work.form.actions.edit, difference(&before, &after))?;
    }
    Ok((head, faults))
}

/// Puts what can be read into the content and what cannot beside it.
fn take_in(
    conn: &mut Conn,
    work: &Work<'_>,
    head: &mut Head,
    typed: &Pairs,
) -> Result<Vec<FieldFault>, Error> {
    let (mut content, mut faults, mut unparsed) = readable(work, typed);
    for (name, value) in head.fields() {
        if !shown(work, &name) {
            content.insert(name, value);
        }
    }
    look_up(conn, work, &mut content)?;
    head.content = Value::Object(content);
    match index(conn, work, head) {
        Ok(()) => {}
        Err(Error::Invalid(more)) => {
            // A customer or a request out of sight is kept as typed, not as one.
            for fault in &more {
                let gone = head.content.as_object_mut().and_then(|content| content.remove(&fault.path));
                if let Some(Value::String(text)) = gone {
                    unparsed.insert(fault.path.clone(), text);
                }
            }
            let again = more.iter().any(|fault| fault.path == "customer_id");
            faults.extend(more);
            // Without its customer a record has no request of that customer either.
            if let (true, Some(content)) = (again, head.content.as_object_mut()) {
                content.remove("request_id");
            }
            index(conn, work, head)?;
        }
        Err(other) => return Err(other),
    }
    head.unparsed = serde_json::to_value(&unparsed)?;
    Ok(faults)
}

/// A serial that somebody typed finds the registered device of the customer, and fills in what is not said yet. The device
/// follows the serial: where another is typed, the one before is no longer meant.
fn look_up(conn: &mut Conn, work: &Work<'_>, content: &mut Map<String, Value>) -> Result<(), Error> {
    if !work.form.fields.iter().any(|field| field.name == "product_id") {
        return Ok(());
    }
    content.remove("product_id");
    let serial = content.get("serial").and_then(Value::as_str).unwrap_or_default().to_string();
    let desk = products::Desk { services: work.services, actor: work.actor, now: work.now };
    let Some(found) = products::find_by_serial(conn, &desk, &serial)? else { return Ok(()) };
    let owner = found.customer_id.to_string();
    let named = content.get("customer_id").and_then(Value::as_str);
    if named.is_some_and(|customer| customer != owner) {
        return Ok(());
    }
    content.insert("product_id".into(), found.id.to_string().into());
    let day = found.accepted_on.or(found.delivered_on);
    for (name, value) in [
        ("customer_id", Some(owner)),
        ("product", Some(found.type_name)),
        ("model", Some(found.model)),
        ("accepted_on", day),
    ] {
        if let (Some(value), false) = (value, content.contains_key(name)) {
            content.insert(name.into(), value.into());
        }
    }
    Ok(())
}

/// What the form does not show it cannot take away.
fn shown(work: &Work<'_>, name: &str) -> bool {
    work.form.sections.iter().any(|section| section.fields.contains(&name))
}

/// Takes away, field by field of the first level, what is not valid, and keeps what was typed there.
fn readable(work: &Work<'_>, typed: &Pairs) -> (Map<String, Value>, Vec<FieldFault>, Unparsed) {
    let (mut body, mut all, mut unparsed) =
        fields::from_form(work.form.fields, typed, work.services.settings.time_zone);
    // Each round removes at least one field, so there are at most as many rounds as fields.
    for _ in 0..=work.form.fields.len() {
        let faults = match fields::check(work.form.fields, &body, Completeness::Draft) {
            Ok(content) => return (content, all, unparsed),
            Err(faults) => faults,
        };
        for fault in &faults {
            let top = fault.path.split('.').next().unwrap_or_default();
            if body.as_object_mut().and_then(|object| object.remove(top)).is_some() {
                let within =
                    |key: &str| key == top || key.strip_prefix(top).is_some_and(|rest| rest.starts_with('.'));
                unparsed.retain(|path, _| !within(path));
                unparsed.extend(typed.iter().filter(|(key, text)| within(key) && !text.is_empty()).cloned());
            }
        }
        all.extend(faults);
    }
    (Map::new(), all, unparsed)
}
