//! 60 and 30 days before a contract ends people are reminded of it, once each (2.5), whatever stops and however many
//! instances run.

use chrono::TimeDelta;
use serde_json::json;
use tierdesk::features::contracts;

use super::{device_of, device_of_a};
use crate::both_engines;
use crate::support::TestApp;
use crate::support::contracts::{CLERK, CONTRACTS, contract, in_force};
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A};

const MANAGER_A: &str = "manager@agent-a.example";

fn remind(app: &TestApp) {
    (contracts::REMIND.run)(&app.app.services, app.now()).unwrap();
}

async fn told(app: &TestApp, email: &str) -> usize {
    let told = app.as_(email).get("/api/v1/notices?limit=200").await.expect(200);
    told.items().iter().filter(|notice| notice["kind"] == "contract_ending").count()
}

fn mails(app: &TestApp) -> usize {
    app.lines("SELECT event AS line FROM mail_outbox")
        .iter()
        .filter(|event| event.contains("contract_ending"))
        .count()
}

both_engines! {
    async fn sixty_and_thirty_days_before_the_end_once_each(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let mut body = contract(CUSTOMER_A, &product.id());
        body["ends_on"] = json!("2026-05-02"); // 61 days from today
        let made = in_force(&app, &body).await;
        remind(&app);
        assert_eq!(told(&app, MANAGER_A).await, 0);
        for (days, reminders) in [(1, 1), (2, 1), (30, 1), (31, 2), (61, 2), (70, 2)] {
            app.clock.advance(TimeDelta::days(days) - (app.now().0 - "2026-03-02T01:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()));
            remind(&app);
            remind(&app);
            assert_eq!(told(&app, MANAGER_A).await, reminders, "after {days} days");
        }
        assert_eq!(told(&app, CLERK).await, 2);
        assert_eq!(told(&app, "manager@vendor.example").await, 2);
        assert_eq!(told(&app, "manager@agent-b.example").await, 0);
        assert_eq!(told(&app, "contact@enduser-a.example").await, 0);
        let page = app.browse(MANAGER_A).get("/notices").await.expect(200);
        page.shows(made.body["number"].as_str().unwrap());
        assert!(mails(&app) >= 6, "each with a mail");
    }

    async fn a_start_after_a_long_time_reminds_once(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let mut body = contract(CUSTOMER_A, &product.id());
        body["ends_on"] = json!("2026-03-12");
        in_force(&app, &body).await;
        remind(&app);
        assert_eq!(told(&app, MANAGER_A).await, 1);
    }

    async fn what_was_ended_early_is_known(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let made = in_force(&app, &contract(CUSTOMER_A, &product.id())).await;
        let end = json!({ "last_on": "2026-03-20", "reason": "设备停用" });
        app.as_(CLERK).post(&format!("{CONTRACTS}/{}/end", made.id())).if_match(2).json(&end).await.expect(200);
        remind(&app);
        assert_eq!(told(&app, MANAGER_A).await, 0);
    }

    async fn several_instances_remind_once(app: TestApp) {
        for serial in ["SN-1", "SN-2", "SN-3", "SN-4"] {
            let product = device_of(&app, CUSTOMER_AGENT_A, serial, "2025-01-10").await;
            let mut body = contract(CUSTOMER_AGENT_A, &product.id());
            body["ends_on"] = json!("2026-03-20");
            in_force(&app, &body).await;
        }
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    // Whoever loses a race is called again, as the runner does.
                    while (contracts::REMIND.run)(&app.app.services, app.now()).is_ok_and(|done| done > 0) {}
                });
            }
        });
        remind(&app);
        assert_eq!(told(&app, MANAGER_A).await, 4);
        let rows = app.lines("SELECT CAST(COUNT(*) AS TEXT) AS line FROM contract_reminders");
        assert_eq!(rows, ["4"]);
    }
}
