//! Whether the chain holds: every link follows the one before it and has the hash of its entry, every entry is linked
//! or waits, and nothing waits that is not there.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::access::audit_log::AuditEntry;
use crate::platform::db::schema::{audit_entries as e, audit_links as l, audit_waiting as w};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::verify::{Fault, Handful, Wrong};

use super::hash::{FORMAT, GENESIS, hash};

const HANDFUL: i64 = 1000;
/// How long an entry may wait before somebody should hear of it.
const PATIENCE: TimeDelta = TimeDelta::minutes(1);

/// How far the links were followed.
#[derive(Debug, Clone)]
pub struct Place {
    sequence: i64,
    hash: String,
}

impl Default for Place {
    fn default() -> Self {
        Place { sequence: 0, hash: GENESIS.into() }
    }
}

#[derive(Queryable)]
struct Link {
    sequence: i64,
    entry: Id,
    format: i32,
    previous: String,
    hash: String,
}

/// Follows the links from `place`; the first that does not hold is named by its number and its entry.
///
/// # Errors
/// [`Wrong`].
pub fn links_hold(conn: &mut Conn, place: Option<Place>) -> Result<Handful<Place>, Wrong> {
    let mut place = place.unwrap_or_default();
    let rows: Vec<(Link, Option<AuditEntry>)> = l::table
        .left_join(e::table.on(e::id.eq(l::entry_id)))
        .filter(l::sequence.gt(place.sequence))
        .order(l::sequence)
        .limit(HANDFUL)
        .select(((l::sequence, l::entry_id, l::format, l::previous_hash, l::hash), e::all_columns.nullable()))
        .load(conn)?;
    for (link, entry) in &rows {
        place = holds(&place, link, entry.as_ref())?;
    }
    Ok(Handful::of(rows.len(), HANDFUL, Some(place)))
}

fn holds(before: &Place, link: &Link, entry: Option<&AuditEntry>) -> Result<Place, Fault> {
    let expected = before.sequence + 1;
    if link.sequence != expected {
        return Err(Fault::new("link_missing", format!("link {expected}")));
    }
    let label =
        entry.map(|entry| format!(" ({} {}, {})", entry.action, entry.object_label, entry.actor_name));
    let object = format!("link {expected}, entry {}{}", link.entry, label.unwrap_or_default());
    let fault = |code| Err(Fault::new(code, object.clone()));
    let Some(entry) = entry else { return fault("entry_missing") };
    if link.format != FORMAT {
        return fault("format_unknown");
    }
    if link.previous != before.hash {
        return fault("link_broken");
    }
    if link.hash != hash(expected, &before.hash, entry) {
        return fault("entry_changed");
    }
    Ok(Place { sequence: expected, hash: link.hash.clone() })
}

/// An entry with its action and label, the link it has, and whether it waits.
type Standing = (Id, String, String, Option<i64>, Option<Id>);

/// Whether every entry after `last` is in the chain or waits for it.
///
/// # Errors
/// [`Wrong`].
pub fn entries_in_chain(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let mut rows = e::table
        .left_join(l::table.on(l::entry_id.eq(e::id)))
        .left_join(w::table.on(w::entry_id.eq(e::id).and(w::at.eq(e::at))))
        .into_boxed::<crate::platform::db::AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(e::id.gt(last));
    }
    let found: Vec<Standing> = rows
        .order(e::id)
        .limit(HANDFUL)
        .select((e::id, e::action, e::object_label, l::sequence.nullable(), w::entry_id.nullable()))
        .load(conn)?;
    for (id, action, label, link, waits) in &found {
        let fault = |code| Fault::new(code, format!("entry {id} ({action} {label})"));
        match (link, waits) {
            (None, None) => return Err(fault("entry_not_linked").into()),
            (Some(_), Some(_)) => return Err(fault("entry_linked_and_waiting").into()),
            _ => {}
        }
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|row| row.0)))
}

/// What waits to be linked.
#[derive(Debug, serde::Serialize)]
pub struct Waiting {
    /// How many entries.
    pub count: i64,
    /// How many of them for more than a minute: where a portal runs on this database, its chainer is in trouble.
    pub late: i64,
}

/// Counts what waits; something that waits without being there is a fault.
///
/// # Errors
/// [`Wrong`].
pub fn waiting(conn: &mut Conn, now: Moment) -> Result<Waiting, Wrong> {
    let gone: Option<Id> = w::table
        .left_join(e::table.on(e::id.eq(w::entry_id).and(e::at.eq(w::at))))
        .filter(e::id.is_null())
        .select(w::entry_id)
        .first(conn)
        .optional()?;
    if let Some(id) = gone {
        return Err(Fault::new("waiting_entry_missing", format!("entry {id}")).into());
    }
    let late = w::table.filter(w::at.lt(now.plus(-PATIENCE))).count().get_result(conn)?;
    Ok(Waiting { count: w::table.count().get_result(conn)?, late })
}

/// Whether a head that somebody kept, or the beginning of one, is in the chain.
///
/// # Errors
/// [`Wrong`].
pub fn head_in_chain(conn: &mut Conn, head: &str) -> Result<(), Wrong> {
    let pattern = format!("{}%", head.to_ascii_lowercase());
    let found =
        diesel::select(diesel::dsl::exists(l::table.filter(l::hash.like(pattern)))).get_result(conn)?;
    if found { Ok(()) } else { Err(Fault::new("head_not_in_chain", format!("head {head}")).into()) }
}
