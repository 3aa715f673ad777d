//! Service points (服务网点) and city tiers: which cities count as near, and which are tier 1 (chapters 1, 2.4 and 10).
//!
//! Invariant: both are dated; the answer depends on the moment asked for.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{
    city::{Cities, CityCode},
    dated::Period,
    words::{CityTier, Distance, Name},
};

/// A vendor office from which engineers go on site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServicePoint {
    /// Its city, resolved.
    pub city: CityCode,
    /// In both languages.
    pub name: Name,
    /// When it is in operation.
    pub period: Period,
}

/// All service points there are or were.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ServicePoints(Vec<ServicePoint>);

impl ServicePoints {
    /// From points whose periods `policy_load` has checked.
    pub fn new(points: Vec<ServicePoint>) -> Self {
        Self(points)
    }

    /// The points in operation at a moment.
    pub fn in_operation(&self, at: DateTime<Utc>) -> impl Iterator<Item = &ServicePoint> {
        self.0.iter().filter(move |point| point.period.contains(at))
    }

    /// The point in operation in a (resolved) city at a moment.
    pub fn in_city(&self, city: CityCode, at: DateTime<Utc>) -> Option<&ServicePoint> {
        self.in_operation(at).find(|point| point.city == city)
    }

    /// How far a (resolved) city is from the nearest point in operation.
    pub fn distance(&self, cities: &Cities, city: CityCode, at: DateTime<Utc>) -> Distance {
        if self.in_city(city, at).is_some() {
            Distance::SameCity
        } else if self.in_operation(at).any(|point| cities.same_province(point.city, city)) {
            Distance::SameProvince
        } else {
            Distance::Elsewhere
        }
    }

    /// Every point, whenever it operates.
    pub fn iter(&self) -> impl Iterator<Item = &ServicePoint> {
        self.0.iter()
    }
}

/// The tier-1 cities of one period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TierList {
    /// When the list holds.
    pub period: Period,
    /// Its cities, resolved.
    pub tier1: BTreeSet<CityCode>,
}

/// The dated lists of tier-1 cities.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CityTiers(Vec<TierList>);

impl CityTiers {
    /// From a series of lists that `policy_load` has checked.
    pub fn new(lists: Vec<TierList>) -> Self {
        Self(lists)
    }

    /// The tier of a (resolved) city at a moment.
    pub fn tier(&self, city: CityCode, at: DateTime<Utc>) -> CityTier {
        let list = self.0.iter().rev().find(|list| list.period.contains(at));
        if list.is_some_and(|list| list.tier1.contains(&city)) { CityTier::Tier1 } else { CityTier::Other }
    }
}
