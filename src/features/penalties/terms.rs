//! Which terms hold for a request: those of the contract in force on the day on which it was reported.

use serde_json::Value;

use crate::domain::contract_words::PenaltyTerms;
use crate::domain::penalty::{Clause, Facts, Rate, Stretch};
use crate::domain::request_words::{RequestKind, RequestStatus};
use crate::error::Error;
use crate::features::contracts::{self, Penalties};
use crate::features::credits::Breached;
use crate::features::products;
use crate::features::requests::{self, Request};
use crate::platform::db::{Conn, Moment};
use crate::platform::services::Services;
use crate::platform::views::local_date;

/// The terms that hold for a request, and when the vendor heard of it.
#[derive(Debug)]
pub struct Agreed {
    /// The terms.
    pub of: Penalties,
    /// When the vendor heard of the request as it stands.
    pub known: Moment,
}

/// The terms of the contract for a fault that the vendor has or had in hand: in force when it was reported and when the vendor
/// heard of it. Nothing where none costs anything, and for a serial that names no product of the customer's that is in use.
///
/// # Errors
/// What the database answers.
pub fn of(conn: &mut Conn, services: &Services, request: &Request) -> Result<Option<Agreed>, Error> {
    if request.kind != RequestKind::Fault || !request.reached_vendor {
        return Ok(None);
    }
    let day = |at: Moment| local_date(at.0, services.settings.time_zone);
    let (customer, reported) = (request.customer_id, day(request.reported_at));
    let product = match request.content.get("serial").and_then(Value::as_str) {
        Some(serial) => match products::cover_of(conn, customer, serial, reported)? {
            Some(product) => Some(product),
            None => return Ok(None),
        },
        None => None,
    };
    let Some(of) = contracts::penalty_terms_for(conn, customer, product, reported)? else { return Ok(None) };
    let known = requests::known(conn, request)?;
    if day(known) == reported {
        return Ok(Some(Agreed { of, known }));
    }
    // Nobody revives a contract that has ended by an early day.
    let then = contracts::penalty_terms_for(conn, customer, product, day(known))?;
    Ok(then.filter(|then| then.contract == of.contract).map(|_| Agreed { of, known }))
}

/// Whether an outage of the request may still be stated: it costs something, and the request was not given up.
#[must_use]
pub fn has_outage(request: &Request, terms: &PenaltyTerms) -> bool {
    terms.agrees(Clause::Outage) && request.status != RequestStatus::Cancelled
}

/// A breach of `clause` from one moment to another, with what the contract says of it.
///
/// # Errors
/// What the policy answers.
pub fn breached<'a>(
    services: &Services,
    request: &'a Request,
    Agreed { of, known }: &'a Agreed,
    (clause, from, until): (Clause, Moment, Moment),
) -> Result<Breached<'a>, Error> {
    let Rate { percent, hour_fen, within_hours } = of.terms.rate(clause);
    let facts = Facts {
        clause,
        price_fen: of.price_fen,
        percent,
        hour_fen,
        within_hours,
        from: from.0,
        held: held(request, *known, clause),
        known: (*known > request.reported_at).then_some(known.0),
        until: until.0,
        pauses: vec![],
        counted_before: 0,
        cap_percent: of.terms.cap_percent.map_or_else(|| usual_cap(services, request), Ok)?,
        taken_fen: 0,
    };
    Ok(Breached {
        contract: (of.contract, &of.number),
        request: (request.id, &request.number),
        payer: (of.payer.0, &of.payer.1),
        vat_rate: of.vat_rate,
        facts,
        stated: None,
    })
}

/// The time before the vendor could begin: what was promised runs anew from where an agent handed the request on, or the
/// vendor heard of it.
fn held(request: &Request, known: Moment, clause: Clause) -> Option<Stretch> {
    let heard = (known > request.reported_at).then_some(known);
    let begun = request.escalated_at.max(heard).filter(|_| !clause.is_once())?;
    Some(Stretch { from: request.reported_at.0, to: begun.0 })
}

/// The cap of the policy, for a contract that is silent: that of the request's profile, else of the first with penalties.
fn usual_cap(services: &Services, request: &Request) -> Result<u32, Error> {
    let policies = services.policies.current();
    let sla = &policies.at(request.reported_at.0).map_err(Error::internal)?.sla;
    let own = sla.profile(&request.profile).and_then(|profile| profile.penalties);
    let any = || sla.profiles().find_map(|profile| profile.penalties);
    let said = own.or_else(any).map(|penalties| penalties.cap_percent.into());
    said.ok_or_else(|| Error::internal("neither contract nor policy names a cap of penalties"))
}
