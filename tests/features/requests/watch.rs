//! The watch: warnings and breaches are told once each, to the right people (3.1).

use chrono::TimeDelta;
use serde_json::json;
use tierdesk::features::requests::WATCH;

use super::{CONTACT, ENGINEER, VENDOR_ENGINEER, fault, lines, pass, raise, target, to, told};
use crate::both_engines;
use crate::support::{TestApp, fixture};

both_engines! {
    async fn half_four_fifths_and_the_end_of_a_deadline_are_told_once(app: TestApp) {
        let mut body = fault(fixture::CUSTOMER_A);
        (body["severity"], body["service_code"]) = (json!(1), json!("SASR008"));
        let id = raise(&app.as_(CONTACT), &body).await.id();
        let path = format!("/api/v1/requests/{id}");
        // 昆明 is no city of tier 1: 48 hours, elapsed.
        let seen = app.as_(ENGINEER).get(&path).await.expect(200);
        assert_eq!(target(&seen, "customer", "respond")["due_at"], "2026-03-04T01:00:00Z");
        for (hours, warnings, breaches) in [(23, 0, 0), (1, 1, 0), (14, 1, 0), (1, 2, 0), (8, 2, 0), (1, 2, 1), (24, 2, 1)] {
            pass(&app, TimeDelta::hours(hours));
            let now = app.as_(ENGINEER).get(&path).await.expect(200);
            assert_eq!((lines(&now, "warning").len(), lines(&now, "breach").len()), (warnings, breaches), "{:?}", app.now());
        }
        assert_eq!(told(&app, ENGINEER, "deadline_near").await, 2);
        assert_eq!(told(&app, ENGINEER, "deadline_breached").await, 1);
        assert_eq!(told(&app, "manager@vendor.example", "deadline_breached").await, 1, "it climbs");
        assert_eq!(told(&app, "engineer@vendor.example", "deadline_breached").await, 0, "who does not see it is not told");
        assert_eq!(told(&app, CONTACT, "deadline_breached").await, 0);
        let late = to(&app.as_(ENGINEER), &id, "accepted", "").await.expect(200);
        assert!(target(&late, "customer", "respond")["breached_at"].is_string(), "what was breached stays breached");
    }

    async fn the_agent_hears_of_its_customers_clock_while_the_vendor_has_the_request(app: TestApp) {
        let mut body = fault(fixture::CUSTOMER_A);
        (body["kind"], body["severity"], body["service_code"]) = (json!("question"), json!(2), json!("SASR008"));
        let id = raise(&app.as_(CONTACT), &body).await.id();
        for word in ["accepted", "in_progress", "escalated"] {
            let reason = if word == "escalated" { "需要厂商" } else { "" };
            to(&app.as_(ENGINEER), &id, word, reason).await.expect(200);
        }
        for word in ["accepted", "in_progress"] {
            to(&app.as_(VENDOR_ENGINEER), &id, word, "").await.expect(200);
        }
        // What the customer was promised is due 48 hours after its report; the vendor promised its agent the same.
        let seen = app.as_(ENGINEER).get(&format!("/api/v1/requests/{id}")).await.expect(200);
        assert_eq!(target(&seen, "customer", "resolve")["due_at"], "2026-03-04T01:00:00Z");
        let count = |kind: &'static str| {
            let app = &app;
            async move {
                let mut counts = Vec::new();
                for email in [ENGINEER, "manager@agent-a.example", VENDOR_ENGINEER, "manager@vendor.example"] {
                    counts.push(told(app, email, kind).await);
                }
                counts
            }
        };
        let of_vendor = seen.body["targets"].as_array().unwrap().iter().filter(|target| target["clock"] == "vendor");
        let of_vendor = of_vendor.filter(|target| target["kind"] == "resolve").count();
        pass(&app, TimeDelta::hours(24));
        assert_eq!(count("deadline_near").await, [1, 1, 1 + of_vendor, 0], "half of it has gone");
        pass(&app, TimeDelta::hours(15));
        assert_eq!(count("deadline_near").await, [2, 2, 2 * (1 + of_vendor), 1 + of_vendor]);
        pass(&app, TimeDelta::hours(10));
        assert_eq!(count("deadline_breached").await, [1, 1, 1 + of_vendor, 1 + of_vendor]);
        for email in ["engineer@agent-b.example", "manager@agent-b.example", CONTACT] {
            assert_eq!(told(&app, email, "deadline_breached").await, 0, "{email}");
        }
        pass(&app, TimeDelta::days(1));
        assert_eq!(count("deadline_breached").await, [1, 1, 1 + of_vendor, 1 + of_vendor], "once each");
    }

    async fn whoever_has_it_when_it_is_raised_hears_of_that_however_soon_it_moves(app: TestApp) {
        let mut body = fault(fixture::CUSTOMER_A);
        (body["kind"], body["severity"], body["service_code"]) = (json!("question"), json!(2), json!("SASR008"));
        // Handed on before the watch looks: its own people were asked, the vendor's are handed it.
        let id = raise(&app.as_(CONTACT), &body).await.id();
        for word in ["accepted", "in_progress", "escalated"] {
            let reason = if word == "escalated" { "需要厂商" } else { "" };
            to(&app.as_(ENGINEER), &id, word, reason).await.expect(200);
        }
        pass(&app, TimeDelta::seconds(2));
        assert_eq!(told(&app, "manager@agent-a.example", "request_raised").await, 1);
        assert_eq!(told(&app, "specialist@vendor.example", "request_raised").await, 0);
        assert_eq!(told(&app, "specialist@vendor.example", "request_escalated").await, 1);
        // Solved and reopened before the watch looks.
        let id = raise(&app.as_(CONTACT), &body).await.id();
        for word in ["accepted", "in_progress", "resolved"] {
            to(&app.as_(ENGINEER), &id, word, "").await.expect(200);
        }
        to(&app.as_(CONTACT), &id, "in_progress", "又出现了").await.expect(200);
        pass(&app, TimeDelta::seconds(2));
        assert_eq!(told(&app, "manager@agent-a.example", "request_raised").await, 2, "once for each");
    }

    async fn a_deadline_that_is_met_is_not_warned_of(app: TestApp) {
        let mut body = fault(fixture::CUSTOMER_A);
        (body["severity"], body["service_code"]) = (json!(1), json!("SASR008"));
        let id = raise(&app.as_(CONTACT), &body).await.id();
        to(&app.as_(ENGINEER), &id, "accepted", "").await.expect(200);
        pass(&app, TimeDelta::days(5));
        let now = app.as_(ENGINEER).get(&format!("/api/v1/requests/{id}")).await.expect(200);
        assert_eq!((lines(&now, "warning").len(), lines(&now, "breach").len()), (0, 0));
        assert!(target(&now, "customer", "respond")["met_at"].is_string());
    }

    async fn the_onsite_clock_stands_still_while_the_customer_is_waited_for(app: TestApp) {
        let mut body = fault(fixture::CUSTOMER_A);
        body["severity"] = json!(1);
        let id = raise(&app.as_(CONTACT), &body).await.id();
        let path = format!("/api/v1/requests/{id}");
        let agent = app.as_(ENGINEER);
        to(&agent, &id, "accepted", "").await.expect(200);
        to(&agent, &id, "in_progress", "").await.expect(200);
        let waits = to(&agent, &id, "waiting_customer", "机房周三才能进").await.expect(200);
        assert!(target(&waits, "customer", "onsite")["due_at"].is_null(), "nobody can say when");
        pass(&app, TimeDelta::days(4));
        let agent = app.as_(ENGINEER);
        let goes_on = to(&agent, &id, "in_progress", "").await.expect(200);
        assert_eq!(target(&goes_on, "customer", "onsite")["due_at"], "2026-03-08T01:00:00Z");
        assert_eq!(lines(&agent.get(&path).await.expect(200), "breach").len(), 0);
        pass(&app, TimeDelta::days(3));
        assert_eq!(lines(&app.as_(ENGINEER).get(&path).await.expect(200), "breach").len(), 1);
    }

    async fn seven_days_without_a_word_confirm(app: TestApp) {
        let id = raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await.id();
        for word in ["accepted", "in_progress", "resolved"] {
            to(&app.as_(ENGINEER), &id, word, "").await.expect(200);
        }
        pass(&app, TimeDelta::days(7) - TimeDelta::seconds(1));
        let path = format!("/api/v1/requests/{id}");
        assert!(app.as_(ENGINEER).get(&path).await.expect(200).body["confirmed_at"].is_null());
        pass(&app, TimeDelta::seconds(1));
        let now = app.as_(ENGINEER).get(&path).await.expect(200);
        assert!(now.body["confirmed_at"].is_string());
        assert_eq!(now.body["status"], "resolved", "no closing without a record");
        assert_eq!(told(&app, ENGINEER, "record_overdue").await, 1, "whose week has ended");
    }

    async fn a_promise_is_a_deadline_of_its_own(app: TestApp) {
        let id = raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await.id();
        let path = format!("/api/v1/requests/{id}");
        let promise = json!({ "promise": "答复授权数量", "due_at": "2026-03-02T11:00:00+08:00" });
        let promised = app.as_(ENGINEER).post(&format!("{path}/promises")).json(&promise).await.expect(201);
        assert_eq!(promised.body["next_due_at"], "2026-03-02T03:00:00Z");
        pass(&app, TimeDelta::hours(2) + TimeDelta::seconds(1));
        assert_eq!(lines(&app.as_(ENGINEER).get(&path).await.expect(200), "breach").len(), 1);
        let answer = json!({ "body": "共 300 点", "visibility": "public", "answers_promise": true });
        let kept = app.as_(ENGINEER).post(&format!("{path}/messages")).json(&answer).await.expect(201);
        assert!(target(&kept, "promise", "promise")["met_at"].is_string());
    }

    async fn two_instances_tell_each_deadline_once(app: TestApp) {
        let mut body = fault(fixture::CUSTOMER_A);
        (body["severity"], body["service_code"]) = (json!(1), json!("SASR008"));
        for _ in 0..20 {
            raise(&app.as_(CONTACT), &body).await;
        }
        app.clock.advance(TimeDelta::days(3));
        let now = app.now();
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| while (WATCH.run)(&app.app.services, now).unwrap() > 0 {});
            }
        });
        let lines = app.lines("SELECT kind AS line FROM request_events WHERE kind IN ('warning', 'breach')");
        assert_eq!(lines.len(), 60);
        assert_eq!(told(&app, ENGINEER, "deadline_breached").await, 20);
    }
}
