//! The administrator imports a year from a file, after looking at every day of it.

use serde_json::json;

use super::axe::{axe_core, none};
use super::run;
use crate::support::{Engine, scratch};

const ADMIN: &str = "admin@vendor.example";

#[test]
fn a_year_is_imported_from_a_file() {
    run(Engine::Sqlite, |app, browser| async move {
        let november = "2026-11-20T09:00:00+08:00".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        app.clock.advance(november - app.clock.now());
        let axe = axe_core();
        if let Some(axe) = &axe {
            browser.always(axe).await;
        }
        browser.login(ADMIN).await;
        browser.shows("main", "没有 2027 年的节假日数据").await;
        browser.look("calendars-home").await;
        browser.open("/admin/calendars").await;
        browser.look("calendars-list").await;
        browser.speak("en").await;
        browser.look("calendars-list-en").await;
        browser.speak("zh-CN").await;
        browser.open("/admin/calendars/import?year=2027").await;
        browser.look("calendars-import").await;
        // As a spreadsheet of a Chinese system saves it: GBK, with a head.
        let file = scratch().join("2027.csv");
        let mut bytes = b"day,what\n2027/1/1,".to_vec();
        bytes.extend([0xB7, 0xC5, 0xBC, 0xD9]);
        bytes.extend(b"\n2027-01-02..2027-01-03,off\n2027-01-06,worked\n");
        std::fs::write(&file, bytes).unwrap();
        browser.choose("#holiday-file", &[&file]).await;
        let text = "return document.querySelector('#field-days').value";
        for _ in 0..50 {
            if browser.script(text, json!([])).await.as_str().is_some_and(|text| text.contains("放假")) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        browser.press(".form-bar button[name=_action][value=submit]").await;
        browser.shows(".error-summary", "第 4 行").await;
        browser.look("calendars-refused").await;
        browser.fill("#field-days", "2027-01-01..2027-01-03,off\n2027-01-09,worked").await;
        browser.fill("#field-source", "示例通知〔2026〕1号").await;
        browser.press(".form-bar button[name=_action][value=submit]").await;
        browser.shows("main", "服务日 → 节假日").await;
        browser.look("calendars-preview").await;
        // Pages that only an answer to a form shows are not among those that axe looks at by their address.
        if axe.is_some() {
            none(browser.faults("preview of holidays").await);
            browser.size(1280, 900).await;
        }
        browser.press("button[name=_action][value=confirm]").await;
        browser.shows("main", "2027-01-01 – 2027-01-03").await;
        browser.look("calendars-year").await;
        browser.open("/").await;
        let shown = browser.text("main").await;
        assert!(!shown.contains("没有 2027 年"), "{shown}");
        browser
    });
}
