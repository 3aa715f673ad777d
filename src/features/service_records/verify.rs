//! Whether every decision that was ever stored comes out the same from its stored input under its stored version (2.6),
//! and what was decided for each approved record.

use diesel::prelude::*;
use serde_json::Value;

use crate::domain::policy::PolicySet;
use crate::platform::db::schema::{record_revisions as r, record_verdicts as v, service_records as t};
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::verify::{Fault, Handful, Wrong};

use super::decision::{Judged, recompute};

const HANDFUL: i64 = 200;

/// Looks at the decisions of the revisions after `last`.
///
/// # Errors
/// [`Wrong`].
pub fn decisions_hold(
    conn: &mut Conn,
    policies: &PolicySet,
    last: Option<(Id, i32)>,
) -> Result<Handful<(Id, i32)>, Wrong> {
    let mut rows = r::table.inner_join(t::table.on(t::id.eq(r::record_id))).into_boxed::<AnyDb>();
    if let Some((record, revision)) = last {
        // The first condition says again what the second means, in a way that an index can begin at.
        rows =
            rows.filter(r::record_id.ge(record)).filter(r::record_id.gt(record).or(r::revision.gt(revision)));
    }
    let found: Vec<(Id, i32, String, Value)> = rows
        .order((r::record_id, r::revision))
        .limit(HANDFUL)
        .select((r::record_id, r::revision, t::number, r::decision))
        .load(conn)?;
    for (_, revision, number, decision) in &found {
        decision_holds(policies, decision)
            .map_err(|code| Fault::new(code, format!("{number} revision {revision}")))?;
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|row| (row.0, row.1))))
}

/// Whether one stored decision comes out the same.
///
/// # Errors
/// A stable code for what is wrong.
pub fn decision_holds(policies: &PolicySet, stored: &Value) -> Result<(), &'static str> {
    let judged: Judged = serde_json::from_value(stored.clone()).map_err(|_| "decision_unreadable")?;
    policies.version(judged.decision.policy_version).ok_or("policy_version_missing")?;
    let again = recompute(policies, &judged).ok_or("decision_differs")?;
    if again == judged.decision { Ok(()) } else { Err("decision_differs") }
}

/// An approved record with the decision that its charges are born from.
#[derive(Debug)]
pub struct Approved {
    /// The record.
    pub id: Id,
    /// Its number.
    pub number: String,
    /// The revision that holds.
    pub revision: i32,
    /// Its decision.
    pub judged: Judged,
}

type Row = (Id, String, Option<i32>, Option<Value>, Option<String>);

/// A handful of the approved records after `last`, each with a decision and an approving verdict.
///
/// # Errors
/// [`Wrong`].
pub fn approved_after(conn: &mut Conn, last: Option<Id>) -> Result<(Vec<Approved>, Handful<Id>), Wrong> {
    let revision = r::record_id.eq(t::id).and(r::revision.nullable().eq(t::approved_revision));
    let verdict = v::record_id.eq(t::id).and(v::revision.nullable().eq(t::approved_revision));
    let mut rows = t::table
        .left_join(r::table.on(revision))
        .left_join(v::table.on(verdict))
        .filter(t::approved_revision.is_not_null())
        .into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(t::id.gt(last));
    }
    let found: Vec<Row> = rows
        .order(t::id)
        .limit(HANDFUL)
        .select((t::id, t::number, t::approved_revision, r::decision.nullable(), v::verdict.nullable()))
        .load(conn)?;
    let handful = Handful::of(found.len(), HANDFUL, found.last().map(|row| row.0));
    let all: Result<Vec<Approved>, Fault> = found.into_iter().map(approved).collect();
    Ok((all?, handful))
}

fn approved((id, number, revision, decision, verdict): Row) -> Result<Approved, Fault> {
    let fault = |code| Fault::new(code, number.clone());
    let (Some(revision), Some(decision)) = (revision, decision) else {
        return Err(fault("revision_missing"));
    };
    if verdict.as_deref() != Some("approve") {
        return Err(fault("approval_missing"));
    }
    let judged = serde_json::from_value(decision).map_err(|_| fault("decision_unreadable"))?;
    Ok(Approved { id, number, revision, judged })
}

/// The approved revision of each of `records` that has one.
///
/// # Errors
/// [`Wrong`].
pub fn approved_revisions(conn: &mut Conn, records: &[Id]) -> Result<Vec<(Id, i32)>, Wrong> {
    let approved = t::table.filter(t::id.eq_any(records.to_vec())).filter(t::approved_revision.is_not_null());
    Ok(approved.select((t::id, t::approved_revision.assume_not_null())).load(conn)?)
}
