//! Price lists on the wire and as rows, and what their bodies may hold.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::policy_load::MOST_SURCHARGE;
use crate::domain::price_list::MOST_FEN;
use crate::domain::price_words::{PriceListEvent, PriceListStatus};
use crate::platform::db::schema::price_lists;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::{Field, Variant};
use crate::platform::web::list::{FilterKind, ListSpec};

/// The most parts of a list.
pub const MOST_PARTS: usize = 1000;

const fn price(name: &'static str) -> Field {
    Field::money(name, 0, MOST_FEN)
}

const fn percent(name: &'static str, most: i64) -> Field {
    Field::integer(name, 0, most).unit("percent")
}

const TRAVEL: &[Variant] = &[
    Variant::new(
        "distance",
        &[
            price("same_city_fen").required(),
            price("same_province_fen").required(),
            price("elsewhere_fen").required(),
        ],
    ),
    Variant::new("city_tier", &[price("tier1_fen").required(), price("other_fen").required()]),
];

const RATES: &[Field] = &[
    price("severity_1_fen"),
    price("severity_2_fen"),
    price("severity_3_fen"),
    price("severity_4_fen"),
    percent("night_percent", MOST_SURCHARGE),
    percent("weekend_percent", MOST_SURCHARGE),
    percent("holiday_percent", MOST_SURCHARGE),
];

const DISCOUNTS: &[Field] =
    &[percent("authorised_percent", 100), percent("silver_percent", 100), percent("gold_percent", 100)];

/// What services may be priced by.
const UNITS: &[&str] = &["visit", "hour"];

const SERVICES: &[Field] = &[
    Field::text("code", 20).required().list_id("services"),
    Field::choice("unit", UNITS).required(),
    price("price_fen").required(),
    percent("vat_rate", 100),
];

const PARTS: &[Field] = &[
    Field::text("part", 40).required(),
    Field::text("zh", 100).required(),
    Field::text("en", 100).required(),
    price("price_fen").required(),
    percent("vat_rate", 100),
];

/// A list: when it begins to hold, and every price.
pub const FIELDS: &[Field] = &[
    Field::text("name", 100).required().wide(),
    Field::moment("effective_from"),
    percent("service_vat", 100).required(),
    percent("goods_vat", 100).required(),
    price("labour_hour_fen").required(),
    price("maintenance_fee_fen"),
    percent("agent_fee_percent", 100),
    Field::either("travel", TRAVEL).required(),
    Field::group("rates", RATES),
    Field::group("discounts", DISCOUNTS),
    Field::list("services", 100, SERVICES).required(),
    Field::list("parts", MOST_PARTS, PARTS),
];

/// The body that imports parts.
pub const PARTS_FILE: &[Field] = &[Field::long_text("csv", 400_000).required().wide()];

/// What the list of lists takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[("status", FilterKind::Choice(PriceListStatus::TEXTS))],
    sorts: &["created_at"],
    search: false,
};

/// A price list as a row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = price_lists, treat_none_as_default_value = false)]
pub struct PriceListRow {
    /// Its id.
    pub id: Id,
    /// Its number; null until it is published.
    pub number: Option<i32>,
    /// What it is called.
    pub name: String,
    /// Every price.
    #[schema(value_type = Object)]
    pub content: Value,
    /// `draft`, `checked`, `published` or `discarded`.
    #[schema(value_type = String)]
    #[diesel(serialize_as = String)]
    pub status: PriceListStatus,
    /// The first moment it holds.
    pub effective_from: Option<Moment>,
    /// When it was begun.
    pub created_at: Moment,
    /// By whom.
    pub created_by_name: String,
    /// When it was changed last.
    pub updated_at: Moment,
    /// When it was published.
    pub published_at: Option<Moment>,
    /// By whom.
    pub published_by_name: Option<String>,
    /// Rises with every change.
    pub version: i32,
}

/// A list in the list.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct Head {
    /// Its id.
    pub id: Id,
    /// Its number; null until it is published.
    pub number: Option<i32>,
    /// What it is called.
    pub name: String,
    /// `draft`, `checked`, `published` or `discarded`.
    #[schema(value_type = String)]
    pub status: PriceListStatus,
    /// The first moment it holds.
    pub effective_from: Option<Moment>,
    /// When it was begun.
    pub created_at: Moment,
    /// By whom.
    pub created_by_name: String,
    /// When it was published.
    pub published_at: Option<Moment>,
    /// By whom.
    pub published_by_name: Option<String>,
    /// Rises with every change.
    pub version: i32,
}

impl From<PriceListRow> for Head {
    fn from(row: PriceListRow) -> Self {
        Self {
            id: row.id,
            number: row.number,
            name: row.name,
            status: row.status,
            effective_from: row.effective_from,
            created_at: row.created_at,
            created_by_name: row.created_by_name,
            published_at: row.published_at,
            published_by_name: row.published_by_name,
            version: row.version,
        }
    }
}

/// One event of a list.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// `created`, `edited`, `checked`, `published` or `discarded`.
    #[schema(value_type = String)]
    pub kind: PriceListEvent,
    /// Who did it.
    pub actor_name: String,
}

/// The list in force at a moment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InForce {
    /// Its number; 1 is the one shipped with the policy.
    pub number: i32,
    /// The first moment it holds.
    pub effective_from: Moment,
    /// Every price.
    #[schema(value_type = Object)]
    pub content: Value,
}

/// One difference between two lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Difference {
    /// The field: `labour_hour_fen`, `services.SASL012.price_fen`, `parts.FAN-40.price_fen`.
    pub field: String,
    /// What it was; null where there was nothing.
    #[schema(value_type = Option<Object>)]
    pub old: Option<Value>,
    /// What it would be; null where it goes.
    #[schema(value_type = Option<Object>)]
    pub new: Option<Value>,
}

/// How a list differs from the one that it would supersede.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Differences {
    /// The number of that one.
    pub against: i32,
    /// What differs, in the order of the list.
    pub items: Vec<Difference>,
}
