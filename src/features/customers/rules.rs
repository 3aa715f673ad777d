//! Pure rules of customers: what makes two names the same, and what a search finds.

use super::model::Contact;

/// What is left of a name when width, case, spaces and punctuation are taken away: two customers with the same key
/// look the same to a person.
pub fn name_key(name: &str) -> String {
    let plain = name.chars().map(|c| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    });
    plain.flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// Everything a search looks through, in small letters.
pub fn search_text(name: &str, credit_code: Option<&str>, contacts: &[Contact]) -> String {
    let mut words = vec![name, credit_code.unwrap_or("")];
    for contact in contacts {
        words.push(&contact.name);
        words.extend(contact.phone.as_deref());
        words.extend(contact.email.as_deref());
    }
    words.retain(|word| !word.is_empty());
    words.join("\n").to_lowercase()
}
