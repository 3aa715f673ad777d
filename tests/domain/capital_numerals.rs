//! Amounts in capital numerals: by hand, and read back by a parser of its own (chapter 10).

use proptest::prelude::*;
use tierdesk::domain::capital_numerals::capital_numerals;

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
    ] {
        assert_eq!(capital_numerals(fen), words, "{fen}");
    }
}

/// A whole number: what stands before the last large unit is counted in it.
fn whole(words: &[char]) -> i128 {
    for (unit, size) in [('亿', 100_000_000), ('万', 10_000)] {
        if let Some(at) = words.iter().rposition(|letter| *letter == unit) {
            return whole(&words[..at]) * size + whole(&words[at + 1..]);
        }
    }
    let (mut sum, mut pending) = (0, 0);
    for letter in words {
        if let Some(value) = "零壹贰叁肆伍陆柒捌玖".chars().position(|digit| digit == *letter) {
            pending = i128::try_from(value).unwrap();
        } else {
            let place = ['拾', '佰', '仟'].iter().position(|place| place == letter).unwrap();
            sum += pending * 10_i128.pow(u32::try_from(place).unwrap() + 1);
            pending = 0;
        }
    }
    sum + pending
}

/// What somebody who reads the words would pay, in fen.
fn read(words: &str) -> i128 {
    let rest = words.strip_prefix("人民币").unwrap();
    let (sign, rest) = rest.strip_prefix('负').map_or((1, rest), |rest| (-1, rest));
    let rest = rest.trim_end_matches('整');
    let (yuan, rest) = rest.split_once('元').unwrap_or(("", rest));
    let (jiao, rest) = rest.split_once('角').unwrap_or(("", rest));
    let fen = rest.strip_suffix('分').unwrap_or(rest);
    let part = |words: &str| whole(&words.chars().collect::<Vec<_>>());
    sign * (part(yuan) * 100 + part(jiao) * 10 + part(fen))
}

/// Amounts of every length, many of them with runs of zeros.
fn amounts() -> impl Strategy<Value = i64> {
    let gappy = proptest::collection::vec(prop_oneof![Just(0_i64), 0..10_i64], 1..18)
        .prop_map(|digits| digits.into_iter().fold(0, |sum, digit| sum * 10 + digit));
    prop_oneof![gappy.clone(), gappy.prop_map(|fen| -fen), any::<i64>(), -1000..1000_i64]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100_000) })]

    #[test]
    fn whoever_reads_the_words_pays_the_amount(fen in amounts()) {
        let words = capital_numerals(fen);
        prop_assert_eq!(read(&words), i128::from(fen), "{}", words);
        prop_assert!(!words.contains("零零") && !words.contains("零元零"), "{}", words);
        prop_assert_eq!(words.ends_with('整'), fen % 100 == 0, "{}", words);
    }
}
