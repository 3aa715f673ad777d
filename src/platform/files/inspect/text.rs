//! Plain text: UTF-8 or GB18030 without control bytes, and no page or script.

use super::super::kind::{self, FileKind, Format};
use super::super::spool::Spool;
use super::Refusal;

/// How pages, drawings and scripts begin.
const OTHERS: &[&str] = &[
    "<!doctype",
    "<html",
    "<head",
    "<body",
    "<script",
    "<svg",
    "<?xml",
    "<?php",
    "<iframe",
    "#!",
    "@echo off",
];

/// Checks a file that begins as nothing else.
///
/// # Errors
/// `WrongKind` where it is no text, or a page or a script.
pub fn check(spool: &Spool, end: Option<&str>) -> Result<Format, Refusal> {
    let known = end.is_none_or(|end| kind::TEXT.extensions.contains(&end) || numbered(&kind::TEXT, end));
    let head = spool.read(0, 4096)?;
    if !known || begins_as_other(&head) {
        return Err(Refusal::WrongKind);
    }
    let mut reading = Reading::default();
    let mut at = 0;
    while at < spool.size() {
        let piece = spool.read(at, 256 * 1024)?;
        if !piece.iter().all(|byte| reading.takes(*byte)) {
            return Err(Refusal::WrongKind);
        }
        at += u64::try_from(piece.len()).unwrap_or(u64::MAX);
    }
    if reading.whole() { Ok(kind::TEXT) } else { Err(Refusal::WrongKind) }
}

/// `messages.1`: logs are numbered when they are put aside.
#[must_use]
pub fn numbered(format: &Format, end: &str) -> bool {
    format.kind == FileKind::Text && end.len() <= 3 && end.bytes().all(|byte| byte.is_ascii_digit())
}

fn begins_as_other(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = String::from_utf8_lossy(head).trim_start().to_lowercase();
    OTHERS.iter().any(|other| text.starts_with(other))
}

/// Both encodings followed at once, byte by byte.
#[derive(Debug)]
struct Reading {
    /// Bytes of a UTF-8 letter still to come; nothing once it was no UTF-8.
    utf8: Option<u8>,
    gb18030: Option<Gb>,
}

/// Where in a letter of GB18030 the reading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gb {
    Between,
    Second,
    Third,
    Fourth,
}

impl Default for Reading {
    fn default() -> Self {
        Reading { utf8: Some(0), gb18030: Some(Gb::Between) }
    }
}

impl Reading {
    fn takes(&mut self, byte: u8) -> bool {
        if (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)) || byte == 0x7f {
            return false;
        }
        self.utf8 = self.utf8.and_then(|left| match (left, byte) {
            (0, 0..=0x7f) => Some(0),
            (0, 0xc2..=0xdf) => Some(1),
            (0, 0xe0..=0xef) => Some(2),
            (0, 0xf0..=0xf4) => Some(3),
            (1.., 0x80..=0xbf) => Some(left - 1),
            _ => None,
        });
        self.gb18030 = self.gb18030.and_then(|place| match (place, byte) {
            (Gb::Between, 0..=0x80) => Some(Gb::Between),
            (Gb::Between | Gb::Third, 0x81..=0xfe) => {
                Some(if place == Gb::Between { Gb::Second } else { Gb::Fourth })
            }
            (Gb::Second, 0x40..=0x7e | 0x80..=0xfe) | (Gb::Fourth, 0x30..=0x39) => Some(Gb::Between),
            (Gb::Second, 0x30..=0x39) => Some(Gb::Third),
            _ => None,
        });
        self.utf8.is_some() || self.gb18030.is_some()
    }

    /// Whether the last letter is whole.
    fn whole(&self) -> bool {
        self.utf8 == Some(0) || self.gb18030 == Some(Gb::Between)
    }
}
