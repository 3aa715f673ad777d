//! Replays, the records behind them and their totals, on the wire and as rows.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::billing_words::ChargeOrigin;
use crate::domain::words::ClientClass;
use crate::platform::db::{Id, Moment};
use crate::platform::web::list::{FilterKind, ListSpec};

/// What the records of a replay can be narrowed by.
pub const RECORDS: ListSpec = ListSpec {
    filters: &[
        ("payer_id", FilterKind::Id),
        ("class", FilterKind::Choice(ClientClass::TEXTS)),
        ("service_code", FilterKind::Text(20)),
        ("changed", FilterKind::Bool),
    ],
    sorts: &["number"],
    search: false,
};

/// A replay.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = crate::platform::db::schema::price_replays, treat_none_as_default_value = false)]
pub struct Replay {
    /// Its id.
    pub id: Id,
    /// The list that was replayed.
    pub list_id: Id,
    /// Its prices at that time.
    #[serde(skip)]
    pub content: Value,
    /// Its version at that time.
    pub list_version: i32,
    /// Records approved from here
    pub from_at: Moment,
    /// up to here.
    pub to_at: Moment,
    /// When it was started.
    pub started_at: Moment,
    /// By whom.
    #[serde(skip)]
    pub started_by: Id,
    /// By name.
    pub started_by_name: String,
    /// How many records there were.
    pub records_total: i64,
    /// How many were looked at.
    pub records_done: i64,
    /// The last of them.
    #[serde(skip)]
    pub last_record_id: Option<Id>,
    /// When it ended; null while it goes on.
    pub ended_at: Option<Moment>,
    /// `done`; null while it goes on.
    pub outcome: Option<String>,
    /// Rises with every step.
    pub version: i32,
}

/// A record in a replay; money net, fen.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = crate::platform::db::schema::price_replay_records)]
pub struct ReplayRecord {
    /// Its place in the replay.
    #[serde(skip)]
    pub id: Id,
    /// The replay.
    #[serde(skip)]
    pub replay_id: Id,
    /// The record.
    pub record_id: Id,
    /// Its kind.
    pub origin: String,
    /// Its number.
    pub number: String,
    /// Who pays.
    pub payer_id: Id,
    /// By name.
    pub payer_name: String,
    /// For whom the work was done.
    pub customer_name: String,
    /// The class of the customer.
    pub class: String,
    /// The code of the catalogue.
    pub service_code: String,
    /// When the work was done.
    pub worked_at: Moment,
    /// What was charged.
    pub before_fen: i64,
    /// What would have been.
    pub after_fen: i64,
    /// The list value of it all.
    pub before_list_fen: i64,
    /// What that would have been.
    pub after_list_fen: i64,
    /// Whether anything differs.
    pub changed: bool,
    /// Whether it could be computed; where not, it is taken as it was.
    pub computed: bool,
}

impl ReplayRecord {
    /// Where the record is.
    #[must_use]
    pub fn href(&self) -> Option<String> {
        use crate::domain::record_words::ServiceRecordKind as Kind;
        let origin: ChargeOrigin = self.origin.parse().ok()?;
        Some(match origin.record_kind()? {
            Kind::FaultRecord => format!("/fault-records/{}", self.record_id),
            Kind::PreSaleReport => format!("/pre-sale-reports/{}", self.record_id),
        })
    }
}

/// Records taken together; money net, fen.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct Total {
    /// What they have in common: the id of a payer, a class, a code; empty for all.
    pub key: String,
    /// By name, where it has one.
    pub name: String,
    /// How many.
    pub records: i64,
    /// How many of them differ.
    pub changed: i64,
    /// What was charged.
    pub before_fen: i64,
    /// What would have been.
    pub after_fen: i64,
    /// List value.
    pub before_list_fen: i64,
    /// What that would have been.
    pub after_list_fen: i64,
}

/// A replay with its totals.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReplayView {
    /// The replay.
    #[serde(flatten)]
    pub replay: Replay,
    /// Over everything.
    pub total: Total,
    /// By payer.
    pub by_payer: Vec<Total>,
    /// By class.
    pub by_class: Vec<Total>,
    /// By code.
    pub by_service: Vec<Total>,
    /// How many could not be computed.
    pub not_computed: i64,
}
