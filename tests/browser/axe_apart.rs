//! axe-core over the pages that a portal in use does not have: those of the demo, and the set-up of an empty portal.

use serde_json::json;
use tierdesk::features::users::{self, setup};
use tierdesk::platform::i18n::Lang;
use tierdesk::platform::mail::{Route, deliver};
use tierdesk::platform::services::{DemoAccount, Settings};
use tierdesk::routes::TABLE;

use super::axe::{axe_core, none};
use super::{run, run_with};
use crate::support::{Engine, TestApp, person, scratch};

const ENGINEER: &str = "engineer@agent-a.example";

/// As `demo` sets the portal up.
fn demo(settings: &mut Settings) {
    settings.demo = true;
    settings.mail.route = Route::Folder(scratch().join("axe-demo-mail"));
    let offer = |email: &str, organisation: &str| {
        let person = person(email);
        DemoAccount {
            email: email.into(),
            name: person.name.into(),
            organisation: organisation.into(),
            roles: person.roles.iter().map(|role| role.as_str()).collect(),
        }
    };
    settings.demo_accounts =
        vec![offer(ENGINEER, "甲方示例代理"), offer("reviewer@vendor.example", "示例安全软件公司")];
}

/// A mail with a link in the mailbox of the demo; its id.
async fn a_mail(app: &TestApp) -> String {
    let asked = app.stranger().post("/forgot-password", &[("email", ENGINEER)]).await;
    asked.expect(303);
    let services = &app.app.services;
    for job in [users::PASSWORD_REQUESTS, deliver::SEND] {
        assert_eq!((job.run)(services, app.now()).unwrap(), 1, "{}", job.name);
    }
    services.mailer.folder().unwrap().newest().unwrap()[0].id.to_string()
}

#[test]
fn axe_finds_nothing_on_the_pages_of_the_demo() {
    let Some(axe) = axe_core() else { return };
    run_with(Engine::Sqlite, demo, |app, browser| async move {
        browser.always(&axe).await;
        let mut faults = Vec::new();
        let routes: Vec<&str> = TABLE
            .iter()
            .filter(|route| route.method == "get" && route.path.starts_with("/demo/"))
            .map(|route| route.path)
            .collect();
        assert!(routes.contains(&"/demo/mail"), "{routes:?}");
        // Before there is any mail.
        faults.extend(browser.look_through(&["/demo/mail".into()], Lang::ZhCn).await);
        let mail = a_mail(&app).await;
        let mut pages = vec!["/login".to_string(), "/forgot-password?sent=1".into()];
        for route in routes {
            let path = route.replace("{id}", &mail);
            let answer = app.stranger().get(&path).await.expect(200);
            // A mail itself is a file for a mail program.
            if answer.headers["content-type"].to_str().unwrap().starts_with("text/html") {
                pages.push(path);
            }
        }
        for lang in Lang::ALL {
            faults.extend(browser.look_through(&pages, lang).await);
        }
        browser.open("/demo/mail").await;
        browser.look("demo-mail").await;
        browser.login(ENGINEER).await;
        for lang in Lang::ALL {
            faults.extend(browser.look_through(&["/".into()], lang).await);
        }
        none(faults);
        browser
    });
}

#[test]
fn axe_finds_nothing_where_the_portal_is_set_up() {
    let Some(axe) = axe_core() else { return };
    run(Engine::Sqlite, |app, browser| async move {
        app.without_people();
        let token = app.write(|conn| setup::issue(conn, app.now()));
        let page = format!("/setup/{token}");
        browser.always(&axe).await;
        let mut faults = Vec::new();
        for lang in Lang::ALL {
            faults.extend(browser.look_through(std::slice::from_ref(&page), lang).await);
            browser.open(&page).await;
            // What a browser would hold back the server refuses, with words beside the fields.
            browser.script("document.querySelector('main form').noValidate = true", json!([])).await;
            browser.press("main form button[type=submit]").await;
            assert!(browser.text("main").await.len() > 50);
            faults.extend(browser.faults(&format!("{page} refused {}", lang.tag())).await);
        }
        browser.look("setup-refused").await;
        none(faults);
        browser
    });
}
