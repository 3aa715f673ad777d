//! Files in the form of a record: chosen, shrunk, sent, shown, removed.

use serde_json::json;

use super::run;
use crate::support::files::png;
use crate::support::{Engine, fault_record_remote, fixture, scratch};

const ENGINEER: &str = "engineer@agent-a.example";

/// A photograph larger than a slow line should carry.
pub(super) fn photograph() -> Vec<u8> {
    use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
    // Noise packs badly, so that the file is large.
    let mut state = 7_u32;
    let pixels = RgbImage::from_fn(3000, 1500, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, r, g, b] = state.to_be_bytes();
        Rgb([r, g, b])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

#[test]
fn files_are_added_to_a_new_record_and_removed_again() {
    run(Engine::Sqlite, |app, browser| async move {
        let folder = scratch().join("browser-files");
        std::fs::create_dir_all(&folder).unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let (picture, photo) = (file("面板.png", &png()), file("机柜.jpg", &photograph()));
        let (log, evil) = (file("client.log", b"ok\n"), file("evil.svg", b"<svg onload=alert(1)>"));

        browser.login(ENGINEER).await;
        browser.open("/fault-records/new").await;
        browser.fill_in(&json!({ "symptom": "客户端无法登录控制台" })).await;
        browser.choose("[data-attachments-files]", &[&picture, &photo, &log, &evil]).await;
        browser.shows("[data-attachments-list]", "面板.png").await;
        browser.shows("[data-attachments-list]", "机柜.jpg").await;
        browser.shows("[data-attachments-list]", "client.log").await;
        browser.shows("[data-attachments-queue]", "不接受这种文件").await;
        assert!(browser.path().await.ends_with("/edit"), "the record has an address now");
        let sizes = app.lines("SELECT name || ' ' || size AS line FROM attachments ORDER BY name");
        let photo_size: usize =
            sizes.iter().find(|l| l.starts_with("机柜.jpg")).unwrap()["机柜.jpg ".len()..].parse().unwrap();
        assert!(photo_size < std::fs::read(&photo).unwrap().len(), "shrunk before it was sent");
        browser.look("attachments-form").await;
        browser
            .script("document.querySelector('.file-queue .row button:last-child').click()", json!([]))
            .await;
        browser.script("[...document.querySelectorAll('.file')].find(f => f.textContent.includes('client.log')).querySelector('summary').click()", json!([])).await;
        browser.picture("attachments-remove").await;
        browser.script("[...document.querySelectorAll('.file')].find(f => f.textContent.includes('client.log')).querySelector('.button-danger').click()", json!([])).await;
        for _ in 0..40 {
            if !browser.text("[data-attachments-list]").await.contains("client.log") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert!(
            !browser.text("[data-attachments-list]").await.contains("client.log"),
            "removed without leaving the page"
        );
        let loaded = "return [...document.querySelectorAll('.file-picture img')].every(i => i.complete && i.naturalWidth > 0)";
        browser.script("document.querySelector('#attachments').scrollIntoView()", json!([])).await;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert_eq!(browser.script(loaded, json!([])).await, json!(true), "small pictures are shown");
        let here = browser.path().await.replace("/edit", "");
        browser.open(&here).await;
        browser.look("attachments-view").await;

        let record = app
            .as_(ENGINEER)
            .post("/api/v1/fault-records")
            .json(&fault_record_remote(fixture::CUSTOMER_A))
            .await
            .expect(201);
        let own = format!("/api/v1/fault-records/{}", record.id());
        app.as_(ENGINEER).post(&format!("{own}/attachments")).file("拓扑.png", &png()).await.expect(201);
        app.as_(ENGINEER).post(&format!("{own}/submit")).if_match(1).await.expect(200);
        browser.speak("en").await;
        browser.open(&here.replace(here.rsplit('/').next().unwrap(), &record.id())).await;
        browser.look("attachments-view-en").await;
        std::fs::remove_dir_all(folder).unwrap();
        // Refused files are answers; their status is told in the console.
        browser
    });
}
