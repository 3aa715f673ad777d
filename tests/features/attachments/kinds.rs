//! Every kind that is taken comes back as it went in, served so that nothing in it runs.

use image::ImageFormat;

use super::{ENGINEER, draft, files_of};
use crate::both_engines;
use crate::support::TestApp;
use crate::support::files::{Packed, docx, gb18030_log, pdf, picture, png, zip};

both_engines! {
    async fn every_kind_comes_back_as_it_went_in(app: TestApp) {
        let record = draft(&app).await;
        let engineer = app.as_(ENGINEER);
        let log = "2026-03-02T09:00:00+08:00 服务启动\n".as_bytes().to_vec();
        let odt = zip(&[
            Packed("mimetype", b"application/vnd.oasis.opendocument.text", None), Packed("content.xml", b"<c/>", None),
        ]);
        let files: Vec<(&str, Vec<u8>, &str, &str)> = vec![
            ("机柜.png", png(), "picture", "image/png"),
            ("photo.JPG", picture(ImageFormat::Jpeg), "picture", "image/jpeg"),
            ("photo.webp", picture(ImageFormat::WebP), "picture", "image/webp"),
            ("拓扑图.pdf", pdf(""), "pdf", "application/pdf"),
            ("方案.docx", docx(&[]), "office", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("方案.odt", odt, "office", "application/vnd.oasis.opendocument.text"),
            ("client.log", log, "text", "text/plain"),
            ("messages.1", b"rotated\n".to_vec(), "text", "text/plain"),
            ("win.log", gb18030_log(), "text", "text/plain"),
            ("logs.zip", zip(&[Packed("a.log", b"hello", None)]), "archive", "application/zip"),
        ];
        for (name, bytes, kind, media) in &files {
            let added = engineer.post(&files_of(&record)).file(name, bytes).await.expect(201);
            assert_eq!(added.body["name"], *name);
            assert_eq!((added.body["kind"].as_str(), added.body["media_type"].as_str()), (Some(*kind), Some(*media)));
            assert_eq!(added.body["size"], bytes.len());
            let own = format!("/api/v1/attachments/{}", added.id());
            assert_eq!(added.header("location"), own);
            assert_eq!(engineer.bytes(&own).await, *bytes, "{name}");
            let served = engineer.get(&own).await.expect(200);
            assert!(served.header("content-type").starts_with(media), "{name}: {}", served.header("content-type"));
            assert_eq!(served.header("x-content-type-options"), "nosniff");
            assert_eq!(served.header("content-security-policy"), "sandbox; default-src 'none'");
            assert_eq!(served.header("cache-control"), "private, no-cache");
            assert!(served.header("content-disposition").starts_with("attachment; filename=\""), "{name}");
            let tag = served.header("etag").to_string();
            engineer.get(&own).header("if-none-match", tag).await.expect(304);
        }
        let list = engineer.get(&files_of(&record)).await.expect(200);
        assert_eq!(list.items().len(), files.len());
    }

    async fn only_pictures_and_pdfs_are_shown_in_their_place(app: TestApp) {
        let record = draft(&app).await;
        let engineer = app.as_(ENGINEER);
        let wanted = [("a.png", png(), "inline"), ("a.pdf", pdf(""), "inline"), ("a.log", b"ok".to_vec(), "attachment")];
        for (name, bytes, how) in wanted {
            let added = engineer.post(&files_of(&record)).file(name, &bytes).await.expect(201);
            let path = format!("/attachments/{}/preview", added.id());
            let preview = app.browse(ENGINEER).get(&path).await.expect(200);
            let told = preview.headers["content-disposition"].to_str().unwrap().to_string();
            assert!(told.starts_with(how), "{name}: {told}");
            assert_eq!(preview.headers["content-security-policy"], "sandbox; default-src 'none'");
            let saved = app.browse(ENGINEER).get(&format!("/attachments/{}", added.id())).await.expect(200);
            assert!(saved.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        }
    }

    async fn a_name_without_an_extension_gets_that_of_its_kind(app: TestApp) {
        let record = draft(&app).await;
        let engineer = app.as_(ENGINEER);
        for (given, bytes, kept) in [("图片", png(), "图片.png"), ("", png(), "file.png"), ("messages", b"ok".to_vec(), "messages"), (" 现场  照片 .png", png(), "现场 照片 .png"), ("CON.png", png(), "_CON.png")] {
            let added = engineer.post(&files_of(&record)).file(given, &bytes).await.expect(201);
            assert_eq!(added.body["name"], kept);
        }
        let long = format!("{}.png", "长".repeat(300));
        let added = engineer.post(&files_of(&record)).file(&long, &png()).await.expect(201);
        let kept = added.body["name"].as_str().unwrap();
        assert!(kept.chars().count() == 120 && kept.ends_with(".png"), "{kept}");
    }

    async fn the_same_key_adds_a_file_once(app: TestApp) {
        let record = draft(&app).await;
        let engineer = app.as_(ENGINEER);
        let first = engineer.post(&files_of(&record)).once("photo-1").file("a.png", &png()).await.expect(201);
        let again = engineer.post(&files_of(&record)).once("photo-1").file("a.png", &png()).await.expect(201);
        assert_eq!(first.id(), again.id());
        engineer.post(&files_of(&record)).once("photo-1").file("b.png", &png()).await.expect(422);
        assert_eq!(engineer.get(&files_of(&record)).await.items().len(), 1);
    }
}
