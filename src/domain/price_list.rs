//! Price lists, dated: services, travel, labour and parts, in fen without VAT (chapter 6).
//!
//! Invariant: every code of the catalogue has exactly one price in every list; nothing is negative.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{
    dated::Period,
    words::{Distance, Name, PriceUnit},
};

/// What a service costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ServicePrice {
    /// Per visit or per hour.
    pub unit: PriceUnit,
    /// Fen per unit.
    pub price_fen: i64,
}

/// What a trip to the site costs, by distance; fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TravelPrices {
    /// In a city with a service point.
    pub same_city_fen: i64,
    /// In a province with one.
    pub same_province_fen: i64,
    /// Further away.
    pub elsewhere_fen: i64,
}

impl TravelPrices {
    /// Fen per trip.
    pub const fn price_fen(&self, distance: Distance) -> i64 {
        match distance {
            Distance::SameCity => self.same_city_fen,
            Distance::SameProvince => self.same_province_fen,
            Distance::Elsewhere => self.elsewhere_fen,
        }
    }
}

/// A part and its price.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The part number.
    pub part: String,
    /// In both languages.
    pub name: Name,
    /// Fen per piece.
    pub price_fen: i64,
}

/// One price list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PriceList {
    /// When it holds.
    pub period: Period,
    /// By service code.
    pub services: BTreeMap<String, ServicePrice>,
    /// By distance.
    pub travel: TravelPrices,
    /// Fen per hour of labour of repair.
    pub labour_hour_fen: i64,
    /// By part number.
    pub parts: BTreeMap<String, Part>,
    /// What an agent earns of the list price when it works for the vendor, percent; nothing where none was agreed.
    pub agent_fee_percent: Option<i64>,
    /// VAT of services, percent.
    pub service_vat: i64,
    /// VAT of goods, percent.
    pub goods_vat: i64,
}

/// The price lists of a policy, oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PriceLists(Vec<PriceList>);

impl PriceLists {
    /// From a series of lists that `policy_load` has checked.
    pub fn new(lists: Vec<PriceList>) -> Self {
        Self(lists)
    }

    /// The list in force at a moment.
    pub fn at(&self, at: DateTime<Utc>) -> Option<&PriceList> {
        self.0.iter().rev().find(|list| list.period.contains(at))
    }

    /// Every list, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &PriceList> {
        self.0.iter()
    }
}
