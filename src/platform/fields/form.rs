//! Decoding of HTML forms: flat pairs (`permission.by`, `parts.0.part`) become the body that JSON callers send.
//!
//! Nothing typed is lost: what cannot be read goes to [`Unparsed`] under the path at which the form is shown again.

use super::fault::{FaultCode, FieldFault};
use super::table::{Field, Kind, Variant};
use super::{join, moment};
use crate::domain::money::fen_of_yuan;
use chrono_tz::Tz;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Texts as typed that have no place in the body, by path; under `<field>._which` the chosen variant of an either-or
/// object that is still empty.
pub type Unparsed = BTreeMap<String, String>;

/// Rows beyond this number in a form's keys are not looked for.
const MOST_ROWS: usize = 120;

/// Decodes a form into a body for [`check`](super::check), moments typed as local time of `tz`.
///
/// Blank rows, and rows whose `_remove` is ticked or that `_action=remove:<row>` names, are dropped and the rest moves
/// up; an unchecked box is absent, or false where the field is required; of an either-or object only the fields of the
/// variant in `_which` or `_variant` are taken (when neither says anything, of the first variant with something typed).
/// Keys with a part beginning with `_` and the names `csrf` and `version` are the page's own and are passed over.
#[must_use]
pub fn from_form(
    fields: &'static [Field],
    pairs: &[(String, String)],
    tz: Tz,
) -> (Value, Vec<FieldFault>, Unparsed) {
    let mut typed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, value) in pairs {
        typed.entry(key).or_default().push(value);
    }
    let mut form = Form { typed, tz, seen: BTreeSet::new(), faults: Vec::new(), unparsed: Unparsed::new() };
    let body = form.fields(fields, "", "");
    form.unknown();
    (Value::Object(body), form.faults, form.unparsed)
}

struct Form<'a> {
    typed: BTreeMap<&'a str, Vec<&'a str>>,
    tz: Tz,
    seen: BTreeSet<String>,
    faults: Vec<FieldFault>,
    unparsed: Unparsed,
}

impl<'a> Form<'a> {
    /// `key` is where the form says it, `path` where the body has it; they differ when blank rows were dropped.
    fn fields(&mut self, fields: &'static [Field], key: &str, path: &str) -> Map<String, Value> {
        let mut map = Map::new();
        for field in fields {
            let value = self.field(field, &join(key, field.name), &join(path, field.name));
            if !value.is_null() {
                map.insert(field.name.to_owned(), value);
            }
        }
        map
    }

    fn field(&mut self, field: &'static Field, key: &str, path: &str) -> Value {
        match &field.kind {
            Kind::Group(fields) => object(self.fields(fields, key, path)),
            Kind::List { fields, .. } => self.rows(fields, key, path),
            Kind::Either(variants) => self.either(variants, key, path),
            Kind::TextList { .. } => self.items(key, str::lines),
            Kind::Choices(_) => self.items(key, std::iter::once),
            Kind::Bool => self.ticked(key, field.required),
            _ => self.single(&field.kind, key, path),
        }
    }

    fn take(&mut self, key: &str) -> Vec<&'a str> {
        self.seen.insert(key.to_owned());
        self.typed.get(key).cloned().unwrap_or_default()
    }

    fn single(&mut self, kind: &Kind, key: &str, path: &str) -> Value {
        let Some(typed) = self.take(key).last().copied() else { return Value::Null };
        let secret = matches!(kind, Kind::Password { .. });
        if typed.is_empty() || (!secret && typed.trim().is_empty()) {
            return Value::Null;
        }
        let read = match kind {
            Kind::Integer { .. } => integer(typed).map(Value::from).ok_or(FaultCode::NOT_AN_INTEGER),
            Kind::Money { .. } => fen_of_yuan(typed).map(Value::from).ok_or(FaultCode::NOT_AN_AMOUNT),
            Kind::Moment => {
                moment::from_local(typed, self.tz).map(Value::from).ok_or(FaultCode::NOT_A_MOMENT)
            }
            Kind::Date => moment::date(typed).map(Value::from).map_err(|(code, _)| code),
            _ => Ok(typed.into()),
        };
        read.unwrap_or_else(|code| {
            self.faults.push(FieldFault::new(path, code));
            self.unparsed.insert(path.to_owned(), typed.to_owned());
            Value::Null
        })
    }

    fn ticked(&mut self, key: &str, required: bool) -> Value {
        match self.take(key).last().map(|typed| typed.trim()) {
            Some("on" | "true" | "1") => true.into(),
            Some("off" | "false" | "0") => false.into(),
            _ if required => false.into(),
            _ => Value::Null,
        }
    }

    fn items<I: Iterator<Item = &'a str>>(&mut self, key: &str, split: impl Fn(&'a str) -> I) -> Value {
        let items: Vec<Value> = self
            .take(key)
            .into_iter()
            .flat_map(split)
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(Value::from)
            .collect();
        if items.is_empty() { Value::Null } else { Value::Array(items) }
    }

    fn rows(&mut self, fields: &'static [Field], key: &str, path: &str) -> Value {
        let mut rows = Vec::new();
        for index in self.indexes(key) {
            let key = join(key, &index);
            let path = join(path, &rows.len().to_string());
            let removed = self.removed(&key);
            let faults = self.faults.len();
            let row = self.fields(fields, &key, &path);
            if removed {
                self.faults.truncate(faults);
                self.unparsed.retain(|typed, _| !under(typed, &path));
            } else if !row.values().all(says_nothing) || self.unparsed.keys().any(|typed| under(typed, &path))
            {
                rows.push(Value::Object(row));
            }
        }
        if rows.is_empty() { Value::Null } else { Value::Array(rows) }
    }

    fn removed(&mut self, key: &str) -> bool {
        let asked =
            self.typed.get("_action").is_some_and(|asked| asked.contains(&format!("remove:{key}").as_str()));
        self.ticked(&join(key, "_remove"), false) == Value::Bool(true) || asked
    }

    /// The row numbers that the form's keys name under `key`, as written, in numeric order.
    fn indexes(&self, key: &str) -> Vec<String> {
        let prefix = format!("{key}.");
        let numbers: BTreeSet<usize> = self
            .typed
            .range(prefix.as_str()..)
            .map_while(|(typed, _)| typed.strip_prefix(&prefix))
            .filter_map(|rest| rest.split('.').next())
            .filter_map(|index| index.parse().ok().filter(|number: &usize| number.to_string() == index))
            .filter(|index| *index < MOST_ROWS)
            .collect();
        numbers.into_iter().map(|number| number.to_string()).collect()
    }

    fn either(&mut self, variants: &'static [Variant], key: &str, path: &str) -> Value {
        let which = self.which(key);
        for field in variants.iter().flat_map(|variant| variant.fields) {
            let key = join(key, field.name);
            let nested = format!("{key}.");
            let keys = self.typed.keys().filter(|typed| **typed == key || typed.starts_with(&nested));
            self.seen.extend(keys.map(|typed| (*typed).to_owned()));
        }
        let chosen = match variants.iter().find(|variant| variant.key == which) {
            None if which.is_empty() => variants.iter().find(|variant| self.says_something(variant, key)),
            None => {
                self.faults.push(FieldFault::new(path, FaultCode::NOT_AN_OPTION));
                None
            }
            found => found,
        };
        let Some(variant) = chosen else { return Value::Null };
        let map = self.fields(variant.fields, key, path);
        if map.is_empty() && !which.is_empty() {
            self.unparsed.insert(join(path, "_which"), which.to_owned());
        }
        object(map)
    }

    fn which(&mut self, key: &str) -> &'a str {
        let said = ["_which", "_variant"].map(|name| self.take(&join(key, name)).last().copied());
        said.into_iter().flatten().next().map_or("", str::trim)
    }

    fn says_something(&self, variant: &Variant, key: &str) -> bool {
        variant.fields.iter().any(|field| {
            let key = join(key, field.name);
            self.typed
                .get(key.as_str())
                .is_some_and(|typed| typed.iter().any(|typed| !typed.trim().is_empty()))
        })
    }

    fn unknown(&mut self) {
        let known = |key: &str| {
            self.seen.contains(key)
                || matches!(key, "csrf" | "version")
                || key.split('.').any(|part| part.starts_with('_'))
        };
        let unknown: Vec<FieldFault> = self
            .typed
            .keys()
            .filter(|key| !known(key))
            .take(200)
            .map(|key| FieldFault::new(key.chars().take(200).collect::<String>(), FaultCode::UNKNOWN_FIELD))
            .collect();
        self.faults.extend(unknown);
    }
}

fn object(map: Map<String, Value>) -> Value {
    if map.is_empty() { Value::Null } else { Value::Object(map) }
}

fn under(path: &str, parent: &str) -> bool {
    path.strip_prefix(parent).is_some_and(|rest| rest.starts_with('.'))
}

/// An unticked box alone does not make a row.
fn says_nothing(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false))
}

/// Digits as typed with any input method: full-width ones and a full-width minus too.
fn integer(typed: &str) -> Option<i64> {
    let plain: String = typed
        .trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
            '－' | '−' => '-',
            c => c,
        })
        .collect();
    plain.parse().ok()
}
