//! Whether each approved record has exactly one live set of charges, the one that its decision leads to, and no other
//! record has any (chapter 6).

use crate::features::charges;
use crate::features::service_records::{self, Approved};
use crate::platform::db::{Conn, Id};
use crate::platform::verify::{Fault, Handful, Wrong};

/// Looks at the approved records after `last`: the live charges of each are the lines of its estimate, in order, or
/// none where nothing enters the vendor's books.
///
/// # Errors
/// [`Wrong`].
pub fn sets_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let (approved, handful) = service_records::approved_after(conn, last)?;
    let ids: Vec<Id> = approved.iter().map(|record| record.id).collect();
    let live = charges::live_of(conn, &ids)?;
    for record in &approved {
        let set: Vec<&charges::Row> =
            live.iter().filter(|charge| charge.record_id == Some(record.id)).collect();
        set_holds(record, &set)?;
    }
    Ok(handful)
}

fn set_holds(record: &Approved, set: &[&charges::Row]) -> Result<(), Fault> {
    let estimate = record.judged.decision.estimate.as_ref();
    let lines = estimate.map_or(&[][..], |estimate| estimate.lines.as_slice());
    let fault = |code| Fault::new(code, format!("{} revision {}", record.number, record.revision));
    if set.len() != lines.len() {
        return Err(fault(if set.len() < lines.len() { "charges_missing" } else { "charges_too_many" }));
    }
    let payer = record.judged.payer.as_ref().map(|payer| payer.id);
    let asked = serde_json::to_value(&record.judged.input).ok();
    for ((charge, line), number) in set.iter().zip(lines).zip(1..) {
        let same = charge.revision == record.revision
            && charge.line == number
            && Some(charge.payer_id) == payer
            && charge.component == line.component.as_str()
            // What a person priced is proved charge by charge.
            && (charge.prices_id.is_some() && line.needs_price()
                || (charge.amount_fen, charge.list_fen) == (line.amount_fen, line.list_fen))
            && charge.derivation.get("input") == asked.as_ref();
        if !same {
            return Err(fault("charges_differ"));
        }
    }
    Ok(())
}

/// Looks at the records that have charges, after `last`: a live one belongs to the revision that is approved.
///
/// # Errors
/// [`Wrong`].
pub fn charges_are_of_approved(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let handful = charges::charged_records(conn, last)?;
    let approved = service_records::approved_revisions(conn, &handful.0)?;
    for charge in charges::live_of(conn, &handful.0)? {
        if !approved.contains(&(charge.record_id.unwrap_or(charge.id), charge.revision)) {
            let object = format!("charge {} ({} revision {})", charge.id, charge.number, charge.revision);
            return Err(Fault::new("charge_without_approval", object).into());
        }
    }
    Ok(handful.1)
}
