//! Bad input: refused with a code that says why, and nothing is stored (issue's list: bombs, polyglots, scripts, names).

use super::{ENGINEER, draft, files_of};
use crate::both_engines;
use crate::support::TestApp;
use crate::support::files::{Packed, deflated, docx, multipart, pdf, png, zip};

/// A PNG that claims to be `side` pixels wide and high.
fn huge_png(side: u32) -> Vec<u8> {
    let mut bytes = png();
    bytes[16..20].copy_from_slice(&side.to_be_bytes());
    bytes[20..24].copy_from_slice(&side.to_be_bytes());
    bytes
}

fn behind(front: Vec<u8>, back: &[u8]) -> Vec<u8> {
    [front, back.to_vec()].concat()
}

/// Two files of a zip that are the same bytes.
fn overlapping() -> Vec<u8> {
    let mut bytes = zip(&[Packed("a", b"0123456789", None), Packed("b", b"0123456789", None)]);
    let second = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    bytes[second + 42..second + 46].copy_from_slice(&0_u32.to_le_bytes());
    bytes
}

/// A zip in a zip in a zip and so on.
fn russian_doll(depth: usize) -> Vec<u8> {
    (1..depth).fold(deflated("a.log", b"hello"), |inner, _| deflated("inner.zip", &inner))
}

/// Zips in a zip that are small each, and large together.
fn many_small_ones() -> Vec<u8> {
    let inner = zip(&[Packed("zeros", b"x", Some(20_000_000))]);
    let names: Vec<String> = (0..10).map(|number| format!("{number}.log")).collect();
    zip(&names.iter().map(|name| Packed(name, &inner, None)).collect::<Vec<_>>())
}

/// A zip in a zip that unpacks into more than its directory admits.
fn understated() -> Vec<u8> {
    let mut bytes = deflated("inner.zip", &deflated("a.log", &vec![b'x'; 100_000]));
    let entry = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    bytes[entry + 24..entry + 28].copy_from_slice(&10_u32.to_le_bytes());
    bytes
}

fn ole(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.resize(1024, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    bytes
}

fn hostile() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let evil_zip = zip(&[Packed("x", b"y", None)]);
    vec![
        ("a.png", vec![], "empty_file"),
        (
            "a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec(),
            "wrong_kind",
        ),
        ("a.txt", b"<svg onload=alert(1)>".to_vec(), "wrong_kind"),
        ("a.html", b"<html><script>alert(1)</script></html>".to_vec(), "wrong_kind"),
        ("a.log", b"\xef\xbb\xbf  <!DOCTYPE html><p>".to_vec(), "wrong_kind"),
        ("a.xml", b"<?xml version='1.0'?><a/>".to_vec(), "wrong_kind"),
        ("a.sh", b"#!/bin/sh\nrm -rf /\n".to_vec(), "wrong_kind"),
        ("log.txt", b"#!/bin/sh\nrm -rf /\n".to_vec(), "wrong_kind"),
        ("a.bat", b"@echo off\r\ndel c:\\\r\n".to_vec(), "wrong_kind"),
        ("a.js", b"alert(1)".to_vec(), "wrong_kind"),
        ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00".to_vec(), "wrong_kind"),
        ("a.txt", b"MZ\x90\x00\x03\x00\x00\x00".to_vec(), "wrong_kind"),
        ("a", b"\x7fELF\x02\x01\x01\x00".to_vec(), "wrong_kind"),
        ("a.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec(), "wrong_kind"),
        ("a.log", b"text \x1b[31m red".to_vec(), "wrong_kind"),
        ("a.log", b"text \xff\xfe broken".to_vec(), "wrong_kind"),
        ("a.jpg", png(), "extension_mismatch"),
        ("a.pdf", png(), "extension_mismatch"),
        ("a.html", png(), "extension_mismatch"),
        ("a.png.exe", png(), "extension_mismatch"),
        ("a.png", pdf(""), "extension_mismatch"),
        ("a.docx", zip(&[Packed("x", b"y", None)]), "extension_mismatch"),
        ("a.jar", zip(&[Packed("META-INF/MANIFEST.MF", b"y", None)]), "extension_mismatch"),
        ("a.png", png()[..20].to_vec(), "damaged"),
        ("a.jpg", b"\xff\xd8\xff\xe0 no picture at all".to_vec(), "damaged"),
        ("a.pdf", b"%PDF-1.7\nnothing more".to_vec(), "damaged"),
        ("a.zip", b"PK\x03\x04 nothing more".to_vec(), "damaged"),
        ("a.png", behind(png(), &evil_zip), "polyglot"),
        ("a.pdf", behind(pdf(""), &evil_zip), "polyglot"),
        ("a.log", behind(b"hello\n".to_vec(), &evil_zip), "wrong_kind"),
        ("a.png", behind(png(), b"<script>alert(1)</script>"), "polyglot"),
        ("a.pdf", behind(b"<html>".to_vec(), &pdf("")), "wrong_kind"),
        ("a.pdf", pdf("/X(<script>alert(1)</script>)"), "polyglot"),
        ("a.zip", behind(b"PK\x03\x04 in front ".to_vec(), &evil_zip), "polyglot"),
        ("a.png", huge_png(60_000), "bomb"),
        ("a.png", huge_png(8_000), "bomb"),
        ("a.zip", zip(&[Packed("zeros", b"x", Some(2_000_000_000))]), "bomb"),
        ("a.zip", zip(&[Packed("zeros", b"x", Some(100_000_000))]), "bomb"),
        ("a.docx", docx(&[Packed("word/media/x", b"x", Some(4_000_000_000))]), "bomb"),
        ("a.zip", overlapping(), "bomb"),
        (
            "a.zip",
            zip(&[Packed("in.zip", &zip(&[Packed("zeros", b"x", Some(2_000_000_000))]), None)]),
            "bomb",
        ),
        ("a.zip", deflated("no-zip.log", &zip(&[Packed("zeros", b"x", Some(2_000_000_000))])), "bomb"),
        (
            "a.docx",
            docx(&[Packed("word/x", &zip(&[Packed("zeros", b"x", Some(100_000_000))]), None)]),
            "bomb",
        ),
        ("a.zip", deflated("in.zip", &overlapping()), "bomb"),
        ("a.zip", many_small_ones(), "bomb"),
        ("a.zip", russian_doll(4), "bomb"),
        ("a.zip", understated(), "bomb"),
        ("a.zip", deflated("in.zip", b"PK\x03\x04 nothing more"), "damaged"),
        ("a.pdf", pdf("/Pages<</Count 99999999>>"), "bomb"),
        ("a.pdf", pdf("/X<</Length 4294967295>>"), "bomb"),
        ("a.pdf", pdf("/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "active_content"),
        ("a.pdf", pdf("/OpenAction<</S/Launch/F(cmd.exe)>>"), "active_content"),
        // A name may be written with its letters as numbers, and ended by any white space.
        ("a.pdf", pdf("/OpenAction<</S/J#61vaScr#69pt/JS(app.alert(1))>>"), "active_content"),
        ("a.pdf", pdf("/OpenAction<</S/#4c#61#75#6E#63#68/F(cmd.exe)>>"), "active_content"),
        ("a.pdf", pdf("/AcroForm<</XFA\n5 0 R>>"), "active_content"),
        ("a.docx", docx(&[Packed("word/vbaProject.bin", b"x", None)]), "active_content"),
        ("a.xls", ole("Workbook _VBA_PROJECT_CUR"), "active_content"),
        ("a.msi", ole("Something else"), "wrong_kind"),
        ("../../etc/passwd.txt", b"ok".to_vec(), "unsafe_name"),
        ("..\\\\evil.txt", b"ok".to_vec(), "unsafe_name"),
        ("photo\u{202e}gnp.exe.png", png(), "unsafe_name"),
        ("pho\u{200b}to.png", png(), "unsafe_name"),
        ("pho\u{feff}to.png", png(), "unsafe_name"),
        ("a\tb.png", png(), "unsafe_name"),
    ]
}

/// How many files the store holds.
fn objects(app: &TestApp) -> usize {
    let within = |folder: &std::path::Path| {
        std::fs::read_dir(folder).into_iter().flatten().flatten().collect::<Vec<_>>()
    };
    within(&app.files_folder()).iter().flat_map(|shelf| within(&shelf.path())).count()
}

both_engines! {
    async fn hostile_files_are_refused_and_nothing_is_stored(app: TestApp) {
        let record = draft(&app).await;
        let engineer = app.as_(ENGINEER);
        for (name, bytes, code) in hostile() {
            let answer = engineer.post(&files_of(&record)).file(name, &bytes).await;
            assert_eq!(answer.status, 422, "{name:?}: {}", answer.text);
            assert_eq!(answer.faults(), [format!("file: {code}")], "{name:?}");
            assert!(answer.body["errors"][0]["message"].as_str().is_some_and(|words| words.chars().count() > 5));
        }
        assert!(engineer.get(&files_of(&record)).await.items().is_empty(), "no row");
        assert_eq!(app.lines("SELECT name AS line FROM attachments").len(), 0);
        assert_eq!(objects(&app), 0, "no bytes in the store");
        engineer.post(&files_of(&record)).file("a.png", &png()).await.expect(201);
        assert_eq!(objects(&app), 1);
    }

    async fn zips_in_zips_that_are_honest_are_taken(app: TestApp) {
        let record = draft(&app).await;
        let logs = "2026-03-02 10:00 link down\n".repeat(40_000);
        let stored = zip(&[Packed("logs.zip", &deflated("a.log", logs.as_bytes()), None), Packed("b.docx", &docx(&[]), None)]);
        for bytes in [stored, deflated("logs.zip", &deflated("a.log", logs.as_bytes())), russian_doll(3)] {
            app.as_(ENGINEER).post(&files_of(&record)).file("logs.zip", &bytes).await.expect(201);
        }
    }

    async fn a_file_is_at_most_20_mib(app: TestApp) {
        let record = draft(&app).await;
        let engineer = app.as_(ENGINEER);
        let most = 20 * 1024 * 1024;
        let line = b"0123456789abcde\n";
        let just: Vec<u8> = line.iter().copied().cycle().take(most).collect();
        engineer.post(&files_of(&record)).file("just.log", &just).await.expect(201);
        let over: Vec<u8> = line.iter().copied().cycle().take(most + 1).collect();
        engineer.post(&files_of(&record)).file("over.log", &over).await.refused(413, "too_large");
        assert_eq!(engineer.get(&files_of(&record)).await.items().len(), 1);
    }

    async fn a_body_that_is_no_file_is_told_so(app: TestApp) {
        let record = draft(&app).await;
        let engineer = app.as_(ENGINEER);
        let path = files_of(&record);
        assert_eq!(engineer.post(&path).await.refused(422, "invalid_fields").faults(), ["file: required"]);
        engineer.post(&path).json(&serde_json::json!({ "file": "x" })).await.refused(415, "unsupported_media_type");
        engineer.post(&path).bytes("multipart/form-data", b"x".to_vec()).await.refused(400, "malformed_body");
        let (kind, body) = multipart(&[("note", "x")], Some(("a.png", &png())));
        assert_eq!(engineer.post(&path).bytes(&kind, body).await.refused(422, "invalid_fields").faults(), ["note: unknown_field"]);
        let (kind, mut body) = multipart(&[], Some(("a.png", &png())));
        body.truncate(200);
        engineer.post(&path).bytes(&kind, body).await.refused(400, "malformed_body");
        assert!(engineer.get(&path).await.items().is_empty());
    }

    async fn a_record_holds_fifty_files(app: TestApp) {
        let record = draft(&app).await;
        let engineer = app.as_(ENGINEER);
        for number in 0..50 {
            engineer.post(&files_of(&record)).file(&format!("{number}.log"), b"ok").await.expect(201);
        }
        engineer.post(&files_of(&record)).file("51.log", b"ok").await.refused(409, "too_many_attachments");
    }
}
