//! What a list would have done: the charges of records approved in the last three months, computed again with its prices from
//! what their decisions were made from (2.6, 6). In small steps, each a transaction that also moves the replay on: a killed
//! one goes on where it was, and two instances never work on the same step.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::Months;
use serde::Deserialize;
use serde_json::json;

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::domain::decision::{DecisionInput, decide_under};
use crate::domain::policy::{Policy, PolicySet};
use crate::domain::price_list::{PriceList, PriceLists};
use crate::domain::price_words::PriceListStatus;
use crate::domain::pricing::Estimate;
use crate::error::Error;
use crate::features::charges;
use crate::platform::db::{self, Conn, Id, Moment, try_lock};
use crate::platform::jobs::Job;
use crate::platform::random;
use crate::platform::services::Services;
use crate::platform::web::list::{ListQuery, Listing};

use super::content::to_list;
use super::replay_model::{Replay, ReplayRecord, ReplayView};
use super::replay_store;
use super::store;

/// Works on replays.
pub const REPLAYS: Job = Job { name: "price-replays", rest: Duration::from_secs(1), run: work_off };

/// How far back a replay looks.
const REACH: Months = Months::new(3);
/// Records in a step.
const STEP: i64 = 200;

/// Starts a replay of a list that is not published yet, over the last three months.
///
/// # Errors
/// `NotFound`; `Conflict` where the list is published or given up, or another replay of it goes on.
pub fn start(conn: &mut Conn, actor: &Actor, scope: &Scope, now: Moment, list: Id) -> Result<Replay, Error> {
    let row = store::find(conn, scope, list)?;
    if !matches!(row.status, PriceListStatus::Draft | PriceListStatus::Checked) {
        return Err(Error::Conflict("price_list_closed"));
    }
    // Two that start one at once take their turns.
    db::lock(conn, &format!("price replays of {list}"))?;
    if replay_store::goes_on(conn, list)? {
        return Err(Error::Conflict("replay_goes_on"));
    }
    let from = now.0.checked_sub_months(REACH).ok_or_else(|| Error::internal("no such day"))?;
    let replay = Replay {
        id: random::id(now),
        list_id: list,
        content: row.content,
        list_version: row.version,
        from_at: from.into(),
        to_at: now,
        started_at: now,
        started_by: actor.user(),
        started_by_name: actor.name().to_string(),
        records_total: charges::charged_between(conn, from.into(), now)?,
        records_done: 0,
        last_record_id: None,
        ended_at: None,
        outcome: None,
        version: 1,
    };
    replay_store::insert(conn, &replay)?;
    let entry = Entry {
        action: "price_list.replay",
        object_kind: "price_list",
        object: Some(list),
        label: &row.name,
        before: None,
        after: Some(json!({ "from": replay.from_at, "to": replay.to_at, "records": replay.records_total })),
    };
    audit::write(conn, actor, now, entry)?;
    Ok(replay)
}

/// The last replays of a list, newest first.
///
/// # Errors
/// `NotFound`.
pub fn of_list(conn: &mut Conn, scope: &Scope, list: Id) -> Result<Vec<Replay>, Error> {
    let row = store::find(conn, scope, list)?;
    replay_store::of_list(conn, scope, row.id)
}

/// One replay with its totals.
///
/// # Errors
/// `NotFound`.
pub fn show(conn: &mut Conn, scope: &Scope, id: Id) -> Result<ReplayView, Error> {
    let replay = replay_store::find(conn, scope, id)?;
    replay_store::totals(conn, replay)
}

/// One page of the records of a replay, with the list that was replayed.
///
/// # Errors
/// `NotFound`.
pub fn records(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    query: &ListQuery,
) -> Result<(Id, Listing<ReplayRecord>), Error> {
    let replay = replay_store::find(conn, scope, id)?;
    Ok((replay.list_id, replay_store::records(conn, id, query)?))
}

/// Does the next step of the oldest replay that goes on.
///
/// # Errors
/// What the database answers.
pub fn work_off(services: &Services, now: Moment) -> Result<usize, Error> {
    let open = services.db.read(replay_store::oldest_open)?;
    let policies = services.policies.current();
    match open {
        Some(id) => services.db.write(|conn| step(conn, &policies, now, id)),
        None => Ok(0),
    }
}

/// The next handful of records, or the end.
fn step(conn: &mut Conn, policies: &PolicySet, now: Moment, id: Id) -> Result<usize, Error> {
    if !try_lock(conn, &format!("price replay {id}"))? {
        return Ok(0);
    }
    let Some(replay) = replay_store::open(conn, id)? else { return Ok(0) };
    let records = charges::charged_after(conn, replay.from_at, replay.to_at, replay.last_record_id, STEP)?;
    let Some(last) = records.last().copied() else {
        replay_store::end(conn, &replay, now)?;
        return Ok(1);
    };
    let under = under_draft(policies, &replay)?;
    let mut lines: BTreeMap<Id, Vec<charges::Row>> = BTreeMap::new();
    for row in charges::live_between(conn, &records, replay.to_at)? {
        if let Some(record) = row.record_id {
            lines.entry(record).or_default().push(row);
        }
    }
    for (record, rows) in &lines {
        if let Some(found) = again(&under, &replay, *record, rows, now) {
            replay_store::insert_record(conn, found)?;
        }
    }
    let done = i64::try_from(records.len()).map_err(Error::internal)?;
    replay_store::move_on(conn, &replay, last, done)?;
    Ok(1)
}

/// Every version of the policy, with the draft as its only prices, whenever the work was done.
fn under_draft(policies: &PolicySet, replay: &Replay) -> Result<BTreeMap<i32, Policy>, Error> {
    let first = policies.iter().map(|policy| policy.effective_from).min().unwrap_or(replay.from_at.0);
    let list = to_list(0, first.into(), &replay.content)?;
    let with = |policy: &Policy| Policy { prices: PriceLists::new(vec![list.clone()]), ..policy.clone() };
    Ok(policies.iter().map(|policy| (policy.version, with(policy))).collect())
}

/// One record: what it was charged, and what it would have been. What cannot be computed stays as it was and says so.
fn again(
    under: &BTreeMap<i32, Policy>,
    replay: &Replay,
    record: Id,
    rows: &[charges::Row],
    now: Moment,
) -> Option<ReplayRecord> {
    let first = rows.first()?;
    let sum = |pick: fn(&charges::Row) -> i64| rows.iter().map(pick).sum::<i64>();
    let (before_fen, before_list_fen) = (sum(|row| row.amount_fen), sum(|row| row.list_fen));
    let part = |name: &str| first.derivation.get(name);
    let version = part("policy_version").and_then(|version| i32::deserialize(version).ok());
    let input = part("input").and_then(|input| DecisionInput::deserialize(input).ok());
    let policy = version.and_then(|version| under.get(&version));
    let estimate = policy.zip(input.as_ref()).and_then(|(policy, input)| estimate(policy, input));
    // What a person priced keeps that price where the draft has none either.
    let by_hand = |estimate: &Estimate, pick: fn(&charges::Row) -> i64| -> i64 {
        let lacking = (1_i32..).zip(&estimate.lines).filter(|(_, line)| line.needs_price());
        lacking.flat_map(|(number, _)| rows.iter().filter(move |row| row.line == number)).map(pick).sum()
    };
    let (after_fen, after_list_fen) = estimate.as_ref().map_or((before_fen, before_list_fen), |estimate| {
        let priced = (by_hand(estimate, |row| row.amount_fen), by_hand(estimate, |row| row.list_fen));
        (estimate.total_fen + priced.0, estimate.list_total_fen + priced.1)
    });
    Some(ReplayRecord {
        id: random::id(now),
        replay_id: replay.id,
        record_id: record,
        origin: first.origin.clone(),
        number: first.number.clone(),
        payer_id: first.payer_id,
        payer_name: first.payer_name.clone(),
        customer_name: first.customer_name.clone(),
        class: input.as_ref().map_or_else(String::new, |input| input.class.as_str().to_string()),
        service_code: first.service_code.clone(),
        worked_at: input.map_or(first.created_at, |input| input.at.into()),
        before_fen,
        after_fen,
        before_list_fen,
        after_list_fen,
        changed: (before_fen, before_list_fen) != (after_fen, after_list_fen),
        computed: estimate.is_some(),
    })
}

/// The bill under the draft; none where what was stored does not say everything that the draft goes by.
fn estimate(policy: &Policy, input: &DecisionInput) -> Option<Estimate> {
    let repair = policy.catalogue.find(&input.service_code).is_some_and(|service| service.repair);
    let work = &input.work;
    // What was stored before there were such rates says neither when the labour was done nor how severe the fault was.
    let untimed = repair && work.labour_minutes.is_some() && work.worked.is_none();
    let by_rates = |list: &PriceList| list.rates.by_time() || list.rates.by_severity();
    if untimed && policy.prices.iter().any(by_rates) {
        return None;
    }
    decide_under(policy, input).ok()?.estimate
}
