//! Replays and the records behind their totals as rows.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::access::Scope;
use crate::domain::statement_words::RunOutcome;
use crate::error::Error;
use crate::platform::db::schema::price_replay_records::{self as rr};
use crate::platform::db::schema::price_replays::{self as r};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::web::list::{ListQuery, Listing};

use super::replay_model::{Replay, ReplayRecord, ReplayView, Total};

type Query<'a> = r::BoxedQuery<'a, AnyDb>;

/// Replays are the same for everybody who may read them, so what is in sight is all of them or nothing.
fn visible<'a>(scope: &Scope) -> Query<'a> {
    let query = r::table.into_boxed::<AnyDb>();
    if scope.sees_all() { query } else { query.filter(r::version.lt(0)) }
}

/// Whether a replay of a list goes on.
///
/// # Errors
/// What the database answers.
pub fn goes_on(conn: &mut Conn, list: Id) -> Result<bool, Error> {
    let open = r::table.filter(r::list_id.eq(list)).filter(r::ended_at.is_null());
    Ok(open.count().get_result::<i64>(conn)? > 0)
}

/// One replay.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Replay, Error> {
    let found = visible(scope).filter(r::id.eq(id)).select(Replay::as_select()).first(conn);
    found.optional()?.ok_or(Error::NotFound)
}

/// The last replays of a list, newest first, ten at most.
///
/// # Errors
/// What the database answers.
pub fn of_list(conn: &mut Conn, scope: &Scope, list: Id) -> Result<Vec<Replay>, Error> {
    let rows = visible(scope).filter(r::list_id.eq(list)).order((r::started_at.desc(), r::id.desc()));
    Ok(rows.limit(10).select(Replay::as_select()).load(conn)?)
}

/// Writes a new one.
///
/// # Errors
/// What the database answers.
pub fn insert(conn: &mut Conn, replay: &Replay) -> Result<(), Error> {
    diesel::insert_into(r::table).values(replay.clone()).execute(conn)?;
    Ok(())
}

/// The oldest replay that goes on; for the job, in nobody's name.
///
/// # Errors
/// What the database answers.
pub fn oldest_open(conn: &mut Conn) -> Result<Option<Id>, Error> {
    let rows = r::table.filter(r::ended_at.is_null()).order((r::started_at, r::id));
    Ok(rows.select(r::id).first(conn).optional()?)
}

/// A replay that goes on; none where it has ended.
///
/// # Errors
/// What the database answers.
pub fn open(conn: &mut Conn, id: Id) -> Result<Option<Replay>, Error> {
    let rows = r::table.filter(r::id.eq(id)).filter(r::ended_at.is_null());
    Ok(rows.select(Replay::as_select()).first(conn).optional()?)
}

/// Moves a replay on: `done` more records, up to `last`.
///
/// # Errors
/// What the database answers.
pub fn move_on(conn: &mut Conn, replay: &Replay, last: Id, done: i64) -> Result<(), Error> {
    let next = (
        r::last_record_id.eq(Some(last)),
        r::records_done.eq(replay.records_done + done),
        r::version.eq(replay.version + 1),
    );
    diesel::update(r::table.find(replay.id)).set(next).execute(conn)?;
    Ok(())
}

/// Ends a replay.
///
/// # Errors
/// What the database answers.
pub fn end(conn: &mut Conn, replay: &Replay, now: Moment) -> Result<(), Error> {
    let next = (
        r::ended_at.eq(Some(now)),
        r::outcome.eq(Some(RunOutcome::Done.as_str())),
        r::version.eq(replay.version + 1),
    );
    diesel::update(r::table.find(replay.id)).set(next).execute(conn)?;
    Ok(())
}

/// Writes the record of a replay.
///
/// # Errors
/// What the database answers.
pub fn insert_record(conn: &mut Conn, record: ReplayRecord) -> Result<(), Error> {
    diesel::insert_into(rr::table).values(record).execute(conn)?;
    Ok(())
}

type Sums = (i64, i64, i64, i64, i64, i64);

macro_rules! sums {
    () => {
        (
            diesel::dsl::sql::<BigInt>("COUNT(*)"),
            diesel::dsl::sql::<BigInt>(
                "CAST(COALESCE(SUM(CASE WHEN changed THEN 1 ELSE 0 END), 0) AS BIGINT)",
            ),
            diesel::dsl::sql::<BigInt>("CAST(COALESCE(SUM(before_fen), 0) AS BIGINT)"),
            diesel::dsl::sql::<BigInt>("CAST(COALESCE(SUM(after_fen), 0) AS BIGINT)"),
            diesel::dsl::sql::<BigInt>("CAST(COALESCE(SUM(before_list_fen), 0) AS BIGINT)"),
            diesel::dsl::sql::<BigInt>("CAST(COALESCE(SUM(after_list_fen), 0) AS BIGINT)"),
        )
    };
}

fn total(key: String, name: String, sums: Sums) -> Total {
    let (records, changed, before_fen, after_fen, before_list_fen, after_list_fen) = sums;
    Total { key, name, records, changed, before_fen, after_fen, before_list_fen, after_list_fen }
}

/// The totals of a replay, each one statement.
///
/// # Errors
/// What the database answers.
pub fn totals(conn: &mut Conn, replay: Replay) -> Result<ReplayView, Error> {
    let id = replay.id;
    let rows = || rr::table.filter(rr::replay_id.eq(id));
    let whole: Sums = rows().select(sums!()).first(conn)?;
    let payers: Vec<(Id, String, Sums)> = rows()
        .group_by((rr::payer_id, rr::payer_name))
        .select((rr::payer_id, rr::payer_name, sums!()))
        .order((rr::payer_name, rr::payer_id))
        .load(conn)?;
    let classes: Vec<(String, Sums)> =
        rows().group_by(rr::class).select((rr::class, sums!())).order(rr::class).load(conn)?;
    let services: Vec<(String, Sums)> = rows()
        .group_by(rr::service_code)
        .select((rr::service_code, sums!()))
        .order(rr::service_code)
        .load(conn)?;
    let plain = |(key, sums): (String, Sums)| total(key, String::new(), sums);
    Ok(ReplayView {
        total: total(String::new(), String::new(), whole),
        by_payer: payers.into_iter().map(|(id, name, sums)| total(id.to_string(), name, sums)).collect(),
        by_class: classes.into_iter().map(plain).collect(),
        by_service: services.into_iter().map(plain).collect(),
        not_computed: rows().filter(rr::computed.eq(false)).count().get_result(conn)?,
        replay,
    })
}

/// One page of the records of a replay, by number.
///
/// # Errors
/// What the database answers.
pub fn records(conn: &mut Conn, replay: Id, query: &ListQuery) -> Result<Listing<ReplayRecord>, Error> {
    let mut rows = rr::table.filter(rr::replay_id.eq(replay)).into_boxed::<AnyDb>();
    if let Some(payer) = query.filter_id("payer_id") {
        rows = rows.filter(rr::payer_id.eq(payer));
    }
    if let Some(class) = query.filter("class") {
        rows = rows.filter(rr::class.eq(class.to_string()));
    }
    if let Some(code) = query.filter("service_code") {
        rows = rows.filter(rr::service_code.eq(code.to_string()));
    }
    if let Some(changed) = query.filter("changed") {
        rows = rows.filter(rr::changed.eq(changed == "true"));
    }
    if let Some(after) = &query.after {
        let (number, id) = (after.text().to_string(), after.id());
        rows = if query.descending {
            rows.filter(rr::number.lt(number.clone()).or(rr::number.eq(number).and(rr::id.lt(id))))
        } else {
            rows.filter(rr::number.gt(number.clone()).or(rr::number.eq(number).and(rr::id.gt(id))))
        };
    }
    rows = if query.descending {
        rows.order((rr::number.desc(), rr::id.desc()))
    } else {
        rows.order((rr::number.asc(), rr::id.asc()))
    };
    let found: Vec<ReplayRecord> =
        rows.select(ReplayRecord::as_select()).limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row| (row.number.clone(), row.id)))
}
