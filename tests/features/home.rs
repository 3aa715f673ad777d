//! The role home: what waits for each role, and the badges of the navigation.

use serde_json::json;

use super::records::steps::{BILLING, ENGINEER, REVIEWER, approve, begin, decide, file};
use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A, KUNMING};
use crate::support::{Html, PEOPLE, TestApp, fault_record_onsite, fault_record_remote, person};

const FAULTS: &str = "fault-records";

/// The number on the card that leads to `href`.
pub fn card(page: &Html, href: &str) -> i64 {
    let link = format!("href=\"{}\"", href.replace('&', "&amp;"));
    let card = page.text.split("<li class=\"stat").skip(1).find(|card| card.contains(&link));
    let card = card.unwrap_or_else(|| panic!("no card leads to {href}: {}", page.text));
    let (_, rest) = card.split_once("stat-value\">").unwrap();
    rest.split('<').next().unwrap().trim().parse().unwrap()
}

/// The addresses in the bar at the bottom of a phone, `more` where there is one.
fn bar(page: &Html) -> Vec<String> {
    let (_, list) = page.text.split_once("<ul class=\"nav-list\">").unwrap();
    let (list, _) = list.split_once("</nav>").unwrap();
    let shown = list.split("<li").skip(1).filter(|item| !item.starts_with(" class=\"nav-rest\""));
    let address = |item: &str| {
        if item.starts_with(" class=\"nav-more\"") {
            return Some("more".to_string());
        }
        let (_, rest) = item.split_once("class=\"nav-link\" href=\"")?;
        rest.split('"').next().map(String::from)
    };
    shown.filter_map(address).collect()
}

both_engines! {
    async fn the_bar_of_a_phone_begins_with_ones_own_work(app: TestApp) {
        for (email, own) in [
            (ENGINEER, ["/requests", "/fault-records", "/pre-sale-reports"]),
            ("manager@agent-a.example", ["/requests", "/fault-records", "/billing/charges"]),
            ("contact@enduser-a.example", ["/requests", "/fault-records", "/products"]),
            ("specialist@vendor.example", ["/requests", "/overdue-records", "/customers"]),
            ("manager@vendor.example", ["/requests", "/overdue-records", "/billing/credits"]),
            ("kam@vendor.example", ["/requests", "/customers", "/fault-records"]),
            (REVIEWER, ["/reviews", "/fault-records", "/pre-sale-reports"]),
            (BILLING, ["/billing/charges", "/fault-records", "/customers"]),
            ("admin@vendor.example", ["/people", "/admin/mail", "/admin/calendars"]),
            ("auditor@vendor.example", ["/admin/audit", "/requests", "/billing/charges"]),
        ] {
            let home = app.browse(email).get("/").await.expect(200);
            let bar = bar(&home);
            assert_eq!(bar[..4], [&["/"], own.as_slice()].concat(), "{email}");
            assert_eq!(bar.len(), 5, "{email}: what a thumb tells apart: {bar:?}");
        }
    }

    async fn every_role_has_a_home(app: TestApp) {
        for person in PEOPLE {
            app.browse(person.email).get("/").await.expect(200).shows(person.name);
        }
        let nobody = app.stranger().get("/").await.expect(303);
        assert!(nobody.location().starts_with("/login"), "{}", nobody.location());
    }

    async fn an_administrator_is_led_until_everything_is_there(app: TestApp) {
        let (admin, list) = (app.as_("admin@vendor.example"), "<ol class=\"first-steps\">");
        app.browse("admin@vendor.example").get("/").await.expect(200).hides(list);
        for email in ["reviewer@vendor.example", "reviewer2@vendor.example"] {
            let user = format!("/api/v1/users/{}", person(email).id);
            let version = admin.get(&user).await.expect(200).version();
            admin.post(&format!("{user}/deactivate")).if_match(version).await.expect(200);
        }
        let home = app.browse("admin@vendor.example").get("/").await.expect(200).shows(list);
        let (before, after) = home.text.split_once("href=\"/people/new\"").unwrap();
        assert!(before.ends_with("<div><a ") && !after[..60].contains("已完成"), "{}", home.text);
        assert_eq!(home.text.matches("first-step-done").count(), 3, "{}", home.text);
        app.browse("manager@vendor.example").get("/").await.expect(200).hides(list);
    }

    async fn an_agent_sees_what_came_back(app: TestApp) {
        begin(&app, ENGINEER, FAULTS, &json!({})).await;
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        let home = app.browse(ENGINEER).get("/").await.expect(200).shows("/fault-records/new");
        assert_eq!(card(&home, "/fault-records?status=draft"), 1);
        assert_eq!(card(&home, "/fault-records?status=submitted"), 1);
        decide(&app, FAULTS, &sent, &json!({ "verdict": "return", "comment": "请补充" })).await.expect(200);
        let home = app.browse(ENGINEER).get("/").await.expect(200);
        assert_eq!(card(&home, "/fault-records?status=returned"), 1);
        assert_eq!(card(&home, "/fault-records?status=submitted"), 0);
        home.shows("class=\"count\"");
        let other = app.browse("engineer@agent-b.example").get("/").await.expect(200);
        assert_eq!(card(&other, "/fault-records?status=returned"), 0);
        other.hides("class=\"count\"").hides(sent.body["number"].as_str().unwrap());
    }

    async fn a_reviewer_sees_what_waits_longest(app: TestApp) {
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        let home = app.browse(REVIEWER).get("/").await.expect(200);
        assert_eq!((card(&home, "/reviews"), card(&home, "/reviews?status=in_review")), (1, 0));
        home.shows(&format!("/reviews/{}", sent.id())).shows("class=\"count\"");
        let take = format!("/api/v1/{FAULTS}/{}/take", sent.id());
        app.as_(REVIEWER).post(&take).if_match(sent.version()).await.expect(200);
        let home = app.browse(REVIEWER).get("/").await.expect(200);
        assert_eq!(card(&home, "/reviews?status=in_review"), 1);
        let other = app.browse("reviewer2@vendor.example").get("/").await.expect(200);
        assert_eq!(card(&other, "/reviews?status=in_review"), 0);
    }

    async fn billing_sees_what_is_to_be_confirmed(app: TestApp) {
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_onsite(CUSTOMER_AGENT_A, KUNMING)).await;
        approve(&app, FAULTS, &sent).await;
        let total = sent.body["decision"]["estimate"]["total_fen"].as_i64().unwrap();
        let lines = sent.body["decision"]["estimate"]["lines"].as_array().unwrap().len();
        let home = app.browse(BILLING).get("/").await.expect(200);
        assert_eq!(card(&home, "/billing/charges?status=pending"), i64::try_from(lines).unwrap());
        home.shows(&tierdesk::domain::money::format_fen(total));
        let payer = app.browse("manager@agent-a.example").get("/").await.expect(200);
        assert_eq!(card(&payer, "/billing/charges?status=pending"), i64::try_from(lines).unwrap());
        let other = app.browse("manager@agent-b.example").get("/").await.expect(200);
        assert_eq!(card(&other, "/billing/charges?status=pending"), 0);
    }
}
