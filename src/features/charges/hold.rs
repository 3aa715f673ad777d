//! Holding a charge back, and letting it go on (chapter 6).

use serde_json::{Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, Field};
use crate::platform::web::incoming::IfMatch;

use super::model::Charge;
use super::{store, waive};

/// Why, for whoever comes later; the payer does not read it.
pub const REASON: &[Field] = &[Field::long_text("reason", 1000).required()];

/// Holds a pending charge back; `body` says why.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` in any other state; `Invalid` without a reason.
pub fn hold(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Charge, Error> {
    let step = Step { from: ChargeStatus::Pending, to: ChargeStatus::Held, action: "charge.hold" };
    step.take(conn, actor, scope, now, (id, expected), body)
}

/// Lets a charge go on that was held back; `body` says why.
///
/// # Errors
/// As [`hold`].
pub fn release(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Charge, Error> {
    let step = Step { from: ChargeStatus::Held, to: ChargeStatus::Pending, action: "charge.release" };
    step.take(conn, actor, scope, now, (id, expected), body)
}

struct Step {
    from: ChargeStatus,
    to: ChargeStatus,
    action: &'static str,
}

impl Step {
    fn take(
        self,
        conn: &mut Conn,
        actor: &Actor,
        scope: &Scope,
        now: Moment,
        (id, expected): (Id, IfMatch),
        body: &Value,
    ) -> Result<Charge, Error> {
        let charge = store::find(conn, scope, id)?;
        expected.check(charge.version)?;
        if charge.status != self.from {
            return Err(Error::Conflict("charge_not_open"));
        }
        waive::refuse_while_asked(conn, id)?;
        let reason = read_reason(body)?;
        store::change(conn, actor, now, &charge, (self.to, &reason), charge.month.as_deref())?;
        let entry = Entry {
            action: self.action,
            object_kind: "charge",
            object: Some(id),
            label: &charge.number,
            before: Some(json!({ "status": charge.status })),
            after: Some(json!({ "status": self.to, "reason": reason })),
        };
        audit::write(conn, actor, now, entry)?;
        Ok(Charge { status: self.to, version: charge.version + 1, ..charge })
    }
}

/// The reason in a body.
///
/// # Errors
/// `Invalid` where there is none.
pub(super) fn read_reason(body: &Value) -> Result<String, Error> {
    let body = fields::check(REASON, body, Completeness::Complete).map_err(Error::Invalid)?;
    Ok(body.get("reason").and_then(Value::as_str).unwrap_or_default().to_string())
}
