//! An amount with its VAT, and what many of them come to (chapter 6).
//!
//! Invariant: VAT is rounded once for each line, half up, and never for a sum; a sum that does not fit is an error.

use super::money::{self, MoneyError};

/// An amount net of VAT, its VAT, and both together, in fen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taxed {
    /// Net.
    pub net_fen: i64,
    /// VAT.
    pub vat_fen: i64,
    /// With VAT.
    pub gross_fen: i64,
}

impl Taxed {
    /// A net amount at an integer percentage.
    ///
    /// # Errors
    /// Where it does not fit.
    pub fn of(net_fen: i64, percent: i32) -> Result<Self, MoneyError> {
        let vat_fen = money::vat_of_net(net_fen, i64::from(percent))?;
        Ok(Taxed { net_fen, vat_fen, gross_fen: money::add(net_fen, vat_fen)? })
    }
}

/// What the lines of a statement come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many lines.
    pub count: i32,
    /// What all would have cost, net.
    pub list_fen: i64,
    /// Net.
    pub net_fen: i64,
    /// VAT.
    pub vat_fen: i64,
    /// With VAT.
    pub gross_fen: i64,
}

impl Totals {
    /// With one line more.
    ///
    /// # Errors
    /// Where the sum does not fit.
    pub fn plus(self, list_fen: i64, line: Taxed) -> Result<Self, MoneyError> {
        Ok(Totals {
            count: self.count.checked_add(1).ok_or(MoneyError::OutOfRange)?,
            list_fen: money::add(self.list_fen, list_fen)?,
            net_fen: money::add(self.net_fen, line.net_fen)?,
            vat_fen: money::add(self.vat_fen, line.vat_fen)?,
            gross_fen: money::add(self.gross_fen, line.gross_fen)?,
        })
    }
}
