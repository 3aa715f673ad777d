//! What a charge was born from where that was no record of its own: a contract, a credit, work of an agent for the vendor.
//! Statements name it and lead there.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::billing_words::CreditKind;
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::platform::db::schema::charges as t;
use crate::platform::db::{Conn, Id};

/// So many are asked for at once: `SQLite` binds 32 766 values at most.
const AT_ONCE: usize = 5_000;

/// A record that a service fee was paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FeeRecord {
    /// The record.
    pub id: Id,
    /// `pre_sale_report` or `fault_record`.
    #[schema(value_type = String)]
    pub kind: ServiceRecordKind,
    /// Its number.
    pub number: String,
}

/// What a charge was born from; empty for a record's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Born {
    /// Why something is given back.
    pub credit_kind: Option<CreditKind>,
    /// The contract whose price it is.
    pub contract_id: Option<Id>,
    /// The credit or the service fee.
    pub credit_id: Option<Id>,
    /// The record that a service fee was paid for.
    pub fee_record: Option<FeeRecord>,
}

impl Born {
    /// Out of the derivation of a charge and the kind of its credit.
    #[must_use]
    pub fn of(credit_kind: Option<CreditKind>, derivation: &Value) -> Self {
        let id = |of: &Value, name: &str| of.get(name)?.as_str()?.parse().ok();
        let fee_record = derivation.get("basis").and_then(|basis| {
            Some(FeeRecord {
                id: id(basis, "record_id")?,
                kind: basis.get("record_kind")?.as_str()?.parse().ok()?,
                number: basis.get("record_number")?.as_str()?.to_string(),
            })
        });
        Born {
            credit_kind,
            contract_id: id(derivation, "contract_id"),
            credit_id: id(derivation, "credit_id"),
            fee_record,
        }
    }
}

/// What these charges were born from. One statement for every `AT_ONCE`; none where there are none.
///
/// # Errors
/// What the database answers.
pub fn born_from(conn: &mut Conn, charges: &[Id]) -> Result<HashMap<Id, Born>, Error> {
    let mut all = HashMap::new();
    for some in charges.chunks(AT_ONCE) {
        let rows = t::table.filter(t::id.eq_any(some.to_vec()));
        for (id, kind, derivation) in
            rows.select((t::id, t::credit_kind, t::derivation))
                .load::<(Id, Option<CreditKind>, Value)>(conn)?
        {
            all.insert(id, Born::of(kind, &derivation));
        }
    }
    Ok(all)
}
