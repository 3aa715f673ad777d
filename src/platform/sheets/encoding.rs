//! In which encoding a text is written: said by its mark, else found out, never guessed.

use encoding_rs::{GB18030, UTF_8};

use crate::text_enum;

text_enum! {
    /// How a CSV file was written.
    pub enum Encoding {
        /// UTF-8 with a byte order mark.
        Utf8Bom = "utf-8-bom",
        /// UTF-8.
        Utf8 = "utf-8",
        /// GB18030, which holds GBK and GB2312.
        Gb18030 = "gb18030",
    }
}

/// The bytes as text. A mark says UTF-8; what is good UTF-8 is UTF-8, since Chinese text in GB18030 hardly ever is; the
/// rest is GB18030 to the last letter, or nothing.
pub fn decode(bytes: &[u8]) -> Option<(String, Encoding)> {
    let marked = bytes.strip_prefix(b"\xef\xbb\xbf");
    let utf8 = UTF_8.decode_without_bom_handling_and_without_replacement(marked.unwrap_or(bytes));
    match (utf8, marked) {
        (Some(text), Some(_)) => Some((text.into_owned(), Encoding::Utf8Bom)),
        (Some(text), None) => Some((text.into_owned(), Encoding::Utf8)),
        (None, Some(_)) => None,
        (None, None) => {
            let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
            Some((text.into_owned(), Encoding::Gb18030))
        }
    }
}
