//! PDFs: whole, without scripts, and with claims that can be true.

use super::super::kind::{self, Format};
use super::super::spool::Spool;
use super::{Refusal, contains, find};

/// Names of what acts by itself when a document is opened.
const ACTIVE: &[&[u8]] = &[b"/javascript", b"/launch", b"/embeddedfile", b"/xfa ", b"/xfa[", b"/richmedia"];
/// Marks of a page, which belong into no PDF's plain parts.
const PAGES: &[&[u8]] = &[b"<script", b"<!doctype html", b"<html>", b"<html ", b"<?php"];
/// More pages than anybody files.
const MOST_PAGES: u64 = 20_000;
/// A file of 20 MiB has no more objects than that.
const MOST_OBJECTS: u64 = 2_000_000;

/// Checks a file that begins as a PDF.
///
/// # Errors
/// `Damaged`, `ActiveContent`, `Polyglot`, `Bomb`.
pub fn check(spool: &Spool) -> Result<Format, Refusal> {
    let (_, tail) = spool.tail(2048)?;
    if find(&tail, b"%%EOF").is_none() {
        return Err(Refusal::Damaged);
    }
    if acts(spool)? {
        return Err(Refusal::ActiveContent);
    }
    if contains(spool, PAGES)? {
        return Err(Refusal::Polyglot);
    }
    if absurd(spool)? { Err(Refusal::Bomb) } else { Ok(kind::PDF) }
}

/// Whether one of the names of [`ACTIVE`] stands in the document, however it is written.
fn acts(spool: &Spool) -> Result<bool, Refusal> {
    const STEP: usize = 256 * 1024;
    let longest = ACTIVE.iter().map(|word| word.len()).max().unwrap_or(0);
    let mut at = 0;
    while at < spool.size() {
        // The pieces overlap by a word of which each letter is written as `#xx`, so that none is missed where one ends.
        let piece = plain(&spool.read(at, STEP + 3 * longest)?);
        if ACTIVE.iter().any(|word| find(&piece, word).is_some()) {
            return Ok(true);
        }
        at += u64::try_from(STEP).unwrap_or(u64::MAX);
    }
    Ok(false)
}

/// `piece` as a reader takes its names: `#61` is an `a`, and any white space is a space; in small letters.
fn plain(piece: &[u8]) -> Vec<u8> {
    let digit = |at: usize| piece.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut told = Vec::with_capacity(piece.len());
    let mut at = 0;
    while let Some(&byte) = piece.get(at) {
        let escaped = match (byte, digit(at + 1), digit(at + 2)) {
            (b'#', Some(high), Some(low)) => u8::try_from(high * 16 + low).ok(),
            _ => None,
        };
        at += if escaped.is_some() { 3 } else { 1 };
        told.push(match escaped.unwrap_or(byte) {
            b'\0' | b'\t' | b'\n' | 0x0c | b'\r' => b' ',
            letter => letter.to_ascii_lowercase(),
        });
    }
    told
}

/// Whether a document claims more pages, objects or bytes than it can hold, or packs a stream many times over.
fn absurd(spool: &Spool) -> Result<bool, Refusal> {
    const STEP: usize = 1024 * 1024;
    let mut at = 0;
    while at < spool.size() {
        let piece = spool.read(at, STEP + 64)?;
        let claims = |word: &[u8], most: u64| numbers(&piece, word).any(|claimed| claimed > most);
        let layers = find(&piece, b"[/FlateDecode/FlateDecode/FlateDecode").is_some()
            || find(&piece, b"[/FlateDecode /FlateDecode /FlateDecode").is_some();
        if layers
            || claims(b"/Count", MOST_PAGES)
            || claims(b"/Size", MOST_OBJECTS)
            || claims(b"/Length", spool.size())
        {
            return Ok(true);
        }
        at += u64::try_from(STEP).unwrap_or(u64::MAX);
    }
    Ok(false)
}

/// The numbers that follow `word`; `12 0 R` names an object and is none.
fn numbers<'a>(piece: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = u64> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + find(piece.get(from..)?, word)? + word.len();
        from = at;
        Some(piece.get(at..(at + 40).min(piece.len())).unwrap_or_default())
    })
    .filter_map(|rest| {
        let text: String = rest.iter().map(|byte| char::from(*byte)).collect();
        let digits: String = text.trim_start().chars().take_while(char::is_ascii_digit).collect();
        let after = text.trim_start().get(digits.len()..).unwrap_or_default();
        let names_object = after.split_whitespace().nth(1).is_some_and(|word| word.starts_with('R'));
        if names_object || digits.is_empty() { None } else { Some(digits.parse().unwrap_or(u64::MAX)) }
    })
}
