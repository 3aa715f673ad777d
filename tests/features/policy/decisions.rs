//! `POST /decisions` gives the worked examples of 2.4 and names every field at fault.

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::TestApp;
use crate::support::fixture::{self, GUANGZHOU, KUNMING, SHENZHEN};

const DECISIONS: &str = "/api/v1/decisions";
const BEIJING: &str = "110000";

/// The table of 2.4, by hand: class, escalated, code, city, then outcome, level, provider, payer, billed_by.
type Example = (&'static str, bool, &'static str, &'static str, [Option<&'static str>; 5]);
const EXAMPLES: &[Example] = &[
    ("agent", false, "SPSL005", SHENZHEN, [Some("free"), Some("S1"), Some("vendor"), None, None]),
    (
        "agent",
        false,
        "SASL012",
        GUANGZHOU,
        [Some("charged"), Some("S1"), Some("vendor"), Some("agent"), Some("vendor")],
    ),
    ("end_user", false, "SPSL007", SHENZHEN, [Some("not_provided"), Some("X"), Some("agent"), None, None]),
    ("end_user", false, "SASR008", KUNMING, [Some("free"), Some("S2"), Some("agent"), None, None]),
    (
        "end_user",
        false,
        "SASL012",
        SHENZHEN,
        [Some("charged"), Some("S0"), Some("agent"), Some("end_user"), Some("agent")],
    ),
    (
        "end_user",
        true,
        "SASL012",
        SHENZHEN,
        [Some("charged"), Some("S0"), Some("vendor"), Some("agent"), Some("vendor")],
    ),
    ("end_user", true, "SPSL005", BEIJING, [Some("not_provided"), Some("X"), Some("agent"), None, None]),
    ("end_user", false, "SASL013", SHENZHEN, [Some("not_provided"), None, None, None, None]),
    (
        "key_account",
        false,
        "SPSL005",
        KUNMING,
        [Some("charged"), Some("S1"), Some("vendor"), Some("key_account"), Some("vendor")],
    ),
    ("key_account", false, "SASL012", KUNMING, [Some("free"), Some("S2"), Some("vendor"), None, None]),
];

fn asked(example: &Example) -> Value {
    let (class, escalated, code, city, _) = example;
    json!({ "class": class, "service_code": code, "city": city, "escalated": escalated })
}

fn rules(answer: &Value) -> Vec<&str> {
    answer["steps"].as_array().unwrap().iter().map(|step| step["rule"].as_str().unwrap()).collect()
}

both_engines! {
    async fn the_worked_examples(app: TestApp) {
        let vendor = app.as_("specialist@vendor.example");
        for example in EXAMPLES {
            let answer = vendor.post(DECISIONS).json(&asked(example)).await.expect(200).body;
            let names = ["outcome", "level", "provider", "payer", "billed_by"];
            for (name, wanted) in names.iter().zip(example.4) {
                assert_eq!(answer[name].as_str(), wanted, "{name} of {example:?}: {answer}");
            }
            assert_eq!(answer["policy_version"], 1);
        }
    }

    async fn a_decision_says_its_steps_in_both_languages(app: TestApp) {
        let agent = app.as_("engineer@agent-a.example");
        let body = json!({ "class": "agent", "service_code": "SASL012", "city": "440106" });
        let chinese = agent.post(DECISIONS).json(&body).await.expect(200).body;
        let english =
            agent.post(DECISIONS).header("accept-language", "en").json(&body).await.expect(200).body;
        assert_eq!(rules(&chinese), ["catalogue", "matrix", "routing", "level", "coverage", "payer"]);
        assert!(chinese["steps"][3]["text"].as_str().unwrap().contains("广州"), "{chinese}");
        assert!(english["steps"][3]["text"].as_str().unwrap().contains("Guangzhou"), "{english}");
        assert_eq!(chinese["steps"][1]["saw"]["class"], "agent");
        assert_eq!(chinese["same_city"], false);
        let lines = chinese["estimate"]["lines"].as_array().unwrap();
        let total: i64 = lines.iter().map(|line| line["amount_fen"].as_i64().unwrap()).sum();
        assert_eq!(chinese["estimate"]["total_fen"], total);
        assert!(total > 0);
    }

    async fn steps_stop_where_the_outcome_is_settled(app: TestApp) {
        let vendor = app.as_("manager@vendor.example");
        let refused = json!({ "class": "key_account", "service_code": "SASL013", "city": SHENZHEN });
        assert_eq!(rules(&vendor.post(DECISIONS).json(&refused).await.expect(200).body), ["catalogue"]);
        let remote = json!({ "class": "key_account", "service_code": "SASR008", "city": SHENZHEN });
        let answer = vendor.post(DECISIONS).json(&remote).await.expect(200).body;
        assert_eq!(answer["same_city"], Value::Null);
        let bills = json!({ "class": "end_user", "service_code": "SASL012", "city": SHENZHEN });
        assert_eq!(vendor.post(DECISIONS).json(&bills).await.expect(200).body["estimate"], Value::Null);
    }

    async fn a_customer_stands_for_its_class_and_city(app: TestApp) {
        let agent = app.as_("engineer@agent-a.example");
        let own = json!({ "customer_id": fixture::CUSTOMER_AGENT_A, "service_code": "SPSL005" });
        let answer = agent.post(DECISIONS).json(&own).await.expect(200).body;
        assert_eq!((answer["outcome"].as_str(), answer["same_city"].as_bool()), (Some("free"), Some(true)));
        let elsewhere =
            json!({ "customer_id": fixture::CUSTOMER_AGENT_A, "service_code": "SPSL005", "city": KUNMING });
        assert_eq!(agent.post(DECISIONS).json(&elsewhere).await.expect(200).body["outcome"], "charged");
        let repair = json!({
            "customer_id": fixture::CUSTOMER_A, "service_code": "SASL012", "escalated": true, "labour_minutes": 90,
            "parts": [{ "part": "FAN-40", "quantity": 2 }, { "part": "NOBODY-KNOWS", "quantity": 1 }],
        });
        let answer = agent.post(DECISIONS).json(&repair).await.expect(200).body;
        let lines = answer["estimate"]["lines"].as_array().unwrap();
        let of = |component: &str| lines.iter().filter(|line| line["component"] == component).collect::<Vec<_>>();
        // 昆明 lies in a province without a service point; 90 minutes are an hour and a half; two fans.
        assert_eq!(of("visit")[0]["amount_fen"], 100_000);
        assert_eq!(of("travel")[0]["amount_fen"], 180_000);
        assert_eq!(of("labour")[0]["amount_fen"], 45_000);
        assert_eq!(of("parts")[0]["amount_fen"], 19_000);
        assert_eq!(of("parts")[1]["reason"], "price_on_request");
        assert_eq!(answer["estimate"]["total_fen"], 344_000);
    }

    async fn what_is_out_of_sight_is_like_what_is_missing(app: TestApp) {
        let agent = app.as_("engineer@agent-a.example");
        for customer in [fixture::CUSTOMER_B, fixture::CUSTOMER_KEY, fixture::MISSING] {
            let body = json!({ "customer_id": customer, "service_code": "SASR008" });
            let answer = agent.post(DECISIONS).json(&body).await.refused(422, "invalid_fields");
            assert_eq!(answer.faults(), ["customer_id: not_found"]);
        }
        let body = json!({
            "customer_id": fixture::CUSTOMER_A, "service_code": "SASR008", "product_id": fixture::MISSING,
        });
        assert_eq!(agent.post(DECISIONS).json(&body).await.expect(422).faults(), ["product_id: not_found"]);
    }

    async fn only_ones_own_class(app: TestApp) {
        let of = |class: &str| json!({ "class": class, "service_code": "SASR008", "city": SHENZHEN });
        let expected = [
            ("engineer@agent-a.example", [200, 200, 403]),
            ("contact@enduser-a.example", [403, 200, 403]),
            ("contact@keyaccount.example", [403, 403, 200]),
            ("auditor@vendor.example", [200, 200, 200]),
        ];
        for (email, statuses) in expected {
            for (class, wanted) in ["agent", "end_user", "key_account"].iter().zip(statuses) {
                app.as_(email).post(DECISIONS).json(&of(class)).await.expect(wanted);
            }
        }
    }

    async fn an_end_user_does_not_see_what_its_agent_would_pay(app: TestApp) {
        let body = json!({ "class": "end_user", "service_code": "SASL012", "city": SHENZHEN, "escalated": true });
        let seen = app.as_("contact@enduser-a.example").post(DECISIONS).json(&body).await.expect(200).body;
        assert_eq!((seen["outcome"].as_str(), &seen["estimate"]), (Some("charged"), &Value::Null));
        let agent = app.as_("engineer@agent-a.example").post(DECISIONS).json(&body).await.expect(200).body;
        assert_eq!(agent["estimate"]["total_fen"], 110_000);
    }

    async fn every_field_at_fault_is_named(app: TestApp) {
        let vendor = app.as_("specialist@vendor.example");
        let cases = [
            (json!({}), vec!["service_code: required"]),
            (json!({ "service_code": "SASR008" }), vec!["class: required"]),
            (json!({ "class": "agent", "service_code": "SASR008" }), vec!["city: required"]),
            (
                json!({ "class": "agent", "service_code": "SASR999", "city": "999999" }),
                vec!["service_code: unknown_service", "city: not_a_city"],
            ),
            (
                json!({ "class": "nobody", "service_code": "SASR008", "city": "x", "at": "2012", "wish": 1 }),
                vec!["wish: unknown_field", "class: not_an_option", "city: not_a_city", "at: not_a_moment"],
            ),
            (
                json!({ "class": "agent", "service_code": "SASR008", "city": SHENZHEN, "at": "2012-12-31T23:59:59+08:00" }),
                vec!["at: before_2013"],
            ),
            (
                json!({ "class": "agent", "customer_id": fixture::CUSTOMER_A, "service_code": "SASR008", "city": SHENZHEN }),
                vec!["class: only_one_way"],
            ),
            (
                json!({ "class": "agent", "service_code": "SASL012", "city": SHENZHEN, "parts": [{ "part": "FAN-40", "quantity": 0 }] }),
                vec!["parts.0.quantity: too_small"],
            ),
        ];
        for (body, faults) in cases {
            let answer = vendor.post(DECISIONS).json(&body).await.refused(422, "invalid_fields");
            assert_eq!(answer.faults(), faults, "{body}");
            assert!(!answer.text.contains('⟦'), "{}", answer.text);
        }
    }

    async fn an_end_user_without_an_agent_is_refused(app: TestApp) {
        use diesel::prelude::*;
        use tierdesk::platform::db::schema::customers;
        app.write(|conn| {
            let orphan = customers::table.find(fixture::CUSTOMER_B);
            diesel::update(orphan).set(customers::agent_id.eq(None::<tierdesk::platform::db::Id>)).execute(conn)?;
            Ok(())
        });
        let body = json!({ "customer_id": fixture::CUSTOMER_B, "service_code": "SASR008" });
        let answer = app.as_("specialist@vendor.example").post(DECISIONS).json(&body).await.expect(422);
        assert_eq!(answer.faults(), ["customer_id: no_agent"]);
        // The desk answers a prospect's questions (2.3).
        let body = json!({ "customer_id": fixture::CUSTOMER_B, "service_code": "SPSR003" });
        let answer = app.as_("specialist@vendor.example").post(DECISIONS).json(&body).await.expect(200);
        assert_eq!((&answer.body["outcome"], &answer.body["provider"]), (&json!("free"), &json!("vendor")));
        assert_eq!((&answer.body["level"], &answer.body["payer"]), (&json!("S2"), &Value::Null));
        assert!(answer.body["steps"][2]["text"].as_str().unwrap().contains("尚无代理商"), "{}", answer.text);
    }
}
