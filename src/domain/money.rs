//! Money: integer fen, exact rounding, no floating point (chapters 1 and 6).
//!
//! Invariant: nothing here panics; an amount that does not fit is an error. Rounding is half up, away from zero
//! for negative amounts, so that a credit is the mirror of its charge.

/// An amount that does not fit, or a share of nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MoneyError {
    /// The result does not fit into 64 bits.
    #[error("amount out of range")]
    OutOfRange,
    /// The denominator is zero.
    #[error("division by zero")]
    ZeroDenominator,
}

/// `amount × numerator ÷ denominator` in the unit of `amount`, rounded half up (halves away from zero).
pub fn share_half_up(amount: i64, numerator: i64, denominator: i64) -> Result<i64, MoneyError> {
    if denominator == 0 {
        return Err(MoneyError::ZeroDenominator);
    }
    // Three 64-bit factors always fit: |i64 × i64| ≤ 2^126.
    let product = i128::from(amount) * i128::from(numerator);
    let divisor = i128::from(denominator).unsigned_abs();
    let negative = (product < 0) != (denominator < 0);
    let size = product.unsigned_abs();
    let (whole, rest) = (size / divisor, size % divisor);
    let rounded = if rest >= divisor - rest { whole + 1 } else { whole };
    let rounded = i128::try_from(rounded).map_err(|_| MoneyError::OutOfRange)?;
    i64::try_from(if negative { -rounded } else { rounded }).map_err(|_| MoneyError::OutOfRange)
}

/// The VAT of a net amount in fen at an integer percentage, rounded half up.
pub fn vat_of_net(net_fen: i64, percent: i64) -> Result<i64, MoneyError> {
    share_half_up(net_fen, percent, 100)
}

/// `a + b`, in fen.
pub fn add(a: i64, b: i64) -> Result<i64, MoneyError> {
    a.checked_add(b).ok_or(MoneyError::OutOfRange)
}

/// `a × b`, in fen.
pub fn times(a: i64, b: i64) -> Result<i64, MoneyError> {
    a.checked_mul(b).ok_or(MoneyError::OutOfRange)
}

/// The sum of amounts in fen.
pub fn sum(amounts: impl IntoIterator<Item = i64>) -> Result<i64, MoneyError> {
    amounts.into_iter().try_fold(0, add)
}

/// `¥1,234.00`, `-¥0.05`: the amount for people.
pub fn format_fen(fen: i64) -> String {
    let size = fen.unsigned_abs();
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}¥{}.{:02}", grouped(size / 100), size % 100)
}

/// `1,234.50`, `-0.05`: the amount in a column that says what it counts.
pub fn column_yuan(fen: i64) -> String {
    format_fen(fen).replacen('¥', "", 1)
}

/// `1234.50`, `-0.05`: the amount as a form holds it.
pub fn plain_yuan(fen: i64) -> String {
    let size = fen.unsigned_abs();
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// What was typed in yuan, in fen: digits of any input method, groups, a sign, at most two decimals; nothing where it is no
/// amount.
pub fn fen_of_yuan(typed: &str) -> Option<i64> {
    let plain: String = typed.trim().chars().filter_map(plain_char).collect();
    let (negative, size) = plain.strip_prefix('-').map_or((false, plain.as_str()), |size| (true, size));
    let size = size.strip_prefix('¥').unwrap_or(size);
    let (yuan, rest) = size.split_once('.').unwrap_or((size, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || yuan.len() > 15 || rest.len() > 2 || !digits(yuan) || !digits(rest) {
        return None;
    }
    let cents: i64 = format!("{rest:0<2}").parse().ok()?;
    let fen = yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
    Some(if negative { -fen } else { fen })
}

/// A letter of an amount as any keyboard gives it; nothing for what only parts groups of digits.
fn plain_char(letter: char) -> Option<char> {
    match letter {
        '０'..='９' => char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')),
        '－' | '−' => Some('-'),
        '．' | '。' => Some('.'),
        '￥' => Some('¥'),
        ',' | '，' | ' ' => None,
        other => Some(other),
    }
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
