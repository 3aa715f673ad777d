//! Holding a charge back, and letting it go on (chapter 6).

use serde_json::{Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields;
use crate::platform::web::incoming::IfMatch;

use super::model::Charge;
use super::{store, waive};

/// A step of a charge that wants a reason; the payer does not read it.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    from: ChargeStatus,
    to: ChargeStatus,
    action: &'static str,
}

/// Holds a pending charge back.
pub const HOLD: Step = Step { from: ChargeStatus::Pending, to: ChargeStatus::Held, action: "charge.hold" };
/// Lets a charge go on that was held back.
pub const RELEASE: Step =
    Step { from: ChargeStatus::Held, to: ChargeStatus::Pending, action: "charge.release" };

impl Step {
    /// Takes the step; `body` says why.
    ///
    /// # Errors
    /// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` in any other state; `Invalid` without a reason.
    pub fn take(
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
        let reason = fields::reason(body)?;
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
