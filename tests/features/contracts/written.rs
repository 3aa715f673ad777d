//! A contract is written, put in force, ended and given up (2.5); who reads which part of it (7).

use serde_json::{Value, json};

use super::device_of_a;
use crate::both_engines;
use crate::support::TestApp;
use crate::support::contracts::{CLERK, CONTRACTS, SECOND, contract, draft, in_force};
use crate::support::fixture::{AGENT_A, AGENT_B, CUSTOMER_A, CUSTOMER_B, CUSTOMER_KEY, MISSING};
use crate::support::products::device;

const KAM: &str = "kam@vendor.example";
const ADMIN: &str = "admin@vendor.example";

fn step(id: &str, what: &str) -> String {
    format!("{CONTRACTS}/{id}/{what}")
}

both_engines! {
    async fn a_draft_is_changed_until_it_is_put_in_force(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let made = draft(&app, &contract(CUSTOMER_A, &product.id())).await;
        assert_eq!((&made.body["status"], &made.body["payer_id"]), (&json!("draft"), &Value::Null));
        let clerk = app.as_(CLERK);
        let there = format!("{CONTRACTS}/{}", made.id());
        let longer = json!({ "ends_on": "2027-12-31", "parts_included": true });
        let saved = clerk.patch(&there).if_match(1).json(&longer).await.expect(200);
        assert_eq!((&saved.body["last_on"], &saved.body["parts_included"]), (&json!("2027-12-31"), &json!(true)));
        assert_eq!(saved.body["services"][0]["left"], 2);
        clerk.patch(&there).if_match(1).json(&longer).await.expect(412);
        clerk.post(&step(&made.id(), "activate")).if_match(2).await.refused(403, "own_contract");
        let second = app.as_(SECOND);
        let active = second.post(&step(&made.id(), "activate")).if_match(2).await.expect(200);
        assert_eq!((&active.body["status"], &active.body["payer_id"]), (&json!("active"), &json!(AGENT_A)));
        let late = clerk.patch(&there).if_match(3).json(&json!({ "price_fen": 1 })).await.expect(409);
        assert_eq!(late.body["code"], "contract_not_draft");
        second.post(&step(&made.id(), "activate")).if_match(3).await.expect(409);
    }

    async fn what_makes_no_sense_is_refused(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let clerk = app.as_(CLERK);
        for (field, value, fault) in [
            ("ends_on", json!("2025-12-31"), "ends_on: ends_before_start"),
            ("customer_id", json!(MISSING), "customer_id: not_found"),
            ("product_ids", json!([MISSING]), "product_ids.0: not_found"),
            ("product_ids", json!([product.id(), product.id()]), "product_ids.1: repeated"),
            ("product_type_ids", json!([MISSING]), "product_type_ids.0: not_found"),
            ("services", json!([{ "service_code": "SASL099" }]), "services.0.service_code: unknown_service"),
            ("services", json!([{ "service_code": "SASL012", "visits": 0 }]), "services.0.visits: too_small"),
            ("services", json!([{ "service_code": "SASL012", "visits": 1 }, { "service_code": "SASL012" }]), "services.1.service_code: repeated"),
            ("sla_profile", json!("none-such"), "sla_profile: unknown_profile"),
            ("accepted_on", json!("2026-03-03"), "accepted_on: in_future"),
            ("price_fen", json!(-1), "price_fen: too_small"),
            ("price_fen", json!(9_000_000_000_000_000_i64), "price_fen: too_large"),
            ("services", json!([{ "service_code": "SASL012", "visits": 1_000_000 }]), "services.0.visits: too_large"),
            ("vat_rate", json!(101), "vat_rate: too_large"),
            ("penalty", json!({ "no_response_percent": 1, "cap_percent": 20 }), "penalty.no_response_hours: required"),
        ] {
            let mut body = contract(CUSTOMER_A, &product.id());
            body[field] = value;
            let refused = clerk.post(CONTRACTS).json(&body).await.expect(422);
            assert!(refused.faults().contains(&fault.to_string()), "{field}: {:?}", refused.faults());
        }
        let of_another = clerk.post(CONTRACTS).json(&contract(CUSTOMER_B, &product.id())).await.expect(422);
        assert_eq!(of_another.faults(), ["product_ids.0: not_found"]);
        assert_eq!(clerk.get(CONTRACTS).await.expect(200).items().len(), 0);
    }

    async fn a_contract_that_says_nothing_or_is_over_is_not_put_in_force(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let mut body = contract(CUSTOMER_A, &product.id());
        body["product_ids"] = json!([]);
        body["services"] = json!([]);
        body["starts_on"] = json!("2025-01-01");
        body["ends_on"] = json!("2026-03-01");
        let made = draft(&app, &body).await;
        let refused = app.as_(SECOND).post(&step(&made.id(), "activate")).if_match(1).await.expect(422);
        assert_eq!(refused.faults(), [
            "ends_on: contract_over", "product_ids: contract_covers_nothing", "services: contract_includes_nothing",
        ]);
        // Nothing is late where no solution is promised.
        let mut never = contract(CUSTOMER_A, &product.id());
        (never["sla_profile"], never["penalty"]) = (json!("response-system"), json!({ "late_day_percent": 1 }));
        let made = draft(&app, &never).await;
        let refused = app.as_(SECOND).post(&step(&made.id(), "activate")).if_match(1).await.expect(422);
        assert_eq!(refused.faults(), ["sla_profile: contract_never_late"]);
    }

    async fn two_contracts_never_both_want_the_same_visit(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let first = in_force(&app, &contract(CUSTOMER_A, &product.id())).await;
        let clerk = app.as_(CLERK);
        let mut by_type = contract(CUSTOMER_A, &product.id());
        by_type["product_ids"] = json!([]);
        by_type["product_type_ids"] = json!([product.body["type_id"]]);
        by_type["starts_on"] = json!("2026-12-31");
        by_type["ends_on"] = json!("2027-12-30");
        let second = draft(&app, &by_type).await;
        let refused = app.as_(SECOND).post(&step(&second.id(), "activate")).if_match(1).await.expect(422);
        assert_eq!(refused.faults(), ["product_ids: contract_overlaps"]);
        let named = refused.body["errors"][0]["message"].as_str().unwrap();
        assert!(named.contains(first.body["number"].as_str().unwrap()), "{named}");
        assert_eq!(clerk.get(&format!("{CONTRACTS}/{}", second.id())).await.expect(200).body["status"], "draft");
        // A day later nothing is in the way, and neither is another service.
        let later = json!({ "starts_on": "2027-01-01" });
        clerk.patch(&format!("{CONTRACTS}/{}", second.id())).if_match(1).json(&later).await.expect(200);
        let upcoming = app.as_(SECOND).post(&step(&second.id(), "activate")).if_match(2).await.expect(200);
        assert_eq!(upcoming.body["status"], "upcoming");
        let mut other = contract(CUSTOMER_A, &product.id());
        other["services"] = json!([{ "service_code": "SASL011", "visits": 4 }]);
        in_force(&app, &other).await;
    }

    async fn of_two_that_clash_and_are_put_in_force_at_once_one_is(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let (one, other) = (app.as_(SECOND), app.as_("manager@vendor.example"));
        for year in 0..5 {
            let mut body = contract(CUSTOMER_A, &product.id());
            body["starts_on"] = json!(format!("203{year}-01-01"));
            body["ends_on"] = json!(format!("203{year}-12-31"));
            let drafts = [draft(&app, &body).await.id(), draft(&app, &body).await.id()];
            let (a, b) = tokio::join!(
                async { one.post(&step(&drafts[0], "activate")).if_match(1).await },
                async { other.post(&step(&drafts[1], "activate")).if_match(1).await }
            );
            let mut codes = [a.status, b.status];
            codes.sort_unstable();
            assert_eq!(codes, [200, 422], "{} {}", a.body, b.body);
            let refused = if a.status == 422 { a } else { b };
            assert_eq!(refused.faults(), ["product_ids: contract_overlaps"]);
        }
        let charged = app.as_(CLERK).get("/api/v1/charges?origin=contract&limit=50").await.expect(200);
        assert_eq!(charged.items().len(), 5);
    }

    async fn whoever_changed_a_draft_last_does_not_put_it_in_force(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let made = draft(&app, &contract(CUSTOMER_A, &product.id())).await;
        let there = format!("{CONTRACTS}/{}", made.id());
        app.as_(SECOND).patch(&there).if_match(1).json(&json!({ "price_fen": 1_000 })).await.expect(200);
        for email in [CLERK, SECOND] {
            app.as_(email).post(&step(&made.id(), "activate")).if_match(2).await.refused(403, "own_contract");
            let page = app.browse(email).get(&format!("/contracts/{}", made.id())).await.expect(200);
            page.shows("须由另一个人使其生效").hides("/activate\"");
        }
        let manager = app.browse("manager@vendor.example");
        let page = manager.get(&format!("/contracts/{}", made.id())).await.expect(200);
        page.shows("/activate\"").hides("须由另一个人使其生效");
        app.as_("manager@vendor.example").post(&step(&made.id(), "activate")).if_match(2).await.expect(200);
    }

    async fn what_decides_money_never_changes_once_it_is_in_force(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let mut body = contract(CUSTOMER_A, &product.id());
        body["penalty"] = json!({ "late_day_percent": 1, "cap_percent": 20 });
        draft(&app, &body).await;
        assert!(!app.refuses("UPDATE contracts SET price_fen = price_fen + 1"), "a draft may");
        app.execute("UPDATE contracts SET price_fen = price_fen - 1");
        in_force(&app, &body).await;
        for change in [
            "price_fen = price_fen + 1", "vat_rate = 13", "starts_on = '2025-01-01'", "ends_on = '2027-12-31'",
            "last_on = '2027-12-31'", "payer_name = 'x'", "penalty = NULL", "status = 'draft'",
            "penalty = '{\"late_day_percent\":2,\"cap_percent\":20}'",
        ] {
            assert!(app.refuses(&format!("UPDATE contracts SET {change} WHERE status = 'active'")), "{change}");
        }
        assert!(app.refuses("DELETE FROM contracts WHERE status = 'active'"));
    }

    async fn ending_early_needs_a_day_to_come_and_a_reason(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let made = in_force(&app, &contract(CUSTOMER_A, &product.id())).await;
        let clerk = app.as_(CLERK);
        let end = step(&made.id(), "end");
        for (body, fault) in [
            (json!({ "last_on": "2026-03-02" }), "reason: required"),
            (json!({ "last_on": "2026-03-01", "reason": "搬迁" }), "last_on: in_past"),
            (json!({ "last_on": "2026-12-31", "reason": "搬迁" }), "last_on: not_earlier"),
        ] {
            assert_eq!(clerk.post(&end).if_match(2).json(&body).await.expect(422).faults(), [fault]);
        }
        let body = json!({ "last_on": "2026-03-31", "reason": "设备搬迁" });
        let ended = clerk.post(&end).if_match(2).json(&body).await.expect(200);
        assert_eq!((&ended.body["ends_on"], &ended.body["last_on"]), (&json!("2026-12-31"), &json!("2026-03-31")));
        assert_eq!((&ended.body["status"], &ended.body["close_reason"]), (&json!("active"), &json!("设备搬迁")));
        app.clock.advance(chrono::TimeDelta::days(30));
        let clerk = app.as_(CLERK);
        let over = clerk.get(&format!("{CONTRACTS}?status=ended")).await.expect(200);
        assert_eq!(over.items()[0]["id"], json!(made.id()));
        clerk.post(&end).if_match(3).json(&body).await.expect(409);
        clerk.post(&step(&made.id(), "cancel")).if_match(3).json(&json!({ "reason": "x" })).await.expect(409);
    }

    async fn a_contract_is_given_up_before_it_begins(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let mut body = contract(CUSTOMER_A, &product.id());
        body["starts_on"] = json!("2026-04-01");
        let made = in_force(&app, &body).await;
        let (kam, clerk) = (app.as_(ADMIN), app.as_(CLERK));
        kam.post(&step(&made.id(), "cancel")).if_match(2).json(&json!({ "reason": "x" })).await.expect(403);
        let refused = clerk.post(&step(&made.id(), "cancel")).if_match(2).json(&json!({})).await.expect(422);
        assert_eq!(refused.faults(), ["reason: required"]);
        let gone = clerk.post(&step(&made.id(), "cancel")).if_match(2).json(&json!({ "reason": "未签约" })).await.expect(200);
        assert_eq!(gone.body["status"], "cancelled");
    }

    async fn everybody_reads_what_is_theirs(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let mut body = contract(CUSTOMER_A, &product.id());
        body["note"] = json!("优惠价");
        body["penalty"] = json!({ "late_day_percent": 1, "cap_percent": 20 });
        let made = in_force(&app, &body).await;
        let there = format!("{CONTRACTS}/{}", made.id());
        let hidden = draft(&app, &contract(CUSTOMER_A, &product.id())).await;
        // Who pays reads the price; whoever works there, and the end user, do not.
        let manager = app.as_("manager@agent-a.example").get(&there).await.expect(200);
        assert_eq!((&manager.body["price_fen"], &manager.body["penalty"]["cap_percent"]), (&json!(1_200_000), &json!(20)));
        assert_eq!((&manager.body["note"], &manager.body["created_by_name"]), (&Value::Null, &Value::Null));
        for email in ["engineer@agent-a.example", "contact@enduser-a.example"] {
            let seen = app.as_(email).get(&there).await.expect(200);
            assert_eq!((&seen.body["price_fen"], &seen.body["penalty"], &seen.body["payer_name"]), (&Value::Null, &Value::Null, &Value::Null));
            assert_eq!((&seen.body["services"][0]["left"], &seen.body["products"][0]["serial"]), (&json!(2), &json!("SN-1")));
            app.as_(email).get(&format!("{CONTRACTS}/{}", hidden.id())).await.expect(404);
            assert_eq!(app.as_(email).get(CONTRACTS).await.expect(200).items().len(), 1);
        }
        for email in ["manager@agent-b.example", "contact@enduser-b.example", KAM, "contact@keyaccount.example"] {
            app.as_(email).get(&there).await.expect(404);
            assert_eq!(app.as_(email).get(CONTRACTS).await.expect(200).items().len(), 0);
        }
        // When the customer changes its agent, the old one sees it no more, and the new one not who paid.
        let desk = app.as_("specialist@vendor.example");
        let customer = format!("/api/v1/customers/{CUSTOMER_A}");
        let version = desk.get(&customer).await.expect(200).version();
        desk.patch(&customer).if_match(version).json(&json!({ "agent_id": AGENT_B })).await.expect(200);
        app.as_("manager@agent-a.example").get(&there).await.expect(404);
        let new = app.as_("manager@agent-b.example").get(&there).await.expect(200);
        assert_eq!((&new.body["payer_name"], &new.body["price_fen"]), (&Value::Null, &Value::Null));
    }

    async fn a_key_accounts_manager_writes_and_others_put_in_force(app: TestApp) {
        let kind = crate::support::products::product_type(&app).await;
        let model = crate::support::products::model_of(&kind);
        let kam = app.as_(KAM);
        let product = kam.post("/api/v1/products").json(&device(&model, CUSTOMER_KEY, "SN-K")).await.expect(201);
        let made = kam.post(CONTRACTS).json(&contract(CUSTOMER_KEY, &product.id())).await.expect(201);
        kam.post(&step(&made.id(), "activate")).if_match(1).await.expect(403);
        let manager = app.as_("manager@vendor.example");
        let active = manager.post(&step(&made.id(), "activate")).if_match(1).await.expect(200);
        assert_eq!(active.body["activated_by_name"], crate::support::person("manager@vendor.example").name);
        let contact = app.as_("contact@keyaccount.example").get(&format!("{CONTRACTS}/{}", made.id())).await;
        assert_eq!(contact.expect(200).body["price_fen"], 1_200_000);
    }

    async fn final_acceptance_is_said_once(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let made = in_force(&app, &contract(CUSTOMER_A, &product.id())).await;
        let clerk = app.as_(CLERK);
        let accept = step(&made.id(), "accept");
        let ahead = clerk.post(&accept).if_match(2).json(&json!({ "accepted_on": "2026-03-03" })).await.expect(422);
        assert_eq!(ahead.faults(), ["accepted_on: in_future"]);
        let said = clerk.post(&accept).if_match(2).json(&json!({ "accepted_on": "2026-02-01" })).await.expect(200);
        assert_eq!(said.body["accepted_on"], "2026-02-01");
        let again = clerk.post(&accept).if_match(3).json(&json!({ "accepted_on": "2026-02-02" })).await.expect(409);
        assert_eq!(again.body["code"], "contract_accepted_already");
    }

    async fn the_list_is_filtered_sorted_and_searched(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let first = in_force(&app, &contract(CUSTOMER_A, &product.id())).await;
        let mut body = contract(CUSTOMER_A, &product.id());
        body["starts_on"] = json!("2027-01-01");
        body["ends_on"] = json!("2027-12-31");
        let second = in_force(&app, &body).await;
        let clerk = app.as_(CLERK);
        let number = first.body["number"].as_str().unwrap();
        for (query, found) in [
            ("status=active".to_string(), vec![&first]),
            ("status=upcoming".to_string(), vec![&second]),
            ("status=draft".to_string(), vec![]),
            ("ends_by=2026-12-31".to_string(), vec![&first]),
            ("sort=last_on".to_string(), vec![&first, &second]),
            ("sort=-last_on".to_string(), vec![&second, &first]),
            (format!("customer_id={CUSTOMER_B}"), vec![]),
            (format!("agent_id={AGENT_A}"), vec![&second, &first]),
            (format!("product_id={}", product.id()), vec![&second, &first]),
            (format!("q={}", number.to_lowercase()), vec![&first]),
        ] {
            let list = clerk.get(&format!("{CONTRACTS}?{query}")).await.expect(200);
            let ids: Vec<&str> = list.items().iter().map(|one| one["id"].as_str().unwrap()).collect();
            let expected: Vec<String> = found.iter().map(|one| one.id()).collect();
            assert_eq!(ids, expected, "{query}");
        }
        let one = clerk.get(&format!("{CONTRACTS}?sort=last_on&limit=1")).await.expect(200);
        let next = one.body["next"].as_str().unwrap();
        let two = clerk.get(&format!("{CONTRACTS}?sort=last_on&limit=1&after={next}")).await.expect(200);
        assert_eq!(two.items()[0]["id"], json!(second.id()));
    }
}
