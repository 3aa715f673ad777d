//! Who sees, states and confirms penalties.

use chrono::TimeDelta;
use serde_json::json;

use super::super::contracts::fault;
use super::super::requests::{ENGINEER, pass};
use super::*;
use crate::both_engines;
use crate::support::fixture::{AGENT_A, CUSTOMER_AGENT_A, MISSING};

const REQUESTS: &str = "/api/v1/requests";

/// A request without a response under a contract; the request and its penalty.
async fn unanswered(app: &TestApp) -> (String, Value) {
    contract_with(app, CUSTOMER_AGENT_A, terms()).await;
    let id = broken(app, CUSTOMER_AGENT_A).await;
    pass(app, TimeDelta::hours(4) + TimeDelta::seconds(1));
    let penalty = penalties(app).await[0].clone();
    (id, penalty)
}

both_engines! {
    async fn a_confirmed_penalty_is_taken_off_the_next_statement(app: TestApp) {
        let (_, penalty) = unanswered(&app).await;
        let confirm = format!("{CREDITS}/{}/confirm", penalty["id"].as_str().unwrap());
        app.as_("billing2@vendor.example").post(&confirm).if_match(1).await.refused(403, "not_the_decider");
        app.as_(ENGINEER).post(&confirm).if_match(1).await.expect(403);
        let given = app.as_(MANAGER).post(&confirm).if_match(1).await.expect(200);
        assert_eq!(given.body["status"], "confirmed");
        let charge = format!("/api/v1/charges/{}", given.body["charge_id"].as_str().unwrap());
        let charge = app.as_("manager@agent-a.example").get(&charge).await.expect(200).body;
        assert_eq!((charge["amount_fen"].as_i64(), charge["component"].as_str()), (Some(-12_000), Some("penalty")));
        let month = json!({ "payer_id": AGENT_A, "month": "2026-03" });
        let statement = app.as_(BILLING).post("/api/v1/statements").json(&month).await.expect(201).body;
        let lines = statement["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["component"] == "penalty").unwrap();
        assert_eq!(line["credit_kind"], "sla_penalty");
        assert!(line["text"].as_str().unwrap().contains("违约金（服务时限）"), "{line}");
        let page = format!("/billing/statements/{}", statement["id"].as_str().unwrap());
        app.browse("manager@agent-a.example").get(&page).await.expect(200).shows("违约金（服务时限）");
        assert_eq!((line["net_fen"].as_i64(), line["vat_fen"].as_i64()), (Some(-12_000), Some(-720)));
        assert_eq!(statement["net_total_fen"].as_i64(), Some(PRICE - 12_000));
        assert_eq!(fault(&app), None);
    }

    async fn the_pages_say_how_it_was_computed(app: TestApp) {
        let (id, penalty) = unanswered(&app).await;
        let here = page_of(&penalty);
        let (request, contract) = (format!("/requests/{id}"), penalty["contract_id"].as_str().unwrap());
        let manager = app.browse(MANAGER);
        let page = manager.get(&here).await.expect(200);
        let page = page.shows("合同约定 4 小时内响应").shows("¥12,000.00").shows("¥120.00").shows("TierDesk");
        let page = page.shows(&format!("href=\"{request}\"")).shows(&format!("/contracts/{contract}"));
        // Billing reads it too; requests are not theirs to open.
        let read = app.browse(BILLING).get(&here).await.expect(200);
        read.shows("合同约定 4 小时内响应").hides(&format!("href=\"{request}\"")).hides("/confirm\"");
        manager.get(&request).await.expect(200).shows(&here).shows("未按时响应").shows("故障导致停产");
        for email in [ENGINEER, "manager@agent-a.example", "specialist@vendor.example"] {
            app.browse(email).get(&request).await.expect(200).hides("/billing/credits/").hides("故障导致停产");
            app.as_(email).get(&format!("{CREDITS}/{}", penalty["id"].as_str().unwrap())).await.expect(403);
        }
        let done = manager.submit(&page, &format!("{here}/confirm"), &[]).await.expect(303);
        manager.follow(&done).await.expect(200).shows("列入付款方下一份对账单");
        // Whoever is given it reads the same on the charge, and opens request and contract, but not the credit.
        let charge = app.as_(MANAGER).get(&format!("{CREDITS}/{}", penalty["id"].as_str().unwrap())).await.expect(200);
        let charge = format!("/billing/charges/{}", charge.body["charge_id"].as_str().unwrap());
        let payer = app.browse("manager@agent-a.example");
        let page = payer.get(&charge).await.expect(200).shows("违约金（服务时限）").shows("合同约定 4 小时内响应");
        let page = page.shows("¥12,000.00").shows("¥120.00").shows(&format!("href=\"{request}\""));
        page.shows(&format!("/contracts/{contract}")).hides("/billing/credits/");
        payer.get("/billing/charges").await.expect(200).shows("违约金（服务时限）");
        let english = json!({ "language": "en" });
        app.as_("manager@agent-a.example").patch("/api/v1/me").json(&english).if_match(1).await.expect(200);
        let english = app.browse("manager@agent-a.example").get(&charge).await.expect(200);
        english.shows("Penalty (deadline)");
    }

    async fn an_outage_is_stated_by_a_person_and_confirmed_by_another(app: TestApp) {
        contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        let id = broken(&app, CUSTOMER_AGENT_A).await;
        let there = format!("{REQUESTS}/{id}/outage");
        let stated = json!({ "reason": "产线停机两小时" });
        let manager = app.as_(MANAGER);
        let silent = manager.post(&there).json(&json!({})).await.expect(422);
        assert_eq!(silent.faults(), ["reason: required"]);
        for email in [BILLING, ENGINEER, "specialist@vendor.example", "contact@enduser-a.example"] {
            app.as_(email).post(&there).json(&stated).await.expect(403);
        }
        manager.post(&format!("{REQUESTS}/{MISSING}/outage")).json(&stated).await.expect(404);
        let made = manager.post(&there).json(&stated).await.expect(201);
        assert_eq!((made.body["clause"].as_str(), made.body["amount_fen"].as_i64()), (Some("outage"), Some(12_000)));
        assert_eq!((made.body["status"].as_str(), made.body["basis"]["stated"].as_str()), (Some("proposed"), Some("产线停机两小时")));
        manager.post(&there).json(&stated).await.refused(409, "penalty_proposed_already");
        let confirm = format!("{CREDITS}/{}/confirm", made.id());
        manager.post(&confirm).if_match(1).await.refused(403, "own_credit");
        let trail = app.as_("auditor@vendor.example").get(&format!("/api/v1/audit?object={}", made.id())).await.expect(200);
        let entry = trail.items().iter().find(|entry| entry["action"] == "credit.propose").unwrap();
        let after = &entry["after"];
        assert_eq!((&after["clause"], &after["stated"]), (&json!("outage"), &json!("产线停机两小时")));
        assert_eq!((&after["request_id"], &after["contract_id"]), (&json!(id), &made.body["contract_id"]));
        assert_eq!(fault(&app), None);
        let question = json!({ "customer_id": CUSTOMER_AGENT_A, "kind": "question", "subject": "如何升级", "serial": "SN-1" });
        let question = app.as_(ENGINEER).post(REQUESTS).json(&question).await.expect(201);
        let there = format!("{REQUESTS}/{}/outage", question.id());
        manager.post(&there).json(&stated).await.refused(409, "penalty_not_agreed");
    }

    async fn an_outage_is_stated_on_the_page(app: TestApp) {
        contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        let id = broken(&app, CUSTOMER_AGENT_A).await;
        let (manager, here) = (app.browse(MANAGER), format!("/requests/{id}"));
        let page = manager.get(&here).await.expect(200);
        let silent = manager.submit(&page, &format!("{here}/outage"), &[]).await.expect(303);
        manager.follow(&silent).await.expect(200).shows("请填写哪些生产停止");
        let made = manager.submit(&page, &format!("{here}/outage"), &[("reason", "产线停机")]).await.expect(303);
        manager.follow(&made).await.expect(200).shows("产线停机").shows("导致停产的故障").shows("须由另一个人确认");
        let again = manager.submit(&page, &format!("{here}/outage"), &[("reason", "产线停机")]).await.expect(303);
        manager.follow(&again).await.expect(200).shows("已经提出过").hides("哪些生产停止");
    }

    async fn an_outage_that_was_refused_is_stated_again_while_there_is_room(app: TestApp) {
        let mut terms = terms();
        terms["cap_percent"] = json!(1);
        contract_with(&app, CUSTOMER_AGENT_A, terms).await;
        let id = broken(&app, CUSTOMER_AGENT_A).await;
        let (there, stated) = (format!("{REQUESTS}/{id}/outage"), json!({ "reason": "产线停机两小时" }));
        let manager = app.as_(MANAGER);
        let state = async || manager.post(&there).json(&stated).await;
        let made = state().await.expect(201);
        app.execute("UPDATE credits SET status = 'refused'");
        let again = state().await.expect(201);
        assert_ne!(made.id(), again.id());
        state().await.refused(409, "penalty_proposed_already");
        let other = broken(&app, CUSTOMER_AGENT_A).await;
        let there = format!("{REQUESTS}/{other}/outage");
        manager.post(&there).json(&stated).await.refused(409, "penalty_cap_reached");
        let (manager, here) = (app.browse(MANAGER), format!("/requests/{other}"));
        let page = manager.get(&here).await.expect(200);
        let full = manager.submit(&page, &format!("{here}/outage"), &[("reason", "产线停机")]).await.expect(303);
        manager.follow(&full).await.expect(200).shows("违约金已达上限");
    }
}
