//! `prices.toml` (chapter 6).
//!
//! Invariant: every code of the catalogue has one price in each list, in a unit that suits it; nothing is negative.

use std::{collections::BTreeMap, ops::Range};

use chrono::{DateTime, Utc};
use toml::Spanned;

use super::{
    fault::FaultCode,
    raw::{RawPart, RawPriceList, RawPrices},
    source::Source,
};
use crate::domain::{
    catalogue::Catalogue,
    dated::Period,
    price_list::{Part, PriceList, PriceLists, ServicePrice, TravelPrices},
    words::PriceUnit,
};

/// Reads the lists; codes are compared with the catalogue when that is whole.
pub(super) fn prices(
    source: &mut Source<'_>,
    catalogue: Option<&Catalogue>,
    start: Option<DateTime<Utc>>,
) -> PriceLists {
    let Some(raw) = source.parse::<RawPrices>() else { return PriceLists::default() };
    let mut lists = Vec::new();
    let mut periods: Vec<(Range<usize>, Period)> = Vec::new();
    for list in &raw.lists {
        let services = services(source, list, catalogue);
        let parts = parts(source, &list.parts);
        let travel = travel(source, list);
        let labour_hour_fen =
            source.price(list.labour_hour_fen.span(), "labour_hour_fen", *list.labour_hour_fen.get_ref());
        let service_vat = vat(source, &list.service_vat);
        let goods_vat = vat(source, &list.goods_vat);
        let agent_fee_percent = list.agent_fee_percent.as_ref().map(|percent| vat(source, percent));
        let Some(period) = source.period(&list.from, list.to.as_ref()) else { continue };
        periods.push((list.from.span(), period));
        lists.push(PriceList {
            period,
            services,
            travel,
            labour_hour_fen,
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
        if services.insert(raw.code.clone(), ServicePrice { unit, price_fen }).is_some() {
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
        let part = Part { part: raw.part.clone(), name, price_fen };
        if parts.insert(raw.part.clone(), part).is_some() {
            source.fault(span, FaultCode::DuplicatePrice, raw.part.as_str());
        }
    }
    parts
}

fn travel(source: &mut Source<'_>, list: &RawPriceList) -> TravelPrices {
    let (span, raw) = (list.travel.span(), list.travel.get_ref());
    TravelPrices {
        same_city_fen: source.price(span.clone(), "same_city_fen", raw.same_city_fen),
        same_province_fen: source.price(span.clone(), "same_province_fen", raw.same_province_fen),
        elsewhere_fen: source.price(span, "elsewhere_fen", raw.elsewhere_fen),
    }
}

/// A whole percentage from 0 to 100.
fn vat(source: &mut Source<'_>, rate: &Spanned<i64>) -> i64 {
    if !(0..=100).contains(rate.get_ref()) {
        source.fault(rate.span(), FaultCode::BadVatRate, rate.get_ref().to_string());
    }
    *rate.get_ref()
}
