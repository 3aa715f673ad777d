//! The way of a service request through every pair of hands, in Chromium (4.1): a customer asks and sees beforehand what
//! is promised; its agent answers, waits, cannot solve it and hands it on at a price it has seen; the vendor assigns it,
//! goes there, writes its record, which is approved; it is solved, the customer confirms, and it is closed.

use std::rc::Rc;

use serde_json::{Value, json};
use tierdesk::domain::money::format_fen;
use tierdesk::platform::i18n::Lang;

use super::driver::Browser;
use super::run_with;
use crate::support::{Engine, TestApp, fault_record_onsite, fixture, pdf, person};

const CONTACT: &str = "contact@enduser-a.example";
const AGENT: &str = "engineer@agent-a.example";
const MANAGER: &str = "manager@vendor.example";
const VENDOR: &str = "engineer@vendor.example";
const REVIEWER: &str = "reviewer@vendor.example";
const SUBMIT: &str = ".form-bar button[name=_action][value=submit]";
const PANEL: &str = "[data-entitlement-panel]";
const SUBJECT: &str = "客户端大面积掉线";
const SECRET: &str = "客户的合同下月到期，先别提续费";

struct Way {
    app: Rc<TestApp>,
    browser: Browser,
    lang: Lang,
}

impl Way {
    fn text(&self, key: &str) -> String {
        let found = self.app.app.services.texts.find(self.lang, key, &[]);
        found.unwrap_or_else(|| panic!("no text {key}"))
    }

    /// Somebody else sits down, a minute later.
    async fn come_in(&self, email: &str, path: &str) {
        self.app.clock.advance(chrono::TimeDelta::minutes(1));
        self.browser.forget_cookies().await;
        self.browser.login(email).await;
        self.browser.speak(self.lang.tag()).await;
        self.browser.open(path).await;
    }

    async fn look(&self, name: &str) {
        self.browser.look(&format!("request-{}-{name}", self.lang.tag())).await;
    }

    /// Presses a step that asks for nothing.
    async fn step(&self, to: &str) {
        self.browser.press(&format!("form[action$='/step']:has(input[name=to][value={to}]) button")).await;
    }

    /// Unfolds a step, says why, and takes it.
    async fn step_because(&self, to: &str, reason: &str) {
        let step = format!(".step:has(input[name=to][value={to}])");
        self.browser.click(&format!("{step} summary")).await;
        self.browser.fill(&format!("{step} textarea"), reason).await;
        self.browser.press(&format!("{step} form button")).await;
    }

    /// Writes to whoever `visibility` names; to the customer's side there is no choice.
    async fn write(&self, visibility: Option<&str>, words: &str) {
        self.browser.fill("#say textarea[name=body]", words).await;
        if let Some(visibility) = visibility {
            self.browser.click(&format!("#say input[name=visibility][value={visibility}]")).await;
        }
        self.browser.press("#say button[type=submit]").await;
    }

    async fn stands(&self, status: &str) {
        self.browser.shows(".page-actions", &self.text(&format!("request-status-{status}"))).await;
    }

    /// The customer sees beforehand what it is entitled to and by when, and sends.
    async fn ask(&self) -> String {
        let browser = &self.browser;
        self.come_in(CONTACT, "/requests").await;
        self.look("list-empty").await;
        browser.press("a[href='/requests/new']").await;
        browser.fill_in(&json!({
            "kind": "fault", "severity": 3, "subject": SUBJECT, "description": "上午起约三成客户端无法连接服务器",
            "service_code": "SASL012", "product": "防水墙", "serial": "SN-1", "city": fixture::KUNMING,
            "contact": { "name": "丙联络", "phone": "13800138000" },
        })).await;
        // Five service days from Monday, 2 March, at 09:01.
        browser.shows(&format!("{PANEL} .promised"), "2026-03-09").await;
        browser.shows(PANEL, &self.text("entitlement-billed-by-agent")).await;
        self.look("new").await;
        browser.press(SUBMIT).await;
        self.stands("new").await;
        browser.shows(".deadlines", "2026-03-09 09:01").await;
        self.look("customer-new").await;
        browser.path().await
    }

    /// The agent takes it, writes to the customer and to itself, and waits; the customer answers.
    async fn serve(&self, here: &str) {
        let browser = &self.browser;
        self.come_in(AGENT, "/requests?queue=unassigned").await;
        browser.shows("main", SUBJECT).await;
        self.look("list-agent").await;
        browser.press(".row-link").await;
        assert_eq!(browser.path().await, here);
        self.step("accepted").await;
        self.stands("accepted").await;
        self.write(Some("public"), "请提供服务器日志").await;
        self.write(Some("internal"), SECRET).await;
        browser.shows(".event-internal", SECRET).await;
        self.step("in_progress").await;
        self.step_because("waiting_customer", "等客户提供日志").await;
        self.stands("waiting-customer").await;
        browser.shows(".request-side", &self.text("request-clock-stands")).await;
        self.look("agent-waiting").await;

        self.come_in(CONTACT, here).await;
        browser.shows("main", &self.text("request-asks-you")).await;
        browser.shows("main", "请提供服务器日志").await;
        self.look("customer-waiting").await;
        self.hidden_from_the_customer(here).await;
        self.write(None, "日志已发到邮箱").await;
        self.stands("in-progress").await;
    }

    /// No page and no paper of the customer holds what the serving side keeps to itself.
    async fn hidden_from_the_customer(&self, here: &str) {
        for path in ["/", "/notices", "/requests", here] {
            self.browser.open(path).await;
            let page =
                self.browser.script("return document.querySelector('main').innerHTML", json!([])).await;
            assert!(!page.as_str().unwrap().contains("合同下月"), "{path} tells the customer");
            let page = page.as_str().unwrap();
            assert!(!page.contains("event-internal"), "{path} shows that there is something");
        }
        let feed = self.app.as_(CONTACT).get(&format!("/api/v1{here}")).await.expect(200);
        assert!(!feed.text.contains("合同下月"));
        for form in ["registration", "tracking"] {
            if !pdf::ready() {
                return;
            }
            let path = format!("{here}/pdf?form={form}");
            let (status, _, bytes) = self.app.browse(CONTACT).speaking(self.lang.tag()).bytes(&path).await;
            assert_eq!(status, 200);
            self.keep(&format!("customer-{form}"), &bytes);
            let said: String = pdf::text(&bytes).split_whitespace().collect();
            assert!(said.contains(SUBJECT) && !said.contains("合同下月"), "{form}:\n{said}");
        }
    }

    fn keep(&self, name: &str, bytes: &[u8]) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("request-{}-{name}.pdf", self.lang.tag())), bytes).unwrap();
    }

    /// The agent sees the price and hands it on; what it was shown is what it owes.
    async fn hand_on(&self, here: &str) {
        let browser = &self.browser;
        self.come_in(AGENT, here).await;
        browser.shows("main", "日志已发到邮箱").await;
        browser.press("a[href$='/escalate']").await;
        let ahead = self.app.as_(AGENT).get(&format!("/api/v1{here}/escalation")).await.expect(200);
        let price = format_fen(ahead.body["estimate"]["total_fen"].as_i64().unwrap());
        browser.shows(PANEL, &self.text("outcome-charged")).await;
        browser.shows(PANEL, &price).await;
        self.look("escalate").await;
        browser.fill("textarea[name=tried]", "远程重启服务，未恢复").await;
        browser.fill("textarea[name=reason]", "需要厂商到现场").await;
        browser.press(SUBMIT).await;
        assert_eq!(browser.path().await, here);
        browser.shows(PANEL, &price).await;
        browser.shows(".request-side", &self.text("holder-vendor")).await;
        self.look("agent-escalated").await;
    }

    /// A service manager of the vendor sees the candidates and gives it to an engineer.
    async fn assign(&self, here: &str) {
        let browser = &self.browser;
        self.come_in(MANAGER, "/requests?queue=unassigned").await;
        self.look("list-vendor").await;
        browser.open(here).await;
        browser.click(".request-side details.section > summary").await;
        let who = person(VENDOR);
        let choose = "const s = document.querySelector('.request-side select[name=user_id]'); s.value = arguments[0]; \
            return s.selectedOptions[0]?.textContent ?? ''";
        let chosen = browser.script(choose, json!([who.id])).await;
        let chosen = chosen.as_str().unwrap();
        assert!(chosen.contains(who.name) && chosen.contains(" · "), "a candidate says why: {chosen}");
        self.look("assign").await;
        browser.fill(".request-side input[name=reason]", "熟悉该客户的环境").await;
        browser.press(".request-side details.section form button[type=submit]").await;
        browser.shows(".request-side", who.name).await;
    }

    /// The vendor's engineer starts, goes there, and writes the record that the request began for it.
    async fn repair(&self, here: &str) -> String {
        let browser = &self.browser;
        self.come_in(VENDOR, "/requests?queue=mine").await;
        browser.press(".row-link").await;
        self.step("accepted").await;
        self.step("in_progress").await;
        browser.click(".detail-main details.section:has(form[action$='/notes']) > summary").await;
        browser.click("form[action$='/notes'] input[name=kind][value=visit]").await;
        browser.fill("form[action$='/notes'] textarea[name=body]", "到达现场，核对日志").await;
        browser.press("form[action$='/notes'] button[type=submit]:not([data-now])").await;
        browser.shows(".timeline", "到达现场").await;
        self.look("vendor-working").await;
        browser.press("a[href*='/new?request=']").await;
        self.begun_from(here).await;
        // What the request could not know.
        let mut body = fault_record_onsite(fixture::CUSTOMER_A, fixture::KUNMING);
        let known =
            ["customer_id", "service_code", "city", "product", "serial", "severity", "symptom", "channel"];
        body.as_object_mut().unwrap().retain(|name, _| !known.contains(&name.as_str()));
        browser.fill_in(&body).await;
        browser.shows(PANEL, &self.text("outcome-charged")).await;
        self.look("record-new").await;
        browser.press(SUBMIT).await;
        browser.shows("main", &self.text("status-submitted")).await;
        browser.path().await
    }

    /// Everything that the request knows stands in the record's form.
    async fn begun_from(&self, here: &str) {
        let value = "const f = [...document.getElementsByName(arguments[0])]; \
            const one = f.find(e => e.type !== 'hidden' && (!['radio', 'checkbox'].includes(e.type) || e.checked)) ?? f[0]; \
            return one ? one.value : null";
        let request = here.rsplit('/').next().unwrap();
        for (name, wanted) in [
            ("request_id", request),
            ("service_code", "SASL012"),
            ("product", "防水墙"),
            ("serial", "SN-1"),
            ("severity", "3"),
            ("contact.name", "丙联络"),
            ("contact.phone", "13800138000"),
        ] {
            let found = self.browser.script(value, json!([name])).await;
            assert_eq!(found, Value::from(wanted), "{name}");
        }
        let found = self.browser.script(value, json!(["symptom"])).await;
        assert!(found.as_str().unwrap().contains(SUBJECT), "{found}");
        for name in ["customer_id", "city", "reported_at", "responded_at"] {
            let found = self.browser.script(value, json!([name])).await;
            assert_ne!(found.as_str().unwrap_or_default(), "", "{name}");
        }
    }

    async fn approve(&self, record: &str) {
        let id = record.rsplit('/').next().unwrap();
        self.come_in(REVIEWER, &format!("/reviews/{id}")).await;
        self.browser.press("button[name=verdict][value=approve]").await;
        let stored = self.app.as_(VENDOR).get(&format!("/api/v1{record}")).await.expect(200);
        assert_eq!(stored.body["status"], "approved");
    }

    async fn end(&self, here: &str) {
        let browser = &self.browser;
        self.come_in(VENDOR, here).await;
        self.step_because("resolved", "更换电源模块后恢复").await;
        self.stands("resolved").await;
        self.look("vendor-resolved").await;
        self.come_in(CONTACT, here).await;
        browser.shows(".timeline", "更换电源模块后恢复").await;
        self.look("customer-resolved").await;
        self.step("confirmed").await;
        self.stands("closed").await;
        self.look("customer-closed").await;
        self.hidden_from_the_customer(here).await;
    }
}

async fn from_call_to_end(app: Rc<TestApp>, browser: Browser, lang: Lang) -> Browser {
    let way = Way { app, browser, lang };
    let here = way.ask().await;
    way.serve(&here).await;
    way.hand_on(&here).await;
    way.assign(&here).await;
    let record = way.repair(&here).await;
    way.approve(&record).await;
    way.end(&here).await;
    way.browser
}

fn fonts(settings: &mut tierdesk::platform::services::Settings) {
    settings.fonts.system = pdf::ready();
}

#[test]
fn a_request_from_call_to_end_in_chinese_on_sqlite() {
    run_with(Engine::Sqlite, fonts, |app, browser| from_call_to_end(app, browser, Lang::ZhCn));
}

#[test]
fn a_request_from_call_to_end_in_english_on_postgresql() {
    run_with(Engine::Postgres, fonts, |app, browser| from_call_to_end(app, browser, Lang::En));
}
