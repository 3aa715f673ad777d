//! A price list as a body and as the rules read it, and how two of them differ.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::domain::dated::Period;
use crate::domain::price_list::{GradeDiscounts, HourRates, Part, PriceList, ServicePrice, TravelPrices};
use crate::domain::words::Name;
use crate::error::Error;
use crate::platform::db::Moment;

use super::model::Difference;

/// The body of a list; without its name and its beginning.
#[must_use]
pub fn of_list(list: &PriceList) -> Map<String, Value> {
    let travel = match list.travel {
        TravelPrices::Distance { same_city_fen, same_province_fen, elsewhere_fen } => json!({
            "same_city_fen": same_city_fen, "same_province_fen": same_province_fen, "elsewhere_fen": elsewhere_fen,
        }),
        TravelPrices::CityTier { tier1_fen, other_fen } => {
            json!({ "tier1_fen": tier1_fen, "other_fen": other_fen })
        }
    };
    let mut rates = Map::new();
    for (name, fen) in SEVERITIES.iter().zip(list.rates.severity_fen) {
        put(&mut rates, name, fen);
    }
    put_some(&mut rates, "night_percent", list.rates.night_percent);
    put_some(&mut rates, "weekend_percent", list.rates.weekend_percent);
    put_some(&mut rates, "holiday_percent", list.rates.holiday_percent);
    let mut discounts = Map::new();
    put_some(&mut discounts, "authorised_percent", list.discounts.authorised_percent);
    put_some(&mut discounts, "silver_percent", list.discounts.silver_percent);
    put_some(&mut discounts, "gold_percent", list.discounts.gold_percent);
    let services = list.services.iter().map(|(code, price)| {
        let mut row = Map::new();
        row.insert("code".into(), json!(code));
        row.insert("unit".into(), json!(price.unit));
        row.insert("price_fen".into(), json!(price.price_fen));
        put(&mut row, "vat_rate", price.vat_rate);
        Value::Object(row)
    });
    let mut body = Map::new();
    body.insert("service_vat".into(), json!(list.service_vat));
    body.insert("goods_vat".into(), json!(list.goods_vat));
    body.insert("labour_hour_fen".into(), json!(list.labour_hour_fen));
    put(&mut body, "maintenance_fee_fen", list.maintenance_fee_fen);
    put(&mut body, "agent_fee_percent", list.agent_fee_percent);
    body.insert("travel".into(), travel);
    for (name, group) in [("rates", rates), ("discounts", discounts)] {
        if !group.is_empty() {
            body.insert(name.into(), Value::Object(group));
        }
    }
    body.insert("services".into(), services.collect());
    body.insert("parts".into(), list.parts.values().map(part_row).collect());
    body
}

/// A part as a row of the body.
pub fn part_row(part: &Part) -> Value {
    let mut row = Map::new();
    row.insert("part".into(), json!(part.part));
    row.insert("zh".into(), json!(part.name.zh));
    row.insert("en".into(), json!(part.name.en));
    row.insert("price_fen".into(), json!(part.price_fen));
    put(&mut row, "vat_rate", part.vat_rate);
    Value::Object(row)
}

const SEVERITIES: [&str; 4] = ["severity_1_fen", "severity_2_fen", "severity_3_fen", "severity_4_fen"];

fn put(row: &mut Map<String, Value>, name: &str, value: Option<i64>) {
    if let Some(value) = value {
        row.insert(name.into(), json!(value));
    }
}

/// Nothing on top, or off, is the same as none.
fn put_some(row: &mut Map<String, Value>, name: &str, value: i64) {
    put(row, name, Some(value).filter(|value| *value != 0));
}

/// The list that a complete body says.
///
/// # Errors
/// `Internal` where it is not complete.
pub fn to_list(number: i32, from: Moment, body: &Value) -> Result<PriceList, Error> {
    let lacks = |name: &str| Error::internal(format!("price list {number}: {name}"));
    let needed = |row: &Value, name: &str| row.get(name).and_then(Value::as_i64).ok_or_else(|| lacks(name));
    let text = |row: &Value, name: &str| {
        row.get(name).and_then(Value::as_str).map(str::to_string).ok_or_else(|| lacks(name))
    };
    let maybe = |row: Option<&Value>, name: &str| row.and_then(|row| row.get(name)).and_then(Value::as_i64);
    let rows = |name: &str| body.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let travel = body.get("travel").ok_or_else(|| lacks("travel"))?;
    let (rates, discounts) = (body.get("rates"), body.get("discounts"));
    let mut services = BTreeMap::new();
    for row in rows("services") {
        let unit = text(row, "unit")?.parse().map_err(|_| lacks("unit"))?;
        let price_fen = needed(row, "price_fen")?;
        let vat_rate = maybe(Some(row), "vat_rate");
        services.insert(text(row, "code")?, ServicePrice { unit, price_fen, vat_rate });
    }
    let mut parts = BTreeMap::new();
    for row in rows("parts") {
        let part = Part {
            part: text(row, "part")?,
            name: Name { zh: text(row, "zh")?, en: text(row, "en")? },
            price_fen: needed(row, "price_fen")?,
            vat_rate: maybe(Some(row), "vat_rate"),
        };
        parts.insert(part.part.clone(), part);
    }
    Ok(PriceList {
        version: number,
        period: Period { from: from.0, to: None },
        services,
        travel: if travel.get("tier1_fen").is_some() {
            TravelPrices::CityTier {
                tier1_fen: needed(travel, "tier1_fen")?,
                other_fen: needed(travel, "other_fen")?,
            }
        } else {
            TravelPrices::Distance {
                same_city_fen: needed(travel, "same_city_fen")?,
                same_province_fen: needed(travel, "same_province_fen")?,
                elsewhere_fen: needed(travel, "elsewhere_fen")?,
            }
        },
        labour_hour_fen: needed(body, "labour_hour_fen")?,
        rates: HourRates {
            severity_fen: SEVERITIES.map(|name| maybe(rates, name)),
            night_percent: maybe(rates, "night_percent").unwrap_or(0),
            weekend_percent: maybe(rates, "weekend_percent").unwrap_or(0),
            holiday_percent: maybe(rates, "holiday_percent").unwrap_or(0),
        },
        maintenance_fee_fen: maybe(Some(body), "maintenance_fee_fen"),
        discounts: GradeDiscounts {
            authorised_percent: maybe(discounts, "authorised_percent").unwrap_or(0),
            silver_percent: maybe(discounts, "silver_percent").unwrap_or(0),
            gold_percent: maybe(discounts, "gold_percent").unwrap_or(0),
        },
        parts,
        agent_fee_percent: maybe(Some(body), "agent_fee_percent"),
        service_vat: needed(body, "service_vat")?,
        goods_vat: needed(body, "goods_vat")?,
    })
}

/// What differs between two bodies, in the order of the second; rows of services and parts are matched by their codes.
#[must_use]
pub fn differences(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<Difference> {
    let (old, new) = (flat(old), flat(new));
    let (before, after): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (old.iter().cloned().collect(), new.iter().cloned().collect());
    let gone = old.iter().filter(|(name, _)| !after.contains_key(name));
    new.iter()
        .chain(gone)
        .map(|(name, _)| Difference {
            field: name.clone(),
            old: before.get(name).cloned(),
            new: after.get(name).cloned(),
        })
        .filter(|it| it.old != it.new)
        .collect()
}

/// Every value with the path to it.
fn flat(body: &Map<String, Value>) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (name, value) in body.iter().filter(|(name, _)| !matches!(name.as_str(), "name" | "effective_from")) {
        match value {
            Value::Object(fields) => {
                all.extend(fields.iter().map(|(inner, value)| (format!("{name}.{inner}"), value.clone())));
            }
            Value::Array(rows) => {
                for row in rows.iter().filter_map(Value::as_object) {
                    let key = row.get("code").or_else(|| row.get("part")).and_then(Value::as_str);
                    let key = key.unwrap_or_default();
                    let facts = row.iter().filter(|(inner, _)| !matches!(inner.as_str(), "code" | "part"));
                    all.extend(facts.map(|(inner, value)| (format!("{name}.{key}.{inner}"), value.clone())));
                }
            }
            value => all.push((name.clone(), value.clone())),
        }
    }
    all
}
