//! The repeat-repair rule (三包, 2.5): a device whose fault was repaired so often and is back again is flagged for replacement.

use serde_json::{Map, Value};

use crate::access::Scope;
use crate::domain::policy::PolicySet;
use crate::domain::record_words::{RepairResult, ServiceRecordKind};
use crate::error::Error;
use crate::platform::db::Conn;

use super::Facts;
use super::model::{Head, Summary};
use super::store;

/// The code of repair on site; help from afar is no repair, unless the device came to the workshop.
const REPAIR: &str = "SASL012";

/// The earlier repairs of the same fault of this customer's device, newest first: none while they are fewer than the policy
/// says. The same fault is one of the same cause class; whoever reviews reads the records and confirms it.
///
/// # Errors
/// What the database answers.
pub fn repeated_repairs(
    conn: &mut Conn,
    policies: &PolicySet,
    scope: &Scope,
    (head, content): (&Head, &Map<String, Value>),
) -> Result<Vec<Summary>, Error> {
    let facts = Facts::new(content, chrono_tz::UTC);
    let (Some(key), Some(cause)) = (facts.serial_key(), content.get("cause_class")) else {
        return Ok(vec![]);
    };
    if head.kind != ServiceRecordKind::FaultRecord {
        return Ok(vec![]);
    }
    let filed = store::filed_before(conn, scope, head, &key)?;
    let repairs: Vec<Summary> =
        filed.into_iter().filter(|(_, before)| is_repair(before, cause)).map(|(row, _)| row).collect();
    let most = policies.at(head.reported_at.0).map_err(Error::internal)?.coverage.repeat_repairs;
    let often = usize::try_from(most).is_ok_and(|most| repairs.len() >= most);
    Ok(if often { repairs } else { vec![] })
}

/// Whether what was filed tells of a fault of this cause class that was repaired; what stayed unsolved was not.
fn is_repair(content: &Value, cause: &Value) -> bool {
    let on_site = content.get("service_code").and_then(Value::as_str) == Some(REPAIR);
    let in_workshop = content.get("workshop_repair") == Some(&Value::Bool(true));
    let result = content.get("result").and_then(Value::as_str);
    (on_site || in_workshop)
        && content.get("cause_class") == Some(cause)
        && result.is_some_and(|result| result != RepairResult::Unsolved.as_str())
}
