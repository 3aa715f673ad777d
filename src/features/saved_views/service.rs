//! Use-cases of saved views.

use serde_json::{Map, Value, json};

use crate::access::{Action, Actor, Scope};
use crate::error::Error;
use crate::platform::db::{self, Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::random;
use crate::platform::web::incoming::IfMatch;

use super::lists;
use super::model::{EDIT, MOST, NEW, SavedView};
use super::store;

/// All of one's views. One statement.
pub fn all(conn: &mut Conn, actor: &Actor) -> Result<Vec<SavedView>, Error> {
    store::all(conn, &actor.may(Action::OwnAccount)?)
}

/// One's views of a list, by name. One statement.
///
/// # Errors
/// What the database answers.
pub fn of_list(conn: &mut Conn, actor: &Actor, list: &str) -> Result<Vec<SavedView>, Error> {
    store::of_list(conn, &actor.may(Action::OwnAccount)?, list)
}

/// One of one's views.
pub fn show(conn: &mut Conn, actor: &Actor, id: Id) -> Result<SavedView, Error> {
    store::find(conn, &actor.may(Action::OwnAccount)?, id)
}

/// Saves a new view.
pub fn create(conn: &mut Conn, actor: &Actor, body: &Value, now: Moment) -> Result<SavedView, Error> {
    let scope = actor.may(Action::OwnAccount)?;
    let body = fields::check(NEW, body, Completeness::Complete).map_err(Error::Invalid)?;
    one_by_one(conn, &scope)?;
    let list = lists::named(text(&body, "list")).filter(|list| actor.can(list.action));
    let list = list.ok_or_else(|| Error::field("list", FaultCode::new("not_allowed")))?;
    let view = SavedView {
        id: random::id(now),
        list: list.name.to_string(),
        name: text(&body, "name").to_string(),
        query: list.question(text(&body, "query"))?,
        is_default: is_default(&body),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let others = store::of_list(conn, &scope, list.name)?;
    free_name(&others, &view)?;
    if others.len() >= MOST {
        let full = FieldFault::new("name", FaultCode::new("too_many_views")).with("most", MOST);
        return Err(Error::Invalid(vec![full]));
    }
    if view.is_default {
        store::clear_default(conn, &scope, list.name, view.id, now)?;
    }
    store::insert(conn, &scope, &view)?;
    Ok(view)
}

/// Gives a view another name or question, or makes it the one that its list opens with.
pub fn edit(
    conn: &mut Conn,
    actor: &Actor,
    (id, expected): (Id, IfMatch),
    patch: &Value,
    now: Moment,
) -> Result<SavedView, Error> {
    let scope = actor.may(Action::OwnAccount)?;
    one_by_one(conn, &scope)?;
    let before = store::find(conn, &scope, id)?;
    expected.check(before.version)?;
    let stored = json!({ "name": before.name, "query": before.query, "is_default": before.is_default });
    let merged = fields::merge(stored.as_object().unwrap_or(&Map::new()), patch);
    let body = fields::check(EDIT, &merged, Completeness::Complete).map_err(Error::Invalid)?;
    let mut view = SavedView {
        name: text(&body, "name").to_string(),
        is_default: is_default(&body),
        version: before.version + 1,
        updated_at: now,
        ..before.clone()
    };
    // A question that the list took once stays as it is, even where the list has changed since.
    if text(&body, "query") != before.query {
        let list = lists::named(&before.list).ok_or(Error::NotFound)?;
        view.query = list.question(text(&body, "query"))?;
    }
    free_name(&store::of_list(conn, &scope, &view.list)?, &view)?;
    if view.is_default {
        store::clear_default(conn, &scope, &view.list, view.id, now)?;
    }
    store::update(conn, &scope, &view)?;
    Ok(view)
}

/// Takes a view away.
pub fn delete(conn: &mut Conn, actor: &Actor, (id, expected): (Id, IfMatch)) -> Result<SavedView, Error> {
    let scope = actor.may(Action::OwnAccount)?;
    let view = store::find(conn, &scope, id)?;
    expected.check(view.version)?;
    store::delete(conn, &scope, &view)?;
    Ok(view)
}

/// What a person does to their views in several windows at once happens one after the other: each counts those before it.
fn one_by_one(conn: &mut Conn, scope: &Scope) -> Result<(), Error> {
    db::lock(conn, &format!("saved views {}", scope.user()))
}

/// Makes sure that no other view of the list has this name, in capitals or not.
fn free_name(others: &[SavedView], view: &SavedView) -> Result<(), Error> {
    let same =
        |other: &&SavedView| other.id != view.id && other.name.to_lowercase() == view.name.to_lowercase();
    match others.iter().find(same) {
        Some(_) => Err(Error::field("name", FaultCode::new("taken"))),
        None => Ok(()),
    }
}

fn text<'a>(body: &'a Map<String, Value>, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn is_default(body: &Map<String, Value>) -> bool {
    body.get("is_default").and_then(Value::as_bool).unwrap_or(false)
}
