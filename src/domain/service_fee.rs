//! What an agent earns when it works on the vendor's behalf: a share of the list price, by the price list of the day
//! (chapter 6, both directions).

use serde::{Deserialize, Serialize};

use super::{
    money::{self, MoneyError},
    price_list::PriceList,
    pricing::Quantity,
    words::PriceUnit,
};

/// A fee with everything it was computed from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ServiceFee {
    /// What the price is for one of.
    pub unit: PriceUnit,
    /// How much of it: visits, or minutes as parts of an hour.
    pub quantity: Quantity,
    /// Fen per unit, by the list.
    pub unit_price_fen: i64,
    /// The agent's share of it, percent.
    pub percent: i64,
    /// What it comes to, net, fen; rounded half up once.
    pub amount_fen: i64,
    /// Percent.
    pub vat_rate: i64,
}

/// Why there is no fee.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FeeError {
    /// The list has no price for the code, or no share for agents.
    #[error("no price in force")]
    NoPrice,
    /// It does not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// The fee for `count` visits, or `count` minutes where the code is priced by the hour.
///
/// # Errors
/// [`FeeError`].
pub fn service_fee(list: &PriceList, service_code: &str, count: u32) -> Result<ServiceFee, FeeError> {
    let price = list.services.get(service_code).ok_or(FeeError::NoPrice)?;
    let percent = list.agent_fee_percent.ok_or(FeeError::NoPrice)?;
    let quantity = match price.unit {
        PriceUnit::Hour => Quantity::minutes(count),
        _ => Quantity::units(count),
    };
    let share = money::times(quantity.count, percent)?;
    let whole = money::times(quantity.per, 100)?;
    Ok(ServiceFee {
        unit: price.unit,
        quantity,
        unit_price_fen: price.price_fen,
        percent,
        amount_fen: money::share_half_up(price.price_fen, share, whole)?,
        vat_rate: price.vat_rate.unwrap_or(list.service_vat),
    })
}
