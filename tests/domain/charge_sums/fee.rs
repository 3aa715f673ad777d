//! What an agent earns of the list price: rounded once, at the end.

use std::cell::RefCell;

use proptest::test_runner::TestRunner;
use tierdesk::domain::money::MoneyError;
use tierdesk::domain::price_list::ServicePrice;
use tierdesk::domain::service_fee::{FeeError, service_fee};
use tierdesk::domain::words::PriceUnit;

use super::bill::any_list;
use super::exact::Exact;
use super::*;

const CODE: &str = "SASL012";

#[test]
fn the_fee_of_an_agent_is_the_nearest_fen_of_its_share() {
    let met = Met::default();
    let list = RefCell::new(any_list());
    let hourly = prop_oneof![3 => Just(true), 1 => Just(false)];
    let percent = proptest::option::weighted(0.95, prop_oneof![4 => Just(60_i64), 4 => 0..=100_i64]);
    TestRunner::new(config())
        .run(&(price(), hourly, count(), percent), |(price_fen, hourly, count, percent)| {
            let unit = if hourly { PriceUnit::Hour } else { PriceUnit::Visit };
            let mut list = list.borrow_mut();
            list.services.insert(CODE.to_owned(), ServicePrice { unit, price_fen, vat_rate: None });
            list.agent_fee_percent = percent;
            let got = service_fee(&list, CODE, count);
            let Some(percent) = percent else {
                prop_assert_eq!(got, Err(FeeError::NoPrice));
                return Ok(());
            };
            let quantity = Exact::of(count, if hourly { 60 } else { 1 });
            let exact = Exact::whole(price_fen) * quantity * Exact::of(percent, 100);
            met.tie(exact.is_tie());
            met.too_large(fits(exact.nearest()).is_none());
            let due = fits(exact.nearest()).ok_or(FeeError::Money(MoneyError::OutOfRange));
            prop_assert_eq!(got.map(|fee| fee.amount_fen), due);
            if let Ok(fee) = got {
                prop_assert_eq!((fee.unit, fee.unit_price_fen, fee.percent), (unit, price_fen, percent));
                prop_assert_eq!(fee.vat_rate, list.service_vat);
            }
            Ok(())
        })
        .unwrap();
    met.enough(200);
}
