//! Hourly rates by severity, night, weekend and holiday, discounts by grade, travel by city tier, maintenance fees and VAT by
//! line (chapter 6): by hand, and against a reference in exact rationals.

use std::cell::RefCell;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use tierdesk::domain::{
    decision::{DecisionInput, PartUse, decide_under},
    policy::{Policy, PolicySet},
    price_list::{GradeDiscounts, HourRates, PriceList, PriceLists, TravelPrices},
    pricing::{PriceLine, Quantity},
    time_worked::{Stretch, TimeWorked},
    words::{AgentGrade, ClientClass, Component},
};

use super::{input, moment, policies, version_1};
use crate::support::property_cases;

/// The shipped list with an hour of ¥300.00, ¥450.00 for severity 1, and everything that can come on top or off.
fn rich() -> PriceList {
    let shipped = version_1().prices.iter().next().unwrap().clone();
    PriceList {
        version: 2,
        rates: HourRates {
            severity_fen: [Some(45_000), None, None, None],
            night_percent: 50,
            weekend_percent: 100,
            holiday_percent: 200,
        },
        discounts: GradeDiscounts { authorised_percent: 0, silver_percent: 5, gold_percent: 12 },
        ..shipped
    }
}

fn under(list: PriceList) -> Policy {
    Policy { prices: PriceLists::new(vec![list]), ..version_1() }
}

fn worked(stretches: &[(&str, &str)]) -> TimeWorked {
    let stretches: Vec<Stretch> =
        stretches.iter().map(|(from, to)| Stretch { from: moment(from), to: moment(to) }).collect();
    let policy = version_1();
    TimeWorked::of(&stretches, &policy.sla.desk().hours, policy.sla.holidays())
}

fn seconds(worked: &TimeWorked) -> [i64; 4] {
    [worked.day, worked.night, worked.weekend, worked.holiday]
}

/// A repair at an agent's own site in 广州, long after free service.
fn repair(minutes: u32, stretches: &[(&str, &str)]) -> DecisionInput {
    let mut input = input(ClientClass::Agent, "SASL012", "440100", false);
    input.work.labour_minutes = Some(minutes);
    input.work.accepted_on = "2020-01-01".parse().ok();
    input.work.worked = Some(worked(stretches));
    input
}

fn bill(list: PriceList, input: &DecisionInput) -> Vec<PriceLine> {
    decide_under(&under(list), input).unwrap().estimate.unwrap().lines
}

/// Hours, quantity, fen per hour and amount of each line of labour.
fn labour(list: PriceList, input: &DecisionInput) -> Vec<(String, Quantity, i64, i64)> {
    let lines = bill(list, input).into_iter().filter(|line| line.component == Component::Labour);
    lines
        .map(|line| {
            let hours = line.detail.get("hours").and_then(|hours| hours.as_str()).unwrap_or("-").to_owned();
            (hours, line.quantity, line.unit_price_fen, line.amount_fen)
        })
        .collect()
}

#[test]
fn the_night_begins_when_the_desk_closes_and_ends_when_it_opens() {
    // Monday, 2 March 2026: office hours 08:30–12:00 and 13:00–18:00.
    let cases = [
        ("2026-03-02T17:00:00+08:00", "2026-03-02T18:00:00+08:00", [3600, 0, 0, 0]),
        ("2026-03-02T17:59:59+08:00", "2026-03-02T18:00:01+08:00", [1, 1, 0, 0]),
        ("2026-03-02T18:00:00+08:00", "2026-03-02T19:00:00+08:00", [0, 3600, 0, 0]),
        ("2026-03-02T08:29:59+08:00", "2026-03-02T08:30:01+08:00", [1, 1, 0, 0]),
        // Whoever works through noon works by day.
        ("2026-03-02T11:00:00+08:00", "2026-03-02T14:00:00+08:00", [10_800, 0, 0, 0]),
        // Over midnight it is night on both sides.
        ("2026-03-02T23:00:00+08:00", "2026-03-03T01:00:00+08:00", [0, 7200, 0, 0]),
        // Nothing that goes backwards counts.
        ("2026-03-02T19:00:00+08:00", "2026-03-02T18:00:00+08:00", [0, 0, 0, 0]),
    ];
    for (from, to, expected) in cases {
        assert_eq!(seconds(&worked(&[(from, to)])), expected, "{from} to {to}");
    }
}

#[test]
fn no_stretch_counts_for_longer_than_a_month() {
    let found = worked(&[("0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59+08:00")]);
    assert_eq!(seconds(&found).iter().sum::<i64>(), 31 * 86_400);
    assert_eq!(found.stretches.len(), 1);
    let month = ("2026-03-02T00:00:00+08:00", "2026-04-02T00:00:00+08:00");
    assert_eq!(seconds(&worked(&[month])).iter().sum::<i64>(), 31 * 86_400);
}

#[test]
fn weekends_holidays_and_swapped_days_are_those_of_the_calendar() {
    let hour = |day: &str| {
        let (from, to) = (format!("{day}T10:00:00+08:00"), format!("{day}T11:00:00+08:00"));
        seconds(&worked(&[(&from, &to)]))
    };
    assert_eq!(hour("2026-03-07"), [0, 0, 3600, 0], "a Saturday");
    assert_eq!(hour("2026-02-28"), [3600, 0, 0, 0], "a Saturday that is worked in exchange");
    assert_eq!(hour("2026-02-17"), [0, 0, 0, 3600], "a Tuesday of the Spring Festival");
    assert_eq!(hour("2026-02-21"), [0, 0, 0, 3600], "its Saturday is a holiday, not a weekend");
    // The night before the festival ends at midnight, its last night too.
    let over = worked(&[("2026-02-14T23:30:00+08:00", "2026-02-15T00:30:00+08:00")]);
    assert_eq!(seconds(&over), [0, 1800, 0, 1800]);
    // A night that begins on Friday goes on into the weekend.
    let over = worked(&[("2026-03-06T17:30:00+08:00", "2026-03-07T01:00:00+08:00")]);
    assert_eq!(seconds(&over), [1800, 21_600, 3600, 0]);
}

#[test]
fn labour_over_the_boundary_is_divided_to_the_second() {
    let input = repair(120, &[("2026-03-02T17:20:00+08:00", "2026-03-02T19:20:00+08:00")]);
    let expected = [
        ("day".to_owned(), Quantity { count: 40, per: 60 }, 30_000, 20_000),
        ("night".to_owned(), Quantity { count: 80, per: 60 }, 45_000, 60_000),
    ];
    assert_eq!(labour(rich(), &input), expected);
    // 50 minutes of labour within those two hours: a third by day, exactly.
    let input = repair(50, &[("2026-03-02T17:20:00+08:00", "2026-03-02T19:20:00+08:00")]);
    let expected = [
        // ¥300.00 × 50/3 min = ¥83.333…
        ("day".to_owned(), Quantity { count: 5, per: 18 }, 30_000, 8_333),
        // ¥450.00 × 100/3 min = ¥250.00
        ("night".to_owned(), Quantity { count: 5, per: 9 }, 45_000, 25_000),
    ];
    assert_eq!(labour(rich(), &input), expected);
}

#[test]
fn a_list_without_surcharges_has_one_line_of_labour_as_before() {
    let input = repair(120, &[("2026-03-02T17:20:00+08:00", "2026-03-07T19:20:00+08:00")]);
    let shipped = version_1().prices.iter().next().unwrap().clone();
    assert_eq!(labour(shipped, &input), [("-".to_owned(), Quantity::minutes(120), 30_000, 60_000)]);
    // What was stored before the times were is billed at the ordinary rate.
    let mut input = repair(120, &[]);
    input.work.worked = None;
    assert_eq!(labour(rich(), &input), [("-".to_owned(), Quantity::minutes(120), 30_000, 60_000)]);
}

#[test]
fn a_severity_has_a_rate_of_its_own_and_surcharges_come_on_top() {
    let mut input = repair(60, &[("2026-03-07T10:00:00+08:00", "2026-03-07T11:00:00+08:00")]);
    input.work.severity = Some(1);
    assert_eq!(labour(rich(), &input)[0].2, 90_000);
    input.work.severity = Some(2);
    assert_eq!(labour(rich(), &input)[0].2, 60_000);
    // A rate that is no whole fen is rounded half up: 33 333 × 1.5 = 49 999.5.
    let mut list = rich();
    list.labour_hour_fen = 33_333;
    let night = repair(60, &[("2026-03-02T19:00:00+08:00", "2026-03-02T20:00:00+08:00")]);
    assert_eq!(labour(list, &night)[0].2, 50_000);
}

#[test]
fn a_grade_takes_its_percent_off_each_line_and_leaves_the_list_value() {
    let mut input = repair(60, &[("2026-03-02T10:00:00+08:00", "2026-03-02T11:00:00+08:00")]);
    input.work.parts = vec![PartUse { part: "FAN-40".to_owned(), quantity: 1 }];
    let amounts = |grade: Option<AgentGrade>| -> Vec<(i64, i64)> {
        let mut input = input.clone();
        input.grade = grade;
        bill(rich(), &input).iter().map(|line| (line.amount_fen, line.list_fen)).collect()
    };
    let full = [(100_000, 100_000), (60_000, 60_000), (30_000, 30_000), (9_500, 9_500)];
    assert_eq!(amounts(None), full);
    assert_eq!(amounts(Some(AgentGrade::Authorised)), full);
    assert_eq!(
        amounts(Some(AgentGrade::Silver)),
        [(95_000, 100_000), (57_000, 60_000), (28_500, 30_000), (9_025, 9_500)]
    );
    assert_eq!(
        amounts(Some(AgentGrade::Gold)),
        [(88_000, 100_000), (52_800, 60_000), (26_400, 30_000), (8_360, 9_500)]
    );
    // What is free stays free, and says nothing of a discount.
    let mut covered = input.clone();
    (covered.grade, covered.work.accepted_on) = (Some(AgentGrade::Gold), "2026-01-01".parse().ok());
    let free = bill(rich(), &covered).into_iter().find(|line| line.component == Component::Labour).unwrap();
    assert_eq!((free.amount_fen, free.list_fen), (0, 30_000));
    assert!(!free.detail.contains_key("discount_percent"));
}

#[test]
fn a_key_account_has_no_grade() {
    let mut input = input(ClientClass::KeyAccount, "SPSL005", "530100", false);
    input.grade = Some(AgentGrade::Gold);
    let lines = bill(rich(), &input);
    assert!(lines.iter().all(|line| line.amount_fen == line.list_fen && line.amount_fen > 0));
}

#[test]
fn travel_may_go_by_the_tier_of_the_city() {
    let list =
        PriceList { travel: TravelPrices::CityTier { tier1_fen: 20_000, other_fen: 70_000 }, ..rich() };
    let trip = |city: &str| {
        let mut input = repair(60, &[]);
        input.city = city.parse().unwrap();
        let lines = bill(list.clone(), &input);
        let line = lines.into_iter().find(|line| line.component == Component::Travel).unwrap();
        (line.list_fen, line.detail["city_tier"].as_str().unwrap().to_owned())
    };
    assert_eq!(trip("440100"), (20_000, "tier1".to_owned()));
    assert_eq!(trip("530100"), (70_000, "other".to_owned()));
}

#[test]
fn a_maintenance_fee_follows_the_rule_of_the_labour() {
    let list = PriceList { maintenance_fee_fen: Some(25_000), ..rich() };
    let fee = |accepted_on: &str| {
        let mut input = repair(60, &[]);
        input.work.accepted_on = accepted_on.parse().ok();
        let lines = bill(list.clone(), &input);
        let line = lines.into_iter().find(|line| line.detail.contains_key("fee")).unwrap();
        (line.component, line.amount_fen, line.list_fen)
    };
    assert_eq!(fee("2020-01-01"), (Component::Labour, 25_000, 25_000));
    assert_eq!(fee("2026-01-01"), (Component::Labour, 0, 25_000));
    let visit = input(ClientClass::Agent, "SPSL005", "530100", false);
    assert!(bill(list, &visit).iter().all(|line| !line.detail.contains_key("fee")), "no repair, no fee");
}

#[test]
fn each_line_has_its_rate_of_vat() {
    let mut list = rich();
    list.services.get_mut("SASL012").unwrap().vat_rate = Some(9);
    list.parts.get_mut("FAN-40").unwrap().vat_rate = Some(3);
    let mut input = repair(60, &[]);
    let parts = ["FAN-40", "SSD-480"];
    input.work.parts = parts.map(|part| PartUse { part: part.to_owned(), quantity: 1 }).to_vec();
    let rates: Vec<i64> = bill(list, &input).iter().map(|line| line.vat_rate).collect();
    assert_eq!(rates, [9, 6, 6, 3, 13]);
}

#[test]
fn the_version_is_that_of_the_moment_of_the_work() {
    let from = |version: i32, at: &str, labour_hour_fen: i64| {
        let mut list = PriceList { version, labour_hour_fen, ..rich() };
        list.period.from = moment(at);
        list
    };
    let second = from(2, "2026-04-01T00:00:00+08:00", 40_000);
    // Published later for the same moment, so it is the one that holds.
    let third = from(3, "2026-04-01T00:00:00+08:00", 50_000);
    let set = PolicySet::new(vec![version_1()]).unwrap().with_price_lists(&[third, second]);
    let at = |text: &str| {
        let list = set.at(moment(text)).unwrap().prices.at(moment(text)).unwrap();
        (list.version, list.labour_hour_fen)
    };
    assert_eq!(at("2026-03-31T23:59:59+08:00"), (1, 30_000));
    assert_eq!(at("2026-04-01T00:00:00+08:00"), (3, 50_000));
}

/// To the nearest whole, a tie up.
fn nearest(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

fn at(second: i64) -> DateTime<Utc> {
    moment("2026-01-01T00:00:00+08:00") + TimeDelta::seconds(second)
}

/// Seconds of each kind, looked up half hour by half hour on a calendar of its own: nothing begins or ends within one.
fn counted(from: i64, to: i64) -> [i64; 4] {
    let mut counts = [0; 4];
    for slot in from / 1_800..=(to - 1) / 1_800 {
        let (day, of_day) = (slot / 48, slot % 48 * 1_800);
        // 1 January 2026 is a Thursday. The notice of 2026: 1–3 January off, 4 January (a Sunday) worked.
        let kind = match day {
            0..=2 => 3,
            3 => usize::from(!(30_600..64_800).contains(&of_day)),
            _ if matches!((day + 3) % 7, 5 | 6) => 2,
            _ => usize::from(!(30_600..64_800).contains(&of_day)),
        };
        counts[kind] += to.min((slot + 1) * 1_800) - from.max(slot * 1_800);
    }
    counts
}

thread_local! {
    /// Made once: making them anew for each case would be most of the time.
    static RICH: PriceList = rich();
    static PLAIN: DecisionInput = repair(0, &[]);
    static UNDER: RefCell<Policy> = RefCell::new(under(rich()));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(property_cases()) })]

    #[test]
    fn the_seconds_of_each_kind_are_those_of_a_clock(from in 0..1_000_000_i64, length in 1..200_000_i64) {
        let policy = policies().at(moment("2026-03-02T12:00:00+08:00")).unwrap();
        let stretch = Stretch { from: at(from), to: at(from + length) };
        let worked = TimeWorked::of(&[stretch], &policy.sla.desk().hours, policy.sla.holidays());
        prop_assert_eq!(seconds(&worked), counted(from, from + length));
    }

    #[test]
    fn every_line_of_labour_is_that_of_the_reference(
        parts in prop::array::uniform4(0..100_000_i64),
        minutes in 0..10_081_u32,
        severity in proptest::option::of(1..5_u8),
        grade in 0..4_usize,
        percents in prop::array::uniform3(0..901_i64),
        base in 0..10_000_000_i64,
    ) {
        let mut list = RICH.with(PriceList::clone);
        (list.labour_hour_fen, list.rates.severity_fen[0]) = (base, Some(base / 2 + 7));
        [list.rates.night_percent, list.rates.weekend_percent, list.rates.holiday_percent] = percents;
        let mut input = PLAIN.with(DecisionInput::clone);
        input.work.labour_minutes = Some(minutes);
        let [day, night, weekend, holiday] = parts;
        input.work.worked = Some(TimeWorked { stretches: vec![], day, night, weekend, holiday });
        input.work.severity = severity;
        let grades = [None, Some(AgentGrade::Authorised), Some(AgentGrade::Silver), Some(AgentGrade::Gold)];
        input.grade = grades[grade];
        let left = [100, 100, 95, 88][grade];
        let total: i64 = parts.iter().sum();
        let hour = i128::from(if severity == Some(1) { base / 2 + 7 } else { base });
        let mut expected = Vec::new();
        if total == 0 || percents == [0; 3] {
            expected.push((nearest(hour * i128::from(minutes), 60), nearest(hour * i128::from(minutes) * left, 6000)));
        } else {
            for (seconds, percent) in parts.iter().zip([0, percents[0], percents[1], percents[2]]) {
                if *seconds != 0 {
                    let rate = nearest(hour * i128::from(100 + percent), 100);
                    let (of, per) = (rate * i128::from(minutes) * i128::from(*seconds), 60 * i128::from(total));
                    expected.push((nearest(of, per), nearest(of * left, per * 100)));
                }
            }
        }
        let lines = UNDER.with_borrow_mut(|policy| {
            policy.prices = PriceLists::new(vec![list]);
            decide_under(policy, &input).unwrap().estimate.unwrap().lines
        });
        let lines = lines.into_iter().filter(|line| line.component == Component::Labour);
        let found: Vec<(i128, i128)> =
            lines.map(|line| (i128::from(line.list_fen), i128::from(line.amount_fen))).collect();
        prop_assert_eq!(found, expected);
    }
}
