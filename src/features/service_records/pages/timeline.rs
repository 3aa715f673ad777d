//! What happened to a record, in words: its events, each with the remarks that came with it.

use serde::Serialize;

use crate::platform::db::Moment;
use crate::platform::fields;
use crate::platform::i18n::{Lang, Texts};

use super::super::form::Form;
use super::super::{RecordView, VerdictView};

/// One line, for the component `record.timeline`.
#[derive(Debug, Serialize)]
pub struct Line {
    /// When.
    pub at: Moment,
    /// What.
    pub title: String,
    /// Who.
    pub actor: String,
    text: String,
    tone: &'static str,
    icon: &'static str,
    internal: bool,
    remarks: Vec<Said>,
}

/// A remark with the label of its field.
#[derive(Debug, Serialize)]
pub struct Said {
    label: String,
    text: String,
}

/// The events of a record, newest last.
#[must_use]
pub fn lines(form: &Form, view: &RecordView, texts: &Texts, lang: Lang) -> Vec<Line> {
    let several = view.events.iter().any(|event| event.revision > 1);
    view.events
        .iter()
        .map(|event| {
            let (tone, icon) = look(&event.kind);
            let words = texts.word(lang, "event", &event.kind);
            let args = [("event", words.clone()), ("revision", event.revision.to_string())];
            let title = if several { texts.text(lang, "event-of-revision", &args) } else { words };
            let verdict = view.verdicts.iter().find(|verdict| {
                verdict.revision == event.revision
                    && matches!(event.kind.as_str(), "approved" | "returned" | "rejected")
            });
            Line {
                at: event.at,
                title,
                actor: event.actor_name.clone(),
                text: event.note.clone(),
                tone,
                icon,
                internal: false,
                remarks: verdict.map(|verdict| said(form, verdict, texts, lang)).unwrap_or_default(),
            }
        })
        .collect()
}

fn said(form: &Form, verdict: &VerdictView, texts: &Texts, lang: Lang) -> Vec<Said> {
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let one = |remark: &super::super::Remark| Said {
        label: fields::label(form.table, &remark.field, &translate),
        text: remark.text.clone(),
    };
    verdict.remarks.iter().map(one).collect()
}

fn look(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "created" => ("neutral", "plus"),
        "submitted" => ("accent", "send"),
        "withdrawn" => ("neutral", "back"),
        "taken" => ("neutral", "eye"),
        "released" => ("neutral", "unlock"),
        "approved" => ("good", "check"),
        "returned" => ("attention", "chat"),
        "rejected" => ("danger", "x"),
        "correction_started" => ("attention", "pencil"),
        "correction_discarded" => ("neutral", "trash"),
        _ => ("neutral", "info"),
    }
}
