//! Rounding and writing of amounts.

use proptest::prelude::*;
use tierdesk::domain::money::{MoneyError, column_yuan, format_fen, share_half_up, sum, vat_of_net};

use crate::support::property_cases;

#[test]
fn halves_go_up() {
    let cases = [
        (1, 1, 2, 1),
        (1, 1, 3, 0),
        (2, 1, 3, 1),
        (-1, 1, 2, -1),
        (-1, 1, 3, 0),
        (30_000, 45, 60, 22_500),
        (20_000, 1, 60, 333),
        (10, 1, 60, 0),
        (30, 1, 60, 1),
        (i64::MAX, 1, 1, i64::MAX),
        (i64::MIN, 1, 1, i64::MIN),
        (i64::MAX, i64::MAX, i64::MAX, i64::MAX),
        (7, 1, -2, -4),
    ];
    for (amount, numerator, denominator, expected) in cases {
        assert_eq!(
            share_half_up(amount, numerator, denominator),
            Ok(expected),
            "{amount}×{numerator}/{denominator}"
        );
    }
    assert_eq!(vat_of_net(1_225, 6), Ok(74), "73.5 fen");
    assert_eq!(vat_of_net(10_000, 13), Ok(1_300));
}

#[test]
fn what_does_not_fit_is_an_error() {
    assert_eq!(share_half_up(i64::MAX, 2, 1), Err(MoneyError::OutOfRange));
    assert_eq!(share_half_up(i64::MIN, -1, 1), Err(MoneyError::OutOfRange));
    assert_eq!(share_half_up(1, 1, 0), Err(MoneyError::ZeroDenominator));
    assert_eq!(sum([i64::MAX, 1]), Err(MoneyError::OutOfRange));
}

#[test]
fn amounts_for_people() {
    let cases = [
        (0, "¥0.00"),
        (5, "¥0.05"),
        (-5, "-¥0.05"),
        (12_345, "¥123.45"),
        (123_400, "¥1,234.00"),
        (100_000_000, "¥1,000,000.00"),
        (-123_456_789, "-¥1,234,567.89"),
        (i64::MIN, "-¥92,233,720,368,547,758.08"),
    ];
    for (fen, text) in cases {
        assert_eq!(format_fen(fen), text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(property_cases()) })]

    #[test]
    fn a_share_is_the_nearest_whole(amount in any::<i32>(), numerator in 0..1_000_000_i64, denominator in 1..1_000_000_i64) {
        let amount = i64::from(amount);
        let share = i128::from(share_half_up(amount, numerator, denominator).unwrap());
        let exact = i128::from(amount) * i128::from(numerator);
        // |share − exact/denominator| ≤ ½, and a tie goes away from zero.
        let off = 2 * (share * i128::from(denominator) - exact);
        prop_assert!(off.abs() <= i128::from(denominator));
        if off.abs() == i128::from(denominator) {
            prop_assert_eq!(off > 0, amount > 0);
        }
    }
}

#[test]
fn what_is_typed_in_yuan_is_read_with_any_keyboard() {
    use tierdesk::domain::money::{fen_of_yuan, plain_yuan};
    let read = [
        ("1,200.5", Some(120_050)),
        ("￥１２００．５０", Some(120_050)),
        (" ¥0.05 ", Some(5)),
        ("-3", Some(-300)),
        ("−3.1", Some(-310)),
        ("1200.505", None),
        ("1.2.3", None),
        ("", None),
        (".5", None),
        ("twelve", None),
        ("9999999999999999", None),
    ];
    for (typed, fen) in read {
        assert_eq!(fen_of_yuan(typed), fen, "{typed}");
    }
    for fen in [0, 5, -5, 100, 120_050, -120_050] {
        assert_eq!(fen_of_yuan(&plain_yuan(fen)), Some(fen));
    }
}

#[test]
fn a_column_of_amounts_has_groups_and_no_sign_of_the_currency() {
    for (fen, text) in [(123_450, "1,234.50"), (-5, "-0.05"), (0, "0.00"), (-100_000_000, "-1,000,000.00")] {
        assert_eq!(column_yuan(fen), text);
    }
}
