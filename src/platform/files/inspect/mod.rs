//! Looks at a file before it is kept: what it is by its bytes, whether its name agrees, and whether it hides another
//! file, a program, or more than it admits. Only headers and directories are read; no decoder runs here, and nothing is
//! unpacked but zips that lie in zips, within limits.

mod nested;
mod ole;
mod pdf;
mod picture;
mod text;
mod zip;

use std::io;

use super::kind::{self, FileKind, Format};
use super::name::{clean, extension};
use super::spool::{Spool, full};
use crate::error::Error;
use crate::platform::fields::FaultCode;

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is nothing in it.
    #[error("empty")]
    Empty,
    /// Its name holds a path or letters that hide.
    #[error("unsafe name")]
    UnsafeName,
    /// It is of none of the kinds that are taken.
    #[error("wrong kind")]
    WrongKind,
    /// Its name says one thing, its bytes another.
    #[error("extension mismatch")]
    ExtensionMismatch,
    /// It is two things at once.
    #[error("polyglot")]
    Polyglot,
    /// It would unpack into far more than it is.
    #[error("bomb")]
    Bomb,
    /// It is broken, or not what it begins as.
    #[error("damaged")]
    Damaged,
    /// It holds a program: macros, scripts.
    #[error("active content")]
    ActiveContent,
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

impl Refusal {
    /// What callers hear.
    #[must_use]
    pub fn told(self, field: &str) -> Error {
        let code = match self {
            Refusal::Empty => FaultCode::new("empty_file"),
            Refusal::UnsafeName => FaultCode::new("unsafe_name"),
            Refusal::WrongKind => FaultCode::new("wrong_kind"),
            Refusal::ExtensionMismatch => FaultCode::new("extension_mismatch"),
            Refusal::Polyglot => FaultCode::new("polyglot"),
            Refusal::Bomb => FaultCode::new("bomb"),
            Refusal::Damaged => FaultCode::new("damaged"),
            Refusal::ActiveContent => FaultCode::new("active_content"),
            Refusal::Disk(fault) => return full(fault),
        };
        Error::field(field, code)
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// The name as it is kept.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its media type.
    pub media_type: &'static str,
}

/// Looks at `spool`, which somebody calls `given`.
///
/// # Errors
/// Why it is not taken.
pub fn inspect(spool: &Spool, given: &str) -> Result<Inspected, Refusal> {
    let name = clean(given)?;
    if spool.size() == 0 {
        return Err(Refusal::Empty);
    }
    let end = extension(&name);
    let format = recognise(spool, end.as_deref())?;
    let agrees =
        end.as_deref().is_none_or(|end| format.extensions.contains(&end) || text::numbered(&format, end));
    if !agrees {
        return Err(Refusal::ExtensionMismatch);
    }
    Ok(Inspected {
        name: named(name, end.as_deref(), &format),
        kind: format.kind,
        media_type: format.media_type,
    })
}

/// What the bytes say. `end` only chooses between forms that cannot be told apart by their bytes.
fn recognise(spool: &Spool, end: Option<&str>) -> Result<Format, Refusal> {
    let head = spool.read(0, 8192)?;
    let format = match head.as_slice() {
        [0xff, 0xd8, 0xff, ..] => picture::check(spool, &head, kind::JPEG)?,
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => picture::check(spool, &head, kind::PNG)?,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            picture::check(spool, &head, kind::WEBP)?
        }
        [b'%', b'P', b'D', b'F', b'-', ..] => pdf::check(spool)?,
        [b'P', b'K', 3, 4, ..] => return zip::check(spool, end),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => return ole::check(spool, &head, end),
        _ => text::check(spool, end)?,
    };
    // A zip is found by its end, so one can hang behind anything else.
    if zip::hangs_behind(spool)? {
        return Err(Refusal::Polyglot);
    }
    Ok(format)
}

/// A file without a name gets one, and one without an extension that of its form; a text may go without.
fn named(name: String, end: Option<&str>, format: &Format) -> String {
    let usual = format.extensions.first().copied().unwrap_or("bin");
    match (name.is_empty(), end) {
        (true, _) => format!("file.{usual}"),
        (false, None) if format.kind != FileKind::Text => format!("{name}.{usual}"),
        _ => name,
    }
}

/// Whether any of `words` (in small letters) stands anywhere in the file, whatever the case of its letters.
fn contains(spool: &Spool, words: &[&[u8]]) -> Result<bool, Refusal> {
    const STEP: usize = 256 * 1024;
    let longest = words.iter().map(|word| word.len()).max().unwrap_or(0);
    let mut at = 0;
    while at < spool.size() {
        // The pieces overlap by a word, so that none is missed where one ends.
        let mut piece = spool.read(at, STEP + longest)?;
        piece.make_ascii_lowercase();
        if words.iter().any(|word| find(&piece, word).is_some()) {
            return Ok(true);
        }
        at += u64::try_from(STEP).unwrap_or(u64::MAX);
    }
    Ok(false)
}

/// Where `word` first stands in `bytes`.
fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let first = *word.first()?;
    let mut from = 0;
    while let Some(step) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + step;
        if bytes.get(at..)?.starts_with(word) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// A number of `N` bytes at `at`, the lowest first.
fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let slice = bytes.get(at..at.checked_add(N)?)?;
    Some(slice.iter().rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
}
