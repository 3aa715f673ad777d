//! A form between two looks at it: what was typed, read as far as it can be, and a stored draft as if it were typed.

use chrono_tz::Tz;
use serde_json::{Map, Value};

use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::features::{customers, policy};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, Field, FieldFault, Kind, Unparsed};

use super::super::form::Form;
use super::super::model::Head;

/// A form as it was read.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// What could be read, valid or not.
    pub body: Map<String, Value>,
    /// What could not be read, by path.
    pub unparsed: Unparsed,
    /// What is wrong with either; what is missing is not wrong yet.
    pub faults: Vec<FieldFault>,
}

impl Typed {
    /// Reads the pairs of a form.
    pub fn read(form: &Form, pairs: &[(String, String)], zone: Tz) -> Self {
        let (body, mut faults, unparsed) = fields::from_form(form.fields, pairs, zone);
        if let Err(more) = fields::check(form.fields, &body, Completeness::Draft) {
            faults.extend(more);
        }
        let Value::Object(body) = body else { return Typed { body: Map::new(), unparsed, faults } };
        Typed { body, unparsed, faults }
    }

    /// A stored draft, with everything that was typed into it.
    pub fn of_draft(form: &Form, head: &Head, zone: Tz) -> Self {
        let mut pairs = pairs_of(form.fields, &head.fields(), zone);
        for (path, text) in head.unparsed.as_object().into_iter().flatten() {
            pairs.retain(|(key, _)| key != path);
            pairs.push((path.clone(), text.as_str().unwrap_or_default().to_string()));
        }
        let mut typed = Self::read(form, &pairs, zone);
        if head.unparsed.get("customer_id").is_some() {
            typed.faults.push(FieldFault::new("customer_id", fields::FaultCode::NOT_FOUND));
        }
        typed
    }

    /// Puts faults that were found later beside these; the first word on a field stands.
    pub fn also(&mut self, faults: Vec<FieldFault>) {
        for fault in faults {
            if !self.faults.iter().any(|known| known.path == fault.path) {
                self.faults.push(fault);
            }
        }
    }

    /// Adds an empty row to a list, to be filled in.
    pub fn add_row(&mut self, list: &str) {
        let rows = self.body.entry(list).or_insert_with(|| Value::Array(vec![]));
        if let Some(rows) = rows.as_array_mut() {
            rows.push(Value::Object(Map::new()));
        }
    }
}

/// The form as it was meant: a city by name gets its code, and without one the customer's city is the place of work.
pub fn mended(conn: &mut Conn, page: &Page) -> Result<Vec<(String, String)>, Error> {
    let mut pairs = page.form.clone();
    let policies = page.services.policies.current();
    if let Ok(policy) = policies.at(page.now.0) {
        for (_, city) in pairs.iter_mut().filter(|(key, city)| key == "city" && !city.trim().is_empty()) {
            *city = policy::city_typed(policy, city);
        }
    }
    let without_city = !pairs.iter().any(|(key, city)| key == "city" && !city.trim().is_empty());
    if without_city && let Some(city) = city_of_customer(conn, page, page.field("customer_id"))? {
        pairs.retain(|(key, _)| key != "city");
        pairs.push(("city".into(), city));
    }
    Ok(pairs)
}

/// Where a customer is, if it is in sight.
pub fn city_of_customer(conn: &mut Conn, page: &Page, id: &str) -> Result<Option<String>, Error> {
    let Ok(id) = id.trim().parse::<Id>() else { return Ok(None) };
    let Ok(scope) = page.may(Action::ViewCustomers) else { return Ok(None) };
    match customers::find(conn, &scope, id) {
        Ok(customer) => Ok(Some(customer.city)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// A body as the pairs that a form would send for it.
pub fn pairs_of(table: &'static [Field], body: &Map<String, Value>, zone: Tz) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    spread(table, body, "", zone, &mut pairs);
    pairs
}

fn spread(
    table: &'static [Field],
    body: &Map<String, Value>,
    prefix: &str,
    zone: Tz,
    pairs: &mut Vec<(String, String)>,
) {
    for field in table {
        let Some(value) = body.get(field.name) else { continue };
        let path = fields::join(prefix, field.name);
        match (&field.kind, value) {
            (Kind::Group(inner), Value::Object(body)) => spread(inner, body, &path, zone, pairs),
            (Kind::Either(ways), Value::Object(body)) => {
                ways.iter().for_each(|way| spread(way.fields, body, &path, zone, pairs));
            }
            (Kind::List { fields: inner, .. }, Value::Array(rows)) => {
                for (index, row) in rows.iter().enumerate() {
                    let Some(row) = row.as_object() else { continue };
                    spread(inner, row, &fields::join(&path, &index.to_string()), zone, pairs);
                }
            }
            (Kind::TextList { .. }, Value::Array(items)) => {
                let lines: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                pairs.push((path, lines.join("\n")));
            }
            (Kind::Moment, Value::String(at)) => {
                pairs.push((path, fields::moment_as_typed(at, zone).unwrap_or_else(|| at.clone())));
            }
            (Kind::Money { .. }, Value::Number(fen)) => {
                pairs.push((path, fen.as_i64().map(plain_yuan).unwrap_or_default()));
            }
            (_, Value::String(text)) => pairs.push((path, text.clone())),
            (_, Value::Array(items)) => {
                pairs
                    .extend(items.iter().filter_map(|item| Some((path.clone(), item.as_str()?.to_string()))));
            }
            (_, Value::Null) => {}
            (_, plain) => pairs.push((path, plain.to_string())),
        }
    }
}
