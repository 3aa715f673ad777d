//! What is done about a delivery claim (2.5): the vendor decides on repair, exchange or return, with a reason, before it can
//! be resolved. A repair may be followed by another decision; what was exchanged or taken back is not there any more, and what
//! was taken back may be given another credit where the first was refused.

use serde_json::{Map, Value, json};

use crate::access::Actor;
use crate::domain::billing_words::{ChargeOrigin, CreditKind};
use crate::domain::claim_words::Remedy;
use crate::domain::request_flow::Step;
use crate::domain::request_words::{RequestEventKind, RequestKind, RequestStatus, Visibility};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::credits::{self, Credit, MOST_FEN, Proposal};
use crate::features::products::{Claimed, New};
use crate::features::{customers, organisations, products};
use crate::platform::db::{Conn, Id, lock};
use crate::platform::fields::{self, Completeness, FaultCode, Field, FieldFault};
use crate::platform::web::incoming::IfMatch;

use super::super::model::Request;
use super::super::rules::Side;
use super::super::store::{self, Remedied};
use super::super::{clocks, told};
use super::Desk;

/// The body of the decision: which of the fields belong to which remedy says [`Remedy::fields`].
pub const REMEDY: &[Field] = &[
    Field::choice("remedy", Remedy::TEXTS).required(),
    Field::text("new_serial", 60),
    Field::id("model_id"),
    Field::date("delivered_on"),
    Field::date("accepted_on"),
    Field::money("amount_fen", 1, MOST_FEN),
    Field::integer("vat_rate", 0, 100).unit("percent"),
    Field::long_text("reason", 400).required().wide(),
];

const NOT_ALLOWED: FaultCode = FaultCode::new("not_allowed");

/// What is wrong with the fields that belong to some kinds of requests only: a fault says how bad it is, a claim what is wrong
/// with the delivery, and nothing says what belongs to others.
pub(super) fn kind_faults(kind: RequestKind, fields: &Map<String, Value>) -> Vec<FieldFault> {
    let needed = match kind {
        RequestKind::Fault => Some("severity"),
        RequestKind::DeliveryClaim => Some("claim"),
        _ => None,
    };
    let lacking = needed.filter(|name| !fields.contains_key(*name));
    let foreign = kind.foreign().iter().copied().filter(|name| fields.contains_key(*name));
    let lacking = lacking.map(|name| FieldFault::new(name, FaultCode::REQUIRED));
    lacking.into_iter().chain(foreign.map(|name| FieldFault::new(name, NOT_ALLOWED))).collect()
}

/// What was decided on stays the claim that it was.
///
/// # Errors
/// `Invalid` naming the field.
pub(super) fn kept(conn: &mut Conn, request: &Request, changed: &[&str]) -> Result<(), Error> {
    let touched = changed.iter().find(|name| matches!(**name, "kind" | "claim"));
    match touched {
        Some(name) if is_claim(request) && store::last_remedy(conn, request.id)?.is_some() => {
            Err(Error::field(name, FaultCode::new("fixed")))
        }
        _ => Ok(()),
    }
}

/// Whether what was decided `last` bars a step: a claim is not resolved before anything is decided, and not given up once the
/// product has left. Nothing bars a step of anything else.
#[must_use]
pub fn bars(request: &Request, last: Option<Remedy>, step: Step) -> bool {
    is_claim(request)
        && match step {
            Step::Resolve => last.is_none(),
            Step::Cancel => last.is_some_and(Remedy::is_final),
            _ => false,
        }
}

/// Refuses a step that the decision on a claim bars.
///
/// # Errors
/// `Invalid` naming `remedy` where there is none; `Conflict` where the product has left.
pub(super) fn lets(conn: &mut Conn, request: &Request, step: Step) -> Result<(), Error> {
    if !is_claim(request) || !matches!(step, Step::Resolve | Step::Cancel) {
        return Ok(());
    }
    let last = store::last_remedy(conn, request.id)?.map(|last| last.remedy);
    match bars(request, last, step) {
        false => Ok(()),
        true if step == Step::Cancel => Err(Error::Conflict("remedy_final")),
        true => Err(Error::field("remedy", FaultCode::new("remedy_missing"))),
    }
}

fn is_claim(request: &Request) -> bool {
    request.kind == RequestKind::DeliveryClaim
}

/// Whether this person decides on the claims that this side serves.
///
/// # Errors
/// `Forbidden`.
pub fn may_decide(actor: &Actor, side: Side) -> Result<(), Error> {
    match side {
        Side::Serving if actor.is_vendor() => Ok(()),
        Side::Serving => Err(Error::Forbidden("vendor_decides_claims")),
        _ => Err(Error::Forbidden("not_yours_to_serve")),
    }
}

/// Whether it can be decided on now: somebody has it in hand, and it is not solved. What came back (`gone`) needs its credit
/// note whenever the first was refused.
///
/// # Errors
/// `Conflict`.
pub fn decidable(request: &Request, gone: bool) -> Result<(), Error> {
    use RequestStatus::{Accepted, InProgress, WaitingCustomer};
    if !is_claim(request) {
        return Err(Error::Conflict("not_a_claim"));
    }
    if gone || matches!(request.status, Accepted | InProgress | WaitingCustomer) {
        return Ok(());
    }
    Err(Error::Conflict("request_not_in_state"))
}

/// What may still be decided after the last decision.
fn left(conn: &mut Conn, last: Option<&Remedied>) -> Result<&'static [Remedy], Error> {
    let Some(last) = last else { return Ok(Remedy::left(None)) };
    let credit = last.credit_id.map(|credit| credits::status(conn, credit)).transpose()?;
    Ok(Remedy::left(Some((last.remedy, credit))))
}

/// Decides what is done about a claim.
///
/// # Errors
/// `NotFound`; `Forbidden` for whoever does not serve it at the vendor; `PreconditionRequired`, `Stale`; `Taken`, naming who
/// has decided; `Conflict` where it is no claim or nobody works on it; `Invalid` naming each field.
pub fn remedy(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Request, Error> {
    // Of two who decide at once the second reads what the first decided, and not half of it.
    lock(conn, &format!("claim {id}"))?;
    let (mut request, side) = desk.open(conn, id)?;
    may_decide(desk.actor, side)?;
    let last = store::last_remedy(conn, id)?;
    let left = left(conn, last.as_ref())?;
    match (expected.check(request.version), last.as_ref().filter(|_| left.is_empty())) {
        (Ok(()) | Err(Error::Stale), Some(done)) => {
            return Err(Error::Taken("remedy_decided", done.actor_name.clone()));
        }
        (other, _) => other?,
    }
    let back = last.as_ref().filter(|last| last.remedy.is_final());
    decidable(&request, back.is_some())?;
    let fields = fields::check(REMEDY, body, Completeness::Complete).map_err(Error::Invalid)?;
    let asked = Asked { desk, request: &request, fields: &fields };
    let chosen = asked.chosen(left)?;
    let mut row = Remedied {
        request_id: id,
        nth: last.as_ref().map_or(0, |last| last.nth) + 1,
        remedy: chosen,
        reason: asked.text("reason").to_string(),
        product_id: None,
        replacement_id: None,
        credit_id: None,
        credit_number: None,
        at: desk.now,
        actor_id: desk.actor.user(),
        actor_name: desk.actor.name().to_string(),
    };
    match chosen {
        Remedy::Repair => {}
        Remedy::Exchange => {
            let product = asked.product(conn)?;
            row.product_id = Some(product.id());
            row.replacement_id = Some(asked.exchange(conn, product.id())?);
        }
        Remedy::Return => {
            let product = match back.and_then(|back| back.product_id) {
                Some(product) => product,
                None => *row.product_id.insert(asked.take_back(conn)?),
            };
            let credit = asked.give_back(conn, product)?;
            (row.credit_id, row.credit_number) = (Some(credit.id), Some(credit.number));
        }
    }
    store::insert_remedy(conn, &row)?;
    let mut data = json!({ "remedy": chosen });
    if chosen == Remedy::Exchange {
        data["new_serial"] = json!(asked.text("new_serial"));
    }
    desk.line(conn, &request, RequestEventKind::Remedied, Visibility::Public, (&row.reason, data))?;
    let after = json!({
        "remedy": chosen, "reason": row.reason, "product_id": row.product_id,
        "replacement_id": row.replacement_id, "credit": row.credit_number,
    });
    desk.log(conn, &request, "request.remedy", (None, Some(after)))?;
    // Whoever hears what will be done has been answered.
    clocks::meet(conn, &mut request, &["respond"], desk.now)?;
    store::save(conn, &mut request, desk.now)?;
    told::remedied(conn, desk, &request)?;
    Ok(request)
}

/// A decision as it was asked for.
struct Asked<'a> {
    desk: &'a Desk<'a>,
    request: &'a Request,
    fields: &'a Map<String, Value>,
}

impl Asked<'_> {
    fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn number(&self, name: &str) -> i64 {
        self.fields.get(name).and_then(Value::as_i64).unwrap_or_default()
    }

    /// The remedy, with its own fields and no others.
    fn chosen(&self, left: &[Remedy]) -> Result<Remedy, Error> {
        let not_one = || Error::field("remedy", FaultCode::NOT_AN_OPTION);
        let chosen: Remedy = self.text("remedy").parse().map_err(|_| not_one())?;
        if !left.contains(&chosen) {
            return Err(not_one());
        }
        let (needed, taken) = chosen.fields();
        let own = |name: &str| matches!(name, "remedy" | "reason");
        let fault = |field: &Field| {
            let name = field.name;
            match self.fields.contains_key(name) {
                true if !own(name) && !needed.contains(&name) && !taken.contains(&name) => {
                    Some(FieldFault::new(name, NOT_ALLOWED))
                }
                false if needed.contains(&name) => Some(FieldFault::new(name, FaultCode::REQUIRED)),
                _ => None,
            }
        };
        let faults: Vec<FieldFault> = REMEDY.iter().filter_map(fault).collect();
        if faults.is_empty() { Ok(chosen) } else { Err(Error::Invalid(faults)) }
    }

    /// The customer's registered product that the serial of the claim names; any other is as good as none.
    fn product(&self, conn: &mut Conn) -> Result<products::Registered, Error> {
        let found = self.desk.product(conn, self.request)?;
        found.ok_or_else(|| Error::field("remedy", FaultCode::new("no_such_product")))
    }

    fn claimed(&self, product: Id) -> Claimed<'_> {
        Claimed { product, request: &self.request.number, reason: self.text("reason") }
    }

    fn at_products(&self) -> products::Desk<'_> {
        products::Desk { services: self.desk.services, actor: self.desk.actor, now: self.desk.now }
    }

    fn exchange(&self, conn: &mut Conn, product: Id) -> Result<Id, Error> {
        let new = New {
            model: self.text("model_id").parse().ok(),
            serial: self.text("new_serial"),
            delivered_on: self.text("delivered_on"),
            accepted_on: self.fields.get("accepted_on").and_then(Value::as_str),
        };
        products::exchange(conn, &self.at_products(), &self.claimed(product), &new).map_err(named)
    }

    /// Takes the product back.
    fn take_back(&self, conn: &mut Conn) -> Result<Id, Error> {
        let product = self.product(conn)?.id();
        products::take_back(conn, &self.at_products(), &self.claimed(product)).map_err(named)?;
        Ok(product)
    }

    /// Whom the credit of a return is for: the agent that the request was raised under, else whoever pays for the customer.
    fn payer(&self, conn: &mut Conn) -> Result<(Id, String), Error> {
        let agent = self.request.agent_id.filter(|_| self.request.customer_class == ClientClass::EndUser);
        if let Some(agent) = agent.map(|agent| organisations::find(conn, agent)).transpose()?.flatten() {
            return Ok((agent.id, agent.name));
        }
        let paying = customers::paying(conn, self.desk.actor, self.request.customer_id)?;
        let payer = paying.payer.ok_or_else(|| Error::field("remedy", FaultCode::new("nobody_to_credit")))?;
        Ok((payer.id, payer.name))
    }

    /// Proposes what is given back for a product.
    fn give_back(&self, conn: &mut Conn, product: Id) -> Result<Credit, Error> {
        let Desk { services, actor, now } = *self.desk;
        let (payer, name) = self.payer(conn)?;
        let serial = self.request.content.get("serial").and_then(Value::as_str).unwrap_or_default();
        let proposal = Proposal {
            origin: ChargeOrigin::Credit,
            kind: Some(CreditKind::ReturnedGoods),
            payer: (payer, &name),
            amount_fen: self.number("amount_fen"),
            vat_rate: self.number("vat_rate"),
            text: &format!("{} · {} · {}", self.request.number, serial, self.text("reason")),
            basis: json!({
                "request_id": self.request.id, "request_number": self.request.number,
                "product_id": product, "serial": serial,
                "claim": self.request.content.get("claim"),
            }),
            breach: None,
            record: None,
        };
        credits::propose(conn, services, Some(actor), now, &proposal)
    }
}

/// Faults of the product by the names of this body.
fn named(fault: Error) -> Error {
    let Error::Invalid(mut faults) = fault else { return fault };
    for fault in &mut faults {
        match fault.path.as_str() {
            "serial" => fault.path = "new_serial".into(),
            "model_id" | "delivered_on" | "accepted_on" => {}
            _ => fault.path = "remedy".into(),
        }
    }
    Error::Invalid(faults)
}
