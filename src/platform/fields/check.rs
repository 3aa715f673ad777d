//! The check of a JSON body against its table (chapter 8.2: unknown fields refused, every fault named).
//!
//! The table, not the body, leads the descent, so no nesting of the input can exhaust the stack.

use super::fault::{FaultCode, FieldFault};
use super::join;
use super::leaf::{leaf, option};
use super::table::{Field, Kind, Variant};
use super::text::{Refused, hidden, line};
use serde_json::{Map, Value};

/// More faults than this are not listed: nobody reads them and the answer would outgrow the question.
const MOST_FAULTS: usize = 200;

/// How much of a body must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// What is there must be valid; anything may be missing, inside groups and rows too.
    Draft,
    /// Every required field must be there.
    Complete,
}

/// Checks a body and returns it in canonical form: strings trimmed, absent fields left out (null, empty text, empty
/// list, empty object), moments as RFC 3339 with their offset, ids in lower case.
///
/// # Errors
/// All faults of the body at once (at most 200), in the order of the table.
pub fn check(
    fields: &'static [Field],
    body: &Value,
    completeness: Completeness,
) -> Result<Map<String, Value>, Vec<FieldFault>> {
    let mut checker = Checker { completeness, faults: Vec::new() };
    let map = match body {
        Value::Object(map) => checker.body(fields, map, ""),
        _ => {
            checker.fault("", FaultCode::WRONG_TYPE);
            Map::new()
        }
    };
    if checker.faults.is_empty() { Ok(map) } else { Err(checker.faults) }
}

/// What became of one value.
enum Checked {
    Blank,
    Faulty,
    Good(Value),
}

struct Checker {
    completeness: Completeness,
    faults: Vec<FieldFault>,
}

impl Checker {
    fn fault(&mut self, path: &str, code: FaultCode) -> Checked {
        self.push(FieldFault::new(path, code));
        Checked::Faulty
    }

    fn push(&mut self, fault: FieldFault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    fn body(&mut self, fields: &'static [Field], map: &Map<String, Value>, path: &str) -> Map<String, Value> {
        self.unknown(map, path, |key| fields.iter().any(|field| field.name == key));
        self.known(fields, map, path)
    }

    fn unknown(&mut self, map: &Map<String, Value>, path: &str, known: impl Fn(&str) -> bool) {
        for key in map.keys().filter(|key| !known(key)) {
            let shown: String = key.chars().filter(|c| !hidden(*c)).take(64).collect();
            self.fault(&join(path, &shown), FaultCode::UNKNOWN_FIELD);
        }
    }

    fn known(
        &mut self,
        fields: &'static [Field],
        map: &Map<String, Value>,
        path: &str,
    ) -> Map<String, Value> {
        let mut clean = Map::new();
        for field in fields {
            let path = join(path, field.name);
            let checked = match map.get(field.name) {
                None | Some(Value::Null) => Checked::Blank,
                Some(value) => self.value(field, value, &path),
            };
            match checked {
                Checked::Good(value) => {
                    clean.insert(field.name.to_owned(), value);
                }
                Checked::Blank if field.required && self.completeness == Completeness::Complete => {
                    self.fault(&path, FaultCode::REQUIRED);
                }
                Checked::Blank | Checked::Faulty => {}
            }
        }
        clean
    }

    fn value(&mut self, field: &'static Field, value: &Value, path: &str) -> Checked {
        match (&field.kind, value) {
            (Kind::Group(fields), Value::Object(map)) => self.group(fields, map, path),
            (Kind::Either(variants), Value::Object(map)) => self.either(variants, map, path),
            (Kind::List { max, fields }, Value::Array(rows)) => self.rows(fields, rows, *max, path),
            (Kind::TextList { max_items, max }, Value::Array(items)) => {
                self.items(items, *max_items, path, |text| line(text, *max))
            }
            // One name, or how many there were, is a list of one.
            (Kind::TextList { max, .. }, Value::String(_)) if !blank(value, DEEPEST) => {
                self.items(std::slice::from_ref(value), 1, path, |text| line(text, *max))
            }
            (Kind::TextList { max, .. }, Value::Number(count)) => {
                self.items(&[Value::String(count.to_string())], 1, path, |text| line(text, *max))
            }
            (Kind::Choices(options), Value::Array(items)) => self.choices(items, options, path),
            (kind, value) => match leaf(kind, value) {
                Ok(None) => Checked::Blank,
                Ok(Some(value)) => Checked::Good(value),
                Err((code, args)) => self.refuse(path, code, args),
            },
        }
    }

    fn refuse(&mut self, path: &str, code: FaultCode, args: Vec<(&'static str, String)>) -> Checked {
        self.push(FieldFault { path: path.to_owned(), code, args });
        Checked::Faulty
    }

    fn group(&mut self, fields: &'static [Field], map: &Map<String, Value>, path: &str) -> Checked {
        let before = self.faults.len();
        let outer = self.completeness;
        if map.values().all(|value| blank(value, DEEPEST)) {
            self.completeness = Completeness::Draft;
        }
        let clean = self.body(fields, map, path);
        self.completeness = outer;
        self.outcome(before, clean.is_empty(), Value::Object(clean))
    }

    fn either(&mut self, variants: &'static [Variant], map: &Map<String, Value>, path: &str) -> Checked {
        let before = self.faults.len();
        let has = |variant: &Variant, key: &str| variant.fields.iter().any(|field| field.name == key);
        self.unknown(map, path, |key| variants.iter().any(|variant| has(variant, key)));
        let said: Vec<&String> = map
            .iter()
            .filter(|(key, value)| !blank(value, DEEPEST) && variants.iter().any(|v| has(v, key)))
            .map(|(key, _)| key)
            .collect();
        if said.is_empty() {
            return self.outcome(before, true, Value::Null);
        }
        let Some(variant) = variants.iter().find(|variant| said.iter().all(|key| has(variant, key))) else {
            return self.fault(path, FaultCode::ONLY_ONE_WAY);
        };
        let clean = self.known(variant.fields, map, path);
        self.outcome(before, clean.is_empty(), Value::Object(clean))
    }

    fn outcome(&self, faults_before: usize, empty: bool, value: Value) -> Checked {
        if self.faults.len() > faults_before {
            Checked::Faulty
        } else if empty {
            Checked::Blank
        } else {
            Checked::Good(value)
        }
    }

    fn too_many(&mut self, path: &str, max: usize) -> Checked {
        self.push(FieldFault::new(path, FaultCode::TOO_MANY).with("max", max));
        Checked::Faulty
    }

    fn rows(&mut self, fields: &'static [Field], rows: &[Value], max: usize, path: &str) -> Checked {
        if rows.len() > max {
            return self.too_many(path, max);
        }
        let before = self.faults.len();
        let mut clean = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let path = join(path, &index.to_string());
            let Value::Object(map) = row else {
                self.fault(&path, FaultCode::WRONG_TYPE);
                continue;
            };
            let row = self.body(fields, map, &path);
            if !row.is_empty() {
                clean.push(Value::Object(row));
            }
        }
        self.outcome(before, clean.is_empty(), Value::Array(clean))
    }

    fn choices(&mut self, items: &[Value], options: &'static [&'static str], path: &str) -> Checked {
        let checked = self.items(items, options.len(), path, |text| option(text, options));
        let Checked::Good(Value::Array(clean)) = &checked else { return checked };
        let repeated =
            (1..clean.len()).find(|at| clean.iter().take(*at).any(|one| Some(one) == clean.get(*at)));
        match repeated {
            Some(at) => self.fault(&join(path, &at.to_string()), FaultCode::REPEATED),
            None => checked,
        }
    }

    fn items(
        &mut self,
        items: &[Value],
        max: usize,
        path: &str,
        clean: impl Fn(&str) -> Result<String, Refused>,
    ) -> Checked {
        if items.len() > max {
            return self.too_many(path, max);
        }
        let before = self.faults.len();
        let mut kept = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let path = join(path, &index.to_string());
            match item.as_str().map(str::trim) {
                None => {
                    self.fault(&path, FaultCode::WRONG_TYPE);
                }
                Some("") => {}
                Some(text) => match clean(text) {
                    Ok(text) => kept.push(Value::String(text)),
                    Err((code, args)) => {
                        self.refuse(&path, code, args);
                    }
                },
            }
        }
        self.outcome(before, kept.is_empty(), Value::Array(kept))
    }
}

/// How deep an empty object is looked into before it counts as saying something.
const DEEPEST: usize = 8;

fn blank(value: &Value, depth: usize) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => depth > 0 && map.values().all(|value| blank(value, depth - 1)),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
