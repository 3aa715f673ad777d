//! What happened to a product, for whoever sees it: people of another agent stay without a name (chapter 7).

use serde_json::Value;

use crate::access::Scope;
use crate::domain::product_words::ProductEvent;
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::fields;
use crate::platform::i18n::{Lang, Texts};
use crate::platform::web::list::{ListQuery, Listing, moment_key};

use super::super::model::{Event, EventRow};
use super::super::store;
use super::Desk;

/// A page of the history of a product in sight. Two statements.
///
/// # Errors
/// `NotFound` where the product is missing or out of sight.
pub fn events(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    id: Id,
    query: &ListQuery,
) -> Result<Listing<Event>, Error> {
    store::get(conn, scope, id)?;
    let rows = store::events(conn, id, query)?;
    let page = Listing::cut(rows, query, |row| (moment_key(row.at), row.id));
    Ok(page.map(|row| told(desk, row)))
}

/// Adds what another feature did to the history of a product that it found in sight.
///
/// # Errors
/// What the database answers.
pub fn tell(
    conn: &mut Conn,
    desk: &Desk<'_>,
    product: Id,
    kind: ProductEvent,
    changes: Value,
) -> Result<(), Error> {
    let event = store::NewEvent { kind, changes, reason: None };
    store::insert_event(conn, product, desk.actor, &event, desk.now)
}

fn told(desk: &Desk<'_>, row: EventRow) -> Event {
    let known = desk.actor.is_vendor()
        || row.by_vendor
        || row.organisation_id == Some(desk.actor.organisation())
        || !desk.actor.can(crate::access::Action::WriteProducts);
    Event {
        id: row.id,
        at: row.at,
        kind: row.kind.parse().unwrap_or(ProductEvent::Edited),
        changes: row.changes,
        reason: row.reason.filter(|_| known),
        actor_name: Some(row.actor_name).filter(|_| known),
    }
}

/// What changed, a line a field.
#[must_use]
pub fn in_words(event: &Event, texts: &Texts, lang: Lang) -> String {
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let plain = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => "–".to_string(),
        Some(other) => other.to_string(),
    };
    let line = |(name, change): (&String, &Value)| {
        let label = fields::label("product", name, &translate);
        let (before, after) = (change.get("before"), change.get("after"));
        if before.is_none_or(Value::is_null) && after.is_none_or(Value::is_null) {
            return label;
        }
        format!("{label}: {} → {}", plain(before), plain(after))
    };
    let mut lines: Vec<String> = event.changes.as_object().into_iter().flatten().map(line).collect();
    lines.extend(event.reason.clone());
    lines.join("\n")
}
