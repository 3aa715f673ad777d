//! What is done about a delivery claim (2.5): the vendor decides on repair, exchange or return, with a reason, before it can
//! be resolved. A repair may be followed by another decision; what was exchanged or taken back is not there any more.

use serde_json::{Map, Value, json};

use crate::domain::billing_words::{ChargeOrigin, CreditKind};
use crate::domain::claim_words::Remedy;
use crate::domain::request_words::{RequestEventKind, RequestKind, RequestStatus, Visibility};
use crate::error::Error;
use crate::features::credits::{self, Credit, MOST_FEN, Proposal};
use crate::features::products::{Claimed, New};
use crate::features::{customers, products};
use crate::platform::db::{Conn, Id};
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

/// What is wrong with `claim` in the fields of a request of this kind: a claim says what is wrong, nothing else does.
pub(super) fn claim_fault(kind: RequestKind, fields: &Map<String, Value>) -> Option<FieldFault> {
    match (kind == RequestKind::DeliveryClaim, fields.contains_key("claim")) {
        (true, false) => Some(FieldFault::new("claim", FaultCode::REQUIRED)),
        (false, true) => Some(FieldFault::new("claim", NOT_ALLOWED)),
        _ => None,
    }
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

/// Whether a claim was decided on; anything else needs no decision.
///
/// # Errors
/// `Invalid` naming `remedy`.
pub(super) fn decided(conn: &mut Conn, request: &Request) -> Result<(), Error> {
    if is_claim(request) && store::last_remedy(conn, request.id)?.is_none() {
        return Err(Error::field("remedy", FaultCode::new("remedy_missing")));
    }
    Ok(())
}

fn is_claim(request: &Request) -> bool {
    request.kind == RequestKind::DeliveryClaim
}

/// Whether the state of a claim lets somebody decide on it: somebody has it in hand, and it is not solved.
#[must_use]
pub fn decidable(request: &Request) -> bool {
    is_claim(request)
        && matches!(
            request.status,
            RequestStatus::Accepted | RequestStatus::InProgress | RequestStatus::WaitingCustomer
        )
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
    let (mut request, side) = desk.open(conn, id)?;
    match side {
        Side::Serving if desk.actor.is_vendor() => {}
        Side::Serving => return Err(Error::Forbidden("vendor_decides_claims")),
        _ => return Err(Error::Forbidden("not_yours_to_serve")),
    }
    let last = store::last_remedy(conn, id)?;
    let done = last.as_ref().filter(|last| last.remedy.is_final());
    match (expected.check(request.version), done) {
        (Ok(()) | Err(Error::Stale), Some(done)) => {
            return Err(Error::Taken("remedy_decided", done.actor_name.clone()));
        }
        (other, _) => other?,
    }
    if !is_claim(&request) {
        return Err(Error::Conflict("not_a_claim"));
    }
    if !decidable(&request) {
        return Err(Error::Conflict("request_not_in_state"));
    }
    let fields = fields::check(REMEDY, body, Completeness::Complete).map_err(Error::Invalid)?;
    let asked = Asked { desk, request: &request, fields: &fields };
    let chosen = asked.chosen()?;
    let mut row = Remedied {
        request_id: id,
        nth: last.map_or(0, |last| last.nth) + 1,
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
            let product = asked.product(conn)?;
            row.product_id = Some(product.id());
            let credit = asked.give_back(conn, product.row())?;
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
    fn chosen(&self) -> Result<Remedy, Error> {
        let not_one = |_| Error::field("remedy", FaultCode::NOT_AN_OPTION);
        let chosen: Remedy = self.text("remedy").parse().map_err(not_one)?;
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

    /// Takes the product back and proposes what is given back for it.
    fn give_back(&self, conn: &mut Conn, product: &products::Row) -> Result<Credit, Error> {
        let Desk { services, actor, now } = *self.desk;
        let paying = customers::paying(conn, actor, self.request.customer_id)?;
        let payer = paying.payer.ok_or_else(|| Error::field("remedy", FaultCode::new("nobody_to_credit")))?;
        products::take_back(conn, &self.at_products(), &self.claimed(product.id)).map_err(named)?;
        let proposal = Proposal {
            origin: ChargeOrigin::Credit,
            kind: Some(CreditKind::ReturnedGoods),
            payer: (payer.id, &payer.name),
            amount_fen: self.number("amount_fen"),
            vat_rate: self.number("vat_rate"),
            text: &format!("{} · {} · {}", self.request.number, product.serial, self.text("reason")),
            basis: json!({
                "request_id": self.request.id, "request_number": self.request.number,
                "product_id": product.id, "serial": product.serial,
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
