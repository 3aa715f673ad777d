//! The differences between two revisions of a body, leaf by leaf, for the review page (chapter 4.4).

use super::table::{Field, Kind};
use super::wording::{self, Translate};
use super::{join, moment};
use crate::domain::money::format_fen;
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::{Map, Value};

/// What happened to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Added,
    Removed,
    Changed,
}

/// One field that differs; list rows are compared by number.
#[derive(Debug, Clone)]
pub struct Change {
    pub path: String,
    pub kind: ChangeKind,
    pub field: &'static Field,
    pub old: Option<Value>,
    pub new: Option<Value>,
}

/// A change, ready for a template: values as a reader of the page understands them.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeView {
    pub path: String,
    pub kind: ChangeKind,
    pub label: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// The leaves in which two bodies differ, in the order of the table. The same moment under another offset is no
/// difference, and passwords are never compared.
#[must_use]
pub fn changes(fields: &'static [Field], old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<Change> {
    let mut found = Vec::new();
    compare_all(fields, Some(old), Some(new), "", &mut found);
    found
}

fn compare_all(
    fields: &'static [Field],
    old: Option<&Map<String, Value>>,
    new: Option<&Map<String, Value>>,
    path: &str,
    found: &mut Vec<Change>,
) {
    for field in fields {
        let old = old.and_then(|map| map.get(field.name));
        let new = new.and_then(|map| map.get(field.name));
        compare(field, old, new, &join(path, field.name), found);
    }
}

fn compare(
    field: &'static Field,
    old: Option<&Value>,
    new: Option<&Value>,
    path: &str,
    found: &mut Vec<Change>,
) {
    let maps = (old.and_then(Value::as_object), new.and_then(Value::as_object));
    match &field.kind {
        Kind::Password { .. } => {}
        Kind::Group(fields) => compare_all(fields, maps.0, maps.1, path, found),
        Kind::Either(variants) => {
            for variant in *variants {
                compare_all(variant.fields, maps.0, maps.1, path, found);
            }
        }
        Kind::List { fields, .. } => {
            let rows = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
            let (old, new) = (rows(old), rows(new));
            for index in 0..old.len().max(new.len()) {
                let row = |rows: &[Value]| rows.get(index).and_then(Value::as_object).cloned();
                let path = join(path, &index.to_string());
                compare_all(fields, row(&old).as_ref(), row(&new).as_ref(), &path, found);
            }
        }
        _ => compare_leaf(field, old, new, path, found),
    }
}

fn compare_leaf(
    field: &'static Field,
    old: Option<&Value>,
    new: Option<&Value>,
    path: &str,
    found: &mut Vec<Change>,
) {
    let there = |value: &&Value| !value.is_null();
    let kind = match (old.filter(there), new.filter(there)) {
        (None, None) => return,
        (None, Some(_)) => ChangeKind::Added,
        (Some(_), None) => ChangeKind::Removed,
        (Some(old), Some(new)) if equal(&field.kind, old, new) => return,
        (Some(_), Some(_)) => ChangeKind::Changed,
    };
    found.push(Change { path: path.to_owned(), kind, field, old: old.cloned(), new: new.cloned() });
}

fn equal(kind: &Kind, old: &Value, new: &Value) -> bool {
    match (kind, old.as_str(), new.as_str()) {
        (Kind::Moment, Some(old), Some(new)) => moment::same(old, new),
        _ => old == new,
    }
}

/// Changes with their labels and their values in the reader's language and time zone. References stay ids: only the
/// feature knows what they name.
#[must_use]
pub fn change_views(table: &str, changes: &[Change], tz: Tz, translate: &Translate<'_>) -> Vec<ChangeView> {
    let one = |change: &Change| {
        let shown =
            |value: &Option<Value>| value.as_ref().map(|value| display(table, change, value, tz, translate));
        ChangeView {
            path: change.path.clone(),
            kind: change.kind,
            label: wording::label(table, &change.path, translate),
            old: shown(&change.old),
            new: shown(&change.new),
        }
    };
    changes.iter().map(one).collect()
}

fn display(table: &str, change: &Change, value: &Value, tz: Tz, translate: &Translate<'_>) -> String {
    match (&change.field.kind, value) {
        (Kind::Moment, Value::String(wire)) => {
            moment::to_local(wire, tz).map_or_else(|| wire.clone(), |local| local.replace('T', " "))
        }
        (Kind::Choice(_) | Kind::Choices(_), Value::String(option)) => {
            wording::option(table, &change.path, option, translate)
        }
        (Kind::Money { .. }, Value::Number(fen)) => format_fen(fen.as_i64().unwrap_or_default()),
        (_, Value::Bool(yes)) => {
            wording::option(table, &change.path, if *yes { "yes" } else { "no" }, translate)
        }
        (_, Value::Array(items)) => items
            .iter()
            .map(|item| display(table, change, item, tz, translate))
            .collect::<Vec<_>>()
            .join("\n"),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}
