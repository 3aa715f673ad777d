//! What was promised by when, and what the watch waits for.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::platform::db::schema::{request_targets as g, request_timers as w};
use crate::platform::db::{Conn, Id, Moment, insert_many};
use crate::platform::random;

/// Something promised by a moment.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = g)]
pub struct Target {
    /// Id.
    pub id: Id,
    /// Whose clock: `customer`, `vendor`, or `promise` for an answer that somebody promised.
    pub clock: String,
    /// `respond`, `onsite`, `workaround`, `resolve` or `promise`.
    pub kind: String,
    /// The profile it comes from; empty for a promise.
    pub profile: String,
    /// The version of the policy.
    pub policy_version: i32,
    /// The severity it was computed for.
    pub severity: Option<i32>,
    /// The tier of the city.
    pub tier: String,
    /// When its clock began.
    pub from_at: Moment,
    /// When it is due; null while its clock stands still.
    pub due_at: Option<Moment>,
    /// Whether it must be met before that instant, and not at it.
    pub strict: bool,
    /// Whether the expert group hears of a breach.
    pub expert_group: bool,
    /// When it was met.
    pub met_at: Option<Moment>,
    /// When it was breached; stays.
    pub breached_at: Option<Moment>,
    /// When another computation took its place.
    pub replaced_at: Option<Moment>,
    /// What was promised, in words.
    pub note: String,
}

/// Something the watch waits for.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = w)]
pub struct Timer {
    /// Id.
    pub id: Id,
    /// Of which request.
    pub request_id: Id,
    /// For which target.
    pub target_id: Option<Id>,
    /// What is to happen.
    pub kind: String,
    /// When.
    pub due_at: Moment,
}

/// Writes targets. One statement.
///
/// # Errors
/// What the database answers.
pub fn insert_targets(conn: &mut Conn, request: Id, targets: &[Target]) -> Result<(), Error> {
    if targets.is_empty() {
        return Ok(());
    }
    let row = |target: &Target| {
        (
            g::id.eq(target.id),
            g::request_id.eq(request),
            g::clock.eq(target.clock.clone()),
            g::kind.eq(target.kind.clone()),
            g::profile.eq(target.profile.clone()),
            g::policy_version.eq(target.policy_version),
            g::severity.eq(target.severity),
            g::tier.eq(target.tier.clone()),
            g::from_at.eq(target.from_at),
            g::due_at.eq(target.due_at),
            g::strict.eq(target.strict),
            g::expert_group.eq(target.expert_group),
            g::met_at.eq(target.met_at),
            g::note.eq(target.note.clone()),
        )
    };
    insert_many!(conn, g::table, targets.iter().map(row).collect::<Vec<_>>())?;
    Ok(())
}

/// Every target of a request, oldest first; those that were replaced too.
///
/// # Errors
/// What the database answers.
pub fn targets(conn: &mut Conn, request: Id) -> Result<Vec<Target>, Error> {
    Ok(g::table
        .filter(g::request_id.eq(request))
        .order((g::from_at, g::id))
        .select(Target::as_select())
        .load(conn)?)
}

/// One target.
///
/// # Errors
/// What the database answers.
pub fn target(conn: &mut Conn, id: Id) -> Result<Target, Error> {
    Ok(g::table.find(id).select(Target::as_select()).first(conn)?)
}

/// Writes what became of a target.
///
/// # Errors
/// What the database answers.
pub fn save_target(conn: &mut Conn, target: &Target) -> Result<(), Error> {
    diesel::update(g::table.find(target.id))
        .set((
            g::due_at.eq(target.due_at),
            g::met_at.eq(target.met_at),
            g::breached_at.eq(target.breached_at),
            g::replaced_at.eq(target.replaced_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes that targets were met. One statement.
///
/// # Errors
/// What the database answers.
pub fn meet_targets(conn: &mut Conn, targets: &[Id], at: Moment) -> Result<(), Error> {
    diesel::update(g::table.filter(g::id.eq_any(targets.to_vec()))).set(g::met_at.eq(at)).execute(conn)?;
    Ok(())
}

/// Writes that others took the place of targets. One statement.
///
/// # Errors
/// What the database answers.
pub fn replace_targets(conn: &mut Conn, targets: &[Id], now: Moment) -> Result<(), Error> {
    let rows = g::table.filter(g::id.eq_any(targets.to_vec()));
    diesel::update(rows).set(g::replaced_at.eq(now)).execute(conn)?;
    Ok(())
}

/// What the watch is to wait for: for which target, what is to happen, and when.
pub type Waiting = (Option<Id>, &'static str, Moment);

/// Lets the watch wait. One statement.
///
/// # Errors
/// What the database answers.
pub fn insert_timers(conn: &mut Conn, request: Id, timers: &[Waiting], now: Moment) -> Result<(), Error> {
    if timers.is_empty() {
        return Ok(());
    }
    let row = |(target, kind, due): &Waiting| {
        (
            w::id.eq(random::id(now)),
            w::request_id.eq(request),
            w::target_id.eq(*target),
            w::kind.eq(*kind),
            w::due_at.eq(*due),
        )
    };
    insert_many!(conn, w::table, timers.iter().map(row).collect::<Vec<_>>())?;
    Ok(())
}

/// That a request is looked at for what its breaches cost, whatever became of it meanwhile.
pub const PENALTY: &str = "penalty";

/// Forgets what is still waited for, of some targets or of the whole request; what has gone off stays, and so does the look at
/// what its breaches cost.
///
/// # Errors
/// What the database answers.
pub fn stop_timers(conn: &mut Conn, request: Id, targets: Option<&[Id]>) -> Result<(), Error> {
    let waiting = w::table.filter(w::request_id.eq(request)).filter(w::done_at.is_null());
    match targets {
        Some(ids) => diesel::delete(waiting.filter(w::target_id.eq_any(ids.to_vec()))).execute(conn)?,
        None => diesel::delete(waiting.filter(w::kind.ne(PENALTY))).execute(conn)?,
    };
    Ok(())
}

/// Forgets what is still waited for of one kind.
///
/// # Errors
/// What the database answers.
pub fn stop_kind(conn: &mut Conn, request: Id, kind: &str) -> Result<(), Error> {
    let waiting = w::table.filter(w::request_id.eq(request)).filter(w::done_at.is_null());
    diesel::delete(waiting.filter(w::kind.eq(kind))).execute(conn)?;
    Ok(())
}

/// Whether a timer of this kind and moment waits, or has gone off.
///
/// # Errors
/// What the database answers.
pub fn has_timer(conn: &mut Conn, request: Id, (kind, due): (&str, Moment)) -> Result<bool, Error> {
    let same = w::table.filter(w::request_id.eq(request)).filter(w::kind.eq(kind)).filter(w::due_at.eq(due));
    Ok(same.count().get_result::<i64>(conn)? > 0)
}

/// The timers of a request's targets that have gone off: of which target, and of which kind.
///
/// # Errors
/// What the database answers.
pub fn timers_done(conn: &mut Conn, request: Id) -> Result<Vec<(Option<Id>, String)>, Error> {
    Ok(w::table
        .filter(w::request_id.eq(request))
        .filter(w::target_id.is_not_null())
        .filter(w::done_at.is_not_null())
        .select((w::target_id, w::kind))
        .load(conn)?)
}

/// What is due of all requests, or of one, the earliest first.
///
/// # Errors
/// What the database answers.
pub fn due(conn: &mut Conn, request: Option<Id>, now: Moment, most: i64) -> Result<Vec<Timer>, Error> {
    let mut rows = w::table
        .into_boxed::<crate::platform::db::AnyDb>()
        .filter(w::done_at.is_null())
        .filter(w::due_at.le(now));
    if let Some(id) = request {
        rows = rows.filter(w::request_id.eq(id));
    }
    Ok(rows.order((w::due_at, w::id)).select(Timer::as_select()).limit(most).load(conn)?)
}

/// Takes a timer: true for whoever takes it first. On PostgreSQL the second waits for the first and finds it done.
///
/// # Errors
/// What the database answers.
pub fn take(conn: &mut Conn, timer: Id, now: Moment) -> Result<bool, Error> {
    let waiting = w::table.filter(w::id.eq(timer)).filter(w::done_at.is_null());
    Ok(diesel::update(waiting).set(w::done_at.eq(now)).execute(conn)? == 1)
}
