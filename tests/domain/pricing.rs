//! Bills, against a reference of their own: exact rationals and a price table written out here.

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use tierdesk::domain::{
    decision::{DecisionInput, PartUse, Work, decide, decide_under},
    pricing::{Estimate, LineReason},
    words::{CauseClass, ClientClass, Component},
};

use crate::support::property_cases;

use super::{decision_table::TABLE, input, policies, version_1};

/// code, fen, per hour
#[rustfmt::skip]
const PRICES: &[(&str, i128, bool)] = &[
    ("SPSR001", 15_000, true), ("SPSR002", 15_000, true), ("SPSR003", 15_000, true), ("SPSR004", 40_000, true),
    ("SPSL005", 80_000, false), ("SPSR006", 35_000, true), ("SPSL007", 120_000, false), ("SASR008", 20_000, true),
    ("SASR009", 20_000, true), ("SASR010", 18_000, true), ("SASL011", 150_000, false), ("SASL012", 100_000, false),
    ("SASL013", 300_000, false), ("SASL014", 260_000, false),
];
/// place, fen per trip
const PLACES: &[(&str, i128)] = &[
    ("440300", 10_000),
    ("440305", 10_000),
    ("110000", 10_000),
    ("440100", 60_000),
    ("445302", 60_000),
    ("530100", 180_000),
    ("429004", 180_000),
];
const PARTS: &[(&str, Option<i128>)] =
    &[("FAN-40", Some(9_500)), ("MB-U1", Some(320_000)), ("BAT-CMOS", Some(1_500)), ("NO-SUCH", None)];
const LABOUR: i128 = 30_000;

/// numerator/denominator to the nearest whole, a tie up; nothing here is negative.
fn nearest(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

/// The same day of the next year, the last of February for a leap day.
fn next_year(day: NaiveDate) -> NaiveDate {
    day.with_year(day.year() + 1).unwrap_or_else(|| NaiveDate::from_ymd_opt(day.year() + 1, 2, 28).unwrap())
}

/// component, amount, list value, VAT; or nothing when nothing enters the vendor's books.
type Bill = Option<Vec<(&'static str, i128, i128, i64)>>;

fn reference(input: &DecisionInput, place: usize) -> Bill {
    let code = input.service_code.as_str();
    let (_, _, cells) = TABLE.iter().find(|(class, c, _)| *class == input.class.as_str() && *c == code)?;
    let same = PLACES[place].1 == 10_000;
    let cell = cells[usize::from(!same) * 2 + usize::from(input.escalated)];
    let words: Vec<&str> = cell.split(' ').collect();
    if words[0] == "N" || words[4] == "agent" {
        return None;
    }
    let free = words[0] == "F";
    let (_, price, hourly) = PRICES.iter().find(|(c, ..)| *c == code)?;
    let visits = i128::from(input.work.visits);
    let minutes = input.work.labour_minutes.map(i128::from);
    let visit = if *hourly { nearest(price * minutes.unwrap_or(0), 60) } else { price * visits };
    let mut bill = vec![("visit", if free { 0 } else { visit }, visit, 6)];
    if words[2] == "agent" {
        return Some(bill);
    }
    if !hourly {
        let travel = PLACES[place].1 * visits;
        bill.push(("travel", if free { 0 } else { travel }, travel, 6));
    }
    let excluded = matches!(input.work.cause_class, Some(CauseClass::Customer | CauseClass::ThirdParty));
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let in_year =
        input.work.accepted_on.is_some_and(|accepted| accepted <= day && day <= next_year(accepted));
    let covered = in_year && !excluded;
    if let (Some(minutes), "SASL012") = (minutes, code) {
        let labour = nearest(LABOUR * minutes, 60);
        bill.push(("labour", if covered { 0 } else { labour }, labour, 6));
    }
    for used in &input.work.parts {
        let (_, price) = PARTS.iter().find(|(part, _)| *part == used.part)?;
        let list = price.unwrap_or(0) * i128::from(used.quantity);
        bill.push(("parts", if covered { 0 } else { list }, list, 13));
    }
    Some(bill)
}

fn bill_of(estimate: Option<&Estimate>) -> Bill {
    let lines = estimate?.lines.iter();
    let lines = lines.map(|line| {
        (line.component.as_str(), i128::from(line.amount_fen), i128::from(line.list_fen), line.vat_rate)
    });
    Some(lines.collect())
}

fn any_work() -> impl Strategy<Value = Work> {
    let minutes = proptest::option::of(prop_oneof![0..600_u32, any::<u32>()]);
    let parts = proptest::collection::vec((0..PARTS.len(), prop_oneof![0..20_u32, any::<u32>()]), 0..4);
    let start = NaiveDate::from_ymd_opt(2024, 2, 1).unwrap();
    let accepted = proptest::option::of((0..900_u64).prop_map(move |days| start + chrono::Days::new(days)));
    let cause = proptest::option::of((0..CauseClass::ALL.len()).prop_map(|index| CauseClass::ALL[index]));
    (minutes, 0..50_u32, parts, accepted, cause).prop_map(
        |(labour_minutes, visits, parts, accepted_on, cause_class)| {
            let parts = parts
                .into_iter()
                .map(|(index, quantity)| PartUse { part: PARTS[index].0.to_owned(), quantity });
            Work {
                labour_minutes,
                visits,
                parts: parts.collect(),
                accepted_on,
                cause_class,
                ..Work::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(property_cases()) })]

    #[test]
    fn every_bill_is_that_of_the_reference(row in 0..TABLE.len(), place in 0..PLACES.len(), escalated: bool, work in any_work()) {
        let (class, code, _) = TABLE[row];
        let mut input = input(class.parse().unwrap(), code, PLACES[place].0, escalated);
        input.work = work;
        let decision = decide(policies(), &input).unwrap();
        let bill = bill_of(decision.estimate.as_ref());
        prop_assert_eq!(&bill, &reference(&input, place));
        if let (Some(estimate), Some(bill)) = (decision.estimate, bill) {
            let total: i128 = bill.iter().map(|(_, amount, ..)| amount).sum();
            prop_assert_eq!(i128::from(estimate.total_fen), total);
            let list: i128 = bill.iter().map(|(_, _, list, _)| list).sum();
            prop_assert_eq!(i128::from(estimate.list_total_fen), list);
        }
    }
}

fn repair(accepted_on: &str, cause_class: Option<CauseClass>) -> DecisionInput {
    let mut input = input(ClientClass::KeyAccount, "SASL012", "530100", false);
    input.work.labour_minutes = Some(90);
    input.work.accepted_on = accepted_on.parse().ok();
    input.work.cause_class = cause_class;
    input.work.parts = vec![PartUse { part: "FAN-40".to_owned(), quantity: 2 }];
    input
}

fn labour_and_parts(input: &DecisionInput) -> [(LineReason, i64); 2] {
    let estimate = decide(policies(), input).unwrap().estimate.unwrap();
    [Component::Labour, Component::Parts].map(|component| {
        let line = estimate.lines.iter().find(|line| line.component == component).unwrap();
        (line.reason, line.amount_fen)
    })
}

#[test]
fn labour_and_parts_have_rules_of_their_own_where_the_visit_is_free() {
    use LineReason::*;
    let cases = [
        ("2025-03-03", None, [(FreeService, 0), (Warranty, 0)]),
        ("2025-03-02", Some(CauseClass::Product), [(FreeService, 0), (Warranty, 0)]),
        ("2025-03-01", None, [(FreeServiceEnded, 45_000), (WarrantyEnded, 19_000)]),
        ("2026-03-03", None, [(BeforeAcceptance, 45_000), (BeforeAcceptance, 19_000)]),
        ("", None, [(NoAcceptance, 45_000), (NoAcceptance, 19_000)]),
        ("2026-01-01", Some(CauseClass::Customer), [(ExcludedCause, 45_000), (ExcludedCause, 19_000)]),
        ("2026-01-01", Some(CauseClass::ThirdParty), [(ExcludedCause, 45_000), (ExcludedCause, 19_000)]),
        ("2026-01-01", Some(CauseClass::Unknown), [(FreeService, 0), (Warranty, 0)]),
    ];
    for (accepted_on, cause, expected) in cases {
        assert_eq!(labour_and_parts(&repair(accepted_on, cause)), expected, "{accepted_on} {cause:?}");
    }
}

#[test]
fn the_day_of_the_work_is_the_local_day() {
    let mut input = repair("2025-03-02", None);
    input.at = super::moment("2026-03-02T15:59:59Z");
    assert_eq!(labour_and_parts(&input)[0], (LineReason::FreeService, 0));
    input.at = super::moment("2026-03-02T16:00:00Z");
    assert_eq!(labour_and_parts(&input)[0], (LineReason::FreeServiceEnded, 45_000));
}

#[test]
fn a_part_without_a_price_is_flagged() {
    let mut input = repair("", None);
    input.work.parts[0].part = "NO-SUCH".to_owned();
    let estimate = decide(policies(), &input).unwrap().estimate.unwrap();
    let line = estimate.lines.last().unwrap();
    assert!(line.needs_price());
    assert_eq!((line.amount_fen, line.reason), (0, LineReason::PriceOnRequest));
}

#[test]
fn labour_may_be_free_by_policy_but_never_for_an_excluded_cause() {
    let mut policy = version_1();
    policy.coverage.labour_after_free_service_charged = false;
    let labour =
        |input: &DecisionInput| decide_under(&policy, input).unwrap().estimate.unwrap().lines[2].clone();
    let free = labour(&repair("2020-01-01", None));
    assert_eq!((free.amount_fen, free.list_fen, free.reason), (0, 45_000, LineReason::LabourNotCharged));
    assert_eq!(labour(&repair("2020-01-01", Some(CauseClass::Customer))).amount_fen, 45_000);
}
