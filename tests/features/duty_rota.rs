//! The duty rota (值班表, 3.6): who is on duty, who says so, and who hears of a request while the desk is closed.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::both_engines;
use crate::features::requests::{VENDOR_ENGINEER, fault, raise};
use crate::support::fixture::{CUSTOMER_KEY, KUNMING, MISSING, SHENZHEN};
use crate::support::{Answer, TestApp, person};

const SHIFTS: &str = "/api/v1/duty-shifts";
const MANAGER: &str = "manager@vendor.example";

fn shift(email: &str, city: &str, from: &str, to: &str) -> Value {
    json!({ "user_id": person(email).id, "city": city, "from": from, "to": to })
}

async fn notices(app: &TestApp, email: &str) -> Answer {
    app.as_(email).get("/api/v1/notices").await.expect(200)
}

both_engines! {
    async fn nobody_has_two_shifts_at_once(app: TestApp) {
        let manager = app.as_(MANAGER);
        let evening = shift(VENDOR_ENGINEER, SHENZHEN, "2026-03-02T18:00:00+08:00", "2026-03-03T08:30:00+08:00");
        let made = manager.post(SHIFTS).json(&evening).await.expect(201);
        assert_eq!((&made.body["user_name"], &made.body["now"]), (&json!("技支"), &json!(false)));
        let touching = shift(VENDOR_ENGINEER, "110000", "2026-03-03T08:30:00+08:00", "2026-03-03T12:00:00+08:00");
        manager.post(SHIFTS).json(&touching).await.expect(201);
        for (body, fault) in [
            (shift(VENDOR_ENGINEER, "110000", "2026-03-03T08:00:00+08:00", "2026-03-03T09:00:00+08:00"), "user_id: on_duty_already"),
            (shift(VENDOR_ENGINEER, KUNMING, "2026-03-09T08:00:00+08:00", "2026-03-09T09:00:00+08:00"), "city: no_service_point"),
            (shift(VENDOR_ENGINEER, SHENZHEN, "2026-03-09T09:00:00+08:00", "2026-03-09T09:00:00+08:00"), "to: ends_before_start"),
            (shift(VENDOR_ENGINEER, SHENZHEN, "2026-03-09T09:00:00+08:00", "2026-03-19T09:00:00+08:00"), "to: shift_too_long"),
            (shift("engineer@agent-a.example", SHENZHEN, "2026-03-09T09:00:00+08:00", "2026-03-09T10:00:00+08:00"), "user_id: not_found"),
        ] {
            assert_eq!(manager.post(SHIFTS).json(&body).await.expect(422).faults(), [fault]);
        }
        app.as_(VENDOR_ENGINEER).post(SHIFTS).json(&evening).await.expect(403);
        app.as_("engineer@agent-a.example").get(SHIFTS).await.expect(403);
        let own = format!("{SHIFTS}?user_id={}&sort=from_at", person(VENDOR_ENGINEER).id);
        assert_eq!(app.as_("specialist@vendor.example").get(&own).await.expect(200).items().len(), 2);
        manager.delete(&format!("{SHIFTS}/{}", made.id())).await.expect(204);
        manager.delete(&format!("{SHIFTS}/{MISSING}")).await.refused(404, "not_found");
        assert_eq!(manager.get(&own).await.expect(200).items().len(), 1);
    }

    async fn whoever_is_on_duty_hears_of_a_request_while_the_desk_is_closed(app: TestApp) {
        let manager = app.as_(MANAGER);
        let days = ("2026-03-02T08:00:00+08:00", "2026-03-04T08:00:00+08:00");
        manager.post(SHIFTS).json(&shift(VENDOR_ENGINEER, SHENZHEN, days.0, days.1)).await.expect(201);
        manager.post(SHIFTS).json(&shift("product@vendor.example", "110000", days.0, days.1)).await.expect(201);
        let now = app.as_("specialist@vendor.example").get(&format!("{SHIFTS}?now=true")).await.expect(200);
        assert_eq!(now.items().len(), 2);
        let mut body = fault(CUSTOMER_KEY);
        (body["city"], body["severity"]) = (json!(SHENZHEN), json!(1));
        // Monday 09:00: the desk answers itself.
        raise(&app.as_("contact@keyaccount.example"), &body).await;
        assert!(notices(&app, VENDOR_ENGINEER).await.items().is_empty());
        // Monday 20:00: the nearest of those on duty hears of it, and no other.
        app.clock.advance(TimeDelta::hours(11));
        raise(&app.as_("contact@keyaccount.example"), &body).await;
        let told = notices(&app, VENDOR_ENGINEER).await;
        assert_eq!((told.items().len(), &told.items()[0]["kind"]), (1, &json!("request_raised")));
        assert!(notices(&app, "product@vendor.example").await.items().is_empty());
    }

    async fn the_week_of_a_service_point_is_kept_on_a_page(app: TestApp) {
        let visitor = app.browse(MANAGER);
        let there = "/duty-rota?city=440300&week=2026-03-04";
        let page = visitor.get(there).await.expect(200);
        assert!(page.text.contains("2026-03-02") && page.text.contains("2026-03-08") && page.text.contains("无人值班"));
        let who = person(VENDOR_ENGINEER).id.to_string();
        let mut said = vec![
            ("city", "440300"), ("week", "2026-03-02"), ("user_id", who.as_str()),
            ("from", "2026-03-02T08:00"), ("to", "2026-03-02T07:00"),
        ];
        let refused = visitor.submit(&page, "/duty-rota", &said).await.expect(422);
        assert!(refused.text.contains("不能早于开始时间"));
        said[4].1 = "2026-03-03T08:00";
        visitor.submit(&page, "/duty-rota", &said).await.expect(303);
        let page = visitor.get(there).await.expect(200);
        assert!(page.text.contains("技支") && page.text.contains("正在值班"));
        let engineer = app.browse(VENDOR_ENGINEER).get(there).await.expect(200);
        assert!(engineer.text.contains("技支") && !engineer.text.contains("安排值班"));
        let shift = app.as_(MANAGER).get(SHIFTS).await.expect(200).items()[0]["id"].as_str().unwrap().to_string();
        let back = [("city", "440300"), ("week", "2026-03-02")];
        visitor.submit(&page, &format!("/duty-rota/{shift}/remove"), &back).await.expect(303);
        assert!(app.as_(MANAGER).get(SHIFTS).await.expect(200).items().is_empty());
    }
}
