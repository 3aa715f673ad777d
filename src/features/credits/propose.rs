//! A credit begins as a proposal; a small one of a billing clerk is confirmed at once.

use chrono::{NaiveDate, NaiveTime};
use serde_json::{Map, Value, json};

use crate::access::{Action, Actor};
use crate::domain::billing_words::{ChargeOrigin, CreditKind, CreditStatus};
use crate::domain::ids::credit_number;
use crate::domain::notice_words::NoticeKind;
use crate::domain::penalty::Clause;
use crate::domain::record_words::{OrganisationKind, Role};
use crate::domain::service_fee::{FeeError, service_fee};
use crate::error::Error;
use crate::features::notices::{self, Event, Object};
use crate::features::organisations;
use crate::features::service_records::{self, Head};
use crate::features::users::Whom;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode};
use crate::platform::random;
use crate::platform::services::Services;
use crate::platform::views::local_date;

use super::model::{Credit, NEW_CREDIT, NEW_FEE};
use super::{decide, store};

/// What somebody, or the program itself, proposes.
#[derive(Debug)]
pub struct Proposal<'a> {
    /// `credit` or `service_fee`.
    pub origin: ChargeOrigin,
    /// Why something is given back; nothing for a service fee.
    pub kind: Option<CreditKind>,
    /// Who is given it: id and name.
    pub payer: (Id, &'a str),
    /// Net, fen; positive.
    pub amount_fen: i64,
    /// Percent.
    pub vat_rate: i64,
    /// What it is for.
    pub text: &'a str,
    /// What it was computed from.
    pub basis: Value,
    /// Whose breach it is, where the amount follows from a contract.
    pub breach: Option<Breach>,
    /// The record that a service fee is paid for.
    pub record: Option<Id>,
}

/// The breach that a penalty is for.
#[derive(Debug, Clone, Copy)]
pub struct Breach {
    /// Under which contract.
    pub contract: Id,
    /// Of which request.
    pub request: Id,
    /// Of which clause.
    pub clause: Clause,
    /// 1; higher for what came on top after a reopening.
    pub part: i32,
}

/// Proposes a credit out of a body.
///
/// # Errors
/// `Invalid` naming each field.
pub fn propose_credit(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    now: Moment,
    body: &Value,
) -> Result<Credit, Error> {
    if body.get("kind").and_then(Value::as_str) == Some(CreditKind::SlaPenalty.as_str()) {
        return Err(Error::field("kind", FaultCode::new("penalty_by_hand")));
    }
    let body = fields::check(NEW_CREDIT, body, Completeness::Complete).map_err(Error::Invalid)?;
    let kinds = &[OrganisationKind::Agent, OrganisationKind::KeyAccount];
    let payer = payer(conn, &body, kinds)?;
    let proposal = Proposal {
        origin: ChargeOrigin::Credit,
        kind: text(&body, "kind").parse().ok(),
        payer: (payer.0, &payer.1),
        amount_fen: number(&body, "amount_fen"),
        vat_rate: number(&body, "vat_rate"),
        text: text(&body, "text"),
        basis: json!({}),
        breach: None,
        record: None,
    };
    propose(conn, services, Some(actor), now, &proposal)
}

/// Proposes a service fee out of a body: what it comes to is said by the price list of the day.
///
/// # Errors
/// `Invalid` naming each field.
pub fn propose_fee(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    now: Moment,
    body: &Value,
) -> Result<Credit, Error> {
    let body = fields::check(NEW_FEE, body, Completeness::Complete).map_err(Error::Invalid)?;
    let payer = payer(conn, &body, &[OrganisationKind::Agent])?;
    let zone = services.settings.time_zone;
    let day: NaiveDate = text(&body, "worked_on").parse().map_err(Error::internal)?;
    if day > local_date(now.0, zone) {
        return Err(Error::field("worked_on", FaultCode::new("in_future")));
    }
    // Noon is on that day in every list, whatever hour it begins at.
    let noon = day.and_time(NaiveTime::MIN) + chrono::TimeDelta::hours(12);
    let at = noon.and_local_timezone(zone).earliest().map_or(now.0, |at| at.to_utc());
    let policies = services.policies.current();
    let policy =
        policies.at(at).map_err(|_| Error::field("worked_on", FaultCode::new("before_first_version")))?;
    let code = text(&body, "service_code");
    if policy.catalogue.find(code).is_none() {
        return Err(Error::field("service_code", FaultCode::new("unknown_service")));
    }
    let list = policy.prices.at(at).ok_or_else(|| Error::field("worked_on", FaultCode::new("no_price")))?;
    let count = u32::try_from(number(&body, "quantity")).unwrap_or(u32::MAX);
    let fee = service_fee(list, code, count).map_err(|fault| match fault {
        FeeError::NoPrice => Error::field("service_code", FaultCode::new("no_price")),
        FeeError::Money(_) => Error::field("quantity", FaultCode::new("too_large")),
    })?;
    let record = paid_record(conn, actor, payer.0, &body)?;
    let mut basis = json!({
        "service_code": code, "worked_on": day, "at": at, "count": count, "fee": fee,
        "policy_version": policy.version, "price_list_from": list.period.from,
        "price_list_version": list.version,
    });
    if let Some(record) = &record {
        basis["record_id"] = json!(record.id);
        basis["record_kind"] = json!(record.kind);
        basis["record_number"] = json!(record.number);
    }
    let proposal = Proposal {
        origin: ChargeOrigin::ServiceFee,
        kind: None,
        payer: (payer.0, &payer.1),
        amount_fen: fee.amount_fen,
        vat_rate: fee.vat_rate,
        text: text(&body, "text"),
        basis,
        breach: None,
        record: record.map(|record| record.id),
    };
    propose(conn, services, Some(actor), now, &proposal)
}

/// Writes a proposal; what one billing clerk may give alone is confirmed at once. `actor` is nobody where the program
/// itself proposes.
///
/// # Errors
/// What the database answers.
pub fn propose(
    conn: &mut Conn,
    services: &Services,
    actor: Option<&Actor>,
    now: Moment,
    proposal: &Proposal<'_>,
) -> Result<Credit, Error> {
    let day = local_date(now.0, services.settings.time_zone);
    let number = credit_number(day, random::suffix());
    if store::number_exists(conn, &number)? {
        return Err(Error::LostRace);
    }
    let credit = Credit {
        id: random::id(now),
        number,
        origin: proposal.origin.as_str().to_string(),
        kind: proposal.kind.map(|kind| kind.as_str().to_string()),
        payer_id: proposal.payer.0,
        payer_name: proposal.payer.1.to_string(),
        amount_fen: proposal.amount_fen,
        vat_rate: i32::try_from(proposal.vat_rate).map_err(Error::internal)?,
        text: proposal.text.to_string(),
        basis: proposal.basis.clone(),
        status: CreditStatus::Proposed,
        proposed_by: actor.map(Actor::user),
        proposed_by_name: actor.map_or_else(String::new, |actor| actor.name().to_string()),
        proposed_at: now,
        decided_by: None,
        decided_by_name: None,
        decided_at: None,
        reason: None,
        charge_id: None,
        version: 1,
        contract_id: proposal.breach.map(|breach| breach.contract),
        request_id: proposal.breach.map(|breach| breach.request),
        clause: proposal.breach.map(|breach| breach.clause.to_string()),
        part: proposal.breach.map(|breach| breach.part),
        record_id: proposal.record,
    };
    store::insert(conn, &credit)?;
    decide::log(conn, actor, now, &credit, "credit.propose")?;
    let alone = actor.is_some_and(|actor| {
        actor.can(Action::ConfirmCharges)
            && !credit.is_managers()
            && credit.amount_fen <= services.settings.waiver_limit_fen
    });
    match actor.filter(|_| alone) {
        Some(actor) => decide::give(conn, services, actor, now, credit),
        None => {
            tell_deciders(conn, actor, now, &credit)?;
            Ok(credit)
        }
    }
}

fn tell_deciders(conn: &mut Conn, actor: Option<&Actor>, now: Moment, credit: &Credit) -> Result<(), Error> {
    let role = if credit.is_managers() { Role::ServiceManager } else { Role::Billing };
    let event = Event {
        kind: NoticeKind::CreditProposed,
        by: actor.map(Actor::user),
        object: Object { kind: "credit", id: Some(credit.id), number: &credit.number },
        occasion: credit.id.to_string(),
        to: &[Whom::All(role)],
        count: 1,
    };
    notices::tell(conn, now, &event)
}

/// The record that a fee is paid for, where the body names one: approved, filed by that agent, and not paid for yet.
fn paid_record(
    conn: &mut Conn,
    actor: &Actor,
    agent: Id,
    body: &Map<String, Value>,
) -> Result<Option<Head>, Error> {
    let missing = || Error::field("record_id", FaultCode::NOT_FOUND);
    let Some(id) = body.get("record_id").and_then(Value::as_str) else { return Ok(None) };
    let id: Id = id.parse().map_err(|_| missing())?;
    let scope = actor.may(Action::ViewRecords)?;
    let head = service_records::find(conn, &scope, None, id).map_err(|fault| match fault {
        Error::NotFound => missing(),
        other => other,
    })?;
    if head.author_organisation != agent {
        return Err(missing());
    }
    if head.approved_revision.is_none() {
        return Err(Error::field("record_id", FaultCode::new("record_not_approved")));
    }
    if store::paid_for(conn, &[id])?.contains(&id) {
        return Err(Error::field("record_id", FaultCode::new("record_has_fee")));
    }
    Ok(Some(head))
}

/// The organisation in a body, of one of these kinds.
fn payer(
    conn: &mut Conn,
    body: &Map<String, Value>,
    kinds: &[OrganisationKind],
) -> Result<(Id, String), Error> {
    let missing = || Error::field("payer_id", FaultCode::NOT_FOUND);
    let id: Id = text(body, "payer_id").parse().map_err(|_| missing())?;
    let found = organisations::find(conn, id)?.filter(|found| kinds.contains(&found.kind));
    found.map(|found| (found.id, found.name)).ok_or_else(missing)
}

fn text<'a>(body: &'a Map<String, Value>, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn number(body: &Map<String, Value>, name: &str) -> i64 {
    body.get(name).and_then(Value::as_i64).unwrap_or_default()
}
