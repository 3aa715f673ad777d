//! Coming in: a wrong password, the right one, and home.

use tierdesk::features::users::setup;

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
        browser.speak("en").await;
        assert_eq!(browser.path().await, "/");
        browser.look("home-reviewer-en").await;
        browser
    });
}

#[test]
fn the_first_administrator_sets_the_portal_up() {
    run(Engine::Sqlite, |app, browser| async move {
        app.without_people();
        let token = app.write(|conn| setup::issue(conn, app.now()));
        browser.open(&format!("/setup/{token}")).await;
        browser.look("setup").await;
        for (name, text) in [
            ("organisation", "星图示例安全公司"),
            ("name", "首位管理员"),
            ("email", "first@vendor.example"),
            ("new_password", PASSWORD),
            ("repeat_password", PASSWORD),
        ] {
            browser.fill(&format!("input[name={name}]"), text).await;
        }
        browser.press("main form button[type=submit]").await;
        assert!(browser.path().await.starts_with("/login"), "{}", browser.text("body").await);
        browser.look("setup-done").await;
        browser.login("first@vendor.example").await;
        browser.open("/people").await;
        browser.shows("main", "首位管理员").await;
        browser
    });
}
