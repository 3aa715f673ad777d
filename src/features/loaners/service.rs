//! Use-cases of loaners: offered, handed over, the own device back, the loaner back, or done without.

use serde_json::{Map, Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Action, Scope};
use crate::domain::ids::loaner_number;
use crate::domain::loaner_words::LoanerState;
use crate::domain::product_words::{ProductEvent, ProductKind};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::products::{self, Desk};
use crate::features::{customers, service_records};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::random;
use crate::platform::web::incoming::IfMatch;
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::model::{BACK, LEND, Loaner, LoanerView, OFFER};
use super::store;

/// The day it is, as people of the portal count.
#[must_use]
pub fn today(desk: &Desk<'_>) -> String {
    desk.today().to_string()
}

/// A page of the loaners in sight.
///
/// # Errors
/// What the database answers.
pub fn list(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    query: &ListQuery,
) -> Result<Listing<LoanerView>, Error> {
    let rows = store::list(conn, scope, query, &today(desk))?;
    let Listing { items, next } = Listing::cut(rows, query, |row| (moment_key(row.created_at), row.id));
    Ok(Listing { items: whole(conn, desk, items)?, next })
}

/// One loaner in sight.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn show(conn: &mut Conn, desk: &Desk<'_>, scope: &Scope, id: Id) -> Result<LoanerView, Error> {
    let row = store::get(conn, scope, id)?;
    one(conn, desk, row)
}

fn one(conn: &mut Conn, desk: &Desk<'_>, row: Loaner) -> Result<LoanerView, Error> {
    whole(conn, desk, vec![row])?.pop().ok_or(Error::NotFound)
}

/// Rows with the names of customers; people of another agent stay without a name, and notes with those who serve.
fn whole(conn: &mut Conn, desk: &Desk<'_>, rows: Vec<Loaner>) -> Result<Vec<LoanerView>, Error> {
    let owners = customers::briefs(conn, rows.iter().map(|row| row.customer_id))?;
    let day = today(desk);
    let named: Vec<Id> = rows.iter().flat_map(|row| [row.product_id, row.loaner_id]).collect();
    let gone = products::gone(conn, &named)?;
    let serves = desk.actor.is_vendor() || desk.actor.can(Action::WriteProducts);
    let one = |mut row: Loaner| {
        let known =
            desk.actor.is_vendor() || row.by_vendor || row.organisation_id == desk.actor.organisation();
        row.note = row.note.filter(|_| serves && known);
        LoanerView {
            customer_name: owners.get(&row.customer_id).map(|of| of.name.clone()).unwrap_or_default(),
            overdue: row.is_overdue(&day),
            device_gone: gone.contains(&row.product_id),
            loaner_gone: gone.contains(&row.loaner_id),
            offered_by: Some(row.created_by_name.clone()).filter(|_| known),
            loaner: row,
        }
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Offers a device for one that cannot be repaired in place or in time.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each field; `Conflict` where one of the two devices is taken.
pub fn offer(conn: &mut Conn, desk: &Desk<'_>, body: &Value) -> Result<LoanerView, Error> {
    desk.actor.may(Action::WriteProducts)?;
    let body = fields::check(OFFER, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_string);
    let mut faults = Vec::new();
    let mut find = |conn: &mut Conn, name: &'static str| -> Result<Option<products::Product>, Error> {
        let id: Option<Id> = text(name).and_then(|id| id.parse().ok());
        let found = match id.map(|id| products::open(conn, desk, id)) {
            Some(Ok(row)) => products::some(conn, desk, &[row.id])?.pop(),
            Some(Err(Error::NotFound | Error::Forbidden(_))) | None => None,
            Some(Err(other)) => return Err(other),
        };
        match &found {
            None => faults.push(FieldFault::new(name, FaultCode::NOT_FOUND)),
            Some(it) if it.kind != ProductKind::Device => {
                faults.push(FieldFault::new(name, FaultCode::new("not_a_device")));
            }
            Some(it) if it.gone_on.is_some() => {
                faults.push(FieldFault::new(name, FaultCode::new("product_gone")));
            }
            Some(_) => {}
        }
        Ok(found)
    };
    let (device, loaner) = (find(conn, "product_id")?, find(conn, "loaner_id")?);
    if text("due_on").is_some_and(|due| due < today(desk)) {
        faults.push(FieldFault::new("due_on", FaultCode::new("in_past")));
    }
    if let (Some(device), Some(loaner)) = (&device, &loaner) {
        if device.customer_id == loaner.customer_id {
            faults.push(FieldFault::new("loaner_id", FaultCode::new("own_device")));
        }
        if !loaner.loan_stock {
            faults.push(FieldFault::new("loaner_id", FaultCode::new("not_loan_stock")));
        }
        if device.type_id != loaner.type_id && text("fit_reason").is_none() {
            faults.push(FieldFault::new("fit_reason", FaultCode::REQUIRED));
        }
    }
    let record = text("fault_record_id").and_then(|id| id.parse::<Id>().ok());
    if let Some(record) = record
        && !is_of(conn, desk, record, device.as_ref().map(|it| it.customer_id))?
    {
        faults.push(FieldFault::new("fault_record_id", FaultCode::NOT_FOUND));
    }
    let (Some(device), Some(loaner), true) = (device, loaner, faults.is_empty()) else {
        return Err(Error::Invalid(faults));
    };
    let row = Loaner {
        id: random::id(desk.now),
        number: loaner_number(desk.today(), random::suffix()),
        customer_id: device.customer_id,
        product_id: device.id,
        product_serial: device.serial,
        loaner_id: loaner.id,
        loaner_serial: loaner.serial,
        loaner_model: loaner.model,
        fault_record_id: record,
        fit_reason: text("fit_reason"),
        note: text("note"),
        state: LoanerState::Offered.as_str().into(),
        due_on: text("due_on"),
        lent_on: None,
        lent_to: None,
        device_back_on: None,
        device_back_to: None,
        loaner_back_on: None,
        loaner_back_by: None,
        declined_reason: None,
        organisation_id: desk.actor.organisation(),
        by_vendor: desk.actor.is_vendor(),
        lent_by: None,
        created_by_name: desk.actor.name().to_string(),
        created_at: desk.now,
        updated_at: desk.now,
        version: 1,
    };
    store::insert(conn, &row)?;
    log(conn, desk, "loaner.propose", None, &row)?;
    one(conn, desk, row)
}

/// Whether a record in sight is of this customer.
fn is_of(conn: &mut Conn, desk: &Desk<'_>, record: Id, customer: Option<Id>) -> Result<bool, Error> {
    let Ok(scope) = desk.actor.may(Action::ViewRecords) else { return Ok(false) };
    match service_records::find(conn, &scope, Some(ServiceRecordKind::FaultRecord), record) {
        Ok(head) => Ok(head.customer == customer),
        Err(Error::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}

/// What one does with a loaner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is handed over.
    Lend,
    /// The customer's own device is back in place.
    DeviceBack,
    /// The loaner came back.
    LoanerBack,
    /// The customer does without.
    Decline,
}

impl Step {
    /// The fields of its body.
    #[must_use]
    pub fn table(self) -> &'static [fields::Field] {
        match self {
            Step::Lend => LEND,
            Step::DeviceBack | Step::LoanerBack => BACK,
            Step::Decline => fields::REASON,
        }
    }

    /// Whether a loaner that stands like this takes it.
    #[must_use]
    pub fn fits(self, row: &Loaner) -> bool {
        let (offered, lent) =
            (row.state == LoanerState::Offered.as_str(), row.state == LoanerState::Lent.as_str());
        match self {
            Step::Lend | Step::Decline => offered,
            Step::DeviceBack => lent && row.device_back_on.is_none(),
            Step::LoanerBack => lent && row.loaner_back_on.is_none(),
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Step::Lend => "loaner.lend",
            Step::DeviceBack => "loaner.device_back",
            Step::LoanerBack => "loaner.loaner_back",
            Step::Decline => "loaner.decline",
        }
    }
}

/// Takes a step; the second of the two returns closes it.
///
/// # Errors
/// `Forbidden`, `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where it does not stand like that; `Invalid`.
pub fn step(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    step: Step,
    body: &Value,
) -> Result<LoanerView, Error> {
    let stored = writable(conn, desk, id)?;
    expected.check(stored.version)?;
    let gone = products::gone(conn, &[stored.product_id, stored.loaner_id])?;
    if !step.fits(&stored) {
        return Err(Error::Conflict("loaner_not_like_that"));
    }
    if step == Step::Lend && !gone.is_empty() {
        return Err(Error::Conflict("loaner_device_gone"));
    }
    let body = fields::check(step.table(), body, Completeness::Complete).map_err(Error::Invalid)?;
    let mut row = Loaner { version: stored.version + 1, updated_at: desk.now, ..stored.clone() };
    days(desk, &stored, &body)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_string);
    let (on, person) = (text("on"), text("person"));
    match step {
        Step::Lend => {
            row.state = LoanerState::Lent.as_str().into();
            row.due_on = text("due_on").or(row.due_on);
            (row.lent_on, row.lent_to) = (on, person);
            row.lent_by = Some(desk.actor.user());
        }
        Step::DeviceBack => (row.device_back_on, row.device_back_to) = (on, person),
        Step::LoanerBack => (row.loaner_back_on, row.loaner_back_by) = (on, person),
        Step::Decline => {
            row.state = LoanerState::Declined.as_str().into();
            row.declined_reason = text("reason");
        }
    }
    // A device that was exchanged or taken back does not come back, so nobody waits for it.
    let device_done = row.device_back_on.is_some() || gone.contains(&row.product_id);
    if device_done && row.loaner_back_on.is_some() {
        row.state = LoanerState::Closed.as_str().into();
    }
    store::update(conn, &row)?;
    let told: &[(Id, ProductEvent)] = match step {
        Step::Lend => &[(row.loaner_id, ProductEvent::Lent), (row.product_id, ProductEvent::Away)],
        Step::DeviceBack => &[(row.product_id, ProductEvent::InPlace)],
        Step::LoanerBack => &[(row.loaner_id, ProductEvent::LoanerBack)],
        Step::Decline => &[],
    };
    for (product, kind) in told {
        let changes = json!({ "loaner": { "before": null, "after": row.number } });
        products::tell_history(conn, desk, *product, *kind, changes)?;
    }
    log(conn, desk, step.action(), Some(&stored), &row)?;
    one(conn, desk, row)
}

/// Days do not lie ahead, and nothing comes back before it was handed over. Days compare as texts.
fn days(desk: &Desk<'_>, stored: &Loaner, body: &Map<String, Value>) -> Result<(), Error> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let mut faults = Vec::new();
    if let Some(on) = text("on") {
        if on > today(desk).as_str() {
            faults.push(FieldFault::new("on", FaultCode::new("in_future")));
        } else if stored.lent_on.as_deref().is_some_and(|lent| on < lent) {
            faults.push(FieldFault::new("on", FaultCode::new("before_lending")));
        }
        // A day that was agreed with the offer may be over by now; of a day that cannot be nothing more is said.
        let agreed = stored.due_on.as_deref().filter(|_| stored.lent_on.is_none() && faults.is_empty());
        if text("due_on").or(agreed).is_some_and(|due| due < on) {
            faults.push(FieldFault::new("due_on", FaultCode::new("before_lending")));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// The loaner as stored, where the person may write it: what is seen but not written is 403 (8.2).
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub fn writable(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<Loaner, Error> {
    match store::get(conn, &desk.actor.may(Action::WriteProducts)?, id) {
        Err(Error::NotFound) => {
            store::get(conn, &desk.actor.may(Action::ViewProducts)?, id)?;
            Err(Error::Forbidden("not_yours_to_write"))
        }
        other => other,
    }
}

fn log(
    conn: &mut Conn,
    desk: &Desk<'_>,
    action: &'static str,
    before: Option<&Loaner>,
    after: &Loaner,
) -> Result<(), Error> {
    let entry = Entry {
        action,
        object_kind: "loaner",
        object: Some(after.id),
        label: &after.number,
        before: before.map(serde_json::to_value).transpose()?,
        after: Some(serde_json::to_value(after)?),
    };
    audit::write(conn, desk.actor, desk.now, entry)
}
