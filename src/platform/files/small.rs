//! Pictures made small, for paper.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgba, RgbaImage, imageops};

use super::spool::Spool;

/// What a picture may take while it is made small; larger ones are not. Enough for twenty million pixels.
const MEMORY: u64 = 64 * 1024 * 1024;
const QUALITY: u8 = 85;

/// The picture in `spool`, upright, on white, its longer side at most `side` pixels, as JPEG; nothing where it is too large
/// or no picture.
#[must_use]
pub fn small_picture(spool: &Spool, side: u32) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(spool.reader().ok()?).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    if decoder.total_bytes() > MEMORY {
        return None;
    }
    let picture = DynamicImage::from_decoder(decoder).ok()?;
    // Only what is too large is made smaller.
    let fits = picture.width().max(picture.height()) <= side;
    let mut picture = if fits { picture } else { picture.thumbnail(side, side) };
    picture.apply_orientation(orientation);
    let mut bytes = Cursor::new(Vec::new());
    on_white(picture).write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY)).ok()?;
    Some(bytes.into_inner())
}

/// JPEG knows no transparency.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.into_rgb8());
    }
    let mut paper = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    imageops::overlay(&mut paper, &picture, 0, 0);
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(paper).into_rgb8())
}
