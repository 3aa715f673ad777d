//! What a review says in words: how long something has waited, what a check found, what a verdict leads to.

use serde::Serialize;

use crate::domain::money::format_fen;
use crate::domain::words::Outcome;
use crate::features::service_records::Judged;
use crate::platform::db::Moment;
use crate::platform::i18n::{Lang, Texts};

use super::super::checks::{self, Check};

/// How long something has waited since `since`: in minutes, then hours, then days.
#[must_use]
pub fn waited(since: Moment, now: Moment, texts: &Texts, lang: Lang) -> String {
    let minutes = (now.0 - since.0).num_minutes().max(0);
    let (key, count) = match minutes {
        0..60 => ("waited-minutes", minutes),
        60..1440 => ("waited-hours", minutes / 60),
        1440..2880 => ("waited-day", 1),
        _ => ("waited-days", minutes / 1440),
    };
    texts.text(lang, key, &[("count", count.to_string())])
}

/// Another page to look at.
#[derive(Debug, Serialize)]
struct LinkView {
    label: String,
    href: String,
}

/// A check as the page shows it.
#[derive(Debug, Serialize)]
pub struct CheckView {
    result: checks::Outcome,
    title: String,
    text: String,
    links: Vec<LinkView>,
}

impl CheckView {
    /// Puts a check into words.
    #[must_use]
    pub fn of(check: &Check, texts: &Texts, lang: Lang) -> Self {
        let result = match check.result {
            checks::Outcome::Ok => "ok",
            checks::Outcome::Attention => "attention",
            checks::Outcome::Danger => "danger",
        };
        let kind = check.kind;
        let args = [("detail", check.detail.clone())];
        CheckView {
            result: check.result,
            title: texts.text(lang, &format!("check-{kind}"), &[]),
            text: texts.text(lang, &format!("check-{kind}-{result}"), &args),
            links: check
                .links
                .iter()
                .map(|(label, href)| LinkView { label: label.clone(), href: href.clone() })
                .collect(),
        }
    }
}

/// What approving leads to: which charges, how much, on whose account.
#[must_use]
pub fn approval(judged: &Judged, replaces: bool, texts: &Texts, lang: Lang) -> String {
    let estimate = judged.decision.estimate.as_ref();
    let lines = estimate.map_or(0, |estimate| estimate.lines.len());
    let key = match (judged.decision.outcome, estimate) {
        (Outcome::NotProvided, _) => "approval-not-provided",
        (_, None) => "approval-by-agent",
        (_, Some(_)) if lines == 0 => "approval-no-charges",
        (_, Some(estimate)) if estimate.total_fen == 0 => "approval-free",
        (_, Some(_)) => "approval-charged",
    };
    let args = [
        ("count", lines.to_string()),
        ("amount", format_fen(estimate.map_or(0, |estimate| estimate.total_fen))),
        ("list", format_fen(estimate.map_or(0, |estimate| estimate.list_total_fen))),
        ("payer", judged.payer.as_ref().map_or_else(String::new, |payer| payer.name.clone())),
    ];
    let said = texts.text(lang, key, &args);
    if replaces { texts.text(lang, "approval-replaces", &[("what", said)]) } else { said }
}
