//! The desk without a mouse (4.1, 9.4): a telephone call is registered on one screen, the queues are worked through by
//! letters, and several requests are given away at once.

use std::rc::Rc;

use serde_json::json;
use tierdesk::platform::i18n::Lang;

use super::driver::Browser;
use super::run;
use crate::features::requests::{fault, raise};
use crate::support::{Engine, TestApp, fixture};

const SPECIALIST: &str = "specialist@vendor.example";

impl Browser {
    /// Waits until a key has led to where `wanted` says.
    async fn arrives(&self, wanted: impl Fn(&str) -> bool) {
        for _ in 0..100 {
            if wanted(&self.path().await)
                && self.script("return document.readyState", json!([])).await == "complete"
            {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the key leads to {}", self.path().await);
    }
}

/// One screen: who calls, what is wrong, Ctrl+Enter.
async fn take_a_call(app: &TestApp, browser: &Browser, lang: Lang) {
    browser.open("/requests").await;
    browser.tab_to("main a[href='/requests/new']").await;
    browser.enter(|path| path == "/requests/new").await;
    assert!(browser.has_focus("input[name=_customer]").await, "one can type at once");
    browser.types("丙示例").await;
    browser.tab_to("input[name='contact.name']").await;
    browser.types("丙联络").await;
    browser.tab_to("input[name='contact.phone']").await;
    browser.types("13800138000").await;
    browser.tab_to("input[name=kind]").await;
    browser.key("Space").await;
    browser.tab_to("input[name=severity]").await;
    // From "no severity" at the end up to the third.
    browser.key("ArrowUp").await;
    browser.key("ArrowUp").await;
    browser.tab_to("input[name=subject]").await;
    browser.types("电话报修：客户端掉线").await;
    browser.shows("[data-entitlement-panel] .promised", "2026-03-09").await;
    browser.screen(&format!("request-{}-call", lang.tag())).await;
    browser.ctrl_enter().await;
    browser.arrives(|path| path.starts_with("/requests/") && path != "/requests/new").await;
    let id = browser.path().await.rsplit('/').next().unwrap().to_string();
    let stored = app.as_(SPECIALIST).get(&format!("/api/v1/requests/{id}")).await.expect(200);
    assert_eq!(
        (
            &stored.body["customer_id"],
            &stored.body["kind"],
            &stored.body["severity"],
            &stored.body["channel"]
        ),
        (&json!(fixture::CUSTOMER_A), &json!("fault"), &json!(3), &json!("phone"))
    );
    assert_eq!(stored.body["contact"]["phone"], "13800138000");
}

async fn work_through(app: &TestApp, browser: &Browser, lang: Lang, [first, second]: [&str; 2]) {
    let focused = "return document.activeElement.getAttribute('href')";
    let at = async |key: &str| {
        browser.key(key).await;
        browser.script(focused, json!([])).await.as_str().unwrap_or_default().to_string()
    };
    browser.open("/requests?queue=unassigned").await;
    assert_eq!(at("j").await, first);
    assert_eq!(at("j").await, second);
    assert_eq!(at("k").await, first);
    browser.key("e").await;
    browser.arrives(|path| path == format!("{first}/edit")).await;
    browser.open("/requests?queue=unassigned").await;
    browser.key("j").await;
    browser.enter(|path| path == first).await;
    browser.arrives(|path| path == first).await;
    browser.key("a").await;
    let accepted = app.app.services.texts.find(lang, "request-status-accepted", &[]).unwrap();
    browser.shows(".page-actions", &accepted).await;
    let taken = app.as_(SPECIALIST).get(&format!("/api/v1{first}")).await.expect(200);
    assert_eq!((&taken.body["status"], &taken.body["assignee_name"]), (&json!("accepted"), &json!("客专")));
    browser.key("e").await;
    browser.arrives(|path| path == format!("{first}/edit")).await;
    browser.open("/requests").await;
    browser.key("?").await;
    browser.shows("dialog[open]", "Ctrl").await;
    browser.screen(&format!("request-{}-shortcuts", lang.tag())).await;
    browser.key("Escape").await;
    browser.key("/").await;
    assert!(browser.has_focus("[data-search]").await);
    // A letter that is typed is a letter.
    browser.key("j").await;
    assert!(browser.has_focus("[data-search]").await);
}

async fn give_away(app: &TestApp, browser: &Browser, lang: Lang, given: &[String]) {
    browser.open("/requests?queue=unassigned").await;
    for _ in given {
        browser.key("j").await;
        browser.key("x").await;
    }
    browser.key("a").await;
    assert!(browser.has_focus("#bulk-user").await, "a goes to whom it is given");
    let chosen = "return document.querySelector('#bulk-user').selectedOptions[0].textContent";
    for _ in 0..20 {
        if browser.script(chosen, json!([])).await == "技支" {
            break;
        }
        browser.key("ArrowDown").await;
    }
    assert_eq!(browser.script(chosen, json!([])).await, "技支");
    browser.tab_to("#bulk-reason").await;
    browser.types("今天由技支处理").await;
    browser.screen(&format!("request-{}-bulk", lang.tag())).await;
    browser.tab_to(".bulk-assign button").await;
    browser.enter(|path| path == "/requests/assign").await;
    browser.shows("main", "技支").await;
    browser.look(&format!("request-{}-assigned", lang.tag())).await;
    for here in given {
        let stored = app.as_(SPECIALIST).get(&format!("/api/v1{here}")).await.expect(200);
        assert_eq!(stored.body["assignee_name"], "技支");
    }
}

async fn without_a_mouse(app: Rc<TestApp>, browser: Browser, lang: Lang) -> Browser {
    browser.come_in_by_keys(SPECIALIST).await;
    if lang == Lang::En {
        browser.tab_to("form[action='/language'] button[value=en]").await;
        browser.key("Enter").await;
        browser.shows(".languages [aria-current]", "English").await;
    }
    take_a_call(&app, &browser, lang).await;
    // An agent's own requests are the vendor's to serve; the newest stands first.
    let mut raised = Vec::new();
    for subject in ["控制台无法升级", "授权如何计算", "日志间歇丢失"] {
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let mut body = fault(fixture::CUSTOMER_AGENT_A);
        body["subject"] = json!(subject);
        (body["service_code"], body["city"]) = (json!("SASR008"), json!(fixture::SHENZHEN));
        let request = raise(&app.as_("engineer@agent-a.example"), &body).await;
        raised.insert(0, format!("/requests/{}", request.id()));
    }
    work_through(&app, &browser, lang, [&raised[0], &raised[1]]).await;
    give_away(&app, &browser, lang, &raised[1..]).await;
    browser
}

#[test]
fn the_desk_needs_no_mouse_in_chinese_on_sqlite() {
    run(Engine::Sqlite, |app, browser| without_a_mouse(app, browser, Lang::ZhCn));
}

#[test]
fn the_desk_needs_no_mouse_in_english_on_postgresql() {
    run(Engine::Postgres, |app, browser| without_a_mouse(app, browser, Lang::En));
}
