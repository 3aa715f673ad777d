//! Products on the wire, and what their bodies may hold.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::product_words::{ProductEvent, ProductKind, TermState};
use crate::platform::db::schema::{product_events, products};
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

use super::types::MOST_MONTHS;

const MOST_NODES: i64 = 10_000_000;

/// The body that registers one.
pub const NEW: &[Field] = &[
    Field::choice("kind", ProductKind::TEXTS).required(),
    Field::id("model_id").required(),
    Field::text("serial", 60).required(),
    Field::integer("nodes", 1, MOST_NODES),
    Field::id("customer_id").required(),
    Field::date("delivered_on"),
    Field::date("accepted_on"),
    Field::flag("loan_stock"),
    Field::long_text("note", 1000).wide(),
];

/// The body that changes one: the same, and why, where that moves money.
pub const CHANGE: &[Field] = &[
    Field::choice("kind", ProductKind::TEXTS).required(),
    Field::id("model_id").required(),
    Field::text("serial", 60).required(),
    Field::integer("nodes", 1, MOST_NODES),
    Field::id("customer_id").required(),
    Field::date("delivered_on"),
    Field::date("accepted_on"),
    Field::integer("free_service_months", 0, MOST_MONTHS).required().unit("months"),
    Field::integer("warranty_months", 0, MOST_MONTHS).required().unit("months"),
    Field::flag("loan_stock"),
    Field::long_text("note", 1000).wide(),
    Field::text("reason", 500).wide(),
];

/// What moves money: once it is said, only the vendor puts it right, and says why.
pub const GUARDED: &[&str] = &[
    "kind",
    "model_id",
    "serial",
    "customer_id",
    "delivered_on",
    "accepted_on",
    "free_service_months",
    "warranty_months",
];

/// What the list takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("kind", FilterKind::Choice(ProductKind::TEXTS)),
        ("type_id", FilterKind::Id),
        ("model_id", FilterKind::Id),
        ("customer_id", FilterKind::Id),
        ("agent_id", FilterKind::Id),
        ("serial", FilterKind::Text(60)),
        ("gone", FilterKind::Bool),
        ("loan_stock", FilterKind::Bool),
    ],
    sorts: &["created_at", "serial"],
    search: true,
};

/// What the history takes.
pub const EVENTS: ListSpec = ListSpec { filters: &[], sorts: &["at"], search: false };

/// A product as it is stored.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = products)]
pub struct Row {
    /// Its id.
    pub id: Id,
    /// `device` or `licence`.
    pub kind: String,
    /// Its model.
    pub model_id: Id,
    /// Its serial as written.
    pub serial: String,
    /// How many nodes a licence is for.
    pub nodes: Option<i32>,
    /// Whose it is.
    pub customer_id: Id,
    /// The day of delivery.
    pub delivered_on: Option<String>,
    /// The day of final acceptance.
    pub accepted_on: Option<String>,
    /// What the serving side notes for itself.
    pub note: Option<String>,
    /// Rises with every change.
    pub version: i32,
    /// When it was registered.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
    /// The day from which it is no longer there.
    pub gone_on: Option<String>,
    /// How it went: `exchanged` or `returned`.
    pub gone_as: Option<String>,
    /// The product in whose place it came.
    pub replaces: Option<Id>,
    /// Length of free service, months: what its type said when it was registered, unless it was put right since.
    pub free_service_months: i32,
    /// Length of the warranty, months; likewise.
    pub warranty_months: i32,
    /// Whether it is kept to be lent.
    pub loan_stock: bool,
}

impl Row {
    /// The day from which its terms run: its own acceptance, else that of the contract that covers it, unless it was delivered
    /// after that; else delivery (2.5).
    #[must_use]
    pub fn starts_on(&self, accepted_by_contract: Option<NaiveDate>) -> Option<NaiveDate> {
        let day = |text: &Option<String>| text.as_deref().and_then(|day| day.parse::<NaiveDate>().ok());
        let delivered = day(&self.delivered_on);
        let by_contract =
            accepted_by_contract.filter(|day| delivered.is_none_or(|delivered| *day >= delivered));
        day(&self.accepted_on).or(by_contract).or(delivered)
    }
}

/// Free service and warranty of a product today. Contracts are another feature's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Coverage {
    /// The day from which both run; null where neither acceptance nor delivery is known.
    pub starts_on: Option<NaiveDate>,
    /// Length of free service, months.
    pub free_service_months: u32,
    /// Its last day.
    pub free_service_until: Option<NaiveDate>,
    /// `running`, `ended`, `not_started` or `unknown`.
    #[schema(value_type = String)]
    pub free_service: TermState,
    /// Length of the warranty, months.
    pub warranty_months: u32,
    /// Its last day.
    pub warranty_until: Option<NaiveDate>,
    /// `running`, `ended`, `not_started` or `unknown`.
    #[schema(value_type = String)]
    pub warranty: TermState,
}

/// A device or licence that was delivered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Product {
    /// Its id.
    pub id: Id,
    /// `device` or `licence`.
    #[schema(value_type = String)]
    pub kind: ProductKind,
    /// Its type.
    pub type_id: Id,
    /// By name.
    pub type_name: String,
    /// By its English name, where it has one.
    pub type_name_en: Option<String>,
    /// Its model.
    pub model_id: Id,
    /// By name.
    pub model: String,
    /// Its serial as written; unique but for blanks and case.
    pub serial: String,
    /// How many nodes a licence is for.
    pub nodes: Option<i32>,
    /// Whose it is.
    pub customer_id: Id,
    /// By name.
    pub customer_name: String,
    /// The agent that serves the customer now.
    pub agent_id: Option<Id>,
    /// The day of delivery.
    pub delivered_on: Option<String>,
    /// The day of final acceptance.
    pub accepted_on: Option<String>,
    /// What the serving side notes for itself; the customer does not read it.
    pub note: Option<String>,
    /// Free service and warranty today.
    pub coverage: Coverage,
    /// The day from which it is no longer there; nothing covers it from then on.
    pub gone_on: Option<String>,
    /// How it went: `exchanged` or `returned`.
    pub gone_as: Option<String>,
    /// The product in whose place it came, after a claim.
    pub replaces: Option<Id>,
    /// Whether it is kept to be lent.
    pub loan_stock: bool,
    /// Rises with every change.
    pub version: i32,
    /// When it was registered.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
}

/// Something that happened to a product, as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = product_events)]
pub struct EventRow {
    pub id: Id,
    pub at: Moment,
    pub kind: String,
    pub changes: Value,
    pub reason: Option<String>,
    pub actor_name: String,
    pub organisation_id: Option<Id>,
    pub by_vendor: bool,
}

/// Something that happened to a product.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Event {
    /// Its id.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// `registered`, `edited`, `corrected`, `accepted`, `imported`, `exchanged`, `replacement`, `returned`, or what loaners did.
    #[schema(value_type = String)]
    pub kind: ProductEvent,
    /// What changed: `{field: {before, after}}`, references by name.
    #[schema(value_type = Object)]
    pub changes: Value,
    /// Why, where a reason was asked for.
    pub reason: Option<String>,
    /// Who; null where it was somebody of another agent.
    pub actor_name: Option<String>,
}
