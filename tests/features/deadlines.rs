//! `POST /deadlines` gives the deadlines worked out by hand, explains them, and names every field at fault.

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::TestApp;
use crate::support::deadlines::WORKED;
use crate::support::fixture::SHENZHEN;

const DEADLINES: &str = "/api/v1/deadlines";

fn question(change: Value) -> Value {
    let mut body = json!({
        "profile": "response-system", "severity": 3, "city": SHENZHEN, "reported_at": "2026-03-06T17:00:00+08:00",
    });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

both_engines! {
    async fn the_worked_deadlines(app: TestApp) {
        let vendor = app.as_("specialist@vendor.example");
        for worked in WORKED {
            worked.check(&vendor.post(DEADLINES).json(&worked.body()).await.expect(200).body);
        }
        let remote = vendor.post(DEADLINES).json(&question(json!({ "onsite": false }))).await.expect(200).body;
        assert_eq!(remote["targets"].as_array().unwrap().len(), 1, "{remote}");
        assert_eq!(remote["targets"][0]["kind"], "respond");
    }

    async fn every_interval_is_told(app: TestApp) {
        let vendor = app.as_("engineer@vendor.example");
        let asked = question(json!({
            "reported_at": "2026-04-30T20:00:00+08:00",
            "pauses": [{ "from": "2026-05-06T10:00:00+08:00", "to": "2026-05-06T12:00:00+08:00" }],
        }));
        let chinese = vendor.post(DEADLINES).json(&asked).await.expect(200).body;
        let english = vendor.post(DEADLINES).header("accept-language", "en").json(&asked).await.expect(200).body;
        let onsite = &chinese["targets"][1]["explanation"];
        assert_eq!((&onsite["clock"], &onsite["calendar"]), (&json!("service_days"), &json!("mon-fri-8-18")));
        let told: Vec<(&str, i64, bool)> = onsite["intervals"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                let (why, seconds) = (it["why"].as_str().unwrap(), it["counted_seconds"].as_i64().unwrap());
                (why, seconds, it["counted"].as_bool().unwrap())
            })
            .collect();
        // Thursday evening and the holiday are waited for in one go: the clock begins with the next opening.
        let hour = 3600;
        assert_eq!(told, [
            ("closed", 0, false),
            ("counted", 2 * hour, true),
            ("paused", 0, false),
            ("counted", 46 * hour, true),
        ]);
        assert_eq!(onsite["intervals"][2]["pause"], 0);
        let text = |view: &Value| view["targets"][1]["explanation"]["intervals"][2]["text"].as_str().unwrap().to_string();
        assert!(text(&chinese).contains("第 1 次暂停，不计（2 小时）"), "{chinese}");
        assert!(text(&english).contains("pause 1, does not count (2 h)"), "{english}");
        assert!(!chinese.to_string().contains('⟦') && !english.to_string().contains('⟦'));
        // Wednesday 08:00, two service days and the two hours of waiting.
        assert_eq!(chinese["targets"][1]["due_at"], "2026-05-08T02:00:00Z");
    }

    async fn a_year_without_holidays_is_said_aloud(app: TestApp) {
        let vendor = app.as_("manager@vendor.example");
        let late = question(json!({ "reported_at": "2026-12-31T17:00:00+08:00" }));
        let answer = vendor.post(DEADLINES).json(&late).await.expect(200).body;
        let told = &answer["targets"][0];
        assert_eq!(told["due_at"], "2027-01-04T09:00:00Z");
        assert_eq!(told["explanation"]["guessed_years"], json!([2027]));
        assert!(told["explanation"]["notes"][0].as_str().unwrap().contains("没有 2027 年的节假日数据"), "{answer}");
        let known = vendor.post(DEADLINES).json(&question(json!({}))).await.expect(200).body;
        assert_eq!(known["targets"][0]["explanation"]["guessed_years"], json!([]));
    }

    async fn warnings_and_the_engineer_are_told(app: TestApp) {
        let vendor = app.as_("manager@vendor.example");
        let answer = vendor.post(DEADLINES).json(&question(json!({}))).await.expect(200).body;
        // Half of 48 hours is Monday 17:00; four fifths Tuesday 07:24, when nobody is there: 08:00.
        assert_eq!(answer["targets"][0]["warn_50_at"], "2026-03-09T09:00:00Z");
        assert_eq!(answer["targets"][0]["warn_80_at"], "2026-03-10T00:00:00Z");
        let project = vendor.post(DEADLINES).json(&question(json!({ "profile": "project" }))).await.expect(200).body;
        assert_eq!(project["targets"][1]["send_engineer_at"], "2026-03-06T10:00:00Z");
        assert_eq!(project["targets"][0]["send_engineer_at"], Value::Null);
        let experts = |answer: &Value| answer["targets"][0]["expert_group"].as_bool().unwrap();
        let mut called = Vec::new();
        for (profile, severity) in [("response-system", 1), ("response-system", 2), ("response-system", 3), ("vip", 1), ("vip", 3)] {
            let asked = question(json!({ "profile": profile, "severity": severity }));
            called.push(experts(&vendor.post(DEADLINES).json(&asked).await.expect(200).body));
        }
        assert_eq!(called, [true, true, false, false, true]);
    }

    async fn every_field_at_fault_is_named(app: TestApp) {
        let vendor = app.as_("specialist@vendor.example");
        let pause = |from: &str, to: &str| json!({ "pauses": [{ "from": from, "to": to }] });
        let cases = [
            (question(json!({ "profile": "gold" })), vec!["profile: unknown_profile"]),
            (question(json!({ "profile": "vip", "severity": 4 })), vec!["severity: severity_not_in_profile"]),
            (question(json!({ "severity": null })), vec!["severity: required"]),
            (question(json!({ "severity": 0 })), vec!["severity: too_small"]),
            (question(json!({ "city": "999999" })), vec!["city: not_a_city"]),
            (question(json!({ "reported_at": "2012-12-31T23:59:59+08:00" })), vec!["reported_at: before_2013"]),
            (
                question(pause("2026-03-06T19:00:00+08:00", "2026-03-06T18:59:59+08:00")),
                vec!["pauses.0.to: ends_before_it_begins"],
            ),
            (question(pause("2026-03-06T19:00:00+08:00", "")), vec!["pauses.0.to: required"]),
            (
                question(json!({ "profile": "gold", "city": "999999", "wish": 1 })),
                vec!["wish: unknown_field"],
            ),
            (
                question(json!({ "profile": "gold", "city": "999999" })),
                vec!["profile: unknown_profile", "city: not_a_city"],
            ),
            (json!({}), vec!["profile: required", "city: required", "reported_at: required"]),
        ];
        for (body, faults) in cases {
            let answer = vendor.post(DEADLINES).json(&body).await.refused(422, "invalid_fields");
            assert_eq!(answer.faults(), faults, "{body}");
            assert!(!answer.text.contains('⟦'), "{}", answer.text);
        }
        vendor.post("/api/v1/deadlines?at=1").json(&question(json!({}))).await.refused(422, "invalid_fields");
    }

    async fn only_the_vendors_staff_asks(app: TestApp) {
        for email in ["engineer@agent-a.example", "manager@agent-a.example", "contact@keyaccount.example"] {
            app.as_(email).post(DEADLINES).json(&question(json!({}))).await.expect(403);
        }
        for email in ["auditor@vendor.example", "kam@vendor.example", "reviewer@vendor.example"] {
            app.as_(email).post(DEADLINES).json(&question(json!({}))).await.expect(200);
        }
    }

    async fn versions_published_before_there_were_profiles_still_open(app: TestApp) {
        use diesel::prelude::*;
        use tierdesk::platform::db::schema::policy_versions;
        use tierdesk::features::policy;
        use tierdesk::platform::db::Moment;
        let set = app.write(|conn| {
            let stored: Value = policy_versions::table.select(policy_versions::documents).first(conn)?;
            let mut old = stored.as_object().unwrap().clone();
            for name in ["calendars.toml", "holidays.toml", "sla-profiles.toml"] {
                assert!(old.remove(name).is_some(), "{name}");
            }
            let head = old["policy.toml"].as_str().unwrap().replace("version = 1", "version = 2");
            old.insert("policy.toml".into(), head.replace("2013-01-01T", "2026-02-01T").into());
            let from = Moment::from("2026-02-01T00:00:00+08:00".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
            let row = (
                policy_versions::version.eq(2),
                policy_versions::effective_from.eq(from),
                policy_versions::documents.eq(Value::Object(old)),
                policy_versions::published_at.eq(from),
            );
            diesel::insert_into(policy_versions::table).values(row).execute(conn)?;
            policy::published(conn)
        });
        assert!(set.iter().all(|policy| policy.sla.profile("response-system").is_some()));
    }
}
