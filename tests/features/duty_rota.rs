//! The duty rota (值班表, 3.6): who is on duty, who says so, and who hears of a request while the desk is closed.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::both_engines;
use crate::features::requests::{VENDOR_ENGINEER, fault, pass, raise, told};
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
            (shift(VENDOR_ENGINEER, SHENZHEN, "2026-03-09T09:00:00+08:00", "2026-03-09T09:29:00+08:00"), "to: shift_too_short"),
            (shift(VENDOR_ENGINEER, SHENZHEN, "2026-03-01T09:00:00+08:00", "2026-03-02T09:00:00+08:00"), "to: shift_is_over"),
            (shift(VENDOR_ENGINEER, SHENZHEN, "2027-03-09T09:00:00+08:00", "2027-03-09T12:00:00+08:00"), "from: too_far_ahead"),
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
        pass(&app, TimeDelta::zero());
        assert!(notices(&app, VENDOR_ENGINEER).await.items().is_empty());
        // Monday 20:00: the nearest of those on duty hears of it, and no other.
        app.clock.advance(TimeDelta::hours(11));
        raise(&app.as_("contact@keyaccount.example"), &body).await;
        pass(&app, TimeDelta::zero());
        assert_eq!(told(&app, VENDOR_ENGINEER, "request_raised").await, 1);
        assert_eq!(told(&app, "product@vendor.example", "request_raised").await, 0);
    }

    async fn a_breach_at_night_is_told_to_whoever_is_on_duty_and_by_day_it_is_not(app: TestApp) {
        let manager = app.as_(MANAGER);
        let days = ("2026-03-02T08:00:00+08:00", "2026-03-04T08:00:00+08:00");
        // Somebody who hears of a breach for no other reason.
        let duty = "specialist@vendor.example";
        manager.post(SHIFTS).json(&shift(duty, SHENZHEN, days.0, days.1)).await.expect(201);
        let breaches = async |email: &str| {
            notices(&app, email).await.items().iter().filter(|notice| notice["kind"] == "deadline_breached").count()
        };
        // In somebody's hands, so that the desk as a whole hears nothing more of it.
        let assigned = async |severity: i64| {
            let mut body = fault(CUSTOMER_KEY);
            (body["city"], body["severity"]) = (json!(SHENZHEN), json!(severity));
            let raised = raise(&app.as_("contact@keyaccount.example"), &body).await;
            let path = format!("/api/v1/requests/{}/assignment", raised.id());
            let body = json!({ "user_id": person("engineer@vendor.example").id, "reason": "由他处理" });
            app.as_(MANAGER).post(&path).if_match(raised.version()).json(&body).await.expect(200);
        };
        assigned(1).await;
        let (mut by_day, mut by_night) = (0, 0);
        for hour in 10..39 {
            let before = (breaches(MANAGER).await, breaches(duty).await);
            pass(&app, TimeDelta::hours(1));
            let after = (breaches(MANAGER).await, breaches(duty).await);
            let open = [9..12, 13..18, 33..36, 37..39].iter().any(|open| open.contains(&hour));
            let late = after.0 - before.0;
            assert_eq!(after.1 - before.1, if open { 0 } else { late }, "at {hour}:00");
            if open { by_day += late } else { by_night += late }
            if hour == 17 {
                // Two hours to respond: they end after the desk has closed.
                assigned(3).await;
            }
        }
        assert!(by_day > 0 && by_night > 0, "breaches by day {by_day}, by night {by_night}");
    }

    async fn a_week_is_planned_like_the_one_before_it(app: TestApp) {
        let manager = app.as_(MANAGER);
        let post = async |who: &str, from: &str, to: &str| {
            manager.post(SHIFTS).json(&shift(who, SHENZHEN, from, to)).await.expect(201)
        };
        post(VENDOR_ENGINEER, "2026-03-02T18:00:00+08:00", "2026-03-03T08:30:00+08:00").await;
        post("product@vendor.example", "2026-03-08T18:00:00+08:00", "2026-03-09T08:30:00+08:00").await;
        // Another service point's week stays where it is.
        let elsewhere = shift("specialist@vendor.example", "110000", "2026-03-03T18:00:00+08:00", "2026-03-04T08:30:00+08:00");
        manager.post(SHIFTS).json(&elsewhere).await.expect(201);
        let copy = json!({ "city": SHENZHEN, "week": "2026-03-11" });
        let path = format!("{SHIFTS}/copy");
        let done = manager.post(&path).json(&copy).await.expect(200);
        assert_eq!(done.body, json!({ "copied": 2, "left_out": 0 }));
        let at = |answer: &Answer| -> Vec<(String, String)> {
            let text = |value: &Value| value.as_str().unwrap().to_string();
            answer.items().iter().map(|one| (text(&one["from"]), text(&one["to"]))).collect()
        };
        let here = format!("{SHIFTS}?city={SHENZHEN}&sort=from_at");
        let listed = at(&manager.get(&here).await.expect(200));
        assert_eq!(listed[2], ("2026-03-09T10:00:00Z".into(), "2026-03-10T00:30:00Z".into()));
        assert_eq!(listed[3], ("2026-03-15T10:00:00Z".into(), "2026-03-16T00:30:00Z".into()));
        // Once more changes nothing: they are on duty already.
        let again = manager.post(&path).json(&copy).await.expect(200);
        assert_eq!(again.body, json!({ "copied": 0, "left_out": 2 }));
        // The next week begins with a shift of Sunday night, which is this week's and is not copied twice.
        let next = json!({ "city": SHENZHEN, "week": "2026-03-16" });
        assert_eq!(manager.post(&path).json(&next).await.expect(200).body["copied"], 2);
        // Who serves no more is left out.
        let user = format!("/api/v1/users/{}", person("product@vendor.example").id);
        let version = app.as_("admin@vendor.example").get(&user).await.expect(200).version();
        app.as_("admin@vendor.example").post(&format!("{user}/deactivate")).if_match(version).await.expect(200);
        let next = json!({ "city": SHENZHEN, "week": "2026-03-23" });
        let done = manager.post(&path).json(&next).await.expect(200);
        assert_eq!(done.body, json!({ "copied": 1, "left_out": 1 }));
        for (city, week, fault) in [(KUNMING, "2026-03-09", "city: no_service_point"), (SHENZHEN, "x", "week: not_a_date")] {
            let body = json!({ "city": city, "week": week });
            assert_eq!(manager.post(&path).json(&body).await.expect(422).faults(), [fault]);
        }
        app.as_(VENDOR_ENGINEER).post(&path).json(&next).await.expect(403);
    }

    async fn a_week_of_a_service_point_never_has_more_shifts_than_its_page_shows(app: TestApp) {
        let manager = app.as_(MANAGER);
        let monday = chrono::DateTime::parse_from_rfc3339("2026-03-09T00:00:00+08:00").unwrap();
        for half in 0..100 {
            let from = monday + TimeDelta::minutes(30 * half);
            let body = shift(VENDOR_ENGINEER, SHENZHEN, &from.to_rfc3339(), &(from + TimeDelta::minutes(30)).to_rfc3339());
            manager.post(SHIFTS).json(&body).await.expect(201);
        }
        let sunday = shift(VENDOR_ENGINEER, SHENZHEN, "2026-03-15T22:00:00+08:00", "2026-03-16T06:00:00+08:00");
        assert_eq!(manager.post(SHIFTS).json(&sunday).await.expect(422).faults(), ["from: week_is_full"]);
        // Midnight ends a week; another week and another service point have room.
        let next = shift(VENDOR_ENGINEER, SHENZHEN, "2026-03-16T00:00:00+08:00", "2026-03-16T06:00:00+08:00");
        manager.post(SHIFTS).json(&next).await.expect(201);
        let elsewhere = shift(VENDOR_ENGINEER, "110000", "2026-03-15T22:00:00+08:00", "2026-03-15T23:00:00+08:00");
        manager.post(SHIFTS).json(&elsewhere).await.expect(201);
        let page = app.browse(MANAGER).get("/duty-rota?city=440300&week=2026-03-09").await.expect(200);
        assert_eq!(page.text.matches("rota-entry").count(), 100);
    }

    async fn who_is_on_duty_stands_on_the_request_while_the_desk_is_closed(app: TestApp) {
        let days = ("2026-03-02T08:00:00+08:00", "2026-03-04T08:00:00+08:00");
        app.as_(MANAGER).post(SHIFTS).json(&shift(VENDOR_ENGINEER, SHENZHEN, days.0, days.1)).await.expect(201);
        let mut body = fault(CUSTOMER_KEY);
        (body["city"], body["severity"]) = (json!(SHENZHEN), json!(1));
        let raised = raise(&app.as_("contact@keyaccount.example"), &body).await;
        let path = format!("/requests/{}", raised.id());
        let shown = async |email: &str| app.browse(email).get(&path).await.expect(200).text.contains("现在值班");
        assert!(!shown("specialist@vendor.example").await, "the desk is open");
        app.clock.advance(TimeDelta::hours(11));
        assert!(shown("specialist@vendor.example").await);
        assert!(!shown("contact@keyaccount.example").await, "the rota is the vendor's");
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
        assert!(refused.text.contains("2026-03-02T08:00") || refused.text.contains("2026-03-02 08:00"), "what was typed stays");
        said[4].1 = "2026-03-03T08:00";
        visitor.submit(&page, "/duty-rota", &said).await.expect(303);
        let page = visitor.get(there).await.expect(200);
        assert!(page.text.contains("技支") && page.text.contains("正在值班"));
        let again = visitor.submit(&page, "/duty-rota", &said).await.expect(422);
        assert!(again.text.contains("此人在该时段已有值班"));
        let engineer = app.browse(VENDOR_ENGINEER).get(there).await.expect(200);
        assert!(engineer.text.contains("技支") && !engineer.text.contains("安排值班"));
        let shift = app.as_(MANAGER).get(SHIFTS).await.expect(200).items()[0]["id"].as_str().unwrap().to_string();
        let back = [("city", "440300"), ("week", "2026-03-02")];
        // The next week begins empty, and is planned like this one.
        let next = visitor.get("/duty-rota?city=440300&week=2026-03-09").await.expect(200);
        assert!(next.text.contains("这一周还没有安排值班"));
        let that = [("city", "440300"), ("week", "2026-03-09")];
        visitor.submit(&next, "/duty-rota/copy", &that).await.expect(303);
        let next = visitor.get("/duty-rota?city=440300&week=2026-03-09").await.expect(200);
        assert!(next.text.contains("已按上一周安排值班。") && next.text.contains("2026-03-09 08:00"));
        let later = visitor.get("/duty-rota?city=440300&week=2026-04-09").await.expect(200);
        visitor.submit(&later, "/duty-rota/copy", &[("city", "440300"), ("week", "2026-04-06")]).await.expect(303);
        let later = visitor.get("/duty-rota?city=440300&week=2026-04-09").await.expect(200);
        assert!(later.text.contains("上一周没有可以复制的班次"));
        app.browse("engineer@agent-a.example").get(there).await.expect(403);
        visitor.submit(&page, &format!("/duty-rota/{shift}/remove"), &back).await.expect(303);
        assert_eq!(app.as_(MANAGER).get(SHIFTS).await.expect(200).items().len(), 1, "the next week's stays");
    }
}
