//! The main job in a browser: an agent's engineer files a fault record and a pre-sale report and sees beforehand what
//! they will cost; a reviewer returns one and approves both; the charge explains itself; a billing clerk confirms it.

use std::rc::Rc;

use serde_json::{Value, json};
use tierdesk::domain::money::format_fen;
use tierdesk::platform::i18n::Lang;

use super::driver::Browser;
use super::run;
use crate::support::{Engine, TestApp, fault_record_onsite, fixture, pre_sale_report};

const ENGINEER: &str = "engineer@agent-a.example";
const REVIEWER: &str = "reviewer@vendor.example";
const BILLING: &str = "billing@vendor.example";
pub const SUBMIT: &str = ".form-bar button[name=_action][value=submit]";
const PANEL: &str = "[data-entitlement-panel]";

/// Somebody's way through the portal in one language.
pub struct Journey {
    pub app: Rc<TestApp>,
    pub browser: Browser,
    pub lang: Lang,
}

impl Journey {
    pub async fn come_in(&self, email: &str) {
        self.browser.login(email).await;
        self.browser.speak(self.lang.tag()).await;
        let lang = self.browser.script("return document.documentElement.lang", json!([])).await;
        assert_eq!(lang, self.lang.tag());
    }

    pub fn text(&self, key: &str) -> String {
        let found = self.app.app.services.texts.find(self.lang, key, &[]);
        found.unwrap_or_else(|| panic!("no text {key}"))
    }

    pub async fn look(&self, name: &str) {
        let language = if self.lang == Lang::En { "en" } else { "zh" };
        self.browser.look(&format!("{language}-{name}")).await;
    }

    /// Fills the form and sends it; gives the page that follows and what the panel said before.
    pub async fn file(&self, form: &str, body: &Value, outcome: &str) -> (String, String) {
        self.browser.open(&format!("{form}/new")).await;
        self.browser.fill_in(body).await;
        self.browser.shows(PANEL, &self.text(outcome)).await;
        let said = self.browser.text(PANEL).await;
        self.look(&format!("form{}", form.replace('/', "-"))).await;
        self.browser.press(SUBMIT).await;
        let record = self.browser.path().await;
        assert!(
            record.starts_with(&format!("{form}/")) && !record.ends_with("/new"),
            "{record}: {}",
            self.browser.text("main").await
        );
        self.browser.shows("main", &self.text("status-submitted")).await;
        (record, said)
    }

    pub async fn decide(&self, record: &str, verdict: &str) {
        let id = record.rsplit('/').next().unwrap_or_default();
        self.browser.open(&format!("/reviews/{id}")).await;
        self.look(&format!("review-before-{verdict}")).await;
        if verdict == "return" {
            self.browser.click("[id=field-handling] details.remark > summary").await;
            self.browser.fill("textarea[name='remark:handling']", "请写明更换了哪个部件").await;
            self.browser.fill("textarea[name=comment]", "处理过程不够详细").await;
        }
        self.browser.press(&format!("button[name=verdict][value={verdict}]")).await;
    }

    pub async fn status(&self, record: &str) -> String {
        let answer = self.app.as_(ENGINEER).get(&format!("/api/v1{record}")).await.expect(200);
        answer.body["status"].as_str().unwrap_or_default().to_string()
    }
}

/// The vendor repaired it on site after the agent escalated: the agent pays.
pub fn escalated() -> Value {
    let mut body = fault_record_onsite(fixture::CUSTOMER_A, fixture::KUNMING);
    body["escalated"] = json!(true);
    body
}

async fn whole_job(app: Rc<TestApp>, browser: Browser, lang: Lang) -> Browser {
    let journey = Journey { app: app.clone(), browser, lang };
    journey.come_in(ENGINEER).await;
    journey.look("home-engineer").await;
    let (fault, said) = journey.file("/fault-records", &escalated(), "outcome-charged").await;
    let (report, free) =
        journey.file("/pre-sale-reports", &pre_sale_report(fixture::CUSTOMER_A), "outcome-free").await;
    assert!(!free.contains("甲方示例代理"), "nobody pays for what is free: {free}");

    journey.come_in(REVIEWER).await;
    journey.browser.open("/reviews").await;
    journey.look("reviews").await;
    journey.decide(&fault, "return").await;
    assert_eq!(journey.status(&fault).await, "returned");

    journey.come_in(ENGINEER).await;
    journey.browser.open(&fault).await;
    journey.look("record-returned").await;
    journey.browser.open(&format!("{fault}/edit")).await;
    journey.browser.shows("form.form-layout", "请写明更换了哪个部件").await;
    journey.browser.fill("textarea[name=handling]", "更换电源模块后校准服务器时间").await;
    journey.browser.press(SUBMIT).await;
    assert_eq!(journey.status(&fault).await, "submitted");

    journey.come_in(REVIEWER).await;
    journey.decide(&fault, "approve").await;
    journey.decide(&report, "approve").await;
    assert_eq!(
        (journey.status(&fault).await, journey.status(&report).await),
        ("approved".into(), "approved".into())
    );

    journey.come_in(BILLING).await;
    confirm_charges(&journey, &fault, &said).await;
    journey.browser
}

/// What was said beforehand is what is charged, and it says why; then it is confirmed.
async fn confirm_charges(journey: &Journey, fault: &str, said: &str) {
    let id = fault.rsplit('/').next().unwrap_or_default();
    let list = format!("/api/v1/charges?record_id={id}");
    let charges = journey.app.as_(BILLING).get(&list).await.expect(200).items().to_vec();
    let total: i64 = charges.iter().filter_map(|charge| charge["amount_fen"].as_i64()).sum();
    assert!(total > 0, "the agent pays: {charges:?}");
    assert!(said.contains(&format_fen(total)), "the panel said {said}, and {total} fen were charged");
    let browser = &journey.browser;
    browser.open("/billing/charges").await;
    journey.look("charges").await;
    browser.open(&format!("/billing/charges?record_id={id}")).await;
    browser.press("main table a[href^='/billing/charges/']").await;
    browser.shows("main", &journey.text("charge-why")).await;
    journey.look("charge").await;
    browser.press("form[action$='/confirm'] button[type=submit]").await;
    browser.shows("main", &journey.text("charge-status-confirmed")).await;
    let charges = journey.app.as_(BILLING).get(&list).await.expect(200);
    assert!(charges.items().iter().any(|charge| charge["status"] == "confirmed"), "{}", charges.text);
}

#[test]
fn the_main_job_in_chinese_on_sqlite() {
    run(Engine::Sqlite, |app, browser| whole_job(app, browser, Lang::ZhCn));
}

#[test]
fn the_main_job_in_english_on_postgresql() {
    run(Engine::Postgres, |app, browser| whole_job(app, browser, Lang::En));
}
