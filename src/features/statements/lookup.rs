//! Statements as other features of billing look at them: what is open, what was put to each, what a month comes to.

use diesel::prelude::Queryable;

use crate::access::Scope;
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};

use super::model::Open;
use super::store;

/// Those of `ids` that are statements of `payer`, settled ones too. One statement, or none where there is nothing to ask.
///
/// # Errors
/// What the database answers.
pub fn of_payer(conn: &mut Conn, payer: Id, ids: &[Id]) -> Result<Vec<Open>, Error> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    Ok(store::of_payer(conn, payer, ids)?.into_iter().map(Open::from).collect())
}

/// The statements of a payer that came to less than nothing, the oldest first: what each owes is money of the payer.
///
/// # Errors
/// What the database answers.
pub fn credited_of(conn: &mut Conn, payer: Id) -> Result<Vec<Open>, Error> {
    Ok(store::credited_of(conn, payer)?.into_iter().map(Open::from).collect())
}

/// The statements in sight that are not settled, the oldest first.
///
/// # Errors
/// What the database answers.
pub fn unsettled(conn: &mut Conn, scope: &Scope) -> Result<Vec<Open>, Error> {
    Ok(store::all_unsettled(conn, scope)?.into_iter().map(Open::from).collect())
}

/// The statements to remind of: not settled, issued before `cut`, reminded of up to `step` (-1: never), `most` at once.
///
/// # Errors
/// What the database answers.
pub fn reminded_to(conn: &mut Conn, step: i32, cut: Moment, most: i64) -> Result<Vec<Open>, Error> {
    Ok(store::reminded_to(conn, step, cut, most)?.into_iter().map(Open::from).collect())
}

/// Writes down that its payer was reminded up to `step`.
///
/// # Errors
/// What the database answers.
pub fn set_reminded(conn: &mut Conn, id: Id, step: i32) -> Result<(), Error> {
    store::set_reminded(conn, id, step)
}

/// A statement as it stands, for the program itself.
///
/// # Errors
/// `NotFound`.
pub fn standing(conn: &mut Conn, id: Id) -> Result<Open, Error> {
    store::by_id(conn, id).map(Open::from)
}

/// What was put to each of these statements, with the number.
///
/// # Errors
/// What the database answers.
pub fn allocated(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, String, i64, i64)>, Error> {
    store::allocated(conn, ids)
}

/// What a statement comes to at one rate of VAT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtRate {
    /// The statement.
    pub number: String,
    /// Who pays.
    pub payer_id: Id,
    /// Its name.
    pub payer_name: String,
    /// The rate, percent.
    pub vat_rate: i32,
    /// Net, fen.
    pub net_fen: i64,
    /// VAT, fen.
    pub vat_fen: i64,
    /// With VAT, fen.
    pub gross_fen: i64,
}

/// What the statements of a month come to, a row for each rate of VAT, in the order of their numbers.
///
/// # Errors
/// What the database answers.
pub fn by_rate(conn: &mut Conn, month: &str) -> Result<Vec<AtRate>, Error> {
    store::by_rate(conn, month)
}

/// What the lines of one statement come to at one rate of VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct RateSum {
    /// The rate, percent.
    pub vat_rate: i32,
    /// How many lines.
    pub count: i64,
    /// Net, fen.
    pub net_fen: i64,
    /// VAT, fen.
    pub vat_fen: i64,
    /// With VAT, fen.
    pub gross_fen: i64,
}
