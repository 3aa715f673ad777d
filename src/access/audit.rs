//! The audit trail: who, when, from where, what, before and after. Rows are written in the transaction of the work
//! they tell of, and the database refuses to change them (chapter 7).

use diesel::prelude::*;
use serde_json::Value;

use crate::error::Error;
use crate::platform::db::schema::audit_entries;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;

use super::actor::Actor;

/// What happened to one object.
#[derive(Debug)]
pub struct Entry<'a> {
    /// A verb of the use-case, such as `fault_record.submit`.
    pub action: &'static str,
    /// The kind of object, such as `fault_record`.
    pub object_kind: &'static str,
    /// Its id.
    pub object: Option<Id>,
    /// Its number or name, for readers.
    pub label: &'a str,
    /// What it was; secrets never.
    pub before: Option<Value>,
    /// What it is now; secrets never.
    pub after: Option<Value>,
}

/// Writes one row for what `actor` did at `now`.
///
/// # Errors
/// What the database answers.
pub fn write(conn: &mut Conn, actor: &Actor, now: Moment, entry: Entry<'_>) -> Result<(), Error> {
    insert(
        conn,
        Who {
            user: Some(actor.user),
            name: &actor.name,
            organisation: Some(actor.organisation),
            address: &actor.address,
        },
        now,
        entry,
    )
}

/// Writes one row for something done without a person logged in: by the command line, a link, or the program itself.
///
/// # Errors
/// What the database answers.
pub fn write_for(
    conn: &mut Conn,
    who: &str,
    address: &str,
    now: Moment,
    entry: Entry<'_>,
) -> Result<(), Error> {
    insert(conn, Who { user: None, name: who, organisation: None, address }, now, entry)
}

struct Who<'a> {
    user: Option<Id>,
    name: &'a str,
    organisation: Option<Id>,
    address: &'a str,
}

fn insert(conn: &mut Conn, who: Who<'_>, now: Moment, entry: Entry<'_>) -> Result<(), Error> {
    diesel::insert_into(audit_entries::table)
        .values((
            audit_entries::id.eq(random::id(now)),
            audit_entries::at.eq(now),
            audit_entries::actor_id.eq(who.user),
            audit_entries::actor_name.eq(who.name),
            audit_entries::organisation_id.eq(who.organisation),
            audit_entries::address.eq(who.address),
            audit_entries::action.eq(entry.action),
            audit_entries::object_kind.eq(entry.object_kind),
            audit_entries::object_id.eq(entry.object),
            audit_entries::object_label.eq(entry.label),
            audit_entries::before.eq(entry.before),
            audit_entries::after.eq(entry.after),
        ))
        .execute(conn)?;
    Ok(())
}

/// What was written down of an action: the entry, its object, and what became of it.
pub type Told = (Id, Option<Id>, Option<Value>);

/// The entries of `action` after `last`, a handful: for whoever proves that what they tell of is still there.
///
/// # Errors
/// What the database answers.
pub fn told_after(
    conn: &mut Conn,
    action: &str,
    last: Option<Id>,
    most: i64,
) -> Result<Vec<Told>, diesel::result::Error> {
    let mut rows = audit_entries::table
        .filter(audit_entries::action.eq(action.to_string()))
        .into_boxed::<crate::platform::db::AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(audit_entries::id.gt(last));
    }
    let columns = (audit_entries::id, audit_entries::object_id, audit_entries::after);
    rows.order(audit_entries::id).limit(most).select(columns).load(conn)
}

/// What there was before each `action` on these objects: for whoever proves that nothing went away in silence.
///
/// # Errors
/// What the database answers.
pub fn told_before(
    conn: &mut Conn,
    action: &str,
    objects: &[Id],
) -> Result<Vec<Value>, diesel::result::Error> {
    let rows = audit_entries::table
        .filter(audit_entries::object_id.eq_any(objects.to_vec()))
        .filter(audit_entries::action.eq(action))
        .select(audit_entries::before);
    Ok(rows.load::<Option<Value>>(conn)?.into_iter().flatten().collect())
}

/// What was written down of `action` on these objects.
///
/// # Errors
/// What the database answers.
pub fn told_of(conn: &mut Conn, action: &str, objects: &[Id]) -> Result<Vec<Told>, diesel::result::Error> {
    audit_entries::table
        .filter(audit_entries::object_id.eq_any(objects.to_vec()))
        .filter(audit_entries::action.eq(action))
        .select((audit_entries::id, audit_entries::object_id, audit_entries::after))
        .load(conn)
}
