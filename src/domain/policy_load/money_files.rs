//! `prices.toml` (chapter 6).
//!
//! Invariant: every code of the catalogue has one price in each list, in a unit that suits it; nothing is negative.

use std::{collections::BTreeMap, ops::Range};

use chrono::{DateTime, Utc};
use toml::Spanned;

use super::{
    fault::FaultCode,
    raw::{RawDiscounts, RawPart, RawPriceList, RawPrices, RawRates, RawTravel},
    source::Source,
};
use crate::domain::{
    catalogue::Catalogue,
    dated::Period,
    price_list::{GradeDiscounts, HourRates, Part, PriceList, PriceLists, ServicePrice, TravelPrices},
    words::PriceUnit,
};

/// The most that may come on top of an hour, percent.
pub const MOST_SURCHARGE: i64 = 900;

/// Reads the lists; codes are compared with the catalogue when that is whole.
pub(super) fn prices(
    source: &mut Source<'_>,
    catalogue: Option<&Catalogue>,
    start: Option<DateTime<Utc>>,
) -> PriceLists {
    let Some(raw) = source.parse::<RawPrices>() else { return PriceLists::default() };
    let mut lists = Vec::new();
    let mut periods: Vec<(Range<usize>, Period)> = Vec::new();
    for (number, list) in (1..).zip(&raw.lists) {
        let services = services(source, list, catalogue);
        let parts = parts(source, &list.parts);
        let travel = travel(source, list);
        let labour_hour_fen =
            source.price(list.labour_hour_fen.span(), "labour_hour_fen", *list.labour_hour_fen.get_ref());
        let service_vat = vat(source, &list.service_vat);
        let goods_vat = vat(source, &list.goods_vat);
        let agent_fee_percent = list.agent_fee_percent.as_ref().map(|percent| vat(source, percent));
        let maintenance_fee_fen = list
            .maintenance_fee_fen
            .as_ref()
            .map(|fee| source.price(fee.span(), "maintenance_fee_fen", *fee.get_ref()));
        let rates = list.rates.as_ref().map_or_else(HourRates::default, |raw| rates(source, raw));
        let discounts =
            list.discounts.as_ref().map_or_else(GradeDiscounts::default, |raw| discounts(source, raw));
        let Some(period) = source.period(&list.from, list.to.as_ref()) else { continue };
        periods.push((list.from.span(), period));
        lists.push(PriceList {
            version: number,
            period,
            services,
            travel,
            labour_hour_fen,
            rates,
            maintenance_fee_fen,
            discounts,
            parts,
            agent_fee_percent,
            service_vat,
            goods_vat,
        });
    }
    if lists.len() == raw.lists.len() {
        source.series(&periods, start);
    }
    PriceLists::new(lists)
}

fn services(
    source: &mut Source<'_>,
    list: &RawPriceList,
    catalogue: Option<&Catalogue>,
) -> BTreeMap<String, ServicePrice> {
    let mut services = BTreeMap::new();
    for spanned in list.services.get_ref() {
        let (span, raw) = (spanned.span(), spanned.get_ref());
        let price_fen = source.price(span.clone(), &raw.code, raw.price_fen);
        if catalogue.is_some_and(|catalogue| catalogue.find(&raw.code).is_none()) {
            source.fault(span.clone(), FaultCode::UnknownService, raw.code.as_str());
        }
        let Some(unit) = source.option::<PriceUnit>(span.clone(), &raw.unit) else { continue };
        if !matches!(unit, PriceUnit::Visit | PriceUnit::Hour) {
            source.fault(span.clone(), FaultCode::BadUnit, format!("{}: {unit}", raw.code));
        }
        let vat_rate = raw.vat_rate.map(|rate| percent(source, &span, rate));
        if services.insert(raw.code.clone(), ServicePrice { unit, price_fen, vat_rate }).is_some() {
            source.fault(span, FaultCode::DuplicatePrice, raw.code.as_str());
        }
    }
    let named = |code: &str| list.services.get_ref().iter().any(|price| price.get_ref().code == code);
    for service in catalogue.into_iter().flat_map(Catalogue::iter) {
        if !named(&service.code) {
            source.fault(list.services.span(), FaultCode::MissingPrice, service.code.as_str());
        }
    }
    services
}

fn parts(source: &mut Source<'_>, raw: &[Spanned<RawPart>]) -> BTreeMap<String, Part> {
    let mut parts = BTreeMap::new();
    for spanned in raw {
        let (span, raw) = (spanned.span(), spanned.get_ref());
        let name = source.name(span.clone(), &raw.zh, &raw.en);
        let price_fen = source.price(span.clone(), &raw.part, raw.price_fen);
        let vat_rate = raw.vat_rate.map(|rate| percent(source, &span, rate));
        let part = Part { part: raw.part.clone(), name, price_fen, vat_rate };
        if parts.insert(raw.part.clone(), part).is_some() {
            source.fault(span, FaultCode::DuplicatePrice, raw.part.as_str());
        }
    }
    parts
}

/// By distance, or by the tier of the city; one of the two, whole.
fn travel(source: &mut Source<'_>, list: &RawPriceList) -> TravelPrices {
    let span = list.travel.span();
    let mut price = |what: &str, fen: Option<i64>| match fen {
        Some(fen) => source.price(span.clone(), what, fen),
        None => {
            source.fault(span.clone(), FaultCode::MissingPrice, what);
            0
        }
    };
    match *list.travel.get_ref() {
        RawTravel {
            tier1_fen,
            other_fen,
            same_city_fen: None,
            same_province_fen: None,
            elsewhere_fen: None,
        } if tier1_fen.is_some() || other_fen.is_some() => TravelPrices::CityTier {
            tier1_fen: price("tier1_fen", tier1_fen),
            other_fen: price("other_fen", other_fen),
        },
        RawTravel { same_city_fen, same_province_fen, elsewhere_fen, tier1_fen, other_fen } => {
            let prices = TravelPrices::Distance {
                same_city_fen: price("same_city_fen", same_city_fen),
                same_province_fen: price("same_province_fen", same_province_fen),
                elsewhere_fen: price("elsewhere_fen", elsewhere_fen),
            };
            if tier1_fen.is_some() || other_fen.is_some() {
                source.fault(span, FaultCode::DuplicatePrice, "travel by distance and by city tier");
            }
            prices
        }
    }
}

fn rates(source: &mut Source<'_>, raw: &Spanned<RawRates>) -> HourRates {
    let (span, raw) = (raw.span(), raw.get_ref());
    let by_severity = [raw.severity_1_fen, raw.severity_2_fen, raw.severity_3_fen, raw.severity_4_fen];
    let severity_fen = by_severity.map(|fen| fen.map(|fen| source.price(span.clone(), "severity", fen)));
    let mut surcharge = |what: &str, percent: i64| {
        if !(0..=MOST_SURCHARGE).contains(&percent) {
            source.fault(span.clone(), FaultCode::BadPercent, format!("{what}: {percent}"));
        }
        percent
    };
    HourRates {
        severity_fen,
        night_percent: surcharge("night_percent", raw.night_percent),
        weekend_percent: surcharge("weekend_percent", raw.weekend_percent),
        holiday_percent: surcharge("holiday_percent", raw.holiday_percent),
    }
}

fn discounts(source: &mut Source<'_>, raw: &Spanned<RawDiscounts>) -> GradeDiscounts {
    let (span, raw) = (raw.span(), raw.get_ref());
    let mut off = |what: &str, percent: i64| {
        if !(0..=100).contains(&percent) {
            source.fault(span.clone(), FaultCode::BadPercent, format!("{what}: {percent}"));
        }
        percent
    };
    GradeDiscounts {
        authorised_percent: off("authorised_percent", raw.authorised_percent),
        silver_percent: off("silver_percent", raw.silver_percent),
        gold_percent: off("gold_percent", raw.gold_percent),
    }
}

/// A whole percentage from 0 to 100.
fn vat(source: &mut Source<'_>, rate: &Spanned<i64>) -> i64 {
    percent(source, &rate.span(), *rate.get_ref())
}

fn percent(source: &mut Source<'_>, span: &Range<usize>, rate: i64) -> i64 {
    if !(0..=100).contains(&rate) {
        source.fault(span.clone(), FaultCode::BadVatRate, rate.to_string());
    }
    rate
}
