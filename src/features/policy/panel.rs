//! The entitlement panel for the content of a record, however incomplete (2.4, and the look).

use serde_json::{Map, Value};

use crate::access::Actor;
use crate::domain::decision::DecisionInput;
use crate::error::Error;
use crate::features::products;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Field, FieldFault};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::services::Services;

use super::decide::decide;
use super::explain::{Missing, Panel, explain};
use super::hours::with_hours;
use super::places::city_typed;
use super::service;
use super::whose::Whose;
use super::work::decision_input;

/// What the panel reads of a form of a record; everything else is passed over.
const READ: &[Field] = &[
    Field::text("customer_id", 40),
    Field::text("serial", 60),
    Field::text("service_code", 20),
    Field::text("city", 100),
    Field::flag("escalated"),
    Field::integer("severity", 1, 4),
    Field::moment("arrived_at"),
    Field::moment("reported_at"),
    Field::moment("work_started_at"),
    Field::moment("left_at"),
    Field::date("held_on"),
    Field::integer("labour_minutes", 0, 100_000),
    Field::date("accepted_on"),
    Field::text("cause_class", 40),
    Field::list("parts", 50, &[Field::text("part", 40), Field::integer("quantity", 1, 10_000)]),
    Field::list(
        "visits",
        50,
        &[Field::moment("arrived_at"), Field::moment("left_at"), Field::text("engineers", 400)],
    ),
];

/// The content that a half-filled form speaks of; what cannot be read is left out.
#[must_use]
pub fn content_of_form(services: &Services, pairs: &[(String, String)], now: Moment) -> Map<String, Value> {
    let policies = services.policies.current();
    let (body, _, _) = fields::from_form(READ, pairs, services.settings.time_zone);
    let Value::Object(mut body) = body else { return Map::new() };
    if let (Ok(policy), Some(city)) = (policies.at(now.0), body.get("city").and_then(Value::as_str)) {
        let code = city_typed(policy, city);
        body.insert("city".into(), code.into());
    }
    body
}

/// The panel for the content of a record: the decision in words, or what is missing, or why there is none. `own` is the record,
/// where there is one: what it used of contracts before counts as left.
///
/// # Errors
/// What the database answers; never a fault of the content.
pub fn panel(
    conn: &mut Conn,
    actor: &Actor,
    services: &Services,
    (content, own): (&Map<String, Value>, Option<Id>),
    now: Moment,
    lang: Lang,
) -> Result<Panel, Error> {
    let customer: Option<Option<Id>> =
        content.get("customer_id").and_then(Value::as_str).map(|id| id.parse().ok());
    let whose = match customer {
        None => None,
        Some(None) => return Ok(refused(&[no_customer()], &services.texts, lang)),
        Some(Some(id)) => match service::customer_in_sight(conn, actor, id) {
            Ok(whose) => Some(whose),
            Err(Error::Invalid(faults)) => return Ok(refused(&faults, &services.texts, lang)),
            Err(other) => return Err(other),
        },
    };
    let mut asked = asked(services, content, whose.as_ref(), now);
    let serial = content.get("serial").and_then(Value::as_str);
    if let (Ok(input), Some(owner), Some(serial)) = (&mut asked, customer.flatten(), serial)
        && let Some(product) = products::registered(conn, actor, serial, owner)?
    {
        service::on_product(conn, &services.policies.current(), input, (&product, own))?;
    }
    Ok(panel_on(actor, services, content, (whose.as_ref(), asked), lang))
}

/// What the content asks of the policy, or the names of what is missing.
fn asked(
    services: &Services,
    content: &Map<String, Value>,
    whose: Option<&Whose>,
    now: Moment,
) -> Result<DecisionInput, Vec<&'static str>> {
    let beneficiary = whose.map(|whose| &whose.beneficiary);
    decision_input(content, beneficiary, services.settings.time_zone, now.0)
}

fn no_customer() -> FieldFault {
    FieldFault::new("customer_id", fields::FaultCode::NOT_FOUND)
}

/// The panel where it is known for whom the work is.
#[must_use]
pub fn panel_for(
    actor: &Actor,
    services: &Services,
    content: &Map<String, Value>,
    whose: Option<&Whose>,
    now: Moment,
    lang: Lang,
) -> Panel {
    panel_on(actor, services, content, (whose, asked(services, content, whose, now)), lang)
}

fn panel_on(
    actor: &Actor,
    services: &Services,
    content: &Map<String, Value>,
    (whose, asked): (Option<&Whose>, Result<DecisionInput, Vec<&'static str>>),
    lang: Lang,
) -> Panel {
    let texts = &services.texts;
    let input = match asked {
        Ok(input) => with_hours(&services.policies.current(), content, input),
        Err(missing) => {
            return Panel::Incomplete {
                missing: missing.iter().map(|name| lacks(name, texts, lang)).collect(),
            };
        }
    };
    if city_is_unreadable(content) {
        return refused(&[FieldFault::new("city", fields::FaultCode::NOT_A_CITY)], texts, lang);
    }
    match decide(&services.policies.current(), &input) {
        Ok(decision) => {
            let payer = decision.payer.and_then(|payer| whose?.payer_name(payer));
            service::for_eyes_of(actor, explain(&decision, texts, lang)).panel(
                input.class,
                payer,
                texts,
                lang,
            )
        }
        Err(Error::Invalid(faults)) => refused(&faults, texts, lang),
        Err(_) => refused(&[], texts, lang),
    }
}

/// The customer's city must not stand in for one that was typed and cannot be read.
fn city_is_unreadable(content: &Map<String, Value>) -> bool {
    let typed = content.get("city").and_then(Value::as_str).map(str::trim).filter(|city| !city.is_empty());
    typed.is_some_and(|city| city.parse::<crate::domain::city::CityCode>().is_err())
}

fn lacks(name: &str, texts: &Texts, lang: Lang) -> Missing {
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    Missing { label: fields::label("", name, &translate), id: format!("field-{name}") }
}

/// The panel that says why there is no decision.
#[must_use]
pub fn refused(faults: &[FieldFault], texts: &Texts, lang: Lang) -> Panel {
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let messages: Vec<String> = faults.iter().map(|fault| fields::message("", fault, &translate)).collect();
    Panel::Error { message: messages.join(" ") }
}
