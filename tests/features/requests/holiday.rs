//! A fault of severity 3 reported at 23:50 on the eve of the National Day holiday of 2026: worked out by hand from 3.2.
//!
//! The report lies outside the hours of service, so the clock begins at the next opening: Thursday, 8 October, 08:00, for
//! 1 to 7 October are holidays. 昆明 has 120 hours, which are five service days; Saturday the 10th is one (调休), Sunday is
//! not: the 9th, 10th, 12th, 13th, 14th, at 08:00. Half of it has run on Saturday at 20:00, when nobody is there any more, so
//! it is told on Monday at 08:00; four fifths on Tuesday at 08:00.

use serde_json::json;

use super::{CONTACT, ENGINEER, fault, lines, pass, raise, target, to};
use crate::both_engines;
use crate::support::TestApp;
use crate::support::fixture;

fn move_to(app: &TestApp, at: &str) {
    let at: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
    pass(app, at - app.clock.now());
}

async fn told(app: &TestApp, email: &str) -> Vec<String> {
    let notices = app.as_(email).get("/api/v1/notices?limit=200").await.expect(200);
    let kinds = notices.items().iter().map(|notice| notice["kind"].as_str().unwrap().to_string());
    kinds.filter(|kind| kind.starts_with("deadline")).collect()
}

both_engines! {
    async fn a_report_on_the_eve_of_a_holiday_is_due_after_it_and_the_right_people_hear_of_its_breach(app: TestApp) {
        move_to(&app, "2026-09-30T23:50:00+08:00");
        let mut body = fault(fixture::CUSTOMER_A);
        body["service_code"] = json!("SASR009");
        let raised = raise(&app.as_(CONTACT), &body).await;
        let respond = target(&raised, "customer", "respond");
        assert_eq!((&respond["due_at"], &respond["strict"]), (&json!("2026-10-14T00:00:00Z"), &json!(true)));
        let path = format!("/api/v1/requests/{}", raised.id());
        for (at, near, breached) in [
            ("2026-10-12T07:59:59+08:00", 0, 0),
            ("2026-10-12T08:00:00+08:00", 1, 0),
            ("2026-10-13T07:59:59+08:00", 1, 0),
            ("2026-10-13T08:00:00+08:00", 2, 0),
            ("2026-10-14T07:59:59+08:00", 2, 0),
            ("2026-10-14T08:00:00+08:00", 2, 1),
        ] {
            move_to(&app, at);
            let seen = app.as_(ENGINEER).get(&path).await.expect(200);
            assert_eq!((lines(&seen, "warning").len(), lines(&seen, "breach").len()), (near, breached), "{at}");
        }
        // The agent's people and, from four fifths on, the vendor's service manager; nobody else, and nobody twice.
        assert_eq!(told(&app, ENGINEER).await.len(), 3);
        assert_eq!(told(&app, "manager@agent-a.example").await.len(), 3);
        assert_eq!(told(&app, "manager@vendor.example").await.len(), 2);
        for email in [CONTACT, "engineer@agent-b.example", "engineer@vendor.example", "specialist@vendor.example"] {
            assert_eq!(told(&app, email).await, Vec::<String>::new(), "{email}");
        }
        let late = to(&app.as_(ENGINEER), &raised.id(), "accepted", "").await.expect(200);
        assert_eq!(target(&late, "customer", "respond")["breached_at"], "2026-10-14T00:00:00Z");
    }
}
