//! What the program proposes, when, and how much.

use chrono::TimeDelta;
use serde_json::json;
use tierdesk::features::requests::WATCH;

use super::super::contracts::{device_of, fault};
use super::super::requests::{ENGINEER, VENDOR_ENGINEER, pass, raise, to};
use super::*;
use crate::both_engines;
use crate::support::contracts::{CLERK, CONTRACTS};
use crate::support::fixture::{AGENT_A, CUSTOMER_A, CUSTOMER_AGENT_A, CUSTOMER_KEY};

const SECOND: TimeDelta = TimeDelta::seconds(1);

both_engines! {
    async fn a_request_without_a_response_costs_once(app: TestApp) {
        let made = contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        let id = broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::hours(4));
        assert!(penalties(&app).await.is_empty(), "four hours are four hours");
        pass(&app, SECOND);
        let found = penalties(&app).await;
        assert_eq!(told(&app).await, [proposed("no_response", 12_000)]);
        let penalty = &found[0];
        assert!(penalty["proposed_by"].is_null(), "the program itself");
        assert_eq!((&penalty["request_id"], &penalty["contract_id"]), (&json!(id), &json!(made.id())));
        assert_eq!((&penalty["payer_id"], &penalty["vat_rate"]), (&json!(AGENT_A), &json!(6)));
        let basis = &penalty["basis"];
        assert_eq!((&basis["contract_number"], &basis["facts"]["price_fen"]), (&made.body["number"], &json!(PRICE)));
        assert_eq!((&basis["facts"]["within_hours"], &basis["facts"]["percent"]), (&json!(4), &json!(1)));
        assert_eq!(basis["penalty"]["seconds"], 14_401);
        pass(&app, TimeDelta::days(3));
        assert_eq!(told(&app).await.len(), 1, "once for a request");
        let notices = app.as_(MANAGER).get("/api/v1/notices?limit=200").await.expect(200);
        assert_eq!(notices.items().iter().filter(|notice| notice["kind"] == "credit_proposed").count(), 1);
        assert_eq!(fault(&app), None);
    }

    async fn a_response_in_time_costs_nothing(app: TestApp) {
        contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        let (answered, given_up) = (broken(&app, CUSTOMER_AGENT_A).await, broken(&app, CUSTOMER_AGENT_A).await);
        pass(&app, TimeDelta::hours(3));
        steps(&app, &answered, &["accepted", "in_progress", "resolved"]).await;
        to(&app.as_(ENGINEER), &given_up, "cancelled", "误报").await.expect(200);
        pass(&app, TimeDelta::days(9));
        assert!(penalties(&app).await.is_empty());
        assert_eq!(app.lines("SELECT kind AS line FROM request_timers WHERE done_at IS NULL AND kind = 'penalty'").len(), 0);
    }

    async fn each_started_day_counts_and_waiting_for_the_customer_does_not(app: TestApp) {
        contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        let id = broken(&app, CUSTOMER_AGENT_A).await;
        steps(&app, &id, &["accepted", "in_progress"]).await;
        // Due after four hours; one hour late it waits for thirty, and is solved 23 hours after that: 24 hours late.
        pass(&app, TimeDelta::hours(5));
        steps(&app, &id, &["waiting_customer"]).await;
        pass(&app, TimeDelta::hours(30));
        steps(&app, &id, &["in_progress"]).await;
        pass(&app, TimeDelta::hours(23));
        assert!(penalties(&app).await.is_empty(), "nobody knows yet how late it will be");
        steps(&app, &id, &["resolved"]).await;
        pass(&app, SECOND);
        assert_eq!(told(&app).await, [proposed("late_day", 12_000)]);
        assert_eq!(penalties(&app).await[0]["basis"]["facts"]["pauses"].as_array().unwrap().len(), 1);
        // It was not solved after all: 25 hours more, in its third day; what was proposed is not proposed again, and the time
        // in which it seemed solved does not count.
        pass(&app, TimeDelta::hours(10));
        to(&app.as_(ENGINEER), &id, "in_progress", "又掉线了").await.expect(200);
        pass(&app, TimeDelta::hours(25));
        steps(&app, &id, &["resolved"]).await;
        pass(&app, TimeDelta::days(8));
        assert_eq!(told(&app).await, [proposed("late_day", 12_000), proposed("late_day", 24_000)]);
        assert_eq!(penalties(&app).await[1]["part"], 2);
        let page = app.browse(MANAGER).get(&page_of(&penalties(&app).await[1])).await.expect(200);
        page.shows("超时 2 天").shows("以下时间停止计时").shows("重新打开之前已提出 1 天");
        assert_eq!(fault(&app), None);
    }

    async fn each_started_hour_counts_where_hours_were_agreed(app: TestApp) {
        contract_with(&app, CUSTOMER_AGENT_A, json!({ "late_hour_fen": 5_000, "cap_percent": 20 })).await;
        let id = broken(&app, CUSTOMER_AGENT_A).await;
        steps(&app, &id, &["accepted", "in_progress"]).await;
        pass(&app, TimeDelta::minutes(330));
        steps(&app, &id, &["resolved"]).await;
        pass(&app, SECOND);
        assert_eq!(told(&app).await, [proposed("late_hour", 10_000)]);
        let page = app.browse(MANAGER).get(&page_of(&penalties(&app).await[0])).await.expect(200);
        page.shows("超时 2 小时").shows("每小时 ¥50.00");
    }

    async fn all_together_never_exceed_the_cap_and_a_refusal_makes_room(app: TestApp) {
        let mut terms = terms();
        terms["cap_percent"] = json!(3);
        contract_with(&app, CUSTOMER_AGENT_A, terms).await;
        let (first, second) = (broken(&app, CUSTOMER_AGENT_A).await, broken(&app, CUSTOMER_AGENT_A).await);
        steps(&app, &first, &["accepted", "in_progress"]).await;
        // Five days late would be 60 000; the other request took 12 000 of 36 000.
        pass(&app, TimeDelta::hours(4 + 5 * 24));
        steps(&app, &first, &["resolved"]).await;
        pass(&app, SECOND);
        assert_eq!(told(&app).await, [proposed("no_response", 12_000), proposed("late_day", 24_000)]);
        steps(&app, &second, &["accepted", "in_progress", "resolved"]).await;
        pass(&app, SECOND);
        assert_eq!(told(&app).await.len(), 2, "nothing is left");
        assert_eq!(fault(&app), None);
        let late = &penalties(&app).await[1];
        let refuse = format!("{CREDITS}/{}/refuse", late["id"].as_str().unwrap());
        app.as_(MANAGER).post(&refuse).if_match(1).json(&json!({ "reason": "客户机房停电" })).await.expect(200);
        let third = broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::hours(4) + SECOND);
        assert_eq!(told(&app).await[2], proposed("no_response", 12_000));
        steps(&app, &third, &["accepted"]).await;
        assert_eq!(fault(&app), None);
        app.execute("UPDATE credits SET status = 'proposed' WHERE status = 'refused'");
        assert!(fault(&app).unwrap().contains("penalty_above_cap"));
        app.execute("UPDATE credits SET status = 'refused' WHERE clause = 'late_day'");
        app.disarm("credits");
        app.execute("UPDATE credits SET amount_fen = amount_fen + 1 WHERE status = 'proposed'");
        assert!(fault(&app).unwrap().contains("penalty_differs"));
    }

    async fn several_instances_propose_once_and_keep_the_cap(app: TestApp) {
        let mut terms = terms();
        terms["cap_percent"] = json!(5);
        contract_with(&app, CUSTOMER_AGENT_A, terms).await;
        for _ in 0..12 {
            broken(&app, CUSTOMER_AGENT_A).await;
        }
        pass(&app, SECOND);
        app.clock.advance(TimeDelta::hours(5));
        let now = app.now();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    // Somebody else had it first, or the database was busy: the job goes on with what there is.
                    for _ in 0..30 {
                        let _ = (WATCH.run)(&app.app.services, now);
                    }
                });
            }
        });
        assert_eq!(told(&app).await, vec![proposed("no_response", 12_000); 5]);
        assert_eq!(app.lines("SELECT CAST(COUNT(DISTINCT request_id) AS TEXT) AS line FROM credits"), ["5"]);
        assert_eq!(fault(&app), None);
    }

    async fn what_was_refused_stays_refused(app: TestApp) {
        contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        let id = broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::hours(4) + SECOND);
        let penalty = penalties(&app).await[0].clone();
        let refuse = format!("{CREDITS}/{}/refuse", penalty["id"].as_str().unwrap());
        app.as_(MANAGER).post(&refuse).if_match(1).json(&json!({ "reason": "电话里已经答复" })).await.expect(200);
        steps(&app, &id, &["accepted", "in_progress"]).await;
        pass(&app, TimeDelta::days(1));
        steps(&app, &id, &["resolved"]).await;
        pass(&app, TimeDelta::days(8));
        let refused = ("no_response".to_string(), 12_000, "refused".to_string());
        assert_eq!(told(&app).await, [refused, proposed("late_day", 24_000)], "24 hours and a second late");
    }

    async fn a_contract_that_does_not_hold_grants_nothing(app: TestApp) {
        let product = device_of(&app, CUSTOMER_AGENT_A, "SN-1", "2025-01-10").await;
        let mut body = contract(CUSTOMER_AGENT_A, &product.id());
        (body["starts_on"], body["penalty"], body["sla_profile"]) = (json!("2026-03-03"), terms(), json!("project"));
        let made = in_force(&app, &body).await;
        broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::days(2));
        assert!(penalties(&app).await.is_empty(), "reported before it began");
        let end = json!({ "last_on": "2026-03-04", "reason": "设备停用" });
        app.as_(CLERK).post(&format!("{CONTRACTS}/{}/end", made.id())).if_match(2).json(&end).await.expect(200);
        let last = broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::days(1));
        assert_eq!(penalties(&app).await[0]["request_id"], json!(last), "its last day counts");
        broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::days(1));
        assert_eq!(told(&app).await.len(), 1, "it is over");
    }

    async fn only_faults_of_the_contracts_customer_and_device_cost(app: TestApp) {
        contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        device_of(&app, CUSTOMER_AGENT_A, "SN-2", "2025-01-10").await;
        let mut body = json!({
            "customer_id": CUSTOMER_KEY, "kind": "fault", "severity": 3, "service_code": "SASR008", "subject": "策略不生效",
            "serial": "SN-1",
        });
        raise(&app.as_("contact@keyaccount.example"), &body).await;
        (body["customer_id"], body["serial"]) = (json!(CUSTOMER_AGENT_A), json!("SN-2"));
        raise(&app.as_(ENGINEER), &body).await;
        let question = json!({ "customer_id": CUSTOMER_AGENT_A, "kind": "question", "subject": "如何升级", "serial": "SN-1" });
        raise(&app.as_(ENGINEER), &question).await;
        pass(&app, TimeDelta::days(2));
        assert!(penalties(&app).await.is_empty());
        // Where nobody says which device, the only contract with penalties holds.
        body.as_object_mut().unwrap().remove("serial");
        raise(&app.as_(ENGINEER), &body).await;
        pass(&app, TimeDelta::days(1));
        assert_eq!(told(&app).await, [proposed("no_response", 12_000)]);
    }

    async fn nobody_is_late_for_what_was_entered_late(app: TestApp) {
        contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        let long_ago = json!({
            "customer_id": CUSTOMER_AGENT_A, "kind": "fault", "severity": 3, "service_code": "SASR008",
            "subject": "策略不生效", "serial": "SN-1", "reported_at": "2026-02-20T09:00:00+08:00",
        });
        let id = raise(&app.as_(ENGINEER), &long_ago).await.id();
        pass(&app, TimeDelta::hours(3));
        steps(&app, &id, &["accepted", "in_progress", "resolved"]).await;
        pass(&app, SECOND);
        assert!(penalties(&app).await.is_empty(), "answered and solved three hours after the vendor heard of it");
        let id = raise(&app.as_(ENGINEER), &long_ago).await.id();
        pass(&app, TimeDelta::hours(4) + SECOND);
        assert_eq!(told(&app).await, [proposed("no_response", 12_000)]);
        assert_eq!(penalties(&app).await[0]["request_id"], json!(id));
        app.browse(MANAGER).get(&page_of(&penalties(&app).await[0])).await.expect(200).shows("此前厂商不知情");
        // What the vendor itself wrote down late it had heard of.
        raise(&app.as_("specialist@vendor.example"), &long_ago).await;
        pass(&app, SECOND);
        assert_eq!(told(&app).await.len(), 2);
        assert_eq!(fault(&app), None);
    }

    async fn a_question_that_its_customer_calls_a_fault_begins_there(app: TestApp) {
        contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        let question = json!({ "customer_id": CUSTOMER_AGENT_A, "kind": "question", "subject": "策略不生效", "serial": "SN-1" });
        let id = raise(&app.as_(ENGINEER), &question).await.id();
        pass(&app, TimeDelta::hours(5));
        let (agent, there) = (app.as_(ENGINEER), format!("/api/v1/requests/{id}"));
        let version = agent.get(&there).await.expect(200).version();
        let fault = json!({ "kind": "fault", "severity": 3 });
        agent.patch(&there).if_match(version).json(&fault).await.expect(200);
        pass(&app, TimeDelta::hours(4));
        assert!(penalties(&app).await.is_empty());
        pass(&app, SECOND);
        assert_eq!(told(&app).await, [proposed("no_response", 12_000)]);
    }

    async fn what_was_missed_stays_missed(app: TestApp) {
        contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        let (eased, given_up) = (broken(&app, CUSTOMER_AGENT_A).await, broken(&app, CUSTOMER_AGENT_A).await);
        for id in [&eased, &given_up] {
            steps(&app, id, &["accepted", "in_progress"]).await;
        }
        pass(&app, TimeDelta::hours(5));
        // Whoever is late promises less.
        let (vendor, there) = (app.as_(VENDOR_ENGINEER), format!("/api/v1/requests/{eased}"));
        let version = vendor.get(&there).await.expect(200).version();
        vendor.patch(&there).if_match(version).json(&json!({ "profile": "response-system" })).await.expect(200);
        steps(&app, &eased, &["resolved"]).await;
        pass(&app, SECOND);
        assert_eq!(told(&app).await, [proposed("late_day", 12_000)]);
        // Or gives it up, on its second day.
        pass(&app, TimeDelta::days(1));
        to(&app.as_(VENDOR_ENGINEER), &given_up, "cancelled", "无法修复").await.expect(200);
        pass(&app, SECOND);
        assert_eq!(told(&app).await[1], proposed("late_day", 24_000));
        assert_eq!(fault(&app), None);
    }

    async fn a_device_that_no_contract_covers_costs_nothing(app: TestApp) {
        contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        let body = json!({
            "customer_id": CUSTOMER_AGENT_A, "kind": "fault", "severity": 3, "service_code": "SASR008", "subject": "策略不生效",
            "serial": "SN-UNKNOWN",
        });
        raise(&app.as_(ENGINEER), &body).await;
        app.execute("UPDATE products SET gone_on = '2026-03-02', gone_as = 'returned'");
        broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::days(1));
        assert!(penalties(&app).await.is_empty(), "nobody registered it; it went back");
    }

    async fn a_refusal_makes_room_for_what_found_none(app: TestApp) {
        let mut terms = terms();
        terms["cap_percent"] = json!(1);
        contract_with(&app, CUSTOMER_AGENT_A, terms).await;
        let first = broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::hours(1));
        let second = broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::hours(3) + SECOND);
        pass(&app, TimeDelta::hours(1));
        assert_eq!(told(&app).await.len(), 1, "the other fills the cap");
        assert_eq!(penalties(&app).await[0]["request_id"], json!(first));
        let refuse = format!("{CREDITS}/{}/refuse", penalties(&app).await[0]["id"].as_str().unwrap());
        app.as_(MANAGER).post(&refuse).if_match(1).json(&json!({ "reason": "客户机房停电" })).await.expect(200);
        pass(&app, TimeDelta::days(1));
        assert_eq!(told(&app).await[1], proposed("no_response", 12_000));
        assert_eq!(penalties(&app).await[1]["request_id"], json!(second));
        let confirm = format!("{CREDITS}/{}/confirm", penalties(&app).await[1]["id"].as_str().unwrap());
        app.as_(MANAGER).post(&confirm).if_match(1).await.expect(200);
        broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::days(2));
        assert_eq!(told(&app).await.len(), 2, "what is confirmed fills it for good");
        assert_eq!(app.lines("SELECT kind AS line FROM request_timers WHERE done_at IS NULL AND kind = 'penalty'").len(), 0);
    }

    async fn while_the_agent_has_it_the_vendor_owes_nothing(app: TestApp) {
        contract_with(&app, CUSTOMER_A, terms()).await;
        let id = broken(&app, CUSTOMER_A).await;
        pass(&app, TimeDelta::hours(10));
        assert!(penalties(&app).await.is_empty());
        to(&app.as_(ENGINEER), &id, "escalated", "需要厂商").await.expect(200);
        pass(&app, TimeDelta::hours(4));
        assert!(penalties(&app).await.is_empty(), "its own four hours");
        pass(&app, SECOND);
        assert_eq!(told(&app).await, [proposed("no_response", 12_000)]);
        assert_eq!(penalties(&app).await[0]["basis"]["facts"]["from"], "2026-03-02T11:00:00Z");
        // The four hours to solve it run from the handing on too: until 15:00, one second ago.
        steps(&app, &id, &["accepted", "in_progress", "resolved"]).await;
        pass(&app, SECOND);
        assert_eq!(told(&app).await[1], proposed("late_day", 12_000));
        let late = &penalties(&app).await[1];
        assert_eq!((&late["basis"]["penalty"]["seconds"], &late["payer_id"]), (&json!(1), &json!(AGENT_A)));
        let page = app.browse(MANAGER).get(&page_of(late)).await.expect(200);
        page.shows("承诺 2026-03-02 23:00 前解决").shows("2026-03-02 09:00 至 2026-03-02 19:00 由代理商处理");
        assert_eq!(fault(&app), None);
    }

    async fn a_silent_contract_is_capped_by_the_policy(app: TestApp) {
        let half = json!({ "no_response_hours": 1, "no_response_percent": 50 });
        contract_with(&app, CUSTOMER_AGENT_A, half).await;
        broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::hours(1) + SECOND);
        assert_eq!(told(&app).await, [proposed("no_response", 240_000)], "20 % of the price");
        assert_eq!(fault(&app), None);
    }
}
