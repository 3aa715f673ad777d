//! A decision on paper: outcome and reasons, without what the vendor bills its agent, because paper goes to customers.

use crate::domain::words::Outcome;
use crate::platform::i18n::{Lang, Texts};
use crate::platform::pdf::{Cell, Section, Table, rows};

use super::explain::{Panel, ReadyPanel};

impl Panel {
    /// The decision as a part of a form; `preliminary` where it is that of a draft.
    #[must_use]
    pub fn on_paper(&self, texts: &Texts, lang: Lang, preliminary: bool) -> Section {
        let t = |key: &str| texts.text(lang, key, &[]);
        let label = t("paper-decision");
        let note = preliminary.then(|| t("record-preliminary"));
        let plain = |value: String| Section {
            title: t("paper-entitlement"),
            rows: rows(vec![Cell { label: label.clone(), value, note: note.clone(), wide: true }]),
            tables: vec![],
        };
        match self {
            Panel::Ready(ready) => {
                let mut section = plain(outcome(ready, texts, lang));
                section.rows.extend(rows(grounds(ready, texts, lang)));
                section.tables.push(reasons(ready, texts, lang));
                section
            }
            Panel::Incomplete { missing } => {
                let labels: Vec<&str> = missing.iter().map(|field| field.label.as_str()).collect();
                plain(format!("{} {}", t("entitlement-missing"), labels.join(" · ")))
            }
            Panel::Error { message } => plain(message.clone()),
        }
    }
}

fn outcome(ready: &ReadyPanel, texts: &Texts, lang: Lang) -> String {
    let mut said = vec![texts.word(lang, "outcome", ready.outcome.as_str())];
    match (ready.outcome, &ready.payer_name) {
        (Outcome::Charged, Some(payer)) => {
            said.push(texts.text(lang, "entitlement-payer", &[("payer", payer.clone())]));
        }
        (Outcome::NotProvided, _) => said = vec![texts.text(lang, "entitlement-not-provided-note", &[])],
        _ => {}
    }
    said.join(" · ")
}

fn grounds(ready: &ReadyPanel, texts: &Texts, lang: Lang) -> Vec<Cell> {
    let t = |key: &str| texts.text(lang, key, &[]);
    let cell = |label: &str, value: String| Cell { label: t(label), value, note: None, wide: false };
    let mut cells = vec![cell("paper-class", texts.word(lang, "class", ready.class.as_str()))];
    if let Some(level) = ready.level {
        let word = texts.word(lang, "level", level.as_str());
        cells.push(cell("paper-level", format!("{} {word}", level.as_str())));
    }
    if let Some(same) = ready.same_city {
        cells.push(cell("paper-place", t(if same { "same-city-yes" } else { "same-city-no" })));
    }
    let version = [("version", ready.policy_version.to_string())];
    cells.push(cell("paper-policy", texts.text(lang, "paper-policy-version", &version)));
    cells
}

fn reasons(ready: &ReadyPanel, texts: &Texts, lang: Lang) -> Table {
    let t = |key: &str| texts.text(lang, key, &[]);
    let row = |step: &super::explain::StepView| {
        vec![texts.word(lang, "rule", step.rule.as_str()), step.text.clone()]
    };
    let rows = ready.steps.iter().map(row).collect();
    Table::new(t("paper-reasons"), vec![t("paper-rule"), t("paper-reason")], rows)
}
