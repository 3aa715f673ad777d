//! The repeat-repair rule (三包, 2.5): a device repaired so often and back again is flagged for replacement.

use crate::domain::record_words::{RecordStatus, ServiceRecordKind};
use crate::platform::db::Id;

use super::model::{Head, Summary};

/// The code of repair on site; remote help is no repair.
const REPAIR: &str = "SASL012";

/// Whether an earlier record tells of a repair of this customer's device that was filed and not refused.
#[must_use]
pub fn is_repair(row: &Summary, customer: Option<Id>) -> bool {
    let refused = row.submitted_status.as_deref() == Some(RecordStatus::Rejected.as_str());
    row.kind == ServiceRecordKind::FaultRecord
        && row.service_code.as_deref() == Some(REPAIR)
        && row.customer == customer
        && row.submitted_status.is_some()
        && !refused
}

/// Whether a fault comes back after `repairs` of the device, where `most` are enough.
#[must_use]
pub fn is_repeated(head: &Head, repairs: usize, most: u32) -> bool {
    head.kind == ServiceRecordKind::FaultRecord && usize::try_from(most).is_ok_and(|most| repairs >= most)
}
