//! The policy as published, for the page: matrix, catalogue, service points, city tiers and prices (2.1, 2.2, 6).

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::dated::Period;
use crate::domain::policy::Policy;
use crate::domain::price_list::{PriceList, TravelPrices};
use crate::domain::words::{ClientClass, Delivery, Level, OwedRecord, Phase, PriceUnit};
use crate::platform::i18n::Lang;

use super::places::city_name;

/// One version of the policy as people read it.
#[derive(Debug, Serialize)]
pub struct Published {
    version: i32,
    effective_from: DateTime<Utc>,
    effective_to: Option<DateTime<Utc>>,
    matrix: Vec<MatrixRow>,
    services: Vec<ServiceRow>,
    classes: &'static [ClientClass],
    points: Vec<PointRow>,
    tier1: Vec<String>,
    prices: Option<Prices>,
}

#[derive(Debug, Serialize)]
struct MatrixRow {
    class: ClientClass,
    levels: Vec<Level>,
}

#[derive(Debug, Serialize)]
struct ServiceRow {
    code: String,
    name: String,
    phase: Phase,
    delivery: Delivery,
    offers: Vec<Option<Level>>,
    owes: OwedRecord,
}

#[derive(Debug, Serialize)]
struct PointRow {
    name: String,
    city: String,
    from: DateTime<Utc>,
    to: Option<DateTime<Utc>>,
    open: bool,
}

/// A price list as people read it.
#[derive(Debug, Serialize)]
pub struct Prices {
    from: DateTime<Utc>,
    services: Vec<PriceRow>,
    other: Vec<PriceRow>,
    parts: Vec<PriceRow>,
    rates: Vec<RateRow>,
    version: i32,
    service_vat: i64,
    goods_vat: i64,
    /// Not for agents: the page of the matrix leaves it out.
    agent_fee_percent: Option<i64>,
}

/// Percent that come on top, or off.
#[derive(Debug, Serialize)]
pub struct RateRow {
    /// The key of its words.
    pub key: &'static str,
    /// How many.
    pub percent: i64,
}

/// One price.
#[derive(Debug, Serialize)]
pub struct PriceRow {
    /// The code of a service or the number of a part.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The key of its words, where it has no code.
    pub key: Option<&'static str>,
    /// What it is the price of.
    pub unit: PriceUnit,
    /// Net, fen.
    pub price_fen: i64,
    /// VAT in percent, where it has a rate of its own.
    pub vat_rate: Option<i64>,
}

impl Published {
    /// The version as it holds at `at`; with prices only where the reader may see them.
    #[must_use]
    pub fn of(
        policy: &Policy,
        effective_to: Option<DateTime<Utc>>,
        at: DateTime<Utc>,
        with_prices: bool,
        lang: Lang,
    ) -> Self {
        Published {
            version: policy.version,
            effective_from: policy.effective_from,
            effective_to,
            matrix: ClientClass::ALL
                .iter()
                .map(|class| MatrixRow { class: *class, levels: levels(policy, *class) })
                .collect(),
            services: services(policy, lang),
            classes: ClientClass::ALL,
            points: points(policy, at, lang),
            tier1: tier1(policy, at, lang),
            prices: if with_prices { prices(policy, at, lang) } else { None },
        }
    }
}

fn levels(policy: &Policy, class: ClientClass) -> Vec<Level> {
    let columns =
        Phase::ALL.iter().flat_map(|phase| Delivery::ALL.iter().map(move |delivery| (*phase, *delivery)));
    columns.map(|(phase, delivery)| policy.matrix.level(class, phase, delivery)).collect()
}

fn services(policy: &Policy, lang: Lang) -> Vec<ServiceRow> {
    let row = |service: &crate::domain::catalogue::Service| {
        let offer = |class: &ClientClass| {
            let level = policy.matrix.level(*class, service.phase, service.delivery);
            service.is_offered_to(*class).then_some(level)
        };
        ServiceRow {
            code: service.code.clone(),
            name: service.name.for_locale(lang.tag()).to_string(),
            phase: service.phase,
            delivery: service.delivery,
            offers: ClientClass::ALL.iter().map(offer).collect(),
            owes: service.owes,
        }
    };
    policy.catalogue.iter().map(row).collect()
}

fn points(policy: &Policy, at: DateTime<Utc>, lang: Lang) -> Vec<PointRow> {
    let row = |point: &crate::domain::service_point::ServicePoint| {
        let Period { from, to } = point.period;
        PointRow {
            name: point.name.for_locale(lang.tag()).to_string(),
            city: city_name(policy, point.city, lang),
            from,
            to,
            open: point.period.contains(at),
        }
    };
    policy.service_points.iter().map(row).collect()
}

fn tier1(policy: &Policy, at: DateTime<Utc>, lang: Lang) -> Vec<String> {
    use crate::domain::words::CityTier;
    let first = |code| policy.city_tiers.tier(code, at) == CityTier::Tier1;
    let cities = policy.cities.iter().filter(|city| first(city.code));
    cities.map(|city| city.name.for_locale(lang.tag()).to_string()).collect()
}

fn prices(policy: &Policy, at: DateTime<Utc>, lang: Lang) -> Option<Prices> {
    Some(Prices::of(policy, policy.prices.at(at)?, lang))
}

impl Prices {
    /// A list with the services of the catalogue that it prices.
    #[must_use]
    pub fn of(policy: &Policy, list: &PriceList, lang: Lang) -> Self {
        let services = policy.catalogue.iter().filter_map(|service| {
            let price = list.services.get(&service.code)?;
            let (code, name) =
                (Some(service.code.clone()), Some(service.name.for_locale(lang.tag()).to_string()));
            let (unit, price_fen, vat_rate) = (price.unit, price.price_fen, price.vat_rate);
            Some(PriceRow { code, name, key: None, unit, price_fen, vat_rate })
        });
        let parts = list.parts.values().map(|part| {
            let (code, name) = (Some(part.part.clone()), Some(part.name.for_locale(lang.tag()).to_string()));
            let (unit, price_fen, vat_rate) = (PriceUnit::Piece, part.price_fen, part.vat_rate);
            PriceRow { code, name, key: None, unit, price_fen, vat_rate }
        });
        Prices {
            from: list.period.from,
            services: services.collect(),
            other: other(list),
            parts: parts.collect(),
            rates: rates(list),
            version: list.version,
            service_vat: list.service_vat,
            goods_vat: list.goods_vat,
            agent_fee_percent: list.agent_fee_percent,
        }
    }

    /// Travel, labour and the fee of a repair.
    #[must_use]
    pub fn other(&self) -> &[PriceRow] {
        &self.other
    }

    /// What comes on top or off, where it is anything, and what agents earn: everything in percent.
    pub fn percents(&self) -> impl Iterator<Item = RateRow> {
        let rates = self.rates.iter().map(|RateRow { key, percent }| RateRow { key, percent: *percent });
        rates.chain(self.agent_fee_percent.map(|percent| RateRow { key: "price-agent-fee", percent }))
    }
}

/// Travel, labour and the fee of a repair.
fn other(list: &PriceList) -> Vec<PriceRow> {
    let named = |key, unit, price_fen| PriceRow {
        code: None,
        name: None,
        key: Some(key),
        unit,
        price_fen,
        vat_rate: None,
    };
    let mut rows = match list.travel {
        TravelPrices::Distance { same_city_fen, same_province_fen, elsewhere_fen } => vec![
            named("price-travel-same-city", PriceUnit::Trip, same_city_fen),
            named("price-travel-same-province", PriceUnit::Trip, same_province_fen),
            named("price-travel-elsewhere", PriceUnit::Trip, elsewhere_fen),
        ],
        TravelPrices::CityTier { tier1_fen, other_fen } => vec![
            named("price-travel-tier1", PriceUnit::Trip, tier1_fen),
            named("price-travel-other", PriceUnit::Trip, other_fen),
        ],
    };
    rows.push(named("price-labour", PriceUnit::Hour, list.labour_hour_fen));
    let keys = ["price-labour-1", "price-labour-2", "price-labour-3", "price-labour-4"];
    for (key, fen) in keys.into_iter().zip(list.rates.severity_fen) {
        rows.extend(fen.map(|fen| named(key, PriceUnit::Hour, fen)));
    }
    rows.extend(list.maintenance_fee_fen.map(|fen| named("price-maintenance", PriceUnit::Job, fen)));
    rows
}

/// What comes on top or off, where it is anything.
fn rates(list: &PriceList) -> Vec<RateRow> {
    let (rates, discounts) = (list.rates, list.discounts);
    let all = [
        ("price-rate-night", rates.night_percent),
        ("price-rate-weekend", rates.weekend_percent),
        ("price-rate-holiday", rates.holiday_percent),
        ("price-discount-authorised", discounts.authorised_percent),
        ("price-discount-silver", discounts.silver_percent),
        ("price-discount-gold", discounts.gold_percent),
    ];
    all.into_iter()
        .filter(|(_, percent)| *percent != 0)
        .map(|(key, percent)| RateRow { key, percent })
        .collect()
}
