//! Zips within a zip. Each is unpacked into a file without a name, as far as one allowance for the whole goes, and looked at
//! like the one around it. What is encrypted, or packed in another way than the usual two, stays closed.

use std::io::{self, Read};

use flate2::read::DeflateDecoder;

use super::super::spool::Spool;
use super::zip::Entry;
use super::{Refusal, number};
use crate::error::Error;

/// So many bytes of zips within are unpacked. What is packed hardly packs again, so this is far more than the largest file
/// that is taken holds of them.
pub const MOST: u64 = 64 * 1024 * 1024;
/// So many bytes are unpacked at a time.
const PART: usize = 64 * 1024;

/// The zip that `entry` of the zip in `spool` is, taken out of `left`; nothing where it is none.
///
/// # Errors
/// `Bomb` where it is more than it claims or than `left` allows, `Damaged`.
pub fn zip_in(spool: &Spool, entry: &Entry, left: &mut u64) -> Result<Option<Spool>, Refusal> {
    let Some(mut bytes) = open(spool, entry)? else { return Ok(None) };
    let mut part = vec![0; 4];
    // What cannot be unpacked is no zip to anybody.
    if bytes.read_exact(&mut part).is_err() || part != *b"PK\x03\x04" {
        return Ok(None);
    }
    let mut inner = Spool::new().map_err(unwritten)?;
    loop {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        *left = left.checked_sub(length).ok_or(Refusal::Bomb)?;
        inner.write(&part).map_err(unwritten)?;
        if inner.size() > entry.unpacked {
            return Err(Refusal::Bomb);
        }
        part.resize(PART, 0);
        let read = bytes.read(&mut part).map_err(unreadable)?;
        if read == 0 {
            return Ok(Some(inner));
        }
        part.truncate(read);
    }
}

/// The bytes of a file, unpacked as they are read; nothing where they stay closed.
fn open<'a>(spool: &'a Spool, entry: &Entry) -> Result<Option<Box<dyn Read + 'a>>, Refusal> {
    let head = spool.read(entry.at, 30)?;
    let (Some(name), Some(extra)) = (number::<2>(&head, 26), number::<2>(&head, 28)) else {
        return Err(Refusal::Damaged);
    };
    let at = entry.at + 30 + name + extra;
    let packed = Packed { spool, at, end: at.saturating_add(entry.packed).min(spool.size()) };
    Ok(match entry.method {
        _ if entry.encrypted => None,
        0 => Some(Box::new(packed)),
        8 => Some(Box::new(DeflateDecoder::new(packed))),
        _ => None,
    })
}

/// The disk is full, or failed.
fn unwritten(fault: Error) -> Refusal {
    let kind =
        if matches!(fault, Error::DiskFull) { io::ErrorKind::StorageFull } else { io::ErrorKind::Other };
    Refusal::Disk(kind.into())
}

/// The disk failed, or the bytes are none that were packed.
fn unreadable(fault: io::Error) -> Refusal {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    if matches!(fault.kind(), InvalidData | InvalidInput | UnexpectedEof) {
        Refusal::Damaged
    } else {
        fault.into()
    }
}

/// A part of a file, read without moving anybody's place in it.
struct Packed<'a> {
    spool: &'a Spool,
    at: u64,
    end: u64,
}

impl Read for Packed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let bytes = self.spool.read(self.at, buffer.len().min(left))?;
        buffer[..bytes.len()].copy_from_slice(&bytes);
        self.at += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(bytes.len())
    }
}
