//! Credits as rows and on the wire, and what their bodies may hold.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::billing_words::{ChargeOrigin, CreditKind, CreditStatus};
use crate::domain::penalty::Clause;
use crate::platform::db::schema::credits;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

/// The largest credit, fen: beyond it somebody mistyped.
pub const MOST_FEN: i64 = 100_000_000_000;

/// The body of a credit.
pub const NEW_CREDIT: &[Field] = &[
    Field::id("payer_id").required(),
    Field::choice("kind", CreditKind::BY_HAND).required(),
    Field::money("amount_fen", 1, MOST_FEN).required(),
    Field::integer("vat_rate", 0, 100).unit("percent").required(),
    Field::long_text("text", 500).required().wide(),
];

/// The body of a service fee; `quantity` are visits, or minutes where the code is priced by the hour; `record_id` is the
/// approved record of that agent for which it is paid.
pub const NEW_FEE: &[Field] = &[
    Field::id("payer_id").required(),
    Field::text("service_code", 20).required(),
    Field::date("worked_on").required(),
    Field::integer("quantity", 1, 100_000).required(),
    Field::id("record_id"),
    Field::long_text("text", 500).required().wide(),
];

/// What credits are born as.
pub const ORIGINS: &[&str] = &[ChargeOrigin::Credit.as_str(), ChargeOrigin::ServiceFee.as_str()];

/// What the list takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("status", FilterKind::Choice(CreditStatus::TEXTS)),
        ("origin", FilterKind::Choice(ORIGINS)),
        ("kind", FilterKind::Choice(CreditKind::TEXTS)),
        ("payer_id", FilterKind::Id),
        ("contract_id", FilterKind::Id),
    ],
    sorts: &["proposed_at"],
    search: true,
};

/// A credit or a service fee.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = credits, treat_none_as_default_value = false)]
pub struct Credit {
    /// Its id.
    pub id: Id,
    /// Its number.
    pub number: String,
    /// `credit` or `service_fee`.
    pub origin: String,
    /// Why the vendor gives something back; null for a service fee.
    pub kind: Option<String>,
    /// Who is given it.
    pub payer_id: Id,
    /// By name.
    pub payer_name: String,
    /// What is given, net, fen; positive.
    pub amount_fen: i64,
    /// Percent.
    pub vat_rate: i32,
    /// What it is for.
    pub text: String,
    /// What it was computed from.
    #[schema(value_type = Object)]
    pub basis: Value,
    /// `proposed`, `confirmed`, `refused` or `reversed`.
    #[schema(value_type = String)]
    #[diesel(serialize_as = String)]
    pub status: CreditStatus,
    /// Who proposed it; null for the program itself.
    pub proposed_by: Option<Id>,
    /// By name.
    pub proposed_by_name: String,
    /// When.
    pub proposed_at: Moment,
    /// Who decided.
    pub decided_by: Option<Id>,
    /// By name.
    pub decided_by_name: Option<String>,
    /// When.
    pub decided_at: Option<Moment>,
    /// Why it was refused or taken back.
    pub reason: Option<String>,
    /// The charge that it became.
    pub charge_id: Option<Id>,
    /// Rises with every change.
    pub version: i32,
    /// The contract whose terms a penalty follows from; null for every other credit.
    pub contract_id: Option<Id>,
    /// The request that was late.
    pub request_id: Option<Id>,
    /// `no_response`, `late_day`, `late_hour` or `outage`.
    pub clause: Option<String>,
    /// 1; higher for what came on top after a reopening.
    pub part: Option<i32>,
    /// The record that a service fee is paid for, where it says so; a record is paid for once.
    pub record_id: Option<Id>,
}

impl Credit {
    /// Whether a service manager decides on it: a penalty (3.4), or what a delivery claim gives back for returned goods.
    #[must_use]
    pub fn is_managers(&self) -> bool {
        self.is_penalty() || self.basis.get("request_id").is_some_and(|_| self.is_returned())
    }

    fn is_returned(&self) -> bool {
        self.kind.as_deref() == Some(CreditKind::ReturnedGoods.as_str())
    }

    /// Whether it is for a breach of this clause of a contract.
    #[must_use]
    pub fn is_for(&self, clause: Clause) -> bool {
        self.clause.as_deref() == Some(clause.as_str())
    }

    /// Whether it is a penalty, which a service manager decides on (3.4).
    #[must_use]
    pub fn is_penalty(&self) -> bool {
        self.kind.as_deref() == Some(CreditKind::SlaPenalty.as_str())
    }
}
