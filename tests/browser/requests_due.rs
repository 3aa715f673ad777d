//! A fault of severity 3 reported at 23:50 on the eve of the National Day holiday, as people see it: the promise before
//! it is sent, the deadline with its reasons on the page, and the queue of what is overdue once its time has come. The
//! days are worked out in `tests/features/requests/holiday.rs`.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use serde_json::json;
use tierdesk::platform::i18n::Lang;

use super::driver::Browser;
use super::run;
use crate::features::requests::pass;
use crate::support::{Engine, TestApp};

const CONTACT: &str = "contact@enduser-a.example";
const AGENT: &str = "engineer@agent-a.example";
const SUBJECT: &str = "服务器无法启动";

async fn come_in(app: &TestApp, browser: &Browser, lang: Lang, (email, at): (&str, &str)) {
    let at: DateTime<Utc> = at.parse().unwrap();
    pass(app, at - app.clock.now());
    browser.forget_cookies().await;
    browser.login(email).await;
    browser.speak(lang.tag()).await;
}

async fn over_the_holiday(app: Rc<TestApp>, browser: Browser, lang: Lang) -> Browser {
    let text = |key: &str| app.app.services.texts.find(lang, key, &[]).unwrap();
    come_in(&app, &browser, lang, (CONTACT, "2026-09-30T23:50:00+08:00")).await;
    browser.open("/requests/new").await;
    browser
        .fill_in(&json!({ "kind": "fault", "severity": 3, "subject": SUBJECT, "service_code": "SASR009" }))
        .await;
    browser.shows("[data-entitlement-panel] .promised", "2026-10-14").await;
    browser.press(".form-bar button[name=_action][value=submit]").await;
    browser.shows(".deadlines", "2026-10-14 08:00").await;
    browser.shows(".deadlines summary", &text("request-why-due")).await;
    browser.click(".deadlines summary").await;
    for (line, says) in [("interval-not", "2026-10-08"), ("interval-counted", "2026-10-12")] {
        let found = "return [...document.querySelectorAll(`.deadlines .${arguments[0]}`)].filter(e => e.checkVisibility()) \
            .map(e => e.textContent).join('\\n')";
        let found = browser.script(found, json!([line])).await;
        assert!(found.as_str().unwrap().contains(says), "{line}: {found}");
    }
    browser.look(&format!("request-{}-holiday-why", lang.tag())).await;

    come_in(&app, &browser, lang, (AGENT, "2026-10-14T07:59:59+08:00")).await;
    browser.open("/requests?queue=overdue").await;
    browser.shows("main", &text("requests-queue-empty")).await;
    browser.look(&format!("request-{}-none-overdue", lang.tag())).await;
    come_in(&app, &browser, lang, (AGENT, "2026-10-14T09:00:00+08:00")).await;
    browser.open("/requests?queue=overdue").await;
    browser.shows("main table", SUBJECT).await;
    let late = app.app.services.texts.find(lang, "request-overdue-by", &[("span", "1".into())]).unwrap();
    let word = late.split('1').map(str::trim).max_by_key(|part| part.len()).unwrap();
    browser.shows("main table .mark-danger", word).await;
    browser.shows(".tabs [aria-current]", "1").await;
    browser.look(&format!("request-{}-overdue", lang.tag())).await;
    browser
}

#[test]
fn a_deadline_over_a_holiday_in_chinese_on_sqlite() {
    run(Engine::Sqlite, |app, browser| over_the_holiday(app, browser, Lang::ZhCn));
}

#[test]
fn a_deadline_over_a_holiday_in_english_on_postgresql() {
    run(Engine::Postgres, |app, browser| over_the_holiday(app, browser, Lang::En));
}
