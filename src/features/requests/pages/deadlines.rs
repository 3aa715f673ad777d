//! The deadlines of a request as its page shows them: what is owed by when, how it stands, and why it is due then.

use serde::Serialize;

use crate::access::Page;
use crate::domain::catalogue::is_onsite;
use crate::domain::deadline::Pause;
use crate::domain::sla::Ask;
use crate::features::deadlines::{ExplanationView, explain_target};
use crate::platform::db::Moment;
use crate::platform::views::local;

use super::super::clocks::PROMISE;
use super::super::model::Request;
use super::super::service::{Standing, Target};
use super::due::{self, Due};
use super::timeline;

/// One deadline.
#[derive(Debug, Serialize)]
pub struct Deadline {
    title: String,
    note: String,
    due_at: Option<Moment>,
    strict: bool,
    state: Due,
    replaced: bool,
    why: Option<ExplanationView>,
}

impl Deadline {
    /// What is owed.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }
    /// By when.
    #[must_use]
    pub fn due_at(&self) -> Option<Moment> {
        self.due_at
    }
    /// How it stands, in words.
    #[must_use]
    pub fn state(&self) -> &str {
        self.state.text()
    }
}

/// A time in which the clocks stood still.
#[derive(Debug, Serialize)]
pub struct Standstill {
    from: Moment,
    to: Option<Moment>,
    reason: String,
}

/// The pauses in words.
#[must_use]
pub fn standstills(pauses: &[Standing], page: &Page) -> Vec<Standstill> {
    let one = |(from, to, reason): &Standing| Standstill {
        from: *from,
        to: *to,
        // The portal pauses by itself for the time in which a request that was reopened seemed solved.
        reason: match reason.as_str() {
            "resolved" => page.services.texts.text(page.lang(), "request-paused-resolved", &[]),
            other => other.to_string(),
        },
    };
    pauses.iter().map(one).collect()
}

/// The targets in words.
#[must_use]
pub fn deadlines(targets: &[Target], pauses: &[Standing], request: &Request, page: &Page) -> Vec<Deadline> {
    let pauses: Vec<Pause> =
        pauses.iter().map(|(from, to, _)| Pause { from: from.0, to: to.map(|to| to.0) }).collect();
    targets
        .iter()
        .map(|target| Deadline {
            title: timeline::target(page, &target.clock, &target.kind),
            note: target.note.clone(),
            due_at: target.due_at,
            strict: target.strict,
            state: state(target, request, page),
            replaced: target.replaced_at.is_some(),
            why: why(target, &pauses, request, page),
        })
        .collect()
}

fn state(target: &Target, request: &Request, page: &Page) -> Due {
    let (texts, lang) = (&page.services.texts, page.lang());
    let told = |key: &str, at: Moment, tone: &'static str| {
        let at = local(&at.0.to_rfc3339(), page.services.settings.time_zone);
        due::told(texts.text(lang, key, &[("at", at)]), tone)
    };
    match (target.met_at, target.breached_at, target.due_at) {
        (Some(met), Some(_), _) => told("request-met-late", met, "danger"),
        (Some(met), None, _) => told("request-met", met, "good"),
        (None, Some(breached), _) if !request.open || target.replaced_at.is_some() => {
            told("request-breached", breached, "danger")
        }
        (None, _, Some(_)) if !request.open => {
            due::told(texts.text(lang, "request-not-owed", &[]), "neutral")
        }
        (None, _, Some(at)) => due::until(at, page.now, (texts, lang)),
        (None, _, None) => due::standing(texts, lang),
    }
}

/// The same computation again, for its reasons; nothing where it was promised by a person or replaced.
fn why(target: &Target, pauses: &[Pause], request: &Request, page: &Page) -> Option<ExplanationView> {
    if target.clock == PROMISE || target.replaced_at.is_some() {
        return None;
    }
    let policies = page.services.policies.current();
    let policy = policies.at(target.from_at.0).ok()?;
    let ask = Ask {
        profile: &target.profile,
        severity: target.severity.and_then(|severity| u8::try_from(severity).ok()),
        tier: target.tier.parse().ok()?,
        from: target.from_at.0,
        onsite: is_onsite(&request.service_code),
        pauses,
    };
    let found = policy.sla.targets(&ask).ok()?;
    let found = found.iter().find(|one| one.kind.as_str() == target.kind)?;
    Some(explain_target(policy, found, &page.services.texts, page.lang()).explanation)
}
