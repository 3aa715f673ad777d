//! The timeline of a request in words: what was said, what was done, what was promised, which deadlines came.

use serde::Serialize;
use serde_json::Value;

use crate::access::Page;
use crate::domain::request_words::{RequestEventKind as K, Visibility};
use crate::features::attachments::Item;
use crate::platform::db::Moment;
use crate::platform::fields;
use crate::platform::views;

use super::super::files::RequestAttachmentView;
use super::super::model::RequestEvent;

/// A line as `record.timeline` shows it.
#[derive(Debug, Serialize)]
pub struct Line {
    at: Moment,
    title: String,
    actor: String,
    text: String,
    internal: bool,
    tone: &'static str,
    icon: &'static str,
    remarks: Vec<Remark>,
    files: Vec<Item>,
}

impl Line {
    /// When.
    #[must_use]
    pub fn at(&self) -> Moment {
        self.at
    }
    /// What.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }
    /// Whether only those who serve read it.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.internal
    }
    /// By whom.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.actor
    }
    /// What was said.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
    /// The names of the files that came with it.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(Item::name)
    }
}

#[derive(Debug, Serialize)]
struct Remark {
    label: String,
    text: String,
}

/// Puts a line into words, with those of `files` that came with it.
#[must_use]
pub fn line(event: &RequestEvent, files: &[RequestAttachmentView], page: &Page) -> Line {
    let teller = Teller { page, event };
    let (tone, icon) = looks(event);
    let actor = match (event.actor_name.as_str(), event.actor_organisation.as_str()) {
        ("", _) => teller.text("request-by-portal", &[]),
        (name, "") => name.to_string(),
        (name, organisation) => format!("{name} · {organisation}"),
    };
    Line {
        at: event.at,
        title: teller.title(),
        actor,
        text: event.body.clone(),
        internal: event.visibility == Visibility::Internal,
        tone,
        icon,
        remarks: teller.remarks(),
        files: files.iter().filter(|file| file.event_id == event.id).map(item).collect(),
    }
}

fn item(file: &RequestAttachmentView) -> Item {
    let what = (file.name.as_str(), file.kind, file.size);
    Item::new(file.id, what, "/request-attachments", (&file.uploaded_by_name, file.created_at))
}

fn looks(event: &RequestEvent) -> (&'static str, &'static str) {
    let step = event.data.get("step").and_then(Value::as_str).unwrap_or_default();
    match (event.kind, step) {
        (K::Raised, _) => ("accent", "flag"),
        (K::Edited, _) => ("neutral", "pencil"),
        (K::Moved, "resolve" | "confirm" | "close") => ("good", "check"),
        (K::Moved, "wait") => ("attention", "clock"),
        (K::Moved, "reopen") => ("attention", "back"),
        (K::Moved, "cancel") => ("neutral", "x"),
        (K::Moved, _) => ("accent", "arrow-right"),
        (K::Escalated, _) => ("attention", "arrow-right"),
        (K::Assigned, _) => ("neutral", "person"),
        (K::Message, _) => ("accent", "chat"),
        (K::Call, _) => ("accent", "phone"),
        (K::Mail, _) => ("accent", "mail"),
        (K::Visit, _) => ("accent", "map-pin"),
        (K::Workaround, _) => ("good", "wrench"),
        (K::Promise, _) => ("attention", "hand"),
        (K::PromiseKept, _) => ("good", "check"),
        (K::Warning, _) => ("attention", "warning"),
        (K::Breach, _) => ("danger", "x-circle"),
        (K::Recomputed, _) => ("neutral", "calculator"),
        (K::Record, _) => ("good", "document"),
        (K::Remedied, _) => ("accent", "refresh"),
    }
}

struct Teller<'a> {
    page: &'a Page,
    event: &'a RequestEvent,
}

impl Teller<'_> {
    fn text(&self, key: &str, args: &[(&str, String)]) -> String {
        self.page.services.texts.text(self.page.lang(), key, args)
    }

    fn word(&self, prefix: &str, value: &str) -> String {
        self.page.services.texts.word(self.page.lang(), prefix, value)
    }

    fn data(&self, name: &str) -> &str {
        self.event.data.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn moment(&self, name: &str) -> String {
        views::local(self.data(name), self.page.services.settings.time_zone)
    }

    fn written(&self) -> String {
        views::local(&self.event.at.0.to_rfc3339(), self.page.services.settings.time_zone)
    }

    /// The name of a target, with whose clock it is where it is not the customer's.
    fn target(&self) -> String {
        target(self.page, self.data("clock"), self.data("target"))
    }

    fn title(&self) -> String {
        let of = |key: &str, args: &[(&str, String)]| self.text(key, args);
        match self.event.kind {
            K::Raised => {
                of("request-line-raised", &[("channel", self.word("option-channel", self.data("channel")))])
            }
            K::Remedied => {
                of("request-line-remedied", &[("remedy", self.word("remedy", self.data("remedy")))])
            }
            K::Edited => of("request-line-edited", &[("fields", self.changed())]),
            K::Moved => self.moved(),
            K::Escalated => {
                let holder = |name| self.word("holder", self.data(name));
                of("request-line-escalated", &[("from", holder("from")), ("to", holder("to"))])
            }
            K::Assigned if self.data("from").is_empty() => {
                of("request-line-assigned", &[("to", self.data("to").to_string())])
            }
            K::Assigned => {
                let who = |name| self.data(name).to_string();
                of("request-line-reassigned", &[("from", who("from")), ("to", who("to"))])
            }
            K::Promise => of("request-line-promise", &[("due", self.moment("due_at"))]),
            K::Warning => {
                let key = format!("request-line-{}", self.data("timer").replace('_', "-"));
                of(&key, &[("target", self.target()), ("due", self.moment("due_at"))])
            }
            K::Breach if self.data("timer") == "record" => {
                of("request-line-record-overdue", &[("due", self.moment("due_at"))])
            }
            K::Breach => {
                of("request-line-breach", &[("target", self.target()), ("due", self.moment("due_at"))])
            }
            K::Record => of("request-line-record", &[("number", self.data("number").to_string())]),
            K::Message if self.event.visibility == Visibility::Internal => of("request-line-internal", &[]),
            other => self.word("request-line", other.as_str()),
        }
    }

    fn changed(&self) -> String {
        let names = self.event.data.get("fields").and_then(Value::as_array).into_iter().flatten();
        let translate =
            |key: &str, args: &[(&str, String)]| self.page.services.texts.find(self.page.lang(), key, args);
        let labels = names.filter_map(Value::as_str).map(|name| fields::label("request", name, &translate));
        labels.collect::<Vec<_>>().join(&self.text("request-list-comma", &[]))
    }

    fn moved(&self) -> String {
        let data = &self.event.data;
        let flag = |name: &str| data.get(name).and_then(Value::as_bool) == Some(true);
        if flag("silence") {
            return self.text("request-line-silence", &[]);
        }
        let holder = self.data("holder");
        let step = match self.data("step") {
            "escalate" => self.text("request-line-handed-on", &[("to", self.word("holder", holder))]),
            step => self.word("request-line-step", step),
        };
        if flag("on_behalf") { self.text("request-line-on-behalf", &[("step", step)]) } else { step }
    }

    fn remarks(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let mut add = |key: &str, text: String| {
            if !text.is_empty() {
                remarks.push(Remark { label: self.text(key, &[]), text });
            }
        };
        match self.event.kind {
            K::Escalated => {
                add("field-tried", self.data("tried").to_string());
                if !self.data("outcome").is_empty() {
                    add("request-decided", self.word("outcome", self.data("outcome")));
                }
            }
            K::Remedied => {
                add("field-new-serial", self.data("new_serial").to_string());
                if self.data("remedy") == "return" {
                    add("request-credit-note", self.text("request-credit-note-then", &[]));
                }
            }
            // Said only where it was written down later than it happened.
            K::Call | K::Mail | K::Visit | K::Workaround if self.moment("at") != self.written() => {
                add("field-request-note-at", self.moment("at"));
            }
            _ => {}
        }
        remarks
    }
}

/// The name of a target, with whose clock it is where it is not the customer's.
#[must_use]
pub fn target(page: &Page, clock: &str, kind: &str) -> String {
    let (texts, lang) = (&page.services.texts, page.lang());
    let name = texts.word(lang, "deadline-target", kind);
    if clock == super::super::clocks::VENDOR {
        return texts.text(lang, "request-clock-vendor", &[("target", name)]);
    }
    name
}
