//! `GET /audit` (8.3).

use crate::access::call::Reply;
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{self, Docs};

use crate::access::audit_log::{self, AuditEntry, LIST};

/// `GET /audit?object=&actor=&action=&organisation_id=&from=&until=`.
///
/// # Errors
/// 403 for everybody but auditors and administrators; 422 naming each wrong key.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewAudit)?;
    let query = call.list(&LIST)?;
    let zone = call.services.settings.time_zone;
    let page = call.read(move |conn, _| audit_log::list(conn, &scope, zone, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    docs.add(
        docs::Call::get("/api/v1/audit", "audit", "The audit log, newest first")
            .list(&LIST)
            .answers_list::<AuditEntry>(),
    );
}
