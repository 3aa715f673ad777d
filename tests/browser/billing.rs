//! The journey of money in a browser: record, approval, charge, statement, a disputed line, correction, payment, zero
//! balance; the statement is opened as a PDF and as a workbook on the way.

use std::io::Read;
use std::rc::Rc;

use serde_json::{Value, json};
use tierdesk::domain::capital_numerals::capital_numerals;
use tierdesk::platform::i18n::Lang;

use super::driver::Browser;
use super::journey::{Journey, SUBMIT, escalated};
use super::run_with;
use crate::support::fixture::AGENT_A;
use crate::support::{Engine, TestApp, pdf};

const ENGINEER: &str = "engineer@agent-a.example";
const PAYER: &str = "manager@agent-a.example";
const REVIEWER: &str = "reviewer@vendor.example";
const BILLING: &str = "billing@vendor.example";
const MONTH: &str = "2026-03";

impl Journey {
    /// The words of `key` with `args`.
    fn filled(&self, key: &str, args: &[(&str, String)]) -> String {
        self.app.app.services.texts.find(self.lang, key, args).unwrap_or_else(|| panic!("no text {key}"))
    }

    /// The clerk confirms all charges of a record.
    async fn confirm_all(&self, record: &str) {
        self.come_in(BILLING).await;
        let id = record.rsplit('/').next().unwrap_or_default();
        self.browser.open(&format!("/billing/charges?record_id={id}&status=pending")).await;
        self.browser.click("input[data-select-all]").await;
        self.browser.press("form.bulk button[type=submit]").await;
        self.browser.shows("body", &self.text("flash-charges-confirmed")).await;
    }

    /// The clerk issues what waits for agent A; answers the page of the statement.
    async fn issue(&self, name: &str) -> String {
        self.browser.open(&format!("/billing/statements/new?payer_id={AGENT_A}&month={MONTH}")).await;
        self.look(&format!("{name}-form")).await;
        self.browser.press(SUBMIT).await;
        let there = self.browser.path().await;
        assert!(there.starts_with("/billing/statements/"), "{there}: {}", self.browser.text("main").await);
        self.look(name).await;
        there
    }

    /// Writes `text` on the page at `path` and sends it to the form `step`.
    async fn say(&self, path: &str, step: &str, text: &str) {
        self.browser.open(path).await;
        self.browser.fill("textarea[name=text]", text).await;
        self.browser.press(&format!("button[formaction$='/{step}']")).await;
    }

    async fn statement(&self, page: &str) -> Value {
        let id = page.rsplit('/').next().unwrap_or_default();
        self.app.as_(BILLING).get(&format!("/api/v1/statements/{id}")).await.expect(200).body
    }

    /// What agent A owes, and what it has left.
    async fn account(&self) -> (i64, i64) {
        let found = self.app.as_(BILLING).get(&format!("/api/v1/accounts/{AGENT_A}")).await.expect(200).body;
        (found["receivable_fen"].as_i64().unwrap(), found["unallocated_fen"].as_i64().unwrap())
    }
}

/// The payer opens the statement as a PDF and as a workbook, where the links of its page lead.
async fn open_files(journey: &Journey, page: &str) {
    let statement = journey.statement(page).await;
    let capital = capital_numerals(statement["gross_total_fen"].as_i64().unwrap());
    journey.browser.open(page).await;
    journey.browser.shows("main", &capital).await;
    let href =
        |end: &str| format!("return document.querySelector('a[href$=\"/{end}\"]').getAttribute('href')");
    let visitor = journey.app.browse(PAYER);
    if pdf::ready() {
        let link = journey.browser.script(&href("pdf"), json!([])).await;
        let (status, headers, bytes) = visitor.bytes(link.as_str().unwrap()).await;
        assert_eq!((status, headers.get("content-type").unwrap().as_bytes()), (200, &b"application/pdf"[..]));
        let text: String = pdf::text(&bytes).chars().filter(|letter| !letter.is_whitespace()).collect();
        let payer = "甲方示例代理";
        let title: String = journey.text("paper-title-statement").split_whitespace().collect();
        for words in [capital.as_str(), payer, title.as_str(), statement["number"].as_str().unwrap()] {
            assert!(text.replace('\u{200b}', "").contains(words), "{words}: {text}");
        }
    }
    let link = journey.browser.script(&href("xlsx"), json!([])).await;
    let (status, _, bytes) = visitor.bytes(link.as_str().unwrap()).await;
    assert_eq!(status, 200);
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut lines = String::new();
    book.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut lines).unwrap();
    let count = statement["lines"].as_array().unwrap().len();
    assert_eq!(lines.matches("<row ").count(), count + 2, "a head, every line, a total: {lines}");
}

/// The payer disputes the line of the labour; the reviewer accepts; the engineer corrects; the reviewer approves.
async fn dispute_and_correct(journey: &Journey, record: &str, page: &str) {
    let statement = journey.statement(page).await;
    let charge = statement["lines"][0]["charge_id"].as_str().unwrap().to_string();
    let browser = &journey.browser;
    journey.come_in(PAYER).await;
    journey.look("home-payer").await;
    browser.open("/billing/statements").await;
    journey.look("statements-payer").await;
    browser.press(&format!("main a[href='{page}']")).await;
    browser.press(&format!("main a[href='/billing/statement-lines/{charge}']")).await;
    journey.look("statement-line").await;
    journey.say(&format!("/billing/statement-lines/{charge}"), "dispute", "工时多记了").await;
    browser.shows("body", &journey.text("flash-line-disputed")).await;
    journey.look("statement-line-disputed").await;

    journey.come_in(REVIEWER).await;
    browser.open("/reviews/disputed").await;
    journey.look("disputed").await;
    browser.press(&format!("main a[href='/reviews/disputed/{charge}']")).await;
    journey.look("disputed-line").await;
    journey.say(&format!("/reviews/disputed/{charge}"), "accept", "现场只用了半小时").await;
    browser.shows("body", &journey.text("flash-line-accepted")).await;

    journey.come_in(ENGINEER).await;
    browser.open(record).await;
    browser.click("details:has(form[action$='/correct']) > summary").await;
    browser.press("form[action$='/correct'] button[type=submit]").await;
    browser.open(&format!("{record}/edit")).await;
    browser.fill_in(&json!({ "labour_minutes": 30 })).await;
    browser.press(SUBMIT).await;
    assert_eq!(journey.status(record).await, "submitted");
    journey.come_in(REVIEWER).await;
    journey.decide(record, "approve").await;
    assert_eq!(journey.status(record).await, "approved");
    browser.open(&format!("/reviews/disputed/{charge}")).await;
    browser.shows("main", &journey.text("line-status-corrected")).await;
}

/// What is owed is paid: credit first, then a wire of the rest.
async fn pay(journey: &Journey) {
    let browser = &journey.browser;
    if journey.account().await.1 > 0 {
        browser.open(&format!("/billing/accounts/{AGENT_A}/credits")).await;
        journey.look("credits-of-payer").await;
        browser.press("main form[action$='/credits'] button[type=submit]").await;
        browser.shows("body", &journey.text("flash-money-allocated")).await;
    }
    browser.open(&format!("/billing/payments/new?payer_id={AGENT_A}")).await;
    journey.look("payment-form").await;
    browser
        .fill_in(&json!({ "method": "bank_wire", "reference": "EW-1", "received_on": "2026-03-02" }))
        .await;
    browser.press(SUBMIT).await;
    browser.shows("body", &journey.text("flash-payment-recorded")).await;
    journey.look("payment").await;
    browser.open("/billing/payments").await;
    journey.look("payments").await;
}

async fn money(app: Rc<TestApp>, browser: Browser, lang: Lang) -> Browser {
    let journey = Journey { app: app.clone(), browser, lang };
    journey.come_in(ENGINEER).await;
    let (record, _) = journey.file("/fault-records", &escalated(), "outcome-charged").await;
    journey.come_in(REVIEWER).await;
    journey.decide(&record, "approve").await;
    journey.confirm_all(&record).await;
    let first = journey.issue("statement").await;
    journey.come_in(PAYER).await;
    open_files(&journey, &first).await;
    dispute_and_correct(&journey, &record, &first).await;

    journey.confirm_all(&record).await;
    let second = journey.issue("statement-supplement").await;
    let supplement = journey.filled("statement-supplement", &[("number", "1".to_string())]);
    journey.browser.shows("main", &supplement).await;
    pay(&journey).await;
    assert_eq!(journey.account().await, (0, 0));

    journey.come_in(PAYER).await;
    for page in [&first, &second] {
        journey.browser.open(page).await;
        journey.browser.shows("main", &journey.text("statement-status-settled")).await;
        journey.look("statement-settled").await;
    }
    assert_eq!(journey.browser.complaints().await, Vec::<String>::new());
    journey.browser
}

fn fonts(settings: &mut tierdesk::platform::services::Settings) {
    settings.fonts.system = true;
}

#[test]
fn money_in_chinese_on_sqlite() {
    run_with(Engine::Sqlite, fonts, |app, browser| money(app, browser, Lang::ZhCn));
}

#[test]
fn money_in_english_on_postgresql() {
    run_with(Engine::Postgres, fonts, |app, browser| money(app, browser, Lang::En));
}

/// The page of a run follows it by itself.
#[test]
fn a_run_is_followed_without_a_click() {
    run_with(Engine::Sqlite, fonts, |app, browser| async move {
        let journey = Journey { app: app.clone(), browser, lang: Lang::ZhCn };
        crate::features::statements::waiting_for_a_statement(&app).await;
        journey.come_in(BILLING).await;
        journey.browser.open(&format!("/billing/statement-runs?month={MONTH}")).await;
        journey.look("runs").await;
        journey.browser.press("form[action='/billing/statement-runs'] button[type=submit]").await;
        journey.browser.shows("main", &journey.text("run-going")).await;
        journey.look("run-going").await;
        let run = tierdesk::features::statements::RUNS.run;
        while run(&app.app.services, app.now()).unwrap() > 0 {}
        journey.browser.shows_within(10, "main", &journey.text("run-done")).await;
        journey.look("run-done").await;
        journey.browser
    });
}
