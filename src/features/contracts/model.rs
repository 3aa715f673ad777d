//! Contracts as rows and on the wire, and what their bodies may hold.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::contract_words::ContractStatus;
use crate::platform::db::schema::{contract_services, contracts};
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

/// The dearest contract, fen: beyond it somebody mistyped.
const MOST_FEN: i64 = 100_000_000_000;
/// The most visits of one service.
const MOST_VISITS: i64 = 9_999;
/// More products than these are covered by their type.
pub const MOST_PRODUCTS: usize = 200;

/// A service that is included, and how many visits of it; without a number as many as are needed.
const SERVICE: &[Field] =
    &[Field::text("service_code", 20).required(), Field::integer("visits", 1, MOST_VISITS)];

/// What a breach costs; percents are of the price.
const PENALTY: &[Field] = &[
    Field::integer("no_response_hours", 1, 720).unit("hours"),
    Field::integer("no_response_percent", 1, 100).unit("percent"),
    Field::money("late_hour_fen", 1, MOST_FEN),
    Field::integer("late_day_percent", 1, 100).unit("percent"),
    Field::integer("outage_percent", 1, 100).unit("percent"),
    Field::integer("cap_percent", 1, 100).unit("percent"),
];

/// The body of a draft.
pub const FIELDS: &[Field] = &[
    Field::id("customer_id").required(),
    Field::date("starts_on").required(),
    Field::date("ends_on").required(),
    Field::text_list("product_ids", MOST_PRODUCTS, 40),
    Field::text_list("product_type_ids", 50, 40),
    Field::list("services", 30, SERVICE),
    Field::flag("labour_included"),
    Field::flag("parts_included"),
    Field::text("sla_profile", 60),
    Field::date("accepted_on"),
    Field::money("price_fen", 0, MOST_FEN).required(),
    Field::integer("vat_rate", 0, 100).unit("percent").required(),
    Field::group("penalty", PENALTY).wide(),
    Field::long_text("note", 1000).wide(),
];

/// The body that ends one early.
pub const ENDING: &[Field] =
    &[Field::date("last_on").required(), Field::text("reason", 500).required().wide()];

/// The body that says when the project was accepted.
pub const ACCEPTANCE: &[Field] = &[Field::date("accepted_on").required()];

/// What the list takes; `ends_by` is the latest last day.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("status", FilterKind::Choice(ContractStatus::TEXTS)),
        ("customer_id", FilterKind::Id),
        ("agent_id", FilterKind::Id),
        ("product_id", FilterKind::Id),
        ("ends_by", FilterKind::Date),
    ],
    sorts: &["created_at", "last_on"],
    search: true,
};

/// What is stored of where it stands.
pub mod stored {
    /// It is being written.
    pub const DRAFT: &str = "draft";
    /// It was put in force.
    pub const ACTIVE: &str = "active";
    /// It was given up.
    pub const CANCELLED: &str = "cancelled";
}

/// A contract as it is stored.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = contracts, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Row {
    pub id: Id,
    pub number: String,
    pub status: String,
    pub customer_id: Id,
    pub payer_id: Option<Id>,
    pub payer_name: Option<String>,
    pub starts_on: String,
    pub ends_on: String,
    pub last_on: String,
    pub accepted_on: Option<String>,
    pub sla_profile: Option<String>,
    pub labour_included: bool,
    pub parts_included: bool,
    pub price_fen: i64,
    pub vat_rate: i32,
    pub penalty: Option<Value>,
    pub note: Option<String>,
    pub charge_id: Option<Id>,
    pub version: i32,
    pub created_by: Option<Id>,
    pub created_by_name: String,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub activated_by_name: Option<String>,
    pub activated_at: Option<Moment>,
    pub closed_by_name: Option<String>,
    pub closed_at: Option<Moment>,
    pub close_reason: Option<String>,
    pub edited_by: Option<Id>,
}

impl Row {
    /// Whether a person began it or changed it last, and so is not the one to put it in force (chapter 7).
    #[must_use]
    pub fn is_of(&self, person: Id) -> bool {
        [self.created_by, self.edited_by].contains(&Some(person))
    }

    /// Where it stands on `today`.
    #[must_use]
    pub fn status_on(&self, today: &str) -> ContractStatus {
        match self.status.as_str() {
            stored::DRAFT => ContractStatus::Draft,
            stored::CANCELLED => ContractStatus::Cancelled,
            _ => ContractStatus::on(today, &self.starts_on, &self.last_on),
        }
    }
}

/// A service of a contract as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = contract_services, treat_none_as_default_value = false)]
pub struct ServiceRow {
    pub contract_id: Id,
    pub service_code: String,
    pub visits: Option<i32>,
    pub used: i32,
}

impl ServiceRow {
    /// How many visits are left; none where there is no number.
    #[must_use]
    pub fn left(&self) -> Option<i32> {
        self.visits.map(|visits| visits - self.used)
    }
}

/// A service that is included.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Allowance {
    /// The code of the catalogue.
    pub service_code: String,
    /// How many visits; null where as many as are needed.
    pub visits: Option<i32>,
    /// How many are used up.
    pub used: i32,
    /// How many are left; null where as many as are needed.
    pub left: Option<i32>,
}

/// A product that is covered by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Covered {
    /// The product.
    pub id: Id,
    /// Its serial.
    pub serial: String,
    /// Its model.
    pub model: String,
}

/// A type whose products are covered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CoveredType {
    /// The type.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its English name, where it has one.
    pub name_en: Option<String>,
}

/// What the list of uses takes.
pub const USES: ListSpec = ListSpec { filters: &[], sorts: &["at"], search: false };

/// Visits that were used, or given back by a correction.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Use {
    /// Its id.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// The service.
    pub service_code: String,
    /// How many; negative where they were given back.
    pub visits: i32,
    /// The record; null where it is out of sight.
    pub record_id: Option<Id>,
    /// Its kind.
    pub record_kind: Option<String>,
    /// Its number.
    pub record_number: Option<String>,
    /// The revision whose approval did it.
    pub revision: i32,
}

/// A maintenance contract. What it costs, who pays, and what a breach costs are told to the vendor and to whoever pays.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Contract {
    /// Its id.
    pub id: Id,
    /// Its number.
    pub number: String,
    /// `draft`, `upcoming`, `active`, `ended` or `cancelled`, today.
    #[schema(value_type = String)]
    pub status: ContractStatus,
    /// For whom.
    pub customer_id: Id,
    /// By name.
    pub customer_name: String,
    /// The agent that serves the customer now.
    pub agent_id: Option<Id>,
    /// Who pays; null for a draft.
    pub payer_id: Option<Id>,
    /// By name.
    pub payer_name: Option<String>,
    /// Its first day.
    pub starts_on: String,
    /// Its last day as agreed.
    pub ends_on: String,
    /// Its last day: an earlier one where it was ended early.
    pub last_on: String,
    /// The day of final acceptance, from which warranty and free service of its products run.
    pub accepted_on: Option<String>,
    /// The profile of deadlines that it names.
    pub sla_profile: Option<String>,
    /// Whether labour of repair is included.
    pub labour_included: bool,
    /// Whether parts are included.
    pub parts_included: bool,
    /// The services that are included.
    pub services: Vec<Allowance>,
    /// The products that it covers by name, of those in sight.
    pub products: Vec<Covered>,
    /// The types whose products it covers.
    pub product_types: Vec<CoveredType>,
    /// Its price, net, fen.
    pub price_fen: Option<i64>,
    /// Percent.
    pub vat_rate: Option<i32>,
    /// What a breach costs.
    #[schema(value_type = Option<Object>)]
    pub penalty: Option<Value>,
    /// What the vendor notes for itself.
    pub note: Option<String>,
    /// The charge of its price.
    pub charge_id: Option<Id>,
    /// Who wrote it; for the vendor.
    pub created_by_name: Option<String>,
    /// When it was written.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
    /// When it was put in force.
    pub activated_at: Option<Moment>,
    /// Who did; for the vendor.
    pub activated_by_name: Option<String>,
    /// When it was ended early or given up.
    pub closed_at: Option<Moment>,
    /// Who did; for the vendor.
    pub closed_by_name: Option<String>,
    /// Why.
    pub close_reason: Option<String>,
    /// Whether whoever reads it began it or changed it last.
    #[serde(skip)]
    pub own: bool,
    /// Rises with every change.
    pub version: i32,
}
