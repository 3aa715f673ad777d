//! The pictures of the README: a few pages of the demo, as `scripts/screenshots` asks for them.

use std::path::Path;

use serde_json::json;

use super::driver::Browser;
use crate::cli::Place;
use crate::cli::demo::Demo;
use crate::support::block_on;

const ENGINEER: &str = "engineer@agent-a.example";
const REVIEWER: &str = "reviewer@vendor.example";
const BILLING: &str = "billing@vendor.example";

impl Browser {
    /// Somebody of the demo opens `path` in this language.
    async fn visit(&self, email: &str, lang: &str, path: &str) {
        self.forget_cookies().await;
        self.open("/login").await;
        self.press(&format!("form:has(input[value='{email}']) button")).await;
        self.speak(lang).await;
        self.open(path).await;
    }

    /// Opens the first row of the list that is open, or what lies under it.
    async fn first_row(&self, under: &str) {
        let href = "return document.querySelector('.row-link').getAttribute('href')";
        let href = self.script(href, json!([])).await;
        self.open(&format!("{}{under}", href.as_str().unwrap_or_default())).await;
    }

    async fn keep(&self, name: &str, (width, height): (u32, u32), scheme: &str) {
        self.size(width, height).await;
        self.scheme(scheme).await;
        self.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
        self.script("document.querySelector('.demo-banner')?.remove()", json!([])).await;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), self.view().await).unwrap();
    }
}

#[test]
#[ignore = "writes docs/pictures; scripts/screenshots runs it"]
fn pictures_of_the_readme() {
    let place = Place::new();
    let demo = Demo::start(&place, &[]);
    block_on(async {
        let browser = Browser::start(&demo.origin).await;
        browser.visit(ENGINEER, "zh-CN", "/fault-records?status=returned").await;
        browser.first_row("/edit").await;
        browser.keep("form", (1280, 820), "light").await;
        browser.keep("phone", (360, 740), "light").await;
        browser.size(1280, 820).await;
        browser.visit(REVIEWER, "zh-CN", "/reviews").await;
        browser.first_row("").await;
        browser.keep("review", (1280, 660), "light").await;
        browser.visit(BILLING, "en", "/billing/charges?status=confirmed").await;
        browser.keep("charges", (1280, 540), "dark").await;
        browser.finish().await;
    });
}
