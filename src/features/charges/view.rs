//! A charge as its page shows it: the line, the derivation in words, what happened to it (chapter 6).

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use crate::domain::billing_words::{ChargeOrigin, CreditKind};
use crate::domain::decision::Decision;
use crate::domain::pricing::PriceLine;
use crate::domain::record_words::{ChargeStatus, ServiceRecordKind};
use crate::domain::taxed::Taxed;
use crate::features::policy;
use crate::platform::db::{Id, Moment};
use crate::platform::i18n::{Lang, Texts};

use super::born::{Born, FeeRecord};
use super::confirm::{is_open, lacks_price, line_of};
use super::model::{Charge, Event};
use super::price::{Priced, can_be_priced};
use super::reverse::CORRECTED;
use super::service::Whole;
use super::waive::waivable;

/// One row of the list.
#[derive(Debug, Serialize)]
pub struct Row {
    id: Id,
    href: String,
    number: String,
    origin: ChargeOrigin,
    credit_kind: Option<CreditKind>,
    text: String,
    customer_name: String,
    payer_name: String,
    component: &'static str,
    service_code: String,
    amount_fen: i64,
    list_fen: i64,
    status: ChargeStatus,
    month: Option<String>,
    created_at: Moment,
    pick: String,
    open: bool,
    unpriced: bool,
    reversal: bool,
}

impl Row {
    /// The row of a charge.
    #[must_use]
    pub fn of(charge: &Charge) -> Self {
        Row {
            id: charge.id,
            href: format!("/billing/charges/{}", charge.id),
            number: charge.number.clone(),
            origin: charge.origin,
            credit_kind: charge.credit_kind,
            text: charge.text.clone(),
            customer_name: charge.customer_name.clone(),
            payer_name: charge.payer_name.clone(),
            component: charge.component.as_str(),
            service_code: charge.service_code.clone(),
            amount_fen: charge.amount_fen,
            list_fen: charge.list_fen,
            status: charge.status,
            month: charge.month.clone(),
            created_at: charge.created_at,
            pick: format!("{}.{}", charge.id, charge.version),
            open: is_open(charge.status) && !lacks_price(charge),
            unpriced: lacks_price(charge),
            reversal: charge.reverses_id.is_some(),
        }
    }
}

impl Row {
    /// Whether the billing clerk can confirm it now.
    #[must_use]
    pub fn can_be_confirmed(&self) -> bool {
        self.open
    }
}

/// The whole charge.
#[derive(Debug, Serialize)]
pub struct Detail {
    #[serde(flatten)]
    row: Row,
    version: i32,
    revision: i32,
    record_href: Option<String>,
    source_href: Option<String>,
    service_name: Option<String>,
    reverses_href: Option<String>,
    reversed_by_href: Option<String>,
    sum: Sum,
    fee_record: Option<FeeRecord>,
    penalty: Option<Value>,
    priced: Option<PricedView>,
    priceable: bool,
    decision: Option<policy::DecisionView>,
    price_list_from: Option<DateTime<Utc>>,
    price_list_version: Option<i64>,
    worked_at: Option<String>,
    events: Vec<EventView>,
    waiver: Option<WaiverView>,
    waived_before: Option<WaivedView>,
    can_hold: bool,
    can_release: bool,
    can_waive: bool,
}

/// A price that a person gave; who that was is the vendor's own business.
#[derive(Debug, Serialize)]
struct PricedView {
    by_name: Option<String>,
    at: Moment,
    reason: String,
    href: Option<String>,
    waits: bool,
    own: bool,
}

impl PricedView {
    fn of(charge: &Charge, around: &Around<'_>) -> Option<Self> {
        let priced = Priced::of(&charge.derivation)?;
        let waits = around.internal && priced.second_person && is_open(charge.status);
        Some(PricedView {
            by_name: Some(priced.by_name).filter(|_| around.internal),
            at: priced.at,
            reason: priced.reason,
            href: charge.prices_id.map(href),
            waits,
            own: waits && priced.by == around.reader,
        })
    }
}

/// A waiver that waits for a second person.
#[derive(Debug, Serialize)]
struct WaiverView {
    reason: String,
    asked_by_name: String,
    asked_at: Moment,
    own: bool,
}

/// That a correction charges what had been waived.
#[derive(Debug, Serialize)]
struct WaivedView {
    href: String,
    reason: String,
}

/// How the amount came about.
#[derive(Debug, Serialize)]
struct Sum {
    quantity: Option<String>,
    unit: Option<&'static str>,
    unit_price_fen: Option<i64>,
    reason: Option<String>,
    list_fen: i64,
    amount_fen: i64,
    vat_rate: i32,
    vat_fen: Option<i64>,
    gross_fen: Option<i64>,
}

#[derive(Debug, Serialize)]
struct EventView {
    at: Moment,
    title: String,
    actor: String,
    text: Option<String>,
    tone: &'static str,
    internal: bool,
}

/// What a detail is made from, besides the charge.
pub struct Around<'a> {
    /// Whether the reader works in the vendor's billing; a payer sees no internal reasons.
    pub internal: bool,
    /// Texts.
    pub texts: &'a Texts,
    /// The reader's language.
    pub lang: Lang,
    /// Who reads.
    pub reader: Id,
    /// Whether the reader opens contracts, and requests.
    pub sees: (bool, bool),
}

impl Detail {
    /// Puts a charge into words.
    #[must_use]
    pub fn of(whole: &Whole, around: &Around<'_>) -> Self {
        let charge = &whole.charge;
        let (texts, lang) = (around.texts, around.lang);
        let line = line_of(charge);
        let fact = |name: &str| charge.derivation.get(name);
        let decision: Option<Decision> =
            fact("decision").and_then(|found| serde_json::from_value(found.clone()).ok());
        let view = decision.map(|decision| policy::explain(&decision, texts, lang));
        let input = fact("input").and_then(Value::as_object);
        let waits = whole.waivers.iter().find(|waiver| waiver.decided_at.is_none());
        // A fee has its price list among what it was computed from.
        let priced = |name: &str| fact(name).or_else(|| fact("basis")?.get(name));
        Detail {
            version: charge.version,
            revision: charge.revision,
            record_href: record_href(charge),
            source_href: source_href(charge).filter(|_| around.internal),
            service_name: view.as_ref().and_then(|view| service_name(view, lang)),
            reverses_href: charge.reverses_id.map(href),
            reversed_by_href: whole.reversed_by.map(href),
            sum: Sum::of(charge, line.as_ref(), texts, lang),
            fee_record: Born::of(charge.credit_kind, &charge.derivation).fee_record,
            penalty: penalty(charge, around),
            priced: PricedView::of(charge, around),
            priceable: can_be_priced(charge) && waits.is_none(),
            decision: view,
            price_list_from: priced("price_list_from").and_then(|at| serde_json::from_value(at.clone()).ok()),
            price_list_version: priced("price_list_version").and_then(Value::as_i64),
            worked_at: input.and_then(|input| input.get("at")?.as_str().map(str::to_string)),
            events: EventView::all(whole, around),
            waiver: waits.map(|waiver| WaiverView {
                reason: waiver.reason.clone(),
                asked_by_name: waiver.asked_by_name.clone(),
                asked_at: waiver.asked_at,
                own: waiver.asked_by == around.reader,
            }),
            waived_before: whole.waived_before.map(|earlier| WaivedView {
                href: href(earlier),
                reason: whole.events.first().map(|event| event.reason.clone()).unwrap_or_default(),
            }),
            can_hold: charge.status == ChargeStatus::Pending,
            can_release: charge.status == ChargeStatus::Held,
            can_waive: waivable(charge).is_ok(),
            row: Row::of(charge),
        }
    }
}

impl Detail {
    /// Whether the billing clerk can confirm it now.
    #[must_use]
    pub fn can_be_confirmed(&self) -> bool {
        self.row.open && self.waiver.is_none() && !self.priced.as_ref().is_some_and(|priced| priced.own)
    }

    /// Whether the billing clerk can price it now.
    #[must_use]
    pub fn can_be_priced(&self) -> bool {
        self.priceable
    }

    /// The number of what it was born from, for the title.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.row.number
    }
}

fn href(id: Id) -> String {
    format!("/billing/charges/{id}")
}

fn record_href(charge: &Charge) -> Option<String> {
    let (kind, id) = (charge.origin.record_kind()?, charge.record_id?);
    Some(match kind {
        ServiceRecordKind::FaultRecord => format!("/fault-records/{id}"),
        ServiceRecordKind::PreSaleReport => format!("/pre-sale-reports/{id}"),
    })
}

/// The contract or the credit that it was born from.
fn source_href(charge: &Charge) -> Option<String> {
    let id = |name: &str| charge.derivation.get(name)?.as_str();
    id("contract_id")
        .map(|id| format!("/contracts/{id}"))
        .or_else(|| id("credit_id").map(|id| format!("/billing/credits/{id}")))
}

/// How a penalty was computed, for whoever is given it as well; what a person of the vendor stated is the vendor's own.
fn penalty(charge: &Charge, around: &Around<'_>) -> Option<Value> {
    let mut basis = charge.derivation.get("basis")?.as_object()?.clone();
    basis.get("penalty").filter(|_| charge.credit_kind == Some(CreditKind::SlaPenalty))?;
    if !around.internal {
        basis.remove("stated");
    }
    let (contract, request) = around.sees;
    Some(json!({ "basis": basis, "sees_contract": contract, "sees_request": request }))
}

fn service_name(view: &policy::DecisionView, lang: Lang) -> Option<String> {
    let name = if lang == Lang::En { "service_name_en" } else { "service_name_zh" };
    view.steps.first()?.saw.get(name)?.as_str().map(str::to_string)
}

impl Sum {
    fn of(charge: &Charge, line: Option<&PriceLine>, texts: &Texts, lang: Lang) -> Self {
        let taxed = Taxed::of(charge.amount_fen, charge.vat_rate).ok();
        Sum {
            quantity: line.map(|line| policy::quantity_words(line, texts, lang)),
            unit: line.map(|line| line.unit.as_str()),
            unit_price_fen: line.map(|line| line.unit_price_fen),
            reason: line.map(|line| texts.word(lang, "line-reason", line.reason.as_str())),
            list_fen: charge.list_fen,
            amount_fen: charge.amount_fen,
            vat_rate: charge.vat_rate,
            vat_fen: taxed.map(|taxed| taxed.vat_fen),
            gross_fen: taxed.map(|taxed| taxed.gross_fen),
        }
    }
}

impl EventView {
    /// What happened, oldest first. That a waiver was asked for or refused left the status as it was, and is for the
    /// vendor's billing alone. What was paid and is on a statement again lost its money.
    fn all(whole: &Whole, around: &Around<'_>) -> Vec<Self> {
        let mut before = None;
        let mut all = Vec::new();
        for event in &whole.events {
            let last = before.replace(event.status);
            let stayed = last == Some(event.status);
            if stayed && !around.internal {
                continue;
            }
            let mut view = EventView::of(event, around);
            if last == Some(ChargeStatus::Paid) && event.status == ChargeStatus::Invoiced {
                view.title = around.texts.word(around.lang, "charge-event", "unpaid");
                view.tone = "attention";
            }
            if stayed {
                let asked = whole.waivers.iter().any(|waiver| waiver.asked_at == event.at);
                let word = if asked { "waiver_asked" } else { "waiver_refused" };
                view.title = around.texts.word(around.lang, "charge-event", word);
                view.tone = "attention";
            }
            all.push(view);
        }
        all
    }

    fn of(event: &Event, around: &Around<'_>) -> Self {
        let tone = match event.status {
            ChargeStatus::Confirmed | ChargeStatus::Paid => "good",
            ChargeStatus::Held => "attention",
            ChargeStatus::Invoiced => "accent",
            ChargeStatus::Pending | ChargeStatus::Waived | ChargeStatus::Reversed => "neutral",
        };
        let reason = Some(event.reason.clone()).filter(|reason| around.internal && !reason.is_empty());
        // What the program says for itself is said in the language of the reader.
        let reason = reason.map(|reason| match reason.as_str() {
            CORRECTED => around.texts.text(around.lang, "charge-reason-corrected", &[]),
            _ => reason,
        });
        EventView {
            at: event.at,
            title: around.texts.word(around.lang, "charge-event", event.status.as_str()),
            actor: if around.internal { event.actor_name.clone() } else { String::new() },
            internal: reason.is_some(),
            text: reason,
            tone,
        }
    }
}
