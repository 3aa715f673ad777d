//! A decision in words: its steps and the lines of its estimate, for API answers, the entitlement panel, records and
//! charges (chapters 2.4 and 8.3).

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::decision::{Decision, Step};
use crate::domain::money::format_fen;
use crate::domain::pricing::{Estimate, LineReason, PriceLine, Quantity};
use crate::domain::words::{
    BilledBy, ClientClass, Component, Level, Outcome, Payer, PriceUnit, Provider, Rule,
};
use crate::platform::i18n::{Lang, Texts};

/// A decision as `POST /decisions` answers it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DecisionView {
    /// `free`, `charged` or `not_provided`; speaks of the visit.
    #[schema(value_type = String)]
    pub outcome: Outcome,
    /// The level of the matrix; null where the catalogue refuses.
    #[schema(value_type = Option<String>)]
    pub level: Option<Level>,
    /// `vendor` or `agent`; null where nobody named by the policy does it.
    #[schema(value_type = Option<String>)]
    pub provider: Option<Provider>,
    /// Who pays, where it is charged.
    #[schema(value_type = Option<String>)]
    pub payer: Option<Payer>,
    /// Whose books it enters, where it is charged.
    #[schema(value_type = Option<String>)]
    pub billed_by: Option<BilledBy>,
    /// Whether the city has a service point; null for remote work.
    pub same_city: Option<bool>,
    /// The version of the policy that said so.
    pub policy_version: i32,
    /// What led there, in order.
    pub steps: Vec<StepView>,
    /// The lines of the vendor's bill; null where nothing enters the vendor's books, or where the prices are not the
    /// caller's.
    pub estimate: Option<EstimateView>,
}

/// One step of a decision.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepView {
    /// `catalogue`, `matrix`, `routing`, `level`, `coverage` or `payer`.
    #[schema(value_type = String)]
    pub rule: Rule,
    /// What the rule looked at, by name.
    #[schema(value_type = Object)]
    pub saw: Map<String, Value>,
    /// What it concluded, as an identifier.
    pub concluded: String,
    /// The step as a sentence.
    pub text: String,
}

/// The bill a piece of work leads to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EstimateView {
    /// Visit, travel, labour, parts, in this order.
    pub lines: Vec<LineView>,
    /// Sum of the amounts, net, fen.
    pub total_fen: i64,
    /// Sum of the list values, net, fen.
    pub list_total_fen: i64,
    /// The first moment of the price list used.
    pub price_list_from: DateTime<Utc>,
    /// Its number.
    pub price_list_version: i32,
}

/// One line of an estimate or of a bill.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LineView {
    /// What it is for.
    #[schema(value_type = String)]
    pub component: Component,
    /// What the price is for one of.
    #[schema(value_type = String)]
    pub unit: PriceUnit,
    /// How much of it, exactly: `count` of `per` parts of a unit.
    #[schema(value_type = Object)]
    pub quantity: Quantity,
    /// Fen per unit.
    pub unit_price_fen: i64,
    /// What is to be paid, net, fen.
    pub amount_fen: i64,
    /// What it would have cost, net, fen.
    pub list_fen: i64,
    /// Percent.
    pub vat_rate: i64,
    /// Why it costs that, as an identifier.
    #[schema(value_type = String)]
    pub reason: LineReason,
    /// Further facts.
    #[schema(value_type = Object)]
    pub detail: Map<String, Value>,
    /// Quantity, price and reason as a sentence.
    pub text: String,
}

/// Puts a decision into words.
#[must_use]
pub fn explain(decision: &Decision, texts: &Texts, lang: Lang) -> DecisionView {
    DecisionView {
        outcome: decision.outcome,
        level: decision.level,
        provider: decision.provider,
        payer: decision.payer,
        billed_by: decision.billed_by,
        same_city: decision.same_city,
        policy_version: decision.policy_version,
        steps: decision.steps.iter().map(|step| explain_step(step, texts, lang)).collect(),
        estimate: decision.estimate.as_ref().map(|estimate| explain_estimate(estimate, texts, lang)),
    }
}

fn explain_step(step: &Step, texts: &Texts, lang: Lang) -> StepView {
    let args = step.message_args();
    let args: Vec<(&str, String)> = args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    StepView {
        rule: step.rule,
        saw: step.saw.clone(),
        concluded: step.concluded.clone(),
        text: [step.message_key()]
            .into_iter()
            .chain(step.further_keys())
            .map(|key| texts.text(lang, key, &args))
            .collect::<Vec<_>>()
            .join(" "),
    }
}

fn explain_estimate(estimate: &Estimate, texts: &Texts, lang: Lang) -> EstimateView {
    EstimateView {
        lines: estimate.lines.iter().map(|line| explain_line(line, texts, lang)).collect(),
        total_fen: estimate.total_fen,
        list_total_fen: estimate.list_total_fen,
        price_list_from: estimate.price_list_from,
        price_list_version: estimate.price_list_version,
    }
}

/// Puts one line of a bill into words.
#[must_use]
pub fn explain_line(line: &PriceLine, texts: &Texts, lang: Lang) -> LineView {
    LineView {
        component: line.component,
        unit: line.unit,
        quantity: line.quantity,
        unit_price_fen: line.unit_price_fen,
        amount_fen: line.amount_fen,
        list_fen: line.list_fen,
        vat_rate: line.vat_rate,
        reason: line.reason,
        detail: line.detail.clone(),
        text: sentence(line, texts, lang),
    }
}

fn sentence(line: &PriceLine, texts: &Texts, lang: Lang) -> String {
    let reason = texts.word(lang, "line-reason", line.reason.as_str());
    let price = texts.text(
        lang,
        "price-per-unit",
        &[("price", format_fen(line.unit_price_fen)), ("unit", texts.word(lang, "unit", line.unit.as_str()))],
    );
    let what = part_name(line, texts, lang);
    let key = match (line.needs_price(), line.quantity.count > 0, what.is_some()) {
        (true, ..) => "estimate-line-unpriced",
        (_, false, _) => "estimate-line-price",
        (_, _, true) => "estimate-line-part",
        _ => "estimate-line-quantity",
    };
    let args = [
        ("reason", reason),
        ("price", price),
        ("quantity", quantity_words(line, texts, lang)),
        ("part", what.unwrap_or_default()),
    ];
    let line_text = texts.text(lang, key, &args);
    let notes = notes(line, texts, lang);
    if notes.is_empty() {
        return line_text;
    }
    let separator = texts.text(lang, "request-list-comma", &[]);
    texts.text(lang, "line-with-notes", &[("line", line_text), ("notes", notes.join(&separator))])
}

/// What else the price of a line follows from: when the hours were worked, how severe the fault was, what comes off.
fn notes(line: &PriceLine, texts: &Texts, lang: Lang) -> Vec<String> {
    let fact = |name: &str| line.detail.get(name);
    let word = |name: &str| fact(name).and_then(Value::as_str);
    let mut notes = Vec::new();
    notes.extend(word("hours").map(|hours| texts.word(lang, "hours", hours)));
    if let Some(severity) = fact("severity").and_then(Value::as_u64) {
        notes.push(texts.text(lang, "line-severity", &[("severity", severity.to_string())]));
    }
    if let (Some(grade), Some(off)) = (word("grade"), fact("discount_percent").and_then(Value::as_i64)) {
        let args = [("grade", texts.word(lang, "grade", grade)), ("percent", off.to_string())];
        notes.push(texts.text(lang, "line-discount", &args));
    }
    notes
}

fn part_name(line: &PriceLine, texts: &Texts, lang: Lang) -> Option<String> {
    let fact = |name: &str| line.detail.get(name).and_then(Value::as_str);
    if fact("fee") == Some("maintenance") {
        return Some(texts.text(lang, "line-maintenance", &[]));
    }
    let part = fact("part")?;
    let name = fact(if lang == Lang::En { "name_en" } else { "name_zh" });
    let Some(name) = name else { return Some(part.to_string()) };
    Some(texts.text(lang, "part-with-number", &[("name", name.to_string()), ("part", part.to_string())]))
}

/// `45 分钟`, `2 次`: how much of it there is.
#[must_use]
pub fn quantity_words(line: &PriceLine, texts: &Texts, lang: Lang) -> String {
    let Quantity { count, per } = line.quantity;
    let (key, count) = match (line.unit, per) {
        (PriceUnit::Hour, 60) => ("quantity-minutes".to_string(), count.to_string()),
        (PriceUnit::Hour, per) if per > 1 => ("quantity-minutes".to_string(), parted(count, per)),
        (unit, per) => {
            (format!("quantity-{}", unit.as_str()), if per == 0 { count } else { count / per }.to_string())
        }
    };
    texts.text(lang, &key, &[("count", count)])
}

/// Minutes of parts of an hour, to the hundredth; `~` where that is not exact.
fn parted(count: i64, per: i64) -> String {
    let hundredths = i128::from(count) * 6000;
    let (whole, rest) = (hundredths / i128::from(per), hundredths % i128::from(per));
    let about = if rest == 0 { "" } else { "~" };
    format!("{about}{}.{:02}", whole / 100, whole % 100)
}

/// What the entitlement panel shows.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Panel {
    /// There is a decision.
    Ready(Box<ReadyPanel>),
    /// Something is still missing.
    Incomplete {
        /// The fields.
        missing: Vec<Missing>,
    },
    /// There can be no decision for what was typed.
    Error {
        /// Why, in words.
        message: String,
    },
}

/// A field without which there is no decision.
#[derive(Debug, Clone, Serialize)]
pub struct Missing {
    /// Its label.
    pub label: String,
    /// The id of its input.
    pub id: String,
}

/// A decision as the panel shows it.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyPanel {
    pub(super) outcome: Outcome,
    pub(super) level: Option<Level>,
    pub(super) class: ClientClass,
    pub(super) same_city: Option<bool>,
    pub(super) payer_name: Option<String>,
    billed_by: Option<BilledBy>,
    total_fen: Option<i64>,
    lines: Vec<LineView>,
    pub(super) steps: Vec<StepView>,
    pub(super) policy_version: i32,
}

impl DecisionView {
    /// The panel for this decision. `payer_name` is who pays, by name; without it the word for the payer stands in.
    #[must_use]
    pub fn panel(self, class: ClientClass, payer_name: Option<String>, texts: &Texts, lang: Lang) -> Panel {
        let payer_name =
            self.payer.map(|payer| payer_name.unwrap_or_else(|| texts.word(lang, "payer", payer.as_str())));
        let total_fen = self.estimate.as_ref().map(|estimate| estimate.total_fen);
        Panel::Ready(Box::new(ReadyPanel {
            outcome: self.outcome,
            level: self.level,
            class,
            same_city: self.same_city,
            payer_name,
            billed_by: self.billed_by,
            total_fen,
            lines: self.estimate.map(|estimate| estimate.lines).unwrap_or_default(),
            steps: self.steps,
            policy_version: self.policy_version,
        }))
    }
}
