//! Places of work: prefecture-level cities, municipalities, and cities run directly by a province (chapters 2.4 and 10).
//!
//! Invariant: a code leads to at most one city, the one that "same city" compares.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::words::Name;

/// Six digits of GB/T 2260; well-formed, not necessarily known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CityCode(u32);

/// Not six digits, or beginning with a zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a region code of six digits")]
pub struct NotACityCode;

impl CityCode {
    /// The code of the province it lies in: `440305` → `440000`.
    pub const fn province(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }

    /// The code of the prefecture it lies in: `440305` → `440300`.
    const fn prefecture(self) -> Self {
        Self(self.0 / 100 * 100)
    }

    /// Whether it lies in 北京, 天津, 上海 or 重庆.
    const fn in_municipality(self) -> bool {
        matches!(self.0 / 10_000, 11 | 12 | 31 | 50)
    }
}

impl FromStr for CityCode {
    type Err = NotACityCode;

    fn from_str(text: &str) -> Result<Self, NotACityCode> {
        if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) || text.starts_with('0') {
            return Err(NotACityCode);
        }
        text.parse().map(Self).map_err(|_| NotACityCode)
    }
}

impl TryFrom<String> for CityCode {
    type Error = NotACityCode;

    fn try_from(text: String) -> Result<Self, NotACityCode> {
        text.parse()
    }
}

impl From<CityCode> for String {
    fn from(code: CityCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for CityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// A province, autonomous region or municipality.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Province {
    /// `440000`.
    pub code: CityCode,
    /// In both languages.
    pub name: Name,
}

/// A city that can be "the same city".
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct City {
    /// `440300`, `110000`, `429004`.
    pub code: CityCode,
    /// In both languages.
    pub name: Name,
}

/// All known cities and provinces.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cities {
    provinces: BTreeMap<CityCode, Province>,
    cities: BTreeMap<CityCode, City>,
}

impl Cities {
    /// Builds the lookup; `policy_load` has checked that codes are unique and provinces known.
    pub fn new(
        provinces: impl IntoIterator<Item = Province>,
        cities: impl IntoIterator<Item = City>,
    ) -> Self {
        Self {
            provinces: provinces.into_iter().map(|province| (province.code, province)).collect(),
            cities: cities.into_iter().map(|city| (city.code, city)).collect(),
        }
    }

    /// The city a place counts as: itself, its municipality, or the prefecture-level city of a district.
    pub fn resolve(&self, place: CityCode) -> Option<&City> {
        if place.in_municipality() {
            return self.cities.get(&place.province());
        }
        self.cities.get(&place).or_else(|| self.cities.get(&place.prefecture()))
    }

    /// `resolve`, from text; `None` also when the text is no code.
    pub fn find(&self, text: &str) -> Option<&City> {
        self.resolve(text.parse().ok()?)
    }

    /// The province a place lies in.
    pub fn province(&self, place: CityCode) -> Option<&Province> {
        self.provinces.get(&place.province())
    }

    /// Whether two places lie in the same province.
    pub fn same_province(&self, a: CityCode, b: CityCode) -> bool {
        a.province() == b.province() && self.province(a).is_some()
    }

    /// Every city, by code.
    pub fn iter(&self) -> impl Iterator<Item = &City> {
        self.cities.values()
    }

    /// Every province, by code.
    pub fn provinces(&self) -> impl Iterator<Item = &Province> {
        self.provinces.values()
    }
}
