//! Use-cases: reading lists, drafting, changing, checking, publishing and giving up (2.6, 6).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Action, Actor, Scope};
use crate::domain::policy::PolicySet;
use crate::domain::price_list::PriceList;
use crate::domain::price_words::{PriceListEvent, PriceListStatus};
use crate::error::Error;
use crate::platform::db::{self, Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, FaultCode};
use crate::platform::random;
use crate::platform::web::incoming::IfMatch;
use crate::platform::web::list::{ListQuery, Listing};

use super::model::{Differences, Event, FIELDS, Head, InForce, PriceListRow};
use super::replay_model::Replay;
use super::replay_store;
use super::{check, content, store};

/// What the use-cases look at besides the rows.
pub struct Desk<'a> {
    /// The versions in use.
    pub policies: &'a PolicySet,
    /// Who asks.
    pub actor: &'a Actor,
    /// When.
    pub now: Moment,
}

impl Desk<'_> {
    /// The list in force at a moment.
    ///
    /// # Errors
    /// `Invalid` naming `at` where none is.
    pub fn in_force(&self, at: DateTime<Utc>) -> Result<&PriceList, Error> {
        let policy =
            self.policies.at(at).map_err(|_| Error::field("at", FaultCode::new("before_first_version")))?;
        policy.prices.at(at).ok_or_else(|| Error::field("at", FaultCode::new("no_price")))
    }
}

/// One page of lists.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<Head>, Error> {
    store::list(conn, scope, query)
}

/// One list.
///
/// # Errors
/// `NotFound`.
pub fn show(conn: &mut Conn, scope: &Scope, id: Id) -> Result<PriceListRow, Error> {
    store::find(conn, scope, id)
}

/// A list with what happened to it.
pub struct Whole {
    /// The list.
    pub row: PriceListRow,
    /// Oldest first.
    pub events: Vec<Event>,
    /// Whether the reader had a hand in it.
    pub own: bool,
    /// Its last replays, for those who may read them.
    pub replays: Vec<Replay>,
}

/// One list with what happened to it.
///
/// # Errors
/// `NotFound`.
pub fn whole_of(conn: &mut Conn, actor: &Actor, scope: &Scope, id: Id) -> Result<Whole, Error> {
    let row = store::find(conn, scope, id)?;
    let sees_replays = actor.may(Action::ViewPriceReplays).ok();
    Ok(Whole {
        events: store::events(conn, &row)?,
        own: store::has_written(conn, &row, actor.user())?,
        replays: match sees_replays {
            Some(scope) => replay_store::of_list(conn, &scope, id)?,
            None => vec![],
        },
        row,
    })
}

/// The list in force at a moment.
///
/// # Errors
/// `Invalid` naming `at`.
pub fn in_force(desk: &Desk<'_>, at: DateTime<Utc>) -> Result<InForce, Error> {
    let list = desk.in_force(at)?;
    Ok(InForce {
        number: list.version,
        effective_from: list.period.from.into(),
        content: Value::Object(content::of_list(list)),
    })
}

/// Begins a draft: what `body` does not say is as in the list in force when it would begin to hold.
///
/// # Errors
/// `Invalid` naming each field.
pub fn create(conn: &mut Conn, desk: &Desk<'_>, body: &Value) -> Result<PriceListRow, Error> {
    let given = fields::check(FIELDS, body, Completeness::Draft).map_err(Error::Invalid)?;
    let from = effective_from(&given).map_or(desk.now.0, |from| from.0);
    let base = content::of_list(desk.in_force(from.max(desk.now.0))?);
    let whole = fields::check(FIELDS, &fields::merge(&base, body), Completeness::Complete);
    let whole = whole.map_err(Error::Invalid)?;
    let row = PriceListRow {
        id: random::id(desk.now),
        number: None,
        name: name(&whole),
        effective_from: effective_from(&whole),
        content: Value::Object(whole),
        status: PriceListStatus::Draft,
        created_at: desk.now,
        created_by_name: desk.actor.name().to_string(),
        updated_at: desk.now,
        published_at: None,
        published_by_name: None,
        version: 1,
    };
    store::insert(conn, &row)?;
    tell(conn, desk, &row, PriceListEvent::Created, None)?;
    Ok(row)
}

/// Changes a draft; one that was checked is a draft again.
///
/// # Errors
/// `NotFound`; `PreconditionRequired`, `Stale`; `Conflict` where it is published or given up; `Invalid` naming each field.
pub fn edit(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    (id, expected): (Id, IfMatch),
    patch: &Value,
) -> Result<PriceListRow, Error> {
    let mut row = open(conn, scope, id, expected)?;
    let before = row.clone();
    let stored = row.content.as_object().cloned().unwrap_or_default();
    let whole = fields::check(FIELDS, &fields::merge(&stored, patch), Completeness::Complete);
    let whole = whole.map_err(Error::Invalid)?;
    row.name = name(&whole);
    row.effective_from = effective_from(&whole);
    row.content = Value::Object(whole);
    row.status = PriceListStatus::Draft;
    keep(conn, desk, row, PriceListEvent::Edited, Some(&before))
}

/// Checks a draft; a second person may publish it afterwards.
///
/// # Errors
/// `NotFound`; `PreconditionRequired`, `Stale`; `Conflict` where it is no draft; `Invalid` with everything that is wrong.
pub fn check(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    (id, expected): (Id, IfMatch),
) -> Result<PriceListRow, Error> {
    let mut row = open(conn, scope, id, expected)?;
    whole(desk, &row)?;
    row.status = PriceListStatus::Checked;
    keep(conn, desk, row, PriceListEvent::Checked, None)
}

/// Publishes a checked list that somebody else wrote, under the next number.
///
/// # Errors
/// `NotFound`; `Forbidden` for whoever had a hand in it; `PreconditionRequired`, `Stale`; `Conflict` where it is not checked;
/// `Invalid` where it no longer begins ahead, or no longer fits the catalogue.
pub fn publish(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    (id, expected): (Id, IfMatch),
) -> Result<PriceListRow, Error> {
    // Two that publish at once take their turns, so that each list has a number of its own.
    db::lock(conn, "price_lists")?;
    let found = store::find(conn, scope, id)?;
    if store::has_written(conn, &found, desk.actor.user())? {
        return Err(Error::Forbidden("own_price_list"));
    }
    let mut row = open(conn, scope, id, expected)?;
    if row.status != PriceListStatus::Checked {
        return Err(Error::Conflict("price_list_not_checked"));
    }
    whole(desk, &row)?;
    let shipped = desk.policies.iter().flat_map(|policy| policy.prices.iter()).map(|list| list.version);
    let stored = store::published(conn)?.into_iter().filter_map(|list| list.number);
    row.number = Some(shipped.chain(stored).max().unwrap_or(0) + 1);
    row.status = PriceListStatus::Published;
    row.published_at = Some(desk.now);
    row.published_by_name = Some(desk.actor.name().to_string());
    keep(conn, desk, row, PriceListEvent::Published, None)
}

/// Gives a draft up.
///
/// # Errors
/// `NotFound`; `PreconditionRequired`, `Stale`; `Conflict` where it is published or given up.
pub fn discard(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    (id, expected): (Id, IfMatch),
) -> Result<PriceListRow, Error> {
    let mut row = open(conn, scope, id, expected)?;
    row.status = PriceListStatus::Discarded;
    keep(conn, desk, row, PriceListEvent::Discarded, None)
}

/// How a list differs from the one that held until it begins: of those that begin no later the last, by number where they begin
/// at once.
///
/// # Errors
/// What the database answers.
pub fn differences(desk: &Desk<'_>, row: &PriceListRow) -> Result<Differences, Error> {
    let from = row.effective_from.map_or(desk.now.0, |from| from.0);
    let from = if row.number.is_some() { from } else { from.max(desk.now.0) };
    let policy = desk.policies.at(from).map_err(Error::internal)?;
    let own = (from, row.number.unwrap_or(i32::MAX));
    let earlier = |list: &&PriceList| (list.period.from, list.version) < own;
    let against = policy.prices.iter().filter(earlier).last();
    let against = against.ok_or_else(|| Error::internal("no price list is in force"))?;
    let own = row.content.as_object().cloned().unwrap_or_default();
    Ok(Differences {
        against: against.version,
        items: content::differences(&content::of_list(against), &own),
    })
}

/// The published lists that begin after a draft would, by number, each with its beginning: it holds up to the first of them.
#[must_use]
pub fn later(desk: &Desk<'_>, row: &PriceListRow) -> Vec<(i32, Moment)> {
    let from = row.effective_from.map_or(desk.now.0, |from| from.0);
    let policy = desk.policies.at(from.max(desk.now.0)).ok();
    let lists = policy.into_iter().flat_map(|policy| policy.prices.iter());
    lists.filter(|list| list.period.from > from).map(|list| (list.version, list.period.from.into())).collect()
}

/// A list that may still be changed, in the version that was read.
pub(super) fn open(conn: &mut Conn, scope: &Scope, id: Id, expected: IfMatch) -> Result<PriceListRow, Error> {
    let row = store::find(conn, scope, id)?;
    expected.check(row.version)?;
    match row.status {
        PriceListStatus::Draft | PriceListStatus::Checked => Ok(row),
        PriceListStatus::Published | PriceListStatus::Discarded => Err(Error::Conflict("price_list_closed")),
    }
}

fn whole(desk: &Desk<'_>, row: &PriceListRow) -> Result<(), Error> {
    let faults = check::faults(desk.policies, desk.now, row.effective_from, &row.content);
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

fn name(body: &Map<String, Value>) -> String {
    body.get("name").and_then(Value::as_str).unwrap_or_default().to_string()
}

fn effective_from(body: &Map<String, Value>) -> Option<Moment> {
    body.get("effective_from")?.as_str()?.parse().ok()
}

/// Stores what a list has become, and tells of it.
fn keep(
    conn: &mut Conn,
    desk: &Desk<'_>,
    mut row: PriceListRow,
    kind: PriceListEvent,
    before: Option<&PriceListRow>,
) -> Result<PriceListRow, Error> {
    store::save(conn, &mut row, desk.now)?;
    tell(conn, desk, &row, kind, before)?;
    Ok(row)
}

/// The event and the row of the log.
fn tell(
    conn: &mut Conn,
    desk: &Desk<'_>,
    row: &PriceListRow,
    kind: PriceListEvent,
    before: Option<&PriceListRow>,
) -> Result<(), Error> {
    store::happened(conn, desk.actor, desk.now, row.id, kind)?;
    let changed = before.map(|before| {
        let body = |row: &PriceListRow| row.content.as_object().cloned().unwrap_or_default();
        content::differences(&body(before), &body(row))
    });
    let side = |row: &PriceListRow, pick: fn(&super::model::Difference) -> &Option<Value>| {
        let prices = changed.as_ref().map(|all| {
            let facts = all.iter().map(|it| (it.field.clone(), pick(it).clone().unwrap_or(Value::Null)));
            Value::Object(facts.collect())
        });
        json!({
            "name": row.name, "status": row.status, "number": row.number, "effective_from": row.effective_from,
            "changed": prices,
        })
    };
    let entry = Entry {
        action: match kind {
            PriceListEvent::Created => "price_list.create",
            PriceListEvent::Edited => "price_list.edit",
            PriceListEvent::Checked => "price_list.check",
            PriceListEvent::Published => "price_list.publish",
            PriceListEvent::Discarded => "price_list.discard",
        },
        object_kind: "price_list",
        object: Some(row.id),
        label: &row.name,
        before: before.map(|before| side(before, |it| &it.old)),
        after: Some(side(row, |it| &it.new)),
    };
    audit::write(conn, desk.actor, desk.now, entry)
}
