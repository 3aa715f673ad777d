//! What the page of one record under review shows.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::access::Page;
use crate::domain::record_words::{RecordStatus, ServiceRecordKind, Verdict};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::attachments;
use crate::features::policy::{self, Panel};
use crate::features::service_records::{Event, Remark};
use crate::platform::db::Moment;
use crate::platform::fields::{self, FieldFault};

use super::super::form_of;
use super::super::look::Looked;
use super::comparison::{self, Reader, Section};
use super::queue::record_href;
use super::said::{Fault, Said};
use super::words::{self, CheckView};

/// Why a verdict was not taken.
pub enum Refused {
    /// Something in the form is wrong.
    Fields(Vec<FieldFault>),
    /// The record moved on, or is not for this reviewer; a text key `review-refused-<code>`.
    State(&'static str),
}

impl Refused {
    /// What can be said on the page; anything else is passed on.
    ///
    /// # Errors
    /// Whatever is neither a wrong field nor a matter of state.
    pub fn of(fault: Error) -> Result<Self, Error> {
        match fault {
            Error::Invalid(faults) => Ok(Refused::Fields(faults)),
            Error::Stale | Error::PreconditionRequired => Ok(Refused::State("stale")),
            Error::Conflict("taken_by_other") => Ok(Refused::State("taken-by-other")),
            Error::Conflict("decision_differs") => Ok(Refused::State("decision-differs")),
            Error::Conflict("contract_used_up") => Ok(Refused::State("contract-used-up")),
            Error::Conflict("contract_changed") => Ok(Refused::State("contract-changed")),
            Error::Conflict(_) => Ok(Refused::State("not-waiting")),
            Error::Forbidden("own_work") => Ok(Refused::State("own-work")),
            other => Err(other),
        }
    }
}

#[derive(Debug, Serialize)]
struct PinnedRemark {
    label: String,
    text: String,
}

/// An earlier verdict.
#[derive(Debug, Serialize)]
struct VerdictView {
    revision: i32,
    verdict: Verdict,
    comment: String,
    remarks: Vec<PinnedRemark>,
    reviewer_name: String,
    decided_at: Moment,
}

#[derive(Debug, Serialize)]
struct EventView {
    at: Moment,
    kind: String,
    actor: String,
    text: String,
    tone: &'static str,
}

/// What each verdict leads to, in words.
#[derive(Debug, Serialize)]
struct Consequences {
    approve: String,
    #[serde(rename = "return")]
    back: String,
    reject: String,
}

/// The page.
#[derive(Debug, Serialize)]
pub struct ReviewPage {
    number: String,
    kind: ServiceRecordKind,
    record_href: String,
    here: String,
    version: i32,
    status: RecordStatus,
    revision: i32,
    previous: Option<i32>,
    customer_name: String,
    customer_class: Option<ClientClass>,
    author_name: String,
    organisation_name: String,
    submitted_by: String,
    submitted_at: Moment,
    waited: Option<String>,
    sections: Vec<Section>,
    changed: usize,
    changed_only: bool,
    checks: Vec<CheckView>,
    panel: Panel,
    verdicts: Vec<VerdictView>,
    events: Vec<EventView>,
    attachments: Vec<attachments::Item>,
    taker: Option<String>,
    taken_until: Option<Moment>,
    mine: bool,
    waits: bool,
    can_take: bool,
    can_decide: bool,
    own_work: bool,
    consequences: Consequences,
    comment: String,
    comment_error: Option<String>,
    errors: Vec<Fault>,
    refused: Option<String>,
}

impl ReviewPage {
    /// Puts what was looked at into words, with what the reviewer typed before.
    #[must_use]
    pub fn of(looked: &Looked, page: &Page, said: &Said, refused: Option<&Refused>) -> Self {
        let (texts, lang) = (&page.services.texts, page.lang());
        let policies = page.services.policies.current();
        let head = &looked.head;
        let reader = Reader {
            form: form_of(head.kind),
            policy: policies.version(looked.judged.decision.policy_version),
            zone: page.services.settings.time_zone,
            texts,
            lang,
            names: head.customer.map(|id| (id.to_string(), head.customer_name.clone())).into_iter().collect(),
        };
        let fields = |value: &Value| value.as_object().cloned().unwrap_or_default();
        let (new, old): (Map<String, Value>, _) = (
            fields(&looked.revision.content),
            looked.previous.as_ref().map(|before| fields(&before.content)),
        );
        let changed_only = page.query("view") == "changes" && old.is_some();
        let sections = comparison::sections(&reader, old.as_ref(), &new, &said.remarks, changed_only);
        let mine = looked.status == RecordStatus::InReview && head.taken_by == Some(page.actor.user());
        let waits = looked.waits();
        let free = looked.status == RecordStatus::Submitted;
        let replaces = head.approved_revision.is_some();
        let (errors, comment_error) = faults(refused, said, &reader);
        ReviewPage {
            number: head.number.clone(),
            kind: head.kind,
            record_href: record_href(head.kind, head.id),
            here: format!("/reviews/{}", head.id),
            version: head.version,
            status: looked.status,
            revision: looked.revision.revision,
            previous: looked.previous.as_ref().map(|before| before.revision),
            customer_name: head.customer_name.clone(),
            customer_class: head.customer_class,
            author_name: head.author_name.clone(),
            organisation_name: head.author_organisation_name.clone(),
            submitted_by: looked.revision.submitted_by_name.clone(),
            submitted_at: looked.revision.submitted_at,
            waited: waits.then(|| words::waited(looked.revision.submitted_at, page.now, texts, lang)),
            changed: comparison::count_changed(&sections),
            sections,
            changed_only,
            checks: looked.checks.iter().map(|check| CheckView::of(check, texts, lang)).collect(),
            panel: policy::explain(&looked.judged.decision, texts, lang).panel(
                looked.judged.input.class,
                looked.judged.payer.as_ref().map(|payer| payer.name.clone()),
                texts,
                lang,
            ),
            verdicts: verdicts(looked, &reader),
            events: looked.events.iter().map(event).collect(),
            attachments: looked.attachments.clone(),
            taker: looked.taker().map(str::to_string),
            taken_until: head.taken_until.filter(|_| looked.status == RecordStatus::InReview),
            mine,
            waits,
            can_take: waits && !looked.own_work && (free || mine),
            can_decide: waits && !looked.own_work && (free || mine),
            own_work: looked.own_work,
            consequences: Consequences {
                approve: words::approval(&looked.judged, replaces, texts, lang),
                back: texts.text(lang, "verdict-what-return", &[]),
                reject: texts.text(
                    lang,
                    if replaces { "verdict-what-reject-correction" } else { "verdict-what-reject" },
                    &[],
                ),
            },
            comment: said.comment.clone(),
            comment_error,
            errors,
            refused: refused.and_then(|refused| match refused {
                Refused::State(code) => Some(texts.text(
                    lang,
                    &format!("review-refused-{code}"),
                    &[("name", looked.taker().unwrap_or_default().to_string())],
                )),
                Refused::Fields(_) => None,
            }),
        }
    }
}

fn faults(refused: Option<&Refused>, said: &Said, reader: &Reader<'_>) -> (Vec<Fault>, Option<String>) {
    let Some(Refused::Fields(faults)) = refused else { return (vec![], None) };
    let translate = |key: &str, args: &[(&str, String)]| reader.texts.find(reader.lang, key, args);
    let message = |path: &str, fault: &FieldFault| {
        fields::message("review", &FieldFault { path: path.to_string(), ..fault.clone() }, &translate)
    };
    let comment = faults.iter().find(|fault| fault.path == "comment").map(|fault| message("comment", fault));
    let all = faults.iter().map(|fault| Fault::of(fault, said, |path| reader.label(path), message)).collect();
    (all, comment)
}

fn verdicts(looked: &Looked, reader: &Reader<'_>) -> Vec<VerdictView> {
    let newest_first = looked.verdicts.iter().rev();
    newest_first
        .map(|row| VerdictView {
            revision: row.revision,
            verdict: row.verdict,
            comment: row.comment.clone(),
            remarks: serde_json::from_value::<Vec<Remark>>(row.remarks.clone())
                .unwrap_or_default()
                .into_iter()
                .map(|remark| PinnedRemark { label: reader.label(&remark.field), text: remark.text })
                .collect(),
            reviewer_name: row.reviewer_name.clone(),
            decided_at: row.decided_at,
        })
        .collect()
}

fn event(event: &Event) -> EventView {
    let tone = match event.kind.as_str() {
        "approved" => "good",
        "returned" => "attention",
        "rejected" => "danger",
        "submitted" => "accent",
        _ => "neutral",
    };
    EventView {
        at: event.at,
        kind: event.kind.clone(),
        actor: event.actor_name.clone(),
        text: event.note.clone(),
        tone,
    }
}
