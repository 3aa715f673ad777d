//! The lines of a bill under any price list: visit, travel by distance or tier, labour by the minute, by severity and kind of
//! hour, maintenance fee, parts; what contracts cover of it, and what comes off for a grade; each rounded by itself.

use std::collections::BTreeMap;

use proptest::test_runner::{TestCaseError, TestRunner};
use tierdesk::domain::catalogue::Service;
use tierdesk::domain::decision::{
    ContractCover, ContractTerms, DecisionError, Finding, PartUse, RepairCoverage, VisitFinding, Work,
};
use tierdesk::domain::money::MoneyError;
use tierdesk::domain::policy::CoverageRules;
use tierdesk::domain::price_list::{GradeDiscounts, HourRates, Part, PriceList, ServicePrice, TravelPrices};
use tierdesk::domain::pricing::{Pricing, Share, estimate};
use tierdesk::domain::time_worked::TimeWorked;
use tierdesk::domain::words::{
    AgentGrade, CityTier, Delivery, Distance, Level, Name, Outcome, PriceUnit, Provider,
};

use super::exact::Exact;
use super::*;
use crate::domain::version_1;

const PARTS: [&str; 3] = ["PART-1", "PART-2", "PART-3"];

/// One case: what a piece of work is, and what everything costs.
#[derive(Debug, Clone)]
struct Case {
    /// Visit, three trips, an hour of labour, two parts that are listed.
    prices: [i64; 7],
    hourly: bool,
    onsite: bool,
    repair: bool,
    by_agent: bool,
    free: bool,
    distance: usize,
    /// Of free service and warranty.
    findings: [usize; 2],
    labour_charged: bool,
    minutes: Option<u32>,
    visits: u32,
    /// Which part, and how many; the third is in no list.
    parts: Vec<(usize, u32)>,
    terms: Terms,
}

/// What the list and the contract add to that.
#[derive(Debug, Clone)]
struct Terms {
    severity: Option<u8>,
    severity_fen: [Option<i64>; 4],
    /// On top at night, at weekends and on holidays.
    percents: [i64; 3],
    /// Seconds by day, at night, at weekends and on holidays.
    worked: Option<[i64; 4]>,
    grade: Option<usize>,
    off: [i64; 3],
    /// Travel by the tier of the city, the second and third of the prices, in place of the distance.
    tier: Option<usize>,
    maintenance: Option<i64>,
    contract: Option<Covered>,
}

/// What a contract covers: so many of the visits, labour, parts.
#[derive(Debug, Clone, Copy)]
struct Covered {
    spent: u32,
    labour: bool,
    parts: bool,
}

/// In boxes: what is made of so many parts would not fit on the stack of a test.
fn any_terms() -> BoxedStrategy<Terms> {
    use proptest::option::{of, weighted};
    let percent = || prop_oneof![2 => Just(0_i64), 3 => Just(50_i64), 1 => 0..=900_i64];
    let seconds = || prop_oneof![1 => Just(0_i64), 3 => 0..100_000_i64];
    let severities = prop::array::uniform4(weighted(0.3, price().boxed())).boxed();
    let percents = prop::array::uniform3(percent().boxed()).boxed();
    let worked = of(prop::array::uniform4(seconds().boxed())).boxed();
    let rates = (of(1..5_u8), severities, percents, worked).boxed();
    let off = prop_oneof![2 => Just(5_i64), 2 => Just(12_i64), 1 => 0..=100_i64];
    let grades = (weighted(0.6, 0..3_usize), prop::array::uniform3(off.boxed())).boxed();
    let covered = (prop_oneof![Just(0_u32), 1..5_u32, Just(u32::MAX)], any::<bool>(), any::<bool>());
    let covered = covered.prop_map(|(spent, labour, parts)| Covered { spent, labour, parts }).boxed();
    let rest = (of(0..2_usize), weighted(0.4, price().boxed()), weighted(0.4, covered)).boxed();
    let all =
        (rates, grades, rest).prop_map(
            |((severity, severity_fen, percents, worked), (grade, off), (tier, maintenance, contract))| {
                Terms { severity, severity_fen, percents, worked, grade, off, tier, maintenance, contract }
            },
        );
    all.boxed()
}

fn any_case() -> BoxedStrategy<Case> {
    let prices = [price(), price(), price(), price(), price(), price(), price()].map(Strategy::boxed);
    let switches = any::<u8>();
    let places = (0..Distance::ALL.len(), 0..Finding::ALL.len(), 0..Finding::ALL.len());
    let parts = proptest::collection::vec((0..PARTS.len(), count().boxed()), 0..3);
    let work = (proptest::option::of(count().boxed()), count().boxed(), parts).boxed();
    let all = (prices, switches, places, work, any_terms());
    all.prop_map(|(prices, switches, places, (minutes, visits, parts), mut terms)| {
        let on = |bit: u8| switches >> bit & 1 == 1;
        if let Some(contract) = &mut terms.contract {
            // What is free anyway uses nothing up; hours cannot be told apart.
            let whole = on(0) && contract.spent < visits;
            contract.spent = if on(5) || whole { 0 } else { contract.spent.min(visits) };
        }
        Case {
            terms,
            prices,
            hourly: on(0),
            onsite: on(1),
            repair: on(2),
            by_agent: on(3) && on(4),
            free: on(5),
            labour_charged: on(6) || on(7),
            distance: places.0,
            findings: [places.1, places.2],
            minutes,
            visits,
            parts,
        }
    })
    .boxed()
}

/// A price list whose numbers are replaced.
pub fn any_list() -> PriceList {
    version_1().prices.iter().next().unwrap().clone()
}

/// What is changed from case to case; making all of it anew would be most of the time.
struct Desk {
    list: PriceList,
    service: Service,
    rules: CoverageRules,
    contract: ContractTerms,
}

impl Desk {
    fn new() -> Self {
        let policy = version_1();
        let service = policy.catalogue.find("SASL012").unwrap().clone();
        let mut list = any_list();
        list.parts.clear();
        for part in &PARTS[..2] {
            let name = Name { zh: (*part).to_owned(), en: (*part).to_owned() };
            list.parts.insert(
                (*part).to_owned(),
                Part { part: (*part).to_owned(), name, price_fen: 0, vat_rate: None },
            );
        }
        let contract = ContractTerms {
            number: "MC-1".to_owned(),
            until: "2026-12-31".parse().unwrap(),
            visits: None,
            labour: true,
            parts: true,
        };
        Desk { list, service, rules: policy.coverage, contract }
    }

    fn set(&mut self, case: &Case) {
        let unit = if case.hourly { PriceUnit::Hour } else { PriceUnit::Visit };
        let price = self.list.services.get_mut("SASL012").unwrap();
        *price = ServicePrice { unit, price_fen: case.prices[0], vat_rate: None };
        let [_, near, middle, far, ..] = case.prices;
        self.list.travel = match case.terms.tier {
            None => {
                TravelPrices::Distance { same_city_fen: near, same_province_fen: middle, elsewhere_fen: far }
            }
            Some(_) => TravelPrices::CityTier { tier1_fen: near, other_fen: middle },
        };
        self.list.labour_hour_fen = case.prices[4];
        let [night_percent, weekend_percent, holiday_percent] = case.terms.percents;
        let severity_fen = case.terms.severity_fen;
        self.list.rates = HourRates { severity_fen, night_percent, weekend_percent, holiday_percent };
        let [authorised_percent, silver_percent, gold_percent] = case.terms.off;
        self.list.discounts = GradeDiscounts { authorised_percent, silver_percent, gold_percent };
        self.list.maintenance_fee_fen = case.terms.maintenance;
        for (part, price) in self.list.parts.values_mut().zip(&case.prices[5..]) {
            part.price_fen = *price;
        }
        self.service.delivery = if case.onsite { Delivery::Onsite } else { Delivery::Remote };
        self.service.repair = case.repair;
        self.rules.labour_after_free_service_charged = case.labour_charged;
    }
}

/// What is due: component, amount, list value, VAT rate of each line.
type Line = (&'static str, i128, i128, i64);

/// A bill that is being made, with what was met on the way.
struct Bill {
    lines: Vec<Line>,
    /// Percent that are left after the grade of the agent.
    left: i64,
    /// Whether a line lay between two fen.
    tie: bool,
    /// Whether a rate was none that can be held.
    too_large: bool,
}

impl Bill {
    fn line(&mut self, component: &'static str, exact: Exact, free: bool, rate: i64) {
        let charged = exact * Exact::of(self.left, 100);
        self.tie |= exact.is_tie() || (!free && charged.is_tie());
        let amount = if free { 0 } else { charged.nearest() };
        self.lines.push((component, amount, exact.nearest(), rate));
    }
}

fn each(fen: i64, count: u32) -> Exact {
    Exact::whole(fen) * Exact::whole(count)
}

fn by_the_minute(fen: i128, minutes: u32) -> Exact {
    Exact::of(fen * i128::from(minutes), 60)
}

fn reference(case: &Case) -> Bill {
    let terms = &case.terms;
    let left = 100 - terms.grade.map_or(0, |grade| terms.off[grade]);
    let mut bill = Bill { lines: vec![], left, tie: false, too_large: false };
    let spent = terms.contract.map_or(0, |contract| contract.spent);
    // The visits that a contract makes free, and the others.
    let shares = match spent {
        0 => vec![(case.visits, case.free)],
        spent if spent == case.visits => vec![(spent, true)],
        spent => vec![(spent, true), (case.visits - spent, case.free)],
    };
    for (visits, free) in &shares {
        let visit = if case.hourly {
            by_the_minute(case.prices[0].into(), case.minutes.unwrap_or(0))
        } else {
            each(case.prices[0], *visits)
        };
        bill.line("visit", visit, *free, 6);
    }
    if case.by_agent {
        return bill;
    }
    for (visits, free) in shares.iter().filter(|_| case.onsite) {
        let trip = case.prices[1 + terms.tier.unwrap_or(case.distance)];
        bill.line("travel", each(trip, *visits), *free, 6);
    }
    let [free_service, warranty] = case.findings.map(|index| Finding::ALL[index].as_str());
    if case.repair {
        let free = free_service == "covered"
            || terms.contract.is_some_and(|contract| contract.labour)
            || (!case.labour_charged && free_service != "excluded_cause");
        labour(case, &mut bill, free);
        if let Some(fee) = terms.maintenance {
            bill.line("labour", Exact::whole(fee), free, 6);
        }
    }
    let free = warranty == "covered" || terms.contract.is_some_and(|contract| contract.parts);
    for (part, count) in &case.parts {
        let price = if *part < 2 { case.prices[5 + part] } else { 0 };
        bill.line("parts", each(price, *count), free, 13);
    }
    bill
}

/// Labour of repair: by the rate of the severity, divided among the kinds of hour where some of them cost more.
fn labour(case: &Case, bill: &mut Bill, free: bool) {
    let Some(minutes) = case.minutes else { return };
    let terms = &case.terms;
    let own = terms.severity.and_then(|severity| terms.severity_fen[usize::from(severity) - 1]);
    let base = i128::from(own.unwrap_or(case.prices[4]));
    let worked = terms.worked.filter(|worked| terms.percents != [0; 3] && worked.iter().any(|it| *it > 0));
    let Some(worked) = worked else {
        return bill.line("labour", by_the_minute(base, minutes), free, 6);
    };
    let total: i64 = worked.iter().sum();
    let [night, weekend, holiday] = terms.percents;
    for (seconds, percent) in worked.into_iter().zip([0, night, weekend, holiday]) {
        if seconds == 0 {
            continue;
        }
        // A rate is itself a price in whole fen.
        let rate = Exact::of(base * i128::from(100 + percent), 100).nearest();
        bill.too_large |= fits(rate).is_none();
        bill.line("labour", by_the_minute(rate, minutes) * Exact::of(seconds, total), free, 6);
    }
}

fn compare(case: &Case, desk: &mut Desk, met: &Met) -> Result<(), TestCaseError> {
    desk.set(case);
    let parts =
        case.parts.iter().map(|(at, quantity)| PartUse { part: PARTS[*at].to_owned(), quantity: *quantity });
    let terms = &case.terms;
    let worked = |[day, night, weekend, holiday]: [i64; 4]| TimeWorked {
        stretches: vec![],
        day,
        night,
        weekend,
        holiday,
    };
    let work = Work {
        labour_minutes: case.minutes,
        visits: case.visits,
        parts: parts.collect(),
        severity: terms.severity,
        worked: terms.worked.map(worked),
        ..Work::default()
    };
    let covers = |contract: Covered| ContractCover {
        visit: VisitFinding::Covered,
        of: &desk.contract,
        spent: contract.spent,
        labour: contract.labour.then_some(&desk.contract),
        parts: contract.parts.then_some(&desk.contract),
    };
    let [free_service, warranty] = case.findings.map(|index| Finding::ALL[index]);
    let got = estimate(&Pricing {
        service: &desk.service,
        level: if case.free { Level::S2 } else { Level::S0 },
        outcome: if case.free { Outcome::Free } else { Outcome::Charged },
        provider: if case.by_agent { Provider::Agent } else { Provider::Vendor },
        distance: Distance::ALL[case.distance],
        tier: CityTier::ALL[terms.tier.unwrap_or(0)],
        coverage: RepairCoverage { free_service, free_service_until: None, warranty, warranty_until: None },
        contract: terms.contract.map(covers),
        share: Share { visits: case.visits, by_contract: false },
        rules: &desk.rules,
        prices: &desk.list,
        grade: terms.grade.map(|grade| AgentGrade::ALL[grade]),
        work: &work,
    });
    let Bill { lines: due, tie, too_large, .. } = reference(case);
    let list_total: i128 = due.iter().map(|line| line.2).sum();
    let total: i128 = due.iter().map(|line| line.1).sum();
    met.tie(tie);
    let list_total = fits(list_total).filter(|_| !too_large);
    met.too_large(list_total.is_none());
    let Some(list_total) = list_total else {
        prop_assert_eq!(got, Err(DecisionError::Money(MoneyError::OutOfRange)));
        return Ok(());
    };
    let got = got.map_err(|fault| TestCaseError::fail(fault.to_string()))?;
    prop_assert_eq!((i128::from(got.total_fen), got.list_total_fen), (total, list_total));
    let lines = got.lines.iter().map(|line| {
        (line.component.as_str(), i128::from(line.amount_fen), i128::from(line.list_fen), line.vat_rate)
    });
    prop_assert_eq!(lines.collect::<Vec<_>>(), due);
    Ok(())
}

/// What a case has that a simple bill has not.
fn kinds(case: &Case) -> Vec<&'static str> {
    let terms = &case.terms;
    let repair = case.repair && case.minutes.is_some() && !case.by_agent;
    let spent = terms.contract.map_or(0, |contract| contract.spent);
    let kinds = [
        ("grade", terms.grade.is_some_and(|grade| terms.off[grade] > 0)),
        (
            "severity",
            repair && terms.severity.is_some_and(|it| terms.severity_fen[usize::from(it) - 1].is_some()),
        ),
        ("night", repair && terms.percents[0] > 0 && terms.worked.is_some_and(|worked| worked[1] > 0)),
        ("weekend", repair && terms.percents[1] > 0 && terms.worked.is_some_and(|worked| worked[2] > 0)),
        ("holiday", repair && terms.percents[2] > 0 && terms.worked.is_some_and(|worked| worked[3] > 0)),
        ("tier", case.onsite && terms.tier.is_some() && !case.by_agent),
        ("maintenance", case.repair && terms.maintenance.is_some() && !case.by_agent),
        ("some visits by contract", spent > 0 && spent < case.visits),
        ("all visits by contract", spent > 0 && spent == case.visits),
        ("labour by contract", repair && terms.contract.is_some_and(|contract| contract.labour)),
        (
            "parts by contract",
            !case.parts.is_empty() && terms.contract.is_some_and(|contract| contract.parts),
        ),
    ];
    kinds.into_iter().filter(|(_, met)| *met).map(|(kind, _)| kind).collect()
}

#[test]
fn every_line_of_a_bill_is_the_nearest_fen() {
    let (met, desk) = (Met::default(), std::cell::RefCell::new(Desk::new()));
    let counts = std::cell::RefCell::new(BTreeMap::<&str, u64>::new());
    TestRunner::new(config())
        .run(&any_case(), |case| {
            for kind in kinds(&case) {
                *counts.borrow_mut().entry(kind).or_default() += 1;
            }
            compare(&case, &mut desk.borrow_mut(), &met)
        })
        .unwrap();
    met.enough(100);
    let (counts, all) = (counts.into_inner(), u64::from(property_cases()));
    assert!(counts.len() == 11 && counts.values().all(|met| *met >= all / 200), "of {all}: {counts:?}");
}
