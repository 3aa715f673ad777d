//! Price lists, dated: services, travel, labour and parts, in fen without VAT (chapter 6).
//!
//! Invariant: every code of the catalogue has exactly one price in every list; nothing is negative.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{
    dated::Period,
    words::{AgentGrade, CityTier, Distance, HourKind, Name, PriceUnit},
};
use crate::domain::money::{self, MoneyError};

/// The highest price, fen: beyond it somebody mistyped.
pub const MOST_FEN: i64 = 1_000_000_000;

/// What a service costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ServicePrice {
    /// Per visit or per hour.
    pub unit: PriceUnit,
    /// Fen per unit.
    pub price_fen: i64,
    /// VAT in percent, where it is not that of services.
    pub vat_rate: Option<i64>,
}

/// What a trip to the site costs, fen: by distance, or by the tier of the city.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TravelPrices {
    /// By distance from the nearest service point in operation.
    Distance {
        /// In a city with a service point.
        same_city_fen: i64,
        /// In a province with one.
        same_province_fen: i64,
        /// Further away.
        elsewhere_fen: i64,
    },
    /// By the tier of the city.
    CityTier {
        /// In a tier-1 city.
        tier1_fen: i64,
        /// In any other.
        other_fen: i64,
    },
}

impl TravelPrices {
    /// Fen per trip, with the fact it follows from: its name and its value.
    pub const fn price(&self, distance: Distance, tier: CityTier) -> (i64, (&'static str, &'static str)) {
        match self {
            Self::Distance { same_city_fen, same_province_fen, elsewhere_fen } => {
                let fen = match distance {
                    Distance::SameCity => *same_city_fen,
                    Distance::SameProvince => *same_province_fen,
                    Distance::Elsewhere => *elsewhere_fen,
                };
                (fen, ("distance", distance.as_str()))
            }
            Self::CityTier { tier1_fen, other_fen } => {
                let fen = match tier {
                    CityTier::Tier1 => *tier1_fen,
                    CityTier::Other => *other_fen,
                };
                (fen, ("city_tier", tier.as_str()))
            }
        }
    }
}

/// Rates of an hour of labour beside the ordinary one: by severity, and surcharges by when it was worked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HourRates {
    /// Fen per hour in place of the ordinary rate, for severities 1 to 4.
    pub severity_fen: [Option<i64>; 4],
    /// Percent on top at night.
    pub night_percent: i64,
    /// Percent on top at a weekend.
    pub weekend_percent: i64,
    /// Percent on top on a public holiday.
    pub holiday_percent: i64,
}

impl HourRates {
    /// Percent on top for a kind of hour.
    pub const fn surcharge(&self, kind: HourKind) -> i64 {
        match kind {
            HourKind::Day => 0,
            HourKind::Night => self.night_percent,
            HourKind::Weekend => self.weekend_percent,
            HourKind::Holiday => self.holiday_percent,
        }
    }

    /// Whether it matters how severe a fault was.
    pub fn by_severity(&self) -> bool {
        self.severity_fen.iter().any(Option::is_some)
    }

    /// Whether it matters when somebody worked.
    pub const fn by_time(&self) -> bool {
        self.night_percent != 0 || self.weekend_percent != 0 || self.holiday_percent != 0
    }
}

/// What is taken off the list price for an agent, by its grade; percent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct GradeDiscounts {
    /// For an authorised agent.
    pub authorised_percent: i64,
    /// For a silver one.
    pub silver_percent: i64,
    /// For a gold one.
    pub gold_percent: i64,
}

impl GradeDiscounts {
    /// Percent off for a grade.
    pub const fn percent(&self, grade: AgentGrade) -> i64 {
        match grade {
            AgentGrade::Authorised => self.authorised_percent,
            AgentGrade::Silver => self.silver_percent,
            AgentGrade::Gold => self.gold_percent,
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
    /// VAT in percent, where it is not that of goods.
    pub vat_rate: Option<i64>,
}

/// One price list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PriceList {
    /// 1 for the first list of the policy; published ones follow.
    pub version: i32,
    /// When it holds.
    pub period: Period,
    /// By service code.
    pub services: BTreeMap<String, ServicePrice>,
    /// By distance or by city.
    pub travel: TravelPrices,
    /// Fen per hour of labour of repair.
    pub labour_hour_fen: i64,
    /// By severity, night, weekend and holiday.
    pub rates: HourRates,
    /// Fen for each repair after free service (维护成本费), beside its labour; nothing where none is asked.
    pub maintenance_fee_fen: Option<i64>,
    /// By the grade of the agent that pays.
    pub discounts: GradeDiscounts,
    /// By part number.
    pub parts: BTreeMap<String, Part>,
    /// What an agent earns of the list price when it works for the vendor, percent; nothing where none was agreed.
    pub agent_fee_percent: Option<i64>,
    /// VAT of services, percent.
    pub service_vat: i64,
    /// VAT of goods, percent.
    pub goods_vat: i64,
}

impl PriceList {
    /// Fen per hour of labour of repair: the rate of the severity where there is one, with what comes on top for the time,
    /// rounded half up to a whole fen.
    ///
    /// # Errors
    /// Where it does not fit.
    pub fn hour_fen(&self, severity: Option<u8>, kind: HourKind) -> Result<i64, MoneyError> {
        let of_severity = severity.and_then(|severity| {
            let index = usize::from(severity).checked_sub(1)?;
            self.rates.severity_fen.get(index).copied().flatten()
        });
        let base = of_severity.unwrap_or(self.labour_hour_fen);
        money::share_half_up(base, 100 + self.rates.surcharge(kind), 100)
    }
}

/// The price lists of a policy, oldest first: its own, and those that were published beside it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PriceLists(Vec<PriceList>);

impl PriceLists {
    /// From a series of lists that `policy_load` has checked.
    pub fn new(lists: Vec<PriceList>) -> Self {
        Self(lists)
    }

    /// These with published ones beside them.
    #[must_use]
    pub fn with_published(&self, published: &[PriceList]) -> Self {
        let mut all = self.0.clone();
        all.extend_from_slice(published);
        all.sort_by_key(|list| (list.period.from, list.version));
        Self(all)
    }

    /// The list in force at a moment: the one that began last; of two that began at once the later version.
    pub fn at(&self, at: DateTime<Utc>) -> Option<&PriceList> {
        self.0.iter().rev().find(|list| list.period.contains(at))
    }

    /// The list that something stored was computed with: that of its number; where none was stored, that of its moment.
    pub fn stored(&self, version: Option<i32>, at: DateTime<Utc>) -> Option<&PriceList> {
        version.map_or_else(|| self.at(at), |version| self.version(version))
    }

    /// The list of a number.
    pub fn version(&self, version: i32) -> Option<&PriceList> {
        self.0.iter().find(|list| list.version == version)
    }

    /// Every list, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &PriceList> {
        self.0.iter()
    }
}
