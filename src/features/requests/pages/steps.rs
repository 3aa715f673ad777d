//! The steps that are open to whoever looks at a request, each with its consequence in words.

use serde::Serialize;

use crate::access::Page;
use crate::domain::claim_words::Remedy;
use crate::domain::request_flow::{Move, Step};
use crate::domain::request_words::RequestStatus;

use super::super::model::Request;
use super::super::rules::{self, OnBehalf, Side};
use super::super::service;
use super::show::Said;

/// A step as a button.
#[derive(Debug, Serialize)]
pub struct StepButton {
    step: Step,
    to: &'static str,
    label: String,
    what: String,
    kind: &'static str,
    icon: &'static str,
    reason: &'static str,
    reason_label: String,
    typed: String,
    error: Option<String>,
    open: bool,
}

/// The buttons for `side`; handing on has a page of its own, and what was decided of a claim (`remedy`) bars some.
#[must_use]
pub fn buttons(
    request: &Request,
    side: Side,
    page: &Page,
    (said, remedy): (&Said, Option<Remedy>),
) -> Vec<StepButton> {
    let mut open = rules::steps(request, side, page.now);
    open.retain(|row| !service::bars(request, remedy, row.step));
    // What was confirmed closes by itself with its record, and without one nobody can close it: a button would only refuse.
    open.retain(|row| !matches!(row.step, Step::Escalate | Step::Close));
    // A customer goes on by answering.
    open.retain(|row| row.step != Step::Resume || side != Side::Customer);
    // What brings it forward comes first, what ends it last.
    open.sort_by_key(|row| match row.step {
        Step::Wait => 1,
        Step::Cancel => 2,
        _ => 0,
    });
    let mut first = true;
    open.into_iter()
        .map(|row| {
            let primary = std::mem::take(&mut first);
            button(row, request, side, page, (said, primary))
        })
        .collect()
}

fn button(
    row: &Move,
    request: &Request,
    side: Side,
    page: &Page,
    (said, primary): (&Said, bool),
) -> StepButton {
    let (texts, lang) = (&page.services.texts, page.lang());
    let OnBehalf(on_behalf) = rules::allowed(side, row.by).unwrap_or(OnBehalf(false));
    let name = row.step.as_str();
    let this = said.is("step") && said.typed("to") == word(row, request);
    let reason = match row.step {
        _ if row.reason || on_behalf => "required",
        Step::Accept | Step::Start | Step::Confirm | Step::Close => "none",
        _ => "optional",
    };
    StepButton {
        step: row.step,
        to: word(row, request),
        label: texts.word(lang, if on_behalf { "request-step-for" } else { "request-step" }, name),
        what: texts.word(lang, if on_behalf { "request-what-for" } else { "request-what" }, name),
        kind: match row.step {
            Step::Cancel => "danger",
            _ if primary => "primary",
            _ => "secondary",
        },
        icon: icon(row.step),
        reason,
        reason_label: texts.word(lang, "request-reason", if on_behalf { "on_behalf" } else { name }),
        typed: if this { said.typed("reason").to_string() } else { String::new() },
        error: if this { said.error("reason", page) } else { None },
        open: this,
    }
}

fn icon(step: Step) -> &'static str {
    match step {
        Step::Accept => "hand",
        Step::Start | Step::Resume => "arrow-right",
        Step::Wait => "clock",
        Step::Resolve | Step::Confirm | Step::Close => "check",
        Step::Reopen => "back",
        Step::Escalate => "send",
        Step::Cancel => "x",
    }
}

/// The word of the API for a step from here (8.3).
fn word(row: &Move, request: &Request) -> &'static str {
    match row.step {
        Step::Confirm => "confirmed",
        Step::Escalate => "escalated",
        _ if row.to == RequestStatus::Accepted => "accepted",
        _ => {
            debug_assert!(row.from.contains(&request.status), "a step that is not open");
            row.to.as_str()
        }
    }
}
