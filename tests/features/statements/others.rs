//! Lines that no record stands behind: credits, service fees, contracts. They net against charges, lead to where they come
//! from, and are disputed like every other (chapter 6).

use serde_json::{Value, json};

use super::settle::verified;
use super::{BILLING, STATEMENTS, ask, issued, sum};
use crate::both_engines;
use crate::features::contracts::device_of;
use crate::support::contracts::{CLERK, CONTRACTS, contract, in_force};
use crate::support::fixture::{AGENT_A, CUSTOMER_AGENT_A};
use crate::support::{Answer, TestApp};

const PAYER: &str = "manager@agent-a.example";
const REVIEWER: &str = "reviewer@vendor.example";

async fn credit(app: &TestApp, kind: &str, amount_fen: i64) -> Value {
    let body =
        json!({ "payer_id": AGENT_A, "kind": kind, "amount_fen": amount_fen, "vat_rate": 6, "text": "退还" });
    app.as_(BILLING).post("/api/v1/credits").json(&body).await.expect(201).body
}

/// 45 minutes of an agent for the vendor: ¥90.
async fn fee(app: &TestApp) -> Value {
    let body = json!({
        "payer_id": AGENT_A, "service_code": "SASR008", "worked_on": "2026-03-01", "quantity": 45, "text": "协助现场",
    });
    app.as_(BILLING).post("/api/v1/service-fees").json(&body).await.expect(201).body
}

/// A contract of agent A's own site, ¥12,000.
async fn contracted(app: &TestApp, starts_on: &str) -> Answer {
    let product = device_of(app, CUSTOMER_AGENT_A, "SN-1", "2025-01-10").await;
    let mut body = contract(CUSTOMER_AGENT_A, &product.id());
    body["starts_on"] = json!(starts_on);
    in_force(app, &body).await
}

fn line_of<'a>(statement: &'a Value, charge: &Value) -> &'a Value {
    statement["lines"].as_array().unwrap().iter().find(|line| line["charge_id"] == *charge).unwrap()
}

/// The payer disputes a line, and a reviewer says that it is right.
async fn accepted(app: &TestApp, charge: &Value) {
    let (id, why) = (charge.as_str().unwrap(), json!({ "text": "这笔不对" }));
    let dispute = format!("/api/v1/statement-lines/{id}/dispute");
    app.as_(PAYER).post(&dispute).if_match(1).json(&why).await.expect(200);
    let accept = format!("/api/v1/disputed-lines/{id}/accept");
    app.as_(REVIEWER).post(&accept).if_match(2).json(&why).await.expect(200);
}

async fn status(app: &TestApp, charge: &Value) -> String {
    let line = format!("/api/v1/statement-lines/{}", charge.as_str().unwrap());
    app.as_(PAYER).get(&line).await.expect(200).body["status"].as_str().unwrap().to_string()
}

both_engines! {
    async fn fees_and_credits_net_against_charges_each_with_its_own_derivation(app: TestApp) {
        let (fee, given) = (fee(&app).await, credit(&app, "damages", 10_000).await);
        let statement = issued(&app).await;
        let of_records: i64 = statement["lines"].as_array().unwrap().iter()
            .filter(|line| !line["record_id"].is_null()).map(|line| line["net_fen"].as_i64().unwrap()).sum();
        assert!(of_records > 0);
        assert_eq!(statement["net_total_fen"].as_i64(), Some(of_records - 9_000 - 10_000));
        assert_eq!(statement["gross_total_fen"].as_i64(), Some(sum(&statement["lines"], "gross_fen")));
        for (credit, component, kind) in [(&fee, "service_fee", Value::Null), (&given, "penalty", json!("damages"))] {
            let line = line_of(&statement, &credit["charge_id"]);
            assert_eq!((&line["component"], &line["credit_kind"]), (&json!(component), &kind));
            assert_eq!(line["credit_id"], credit["id"]);
            let charge = format!("/api/v1/charges/{}", line["charge_id"].as_str().unwrap());
            let charge = app.as_(PAYER).get(&charge).await.expect(200).body;
            assert_eq!(charge["derivation"]["credit_id"], credit["id"], "its own derivation");
        }
        assert!(line_of(&statement, &given["charge_id"])["text"].as_str().unwrap().contains("赔偿"));
        verified(&app);
    }

    async fn a_disputed_credit_is_taken_back_by_billing(app: TestApp) {
        let fee = fee(&app).await;
        let statement = issued(&app).await;
        let charge = &fee["charge_id"];
        accepted(&app, charge).await;
        assert_eq!(status(&app, charge).await, "accepted");
        let told = app.as_(BILLING).get("/api/v1/notices").await.expect(200);
        let notice = told.items().iter().find(|notice| notice["kind"] == "line_accepted").unwrap();
        assert_eq!(notice["number"], statement["number"]);
        let there = format!("/billing/statement-lines/{}", charge.as_str().unwrap());
        let opened = app.browse(BILLING).get(&format!("/notices/{}", notice["id"].as_str().unwrap())).await.expect(303);
        assert_eq!(opened.location(), there);
        let credit = format!("/billing/credits/{}", fee["id"].as_str().unwrap());
        app.browse(BILLING).get(&there).await.expect(200).shows("请冲回这笔贷记").shows(&credit);
        app.browse(PAYER).get(&there).await.expect(200).shows("由财务冲回贷记").hides(&credit);
        let reverse = format!("/api/v1/credits/{}/reverse", fee["id"].as_str().unwrap());
        let why = json!({ "reason": "工时有误" });
        app.as_(BILLING).post(&reverse).if_match(2).json(&why).await.expect(200);
        assert_eq!(status(&app, charge).await, "corrected");
        let next = ask(&app).await.expect(201).body;
        assert_eq!(next["net_total_fen"].as_i64(), Some(9_000), "what was taken back is on the next statement");
        verified(&app);
    }

    async fn a_disputed_contract_is_upheld_on_the_pages(app: TestApp) {
        let made = contracted(&app, "2026-01-01").await;
        let statement = ask(&app).await.expect(201).body;
        let line = format!("/billing/statement-lines/{}", made.body["charge_id"].as_str().unwrap());
        let (payer, reviewer) = (app.browse(PAYER), app.browse(REVIEWER));
        let page = payer.get(&line).await.expect(200).shows("提出异议").shows(&format!("/contracts/{}", made.id()));
        payer.submit(&page, &format!("{line}/dispute"), &[("text", "价格谈的是一万")]).await.expect(303);
        let here = format!("/billing/statements/{}", statement["id"].as_str().unwrap());
        payer.get(&here).await.expect(200).shows("1 行有异议").shows(&format!("/contracts/{}", made.id()));
        let desk = line.replace("/billing/statement-lines", "/reviews/disputed");
        let page = reviewer.get(&desk).await.expect(200).shows("价格谈的是一万").shows("通知财务冲回贷记或处理合同费用");
        reviewer.submit(&page, &format!("{desk}/uphold"), &[("text", "以合同为准")]).await.expect(303);
        payer.get(&line).await.expect(200).shows("以合同为准");
        verified(&app);
    }

    async fn a_contract_that_is_given_up_corrects_its_line(app: TestApp) {
        let made = contracted(&app, "2026-05-01").await;
        ask(&app).await.expect(201);
        let charge = &made.body["charge_id"];
        accepted(&app, charge).await;
        let line = format!("/billing/statement-lines/{}", charge.as_str().unwrap());
        app.browse(BILLING).get(&line).await.expect(200).shows("请作废合同").shows(&format!("/contracts/{}", made.id()));
        let cancel = format!("{CONTRACTS}/{}/cancel", made.id());
        app.as_(CLERK).post(&cancel).if_match(2).json(&json!({ "reason": "价格有误" })).await.expect(200);
        assert_eq!(status(&app, charge).await, "corrected");
        verified(&app);
    }

    async fn a_contract_is_no_link_for_who_cannot_open_it(app: TestApp) {
        let made = contracted(&app, "2026-01-01").await;
        let statement = ask(&app).await.expect(201).body;
        let here = format!("/billing/statements/{}", statement["id"].as_str().unwrap());
        let there = format!("/contracts/{}", made.id());
        app.browse(PAYER).get(&here).await.expect(200).shows(&there);
        // Another agent has the customer by now; what was billed stays the first one's.
        let customer = CUSTOMER_AGENT_A.to_string();
        let of = if app.engine == crate::support::Engine::Sqlite { format!("unhex('{}')", customer.replace('-', "")) } else { format!("'{customer}'") };
        let other = crate::support::fixture::AGENT_B.to_string();
        let to = if app.engine == crate::support::Engine::Sqlite { format!("unhex('{}')", other.replace('-', "")) } else { format!("'{other}'") };
        app.execute(&format!("UPDATE customers SET agent_id = {to} WHERE id = {of}"));
        app.browse(PAYER).get(&there).await.expect(404);
        app.browse(PAYER).get(&here).await.expect(200).hides(&there).shows(made.body["number"].as_str().unwrap());
    }

    async fn the_workbook_leads_to_records(app: TestApp) {
        fee(&app).await;
        let statement = issued(&app).await;
        let book = format!("{STATEMENTS}/{}/xlsx", statement["id"].as_str().unwrap());
        let book = app.as_(PAYER).get(&book).await.expect(200);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&book.bytes[..])).unwrap();
        let mut links = String::new();
        let mut part = archive.by_name("xl/worksheets/_rels/sheet1.xml.rels").unwrap();
        std::io::Read::read_to_string(&mut part, &mut links).unwrap();
        let portal = &app.app.services.settings.public_url;
        for line in statement["lines"].as_array().unwrap() {
            let page = match line["record_id"].as_str() {
                Some(record) => format!("{portal}/fault-records/{record}"),
                None => format!("{portal}/billing/charges/{}", line["charge_id"].as_str().unwrap()),
            };
            assert!(links.contains(&page), "{page}: {links}");
        }
    }
}
