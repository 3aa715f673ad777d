//! `/billing/payments/new`: what came, in yuan as people write it, and what it settles.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::access::{Action, Page};
use crate::domain::money;
use crate::domain::payment_words::PaymentMethod;
use crate::domain::record_words::OrganisationKind;
use crate::error::Error;
use crate::features::payments::model::{ALLOCATION, MOST};
use crate::features::payments::{allocate, record};
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::statements::Open;
use crate::features::{organisations, shell, statements};
use crate::platform::db::Id;
use crate::platform::fields::{FaultCode, Field, FieldFault};
use crate::platform::web::flash::{self, Tone};

use super::opens::{self, OpenRow};

/// The form; whether the same came again is asked once that is the question.
const FORM: &[Field] = &[
    Field::id("payer_id").required().wide(),
    Field::money("amount_fen", 1, MOST).required(),
    Field::date("received_on").required(),
    Field::choice("method", PaymentMethod::TEXTS).required(),
    Field::text("reference", 100).required(),
];
const AGAIN: &[Field] = &[FORM[0], FORM[1], FORM[2], FORM[3], FORM[4], Field::flag("duplicate").wide()];

/// What is read of it.
const READ: &[Field] = &[
    AGAIN[0],
    AGAIN[1],
    AGAIN[2],
    AGAIN[3],
    AGAIN[4],
    AGAIN[5],
    Field::list("allocations", 100, ALLOCATION),
];

#[derive(Serialize)]
struct FormPage {
    form: Form,
    payer_known: bool,
    open: Vec<OpenRow>,
    open_total_fen: i64,
}

/// `GET /billing/payments/new`; `?payer_id=` names who paid, and what it owes is proposed.
///
/// # Errors
/// `Forbidden`.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::RecordPayments)?;
    let mut body = Map::new();
    let Ok(payer) = page.query("payer_id").parse::<Id>() else {
        return show(&page, &Typed::of(body), FORM, vec![], None).await;
    };
    let open = open_of(&page, Some(payer)).await?;
    let total = total(&open);
    body.insert("payer_id".into(), json!(payer));
    if total > 0 {
        body.insert("amount_fen".into(), json!(total));
    }
    let proposal = opens::proposed(&open, &allocate::oldest_first(&open, total));
    show(&page, &Typed::of(body), FORM, open, Some(proposal)).await
}

/// `POST /billing/payments/new`. `_action=propose` only proposes anew, the oldest first.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::RecordPayments)?;
    let form = opens::filled(&page.form);
    let mut typed = Typed::read(READ, &form, None, page.services.settings.time_zone);
    let open =
        open_of(&page, typed.body.get("payer_id").and_then(Value::as_str).and_then(|it| it.parse().ok()))
            .await?;
    if page.field("_action") == "propose" {
        typed.faults.clear();
        let amount = typed.body.get("amount_fen").and_then(Value::as_i64).unwrap_or_else(|| total(&open));
        let proposal = opens::proposed(&open, &allocate::oldest_first(&open, amount));
        return show(&page, &typed, FORM, open, Some(proposal)).await;
    }
    for fault in &mut typed.faults {
        // Bounds are in fen, which nobody typed.
        if fault.path.ends_with("amount_fen")
            && [FaultCode::TOO_SMALL, FaultCode::TOO_LARGE].contains(&fault.code)
        {
            *fault = FieldFault::new(fault.path.clone(), FaultCode::NOT_AN_AMOUNT);
        }
    }
    if typed.faults.is_empty() {
        let body = Value::Object(typed.body.clone());
        let made = page
            .write(move |conn, page| record::record(conn, &page.services, &page.actor, &body, page.now))
            .await;
        match made {
            Ok(made) => {
                let there = format!("{}/{}", super::HERE, made.payment.id);
                return Ok(flash::redirect(&there, Tone::Good, "payment-recorded"));
            }
            Err(Error::Invalid(faults)) => typed.faults = faults,
            Err(other) => return Err(other),
        }
    }
    let again = typed.faults.iter().any(|fault| fault.code.as_str() == "recorded_already");
    let table = if again || typed.body.contains_key("duplicate") { AGAIN } else { FORM };
    show(&page, &typed, table, open, None).await
}

fn total(open: &[Open]) -> i64 {
    money::sum(open.iter().map(|statement| statement.open_fen)).unwrap_or(MOST).min(MOST)
}

async fn open_of(page: &Page, payer: Option<Id>) -> Result<Vec<Open>, Error> {
    let Some(payer) = payer else { return Ok(vec![]) };
    page.read(move |conn, _| statements::open_of(conn, payer)).await
}

async fn show(
    page: &Page,
    typed: &Typed,
    table: &'static [Field],
    open: Vec<Open>,
    proposal: Option<Vec<OpenRow>>,
) -> Result<HttpResponse, Error> {
    let kinds = [OrganisationKind::Agent, OrganisationKind::KeyAccount, OrganisationKind::EndUser];
    let payers = page.read(move |conn, _| organisations::options(conn, &kinds)).await?;
    let payers = offers(payers.into_iter().map(|payer| (payer.id.to_string(), payer.name)));
    let given = BTreeMap::from([("payer_id".to_string(), payers)]);
    let form = typed.form(("payment", table), &given, &page.services, None, page.lang());
    let data = FormPage {
        form,
        payer_known: typed.body.contains_key("payer_id"),
        open_total_fen: total(&open),
        open: proposal.unwrap_or_else(|| opens::as_typed(page, &open, typed)),
    };
    let (template, title) = ("pages/payments/form.html", "title-payment-new");
    if typed.faults.is_empty() {
        return shell::render(page, template, title, &[], &data).await;
    }
    shell::render_invalid(page, template, title, &[], &data).await
}
