//! A workbook before it is opened: every part is unpacked to nowhere and counted, since what a zip says of its parts may be
//! a lie, and what makes a reader reserve memory by a number in the file is looked at.

use std::io::Read;

use zip::ZipArchive;

use super::super::export::Format;
use super::super::files::{Refusal, Spool};
use super::SheetFault;

/// The media type of a workbook.
pub const MEDIA_TYPE: &str = Format::Xlsx.media_type();
/// The most parts.
const MOST_PARTS: usize = 1_000;
/// What all parts together may unpack into.
const MOST_UNPACKED: u64 = 48 * 1024 * 1024;
/// What a part may unpack into that is neither cells nor their texts.
const MOST_BESIDE: u64 = 2 * 1024 * 1024;
/// The most texts that cells share, in all parts together.
const MOST_TEXTS: usize = 250_000;
/// So many bytes are unpacked at a time.
const PART: usize = 64 * 1024;
/// By this a workbook says how many texts there are, and a reader reserves memory for them.
const CLAIM: &[u8] = b"uniqueCount";

/// Unpacks everything to nowhere.
///
/// # Errors
/// `Bomb` where it is more than it claims or than the limits, `Damaged`.
pub fn measure(spool: &Spool) -> Result<(), SheetFault> {
    let damaged = |_| Refusal::Damaged;
    let mut zip = ZipArchive::new(spool.reader()?).map_err(damaged)?;
    if zip.len() > MOST_PARTS {
        return Err(Refusal::Bomb.into());
    }
    let (mut unpacked, mut texts) = (0, 0);
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.to_lowercase();
        let claimed = part.size();
        let cells = name.contains("worksheets/") || name.ends_with("sharedstrings.xml") || !is_xml(&name);
        let most = if cells { MOST_UNPACKED } else { MOST_BESIDE };
        if claimed > most || unpacked + claimed > MOST_UNPACKED {
            return Err(Refusal::Bomb.into());
        }
        let mut look = Look::default();
        let mut buffer = vec![0; PART];
        let mut read = 0_u64;
        loop {
            let some = part.read(&mut buffer).map_err(|_| Refusal::Damaged)?;
            if some == 0 {
                break;
            }
            read += u64::try_from(some).unwrap_or(u64::MAX);
            if read > claimed {
                return Err(Refusal::Bomb.into());
            }
            if is_xml(&name) {
                look.at(&buffer[..some])?;
            }
        }
        unpacked += read;
        texts += look.texts;
        if texts > MOST_TEXTS {
            return Err(Refusal::Bomb.into());
        }
    }
    Ok(())
}

fn is_xml(name: &str) -> bool {
    name.ends_with(".xml") || name.ends_with(".rels")
}

/// What was seen of a part that is unpacked piece by piece.
#[derive(Default)]
struct Look {
    /// The end of the piece before, in which something may begin.
    rest: Vec<u8>,
    texts: usize,
}

impl Look {
    fn at(&mut self, piece: &[u8]) -> Result<(), SheetFault> {
        // Texts of two bytes a letter would hide everything else from this look.
        if piece.contains(&0) {
            return Err(Refusal::Damaged.into());
        }
        let known = self.rest.len();
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(piece);
        for (at, _) in bytes.windows(3).enumerate().filter(|(at, _)| at + 3 > known) {
            let tail = &bytes[at..];
            if matches!(tail.get(..3), Some(b"<si" | b":si"))
                && tail.get(3).is_none_or(|it| !it.is_ascii_alphabetic())
            {
                self.texts += 1;
            }
        }
        let claims = bytes.windows(CLAIM.len()).enumerate().filter(|(_, word)| *word == CLAIM);
        for (at, _) in claims {
            let said = &bytes[at + CLAIM.len()..];
            let plain = matches!(said, [] | [b'='] | [b'=', b'"' | b'\'', ..]);
            let digits = said.iter().skip(2).take_while(|it| it.is_ascii_digit()).count();
            if !plain || digits > 6 {
                return Err(Refusal::Bomb.into());
            }
        }
        self.rest = bytes.split_off(bytes.len().saturating_sub(64));
        Ok(())
    }
}
