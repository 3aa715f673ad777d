//! The unified social credit code of GB 32100-2015 (chapter 10).
//!
//! Invariant: a failed check is a warning, never a refusal; codes in real use fail their own check.

/// The alphabet of the code, in the order of its values.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// What is odd about a credit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CreditCodeWarning {
    /// Not 18 characters long.
    #[error("a credit code has 18 characters")]
    Length,
    /// A character outside `0-9 A-Z` without I O S V Z.
    #[error("a credit code has no such character")]
    Character,
    /// The last character does not follow from the others.
    #[error("the check character does not fit")]
    Check,
}

/// Trimmed and in capitals, as it is stored.
pub fn normalise_credit_code(text: &str) -> String {
    text.trim().to_ascii_uppercase()
}

/// Checks a normalised code; an error is something to warn about.
pub fn check_credit_code(code: &str) -> Result<(), CreditCodeWarning> {
    if code.chars().count() != 18 {
        return Err(CreditCodeWarning::Length);
    }
    let value = |byte: u8| ALPHABET.iter().position(|known| *known == byte);
    let values: Option<Vec<usize>> = code.bytes().map(value).collect();
    let values = values.ok_or(CreditCodeWarning::Character)?;
    let mut weight = 1;
    let mut total = 0;
    for value in values.iter().take(17) {
        total = (total + value * weight) % 31;
        weight = weight * 3 % 31;
    }
    if values.last() == Some(&((31 - total) % 31)) { Ok(()) } else { Err(CreditCodeWarning::Check) }
}
