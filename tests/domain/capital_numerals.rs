//! Amounts in capital numerals: by hand, and read back by a parser of its own (chapter 10).

use proptest::prelude::*;
use tierdesk::domain::capital_numerals::capital_numerals;

use crate::support::property_cases;

#[test]
fn amounts_are_written_as_on_bills() {
    for (fen, words) in [
        (140_950, "人民币壹仟肆佰零玖元伍角"),
        (600_714, "人民币陆仟零柒元壹角肆分"),
        (5, "人民币伍分"),
        (50, "人民币伍角"),
        (0, "人民币零元整"),
        (10_000_000_000, "人民币壹亿元整"),
        (1_001_001, "人民币壹万零壹拾元零壹分"),
        (100, "人民币壹元整"),
        (105, "人民币壹元零伍分"),
        (1_050, "人民币壹拾元伍角"),
        (168_032, "人民币壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "人民币壹拾万柒仟元伍角叁分"),
        (20_000_500, "人民币贰拾万零伍元整"),
        (10_000_000_100, "人民币壹亿零壹元整"),
        (10_001_000_100, "人民币壹亿零壹万零壹元整"),
        (12_345_678_901_234, "人民币壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分"),
        (-140_950, "人民币负壹仟肆佰零玖元伍角"),
        (1, "人民币壹分"),
        (-5, "人民币负伍分"),
        (11, "人民币壹角壹分"),
        (1_000, "人民币壹拾元整"),
        (1_000_000, "人民币壹万元整"),
        (1_100_000, "人民币壹万壹仟元整"),
        (1_010_000, "人民币壹万零壹佰元整"),
        (100_000_001, "人民币壹佰万元零壹分"),
        (99_999_999_999, "人民币玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        (1_000_000_000_000, "人民币壹佰亿元整"),
        (10_000_500_000, "人民币壹亿零伍仟元整"),
        (12_000_000_000, "人民币壹亿贰仟万元整"),
        (100_000_000_000_000, "人民币壹万亿元整"),
        (100_001_000_000_000, "人民币壹万亿零壹仟万元整"),
    ] {
        assert_eq!(capital_numerals(fen), words, "{fen}");
    }
}

/// A digit that was read: its value, its power of ten, and whether a zero stands before it.
type Place = (i128, u32, bool);

/// The digits of a whole number, where `shift` is the power of ten of its last place. A zero belongs to the digit after it.
fn places(words: &[char], shift: u32) -> Vec<Place> {
    for (unit, power) in [('亿', 8), ('万', 4)] {
        if let Some(at) = words.iter().rposition(|letter| *letter == unit) {
            let mut all = places(&words[..at], shift + power);
            assert!(!all.is_empty(), "a unit without a number: {words:?}");
            all.extend(places(&words[at + 1..], shift));
            return all;
        }
    }
    let (mut all, mut rest) = (vec![], words);
    while let Some((first, after)) = rest.split_first() {
        let zero = *first == '零';
        let (digit, after) =
            if zero { after.split_first().expect("a zero at the end") } else { (first, after) };
        let value = "壹贰叁肆伍陆柒捌玖".chars().position(|known| known == *digit).expect("a digit") + 1;
        let place =
            after.first().map_or(0, |place| "拾佰仟".chars().position(|known| known == *place).unwrap() + 1);
        all.push((i128::try_from(value).unwrap(), shift + u32::try_from(place).unwrap(), zero));
        rest = &after[usize::from(place > 0)..];
    }
    all
}

/// A whole number, and that it is written in the one way there is: from the left to the right, with a zero for places
/// that are skipped within four, and where the place right below a large unit is empty.
fn whole(words: &str) -> i128 {
    let places = places(&words.chars().collect::<Vec<_>>(), 0);
    assert!(places.first().is_none_or(|(_, _, zero)| !zero), "a zero at the beginning: {words}");
    for pair in places.windows(2) {
        let [(_, left, _), (_, right, zero)] = pair else { unreachable!() };
        assert!(left > right, "out of order: {words}");
        let wanted = match left / 4 - right / 4 {
            0 => left - right > 1,
            1 => right % 4 != 3,
            _ => true,
        };
        assert_eq!(*zero, wanted, "a zero before 10^{right}: {words}");
    }
    places.iter().map(|(digit, power, _)| digit * 10_i128.pow(*power)).sum()
}

/// What somebody who reads the words would pay, in fen.
fn read(words: &str) -> i128 {
    let rest = words.strip_prefix("人民币").unwrap();
    if rest == "零元整" {
        return 0;
    }
    let (sign, rest) = rest.strip_prefix('负').map_or((1, rest), |rest| (-1, rest));
    let (exactly, rest) = rest.strip_suffix('整').map_or((false, rest), |rest| (true, rest));
    let (yuan, rest) = rest.split_once('元').map_or((None, rest), |(yuan, rest)| (Some(whole(yuan)), rest));
    assert!(yuan.is_none_or(|yuan| yuan > 0), "no yuan need not be said: {words}");
    let (jiao, rest) = rest.split_once('角').map_or((None, rest), |(jiao, rest)| (Some(whole(jiao)), rest));
    let (skipped, rest) = rest.strip_prefix('零').map_or((false, rest), |rest| (true, rest));
    let fen = rest.strip_suffix('分').map(whole);
    assert!(fen.is_some() || rest.is_empty(), "something after the amount: {words}");
    assert_eq!(skipped, yuan.is_some() && jiao.is_none() && fen.is_some(), "a zero for no jiao: {words}");
    assert_eq!(exactly, jiao.is_none() && fen.is_none(), "exactly: {words}");
    let digit = |digit: Option<i128>| {
        assert!(digit.is_none_or(|digit| (1..10).contains(&digit)), "{words}");
        digit.unwrap_or(0)
    };
    sign * (yuan.unwrap_or(0) * 100 + digit(jiao) * 10 + digit(fen))
}

#[test]
fn the_reader_takes_nothing_that_is_written_otherwise() {
    for words in [
        "人民币壹仟肆佰玖元伍角",
        "人民币壹仟肆佰零零玖元伍角",
        "人民币壹仟零肆佰零玖元伍角",
        "人民币伍分整",
        "人民币壹元伍分",
        "人民币零元伍分",
        "人民币壹亿壹元整",
        "人民币壹拾零万柒仟元整",
        "人民币壹元",
    ] {
        assert!(std::panic::catch_unwind(|| read(words)).is_err(), "{words}");
    }
}

/// Amounts of every length, many of them with runs of zeros.
fn amounts() -> impl Strategy<Value = i64> {
    let gappy = proptest::collection::vec(prop_oneof![Just(0_i64), 0..10_i64], 1..18)
        .prop_map(|digits| digits.into_iter().fold(0, |sum, digit| sum * 10 + digit));
    prop_oneof![gappy.clone(), gappy.prop_map(|fen| -fen), any::<i64>(), -1000..1000_i64]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(property_cases()) })]

    #[test]
    fn whoever_reads_the_words_pays_the_amount(fen in amounts()) {
        let words = capital_numerals(fen);
        prop_assert_eq!(read(&words), i128::from(fen), "{}", words);
    }
}
