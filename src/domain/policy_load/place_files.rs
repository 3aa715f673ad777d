//! `cities.toml`, `city-tiers.toml` and `service-points.toml` (chapters 2.4 and 10).
//!
//! Invariant: codes are unique and well-formed; tiers and service points name cities that exist, themselves.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use chrono::{DateTime, Utc};
use toml::Spanned;

use super::{
    fault::FaultCode,
    raw::{RawCities, RawPlace, RawPoints, RawTiers},
    source::Source,
};
use crate::domain::{
    city::{Cities, City, CityCode, Province},
    dated::Period,
    service_point::{CityTiers, ServicePoint, ServicePoints, TierList},
    words::Name,
};

pub(super) fn cities(source: &mut Source<'_>) -> Option<Cities> {
    let raw: RawCities = source.parse()?;
    let provinces = places(source, &raw.provinces);
    let cities = places(source, &raw.cities);
    for (code, (span, _)) in &provinces {
        if *code != code.province() {
            source.fault(
                span.clone(),
                FaultCode::UnknownProvince,
                format!("{code} is not the code of a province"),
            );
        }
    }
    for (code, (span, _)) in &cities {
        if !provinces.contains_key(&code.province()) {
            source.fault(
                span.clone(),
                FaultCode::UnknownProvince,
                format!("{code} lies in no listed province"),
            );
        }
    }
    let provinces = provinces.into_iter().map(|(code, (_, name))| Province { code, name });
    Some(Cities::new(provinces, cities.into_iter().map(|(code, (_, name))| City { code, name })))
}

fn places(source: &mut Source<'_>, raw: &[Spanned<RawPlace>]) -> BTreeMap<CityCode, (Range<usize>, Name)> {
    let mut places = BTreeMap::new();
    for spanned in raw {
        let (span, place) = (spanned.span(), spanned.get_ref());
        let name = source.name(span.clone(), &place.zh, &place.en);
        let Some(code) = city_code(source, span.clone(), &place.code) else { continue };
        if places.insert(code, (span.clone(), name)).is_some() {
            source.fault(span, FaultCode::DuplicateCity, code.to_string());
        }
    }
    places
}

fn city_code(source: &mut Source<'_>, span: Range<usize>, text: &str) -> Option<CityCode> {
    let code = text.parse().ok();
    if code.is_none() {
        source.fault(span, FaultCode::NotACityCode, text);
    }
    code
}

/// A listed city; a district would never be found again by its city. Not judged while the cities are not known.
fn known_city(
    source: &mut Source<'_>,
    span: Range<usize>,
    text: &str,
    known: Option<&Cities>,
) -> Option<CityCode> {
    let code = city_code(source, span.clone(), text)?;
    if known.is_some_and(|cities| cities.resolve(code).is_none_or(|city| city.code != code)) {
        source.fault(span, FaultCode::UnknownCity, text);
        return None;
    }
    Some(code)
}

pub(super) fn tiers(
    source: &mut Source<'_>,
    known: Option<&Cities>,
    start: Option<DateTime<Utc>>,
) -> CityTiers {
    let Some(raw) = source.parse::<RawTiers>() else { return CityTiers::default() };
    let mut lists = Vec::new();
    let mut periods = Vec::new();
    for list in &raw.lists {
        let mut tier1 = BTreeSet::new();
        for city in &list.tier1 {
            let Some(code) = known_city(source, city.span(), city.get_ref(), known) else { continue };
            if !tier1.insert(code) {
                source.fault(city.span(), FaultCode::DuplicateCity, code.to_string());
            }
        }
        let Some(period) = source.period(&list.from, list.to.as_ref()) else { continue };
        periods.push((list.from.span(), period));
        lists.push(TierList { period, tier1 });
    }
    if lists.len() == raw.lists.len() {
        source.series(&periods, start);
    }
    CityTiers::new(lists)
}

pub(super) fn points(source: &mut Source<'_>, known: Option<&Cities>) -> ServicePoints {
    let Some(raw) = source.parse::<RawPoints>() else { return ServicePoints::default() };
    let mut points: Vec<ServicePoint> = Vec::new();
    for spanned in &raw.points {
        let (span, point) = (spanned.span(), spanned.get_ref());
        let name = source.name(span.clone(), &point.zh, &point.en);
        let city = known_city(source, span.clone(), &point.city, known);
        let period: Option<Period> = source.period(&point.from, point.to.as_ref());
        let (Some(city), Some(period)) = (city, period) else { continue };
        let clash = points.iter().any(|other| other.name == name && other.period.overlaps(&period));
        if clash {
            source.fault(span, FaultCode::PeriodOverlap, format!("{} is in operation twice", name.zh));
        }
        points.push(ServicePoint { city, name, period });
    }
    ServicePoints::new(points)
}
