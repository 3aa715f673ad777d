//! Taking charges back when a correction replaces them (4.4, chapter 6).
//!
//! What was confirmed leaves the ledger by an entry of its own. What stands on a statement stays there, because statements
//! never change; its reversal is confirmed at once and goes onto the payer's next statement.

use chrono_tz::Tz;
use diesel::prelude::*;
use serde_json::json;

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::platform::db::schema::{charge_states, charges};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;

use super::books;
use super::confirm::month_of;
use super::create::{Birth, Source, event, insert_row};
use super::row::Row;
use super::waive;
use super::waived::{self, Waived};

pub(super) type State = (ChargeStatus, i32);

/// Why the program itself takes a charge back: something else took its place.
pub(super) const CORRECTED: &str = "corrected";

/// Reverses what the earlier revisions of a record were charged; answers what of it had been waived.
///
/// # Errors
/// What the database answers.
pub(super) fn reverse_earlier(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    source: &Source<'_>,
) -> Result<Vec<Waived>, Error> {
    let correction =
        Correction { revision: source.revision, number: source.number, zone: source.zone, why: CORRECTED };
    let earlier: Vec<(Row, State)> = live(conn, source.record)?
        .into_iter()
        .filter(|(earlier, _)| earlier.revision < source.revision)
        .collect();
    let waived = waived::among(conn, &earlier)?;
    for (earlier, state) in earlier {
        reverse(conn, actor, now, &correction, &earlier, state)?;
    }
    Ok(waived)
}

/// What takes a charge back.
pub(super) struct Correction<'a> {
    /// The revision that does.
    pub(super) revision: i32,
    /// The number of what it was born from.
    pub(super) number: &'a str,
    /// The zone in which months begin.
    pub(super) zone: Tz,
    /// Why, for the clerk.
    pub(super) why: &'a str,
}

/// The charges of a record that nothing has reversed yet, with their states and the versions of these.
///
/// All that the record ever had are read, a handful, and sorted out here: asked for rows that reverse nothing, SQLite
/// would go through the reversals' index, in which those are nearly all rows there are.
fn live(conn: &mut Conn, record: Id) -> Result<Vec<(Row, State)>, Error> {
    let all: Vec<(Row, State)> = charges::table
        .inner_join(charge_states::table)
        .filter(charges::record_id.eq(record))
        .order((charges::revision, charges::line))
        .select((charges::all_columns, (charge_states::status, charge_states::version)))
        .load(conn)?;
    let reversed: Vec<Id> = all.iter().filter_map(|(charge, _)| charge.reverses_id).collect();
    Ok(all
        .into_iter()
        .filter(|(charge, _)| charge.reverses_id.is_none() && !reversed.contains(&charge.id))
        .collect())
}

/// Takes one charge back.
///
/// # Errors
/// `Conflict` where that was done before.
pub(super) fn reverse(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    source: &Correction<'_>,
    earlier: &Row,
    (status, version): State,
) -> Result<(), Error> {
    let read = charge_states::table.find(earlier.id).filter(charge_states::version.eq(version));
    let next = (
        charge_states::status.eq(ChargeStatus::Reversed.as_str()),
        charge_states::version.eq(version + 1),
        charge_states::changed_at.eq(now),
    );
    // A clerk who was faster has changed what there is to take back: the approval looks again.
    if diesel::update(read).set(next).execute(conn)? == 0 {
        return Err(Error::LostRace);
    }
    waive::lapse(conn, actor, now, (earlier.id, &earlier.number))?;
    let id = random::id(now);
    let reversal = Row {
        id,
        revision: source.revision,
        reverses_id: Some(earlier.id),
        amount_fen: -earlier.amount_fen,
        list_fen: -earlier.list_fen,
        created_at: now,
        prices_id: None,
        ..earlier.clone()
    };
    let on_statement = matches!(status, ChargeStatus::Invoiced | ChargeStatus::Paid);
    let month = on_statement.then(|| month_of(now, source.zone));
    let status_at_birth = if on_statement { ChargeStatus::Confirmed } else { ChargeStatus::Reversed };
    let birth = Birth { status: status_at_birth, month: month.as_deref(), reason: "" };
    insert_row(conn, actor, now, reversal.clone(), birth)?;
    match status {
        ChargeStatus::Confirmed => books::leave(conn, actor, now, earlier.id, &earlier.number)?,
        ChargeStatus::Invoiced | ChargeStatus::Paid => books::enter_row(conn, actor, now, &reversal)?,
        ChargeStatus::Pending | ChargeStatus::Held | ChargeStatus::Waived | ChargeStatus::Reversed => {}
    }
    event(conn, actor, now, (earlier.id, version + 1), ChargeStatus::Reversed, source.why)?;
    let entry = Entry {
        action: "charge.reverse",
        object_kind: "charge",
        object: Some(earlier.id),
        label: source.number,
        before: Some(json!({ "amount_fen": earlier.amount_fen, "status": status })),
        after: Some(json!({ "reversed_by": id, "revision": source.revision })),
    };
    audit::write(conn, actor, now, entry)
}
