//! The files of a policy as they are written: shapes only, nothing checked beyond them.

use serde::Deserialize;
use toml::{Spanned, value::Datetime};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPolicy {
    pub(super) version: Spanned<i64>,
    pub(super) effective_from: Spanned<Datetime>,
    pub(super) time_zone: Spanned<String>,
    #[serde(default)]
    pub(super) acceptance_signature_required: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCoverage {
    pub(super) free_service_covers_visits: bool,
    pub(super) labour_after_free_service_charged: bool,
    pub(super) free_service_months: Spanned<i64>,
    pub(super) warranty_months: Spanned<i64>,
    /// Versions from before there was this rule have it as it is shipped.
    #[serde(default = "three")]
    pub(super) repeat_repairs: u32,
}

fn three() -> u32 {
    3
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMatrix {
    pub(super) cells: Spanned<Vec<Spanned<RawCell>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCell {
    pub(super) class: String,
    pub(super) phase: String,
    pub(super) delivery: String,
    pub(super) level: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCatalogue {
    pub(super) services: Vec<Spanned<RawService>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawService {
    pub(super) code: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) delivery: String,
    pub(super) phase: String,
    pub(super) classes: Vec<String>,
    pub(super) owes: String,
    #[serde(default)]
    pub(super) repair: bool,
    #[serde(default)]
    pub(super) prospects: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCities {
    pub(super) provinces: Vec<Spanned<RawPlace>>,
    pub(super) cities: Vec<Spanned<RawPlace>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPlace {
    pub(super) code: String,
    pub(super) zh: String,
    pub(super) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTiers {
    pub(super) lists: Vec<RawTierList>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTierList {
    pub(super) from: Spanned<Datetime>,
    pub(super) to: Option<Spanned<Datetime>>,
    pub(super) tier1: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPoints {
    pub(super) points: Vec<Spanned<RawPoint>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPoint {
    pub(super) city: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) from: Spanned<Datetime>,
    pub(super) to: Option<Spanned<Datetime>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPrices {
    pub(super) lists: Vec<RawPriceList>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPriceList {
    pub(super) from: Spanned<Datetime>,
    pub(super) to: Option<Spanned<Datetime>>,
    pub(super) labour_hour_fen: Spanned<i64>,
    pub(super) service_vat: Spanned<i64>,
    pub(super) goods_vat: Spanned<i64>,
    pub(super) agent_fee_percent: Option<Spanned<i64>>,
    pub(super) maintenance_fee_fen: Option<Spanned<i64>>,
    pub(super) rates: Option<Spanned<RawRates>>,
    pub(super) discounts: Option<Spanned<RawDiscounts>>,
    pub(super) travel: Spanned<RawTravel>,
    pub(super) services: Spanned<Vec<Spanned<RawServicePrice>>>,
    pub(super) parts: Vec<Spanned<RawPart>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTravel {
    pub(super) same_city_fen: Option<i64>,
    pub(super) same_province_fen: Option<i64>,
    pub(super) elsewhere_fen: Option<i64>,
    pub(super) tier1_fen: Option<i64>,
    pub(super) other_fen: Option<i64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawRates {
    pub(super) severity_1_fen: Option<i64>,
    pub(super) severity_2_fen: Option<i64>,
    pub(super) severity_3_fen: Option<i64>,
    pub(super) severity_4_fen: Option<i64>,
    pub(super) night_percent: i64,
    pub(super) weekend_percent: i64,
    pub(super) holiday_percent: i64,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawDiscounts {
    pub(super) authorised_percent: i64,
    pub(super) silver_percent: i64,
    pub(super) gold_percent: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawServicePrice {
    pub(super) code: String,
    pub(super) unit: String,
    pub(super) price_fen: i64,
    pub(super) vat_rate: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPart {
    pub(super) part: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) price_fen: i64,
    pub(super) vat_rate: Option<i64>,
}
