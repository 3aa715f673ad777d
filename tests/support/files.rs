//! Small files of every kind, and bodies that bring them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

const BOUNDARY: &str = "tierdesk-test-boundary";

/// A body of `multipart/form-data`: its content type and its bytes.
pub fn multipart(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> (String, Vec<u8>) {
    multipart_of(fields, file.as_slice())
}

/// The same with any number of files.
pub fn multipart_of(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// A picture.
pub fn picture(format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(24, 16, |x, y| {
        Rgb([u8::try_from(x * 9).unwrap(), u8::try_from(y * 12).unwrap(), 90])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG.
pub fn png() -> Vec<u8> {
    picture(ImageFormat::Png)
}

/// A PDF with one empty page and, in its catalogue, `more`.
pub fn pdf(more: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R{more}>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
         trailer<</Size 4/Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )
    .into_bytes()
}

/// A file in a zip: its name, its bytes, and the size it claims to unpack into.
pub struct Packed<'a>(pub &'a str, pub &'a [u8], pub Option<u32>);

/// A zip that packs nothing tighter.
pub fn zip(files: &[Packed<'_>]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    let short = |n: usize| u16::try_from(n).unwrap().to_le_bytes();
    let long = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    for Packed(name, bytes, claimed) in files {
        let at = body.len();
        let claimed = claimed.map_or(bytes.len(), |claimed| usize::try_from(claimed).unwrap());
        let common = [
            &short(20)[..],
            &short(0),
            &short(0),
            &long(0),
            &long(0),
            &long(bytes.len()),
            &long(claimed),
            &short(name.len()),
            &short(0),
        ]
        .concat();
        body.extend_from_slice(b"PK\x03\x04");
        body.extend_from_slice(&common);
        body.extend_from_slice(name.as_bytes());
        body.extend_from_slice(bytes);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&[&short(0)[..], &short(0), &short(0), &long(0), &long(at)].concat());
        directory.extend_from_slice(name.as_bytes());
    }
    let (at, size, count) = (body.len(), directory.len(), files.len());
    body.extend_from_slice(&directory);
    body.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
    body.extend_from_slice(&[&short(count)[..], &short(count), &long(size), &long(at), &short(0)].concat());
    body
}

/// A zip that packs one file as tightly as zips do.
pub fn deflated(name: &str, bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    let tightly =
        ::zip::write::SimpleFileOptions::default().compression_method(::zip::CompressionMethod::Deflated);
    writer.start_file(name, tightly).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

/// A document of a word processor, as far as its directory says.
pub fn docx(more: &[Packed<'_>]) -> Vec<u8> {
    let mut files =
        vec![Packed("[Content_Types].xml", b"<Types/>", None), Packed("word/document.xml", b"<w/>", None)];
    files.extend(more.iter().map(|Packed(name, bytes, claimed)| Packed(name, bytes, *claimed)));
    zip(&files)
}

/// A log in the encoding that Chinese Windows writes.
pub fn gb18030_log() -> Vec<u8> {
    // "2026-03-02 客户端启动失败" in GB18030.
    let mut bytes = b"2026-03-02 ".to_vec();
    bytes.extend_from_slice(&[
        0xbf, 0xcd, 0xbb, 0xa7, 0xb6, 0xcb, 0xc6, 0xf4, 0xb6, 0xaf, 0xca, 0xa7, 0xb0, 0xdc,
    ]);
    bytes.extend_from_slice(b"\r\n");
    bytes
}
