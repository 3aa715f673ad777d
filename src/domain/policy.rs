//! The service policy: versions of matrix, catalogue, places, prices and switches (chapters 2 and 2.6).
//!
//! Invariant: from the first version on every moment belongs to exactly one version; versions never change.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    catalogue::Catalogue,
    city::{Cities, CityCode},
    dated::{Period, SeriesFault, check_series},
    holidays::Holidays,
    price_list::{PriceList, PriceLists},
    service_matrix::ServiceMatrix,
    service_point::{CityTiers, ServicePoints},
    sla::Sla,
    words::CityTier,
};

/// The switches of coverage (chapter 2.5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CoverageRules {
    /// Whether free service also covers the visit of a repair.
    pub free_service_covers_visits: bool,
    /// Whether labour after free service is charged (维护成本费).
    pub labour_after_free_service_charged: bool,
    /// Length of free service from acceptance, months.
    pub free_service_months: u32,
    /// Length of the warranty from acceptance, months.
    pub warranty_months: u32,
    /// After how many repairs of a device a fault that comes back flags it for replacement.
    pub repeat_repairs: u32,
}

/// One version of the whole policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// 1, 2, 3 …
    pub version: i32,
    /// The first moment it holds.
    pub effective_from: DateTime<Utc>,
    /// The zone in which dates on records are days.
    pub zone: chrono_tz::Tz,
    /// Class × phase × delivery → level.
    pub matrix: ServiceMatrix,
    /// What is offered to whom.
    pub catalogue: Catalogue,
    /// Known places.
    pub cities: Cities,
    /// Tier-1 cities.
    pub city_tiers: CityTiers,
    /// Service points.
    pub service_points: ServicePoints,
    /// Price lists.
    pub prices: PriceLists,
    /// Switches of coverage.
    pub coverage: CoverageRules,
    /// Whether the customer must sign the acceptance of work on site (4.3).
    pub acceptance_signature_required: bool,
    /// Profiles of deadlines, with calendars and holidays (3).
    pub sla: Sla,
}

impl Policy {
    /// The tier of a place at a moment; nothing where the place is not known.
    pub fn tier_of(&self, place: CityCode, at: DateTime<Utc>) -> Option<CityTier> {
        self.cities.resolve(place).map(|city| self.city_tiers.tier(city.code, at))
    }

    /// The local day of a moment.
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }
}

/// No version was in force yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("before the first version of the policy")]
pub struct BeforeFirstVersion;

/// Versions that do not follow one another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PolicySetFault {
    /// There is no version at all.
    #[error("there is no policy version")]
    Empty,
    /// Numbers must rise with time.
    #[error("version {0} does not rise above its predecessor")]
    Number(i32),
    /// Two versions take effect at once.
    #[error("version {0} takes effect at the same moment as its predecessor")]
    Moment(i32),
}

/// All published versions, oldest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicySet(Vec<Policy>);

impl PolicySet {
    /// Puts versions in order of time and checks that they follow one another; all faults at once.
    pub fn new(mut versions: Vec<Policy>) -> Result<Self, Vec<PolicySetFault>> {
        versions.sort_by_key(|policy| (policy.effective_from, policy.version));
        let mut faults = Vec::new();
        if versions.is_empty() {
            faults.push(PolicySetFault::Empty);
        }
        for (earlier, later) in versions.iter().zip(versions.iter().skip(1)) {
            if later.version <= earlier.version {
                faults.push(PolicySetFault::Number(later.version));
            }
        }
        let periods: Vec<Period> =
            versions.iter().map(|policy| Period { from: policy.effective_from, to: None }).collect();
        for fault in check_series(&periods) {
            if let SeriesFault::Overlap(index) = fault {
                faults.extend(versions.get(index).map(|policy| PolicySetFault::Moment(policy.version)));
            }
        }
        if faults.is_empty() { Ok(Self(versions)) } else { Err(faults) }
    }

    /// The version in force at a moment.
    pub fn at(&self, moment: DateTime<Utc>) -> Result<&Policy, BeforeFirstVersion> {
        self.0.iter().rev().find(|policy| policy.effective_from <= moment).ok_or(BeforeFirstVersion)
    }

    /// The version of a number.
    pub fn version(&self, version: i32) -> Option<&Policy> {
        self.0.iter().find(|policy| policy.version == version)
    }

    /// The moment a version is superseded, when it is.
    pub fn effective_to(&self, version: i32) -> Option<DateTime<Utc>> {
        let mut later = self.0.iter().skip_while(|policy| policy.version != version).skip(1);
        later.next().map(|policy| policy.effective_from)
    }

    /// The same versions, with the holidays that an administrator imported in place of those shipped.
    #[must_use]
    pub fn with_imported(&self, imported: &Holidays) -> Self {
        let renewed = |policy: &Policy| Policy { sla: policy.sla.with_imported(imported), ..policy.clone() };
        Self(self.0.iter().map(renewed).collect())
    }

    /// The same versions, with price lists that were published beside them (chapter 6).
    #[must_use]
    pub fn with_price_lists(&self, published: &[PriceList]) -> Self {
        let renewed =
            |policy: &Policy| Policy { prices: policy.prices.with_published(published), ..policy.clone() };
        Self(self.0.iter().map(renewed).collect())
    }

    /// Every version, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.0.iter()
    }
}
