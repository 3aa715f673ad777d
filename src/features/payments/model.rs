//! A payment as it is stored and as it is answered (8.3).

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::payment_words::{PaymentMethod, PaymentStatus};
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

use super::allocation::Allocation;

/// The largest amount that anybody means, in fen.
pub const MOST: i64 = 1_000_000_000_000;

/// What the list of payments takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("payer_id", FilterKind::Id),
        ("method", FilterKind::Choice(PaymentMethod::TEXTS)),
        ("status", FilterKind::Choice(PaymentStatus::TEXTS)),
    ],
    sorts: &["created_at", "received_on"],
    search: true,
};

/// The body of a new payment.
pub const NEW: &[Field] = &[
    Field::id("payer_id").required(),
    Field::money("amount_fen", 1, MOST).required(),
    Field::choice("method", PaymentMethod::TEXTS).required(),
    Field::text("reference", 100).required(),
    Field::date("received_on").required(),
    Field::flag("duplicate"),
    Field::list("allocations", 100, ALLOCATION),
];

/// Money for one statement.
pub const ALLOCATION: &[Field] =
    &[Field::id("statement_id").required(), Field::money("amount_fen", 1, MOST).required()];

/// The body that puts money to statements.
pub const ALLOCATIONS: &[Field] = &[Field::list("allocations", 100, ALLOCATION).required()];

/// One payment.
#[derive(Debug, Clone, Queryable)]
pub struct Row {
    pub id: Id,
    pub number: String,
    pub payer_id: Id,
    pub payer_name: String,
    pub amount_fen: i64,
    pub method: PaymentMethod,
    pub reference: String,
    pub received_on: String,
    pub recorded_by_name: String,
    pub created_at: Moment,
    pub allocated_fen: i64,
    pub version: i32,
    pub reversal: Option<Reversal>,
}

/// That a payment was taken back.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct Reversal {
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
    /// By whom; told to the vendor's own people alone.
    pub reversed_by_name: String,
}

/// One payment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Payment {
    /// The payment.
    pub id: Id,
    /// Its number.
    pub number: String,
    /// Who paid.
    pub payer_id: Id,
    /// Its name at that time.
    pub payer_name: String,
    /// How much, fen.
    pub amount_fen: i64,
    /// `cash_cheque`, `transfer_cheque` or `bank_wire`.
    #[schema(value_type = String)]
    pub method: PaymentMethod,
    /// The number of the cheque, or what the bank calls the transfer.
    pub reference: String,
    /// The day on which it came.
    pub received_on: String,
    /// How much of it was put to statements, fen.
    pub allocated_fen: i64,
    /// How much of it settles nothing yet, fen.
    pub left_fen: i64,
    /// `unallocated`, `partly_allocated`, `allocated` or `reversed`.
    #[schema(value_type = String)]
    pub status: PaymentStatus,
    /// Who recorded it; told to the vendor's own people alone.
    pub recorded_by_name: String,
    /// When it was recorded.
    pub created_at: Moment,
    /// Where it was taken back: when, why and by whom.
    pub reversal: Option<Reversal>,
    /// Rises with every change of what is put to statements.
    pub version: i32,
}

impl Payment {
    /// The row as it is told; `internal` says whether to the vendor's own people.
    #[must_use]
    pub fn of(row: Row, internal: bool) -> Self {
        let status = match (&row.reversal, row.allocated_fen) {
            (Some(_), _) => PaymentStatus::Reversed,
            (None, 0) => PaymentStatus::Unallocated,
            (None, some) if some < row.amount_fen => PaymentStatus::PartlyAllocated,
            _ => PaymentStatus::Allocated,
        };
        let told = |name: String| if internal { name } else { String::new() };
        Payment {
            left_fen: if row.reversal.is_some() { 0 } else { row.amount_fen - row.allocated_fen },
            status,
            id: row.id,
            number: row.number,
            payer_id: row.payer_id,
            payer_name: row.payer_name,
            amount_fen: row.amount_fen,
            method: row.method,
            reference: row.reference,
            received_on: row.received_on,
            allocated_fen: row.allocated_fen,
            recorded_by_name: told(row.recorded_by_name),
            created_at: row.created_at,
            reversal: row.reversal.map(|it| Reversal { reversed_by_name: told(it.reversed_by_name), ..it }),
            version: row.version,
        }
    }
}

/// A payment with what was put to statements from it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Whole {
    /// The payment.
    #[serde(flatten)]
    pub payment: Payment,
    /// What was put to statements, oldest first.
    pub allocations: Vec<Allocation>,
}

/// Money of a payer that can be put to statements: a payment, or a statement that came to less than nothing.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize, ToSchema)]
pub struct Source {
    /// The payment or the statement.
    pub id: Id,
    /// `payment` or `statement`.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// Whose.
    pub payer_id: Id,
    /// Fen.
    pub amount_fen: i64,
    /// How much of it was put to statements, fen.
    pub allocated_fen: i64,
    /// Rises with every change of that.
    pub version: i32,
}

impl Source {
    /// Money of which nothing was used.
    #[must_use]
    pub fn new(id: Id, kind: &str, payer_id: Id, amount_fen: i64) -> Self {
        let (kind, number) = (kind.to_string(), String::new());
        Source { id, kind, number, payer_id, amount_fen, allocated_fen: 0, version: 1 }
    }

    /// A payment as a source.
    #[must_use]
    pub fn of(row: &Row) -> Self {
        Source {
            id: row.id,
            kind: "payment".to_string(),
            number: row.number.clone(),
            payer_id: row.payer_id,
            amount_fen: row.amount_fen,
            allocated_fen: row.allocated_fen,
            version: row.version,
        }
    }

    /// What is left of it.
    #[must_use]
    pub fn left_fen(&self) -> i64 {
        self.amount_fen - self.allocated_fen
    }
}
