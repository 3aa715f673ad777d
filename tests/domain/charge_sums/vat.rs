//! VAT of a line, and the totals of a statement.

use proptest::test_runner::TestRunner;
use tierdesk::domain::money::MoneyError;
use tierdesk::domain::taxed::{Taxed, Totals};

use super::exact::Exact;
use super::*;

/// VAT, and the amount with it.
fn reference(net: i64, percent: i32) -> (i128, i128) {
    let vat = (Exact::whole(net) * Exact::of(percent, 100)).nearest();
    (vat, i128::from(net) + vat)
}

fn percent() -> impl Strategy<Value = i32> {
    prop_oneof![3 => Just(6), 3 => Just(13), 1 => Just(0), 1 => Just(100), 2 => 0..=100]
}

/// Amounts of both signs: what is charged and what is given back.
fn amount() -> impl Strategy<Value = i64> {
    let signed = (price(), any::<bool>()).prop_map(|(fen, back)| if back { -fen } else { fen });
    // Multiples of 50 at 6 and at 13 percent lie between two fen as often as not.
    prop_oneof![4 => signed, 2 => (-20_000..20_000_i64).prop_map(|fen| fen * 25), 1 => Just(i64::MIN)]
}

#[test]
fn the_vat_of_a_line_is_the_nearest_fen() {
    let met = Met::default();
    TestRunner::new(config())
        .run(&(amount(), percent()), |(net, percent)| {
            let (vat, gross) = reference(net, percent);
            let due = fits(vat).zip(fits(gross)).ok_or(MoneyError::OutOfRange);
            let got = Taxed::of(net, percent);
            prop_assert_eq!(got.map(|taxed| (taxed.vat_fen, taxed.gross_fen)), due);
            prop_assert!(got.is_ok_and(|taxed| taxed.net_fen == net) || got.is_err());
            met.tie((Exact::whole(net) * Exact::of(percent, 100)).is_tie());
            met.too_large(due.is_err());
            Ok(())
        })
        .unwrap();
    met.enough(100);
}

#[test]
fn a_credit_is_the_mirror_of_its_charge() {
    TestRunner::new(config())
        .run(&(price(), percent()), |(net, percent)| {
            let (there, back) = (Taxed::of(net, percent), Taxed::of(-net, percent));
            prop_assert_eq!(
                there.map(|it| (it.net_fen, -it.vat_fen)),
                back.map(|it| (-it.net_fen, it.vat_fen))
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_statement_is_the_sum_of_lines_that_were_rounded_one_by_one() {
    let line = (-2_000_000..20_000_000_i64, percent(), 0..20_000_000_i64);
    let lines = proptest::collection::vec(line, 0..8);
    let differs = Cell::new(0_u64);
    TestRunner::new(config())
        .run(&lines, |lines| {
            let totals = lines.iter().try_fold(Totals::default(), |totals, (net, percent, list)| {
                totals.plus(*list, Taxed::of(*net, *percent)?)
            });
            let sum = |of: fn(&(i64, i32, i64)) -> i128| -> i128 { lines.iter().map(of).sum() };
            let (net, list) = (sum(|line| line.0.into()), sum(|line| line.2.into()));
            let vat = sum(|line| reference(line.0, line.1).0);
            let totals = totals.unwrap();
            prop_assert_eq!(usize::try_from(totals.count).unwrap(), lines.len());
            let got = [totals.list_fen, totals.net_fen, totals.vat_fen, totals.gross_fen].map(i128::from);
            prop_assert_eq!(got, [list, net, vat, net + vat]);
            let exact = lines.iter().map(|(net, percent, _)| Exact::whole(*net) * Exact::of(*percent, 100));
            let at_once = exact.fold(Exact::of(0, 100), |sum, vat| sum + vat).nearest();
            differs.set(differs.get() + u64::from(at_once != vat));
            Ok(())
        })
        .unwrap();
    let all = u64::from(property_cases());
    assert!(differs.get() > all / 10, "rounding the sum would be no other thing: {} of {all}", differs.get());
}

#[test]
fn a_sum_that_does_not_fit_is_an_error() {
    let line = |net| Taxed { net_fen: net, vat_fen: 0, gross_fen: net };
    let one = Totals::default().plus(0, line(i64::MAX)).unwrap();
    assert_eq!(one.plus(0, line(1)), Err(MoneyError::OutOfRange));
    assert_eq!(one.plus(i64::MAX, line(-1)).unwrap().plus(1, line(0)), Err(MoneyError::OutOfRange));
}
