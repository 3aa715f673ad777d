//! A whole month at once: payer by payer, each a transaction of its own that also moves the run on. A run that was killed
//! goes on where it was; two instances never work on the same step.

use std::time::Duration;

use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::access::audit::{self, Entry};
use crate::access::{Action, Actor, session};
use crate::domain::statement_words::RunOutcome;
use crate::error::Error;
use crate::features::charges;
use crate::platform::db::schema::statement_runs as r;
use crate::platform::db::{AnyDb, Conn, Id, Moment, try_lock};
use crate::platform::fields::{self, Completeness, Field};
use crate::platform::jobs::Job;
use crate::platform::random;
use crate::platform::services::Services;
use crate::platform::web::list::{ListQuery, ListSpec, Listing, moment_key};

use super::issue::issue_for;
use super::service::read_month;

/// Works on runs.
pub const RUNS: Job = Job { name: "statement-runs", rest: Duration::from_secs(1), run: work_off };

/// The body that starts one.
pub const START: &[Field] = &[Field::text("month", 7).required()];

/// What the list takes.
pub const LIST: ListSpec = ListSpec { filters: &[], sorts: &["started_at"], search: false };

/// A run over a month.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct Run {
    /// The run.
    pub id: Id,
    /// The month.
    pub month: String,
    /// When it was started.
    pub started_at: Moment,
    /// By whom.
    #[serde(skip)]
    pub started_by: Id,
    /// By name.
    pub started_by_name: String,
    /// How many charges waited when it was started.
    pub charges_at_start: i64,
    /// The payer that was looked at last.
    #[serde(skip)]
    pub last_payer_id: Option<Id>,
    /// Statements issued so far.
    pub statements_done: i32,
    /// Charges on them.
    pub charges_done: i64,
    /// When it ended; null while it goes on.
    pub ended_at: Option<Moment>,
    /// `done` or `stopped`; null while it goes on.
    #[schema(value_type = Option<String>)]
    pub outcome: Option<RunOutcome>,
    /// Rises with every step.
    pub version: i32,
}

/// Starts a run over the month in `body`.
///
/// # Errors
/// `Invalid`; `Conflict` where one goes on for this month, or nothing waits.
pub fn start(conn: &mut Conn, actor: &Actor, now: Moment, body: &Value) -> Result<Run, Error> {
    let body = fields::check(START, body, Completeness::Complete).map_err(Error::Invalid)?;
    let month = read_month(body.get("month").and_then(Value::as_str).unwrap_or_default())?;
    let waiting = charges::month_has(conn, month)?;
    if waiting == 0 {
        return Err(Error::Conflict("nothing_to_bill"));
    }
    let id = random::id(now);
    let row = (
        r::id.eq(id),
        r::month.eq(month),
        r::started_at.eq(now),
        r::started_by.eq(actor.user()),
        r::started_by_name.eq(actor.name()),
        r::charges_at_start.eq(waiting),
        r::statements_done.eq(0),
        r::charges_done.eq(0),
        r::version.eq(1),
    );
    diesel::insert_into(r::table).values(row).execute(conn).map_err(|fault| match Error::from(fault) {
        Error::Duplicate(_) => Error::Conflict("run_goes_on"),
        other => other,
    })?;
    let entry = Entry {
        action: "statement.run",
        object_kind: "statement",
        object: None,
        label: month,
        before: None,
        after: Some(json!({ "month": month, "charges": waiting })),
    };
    audit::write(conn, actor, now, entry)?;
    show(conn, id)
}

/// One run.
///
/// # Errors
/// `NotFound`.
pub fn show(conn: &mut Conn, id: Id) -> Result<Run, Error> {
    r::table.find(id).first(conn).optional()?.ok_or(Error::NotFound)
}

/// One page of runs, newest first unless asked otherwise. One statement.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, query: &ListQuery) -> Result<Listing<Run>, Error> {
    let mut rows = r::table.into_boxed::<AnyDb>();
    if let Some((after, at)) = query.after.as_ref().and_then(|after| Some((after.id(), after.moment()?))) {
        rows = if query.descending {
            rows.filter(r::started_at.lt(at).or(r::started_at.eq(at).and(r::id.lt(after))))
        } else {
            rows.filter(r::started_at.gt(at).or(r::started_at.eq(at).and(r::id.gt(after))))
        };
    }
    rows = if query.descending {
        rows.order((r::started_at.desc(), r::id.desc()))
    } else {
        rows.order((r::started_at.asc(), r::id.asc()))
    };
    let found: Vec<Run> = rows.limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| (moment_key(row.started_at), row.id)))
}

/// Does the next step of the oldest run that goes on.
///
/// # Errors
/// What the database answers.
pub fn work_off(services: &Services, now: Moment) -> Result<usize, Error> {
    let open = services.db.read(|conn| {
        let rows = r::table.filter(r::ended_at.is_null()).order((r::started_at, r::id));
        Ok(rows.first::<Run>(conn).optional()?)
    })?;
    match open {
        Some(run) => services.db.write(|conn| step(conn, now, run.id)),
        None => Ok(0),
    }
}

/// The statement of the next payer, or the end.
fn step(conn: &mut Conn, now: Moment, id: Id) -> Result<usize, Error> {
    if !try_lock(conn, &format!("statement run {id}"))? {
        return Ok(0);
    }
    let run = show(conn, id)?;
    if run.ended_at.is_some() {
        return Ok(0);
    }
    let actor = session::on_behalf_of(conn, run.started_by)?;
    let Some(actor) = actor.filter(|actor| actor.can(Action::IssueStatements)) else {
        return end(conn, now, &run, RunOutcome::Stopped);
    };
    let payers = charges::payers_to_bill(conn, &run.month, run.last_payer_id, 1)?;
    let Some(payer) = payers.first() else {
        return end(conn, now, &run, RunOutcome::Done);
    };
    let issued = issue_for(conn, &actor, now, *payer, &run.month)?;
    let lines = issued.as_ref().map_or(0, |head| i64::from(head.line_count));
    let next = (
        r::last_payer_id.eq(Some(*payer)),
        r::statements_done.eq(run.statements_done + i32::from(issued.is_some())),
        r::charges_done.eq(run.charges_done + lines),
        r::version.eq(run.version + 1),
    );
    diesel::update(r::table.find(id)).set(next).execute(conn)?;
    Ok(1)
}

fn end(conn: &mut Conn, now: Moment, run: &Run, outcome: RunOutcome) -> Result<usize, Error> {
    let next =
        (r::ended_at.eq(Some(now)), r::outcome.eq(Some(outcome.as_str())), r::version.eq(run.version + 1));
    diesel::update(r::table.find(run.id)).set(next).execute(conn)?;
    Ok(1)
}
