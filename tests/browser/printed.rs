//! What comes out of the printer (4.4, 9.4): the sheet alone, black on white, whatever the screen looks like.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tierdesk::platform::i18n::Lang;

use super::driver::Browser;
use super::run;
use crate::features::requests::{fault, raise};
use crate::support::{Engine, fault_record_onsite, fixture, pdf};

const ENGINEER: &str = "engineer@agent-a.example";
const BILLING: &str = "billing@vendor.example";

/// What belongs to the screen and would still be printed.
const ON_PAPER: &str = "return [...document.querySelectorAll(\
    'nav, .nav, .top, .foot, .tabs, .filters, .list-search, .crumbs, .page-actions, .skip-link, .bulk-bar, .more, dialog, button, .button, input, select, textarea')] \
    .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 100));";
/// Grounds that are not white and words that are not dark, as the printer would draw them.
const COLOURS: &str = "const rgb = text => { const c = document.createElement('canvas').getContext('2d'); c.fillStyle = '#fff'; c.fillRect(0, 0, 1, 1); \
    c.fillStyle = text; c.fillRect(0, 0, 1, 1); return [...c.getImageData(0, 0, 1, 1).data].slice(0, 3); }; \
    const bad = []; for (const e of document.querySelectorAll('html, body, body *')) { if (!e.checkVisibility()) continue; \
    const s = getComputedStyle(e), ground = rgb(s.backgroundColor), ink = rgb(s.color); \
    const words = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()); \
    if (Math.min(...ground) < 200) bad.push(`ground ${s.backgroundColor} ${e.outerHTML.slice(0, 80)}`); \
    if (words && Math.max(...ink) > 175) bad.push(`ink ${s.color} ${e.outerHTML.slice(0, 80)}`); } return bad.slice(0, 8);";

impl Browser {
    /// The page as it is printed from a dark screen; what it says on paper.
    async fn print(&self, name: &str) -> String {
        let dark = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": "print", "features": dark })).await;
        assert_eq!(self.script(ON_PAPER, json!([])).await, json!([]), "{name}: of the screen");
        assert_eq!(self.script(COLOURS, json!([])).await, json!([]), "{name}: not black on white");
        self.picture(&format!("printed-{name}")).await;
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": "", "features": dark })).await;
        let paper = json!({ "printBackground": true, "preferCSSPageSize": true });
        let printed = self.devtools("Page.printToPDF", paper).await;
        let bytes = STANDARD.decode(printed["data"].as_str().unwrap_or_default()).unwrap();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::write(folder.join(format!("printed-{name}.pdf")), &bytes).unwrap();
        self.scheme("light").await;
        assert!(pdf::pages(&bytes) <= 6, "{name}");
        let (width, right) = pdf::extent(&bytes);
        assert!(right <= width - 25.0, "{name}: words run off the paper: {right} of {width}");
        pdf::text(&bytes).replace('\u{200b}', "").split_whitespace().collect()
    }
}

#[test]
fn paper_has_the_sheet_alone_in_black_on_white() {
    if !pdf::ready() {
        return;
    }
    run(Engine::Sqlite, |app, browser| async move {
        let engineer = app.as_(ENGINEER);
        let mut body = fault_record_onsite(fixture::CUSTOMER_A, fixture::KUNMING);
        body["escalated"] = json!(true);
        let draft = engineer.post("/api/v1/fault-records").json(&body).await.expect(201);
        let record = format!("/fault-records/{}", draft.id());
        let sent =
            engineer.post(&format!("/api/v1{record}/submit")).if_match(draft.version()).await.expect(200);
        let request = raise(&engineer, &fault(fixture::CUSTOMER_A)).await;
        let note = json!({ "body": "合同下月到期", "visibility": "internal" });
        engineer.post(&format!("/api/v1/requests/{}/messages", request.id())).json(&note).await.expect(201);
        let reviewer = app.as_("reviewer@vendor.example");
        let verdict = json!({ "verdict": "approve" });
        let review = format!("/api/v1{record}/review");
        reviewer.post(&review).if_match(sent.version()).json(&verdict).await.expect(200);

        for lang in Lang::ALL {
            browser.forget_cookies().await;
            browser.login(ENGINEER).await;
            browser.speak(lang.tag()).await;
            browser.open(&record).await;
            let said = browser.print(&format!("record-{}", lang.tag())).await;
            for words in [
                draft.body["number"].as_str().unwrap(),
                "丙示例制造厂",
                "客户端无法登录",
                "校准服务器时间后恢复",
            ] {
                assert!(said.contains(words), "{words}:\n{said}");
            }
            browser.open(&format!("/requests/{}", request.id())).await;
            let said = browser.print(&format!("request-{}", lang.tag())).await;
            assert!(
                said.contains("客户端大面积掉线") && said.contains(request.body["number"].as_str().unwrap()),
                "{said}"
            );
            assert!(!said.contains("合同下月到期"), "paper goes to the customer: {said}");

            browser.forget_cookies().await;
            browser.login(BILLING).await;
            browser.speak(lang.tag()).await;
            browser.open("/billing/charges").await;
            let said = browser.print(&format!("charges-{}", lang.tag())).await;
            assert!(said.contains("¥") && said.contains("甲方示例代理"), "{said}");
        }
        browser
    });
}
