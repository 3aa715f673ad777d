//! What a line of an imported file means for the customers there are (chapter 8.1): a new one, another word for one that is
//! there, or nothing new. The checks are those of the form.
//!
//! A customer is found by its credit code, else by its name; an import never moves one to another agent by itself, and an
//! empty cell leaves what is known.

use serde_json::{Map, Value, json};

use crate::access::{Action, Actor, Scope};
use crate::domain::credit_code::normalise_credit_code;
use crate::domain::import_words::Fate;
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::{organisations, users};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, FaultCode};
use crate::platform::services::Services;

use super::check::{self, Checked};
use super::store::{self, Row};
use super::{rules, save};

const AMBIGUOUS: FaultCode = FaultCode::new("ambiguous");
const OTHER_CODE: FaultCode = FaultCode::new("other_credit_code");

/// What a line would do.
pub struct Plan {
    stored: Option<Row>,
    checked: Checked,
    /// What changes of one that is there: `{field: {before, after}}`, references by name.
    pub changes: Map<String, Value>,
}

impl Plan {
    /// What becomes of the line.
    #[must_use]
    pub fn fate(&self) -> Fate {
        match (&self.stored, self.changes.is_empty()) {
            (None, _) => Fate::New,
            (Some(_), true) => Fate::Unchanged,
            (Some(_), false) => Fate::Changed,
        }
    }

    /// The customer that is there.
    #[must_use]
    pub fn stored(&self) -> Option<Id> {
        self.stored.as_ref().map(|row| row.id)
    }

    /// Stores it, and gives the customer.
    ///
    /// # Errors
    /// `Stale` where somebody was faster; what the database answers.
    pub fn carry_out(&self, conn: &mut Conn, actor: &Actor, with: (&Services, Moment)) -> Result<Id, Error> {
        Ok(match (&self.stored, self.fate()) {
            (None, _) => save::create(conn, actor, with.1, &self.checked)?.id,
            (Some(row), Fate::Changed) => save::change(conn, actor, with, row, &self.checked)?.id,
            (Some(row), _) => row.id,
        })
    }
}

/// What two lines of one file must not have in common: whichever is the same customer.
#[must_use]
pub fn keys(body: &Map<String, Value>) -> Vec<(&'static str, String)> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let code = normalise_credit_code(text("credit_code"));
    let name = rules::name_key(text("name"));
    let whose = text("agent_id");
    let mut keys = Vec::new();
    if !code.is_empty() {
        keys.push(("credit_code", format!("code {whose} {code}")));
    }
    if !name.is_empty() {
        keys.push(("name", format!("name {whose} {name}")));
    }
    keys
}

/// Reads a line whose cells were put into a body.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each field.
pub fn plan(
    conn: &mut Conn,
    actor: &Actor,
    with: (&Services, Moment),
    body: &Map<String, Value>,
) -> Result<Plan, Error> {
    let scope = actor.may(Action::WriteCustomers)?;
    let Some(stored) = known(conn, actor, &scope, body)? else {
        let checked = check::check_new(conn, actor, &scope, with, &Value::Object(body.clone()))?;
        return Ok(Plan { stored: None, checked, changes: Map::new() });
    };
    let mut patch = body.clone();
    if let Some(contact) = body.get("contacts").and_then(|all| all.get(0)) {
        patch.insert("contacts".into(), with_contact(&stored.contacts, contact));
    }
    let checked = check::check_change(conn, actor, &scope, with, &stored, &Value::Object(patch))?;
    let changes = differences(conn, &stored, &checked, with.1)?;
    Ok(Plan { stored: Some(stored), checked, changes })
}

/// The customer that a line is about, among those that the person may write.
fn known(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    body: &Map<String, Value>,
) -> Result<Option<Row>, Error> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let code = text("credit_code").map(normalise_credit_code);
    let agent: Option<Id> = text("agent_id").and_then(|id| id.parse().ok());
    let name = rules::name_key(text("name").unwrap_or_default());
    let (mut names, mut codes) = store::alike(conn, scope, (None, agent), &name, code.as_deref())?;
    let writable = |row: &Row| actor.is_vendor() || row.class == ClientClass::EndUser;
    names.retain(writable);
    codes.retain(writable);
    if codes.len() > 1 {
        return Err(Error::field("credit_code", AMBIGUOUS));
    }
    if let Some(row) = codes.pop() {
        return Ok(Some(row));
    }
    if names.len() > 1 {
        return Err(Error::field("name", AMBIGUOUS));
    }
    let Some(row) = names.pop() else { return Ok(None) };
    if code.is_some() && row.credit_code.is_some() {
        return Err(Error::field("credit_code", OTHER_CODE));
    }
    Ok(Some(row))
}

/// The contacts that are known, with what a line says of one: of the same name, or one more.
fn with_contact(known: &Value, said: &Value) -> Value {
    let mut all = known.as_array().cloned().unwrap_or_default();
    let same = all.iter_mut().find(|it| it.get("name") == said.get("name"));
    match (same.and_then(Value::as_object_mut), said.as_object()) {
        (Some(contact), Some(said)) => contact.extend(said.clone()),
        _ => all.push(said.clone()),
    }
    Value::Array(all)
}

/// What would differ.
fn differences(
    conn: &mut Conn,
    stored: &Row,
    checked: &Checked,
    now: Moment,
) -> Result<Map<String, Value>, Error> {
    let (old, new) = (check::as_body(stored), check::as_body(&save::changed(stored, checked, now)?));
    let mut changes = Map::new();
    for change in fields::changes(super::model::FIELDS, &old, &new) {
        let name = change.path.split('.').next().unwrap_or_default().to_string();
        changes.entry(name).or_insert(Value::Null);
    }
    for (name, told) in &mut changes {
        let mut side = |body: &Map<String, Value>| readable(conn, name, body.get(name));
        *told = json!({ "before": side(&old)?, "after": side(&new)? });
    }
    Ok(changes)
}

fn readable(conn: &mut Conn, name: &str, value: Option<&Value>) -> Result<Value, Error> {
    let id = value.and_then(Value::as_str).and_then(|text| text.parse::<Id>().ok());
    Ok(match (name, id, value) {
        ("agent_id" | "organisation_id", Some(id), _) => {
            organisations::names(conn, [id])?.remove(&id).map_or(Value::Null, |found| json!(found.name))
        }
        ("account_manager_id" | "fixed_engineer_id", Some(id), _) => {
            json!(users::names(conn, [id])?.remove(&id))
        }
        ("contacts", _, Some(Value::Array(all))) if !all.is_empty() => {
            let part = |it: &Value, name: &str| it.get(name).and_then(Value::as_str).map(str::to_string);
            let words = |it: &Value| {
                let parts = ["name", "position", "phone", "email"].iter().filter_map(|name| part(it, name));
                parts.collect::<Vec<_>>().join(" ")
            };
            json!(all.iter().map(words).collect::<Vec<_>>().join("; "))
        }
        (_, _, Some(value)) if !value.is_array() => value.clone(),
        _ => Value::Null,
    })
}

/// The customer in sight that a file of products names: by credit code, else by name.
///
/// # Errors
/// `Invalid` naming `customer_id`: none, or more than one.
pub fn named(conn: &mut Conn, actor: &Actor, words: &str) -> Result<Id, Error> {
    let scope = actor.may(Action::ViewCustomers)?;
    let code = normalise_credit_code(words);
    let (names, codes) = store::alike(conn, &scope, (None, None), &rules::name_key(words), Some(&code))?;
    match (codes.as_slice(), names.as_slice()) {
        ([one], _) | ([], [one]) => Ok(one.id),
        ([], []) => Err(Error::field("customer_id", FaultCode::NOT_FOUND)),
        _ => Err(Error::field("customer_id", AMBIGUOUS)),
    }
}
