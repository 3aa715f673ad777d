//! What counts as clean text, a phone number and a mail address.

use super::fault::FaultCode;

/// What was wrong with a leaf: its code and the arguments of the message.
pub(super) type Refused = (FaultCode, Vec<(&'static str, String)>);

/// A refusal whose message needs no figures.
pub(super) fn refused<T>(code: FaultCode) -> Result<T, Refused> {
    Err((code, Vec::new()))
}

/// One line: trimmed, without control characters, at most `max` characters.
pub(super) fn line(text: &str, max: usize) -> Result<String, Refused> {
    let text = text.trim();
    if text.chars().any(hidden) {
        return refused(FaultCode::CONTROL_CHARACTERS);
    }
    within(text, max)
}

/// Several lines: trimmed, line ends made `\n`, tabs allowed, otherwise as [`line`].
pub(super) fn lines(text: &str, max: usize) -> Result<String, Refused> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if text.chars().any(|c| hidden(c) && c != '\n' && c != '\t') {
        return refused(FaultCode::CONTROL_CHARACTERS);
    }
    within(text, max)
}

/// A secret: not trimmed, otherwise as [`line`].
pub(super) fn secret(text: &str, max: usize) -> Result<String, Refused> {
    if text.chars().any(char::is_control) {
        return refused(FaultCode::CONTROL_CHARACTERS);
    }
    within(text, max)
}

fn within(text: &str, max: usize) -> Result<String, Refused> {
    if text.chars().count() > max {
        return Err((FaultCode::TOO_LONG, vec![("max", max.to_string())]));
    }
    Ok(text.to_owned())
}

/// Control characters and those that are invisible or turn the reading direction: they make two texts that look alike
/// differ, or one text look like another.
pub(super) fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Digits with the usual separators and an optional country code; from 5 to 20 digits.
pub(super) fn phone(text: &str) -> Result<String, Refused> {
    let text = line(text, 40)?;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let usual = text.chars().enumerate().all(|(at, c)| {
        c.is_ascii_digit() || (c == '+' && at == 0) || matches!(c, ' ' | '-' | '(' | ')' | '#' | ',')
    });
    if usual && (5..=20).contains(&digits) { Ok(text) } else { refused(FaultCode::NOT_A_PHONE) }
}

/// `local@host.domain`, at most 254 characters; whether somebody reads it only a mail can tell.
pub(super) fn email(text: &str) -> Result<String, Refused> {
    let text = line(text, 254)?;
    let good = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && local.len() <= 64
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && domain.contains('.')
            && domain.split('.').all(host_label)
    });
    if good { Ok(text) } else { refused(FaultCode::NOT_AN_EMAIL) }
}

fn host_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

/// Six ASCII digits, the first not 0.
pub(super) fn city(text: &str) -> Result<String, Refused> {
    let text = line(text, 40)?;
    let good = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    if good { Ok(text) } else { refused(FaultCode::NOT_A_CITY) }
}

/// A hyphenated UUID, made lower case.
pub(super) fn id(text: &str) -> Result<String, Refused> {
    let text = text.trim();
    match uuid::Uuid::try_parse(text) {
        Ok(id) if text.len() == 36 => Ok(id.hyphenated().to_string()),
        _ => refused(FaultCode::NOT_AN_ID),
    }
}
