//! Whether every decision that was stored with a request comes out the same from its stored input (2.6).

use diesel::prelude::*;
use serde_json::Value;

use crate::domain::policy::PolicySet;
use crate::features::service_records;
use crate::platform::db::schema::{request_decisions as d, service_requests as t};
use crate::platform::db::{AnyDb, Conn, Id};
use crate::platform::verify::{Fault, Handful, Wrong};

const HANDFUL: i64 = 200;

/// Looks at the decisions after `last`.
///
/// # Errors
/// [`Wrong`].
pub fn decisions_hold(conn: &mut Conn, policies: &PolicySet, last: Option<Id>) -> Result<Handful<Id>, Wrong> {
    let mut rows = d::table.inner_join(t::table.on(t::id.eq(d::request_id))).into_boxed::<AnyDb>();
    if let Some(last) = last {
        rows = rows.filter(d::id.gt(last));
    }
    let found: Vec<(Id, String, Value)> =
        rows.order(d::id).limit(HANDFUL).select((d::id, t::number, d::judged)).load(conn)?;
    for (_, number, judged) in &found {
        service_records::decision_holds(policies, judged).map_err(|code| Fault::new(code, number.clone()))?;
    }
    Ok(Handful::of(found.len(), HANDFUL, found.last().map(|row| row.0)))
}
