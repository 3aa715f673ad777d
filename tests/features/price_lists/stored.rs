//! What was decided stays as it was, whatever lists are published afterwards (2.6); which list holds up to which.

use serde_json::{Value, json};

use super::{
    BILLING, BILLING_2, LISTS, a_day_later, at, charged, draft, publish, repair_at, services_with, verified,
};
use crate::both_engines;
use crate::support::fixture;
use crate::support::{Answer, TestApp};

fn visit(charges: &[Value]) -> (i64, i64) {
    let line = charges.iter().find(|it| it["component"] == "visit").unwrap();
    (line["amount_fen"].as_i64().unwrap(), line["derivation"]["price_list_version"].as_i64().unwrap())
}

async fn begins(app: &TestApp, from: &str) -> Answer {
    publish(app, &draft(app, json!({ "effective_from": from })).await).await
}

both_engines! {
    async fn a_list_published_after_a_decision_changes_nothing_of_it(app: TestApp) {
        // It is nine; clocks may differ by five minutes, so a record may say four past.
        let body = repair_at("2026-03-02T09:04:00+08:00", "2026-03-02T09:04:30+08:00", 60);
        let author = app.as_("engineer@agent-a.example");
        let record = author.post("/api/v1/fault-records").json(&body).await.expect(201);
        let path = format!("/api/v1/fault-records/{}", record.id());
        let sent = author.post(&format!("{path}/submit")).if_match(record.version()).await.expect(200);
        let services = services_with(&app, "SASL012", 123_400).await;
        let changes = json!({ "services": services, "effective_from": "2026-03-02T09:02:00+08:00" });
        publish(&app, &draft(&app, changes).await).await;
        verified(&app);
        let verdict = json!({ "verdict": "approve" });
        let reviewer = app.as_("reviewer@vendor.example");
        reviewer.post(&format!("{path}/review")).if_match(sent.version()).json(&verdict).await.expect(200);
        let of_record = format!("/api/v1/charges?record_id={}", record.id());
        let charges = app.as_(BILLING).get(&of_record).await.expect(200).items().to_vec();
        assert_eq!(visit(&charges), (100_000, 1));
        let page = format!("/billing/charges/{}", charges[0]["id"].as_str().unwrap());
        app.browse(BILLING).get(&page).await.expect(200).shows("第 1 版价目表，自 2013-01-01 起执行");
        // What is sent in from now on for the same moment goes by the list that holds then.
        assert_eq!(visit(&charged(&app, &body).await), (123_400, 2));
        verified(&app);
    }

    async fn a_list_published_after_a_fee_changes_nothing_of_it(app: TestApp) {
        let fee = json!({
            "payer_id": fixture::AGENT_A, "service_code": "SASR008", "worked_on": "2026-03-02", "quantity": 45,
            "text": "协助大客户现场服务",
        });
        let ask = async || app.as_(BILLING).post("/api/v1/service-fees").json(&fee).await.expect(201).body;
        let first = ask().await;
        assert_eq!((&first["amount_fen"], &first["basis"]["price_list_version"]), (&json!(9_000), &json!(1)));
        let services = services_with(&app, "SASR008", 40_000).await;
        let changes = json!({ "services": services, "effective_from": "2026-03-02T10:00:00+08:00" });
        publish(&app, &draft(&app, changes).await).await;
        verified(&app);
        let second = ask().await;
        assert_eq!((&second["amount_fen"], &second["basis"]["price_list_version"]), (&json!(18_000), &json!(2)));
        let page = format!("/billing/charges/{}", first["charge_id"].as_str().unwrap());
        app.browse(BILLING).get(&page).await.expect(200).shows("第 1 版价目表，自 2013-01-01 起执行");
        verified(&app);
    }

    async fn a_later_number_that_begins_earlier_supersedes_nothing_that_begins_later(app: TestApp) {
        let april = begins(&app, "2026-04-01T00:00:00+08:00").await;
        let march = begins(&app, "2026-03-03T00:00:00+08:00").await;
        assert_eq!((&april.body["number"], &march.body["number"]), (&json!(2), &json!(3)));
        let billing = app.as_(BILLING);
        let against = async |list: &Answer| {
            billing.get(&at(list, "/differences")).await.expect(200).body["against"].as_i64().unwrap()
        };
        assert_eq!((against(&april).await, against(&march).await), (3, 1));
        a_day_later(&app);
        let clerk = app.browse(BILLING);
        let page = |list: &Answer| format!("/billing/prices/{}", list.id());
        clerk.get(&page(&april)).await.expect(200).shows("待生效").hides("已被取代");
        clerk.get(&page(&march)).await.expect(200).shows("现行");
        // A draft between them is told that it will not hold for long.
        let between = draft(&app, json!({ "effective_from": "2026-03-10T00:00:00+08:00" })).await;
        clerk.get(&page(&between)).await.expect(200).shows("第 2 版自 2026-04-01 00:00 起取代这一版").hides("第 3 版自");
        let english = clerk.get(&format!("{}?lang=en", page(&between))).await.expect(200);
        english.hides("⟦");
        app.clock.advance(chrono::TimeDelta::days(40));
        let clerk = app.browse(BILLING);
        clerk.get(&page(&april)).await.expect(200).shows("现行");
        clerk.get(&page(&march)).await.expect(200).shows("已被取代");
    }

    async fn whoever_publishes_sees_every_price_and_agents_no_fee(app: TestApp) {
        let mut services = services_with(&app, "SASL012", 100_000).await;
        for row in services.as_array_mut().unwrap() {
            if row["code"] == "SASL012" {
                row["vat_rate"] = json!(9);
            }
        }
        let parts = json!([{ "part": "DOC-1", "zh": "手册", "en": "Manual", "price_fen": 2_000, "vat_rate": 0 }]);
        let list = draft(&app, json!({ "services": services, "parts": parts, "agent_fee_percent": 55 })).await;
        let two = app.browse(BILLING_2);
        let here = format!("/billing/prices/{}", list.id());
        let page = two.get(&here).await.expect(200);
        page.shows("得目录价的 55%").shows("税率 9%").shows("税率 0%");
        let (_, _, bytes) = two.bytes(&format!("{here}/export.xlsx")).await;
        let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut book.by_name("xl/sharedStrings.xml").unwrap(), &mut text).unwrap();
        assert!(text.contains("得目录价的 55%") && text.contains("维修人工"), "{text}");
        publish(&app, &list).await;
        a_day_later(&app);
        for email in ["manager@agent-a.example", BILLING] {
            let page = app.browse(email).get("/service-matrix").await.expect(200);
            page.shows("第 2 版价目表").shows("税率 9%").hides("得目录价的");
        }
    }

    async fn a_repair_is_not_priced_by_the_hour(app: TestApp) {
        let mut services = services_with(&app, "SASL012", 50_000).await;
        let rows = services.as_array_mut().unwrap();
        let place = rows.iter().position(|row| row["code"] == "SASL012").unwrap();
        rows[place]["unit"] = json!("hour");
        let list = draft(&app, json!({ "services": services })).await;
        let refused = app.as_(BILLING).post(&at(&list, "/check")).if_match(1).await.refused(422, "invalid_fields");
        assert_eq!(refused.faults(), [format!("services.{place}.unit: bad_unit")]);
        assert!(refused.text.contains("SASL012") && !refused.text.contains('⟦'), "{}", refused.text);
    }

    async fn the_log_says_what_an_edit_found(app: TestApp) {
        let list = draft(&app, json!({ "name": "旧名" })).await;
        let change = json!({ "name": "新名", "effective_from": "2026-05-01T00:00:00+08:00", "labour_hour_fen": 31_000 });
        app.as_(BILLING).patch(&at(&list, "")).if_match(1).json(&change).await.expect(200);
        let log = app.as_("auditor@vendor.example").get(&format!("/api/v1/audit?object={}", list.id())).await.expect(200);
        let (before, after) = (&log.items()[0]["before"], &log.items()[0]["after"]);
        assert_eq!((&before["name"], &after["name"]), (&json!("旧名"), &json!("新名")));
        assert_ne!(before["effective_from"], after["effective_from"]);
        assert!(before["effective_from"].is_string(), "{before}");
        let labour = |side: &Value| side["changed"]["labour_hour_fen"].as_i64();
        assert_eq!((labour(before), labour(after)), (Some(30_000), Some(31_000)));
        assert!(app.as_(BILLING).get(LISTS).await.expect(200).items()[0]["number"].is_null());
    }
}
