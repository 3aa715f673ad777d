//! Recording what was received, and taking it back.

use serde_json::{Map, Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Action, Actor, Scope};
use crate::domain::billing_words::{Account, EntryKind};
use crate::domain::ids::payment_number;
use crate::domain::notice_words::NoticeKind;
use crate::error::Error;
use crate::features::ledger::{self, Posting};
use crate::features::notices::{self, Event, Object};
use crate::features::users::Whom;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::random;
use crate::platform::services::Services;
use crate::platform::views::local_date;
use crate::platform::web::incoming::IfMatch;

use super::model::{NEW, Source, Whole};
use super::store::{self, New};
use super::{allocate, allocation, service};

/// Records a payment.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong field, `reference` with `recorded_already` where the same came before and
/// `duplicate` does not say that it came again.
pub fn record(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    body: &Value,
    now: Moment,
) -> Result<Whole, Error> {
    let scope = actor.may(Action::RecordPayments)?;
    let body = fields::check(NEW, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let day = local_date(now.0, services.settings.time_zone);
    let mut faults = Vec::new();
    if text("received_on") > day.to_string().as_str() {
        faults.push(FieldFault::new("received_on", FaultCode::new("in_future")));
    }
    let payer: Id = text("payer_id").parse().map_err(Error::internal)?;
    let payer_name = match service::payer(conn, &scope, payer) {
        Err(Error::NotFound) => {
            faults.push(FieldFault::new("payer_id", FaultCode::NOT_FOUND));
            return Err(Error::Invalid(faults));
        }
        found => found?,
    };
    let new = New {
        payer: (payer, &payer_name),
        amount_fen: body.get("amount_fen").and_then(Value::as_i64).unwrap_or_default(),
        method: text("method"),
        reference: text("reference"),
        received_on: text("received_on"),
    };
    let copy = copy(conn, &new, &body, &mut faults)?;
    let wanted = allocate::read(conn, payer, &body, (new.amount_fen, &mut faults))?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let id = random::id(now);
    let number = payment_number(day, random::suffix());
    if store::number_exists(conn, &number)? {
        return Err(Error::LostRace);
    }
    store::insert(conn, actor, now, (id, &number, copy), &new).map_err(|fault| match fault {
        // Somebody recorded the same a moment ago; the next try finds it.
        Error::Duplicate(_) => Error::LostRace,
        other => other,
    })?;
    enter(conn, actor, now, (id, &number), &new)?;
    let source = Source { number: number.clone(), ..Source::new(id, "payment", payer, new.amount_fen) };
    allocate::put(conn, actor, now, &source, &wanted)?;
    tell(conn, actor, now, NoticeKind::PaymentRecorded, (id, &number, payer))?;
    service::whole(conn, actor, &scope, id)
}

/// How often the same came, this time counted; a fault where it stands already and nobody said that it came again.
fn copy(
    conn: &mut Conn,
    new: &New<'_>,
    body: &Map<String, Value>,
    faults: &mut Vec<FieldFault>,
) -> Result<i32, Error> {
    let alike = store::alike(conn, new)?;
    let meant = body.get("duplicate").and_then(Value::as_bool).unwrap_or_default();
    if let Some((number, _)) = alike.iter().find(|(_, stands)| *stands && !meant) {
        faults.push(FieldFault::new("reference", FaultCode::new("recorded_already")).with("number", number));
    }
    i32::try_from(alike.len() + 1).map_err(Error::internal)
}

/// The bank has it, and it is money of the payer.
fn enter(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    (id, number): (Id, &str),
    new: &New<'_>,
) -> Result<(), Error> {
    let postings = received(new.payer.0, new.amount_fen);
    ledger::post(conn, actor, now, EntryKind::PaymentReceived, (id, number), &postings)?;
    let after = json!({
        "payer_id": new.payer.0, "amount_fen": new.amount_fen, "method": new.method,
        "reference": new.reference, "received_on": new.received_on,
    });
    log(conn, actor, now, "payment.record", (id, number), (None, Some(after)))
}

/// What a payment posts.
#[must_use]
pub fn received(payer: Id, amount_fen: i64) -> [Posting; 2] {
    [Posting::own(Account::Bank, amount_fen), Posting::of(Account::Unallocated, payer, -amount_fen)]
}

/// Takes a payment back: a cheque that was not honoured, a mistake. What it settled is owed again.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where it was taken back before; `Invalid` without a reason.
pub fn reverse(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Whole, Error> {
    let row = store::find(conn, scope, id)?;
    expected.check(row.version)?;
    if row.reversal.is_some() {
        return Err(Error::Conflict("payment_reversed"));
    }
    let reason = fields::reason(body)?;
    let rows = allocation::of_source(conn, id)?;
    let undone: Vec<Id> = rows.iter().filter_map(|row| row.reverses_id).collect();
    let mut version = row.version;
    for row in rows.iter().filter(|row| row.reverses_id.is_none() && !undone.contains(&row.id)) {
        allocate::take_back(conn, actor, now, row, &reason)?;
        version += 1;
    }
    store::take_back(conn, actor, now, (id, version), &reason)?;
    let kinds = (EntryKind::PaymentReceived, EntryKind::PaymentReversed);
    ledger::take_back(conn, actor, now, kinds, (id, &row.number))?;
    let after = json!({ "reason": reason, "amount_fen": row.amount_fen });
    log(conn, actor, now, "payment.reverse", (id, &row.number), (None, Some(after)))?;
    tell(conn, actor, now, NoticeKind::PaymentReversed, (id, &row.number, row.payer_id))?;
    service::whole(conn, actor, scope, id)
}

fn tell(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    kind: NoticeKind,
    (id, number, payer): (Id, &str, Id),
) -> Result<(), Error> {
    let event = Event {
        kind,
        by: Some(actor.user()),
        object: Object { kind: "payment", id: Some(id), number },
        occasion: String::new(),
        to: &[Whom::WhoPayFor(payer)],
        count: 1,
    };
    notices::tell(conn, now, &event)
}

/// Writes the audit row of a step.
///
/// # Errors
/// What the database answers.
pub fn log(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    action: &'static str,
    (id, label): (Id, &str),
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), Error> {
    let entry = Entry { action, object_kind: "payment", object: Some(id), label, before, after };
    audit::write(conn, actor, now, entry)
}
