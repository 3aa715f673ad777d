//! Words that this portal can make again from their name and nobody else can guess: the secret halves of one-time links
//! that wait in the mail queue. The database keeps the name alone, so that whoever reads it, or a copy of it, holds no
//! link (chapter 7).

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What the words are made with; it comes from the signing key, which all instances share.
pub struct Seal([u8; 32]);

impl Seal {
    /// Reads the file of the signing key.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn open(signing_key: &Path) -> std::io::Result<Self> {
        let key = std::fs::read(signing_key)?;
        Ok(Seal(Sha256::new().chain_update(b"tierdesk sealed words\0").chain_update(&key).finalize().into()))
    }

    /// The word of this name: 256 bits as URL-safe base64, as those of chance are.
    #[must_use]
    pub fn word(&self, name: &str) -> String {
        // Hashed twice under the key, so that nobody can go on from one word to that of a longer name.
        let inner = Sha256::new().chain_update(self.0).chain_update(b"\x01").chain_update(name).finalize();
        let outer = Sha256::new().chain_update(self.0).chain_update(b"\x02").chain_update(inner).finalize();
        URL_SAFE_NO_PAD.encode(outer)
    }

    /// Six decimal digits of this name, for a person to type.
    #[must_use]
    pub fn six_digits(&self, name: &str) -> String {
        let bytes =
            Sha256::new().chain_update(self.0).chain_update(b"\x03").chain_update(self.word(name)).finalize();
        // A number so large that what is left of the division is as good as even.
        let number = bytes.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        format!("{:06}", number % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_again_and_another_for_another_name_or_key() {
        let (one, other) = (Seal([1; 32]), Seal([2; 32]));
        assert_eq!(one.word("a"), one.word("a"));
        assert_eq!(one.word("a").len(), 43);
        assert_ne!(one.word("a"), one.word("b"));
        assert_ne!(one.word("a"), other.word("a"));
        assert_eq!(one.six_digits("a"), one.six_digits("a"));
        assert!(one.six_digits("a").len() == 6 && one.six_digits("a").bytes().all(|b| b.is_ascii_digit()));
        let codes: std::collections::BTreeSet<_> = (0..50).map(|n| one.six_digits(&n.to_string())).collect();
        assert!(codes.len() > 45 && other.six_digits("a") != one.six_digits("a"));
    }
}
