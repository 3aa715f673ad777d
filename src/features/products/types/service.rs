//! Use-cases of product types.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Action, Actor, Scope};
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::random;
use crate::platform::services::Services;
use crate::platform::web::incoming::IfMatch;
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::model::{FIELDS, Model, ProductType, Row};
use super::store::{self, Which};

/// A model that some product is of.
const IN_USE: FaultCode = FaultCode::new("in_use");
const TAKEN: FaultCode = FaultCode::new("taken");

/// A page of the types with their models. Two statements.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<ProductType>, Error> {
    let rows = store::list(conn, scope, query)?;
    let Listing { items, next } = Listing::cut(rows, query, |row| match query.sort {
        "name" => (row.name.clone(), row.id),
        _ => (moment_key(row.created_at), row.id),
    });
    Ok(Listing { items: with_models(conn, items)?, next })
}

/// One type.
pub fn show(conn: &mut Conn, scope: &Scope, id: Id) -> Result<ProductType, Error> {
    let row = store::get(conn, scope, id)?;
    one(conn, row)
}

/// A model with its type.
///
/// # Errors
/// `NotFound`.
pub fn model(conn: &mut Conn, id: Id) -> Result<Model, Error> {
    store::models(conn, &Which::Ids(&[id]))?.pop().ok_or(Error::NotFound)
}

/// The model of this name, however it is written.
///
/// # Errors
/// What the database answers.
pub fn model_named(conn: &mut Conn, name: &str) -> Result<Option<Model>, Error> {
    Ok(store::models(conn, &Which::Named(name))?.pop())
}

/// These models with their types. One statement.
///
/// # Errors
/// What the database answers.
pub fn models(conn: &mut Conn, ids: &[Id]) -> Result<BTreeMap<Id, Model>, Error> {
    let found = store::models(conn, &Which::Ids(ids))?;
    Ok(found.into_iter().map(|model| (model.id, model)).collect())
}

/// These types, by name. One statement.
///
/// # Errors
/// What the database answers.
pub fn some(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Row>, Error> {
    store::some(conn, ids)
}

/// All models, by type and name, for a picker.
///
/// # Errors
/// What the database answers.
pub fn options(conn: &mut Conn) -> Result<Vec<Model>, Error> {
    store::models(conn, &Which::All)
}

/// Creates a type that the caller has checked, with its models.
///
/// # Errors
/// What the database answers.
pub fn insert(
    conn: &mut Conn,
    name: (&str, Option<&str>),
    (free_service_months, warranty_months): (i32, i32),
    models: &[&str],
    now: Moment,
) -> Result<Id, Error> {
    let row = Row {
        id: random::id(now),
        name: name.0.into(),
        name_en: name.1.map(Into::into),
        warranty_months,
        free_service_months,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    store::insert(conn, &row)?;
    models.iter().try_for_each(|model| store::insert_model(conn, row.id, model, now).map(drop))?;
    Ok(row.id)
}

/// Creates a type from a body.
pub fn create(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    body: &Value,
    now: Moment,
) -> Result<ProductType, Error> {
    actor.may(Action::ManageProductTypes)?;
    let body = fields::check(FIELDS, body, Completeness::Complete).map_err(Error::Invalid)?;
    let policies = services.policies.current();
    let rules = policies.at(now.0).map_err(Error::internal)?.coverage;
    let row = read(&body, (rules.free_service_months, rules.warranty_months), random::id(now), now);
    store::insert(conn, &row).map_err(name_taken)?;
    let models = names(&body);
    keep_models(conn, row.id, &models, now)?;
    let made = one(conn, row)?;
    log(conn, actor, now, "product_type.create", None, &made)?;
    Ok(made)
}

/// Changes a type and its models.
pub fn edit(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    (id, expected): (Id, IfMatch),
    patch: &Value,
    now: Moment,
) -> Result<ProductType, Error> {
    let stored = store::get(conn, &actor.may(Action::ManageProductTypes)?, id)?;
    expected.check(stored.version)?;
    let before = one(conn, stored.clone())?;
    let merged = fields::merge(&as_body(&before), patch);
    let body = fields::check(FIELDS, &merged, Completeness::Complete).map_err(Error::Invalid)?;
    let policies = services.policies.current();
    let rules = policies.at(now.0).map_err(Error::internal)?.coverage;
    let row = Row {
        version: stored.version + 1,
        created_at: stored.created_at,
        ..read(&body, (rules.free_service_months, rules.warranty_months), id, now)
    };
    store::update(conn, &row).map_err(name_taken)?;
    keep_models(conn, id, &names(&body), now)?;
    let after = one(conn, row)?;
    log(conn, actor, now, "product_type.edit", Some(&before), &after)?;
    Ok(after)
}

/// A stored type as a body.
#[must_use]
pub fn as_body(of: &ProductType) -> Map<String, Value> {
    let models: Vec<&str> = of.models.iter().map(|model| model.name.as_str()).collect();
    let body = json!({
        "name": of.name, "name_en": of.name_en, "warranty_months": of.warranty_months,
        "free_service_months": of.free_service_months, "models": models,
    });
    body.as_object().cloned().unwrap_or_default()
}

fn read(body: &Map<String, Value>, (free, warranty): (u32, u32), id: Id, now: Moment) -> Row {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_string);
    let months = |name: &str, usual: u32| {
        let said = body.get(name).and_then(Value::as_i64).unwrap_or(i64::from(usual));
        i32::try_from(said).unwrap_or_default()
    };
    Row {
        id,
        name: text("name").unwrap_or_default(),
        name_en: text("name_en"),
        warranty_months: months("warranty_months", warranty),
        free_service_months: months("free_service_months", free),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

fn names(body: &Map<String, Value>) -> Vec<String> {
    let list = body.get("models").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Value::as_str).map(str::to_string).collect()
}

/// Adds the models that are new, takes away those that are gone and nothing has, and writes names as they are said.
fn keep_models(conn: &mut Conn, of: Id, names: &[String], now: Moment) -> Result<(), Error> {
    let mut faults = Vec::new();
    let mut wanted: BTreeMap<String, (usize, &String)> = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        if wanted.insert(store::name_key(name), (index, name)).is_some() {
            faults.push(FieldFault::new(format!("models.{index}"), FaultCode::REPEATED));
        }
    }
    for (_, model) in store::models_of(conn, &[of])? {
        match wanted.remove(&store::name_key(&model.name)) {
            Some((_, name)) if *name == model.name => {}
            Some((_, name)) => store::respell(conn, model.id, name)?,
            None if store::is_used(conn, model.id)? => {
                faults.push(FieldFault::new("models", IN_USE).with("name", &model.name));
            }
            None => store::remove_model(conn, model.id)?,
        }
    }
    for (index, name) in wanted.values() {
        if store::models(conn, &Which::Named(name))?.is_empty() {
            store::insert_model(conn, of, name, now)?;
        } else {
            faults.push(FieldFault::new(format!("models.{index}"), TAKEN));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

fn name_taken(fault: Error) -> Error {
    match fault {
        Error::Duplicate(_) => Error::field("name", TAKEN),
        other => other,
    }
}

fn one(conn: &mut Conn, row: Row) -> Result<ProductType, Error> {
    with_models(conn, vec![row])?.pop().ok_or(Error::NotFound)
}

fn with_models(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<ProductType>, Error> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let models = store::models_of(conn, &ids)?;
    let whole = |row: Row| ProductType {
        models: models.iter().filter(|(of, _)| *of == row.id).map(|(_, model)| model.clone()).collect(),
        id: row.id,
        name: row.name,
        name_en: row.name_en,
        warranty_months: row.warranty_months,
        free_service_months: row.free_service_months,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(rows.into_iter().map(whole).collect())
}

fn log(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    action: &'static str,
    before: Option<&ProductType>,
    after: &ProductType,
) -> Result<(), Error> {
    let entry = Entry {
        action,
        object_kind: "product_type",
        object: Some(after.id),
        label: &after.name,
        before: before.map(serde_json::to_value).transpose()?,
        after: Some(serde_json::to_value(after)?),
    };
    audit::write(conn, actor, now, entry)
}
