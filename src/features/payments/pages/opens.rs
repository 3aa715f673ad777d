//! The statements of a payer that money can be put to, as rows of a form: what is open, and what is typed beside it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::access::Page;
use crate::domain::money::plain_yuan;
use crate::features::shell::form::Typed;
use crate::features::statements::Open;
use crate::platform::db::{Id, Moment};
use crate::platform::fields;

/// A statement with what is typed beside it.
#[derive(Debug, Serialize)]
pub struct OpenRow {
    id: Id,
    number: String,
    month: String,
    issued_at: Moment,
    open_fen: i64,
    /// As typed, or as proposed.
    typed: String,
    error: Option<String>,
}

/// The form without the rows beside which nothing is typed.
#[must_use]
pub fn filled(form: &[(String, String)]) -> Vec<(String, String)> {
    let blank = |row: &str| {
        let key = format!("allocations.{row}.amount_fen");
        form.iter().filter(|(name, _)| *name == key).all(|(_, typed)| typed.trim().is_empty())
    };
    let row =
        |name: &str| name.strip_prefix("allocations.").and_then(|rest| rest.split('.').next()).map(blank);
    form.iter().filter(|(name, _)| row(name) != Some(true)).cloned().collect()
}

/// What was typed beside each statement, with what is wrong with it.
#[must_use]
pub fn as_typed(page: &Page, open: &[Open], typed: &Typed) -> Vec<OpenRow> {
    let rows = typed.body.get("allocations").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let (texts, lang) = (&page.services.texts, page.lang());
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let beside = |statement: &Open| {
        let index = rows.iter().position(|row| row["statement_id"] == statement.id.to_string())?;
        let path = format!("allocations.{index}.amount_fen");
        let fen = rows[index]["amount_fen"].as_i64().map(plain_yuan);
        let typed_text = fen.or_else(|| typed.unparsed.get(&path).cloned()).unwrap_or_default();
        let own = format!("allocations.{index}.");
        let fault = typed.faults.iter().find(|fault| fault.path.starts_with(&own));
        Some((typed_text, fault.map(|fault| fields::message("payment", fault, &translate))))
    };
    open.iter().map(|statement| row(statement, beside(statement).unwrap_or_default())).collect()
}

/// What is proposed beside each statement.
#[must_use]
pub fn proposed(open: &[Open], proposal: &[(Id, i64)]) -> Vec<OpenRow> {
    let amounts: BTreeMap<Id, i64> = proposal.iter().copied().collect();
    let beside = |id: &Id| amounts.get(id).map(|fen| plain_yuan(*fen)).unwrap_or_default();
    open.iter().map(|statement| row(statement, (beside(&statement.id), None))).collect()
}

fn row(statement: &Open, (typed, error): (String, Option<String>)) -> OpenRow {
    OpenRow {
        id: statement.id,
        number: statement.number.clone(),
        month: statement.month.clone(),
        issued_at: statement.issued_at,
        open_fen: statement.open_fen,
        typed,
        error,
    }
}
