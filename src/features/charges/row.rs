//! A charge as a row: every column once, for whoever writes or proves charges.

use diesel::prelude::*;
use serde_json::Value;

use crate::platform::db::schema::charges;
use crate::platform::db::{Id, Moment};

/// A row of `charges`, in the order of its columns.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = charges, treat_none_as_default_value = false)]
pub struct Row {
    /// The charge.
    pub id: Id,
    /// The record it was born from, where it was one.
    pub record_id: Option<Id>,
    /// What it was born from.
    pub origin: String,
    /// The number of that.
    pub number: String,
    /// The approved revision.
    pub revision: i32,
    /// Its line in the estimate, from 1.
    pub line: i32,
    /// The charge that it takes back.
    pub reverses_id: Option<Id>,
    /// Who pays.
    pub payer_id: Id,
    /// By name.
    pub payer_name: String,
    /// The customer's name as filed.
    pub customer_name: String,
    /// What for.
    pub component: String,
    /// Which service.
    pub service_code: String,
    /// Net, fen.
    pub amount_fen: i64,
    /// What it would have cost.
    pub list_fen: i64,
    /// The rate of VAT, percent.
    pub vat_rate: i32,
    /// Why it is what it is.
    pub derivation: Value,
    /// When it was born.
    pub created_at: Moment,
    /// Why the vendor gives something back, where it does.
    pub credit_kind: Option<String>,
    /// What it is for, in the words of whoever made it, where it was no record.
    pub text: String,
    /// The charge without a price in whose place this one stands.
    pub prices_id: Option<Id>,
}
