//! The phone on site (4.2, 9.4): what was typed survives a lost connection and a closed tab and says so, is never
//! overwritten in silence, and leaves the device at logout. Sizes and quick buttons for a thumb.

use std::rc::Rc;

use serde_json::{Value, json};

use super::driver::Browser;
use super::run;
use crate::support::{Engine, TestApp, fault_record_remote, fixture};

const ENGINEER: &str = "engineer@agent-a.example";
pub(super) const STATE: &str = "[data-autosave-state]";
const RESTORE: &str = "[data-autosave-restore]";

/// How many drafts the device holds.
pub(super) async fn copies(browser: &Browser) -> u64 {
    let count = "return Object.keys(localStorage).filter(name => name.startsWith('tierdesk:draft:')).length";
    browser.script(count, json!([])).await.as_u64().unwrap()
}

async fn is_shown(browser: &Browser, css: &str) -> bool {
    let script = "const e = document.querySelector(arguments[0]); return !!e && e.checkVisibility()";
    browser.script(script, json!([css])).await == json!(true)
}

/// A draft that saved itself once, open at 360 pixels; its address.
pub(super) async fn begin(browser: &Browser) -> String {
    browser.login(ENGINEER).await;
    browser.size(360, 800).await;
    browser.open("/fault-records/new").await;
    browser.fill("textarea[name=symptom]", "客户端无法登录").await;
    browser.shows(STATE, "已保存").await;
    let path = browser.path().await;
    assert!(path.ends_with("/edit"), "{path}");
    // Where typing takes longer than the pause before saving, the rest is saved a moment later.
    for _ in 0..50 {
        if copies(browser).await == 0 {
            return path;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the server does not have it");
}

pub(super) async fn stored(app: &TestApp, edit: &str) -> Value {
    let path = format!("/api/v1{}", edit.trim_end_matches("/edit"));
    app.as_(ENGINEER).get(&path).await.expect(200).body
}

async fn a_closed_tab(app: Rc<TestApp>, browser: Browser) -> Browser {
    let edit = begin(&browser).await;
    browser.network(false).await;
    browser.fill("textarea[name=cause]", "服务器时间不同步").await;
    browser.shows(STATE, "未联网，已存在本机").await;
    browser.screen("phone-offline").await;
    assert_eq!(copies(&browser).await, 1);
    assert!(stored(&app, &edit).await["cause"].is_null());

    browser.close_for_a_new_tab().await;
    browser.size(360, 800).await;
    browser.open(&edit).await;
    browser.shows(RESTORE, "写下、尚未保存的内容").await;
    browser.screen("phone-restore").await;
    let before = browser.script("return document.getElementsByName('cause')[0].value", json!([])).await;
    assert_eq!(before, json!(""), "nothing is put back unasked");
    tap(&browser, "[data-autosave-take]").await;
    browser.shows(STATE, "已保存").await;
    assert_eq!(stored(&app, &edit).await["cause"], "服务器时间不同步");
    assert_eq!(copies(&browser).await, 0);
    browser
}

async fn back_online(app: Rc<TestApp>, browser: Browser) -> Browser {
    let edit = begin(&browser).await;
    browser.network(false).await;
    browser.fill("textarea[name=cause]", "服务器时间不同步").await;
    browser.shows(STATE, "未联网，已存在本机").await;
    browser.network(true).await;
    browser.shows(STATE, "已保存").await;
    assert_eq!(stored(&app, &edit).await["cause"], "服务器时间不同步");
    assert_eq!(copies(&browser).await, 0);

    // A new draft that never reached the server is offered where new ones are begun.
    browser.open("/fault-records/new").await;
    browser.network(false).await;
    browser.fill("textarea[name=symptom]", "从未到过服务器").await;
    browser.shows(STATE, "未联网，已存在本机").await;
    browser.close_for_a_new_tab().await;
    browser.open("/fault-records/new").await;
    browser.shows(RESTORE, "尚未保存的内容").await;
    tap(&browser, "[data-autosave-take]").await;
    browser.shows(STATE, "已保存").await;
    assert_eq!(stored(&app, &browser.path().await).await["symptom"], "从未到过服务器");
    assert_eq!(copies(&browser).await, 0);
    browser.open("/fault-records/new").await;
    assert!(!is_shown(&browser, RESTORE).await);
    browser
}

async fn logging_out(app: Rc<TestApp>, browser: Browser) -> Browser {
    let edit = begin(&browser).await;
    let first = browser.tab().await;
    browser.network(false).await;
    browser.fill("textarea[name=cause]", "只在本机").await;
    browser.shows(STATE, "未联网，已存在本机").await;

    browser.open_tab().await;
    browser.open("/").await;
    let leave = "form[data-logout] button";
    browser
        .script("document.querySelector(arguments[0]).closest('details').open = true", json!([leave]))
        .await;
    browser.click(leave).await;
    browser.answer("1 份内容没有保存", false).await;
    assert_eq!(copies(&browser).await, 1, "whoever stays keeps it");
    browser.click(leave).await;
    browser.answer("1 份内容没有保存", true).await;
    browser.shows("body", "登录").await;
    assert_eq!(copies(&browser).await, 0);
    browser.switch(&first).await;
    assert!(!browser.text("body").await.contains("只在本机"), "the other tab shows it no more");
    browser.open_tab().await;
    browser.login(ENGINEER).await;
    browser.open(&edit).await;
    assert!(!is_shown(&browser, RESTORE).await);
    assert!(stored(&app, &edit).await["cause"].is_null());
    browser
}

async fn somebody_else(_: Rc<TestApp>, browser: Browser) -> Browser {
    let edit = begin(&browser).await;
    browser.network(false).await;
    browser.fill("textarea[name=cause]", "只在本机").await;
    browser.shows(STATE, "未联网，已存在本机").await;
    browser.close_for_a_new_tab().await;
    browser.forget_cookies().await;
    browser.open("/login").await;
    assert_eq!(copies(&browser).await, 1, "an ended session loses nothing");
    browser.login("engineer@agent-b.example").await;
    assert_eq!(copies(&browser).await, 0, "what others typed goes when somebody else comes");
    browser.forget_cookies().await;
    browser.login(ENGINEER).await;
    browser.open(&edit).await;
    assert!(!is_shown(&browser, RESTORE).await);
    browser
}

async fn two_versions(app: Rc<TestApp>, browser: Browser) -> Browser {
    let edit = begin(&browser).await;
    let record = stored(&app, &edit).await;
    let path = format!("/api/v1{}", edit.trim_end_matches("/edit"));
    let change = json!({ "symptom": "同事改过的现象" });
    app.as_(ENGINEER)
        .patch(&path)
        .if_match(record["version"].as_i64().unwrap())
        .json(&change)
        .await
        .expect(200);
    browser.fill("textarea[name=cause]", "服务器时间不同步").await;
    browser.shows("[data-autosave-conflict]", "两份都保留着").await;
    browser.shows(STATE, "未覆盖").await;
    browser.screen("phone-conflict").await;
    assert_eq!(stored(&app, &edit).await["symptom"], "同事改过的现象", "nothing is overwritten");
    assert_eq!(copies(&browser).await, 1);

    browser.press("[data-autosave-conflict] button[name=_action]").await;
    browser.shows("main", "同事改过的现象").await;
    browser.fill("textarea[name=cause]", "服务器时间不同步，已校准").await;
    tokio::time::sleep(std::time::Duration::from_millis(2500)).await;
    assert_eq!(
        stored(&app, &edit).await["symptom"],
        "同事改过的现象",
        "not even now, before the person has chosen"
    );
    assert_eq!(copies(&browser).await, 1, "and both are there");
    browser.press(".form-bar-buttons button[name=_action][value=save]").await;
    let chosen = stored(&app, &edit).await;
    assert_eq!(
        (&chosen["symptom"], &chosen["cause"]),
        (&json!("客户端无法登录"), &json!("服务器时间不同步，已校准"))
    );
    assert_eq!(copies(&browser).await, 0);
    browser
}

/// What a thumb cannot hit: anything to press or fill in that is lower than 44 pixels.
const TOO_SMALL: &str = "document.querySelectorAll('details.section').forEach(section => { section.open = true; }); \
    return [...document.querySelectorAll('form.form-layout :is(button, select, textarea, summary, input:not([type=hidden], [type=radio], [type=checkbox]), .radio, .tick)')] \
        .filter(e => e.checkVisibility() && !e.closest('.visually-hidden') && !e.closest('.form-side') && e.getBoundingClientRect().height < 43.5) \
        .map(e => e.outerHTML.slice(0, 120))";

/// Brings it between the bars, as a thumb does, and presses it.
pub(super) async fn tap(browser: &Browser, css: &str) {
    browser
        .script("document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })", json!([css]))
        .await;
    browser.click(css).await;
}

/// A new draft of which the first answer never came, and that was changed at its own address since.
async fn two_versions_of_a_new_draft(app: Rc<TestApp>, browser: Browser) -> Browser {
    browser.login(ENGINEER).await;
    browser.size(360, 800).await;
    for choice in ["[data-autosave-theirs]", "[data-autosave-conflict] button[name=_action]"] {
        browser.open("/fault-records/new").await;
        let unheard = "const form = document.querySelector('form[data-autosave]'); \
            return fetch(form.dataset.autosave, { method: 'POST', body: new URLSearchParams(new FormData(form)) }) \
                .then(answer => answer.json()).then(answer => answer.href);";
        let edit = browser.script(unheard, json!([])).await.as_str().unwrap().to_string();
        let path = format!("/api/v1{}", edit.trim_end_matches("/edit"));
        let change = json!({ "symptom": "在另一台设备上写的现象" });
        app.as_(ENGINEER).patch(&path).if_match(1).json(&change).await.expect(200);
        browser.fill("textarea[name=cause]", "服务器时间不同步").await;
        browser.shows("[data-autosave-conflict]", "两份都保留着").await;
        browser.press(choice).await;
        browser.shows("main", "在另一台设备上写的现象").await;
        let value = |name: &'static str| {
            let script = "return document.getElementsByName(arguments[0])[0].value";
            browser.script(script, json!([name]))
        };
        if choice.contains("theirs") {
            assert_eq!(browser.path().await, edit, "the server's version, not an empty form");
            assert_eq!(value("symptom").await, "在另一台设备上写的现象");
            assert_eq!(copies(&browser).await, 0);
        } else {
            assert_eq!(value("cause").await, "服务器时间不同步", "both are shown, and what was typed stands");
            browser.screen("phone-conflict-new").await;
            browser.press(".form-bar-buttons button[name=_action][value=save]").await;
            assert_eq!(stored(&app, &edit).await["cause"], "服务器时间不同步");
        }
    }
    browser
}

async fn one_thumb(app: Rc<TestApp>, browser: Browser) -> Browser {
    let draft =
        app.as_(ENGINEER).post("/api/v1/fault-records").json(&fault_record_remote(fixture::CUSTOMER_A)).await;
    browser.login(ENGINEER).await;
    browser.open(&format!("/fault-records/{}/edit", draft.expect(201).id())).await;
    browser.look("phone-form").await;
    browser.size(360, 800).await;
    assert_eq!(browser.script(TOO_SMALL, json!([])).await, json!([]));

    let value = async |name: &str| {
        let script = "return document.getElementsByName(arguments[0])[0].value";
        browser.script(script, json!([name])).await.as_str().unwrap().to_string()
    };
    tap(&browser, "[data-field='restored_at'] [data-now]").await;
    let now = browser
        .script("return new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 15)", json!([]))
        .await;
    let restored = value("restored_at").await;
    assert!(restored.starts_with(now.as_str().unwrap()), "{restored} is {now} in the zone of the portal");
    tap(&browser, "[data-field='labour_minutes'] [data-preset='60']").await;
    assert_eq!(value("labour_minutes").await, "60");
    browser.shows(STATE, "已保存").await;

    // A section that is folded says what is wrong inside.
    browser.fill("input[name=labour_minutes]", "一小时").await;
    browser.shows("details:has([name=labour_minutes]) > summary", "1 处").await;
    browser.screen("phone-faults").await;
    browser
}

#[test]
fn what_was_typed_survives_a_closed_tab() {
    run(Engine::Sqlite, a_closed_tab);
}

#[test]
fn what_was_typed_is_saved_when_the_network_is_back() {
    run(Engine::Postgres, back_online);
}

#[test]
fn logging_out_leaves_nothing_on_the_device() {
    run(Engine::Sqlite, logging_out);
}

#[test]
fn somebody_else_finds_nothing_on_the_device() {
    run(Engine::Sqlite, somebody_else);
}

#[test]
fn two_versions_are_kept_until_the_person_chooses() {
    run(Engine::Postgres, two_versions);
}

#[test]
fn the_servers_version_of_a_new_draft_is_not_an_empty_form() {
    run(Engine::Sqlite, two_versions_of_a_new_draft);
}

#[test]
fn everything_is_big_enough_for_a_thumb() {
    run(Engine::Sqlite, one_thumb);
}
