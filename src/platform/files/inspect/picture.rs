//! Pictures: their header is read, never their pixels.

use image::{ImageFormat, ImageReader, Limits};

use super::super::kind::{self, Format};
use super::super::spool::Spool;
use super::{Refusal, contains};

/// More pixels than any camera on site takes; whoever shows such a picture runs out of memory.
const MOST_PIXELS: u64 = 50_000_000;
/// The longest side.
const LONGEST_SIDE: u32 = 30_000;

/// Marks of a page or a script, which a careless reader would run.
const PAGES: &[&[u8]] =
    &[b"<script", b"<!doctype html", b"<html>", b"<html ", b"<?php", b"<svg ", b"<iframe"];

/// Checks the header of a picture of `format`.
///
/// # Errors
/// `Damaged` where the header is none, `Bomb` where it is too large, `Polyglot` where it is a page as well.
pub fn check(spool: &Spool, head: &[u8], format: Format) -> Result<Format, Refusal> {
    let agreed = infer::get(head).is_some_and(|found| found.mime_type() == format.media_type);
    if !agreed {
        return Err(Refusal::Damaged);
    }
    let (width, height) = size(spool, format)?;
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged);
    }
    let side = width.max(height);
    if side > LONGEST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Refusal::Bomb);
    }
    if contains(spool, PAGES)? { Err(Refusal::Polyglot) } else { Ok(format) }
}

fn size(spool: &Spool, format: Format) -> Result<(u32, u32), Refusal> {
    if format == kind::PNG {
        return png(spool);
    }
    let with = if format == kind::WEBP { ImageFormat::WebP } else { ImageFormat::Jpeg };
    let mut reader = ImageReader::with_format(spool.reader()?, with);
    let mut limits = Limits::default();
    limits.max_alloc = Some(64 * 1024 * 1024);
    reader.limits(limits);
    reader.into_dimensions().map_err(|_| Refusal::Damaged)
}

/// The size in the header of a PNG, which comes first by its rules. A decoder would unpack the colour profile, which can
/// be a bomb of its own.
fn png(spool: &Spool) -> Result<(u32, u32), Refusal> {
    let head = spool.read(0, 33)?;
    let side = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    match (head.get(12..16) == Some(b"IHDR"), side(16), side(20)) {
        (true, Some(width), Some(height)) if head.len() == 33 => Ok((width, height)),
        _ => Err(Refusal::Damaged),
    }
}
