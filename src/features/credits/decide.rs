//! What becomes of a proposal: a second person confirms it, and it is a charge; or refuses it with a reason. A confirmed one
//! can be taken back.

use serde_json::{Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Action, Actor, Scope};
use crate::domain::billing_words::{ChargeOrigin, CreditStatus};
use crate::domain::notice_words::NoticeKind;
use crate::domain::record_words::Role;
use crate::domain::words::Component;
use crate::error::Error;
use crate::features::charges::{self, Other};
use crate::features::notices::{self, Event, Object};
use crate::features::statements;
use crate::features::users::Whom;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields;
use crate::platform::services::Services;
use crate::platform::web::incoming::IfMatch;

use super::model::Credit;
use super::store;

/// Confirms a proposal.
///
/// # Errors
/// `NotFound`; `Forbidden` for one's own, and for whoever is not the one to decide; `PreconditionRequired`, `Stale`;
/// `Conflict` where it is decided.
pub fn confirm(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
) -> Result<Credit, Error> {
    let credit = open(conn, actor, scope, id, expected)?;
    give(conn, services, actor, now, credit)
}

/// Refuses a proposal; `body` says why. Whoever proposed it hears of it, and may refuse it too: that is to withdraw it.
///
/// # Errors
/// As [`confirm`], one's own aside; `Invalid` without a reason.
pub fn refuse(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Credit, Error> {
    let credit = store::find(conn, scope, id)?;
    if credit.proposed_by != Some(actor.user()) && !may_decide(actor, &credit) {
        return Err(Error::Forbidden("not_the_decider"));
    }
    let mut credit = proposed(credit, expected)?;
    let reason = fields::reason(body)?;
    credit.reason = Some(reason.clone());
    settle(conn, actor, now, &mut credit, CreditStatus::Refused, "credit.refuse")?;
    tell_proposer(conn, actor, now, &credit, &reason)?;
    Ok(credit)
}

/// Takes a confirmed credit back by a charge of the opposite sign; `body` says why.
///
/// # Errors
/// `NotFound`; `Forbidden` to whoever does not bill; `PreconditionRequired`, `Stale`; `Conflict` where it is not confirmed;
/// `Invalid` without a reason.
pub fn reverse(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Credit, Error> {
    let mut credit = store::find(conn, scope, id)?;
    if !actor.can(Action::ConfirmCharges) {
        return Err(Error::Forbidden("role_not_allowed"));
    }
    expected.check(credit.version)?;
    let charge = credit.charge_id.filter(|_| credit.status == CreditStatus::Confirmed);
    let charge = charge.ok_or(Error::Conflict("credit_not_open"))?;
    credit.reason = Some(fields::reason(body)?);
    charges::take_back(conn, actor, now, services.settings.time_zone, charge)?;
    statements::taken_back(conn, actor, now, charge)?;
    settle(conn, actor, now, &mut credit, CreditStatus::Reversed, "credit.reverse")?;
    Ok(credit)
}

/// Makes a proposal a charge.
///
/// # Errors
/// `Stale` where somebody was faster.
pub(super) fn give(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    now: Moment,
    mut credit: Credit,
) -> Result<Credit, Error> {
    let origin: ChargeOrigin = credit.origin.parse().map_err(Error::internal)?;
    let code = credit.basis.get("service_code").and_then(Value::as_str).unwrap_or_default().to_string();
    let charge = charges::create_other(
        conn,
        actor,
        now,
        services.settings.time_zone,
        &Other {
            origin,
            credit_kind: credit.kind.as_deref(),
            number: &credit.number,
            payer: (credit.payer_id, &credit.payer_name),
            component: if origin == ChargeOrigin::ServiceFee {
                Component::ServiceFee
            } else {
                Component::Penalty
            },
            service_code: &code,
            amount_fen: -credit.amount_fen,
            vat_rate: credit.vat_rate,
            text: &credit.text,
            derivation: derivation(&credit),
        },
    )?;
    credit.charge_id = Some(charge);
    settle(conn, actor, now, &mut credit, CreditStatus::Confirmed, "credit.confirm")?;
    Ok(credit)
}

/// Everything needed to explain the charge years later (chapter 6).
pub(super) fn derivation(credit: &Credit) -> Value {
    json!({
        "origin": credit.origin,
        "credit_id": credit.id,
        "number": credit.number,
        "kind": credit.kind,
        "text": credit.text,
        "amount_fen": credit.amount_fen,
        "vat_rate": credit.vat_rate,
        "proposed_by": credit.proposed_by_name,
        "basis": credit.basis,
        "rounding": "half_up_per_line",
    })
}

/// A proposal that this person may decide on: a penalty, or what a delivery claim gives back, is for a service manager,
/// everything else for billing, and never one's own.
fn open(conn: &mut Conn, actor: &Actor, scope: &Scope, id: Id, expected: IfMatch) -> Result<Credit, Error> {
    let credit = store::find(conn, scope, id)?;
    if !may_decide(actor, &credit) {
        return Err(Error::Forbidden("not_the_decider"));
    }
    if credit.proposed_by == Some(actor.user()) {
        return Err(Error::Forbidden("own_credit"));
    }
    proposed(credit, expected)
}

fn proposed(credit: Credit, expected: IfMatch) -> Result<Credit, Error> {
    expected.check(credit.version)?;
    if credit.status == CreditStatus::Proposed { Ok(credit) } else { Err(Error::Conflict("credit_not_open")) }
}

/// Tells whoever proposed it that it was refused, and why; nobody where the program did.
fn tell_proposer(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    credit: &Credit,
    reason: &str,
) -> Result<(), Error> {
    let Some(proposer) = credit.proposed_by else { return Ok(()) };
    let event = Event {
        kind: NoticeKind::CreditRefused,
        by: Some(actor.user()),
        object: Object { kind: "credit", id: Some(credit.id), number: &credit.number },
        occasion: credit.id.to_string(),
        to: &[Whom::Person(proposer)],
        count: 1,
    };
    notices::tell_why(conn, now, &event, reason)
}

/// Whether decisions on such a credit are this person's, its own aside.
#[must_use]
pub fn may_decide(actor: &Actor, credit: &Credit) -> bool {
    if credit.is_managers() {
        actor.roles().contains(&Role::ServiceManager)
    } else {
        actor.can(Action::ConfirmCharges)
    }
}

fn settle(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    credit: &mut Credit,
    status: CreditStatus,
    action: &'static str,
) -> Result<(), Error> {
    credit.status = status;
    credit.decided_by = Some(actor.user());
    credit.decided_by_name = Some(actor.name().to_string());
    credit.decided_at = Some(now);
    store::save(conn, credit)?;
    log(conn, Some(actor), now, credit, action)
}

/// Writes down what was done.
///
/// # Errors
/// What the database answers.
pub(super) fn log(
    conn: &mut Conn,
    actor: Option<&Actor>,
    now: Moment,
    credit: &Credit,
    action: &'static str,
) -> Result<(), Error> {
    let mut after = json!({
        "status": credit.status, "amount_fen": credit.amount_fen, "payer_id": credit.payer_id,
        "reason": credit.reason, "charge_id": credit.charge_id,
    });
    if credit.contract_id.is_some() {
        after["contract_id"] = json!(credit.contract_id);
        after["request_id"] = json!(credit.request_id);
        after["clause"] = json!(credit.clause);
        after["part"] = json!(credit.part);
        after["stated"] = credit.basis.get("stated").cloned().unwrap_or_default();
    }
    let entry = Entry {
        action,
        object_kind: "credit",
        object: Some(credit.id),
        label: &credit.number,
        before: None,
        after: Some(after),
    };
    match actor {
        Some(actor) => audit::write(conn, actor, now, entry),
        None => audit::write_for(conn, "tierdesk", "", now, entry),
    }
}
