//! A charge as it is stored and as it is answered (8.3).

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::billing_words::{ChargeOrigin, CreditKind};
use crate::domain::record_words::ChargeStatus;
use crate::domain::words::Component;
use crate::platform::db::{Id, Moment};
use crate::platform::web::list::{FilterKind, ListSpec};

/// The states of a charge, as options of a filter.
pub const STATUSES: &[&str] = ChargeStatus::TEXTS;

/// What the list of charges takes; `month` is the local month of confirmation, `waiver_asked` whether a second person is
/// asked to waive it.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("record_id", FilterKind::Id),
        ("origin", FilterKind::Choice(ChargeOrigin::TEXTS)),
        ("payer_id", FilterKind::Id),
        ("status", FilterKind::Choice(STATUSES)),
        ("month", FilterKind::Month),
        ("waiver_asked", FilterKind::Bool),
    ],
    sorts: &["created_at"],
    search: true,
};

/// One charge with its state.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct Charge {
    /// The charge.
    pub id: Id,
    /// The record it was born from; null where it was none.
    pub record_id: Option<Id>,
    /// What it was born from: `pre_sale_report`, `fault_record`, `contract`, `credit` or `service_fee`.
    #[schema(value_type = String)]
    pub origin: ChargeOrigin,
    /// The number of that.
    pub number: String,
    /// The approved revision of a record; 1 for others.
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
    /// `sla_penalty`, `damages`, `returned_goods`, `third_party_cost` or `goodwill` where something is given back.
    #[schema(value_type = Option<String>)]
    pub credit_kind: Option<CreditKind>,
    /// What it is for, in the words of whoever made it; empty for records.
    pub text: String,
    /// The charge without a price in whose place this one stands, because a person priced it.
    pub prices_id: Option<Id>,
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
