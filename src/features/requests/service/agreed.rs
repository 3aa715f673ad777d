//! A customer's agreement that changes the profile of its open requests (3.1).

use serde_json::json;

use crate::domain::request_words::{RequestEventKind, Visibility};
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::FaultCode;

use super::super::{clocks, store, watch};
use super::Desk;

/// Computes the deadlines of a customer's open requests by the profile that was agreed, where they followed the one
/// before; a request whose profile was named for itself keeps it. What was breached stays breached.
///
/// # Errors
/// `Invalid` naming `apply_to_open` where the new profile lacks the severity of one; nothing is changed then.
pub fn agree(
    conn: &mut Conn,
    desk: &Desk<'_>,
    customer: Id,
    (before, after): (Option<&str>, Option<&str>),
) -> Result<usize, Error> {
    let mut changed = 0;
    for mut request in store::open_of(conn, customer)? {
        let product = desk.product(conn, &request)?;
        let by_contract = clocks::by_contract(conn, desk, &request, product.as_ref())?;
        let profile = |own| clocks::profile(desk.services, &request, by_contract.as_deref(), own);
        let (followed, agreed) = (profile(before), profile(after));
        if request.profile != followed || followed == agreed {
            continue;
        }
        watch::catch_up(conn, desk.services, request.id, desk.now)?;
        request.profile = agreed;
        clocks::recompute(conn, desk, &mut request).map_err(|fault| match fault {
            Error::Invalid(_) => Error::field("apply_to_open", FaultCode::new("lacks_severity")),
            other => other,
        })?;
        store::save(conn, &mut request, desk.now)?;
        let data = json!({ "fields": ["profile"], "agreed": true });
        desk.line(conn, &request, RequestEventKind::Edited, Visibility::Public, ("", data))?;
        let rows = (Some(json!({ "profile": followed })), Some(json!({ "profile": request.profile })));
        desk.log(conn, &request, "request.edit", rows)?;
        changed += 1;
    }
    Ok(changed)
}
