//! An entry of the log in words: what was done, and what differs.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::features::shell::export::Words;
use crate::platform::fields;
use crate::platform::i18n::{Lang, Texts};
use crate::platform::views;

/// The kinds of objects that actions begin with; the text is `audit-kind-<…>`.
pub(super) const KINDS: &[&str] = &[
    "session",
    "fault_record",
    "pre_sale_report",
    "review",
    "attachment",
    "signature",
    "charge",
    "credit",
    "statement",
    "payment",
    "invoice_data",
    "account",
    "price_list",
    "customer",
    "user",
    "organisation",
    "request",
    "qualification",
    "product",
    "product_type",
    "installation",
    "import",
    "loaner",
    "contract",
    "duty_shift",
    "portal",
    "mail",
    "holiday_year",
    "audit",
];

/// What is done to them; the text is `audit-verb-<…>`. An action that is not here shows as it is written.
const VERBS: &[&str] = &[
    "open",
    "end",
    "end_others",
    "end_sessions",
    "create",
    "edit",
    "read",
    "add",
    "remove",
    "offer",
    "send_code",
    "raise",
    "assign",
    "move",
    "escalate",
    "remedy",
    "submit",
    "withdraw",
    "correct",
    "discard",
    "check",
    "publish",
    "price",
    "replay",
    "take",
    "release",
    "activate",
    "use",
    "give_back",
    "cancel",
    "review",
    "confirm",
    "reverse",
    "hold",
    "issue",
    "run",
    "confirm_line",
    "question",
    "answer",
    "dispute",
    "uphold",
    "accept",
    "apply",
    "lend",
    "device_back",
    "loaner_back",
    "decline",
    "waive",
    "ask_waiver",
    "end_waiver",
    "record",
    "allocate",
    "undo",
    "refuse_waiver",
    "propose",
    "refuse",
    "invite",
    "deactivate",
    "reactivate",
    "set_password",
    "forgot_password",
    "retry",
    "import",
    "set_language",
    "setup",
    "export",
    "revoke",
    "remove",
];

/// One field that differs.
#[derive(Serialize)]
pub struct Change {
    /// Which field.
    pub label: String,
    /// What it was.
    pub before: Option<String>,
    /// What it became.
    pub after: Option<String>,
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

/// The keys that differ between before and after, in the order of the alphabet.
#[must_use]
pub fn changes(before: Option<&Value>, after: Option<&Value>, words: &Words<'_>) -> Vec<Change> {
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
            before: readable(words, key, old.get(key)),
            after: readable(words, key, new.get(key)),
        })
        .collect()
}

/// A value as people read it: identifiers in words, moments in local time; nothing where there is none.
fn readable(words: &Words<'_>, key: &str, value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::String(text) => Some(word(words, key, text)),
        Value::Array(items) => {
            let items = items.iter().filter_map(|item| readable(words, key, Some(item)));
            Some(items.collect::<Vec<_>>().join(", "))
        }
        Value::Object(map) => {
            let translate = |key: &str, args: &[(&str, String)]| words.texts.find(words.lang, key, args);
            let pairs = map.iter().filter_map(|(key, value)| {
                let value = readable(words, key, Some(value))?;
                Some(format!("{}: {value}", fields::label("", key, &translate)))
            });
            Some(pairs.collect::<Vec<_>>().join("; "))
        }
        other => Some(other.to_string()),
    }
    .filter(|text| !text.is_empty())
}

fn word(words: &Words<'_>, key: &str, text: &str) -> String {
    let families: &[&str] = match key {
        "status" => &["status", "charge-status"],
        "component" => &["component"],
        "verdict" => &["verdict"],
        "outcome" => &["outcome"],
        "class" => &["class"],
        "roles" => &["role"],
        _ => return views::local(text, words.zone),
    };
    let dashed = text.replace('_', "-").to_lowercase();
    let found =
        families.iter().find_map(|family| words.texts.find(words.lang, &format!("{family}-{dashed}"), &[]));
    found.unwrap_or_else(|| text.to_string())
}
