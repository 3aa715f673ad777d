//! What was promised by when, and what the watch waits for.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::platform::db::schema::{request_targets as g, request_timers as w};
use crate::platform::db::{Conn, Id, Moment};
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

/// Writes a target.
///
/// # Errors
/// What the database answers.
pub fn insert_target(conn: &mut Conn, request: Id, target: &Target) -> Result<(), Error> {
    diesel::insert_into(g::table)
        .values((
            g::id.eq(target.id),
            g::request_id.eq(request),
            g::clock.eq(&target.clock),
            g::kind.eq(&target.kind),
            g::profile.eq(&target.profile),
            g::policy_version.eq(target.policy_version),
            g::severity.eq(target.severity),
            g::tier.eq(&target.tier),
            g::from_at.eq(target.from_at),
            g::due_at.eq(target.due_at),
            g::strict.eq(target.strict),
            g::expert_group.eq(target.expert_group),
            g::met_at.eq(target.met_at),
            g::note.eq(&target.note),
        ))
        .execute(conn)?;
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

/// Lets the watch wait for something.
///
/// # Errors
/// What the database answers.
pub fn insert_timer(
    conn: &mut Conn,
    request: Id,
    target: Option<Id>,
    (kind, due): (&str, Moment),
    now: Moment,
) -> Result<(), Error> {
    diesel::insert_into(w::table)
        .values((
            w::id.eq(random::id(now)),
            w::request_id.eq(request),
            w::target_id.eq(target),
            w::kind.eq(kind),
            w::due_at.eq(due),
        ))
        .execute(conn)?;
    Ok(())
}

/// Forgets what is still waited for, of one target or of the whole request; what has gone off stays.
///
/// # Errors
/// What the database answers.
pub fn stop_timers(conn: &mut Conn, request: Id, target: Option<Id>) -> Result<(), Error> {
    let waiting = w::table.filter(w::request_id.eq(request)).filter(w::done_at.is_null());
    match target {
        Some(id) => diesel::delete(waiting.filter(w::target_id.eq(id))).execute(conn)?,
        None => diesel::delete(waiting).execute(conn)?,
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

/// The kinds of timers of a target that have gone off.
///
/// # Errors
/// What the database answers.
pub fn timers_done(conn: &mut Conn, request: Id, target: Id) -> Result<Vec<String>, Error> {
    Ok(w::table
        .filter(w::request_id.eq(request))
        .filter(w::target_id.eq(target))
        .filter(w::done_at.is_not_null())
        .select(w::kind)
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
