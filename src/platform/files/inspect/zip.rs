//! Zips and the office files that are zips: the directory at their end is read, and that of every zip within ([`nested`]).

use super::super::kind::{self, FileKind, Format};
use super::super::spool::Spool;
use super::{Refusal, find, nested, number};

/// The end of a zip: 22 bytes and a comment of at most 64 KiB.
const END: usize = 22 + 65_535;
/// More files than anybody sends.
const MOST_ENTRIES: u64 = 20_000;
/// What a zip may unpack into, in bytes.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
/// Below this nobody minds how well something was packed.
const SMALL: u64 = 32 * 1024 * 1024;
/// How many times its own size a zip may unpack into.
const MOST_RATIO: u64 = 100;

/// How many zips may lie in one another, the outermost counted.
const DEEPEST: usize = 3;

/// What has come together of a zip and all zips within it.
struct Load {
    /// The bytes that were sent.
    sent: u64,
    /// The bytes that all of it unpacks into.
    unpacked: u64,
    /// How many bytes of zips within may still be unpacked to be looked at.
    left: u64,
    /// How deep the one that is looked at lies.
    depth: usize,
}

/// The record at the end, which says where the directory is.
struct End {
    entries: u64,
    size: u64,
    at: u64,
    /// Where the record itself stands.
    own: u64,
}

/// One file of the directory.
pub(super) struct Entry {
    name: String,
    /// How it is packed: 0 not at all, 8 by deflate.
    pub(super) method: u64,
    pub(super) encrypted: bool,
    pub(super) packed: u64,
    pub(super) unpacked: u64,
    pub(super) at: u64,
}

/// Checks a file that begins as a zip.
///
/// # Errors
/// `Damaged`, `Bomb`, `ActiveContent` where an office file holds macros, `Polyglot` where something stands before it.
pub fn check(spool: &Spool, end: Option<&str>) -> Result<Format, Refusal> {
    let mut load = Load { sent: spool.size(), unpacked: 0, left: nested::MOST, depth: 0 };
    let entries = look(spool, &mut load)?;
    let format = form(spool, &entries)?;
    let macros = |entry: &Entry| {
        let name = entry.name.to_lowercase();
        name.ends_with("vbaproject.bin") || name.starts_with("basic/") || name.starts_with("scripts/")
    };
    match format {
        Some(format) if format.kind == FileKind::Office && entries.iter().any(macros) => {
            Err(Refusal::ActiveContent)
        }
        // Whoever calls an office file a zip gets a zip.
        Some(format) if end != Some("zip") => Ok(format),
        _ => Ok(kind::ZIP),
    }
}

/// The files of a zip, which is no bomb, and neither is what lies in it.
fn look(spool: &Spool, load: &mut Load) -> Result<Vec<Entry>, Refusal> {
    if load.depth == DEEPEST {
        return Err(Refusal::Bomb);
    }
    let directory = last(spool)?.ok_or(Refusal::Damaged)?;
    let entries = entries(spool, &directory)?;
    measure(load, &directory, &entries)?;
    load.depth += 1;
    for entry in &entries {
        if let Some(inner) = nested::zip_in(spool, entry, &mut load.left)? {
            look(&inner, load)?;
        }
    }
    load.depth -= 1;
    Ok(entries)
}

/// Whether a zip hangs behind something else.
///
/// # Errors
/// Where the disk fails.
pub fn hangs_behind(spool: &Spool) -> Result<bool, Refusal> {
    let Some(end) = last(spool)? else { return Ok(false) };
    // The directory stands right before the record, wherever the record says it is.
    let begins = spool.read(end.own.saturating_sub(end.size), 4)?;
    Ok(end.entries > 0 && begins == [b'P', b'K', 1, 2])
}

/// The last record that can be one.
fn last(spool: &Spool) -> Result<Option<End>, Refusal> {
    let (base, tail) = spool.tail(END)?;
    let mut found = None;
    let mut from = 0;
    while let Some(step) = tail.get(from..).and_then(|rest| find(rest, b"PK\x05\x06")) {
        let at = from + step;
        from = at + 4;
        let record = (|| {
            let own = base + u64::try_from(at).ok()?;
            let comment = number::<2>(&tail, at + 20)?;
            let fits = own + 22 + comment <= spool.size();
            let end = End {
                entries: number::<2>(&tail, at + 10)?,
                size: number::<4>(&tail, at + 12)?,
                at: number::<4>(&tail, at + 16)?,
                own,
            };
            (fits && end.size <= own).then_some(end)
        })();
        found = record.or(found);
    }
    Ok(found)
}

fn entries(spool: &Spool, end: &End) -> Result<Vec<Entry>, Refusal> {
    if end.entries > MOST_ENTRIES {
        return Err(Refusal::Bomb);
    }
    if end.at.checked_add(end.size) != Some(end.own) {
        // Bytes before the first file, or a directory for files of more than 4 GiB.
        return Err(Refusal::Polyglot);
    }
    let directory = spool.read(end.at, usize::try_from(end.size).map_err(|_| Refusal::Damaged)?)?;
    let mut all = Vec::new();
    let mut at = 0;
    while at < directory.len() {
        let (entry, next) = entry(&directory, at).ok_or(Refusal::Damaged)?;
        all.push(entry);
        at = next;
    }
    let counted = u64::try_from(all.len()).is_ok_and(|count| count == end.entries);
    if counted && !all.is_empty() { Ok(all) } else { Err(Refusal::Damaged) }
}

fn entry(directory: &[u8], at: usize) -> Option<(Entry, usize)> {
    if !directory.get(at..)?.starts_with(b"PK\x01\x02") {
        return None;
    }
    let length = |place: usize| number::<2>(directory, at + place).and_then(|n| usize::try_from(n).ok());
    let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let entry = Entry {
        name: String::from_utf8_lossy(directory.get(at + 46..at + 46 + name)?).into_owned(),
        method: number::<2>(directory, at + 10)?,
        encrypted: number::<2>(directory, at + 8)? & 1 == 1,
        packed: number::<4>(directory, at + 20)?,
        unpacked: number::<4>(directory, at + 24)?,
        at: number::<4>(directory, at + 42)?,
    };
    Some((entry, at + 46 + name + extra + comment))
}

/// Refuses what would grow beyond measure, and files that lie in one another, which is how the worst bombs are made.
fn measure(load: &mut Load, end: &End, entries: &[Entry]) -> Result<(), Refusal> {
    load.unpacked = entries.iter().fold(load.unpacked, |sum, entry| sum.saturating_add(entry.unpacked));
    let grown = load.unpacked / load.sent.max(1);
    if load.unpacked > MOST_UNPACKED || (load.unpacked > SMALL && grown > MOST_RATIO) {
        return Err(Refusal::Bomb);
    }
    let mut places: Vec<(u64, u64)> = entries.iter().map(|entry| (entry.at, entry.packed)).collect();
    places.sort_unstable();
    let ends = places.iter().skip(1).map(|(at, _)| *at).chain([end.at]);
    if places
        .iter()
        .zip(ends)
        .any(|((at, packed), next)| at.saturating_add(30).saturating_add(*packed) > next)
    {
        return Err(Refusal::Bomb);
    }
    if places.first().is_some_and(|(at, _)| *at != 0) { Err(Refusal::Polyglot) } else { Ok(()) }
}

/// Which office file it is, by the names in it; nothing where it is just a zip.
fn form(spool: &Spool, entries: &[Entry]) -> Result<Option<Format>, Refusal> {
    let has = |name: &str| entries.iter().any(|entry| entry.name == name);
    if has("[Content_Types].xml") {
        let forms = [
            ("word/document.xml", kind::DOCX),
            ("xl/workbook.xml", kind::XLSX),
            ("ppt/presentation.xml", kind::PPTX),
        ];
        return Ok(forms.into_iter().find(|(name, _)| has(name)).map(|(_, form)| form));
    }
    if !has("mimetype") || !has("content.xml") {
        return Ok(None);
    }
    let head = spool.read(0, 256)?;
    let forms = [kind::ODT, kind::ODS, kind::ODP];
    let said = |form: &Format| find(&head, format!("mimetype{}", form.media_type).as_bytes()).is_some();
    Ok(forms.into_iter().find(said))
}
