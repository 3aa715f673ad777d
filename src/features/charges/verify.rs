//! Whether every charge comes out the same from its derivation, and every state is the projection of its events
//! (chapter 6).

use std::collections::HashMap;

use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::Value;

use crate::domain::billing_words::ChargeOrigin;
use crate::domain::decision::{Decision, DecisionInput, decide_again};
use crate::domain::policy::PolicySet;
use crate::domain::pricing::PriceLine;
use crate::domain::record_words::ServiceRecordKind;
use crate::platform::db::schema::{charge_events as e, charge_states as s, charges as t};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::verify::{Fault, Handful, Wrong};

use super::create::{Source, derivation};
use super::price::Priced;
use super::row::Row;
use super::store::takes_nothing_back;

const HANDFUL: i64 = 200;

type State = (String, Option<String>, i32, Option<Id>);

#[derive(Queryable)]
struct Event {
    charge: Id,
    at: Moment,
    status: String,
    version: i32,
}

/// Looks at the charges after `last`.
///
/// # Errors
/// [`Wrong`].
pub fn charges_hold(conn: &mut Conn, policies: &PolicySet, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let mut rows = t::table.left_join(s::table).into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(t::id.gt(last));
    }
    let found: Vec<(Row, Option<State>)> = rows
        .order(t::id)
        .limit(HANDFUL)
        .select((t::all_columns, (s::status, s::month, s::version, s::payer_id).nullable()))
        .load(conn)?;
    let ids: Vec<Id> = found.iter().map(|(row, _)| row.id).collect();
    let mut events: HashMap<Id, Vec<Event>> = HashMap::new();
    let all = e::table.filter(e::charge_id.eq_any(ids)).order((e::charge_id, e::version));
    for event in all.select((e::charge_id, e::at, e::status, e::version)).load::<Event>(conn)? {
        events.entry(event.charge).or_default().push(event);
    }
    let about: Vec<Id> =
        found.iter().flat_map(|(row, _)| [row.reverses_id, row.prices_id]).flatten().collect();
    let originals: Vec<Row> = t::table.filter(t::id.eq_any(about.clone())).load(conn)?;
    let priced = t::table.filter(t::prices_id.eq_any(about.clone())).select(t::prices_id.assume_not_null());
    let priced: Vec<Id> = priced.load(conn)?;
    let reversed = t::table.filter(t::reverses_id.eq_any(about)).select(t::reverses_id.assume_not_null());
    let reversed: Vec<Id> = reversed.load(conn)?;
    let mut decided = None;
    for (row, state) in &found {
        let checked = match row.reverses_id {
            Some(id) => {
                reverses(row, originals.iter().find(|original| original.id == id), priced.contains(&id))
            }
            None if row.record_id.is_none() => is_as_given(row),
            None => comes_out(policies, row, &mut decided),
        };
        checked
            .and_then(|()| takes_the_place(row, &originals, &reversed))
            .and_then(|()| billed_to(row, state.as_ref()))
            .and_then(|()| projects(state.as_ref(), events.get(&row.id).map_or(&[], Vec::as_slice)))
            .map_err(|code| Fault::new(code, named(row)))?;
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|(row, _)| row.id)))
}

fn named(row: &Row) -> String {
    format!("charge {} ({} revision {} line {})", row.id, row.number, row.revision, row.line)
}

/// What was born from something else than a record has its amount from there; that feature's own check looks further.
fn is_as_given(row: &Row) -> Result<(), &'static str> {
    let part = |name: &str| row.derivation.get(name);
    let amount = part("amount_fen").and_then(Value::as_i64).ok_or("derivation_unreadable")?;
    let same = row.amount_fen.abs() == amount
        && part("origin").and_then(Value::as_str) == Some(&row.origin)
        && part("number").and_then(Value::as_str) == Some(&row.number)
        && part("vat_rate").and_then(Value::as_i64) == Some(i64::from(row.vat_rate));
    if same { Ok(()) } else { Err("charge_differs") }
}

/// What was decided last, of which input under which versions: the lines of a bill come one after the other.
type Decided = Option<(DecisionInput, (i32, Option<i32>), Decision)>;

/// A charge is what the policy says of its input under its version and price list: the whole derivation, and every column.
fn comes_out(policies: &PolicySet, row: &Row, decided: &mut Decided) -> Result<(), &'static str> {
    let stored = row.derivation.as_object().ok_or("derivation_unreadable")?;
    let part = |name: &str| stored.get(name).cloned().ok_or("derivation_unreadable");
    let input: DecisionInput = serde_json::from_value(part("input")?).map_err(|_| "derivation_unreadable")?;
    let version: i32 =
        serde_json::from_value(part("policy_version")?).map_err(|_| "derivation_unreadable")?;
    let policy = policies.version(version).ok_or("policy_version_missing")?;
    let price_list = stored.get("price_list_version").cloned().unwrap_or_default();
    let price_list: Option<i32> = serde_json::from_value(price_list).map_err(|_| "derivation_unreadable")?;
    let under = (version, price_list);
    let decision = match decided.take() {
        Some((same, before, decision)) if same == input && before == under => decision,
        _ => decide_again(policy, price_list, &input).map_err(|_| "charge_differs")?,
    };
    let index = usize::try_from(row.line - 1).map_err(|_| "charge_differs")?;
    let line = decision.estimate.as_ref().and_then(|estimate| estimate.lines.get(index));
    let (line, priced) = priced(row, line.ok_or("charge_differs")?)?;
    let (record, kind) = of_record(row)?;
    let source = Source {
        zone: policy.zone,
        record,
        kind,
        number: &row.number,
        revision: row.revision,
        customer_name: &row.customer_name,
        payer: Some((row.payer_id, &row.payer_name)),
        input: &input,
        decision: &decision,
    };
    // What an older program did not write down is no fault; what it wrote must come out the same.
    let mut again = derivation(&source, &line).map_err(|_| "charge_differs")?;
    if let Some(priced) = priced {
        again["priced"] = priced;
    }
    let same = stored.iter().all(|(name, value)| again.get(name) == Some(value));
    let columns = row.component == line.component.as_str()
        && row.service_code == input.service_code
        && row.amount_fen == line.amount_fen
        && row.list_fen == line.list_fen
        && i64::from(row.vat_rate) == line.vat_rate;
    *decided = Some((input, under, decision));
    if same && columns { Ok(()) } else { Err("charge_differs") }
}

/// The line of the decision, or that line with the price that a person gave it, and what the derivation says of that.
fn priced(row: &Row, line: &PriceLine) -> Result<(PriceLine, Option<Value>), &'static str> {
    match (row.prices_id, row.derivation.get("priced")) {
        (None, None) => Ok((line.clone(), None)),
        (Some(_), Some(stored)) if line.needs_price() => {
            let priced = Priced::of(&row.derivation).ok_or("derivation_unreadable")?;
            let line = line.priced(priced.unit_price_fen).map_err(|_| "charge_differs")?;
            Ok((line, Some(stored.clone())))
        }
        _ => Err("charge_differs"),
    }
}

/// What a person priced stands in the place of a charge of the same line, which is reversed.
fn takes_the_place(row: &Row, originals: &[Row], reversed: &[Id]) -> Result<(), &'static str> {
    let Some(id) = row.prices_id.filter(|_| row.reverses_id.is_none()) else { return Ok(()) };
    let same = |original: &&Row| {
        (original.id, original.record_id, original.payer_id) == (id, row.record_id, row.payer_id)
            && (original.revision, original.line) == (row.revision, row.line)
            && original.reverses_id.is_none()
    };
    if originals.iter().any(|it| same(&it)) && reversed.contains(&id) {
        Ok(())
    } else {
        Err("price_of_nothing")
    }
}

/// The record that a charge was born from.
fn of_record(row: &Row) -> Result<(Id, ServiceRecordKind), &'static str> {
    let origin: ChargeOrigin = row.origin.parse().map_err(|_| "charge_differs")?;
    row.record_id.zip(origin.record_kind()).ok_or("charge_differs")
}

/// A reversal takes back exactly one charge of an earlier revision of the same record, or one that a person `priced`.
fn reverses(row: &Row, original: Option<&Row>, priced: bool) -> Result<(), &'static str> {
    let original = original.ok_or("reversal_of_nothing")?;
    let same = original.reverses_id.is_none()
        && (original.record_id, original.payer_id) == (row.record_id, row.payer_id)
        && (original.revision < row.revision || (priced && original.revision == row.revision))
        && (original.amount_fen, original.list_fen) == (-row.amount_fen, -row.list_fen)
        && original.vat_rate == row.vat_rate
        && original.component == row.component;
    if same { Ok(()) } else { Err("reversal_differs") }
}

/// The state names the payer of its charge.
fn billed_to(row: &Row, state: Option<&State>) -> Result<(), &'static str> {
    let (.., payer) = state.ok_or("state_missing")?;
    if *payer == Some(row.payer_id) { Ok(()) } else { Err("state_differs") }
}

/// A state has the status of the last event, an event for each of its versions, and the month of confirmation.
fn projects(state: Option<&State>, events: &[Event]) -> Result<(), &'static str> {
    let (status, month, version, _) = state.ok_or("state_missing")?;
    let last = events.last().ok_or("events_missing")?;
    let whole = (1..=*version).eq(events.iter().map(|event| event.version));
    if !whole || last.status != *status {
        return Err("state_differs");
    }
    // A waiver that is asked for or refused leaves the status as it is, with an event of its own.
    match (month, events.iter().find(|event| event.status == "confirmed")) {
        (None, None) => Ok(()),
        (Some(month), Some(confirmed)) if is_month_of(month, confirmed.at) => Ok(()),
        _ => Err("month_differs"),
    }
}

/// Whether `at` falls into `month` in some zone of the world: the portal's own may have been another one then.
fn is_month_of(month: &str, at: Moment) -> bool {
    let in_zone = |hours| at.plus(TimeDelta::hours(hours)).0.format("%Y-%m").to_string();
    month == in_zone(-12) || month == in_zone(14)
}

/// The charges of `records` that nothing has reversed, in the order of their lines.
///
/// # Errors
/// [`Wrong`].
pub fn live_of(conn: &mut Conn, records: &[Id]) -> Result<Vec<Row>, Wrong> {
    let reversals = diesel::alias!(crate::platform::db::schema::charges as reversals);
    let reversed = diesel::dsl::exists(
        reversals
            .filter(reversals.field(t::reverses_id).assume_not_null().eq(t::id))
            .select(reversals.field(t::id)),
    );
    Ok(t::table
        .filter(t::record_id.eq_any(records.to_vec()))
        .filter(takes_nothing_back())
        .filter(diesel::dsl::not(reversed))
        .order((t::record_id, t::line))
        .load(conn)?)
}

/// The records that have charges, a handful after `last`.
///
/// # Errors
/// [`Wrong`].
pub fn charged_records(conn: &mut Conn, last: Option<Id>) -> Result<(Vec<Id>, Handful<Id>), Wrong> {
    let record = t::record_id.assume_not_null();
    let mut rows =
        t::table.filter(t::record_id.is_not_null()).select(record).distinct().into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(t::record_id.gt(last));
    }
    let found: Vec<Id> = rows.order(t::record_id).limit(HANDFUL).load(conn)?;
    let handful = Handful::of(found.len(), HANDFUL, found.last().copied());
    Ok((found, handful))
}
