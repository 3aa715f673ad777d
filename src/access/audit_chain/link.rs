//! The chainer: links what waits, in the order of time, a handful at a time.

use std::time::Duration;

use diesel::prelude::*;

use crate::access::audit_log::AuditEntry;
use crate::error::Error;
use crate::platform::db::schema::{audit_entries as e, audit_links as l, audit_waiting as w};
use crate::platform::db::{Conn, Id, Moment, try_lock};
use crate::platform::jobs::Job;
use crate::platform::services::Services;

use super::chain_head;
use super::hash::{FORMAT, GENESIS, hash};

/// Links what waits. It rests so shortly that an entry is linked within a second of its commit.
pub const JOB: Job = Job { name: "audit-chain", rest: Duration::from_millis(400), run: chain };

/// How many entries one transaction links: few enough that no writer waits noticeably.
const HANDFUL: i64 = 200;

#[derive(Insertable)]
#[diesel(table_name = l)]
struct Link {
    sequence: i64,
    entry_id: Id,
    format: i32,
    previous_hash: String,
    hash: String,
    linked_at: Moment,
}

/// Links a handful. Answers nothing left to do unless the handful was full: under load, a short rest between handfuls
/// spares the database a commit for every entry.
fn chain(services: &Services, now: Moment) -> Result<usize, Error> {
    // Looking is free, where a transaction would take the one writer of SQLite.
    if !services.db.read(anything_waits)? {
        return Ok(0);
    }
    let linked = services.db.write(|conn| link(conn, now))?;
    metrics::counter!("tierdesk_audit_links_total").increment(u64::try_from(linked).unwrap_or_default());
    Ok(if i64::try_from(linked).is_ok_and(|linked| linked == HANDFUL) { linked } else { 0 })
}

fn anything_waits(conn: &mut Conn) -> Result<bool, Error> {
    let first: Option<Id> = w::table.select(w::entry_id).first(conn).optional()?;
    Ok(first.is_some())
}

/// Links up to a handful of what waits; nothing where another instance is at it.
fn link(conn: &mut Conn, now: Moment) -> Result<usize, Error> {
    if !try_lock(conn, "audit-chain")? {
        return Ok(0);
    }
    let entries: Vec<AuditEntry> = w::table
        .inner_join(e::table.on(e::id.eq(w::entry_id)))
        .order((w::at, w::entry_id))
        .limit(HANDFUL)
        .select(e::all_columns)
        .load(conn)?;
    let (mut sequence, mut previous) =
        chain_head(conn)?.map_or((0, GENESIS.to_string()), |head| (head.sequence, head.hash));
    for entry in &entries {
        sequence += 1;
        let hash = hash(sequence, &previous, entry);
        let previous_hash = std::mem::replace(&mut previous, hash.clone());
        let link = Link { sequence, entry_id: entry.id, format: FORMAT, previous_hash, hash, linked_at: now };
        diesel::insert_into(l::table).values(link).execute(conn)?;
    }
    let done: Vec<Id> = entries.iter().map(|entry| entry.id).collect();
    let (first, last) = (entries.first().map(|entry| entry.at), entries.last().map(|entry| entry.at));
    if let (Some(first), Some(last)) = (first, last) {
        // The moments let the index find them; an entry that came in between meanwhile has another id.
        diesel::delete(w::table.filter(w::at.between(first, last)).filter(w::entry_id.eq_any(done)))
            .execute(conn)?;
    }
    Ok(entries.len())
}
