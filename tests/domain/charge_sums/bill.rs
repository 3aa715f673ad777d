//! The lines of a bill under any price list: visit, travel, labour by the minute, parts; each rounded by itself.

use proptest::test_runner::{TestCaseError, TestRunner};
use tierdesk::domain::catalogue::Service;
use tierdesk::domain::decision::{DecisionError, Finding, PartUse, RepairCoverage, Work};
use tierdesk::domain::money::MoneyError;
use tierdesk::domain::policy::CoverageRules;
use tierdesk::domain::price_list::{Part, PriceList, ServicePrice, TravelPrices};
use tierdesk::domain::pricing::{Pricing, Share, estimate};
use tierdesk::domain::words::{CityTier, Delivery, Distance, Level, Name, Outcome, PriceUnit, Provider};

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
}

fn any_case() -> impl Strategy<Value = Case> {
    let prices = [price(), price(), price(), price(), price(), price(), price()];
    let switches = any::<u8>();
    let places = (0..Distance::ALL.len(), 0..Finding::ALL.len(), 0..Finding::ALL.len());
    let work =
        (proptest::option::of(count()), count(), proptest::collection::vec((0..PARTS.len(), count()), 0..3));
    (prices, switches, places, work).prop_map(|(prices, switches, places, (minutes, visits, parts))| {
        let on = |bit: u8| switches >> bit & 1 == 1;
        Case {
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
        Desk { list, service, rules: policy.coverage }
    }

    fn set(&mut self, case: &Case) {
        let unit = if case.hourly { PriceUnit::Hour } else { PriceUnit::Visit };
        let price = self.list.services.get_mut("SASL012").unwrap();
        *price = ServicePrice { unit, price_fen: case.prices[0], vat_rate: None };
        self.list.travel = TravelPrices::Distance {
            same_city_fen: case.prices[1],
            same_province_fen: case.prices[2],
            elsewhere_fen: case.prices[3],
        };
        self.list.labour_hour_fen = case.prices[4];
        for (part, price) in self.list.parts.values_mut().zip(&case.prices[5..]) {
            part.price_fen = *price;
        }
        self.service.delivery = if case.onsite { Delivery::Onsite } else { Delivery::Remote };
        self.service.repair = case.repair;
        self.rules.labour_after_free_service_charged = case.labour_charged;
    }
}

/// What is due: component, amount, list value, VAT rate of each line; and whether a line lay between two fen.
type Due = (Vec<(&'static str, i128, i128, i64)>, bool);

fn reference(case: &Case) -> Due {
    let by_the_minute = |fen: i64, minutes: u32| Exact::of(i128::from(fen) * i128::from(minutes), 60);
    let each = |fen: i64, count: u32| Exact::whole(fen) * Exact::whole(count);
    let mut lines = vec![];
    let mut tie = false;
    let mut line = |component, exact: Exact, free: bool, rate| {
        tie |= exact.is_tie();
        let list = exact.nearest();
        lines.push((component, if free { 0 } else { list }, list, rate));
    };
    let visit = if case.hourly {
        by_the_minute(case.prices[0], case.minutes.unwrap_or(0))
    } else {
        each(case.prices[0], case.visits)
    };
    line("visit", visit, case.free, 6);
    if case.by_agent {
        return (lines, tie);
    }
    if case.onsite {
        line("travel", each(case.prices[1 + case.distance], case.visits), case.free, 6);
    }
    let [free_service, warranty] = case.findings.map(|index| Finding::ALL[index].as_str());
    if let (true, Some(minutes)) = (case.repair, case.minutes) {
        let excluded = free_service == "excluded_cause";
        let free = free_service == "covered" || (!case.labour_charged && !excluded);
        line("labour", by_the_minute(case.prices[4], minutes), free, 6);
    }
    for (part, count) in &case.parts {
        let price = if *part < 2 { case.prices[5 + part] } else { 0 };
        line("parts", each(price, *count), warranty == "covered", 13);
    }
    (lines, tie)
}

fn compare(case: &Case, desk: &mut Desk, met: &Met) -> Result<(), TestCaseError> {
    desk.set(case);
    let parts =
        case.parts.iter().map(|(at, quantity)| PartUse { part: PARTS[*at].to_owned(), quantity: *quantity });
    let work =
        Work { labour_minutes: case.minutes, visits: case.visits, parts: parts.collect(), ..Work::default() };
    let [free_service, warranty] = case.findings.map(|index| Finding::ALL[index]);
    let got = estimate(&Pricing {
        service: &desk.service,
        level: if case.free { Level::S2 } else { Level::S0 },
        outcome: if case.free { Outcome::Free } else { Outcome::Charged },
        provider: if case.by_agent { Provider::Agent } else { Provider::Vendor },
        distance: Distance::ALL[case.distance],
        tier: CityTier::Tier1,
        coverage: RepairCoverage { free_service, free_service_until: None, warranty, warranty_until: None },
        contract: None,
        share: Share { visits: case.visits, by_contract: false },
        rules: &desk.rules,
        prices: &desk.list,
        grade: None,
        work: &work,
    });
    let (due, tie) = reference(case);
    let list_total: i128 = due.iter().map(|line| line.2).sum();
    let total: i128 = due.iter().map(|line| line.1).sum();
    met.tie(tie);
    met.too_large(fits(list_total).is_none());
    let Some(list_total) = fits(list_total) else {
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

#[test]
fn every_line_of_a_bill_is_the_nearest_fen() {
    let (met, desk) = (Met::default(), std::cell::RefCell::new(Desk::new()));
    TestRunner::new(config()).run(&any_case(), |case| compare(&case, &mut desk.borrow_mut(), &met)).unwrap();
    met.enough(100);
}
