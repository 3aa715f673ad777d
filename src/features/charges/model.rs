//! A charge as it is stored and as it is answered (8.3).

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::record_words::{ChargeStatus, ServiceRecordKind};
use crate::domain::words::Component;
use crate::platform::db::{Id, Moment};
use crate::platform::web::list::{FilterKind, ListSpec};

/// The states of a charge, as options of a filter.
pub const STATUSES: &[&str] = ChargeStatus::TEXTS;

/// What the list of charges takes; `month` is the local month of confirmation.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("record_id", FilterKind::Id),
        ("payer_id", FilterKind::Id),
        ("status", FilterKind::Choice(STATUSES)),
        ("month", FilterKind::Month),
    ],
    sorts: &["created_at"],
    search: true,
};

/// One charge with its state.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct Charge {
    /// The charge.
    pub id: Id,
    /// The record it was born from.
    pub record_id: Id,
    /// `pre_sale_report` or `fault_record`.
    #[schema(value_type = String)]
    pub record_kind: ServiceRecordKind,
    /// The number of the record.
    pub record_number: String,
    /// The approved revision.
    pub revision: i32,
    /// The charge that this one takes back.
    pub reverses_id: Option<Id>,
    /// Who pays.
    pub payer_id: Id,
    /// Its name at that time.
    pub payer_name: String,
    /// For whom the work was done.
    pub customer_name: String,
    /// `visit`, `travel`, `labour`, `parts`, `penalty` or `service_fee`.
    #[schema(value_type = String)]
    pub component: Component,
    /// The code of the catalogue.
    pub service_code: String,
    /// What is to be paid, net, fen; negative where it takes something back.
    pub amount_fen: i64,
    /// What it would have cost, net, fen.
    pub list_fen: i64,
    /// Percent.
    pub vat_rate: i32,
    /// Why it is what it is: input, decision with steps, line, versions.
    #[schema(value_type = Object)]
    pub derivation: Value,
    /// When it was born.
    pub created_at: Moment,
    /// `pending`, `confirmed`, `held`, `waived`, `invoiced`, `paid` or `reversed`.
    #[schema(value_type = String)]
    pub status: ChargeStatus,
    /// The local month in which it was confirmed.
    pub month: Option<String>,
    /// Rises with every change of the state.
    pub version: i32,
}

/// One event of a charge.
#[derive(Debug, Clone, Queryable)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// What it became.
    pub status: ChargeStatus,
    /// By whom.
    pub actor_name: String,
    /// Why, where somebody said so; not for the payer.
    pub reason: String,
}
