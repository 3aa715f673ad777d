//! Telephone numbers: mobile and land line, stored normalised (chapter 10).
//!
//! Invariant: a normalised number is `1[3-9]` and nine digits, or `area-number`, or `area-number-extension`.

/// Not a number one could call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("neither a mobile number nor a land line")]
pub struct NotAPhone;

/// The number as it is stored: `13800001111`, `0755-26713671`, `0755-26713671-123`.
///
/// Takes spaces, dots, brackets, full-width digits and a leading `+86`, `0086` or `86`.
pub fn normalise_phone(text: &str) -> Result<String, NotAPhone> {
    let plain: String = text.trim().chars().map(plain_character).collect();
    let (number, extension) = split_extension(&plain);
    let number = without_country(&digits_of(number)?);
    if is_mobile(&number) && extension.is_none() {
        return Ok(number);
    }
    let (area, line) = split_area(&number).ok_or(NotAPhone)?;
    match extension {
        None => Ok(format!("{area}-{line}")),
        Some(extension) => {
            let extension = digits_of(extension)?;
            if (1..=6).contains(&extension.len()) {
                Ok(format!("{area}-{line}-{extension}"))
            } else {
                Err(NotAPhone)
            }
        }
    }
}

/// Full-width digits and signs as their plain forms.
fn plain_character(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' => '-',
        '转' => 'x',
        '\u{3000}' => ' ',
        other => other,
    }
}

/// The number and its extension, after `x`, `#`, or a third group of digits.
fn split_extension(text: &str) -> (&str, Option<&str>) {
    if let Some((number, extension)) = text.split_once(['x', '#']) {
        return (number, Some(extension));
    }
    // 0755-26713671-123: area, number, extension. 138-0000-1111 is a mobile number in groups.
    let groups: Vec<&str> = text.split('-').collect();
    if groups.len() == 3
        && groups.first().is_some_and(|area| area.starts_with('0'))
        && groups.get(1).is_some_and(|line| line.len() >= 7)
        && let Some(at) = text.rfind('-')
    {
        return (text.get(..at).unwrap_or(text), text.get(at + 1..));
    }
    (text, None)
}

/// Only digits, with a leading plus kept as two zeros; separators fall away, anything else is a fault.
fn digits_of(text: &str) -> Result<String, NotAPhone> {
    let mut out = String::new();
    for (at, c) in text.trim().chars().enumerate() {
        match c {
            '0'..='9' => out.push(c),
            '+' if at == 0 => out.push_str("00"),
            ' ' | '-' | '.' | '(' | ')' => {}
            _ => return Err(NotAPhone),
        }
    }
    Ok(out)
}

/// Drops the country code of China, putting the zero of an area code back.
fn without_country(digits: &str) -> String {
    let rest = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86").filter(|r| r.len() >= 10));
    match rest {
        None => digits.to_owned(),
        Some(rest) if is_mobile(rest) || rest.starts_with('0') => rest.to_owned(),
        Some(rest) => format!("0{rest}"),
    }
}

/// Eleven digits, `1[3-9]…`.
fn is_mobile(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    digits.len() == 11 && bytes.next() == Some(b'1') && matches!(bytes.next(), Some(b'3'..=b'9'))
}

/// Area code (010, 02x, or 0 and three digits) and the seven or eight digits of the line.
fn split_area(digits: &str) -> Option<(&str, &str)> {
    let short = digits.starts_with("010") || digits.starts_with("02");
    let (area, line) = digits.split_at_checked(if short { 3 } else { 4 })?;
    let mut area_bytes = area.bytes();
    let area_ok = area_bytes.next() == Some(b'0') && matches!(area_bytes.next(), Some(b'1'..=b'9'));
    let line_ok = matches!(line.len(), 7 | 8) && matches!(line.bytes().next(), Some(b'2'..=b'9'));
    (area_ok && line_ok).then_some((area, line))
}
