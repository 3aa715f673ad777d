//! What was said of a line, in the reader's language.

use serde_json::Value;

use crate::domain::import_words::ImportKind;
use crate::domain::policy::Policy;
use crate::features::policy;
use crate::platform::fields;
use crate::platform::i18n::{Lang, Texts};

use super::columns::table;
use super::model::{ImportedLine, Judged, LineChange, LineFault, Wrong};

/// A line for its reader; cities and profiles by the names that the policy gives them.
#[must_use]
pub fn told(kind: ImportKind, line: &Judged, policy: &Policy, texts: &Texts, lang: Lang) -> ImportedLine {
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let label = |field: &str| fields::label(table(kind).0, field, &translate);
    let change = |(field, change): (&String, &Value)| LineChange {
        label: label(field),
        before: readable(kind, field, change.get("before"), policy, (texts, lang)),
        after: readable(kind, field, change.get("after"), policy, (texts, lang)),
        field: field.clone(),
    };
    let fault = |wrong: &Wrong| LineFault {
        label: label(&wrong.field),
        message: message(wrong, label(&wrong.field), texts, lang),
        field: wrong.field.clone(),
        code: wrong.code.clone(),
    };
    ImportedLine {
        number: line.number,
        label: line.label.clone(),
        fate: line.fate,
        object_id: line.object_id,
        changes: line.changes.iter().map(change).collect(),
        errors: line.faults.iter().map(fault).collect(),
    }
}

fn message(wrong: &Wrong, label: String, texts: &Texts, lang: Lang) -> String {
    let mut args: Vec<(&str, String)> =
        wrong.args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    args.push(("field", label));
    let key = format!("error-{}", wrong.code.replace('_', "-"));
    texts.find(lang, &key, &args).unwrap_or_else(|| wrong.code.clone())
}

fn readable(
    kind: ImportKind,
    field: &str,
    value: Option<&Value>,
    policy: &Policy,
    (texts, lang): (&Texts, Lang),
) -> Option<String> {
    let plain = match value? {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some(match (kind, field) {
        (ImportKind::Products, "kind") => texts.word(lang, "product-kind", &plain),
        (ImportKind::Customers, "city") => match plain.parse() {
            Ok(code) => policy::city_name(policy, code, lang),
            Err(_) => plain,
        },
        (ImportKind::Customers, "sla_profile") => match policy.sla.profiles().find(|it| it.id == plain) {
            Some(profile) => profile.name.for_locale(lang.tag()).to_string(),
            None => plain,
        },
        _ => plain,
    })
}
