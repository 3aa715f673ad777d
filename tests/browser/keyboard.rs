//! The keyboard alone (9.4): an engineer logs in, finds a draft and sends it in, a reviewer approves it, and neither touches
//! a mouse. Wherever the focus stands it is to be seen.

use std::rc::Rc;

use serde_json::{Value, json};

use super::driver::Browser;
use super::run;
use crate::support::{Engine, PASSWORD, TestApp, fault_record_remote, fixture};

const ENGINEER: &str = "engineer@agent-a.example";
const REVIEWER: &str = "reviewer@vendor.example";

/// What has the focus and shows nothing of it, in the window and by a ring of its own or of what stands around it.
const UNSEEN: &str = "const e = document.activeElement; if (e === document.body) return null; const r = e.getBoundingClientRect(); \
    const ring = one => { const s = getComputedStyle(one); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1; }; \
    const rings = [e, ...(e.labels ?? []), e.parentElement].some(ring); \
    const inside = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth; \
    return rings && inside ? null : `${rings ? '' : 'no ring '}${inside ? '' : 'outside '}${e.matches(':focus-visible')} ${e.outerHTML.slice(0, 150)}`;";

impl Browser {
    /// Presses and lets go of a key.
    pub(super) async fn key(&self, key: &str) {
        let (number, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            "Space" => (32, " "),
            "ArrowUp" => (38, ""),
            "ArrowDown" => (40, ""),
            other => (0, other),
        };
        let key = if key == "Space" { " " } else { key };
        let event = |kind: &str, text: &str| json!({ "type": kind, "key": key, "code": if number == 32 { "Space" } else if number > 0 { key } else { "" }, "windowsVirtualKeyCode": number, "text": text });
        self.devtools("Input.dispatchKeyEvent", event("keyDown", text)).await;
        self.devtools("Input.dispatchKeyEvent", event("keyUp", "")).await;
    }

    /// Sends the form from wherever in it somebody types.
    pub(super) async fn ctrl_enter(&self) {
        for kind in ["rawKeyDown", "keyUp"] {
            let event = json!({ "type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "modifiers": 2 });
            self.devtools("Input.dispatchKeyEvent", event).await;
        }
    }

    pub(super) async fn types(&self, text: &str) {
        self.devtools("Input.insertText", json!({ "text": text })).await;
    }

    pub(super) async fn has_focus(&self, css: &str) -> bool {
        let asked = "return document.activeElement.matches(arguments[0])";
        self.script(asked, json!([css])).await == json!(true)
    }

    /// Goes on from stop to stop until `css` has the focus.
    pub(super) async fn tab_to(&self, css: &str) {
        for _ in 0..150 {
            if self.has_focus(css).await {
                return;
            }
            self.key("Tab").await;
            let unseen = self.script(UNSEEN, json!([])).await;
            assert_eq!(unseen, Value::Null, "{}: the focus is not to be seen", self.path().await);
        }
        panic!("{}: nobody gets to {css} by the keyboard", self.path().await);
    }

    /// Presses Enter and waits until `wanted` says of the address that it is there.
    pub(super) async fn enter(&self, wanted: impl Fn(&str) -> bool) {
        self.key("Enter").await;
        for _ in 0..100 {
            if wanted(&self.path().await) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("Enter leads to {}", self.path().await);
    }

    pub(super) async fn come_in_by_keys(&self, email: &str) {
        self.forget_cookies().await;
        self.open("/login").await;
        self.tab_to("input[name=email]").await;
        self.types(email).await;
        self.tab_to("input[name=password]").await;
        self.types(PASSWORD).await;
        self.enter(|path| path == "/").await;
    }
}

async fn without_a_mouse(app: Rc<TestApp>, browser: Browser) -> Browser {
    let body = fault_record_remote(fixture::CUSTOMER_A);
    let record = app.as_(ENGINEER).post("/api/v1/fault-records").json(&body).await.expect(201);
    let own = format!("/fault-records/{}", record.id());
    let status = async || {
        let found = app.as_(ENGINEER).get(&format!("/api/v1{own}")).await.expect(200);
        found.body["status"].as_str().unwrap().to_string()
    };

    browser.come_in_by_keys(ENGINEER).await;
    browser.tab_to(".skip-link").await;
    browser.key("Enter").await;
    assert!(browser.has_focus("main").await, "past the frame at one go");
    browser.key("/").await;
    assert!(browser.has_focus("[data-search]").await);
    browser.types(record.body["number"].as_str().unwrap()).await;
    // A whole number leads to its record.
    browser.enter(|path| path == own).await;
    browser.shows("main", record.body["number"].as_str().unwrap()).await;

    browser.open("/fault-records").await;
    browser.key("j").await;
    assert!(browser.has_focus(".row-link").await, "j goes to the first row");
    browser.enter(|path| path.starts_with(&own)).await;
    browser.open(&format!("{own}/edit")).await;
    browser.tab_to("textarea[name=symptom]").await;
    browser.types("，重启后仍然如此").await;
    browser.tab_to(".form-bar button[name=_action][value=submit]").await;
    browser.enter(|path| path == own).await;
    assert_eq!(status().await, "submitted");

    browser.come_in_by_keys(REVIEWER).await;
    browser.open("/reviews").await;
    browser.key("j").await;
    browser.enter(|path| path.starts_with("/reviews/")).await;
    browser.tab_to("button[name=verdict][value=approve]").await;
    browser.enter(|path| !path.starts_with(&format!("/reviews/{}", record.id()))).await;
    assert_eq!(status().await, "approved");
    browser
}

#[test]
fn the_main_job_needs_no_mouse() {
    run(Engine::Sqlite, without_a_mouse);
}
