//! What was waived stays waived in the mind of the clerk: where a correction charges anew what had been waived, the new
//! charge is born held, with the reason of then, and a person decides (4.4, chapter 6).

use std::collections::HashMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::pricing::PriceLine;
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::platform::db::schema::{charge_events as e, charges as t};
use crate::platform::db::{Conn, Id};

use super::model::{Charge, Event};
use super::reverse::State;
use super::row::Row;

/// An earlier charge that was waived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waived {
    /// That charge.
    pub charge: Id,
    /// Why it was waived.
    pub reason: String,
    component: String,
    about: About,
}

/// What sets lines of one component apart: the part, the kind of hours, the fee; nothing where there is one such line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct About {
    part: Option<String>,
    hours: Option<String>,
    fee: Option<String>,
}

impl About {
    fn of(detail: &Value) -> Self {
        Self::deserialize(detail).unwrap_or_default()
    }

    /// From what a charge was born from.
    fn born_from(derivation: &Value) -> Self {
        let detail = derivation.get("line").and_then(|line| line.get("detail"));
        detail.map(Self::of).unwrap_or_default()
    }
}

impl Waived {
    /// Whether this line charges the same thing again.
    pub(super) fn is_for(&self, line: &PriceLine) -> bool {
        (line.amount_fen > 0 || line.needs_price())
            && self.component == line.component.as_str()
            && self.about == About::of(&Value::Object(line.detail.clone()))
    }
}

/// Those of a record's live charges that were waived, and those that wait because an earlier one had been.
///
/// # Errors
/// What the database answers.
pub(super) fn among(conn: &mut Conn, live: &[(Row, State)]) -> Result<Vec<Waived>, Error> {
    let held: Vec<&Row> = live
        .iter()
        .filter(|(_, (status, _))| matches!(status, ChargeStatus::Waived | ChargeStatus::Held))
        .map(|(row, _)| row)
        .collect();
    let ids: Vec<Id> = held.iter().map(|row| row.id).collect();
    let mut said: HashMap<Id, String> = HashMap::new();
    type Said = (Id, i32, ChargeStatus, String);
    let events = e::table.filter(e::charge_id.eq_any(ids)).order((e::charge_id, e::version));
    let columns = (e::charge_id, e::version, e::status, e::reason);
    for (charge, version, status, reason) in events.select(columns).load::<Said>(conn)? {
        let born = version == 1;
        if status == ChargeStatus::Waived || (born && status == ChargeStatus::Held) {
            said.insert(charge, reason);
        }
    }
    Ok(held
        .into_iter()
        .filter_map(|row| {
            let reason = said.remove(&row.id)?;
            Some(Waived {
                charge: row.id,
                reason,
                component: row.component.clone(),
                about: About::born_from(&row.derivation),
            })
        })
        .collect())
}

/// The charge that was waived before `charge` was born held in its place; nothing for any other charge.
///
/// # Errors
/// What the database answers.
pub(super) fn before(conn: &mut Conn, charge: &Charge, events: &[Event]) -> Result<Option<Id>, Error> {
    let born_held = events.first().is_some_and(|event| event.status == ChargeStatus::Held);
    let (true, Some(record)) = (born_held, charge.record_id) else { return Ok(None) };
    let earlier = t::table
        .inner_join(e::table.on(e::charge_id.eq(t::id)))
        .filter(t::record_id.eq(record))
        .filter(t::revision.lt(charge.revision))
        .filter(t::component.eq(charge.component.as_str()))
        .filter(e::status.eq(ChargeStatus::Waived.as_str()))
        .order((t::revision.desc(), t::line))
        .select((t::id, t::derivation));
    let earlier: Vec<(Id, Value)> = earlier.load(conn)?;
    let about = About::born_from(&charge.derivation);
    Ok(earlier.into_iter().find(|(_, of)| About::born_from(of) == about).map(|(id, _)| id))
}
