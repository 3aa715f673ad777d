//! What a file may be called: a bare name, in letters that show.

use super::inspect::Refusal;

/// The longest name, in characters.
const LONGEST: usize = 120;

/// Names that mean a device to Windows, whatever follows their first dot.
const DEVICES: &[&str] =
    &["con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2", "lpt3"];

/// The name as it is kept: without blanks around it, cut to its limit in front of its extension. Empty where nothing is
/// left of it.
///
/// # Errors
/// Where it holds a path, or letters that hide or turn what stands there.
pub fn clean(given: &str) -> Result<String, Refusal> {
    if given.chars().any(|letter| letter.is_control() || hides(letter) || matches!(letter, '/' | '\\')) {
        return Err(Refusal::UnsafeName);
    }
    let plain: String =
        given.chars().map(|letter| if ":*?\"<>|".contains(letter) { '_' } else { letter }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = plain.trim_matches(['.', ' ']);
    let device = plain.split('.').next().unwrap_or_default().to_lowercase();
    let plain = if DEVICES.contains(&device.as_str()) { format!("_{plain}") } else { plain.to_string() };
    Ok(cut(&plain))
}

/// Letters without a shape of their own, and those that turn the direction of reading.
fn hides(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}')
}

fn cut(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_string();
    }
    let end = extension(name).map_or_else(String::new, |extension| format!(".{extension}"));
    let kept: String = name.chars().take(LONGEST.saturating_sub(end.chars().count())).collect();
    format!("{}{end}", kept.trim_end_matches(['.', ' ']))
}

/// The letters after the last dot, small; nothing where they are too many or too odd to be one.
#[must_use]
pub fn extension(name: &str) -> Option<String> {
    let (stem, end) = name.rsplit_once('.')?;
    let short = (1..=8).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (short && !stem.is_empty()).then(|| end.to_lowercase())
}
