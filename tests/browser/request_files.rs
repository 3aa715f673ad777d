//! Files with the forms of a request: chosen, shrunk, left out, sent, and there again when the form comes back.

use serde_json::json;

use super::attachments::photograph;
use super::run;
use crate::support::files::png;
use crate::support::{Engine, scratch};

#[test]
fn files_go_with_a_new_request_and_come_back_with_a_refused_form() {
    run(Engine::Sqlite, |app, browser| async move {
        let folder = scratch().join("browser-request-files");
        std::fs::create_dir_all(&folder).unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let (picture, photo) = (file("面板.png", &png()), file("机柜.jpg", &photograph()));
        let evil = file("evil.svg", b"<svg onload=alert(1)>");

        browser.login("contact@enduser-a.example").await;
        browser.open("/requests/new").await;
        browser.fill_in(&json!({ "subject": "控制台打不开" })).await;
        browser.script("document.querySelector('[name=kind][value=question]').click()", json!([])).await;
        browser.choose("[data-enclosed-files]", &[&picture, &photo, &evil]).await;
        browser.shows("[data-enclosed-list]", "evil.svg").await;
        let send = "document.querySelector('.form-bar [value=submit]').click()";
        browser.script(send, json!([])).await;
        // Refused for one of them: what was typed is there, and so are the files.
        browser.shows(".enclosed .field-error", "不接受这种文件").await;
        browser.shows("[data-enclosed-list]", "evil.svg").await;
        let kept = browser.script("return document.querySelector('[name=subject]').value", json!([])).await;
        assert_eq!(kept, json!("控制台打不开"));
        browser.look("request-files-form").await;
        let leave = "[...document.querySelectorAll('.enclosed .file')].find(f => f.textContent.includes('evil')).querySelector('button').click()";
        browser.script(leave, json!([])).await;
        browser.script(send, json!([])).await;
        browser.shows(".timeline", "机柜.jpg").await;
        browser.shows(".timeline", "面板.png").await;
        let names = app.lines("SELECT name AS line FROM request_attachments ORDER BY id");
        assert_eq!(names, ["面板.png", "机柜.jpg"], "in the order they were chosen");
        let sizes = app.lines("SELECT size || '' AS line FROM request_attachments WHERE name = '机柜.jpg'");
        assert!(sizes[0].parse::<usize>().unwrap() < std::fs::read(&photo).unwrap().len(), "shrunk before");
        let left = browser.script("return Object.keys(localStorage).length", json!([])).await;
        assert_eq!(left, json!(0), "nothing stays on the device");
        browser.choose("#say [data-enclosed-files]", &[&picture]).await;
        browser.shows("[data-enclosed-list]", "面板.png").await;
        browser.look("request-files").await;
        browser.script("document.querySelector('#say button[type=submit]').click()", json!([])).await;
        for _ in 0..50 {
            if app.lines("SELECT name AS line FROM request_attachments").len() == 3 {
                return browser;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the message did not bring its file");
    });
}
