//! The job on site, at 360 pixels (4.2, 4.3, 4.5): an agent's engineer fills in a fault record with its gates, photographs,
//! lets the customer sign on a second phone, and sends it in; a reviewer approves it; what is printed says all of it.

use std::rc::Rc;

use image::{GenericImageView, ImageReader};
use serde_json::{Value, json};
use tierdesk::platform::i18n::Lang;

use super::attachments::photograph;
use super::driver::Browser;
use super::phone::{STATE, tap};
use super::run_with;
use crate::support::{Engine, TestApp, fault_record_onsite, fixture, pdf, scratch};

const ENGINEER: &str = "engineer@agent-a.example";
const REVIEWER: &str = "reviewer@vendor.example";
const CAMERA: &str = "[data-attachments-photo]";
const PHONE: (u32, u32) = (360, 740);

struct OnSite {
    app: Rc<TestApp>,
    browser: Browser,
    lang: Lang,
}

impl OnSite {
    fn text(&self, key: &str) -> String {
        let found = self.app.app.services.texts.find(self.lang, key, &[]);
        found.unwrap_or_else(|| panic!("no text {key}"))
    }

    async fn look(&self, name: &str) {
        self.browser.narrow(&format!("onsite-{}-{name}", self.lang.tag())).await;
    }

    async fn come_in(&self, email: &str) {
        self.browser.login(email).await;
        self.browser.speak(self.lang.tag()).await;
    }

    /// The form, filled in and photographed for; the address of the record.
    async fn fill_in(&self, body: &Value) -> String {
        let browser = &self.browser;
        self.come_in(ENGINEER).await;
        self.look("home").await;
        browser.open("/fault-records/new").await;
        self.look("empty").await;
        browser.fill_in(body).await;
        for _ in 0..100 {
            if browser.path().await.ends_with("/edit") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let edit = browser.path().await;
        assert!(edit.ends_with("/edit"), "it saves itself: {}", browser.text(STATE).await);
        self.look("filled").await;
        self.photograph(edit.trim_end_matches("/edit")).await;
        edit.trim_end_matches("/edit").to_string()
    }

    /// The camera's picture goes through the input that opens it, and is made smaller before it is sent.
    async fn photograph(&self, record: &str) {
        let (browser, bytes) = (&self.browser, photograph());
        let path = scratch().join(format!("onsite-{}.jpg", self.lang.tag()));
        std::fs::write(&path, &bytes).unwrap();
        let capture = "return document.querySelector(arguments[0]).getAttribute('capture')";
        assert_eq!(browser.script(capture, json!([CAMERA])).await, "environment");
        browser.choose(CAMERA, &[&path]).await;
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        browser.shows_within(30, "[data-attachments-list]", &name).await;
        let engineer = self.app.as_(ENGINEER);
        let files = engineer.get(&format!("/api/v1{record}/attachments")).await.expect(200).items().to_vec();
        assert_eq!(files.len(), 1);
        let sent = engineer.bytes(&format!("/api/v1/attachments/{}", files[0]["id"].as_str().unwrap())).await;
        let picture =
            ImageReader::new(std::io::Cursor::new(&sent)).with_guessed_format().unwrap().decode().unwrap();
        assert_eq!(picture.dimensions(), (2000, 1000), "the longer side is shrunk to 2000 pixels");
        assert!(sent.len() < bytes.len());
        browser.script("document.querySelector('#attachments').scrollIntoView()", json!([])).await;
        browser.screen(&format!("onsite-{}-photo", self.lang.tag())).await;
        std::fs::remove_file(path).unwrap();
    }

    /// The customer, on a phone of its own that nobody is logged in on.
    async fn sign(&self, record: &str) {
        let browser = &self.browser;
        // A draft that was saved has its place for the signature.
        browser.press(".form-bar-buttons button[name=_action][value=save]").await;
        self.look("saved").await;
        tap(browser, "#signature a.button").await;
        browser.shows("main", &self.text("sign-elsewhere")).await;
        tap(browser, "form[action$='/link'] button").await;
        browser.shows(".sign-url", "/sign/").await;
        let code = "const i = document.querySelector('.sign-code'); i.scrollIntoView({ block: 'center' }); \
            return i.complete && i.naturalWidth > 0";
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert_eq!(browser.script(code, json!([])).await, json!(true), "the QR code is shown");
        browser.screen(&format!("onsite-{}-code", self.lang.tag())).await;
        self.look("link").await;
        let url = browser.text(".sign-url").await;
        let path = url.trim().strip_prefix(&self.app.origin).unwrap().to_string();

        let phone = Browser::start(&self.app.origin).await;
        phone.size(PHONE.0, PHONE.1).await;
        phone.open("/").await;
        assert!(phone.path().await.starts_with("/login"), "nobody is logged in here");
        phone.open(&path).await;
        phone.shows("main", "客户端无法登录").await;
        phone.narrow(&format!("onsite-{}-customer", self.lang.tag())).await;
        phone.draw_with_a_finger("[data-signature-field]").await;
        phone.screen(&format!("onsite-{}-customer-drawn", self.lang.tag())).await;
        phone.fill("#signer-name", "周明").await;
        tap(&phone, "[data-signature-sign]").await;
        phone.shows("main", "已确认").await;
        phone.narrow(&format!("onsite-{}-customer-done", self.lang.tag())).await;
        phone.open("/fault-records").await;
        assert!(phone.path().await.starts_with("/login"), "a signature lets nobody in");
        phone.finish().await;

        browser.open(&format!("{record}/edit")).await;
        browser.shows("#signature", "周明").await;
        browser.shows("#signature", &self.text("signature-valid")).await;
        browser.script("document.querySelector('#signature').scrollIntoView()", json!([])).await;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        browser.screen(&format!("onsite-{}-signed", self.lang.tag())).await;
    }

    async fn review(&self, record: &str) {
        let browser = &self.browser;
        self.come_in(REVIEWER).await;
        browser.open("/reviews").await;
        self.look("reviews").await;
        let id = record.rsplit('/').next().unwrap();
        browser.open(&format!("/reviews/{id}")).await;
        browser.shows("main", "周明").await;
        self.look("review").await;
        let approve = "button[name=verdict][value=approve]";
        let near = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })";
        browser.script(near, json!([approve])).await;
        browser.press(approve).await;
        let status =
            &self.app.as_(ENGINEER).get(&format!("/api/v1{record}")).await.expect(200).body["status"];
        assert_eq!(status, "approved");
    }

    /// What the engineer hands over on paper, and shows on the phone.
    async fn print(&self, record: &str) {
        self.come_in(ENGINEER).await;
        self.browser.open(record).await;
        self.browser.shows("main", &self.text("status-approved")).await;
        self.look("approved").await;
        if !pdf::ready() {
            return;
        }
        let visitor = self.app.browse(ENGINEER).speaking(self.lang.tag());
        let (status, headers, bytes) = visitor.bytes(&format!("{record}/pdf")).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "application/pdf"));
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::write(folder.join(format!("onsite-{}.pdf", self.lang.tag())), &bytes).unwrap();
        let photo = format!("onsite-{}.jpg", self.lang.tag());
        let said: String = pdf::text(&bytes).replace('\u{200b}', "").split_whitespace().collect();
        let labels =
            ["symptom", "cause", "handling", "remote-attempt"].map(|key| self.text(&format!("field-{key}")));
        let values = [
            "丙示例制造厂",
            "客户端无法登录",
            "服务器时间不同步",
            "校准服务器时间后恢复",
            "远程指导重启服务未能恢复",
            "SASL012",
            // Who signed, and the photograph.
            "周明",
            &photo,
        ];
        for word in labels.iter().map(String::as_str).chain(values) {
            let word: String = word.split_whitespace().collect();
            assert!(said.contains(&word), "{word} is not on paper:\n{said}");
        }
    }
}

async fn on_site(app: Rc<TestApp>, browser: Browser, lang: Lang) -> Browser {
    browser.size(PHONE.0, PHONE.1).await;
    let site = OnSite { app, browser, lang };
    let record = site.fill_in(&fault_record_onsite(fixture::CUSTOMER_A, fixture::GUANGZHOU)).await;
    site.sign(&record).await;
    tap(&site.browser, ".form-bar button[name=_action][value=submit]").await;
    site.browser.shows("main", &site.text("status-submitted")).await;
    site.look("submitted").await;
    site.review(&record).await;
    site.print(&record).await;
    site.browser
}

#[test]
fn the_job_on_site_in_chinese_on_sqlite() {
    let fonts = |settings: &mut tierdesk::platform::services::Settings| settings.fonts.system = pdf::ready();
    run_with(Engine::Sqlite, fonts, |app, browser| on_site(app, browser, Lang::ZhCn));
}

#[test]
fn the_job_on_site_in_english_on_postgresql() {
    let fonts = |settings: &mut tierdesk::platform::services::Settings| settings.fonts.system = pdf::ready();
    run_with(Engine::Postgres, fonts, |app, browser| on_site(app, browser, Lang::En));
}
