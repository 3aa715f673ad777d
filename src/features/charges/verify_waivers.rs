//! Whether every waiver stands as its charge does (chapter 6).

use diesel::prelude::*;

use crate::domain::record_words::ChargeStatus;
use crate::platform::db::schema::{charge_states as s, charge_waivers as w};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::verify::{Fault, Handful, Wrong};

const HANDFUL: i64 = 200;

/// Looks at the waivers after `last`: one that waits is for a charge that can be waived, and one that was granted has
/// waived its charge.
///
/// # Errors
/// [`Wrong`].
pub fn waivers_hold(conn: &mut Conn, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    type Row = (Id, Id, Option<bool>, Option<Moment>, ChargeStatus);
    let mut rows = w::table
        .inner_join(s::table.on(s::charge_id.eq(w::charge_id)))
        .select((w::id, w::charge_id, w::granted, w::decided_at, s::status))
        .into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(w::id.gt(last));
    }
    let found: Vec<Row> = rows.order(w::id).limit(HANDFUL).load(conn)?;
    for (_, charge, granted, decided, status) in &found {
        use ChargeStatus::{Confirmed, Held, Pending, Reversed, Waived};
        let fault = |code| Fault::new(code, format!("waiver of charge {charge}"));
        if decided.is_none() && !matches!(status, Pending | Held | Confirmed) {
            return Err(fault("waiver_left_open").into());
        }
        if *granted == Some(true) && !matches!(status, Waived | Reversed) {
            return Err(fault("waiver_without_effect").into());
        }
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|row| row.0)))
}
