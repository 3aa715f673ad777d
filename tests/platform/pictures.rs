//! Pictures made small for paper: upright, on white, never larger than asked, and never at any price.

use std::io::Cursor;

use image::{DynamicImage, GenericImageView, ImageFormat, Luma, Rgba, RgbaImage};
use tierdesk::platform::files::{Spool, small_picture};

fn small(bytes: &[u8], side: u32) -> Option<DynamicImage> {
    let made = small_picture(&Spool::of(bytes).unwrap(), side)?;
    assert_eq!(image::guess_format(&made).unwrap(), ImageFormat::Jpeg);
    Some(image::load_from_memory(&made).unwrap())
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn a_large_one_is_made_small_and_a_small_one_stays() {
    let large = DynamicImage::new_rgb8(1200, 600);
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        assert_eq!(small(&written(&large, format), 300).unwrap().dimensions(), (300, 150), "{format:?}");
    }
    let icon = DynamicImage::new_rgb8(40, 60);
    assert_eq!(small(&written(&icon, ImageFormat::Png), 300).unwrap().dimensions(), (40, 60));
}

#[test]
fn what_is_transparent_is_white() {
    let glass = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])));
    let paper = small(&written(&glass, ImageFormat::Png), 300).unwrap().to_luma8();
    assert!(paper.pixels().all(|Luma([light])| *light > 250));
}

#[test]
fn a_photograph_that_lies_on_its_side_is_turned() {
    let mut jpeg = written(&DynamicImage::new_rgb8(60, 20), ImageFormat::Jpeg);
    // An APP1 segment with EXIF that says: turned by 90 degrees.
    let exif = b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    jpeg.splice(2..2, exif.iter().copied());
    assert_eq!(small(&jpeg, 300).unwrap().dimensions(), (20, 60));
}

#[test]
fn what_is_none_and_what_is_too_large_is_left_out() {
    for bytes in [&b""[..], b"not a picture", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4\n"] {
        assert!(small(bytes, 300).is_none());
    }
    let bomb = DynamicImage::new_luma8(9000, 9000);
    assert!(small(&written(&bomb, ImageFormat::Png), 300).is_none());
}
