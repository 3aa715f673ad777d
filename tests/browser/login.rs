//! Coming in: a wrong password, the right one, and home.

use super::run;
use crate::support::{Engine, PASSWORD};

const SEND: &str = "form[action='/login'] button[type=submit]";

#[test]
fn a_person_comes_in() {
    run(Engine::Sqlite, |_app, browser| async move {
        browser.open("/").await;
        assert!(browser.path().await.starts_with("/login"), "a stranger is shown the login page");
        browser.look("login").await;
        browser.fill("input[name=email]", "reviewer@vendor.example").await;
        browser.fill("input[name=password]", "TierDesk-demo-2").await;
        browser.press(SEND).await;
        assert!(browser.path().await.starts_with("/login"), "a wrong password lets nobody in");
        let address = browser
            .script("return document.querySelector('input[name=email]').value", serde_json::json!([]))
            .await;
        assert_eq!(address, "reviewer@vendor.example", "what was typed stays");
        browser.look("login-refused").await;
        browser.fill("input[name=password]", PASSWORD).await;
        browser.press(SEND).await;
        assert_eq!(browser.path().await, "/");
        browser.shows("body", "沈审").await;
        browser.look("home-reviewer").await;
        browser.open("/language?to=en&next=/").await;
        browser.look("home-reviewer-en").await;
        browser
    });
}
