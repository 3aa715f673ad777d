//! What night, weekend, holiday and grade do to the charges of a record (chapter 6).

use serde_json::{Value, json};

use super::{BILLING, a_day_later, amounts, charged, draft, publish, repair_at, verified};
use crate::both_engines;
use crate::support::TestApp;
use crate::support::fixture;

/// From the third on: half as much again at night, double at weekends, treble on holidays, 10 % off for gold.
async fn with_rates(app: &TestApp) {
    let changes = json!({
        "rates": { "severity_1_fen": 45_000, "night_percent": 50, "weekend_percent": 100, "holiday_percent": 200 },
        "discounts": { "silver_percent": 5, "gold_percent": 10 },
        "maintenance_fee_fen": 20_000,
    });
    publish(app, &draft(app, changes).await).await;
    a_day_later(app);
}

fn line(component: &str, amount: i64, list: i64) -> (String, i64, i64) {
    (component.to_string(), amount, list)
}

async fn graded(app: &TestApp, grade: &str) {
    let admin = app.as_("admin@vendor.example");
    let path = format!("/api/v1/organisations/{}", fixture::AGENT_A);
    let found = admin.get(&path).await.expect(200);
    assert_eq!(found.body["grade"], "authorised");
    let saved =
        admin.patch(&path).if_match(found.version()).json(&json!({ "grade": grade })).await.expect(200);
    assert_eq!(saved.body["grade"], grade);
}

both_engines! {
    async fn labour_over_closing_time_is_billed_in_two_lines(app: TestApp) {
        with_rates(&app).await;
        // Tuesday: forty minutes before the desk closes at six, eighty after.
        let charges = charged(&app, &repair_at("2026-03-03T17:20:00+08:00", "2026-03-03T19:20:00+08:00", 120)).await;
        assert_eq!(
            amounts(&charges),
            [
                line("labour", 20_000, 20_000), line("labour", 20_000, 20_000), line("labour", 60_000, 60_000),
                line("travel", 60_000, 60_000), line("visit", 100_000, 100_000),
            ]
        );
        let night = charges.iter().find(|it| it["derivation"]["line"]["detail"]["hours"] == "night").unwrap();
        assert_eq!(night["derivation"]["line"]["unit_price_fen"], 45_000);
        assert_eq!(night["derivation"]["input"]["work"]["worked"]["night"], 4_800);
        let page = app.browse(BILLING).get(&format!("/billing/charges/{}", night["id"].as_str().unwrap())).await;
        page.expect(200).shows("80 分钟").shows("¥450.00");
        verified(&app);
    }

    async fn holidays_imported_later_change_nothing_that_was_billed(app: TestApp) {
        with_rates(&app).await;
        let charges = charged(&app, &repair_at("2026-03-03T10:00:00+08:00", "2026-03-03T11:00:00+08:00", 60)).await;
        let admin = app.as_("admin@vendor.example");
        let body = json!({ "days": "2026-03-03,off" });
        admin.post("/api/v1/holiday-years/2026/import").if_match(0).json(&body).await.expect(200);
        verified(&app);
        let next = charged(&app, &repair_at("2026-03-03T10:00:00+08:00", "2026-03-03T11:00:00+08:00", 60)).await;
        let labour = |charges: &[Value]| amounts(charges).into_iter().rfind(|it| it.0 == "labour").unwrap().1;
        assert_eq!((labour(&charges), labour(&next)), (30_000, 90_000));
        verified(&app);
    }

    async fn a_gold_agent_pays_less_and_the_grade_stays_with_the_charge(app: TestApp) {
        with_rates(&app).await;
        graded(&app, "gold").await;
        let body = repair_at("2026-03-03T10:00:00+08:00", "2026-03-03T11:00:00+08:00", 60);
        let charges = charged(&app, &body).await;
        assert_eq!(
            amounts(&charges),
            [
                line("labour", 18_000, 20_000), line("labour", 27_000, 30_000), line("travel", 54_000, 60_000),
                line("visit", 90_000, 100_000),
            ]
        );
        assert_eq!(charges[0]["derivation"]["input"]["grade"], "gold");
        // The grade is that of the day it was filed: another one later changes nothing.
        let admin = app.as_("admin@vendor.example");
        let path = format!("/api/v1/organisations/{}", fixture::AGENT_A);
        let version = admin.get(&path).await.expect(200).version();
        admin.patch(&path).if_match(version).json(&json!({ "grade": "silver" })).await.expect(200);
        verified(&app);
    }

    async fn only_agents_have_a_grade(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let path = format!("/api/v1/organisations/{}", fixture::VENDOR);
        let version = admin.get(&path).await.expect(200).version();
        let refused = admin.patch(&path).if_match(version).json(&json!({ "grade": "gold" })).await;
        assert_eq!(refused.refused(422, "invalid_fields").faults(), ["grade: agents_only"]);
        app.as_("manager@agent-a.example").patch(&format!("/api/v1/organisations/{}", fixture::AGENT_A))
            .if_match(1).json(&json!({ "grade": "gold" })).await.expect(403);
    }

    async fn an_estimate_says_night_and_grade_before_the_work_is_done(app: TestApp) {
        with_rates(&app).await;
        graded(&app, "silver").await;
        let body = json!({
            "customer_id": fixture::CUSTOMER_A, "service_code": "SASL012", "city": "440100", "escalated": true,
            "at": "2026-03-07T10:00:00+08:00", "labour_minutes": 30,
        });
        let found = app.as_("engineer@agent-a.example").post("/api/v1/decisions").json(&body).await.expect(200);
        let labour = &found.body["estimate"]["lines"][2];
        assert_eq!((&labour["list_fen"], &labour["amount_fen"]), (&json!(30_000), &json!(28_500)));
        assert_eq!(found.body["estimate"]["price_list_version"], 2);
        let text = labour["text"].as_str().unwrap();
        assert!(text.contains("周末") && text.contains("银牌代理优惠 5%"), "{text}");
    }

    async fn severity_has_its_rate_in_an_estimate(app: TestApp) {
        with_rates(&app).await;
        let mut body = json!({
            "class": "agent", "service_code": "SASL012", "city": "440100", "at": "2026-03-07T10:00:00+08:00",
            "labour_minutes": 60, "severity": 1,
        });
        let vendor = app.as_("specialist@vendor.example");
        let found = vendor.post("/api/v1/decisions").json(&body).await.expect(200);
        assert_eq!(found.body["estimate"]["lines"][2]["amount_fen"], 90_000);
        body["severity"] = json!(5);
        assert_eq!(vendor.post("/api/v1/decisions").json(&body).await.expect(422).faults(), ["severity: too_large"]);
    }

    async fn the_panel_beside_a_form_prices_what_the_record_will_cost(app: TestApp) {
        with_rates(&app).await;
        let agent = app.browse("engineer@agent-a.example");
        let customer = fixture::CUSTOMER_A.to_string();
        let fields = [
            ("_csrf", agent.csrf()), ("customer_id", customer.as_str()), ("service_code", "SASL012"), ("city", "440100"),
            ("escalated", "true"), ("severity", "1"), ("labour_minutes", "120"), ("arrived_at", "2026-03-03T16:00"),
            ("work_started_at", "2026-03-03T17:20"), ("left_at", "2026-03-03T19:20"),
        ];
        // Forty minutes at ¥450.00 an hour, eighty at half as much again.
        agent.post("/entitlement", &fields).await.expect(200).shows("¥300.00").shows("¥900.00");
    }

    async fn times_of_thousands_of_years_are_answered_at_once(app: TestApp) {
        let agent = app.browse("engineer@agent-a.example");
        let customer = fixture::CUSTOMER_A.to_string();
        let visits: Vec<(String, &str)> = (0..50)
            .flat_map(|index| {
                let name = move |what: &str| format!("visits.{index}.{what}");
                [(name("arrived_at"), "0001-01-01T00:00"), (name("left_at"), "9999-12-31T23:59")]
            })
            .collect();
        let mut fields = vec![
            ("_csrf", agent.csrf()), ("customer_id", customer.as_str()), ("service_code", "SASL012"), ("city", "440100"),
            ("escalated", "true"), ("labour_minutes", "60"), ("arrived_at", "2013-01-01T00:00"),
            ("left_at", "9999-12-31T23:59"),
        ];
        fields.extend(visits.iter().map(|(name, at)| (name.as_str(), *at)));
        // Day by day it would be hours.
        let answer = tokio::time::timeout(std::time::Duration::from_secs(30), agent.post("/entitlement", &fields)).await;
        answer.unwrap().expect(200).shows("outcome-charged");
    }

    async fn quantities_that_make_no_sense_are_refused(app: TestApp) {
        let author = app.as_("engineer@agent-a.example");
        for (field, value, fault) in [
            ("labour_minutes", json!(-1), "labour_minutes: "),
            ("labour_minutes", json!(10_081), "labour_minutes: "),
            ("parts", json!([{ "part": "FAN-40", "quantity": 0 }]), "parts.0.quantity: "),
            ("parts", json!([{ "part": "FAN-40", "quantity": 1001 }]), "parts.0.quantity: "),
        ] {
            let mut body = repair_at("2026-02-27T14:00:00+08:00", "2026-02-27T15:30:00+08:00", 90);
            body[field] = value;
            let refused = author.post("/api/v1/fault-records").json(&body).await.refused(422, "invalid_fields");
            assert!(refused.faults().iter().all(|it| it.starts_with(fault)), "{:?}", refused.faults());
        }
        assert!(author.get("/api/v1/fault-records").await.expect(200).items().is_empty());
    }
}
