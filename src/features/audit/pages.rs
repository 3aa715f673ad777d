//! `/admin/audit`: the log with its filters, each change readable.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::platform::db::{Id, Moment};
use crate::platform::fields;
use crate::platform::i18n::{Lang, Texts};
use crate::platform::views;
use crate::platform::web::filters::{self, FilterGroup};

use crate::access::audit_log::{self, AuditEntry, LIST};

const HERE: &str = "/admin/audit";

/// The kinds of objects that actions begin with; the text is `audit-kind-<…>`.
const KINDS: &[&str] =
    &["session", "fault_record", "pre_sale_report", "charge", "customer", "user", "organisation", "portal"];

/// What is done to them; the text is `audit-verb-<…>`. An action that is not here shows as it is written.
const VERBS: &[&str] = &[
    "open",
    "end",
    "end_others",
    "end_sessions",
    "create",
    "edit",
    "read",
    "submit",
    "withdraw",
    "correct",
    "discard",
    "take",
    "release",
    "review",
    "confirm",
    "reverse",
    "invite",
    "deactivate",
    "reactivate",
    "set_password",
    "set_language",
    "setup",
];

#[derive(Serialize)]
struct AuditPage {
    filters: Vec<FilterGroup>,
    faults: Vec<String>,
    object: Option<String>,
    actor: Option<String>,
    hidden: BTreeMap<String, String>,
    rows: Vec<Row>,
    next_href: Option<String>,
    first_href: Option<String>,
    clear_href: Option<&'static str>,
}

#[derive(Serialize)]
struct Row {
    at: Moment,
    actor: String,
    actor_href: Option<String>,
    address: String,
    action: String,
    code: String,
    kind: String,
    label: String,
    object_href: Option<String>,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct Change {
    label: String,
    before: Option<String>,
    after: Option<String>,
}

/// `GET /admin/audit`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewAudit)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, _| audit_log::list(conn, &scope, &query)).await?;
    let kinds: Vec<(String, &str)> =
        KINDS.iter().map(|kind| (texts.word(lang, "audit-kind", kind), *kind)).collect();
    let words = Words { texts, lang, zone: page.services.settings.time_zone };
    let data = AuditPage {
        filters: vec![asked.group(
            HERE,
            texts.text(lang, "audit-filter-kind", &[]),
            "action",
            &kinds,
            texts,
            lang,
        )],
        object: asked.query.filter("object").map(str::to_string),
        actor: asked.query.filter("actor").map(str::to_string),
        hidden: asked.others(&["object", "actor"]),
        rows: found.items.iter().map(|entry| Row::of(entry, &words)).collect(),
        next_href: found.next.as_ref().map(|after| asked.href(HERE, &[("after", Some(after))])),
        first_href: asked.query.after.as_ref().map(|_| asked.href(HERE, &[])),
        clear_href: (!asked.query.filters.is_empty()).then_some(HERE),
        faults: asked.faults,
    };
    shell::render(&page, "pages/audit/list.html", "title-audit", &[], &data).await
}

impl Row {
    fn of(entry: &AuditEntry, words: &Words<'_>) -> Self {
        let filtered = |key: &str, id: Id| format!("{HERE}?{key}={id}");
        Row {
            at: entry.at,
            actor: entry.actor_name.clone(),
            actor_href: entry.actor_id.map(|id| filtered("actor", id)),
            address: entry.address.clone(),
            action: action_words(&entry.action, words.texts, words.lang),
            code: entry.action.clone(),
            kind: entry.object_kind.clone(),
            label: entry.object_label.clone(),
            object_href: entry.object_id.map(|id| filtered("object", id)),
            changes: changes(entry.before.as_ref(), entry.after.as_ref(), words),
        }
    }
}

/// An action in words: the kind of object, and what was done to it.
#[must_use]
pub fn action_words(action: &str, texts: &Texts, lang: Lang) -> String {
    let known = action.split_once('.').filter(|(kind, verb)| KINDS.contains(kind) && VERBS.contains(verb));
    let Some((kind, verb)) = known else { return action.to_string() };
    let args =
        [("kind", texts.word(lang, "audit-kind", kind)), ("verb", texts.word(lang, "audit-verb", verb))];
    texts.text(lang, "audit-what", &args)
}

/// What it takes to put a change into words.
struct Words<'a> {
    texts: &'a Texts,
    lang: Lang,
    zone: Tz,
}

/// The keys that differ between before and after, in the order of the alphabet.
fn changes(before: Option<&Value>, after: Option<&Value>, words: &Words<'_>) -> Vec<Change> {
    let none = Map::new();
    let old = before.and_then(Value::as_object).unwrap_or(&none);
    let new = after.and_then(Value::as_object).unwrap_or(&none);
    let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let translate = |key: &str, args: &[(&str, String)]| words.texts.find(words.lang, key, args);
    let differing = keys.into_iter().filter(|key| old.get(*key) != new.get(*key));
    differing
        .map(|key| Change {
            label: fields::label("", key, &translate),
            before: words.readable(key, old.get(key)),
            after: words.readable(key, new.get(key)),
        })
        .collect()
}

impl Words<'_> {
    /// A value as people read it: identifiers in words, moments in local time; nothing where there is none.
    fn readable(&self, key: &str, value: Option<&Value>) -> Option<String> {
        match value? {
            Value::Null => None,
            Value::String(text) => Some(self.word(key, text)),
            Value::Array(items) => {
                let items = items.iter().filter_map(|item| self.readable(key, Some(item)));
                Some(items.collect::<Vec<_>>().join(", "))
            }
            other => Some(other.to_string()),
        }
        .filter(|text| !text.is_empty())
    }

    fn word(&self, key: &str, text: &str) -> String {
        let families: &[&str] = match key {
            "status" => &["status", "charge-status"],
            "component" => &["component"],
            "verdict" => &["verdict"],
            "class" => &["class"],
            "roles" => &["role"],
            _ => return views::local(text, self.zone),
        };
        let dashed = text.replace('_', "-").to_lowercase();
        let found =
            families.iter().find_map(|family| self.texts.find(self.lang, &format!("{family}-{dashed}"), &[]));
        found.unwrap_or_else(|| text.to_string())
    }
}
