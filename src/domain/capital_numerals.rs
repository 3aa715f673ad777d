//! Amounts in capital Chinese numerals, as bills carry them (chapter 10): the currency directly before, "exactly" after
//! whole yuan alone, one zero for a run of zeros.

/// The digits from zero to nine: ling, yi, er, san, si, wu, liu, qi, ba, jiu.
const DIGITS: [char; 10] = [
    '\u{96f6}', '\u{58f9}', '\u{8d30}', '\u{53c1}', '\u{8086}', '\u{4f0d}', '\u{9646}', '\u{67d2}',
    '\u{634c}', '\u{7396}',
];
/// Shi, bai, qian: ten, hundred, thousand, by their power of ten.
const PLACES: [&str; 4] = ["", "\u{62fe}", "\u{4f70}", "\u{4edf}"];
/// Wan, ten thousand.
const WAN: char = '\u{4e07}';
/// Yi, a hundred million.
const YI: char = '\u{4ebf}';
/// Yuan, jiao, fen.
const YUAN: char = '\u{5143}';
const JIAO: char = '\u{89d2}';
const FEN: char = '\u{5206}';
/// Zheng: and nothing more.
const EXACTLY: char = '\u{6574}';
/// Fu: less than nothing.
const MINUS: char = '\u{8d1f}';
/// Renminbi.
const CURRENCY: &str = "\u{4eba}\u{6c11}\u{5e01}";

/// An amount in fen, such as ¥6,007.14, in capital numerals; every amount has exactly one way to be written.
#[must_use]
pub fn capital_numerals(fen: i64) -> String {
    let size = fen.unsigned_abs();
    let (yuan, jiao, cents) = (size / 100, size / 10 % 10, size % 10);
    let mut out = String::from(CURRENCY);
    if fen < 0 {
        out.push(MINUS);
    }
    if yuan > 0 || size == 0 {
        whole(yuan, &mut out);
        out.push(YUAN);
    }
    if jiao == 0 && cents == 0 {
        out.push(EXACTLY);
        return out;
    }
    if jiao > 0 {
        digit(jiao, &mut out);
        out.push(JIAO);
    }
    if cents > 0 {
        if jiao == 0 && yuan > 0 {
            digit(0, &mut out);
        }
        digit(cents, &mut out);
        out.push(FEN);
    }
    out
}

fn digit(value: u64, out: &mut String) {
    out.extend(usize::try_from(value).ok().and_then(|at| DIGITS.get(at)));
}

/// A whole number: what is above a hundred million, what is above ten thousand, and the rest.
fn whole(number: u64, out: &mut String) {
    let (unit, size) = match number {
        100_000_000.. => (YI, 100_000_000),
        10_000.. => (WAN, 10_000),
        _ => return below_wan(number, out),
    };
    whole(number / size, out);
    out.push(unit);
    let rest = number % size;
    if rest > 0 {
        // The place right below the unit is empty, or all four above it.
        if rest < size / 10 || (number / size).is_multiple_of(10_000) {
            digit(0, out);
        }
        whole(rest, out);
    }
}

/// Up to four digits.
fn below_wan(number: u64, out: &mut String) {
    if number == 0 {
        return digit(0, out);
    }
    let (mut begun, mut skipped) = (false, false);
    for (size, place) in [1000, 100, 10, 1].into_iter().zip(PLACES.iter().rev()) {
        let here = number / size % 10;
        if here == 0 {
            skipped = begun;
            continue;
        }
        if skipped {
            digit(0, out);
        }
        digit(here, out);
        out.push_str(place);
        (begun, skipped) = (true, false);
    }
}
