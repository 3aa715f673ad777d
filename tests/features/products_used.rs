//! Registered products in the work on them (2.5, 8.3): named in fault records and decisions, found by their serial, with
//! the terms of their type; and the repeat-repair rule (三包).

use serde_json::{Value, json};
use tierdesk::platform::db::Id;

use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_B, CUSTOMER_KEY, GUANGZHOU, MISSING};
use crate::support::products::{device, model_of, product_type};
use crate::support::{Answer, TestApp, fault_record_onsite, fault_record_remote};

const PRODUCTS: &str = "/api/v1/products";
const RECORDS: &str = "/api/v1/fault-records";
const ENGINEER: &str = "engineer@agent-a.example";
const VENDOR: &str = "engineer@vendor.example";
const REVIEWER: &str = "reviewer@vendor.example";

/// A device with three years of warranty and two of free service, registered by the vendor.
async fn registered(app: &TestApp, customer: Id, serial: &str, accepted_on: &str) -> Answer {
    let model = model_of(&product_type(app).await);
    let mut body = device(&model, customer, serial);
    body["delivered_on"] = Value::Null;
    body["accepted_on"] = json!(accepted_on);
    app.as_("specialist@vendor.example").post(PRODUCTS).json(&body).await.expect(201)
}

async fn submitted(app: &TestApp, email: &str, body: &Value) -> Answer {
    let author = app.as_(email);
    let draft = author.post(RECORDS).json(body).await.expect(201);
    author.post(&format!("{RECORDS}/{}/submit", draft.id())).if_match(draft.version()).await.expect(200)
}

fn coverage(record: &Answer) -> &Value {
    let steps = record.body["decision"]["steps"].as_array().unwrap();
    &steps.iter().find(|step| step["rule"] == "coverage").unwrap()["saw"]
}

/// The same on another day.
fn on(body: &Value, day: &str) -> Value {
    let was = body["reported_at"].as_str().unwrap()[..10].to_string();
    serde_json::from_str(&body.to_string().replace(&was, day)).unwrap()
}

/// Whether the reviewer and whoever filed it read that the device is to be replaced.
async fn flagged(app: &TestApp, record: &Answer, is: bool) {
    let page = app.browse(REVIEWER).get(&format!("/reviews/{}", record.id())).await.expect(200);
    assert_eq!(page.text.contains("应更换同型号新机"), is);
    let shown = app.browse(VENDOR).get(&format!("/fault-records/{}", record.id())).await.expect(200);
    assert_eq!(shown.text.contains("应更换新机"), is);
}

fn labour(record: &Answer) -> &Value {
    let lines = record.body["decision"]["estimate"]["lines"].as_array().unwrap();
    lines.iter().find(|line| line["component"] == "labour").unwrap()
}

both_engines! {
    async fn the_register_goes_before_what_is_typed(app: TestApp) {
        let product = registered(&app, CUSTOMER_KEY, "SN-KEY", "2024-09-02").await;
        let mut body = fault_record_onsite(CUSTOMER_KEY, GUANGZHOU);
        body["serial"] = json!("SN-KEY");
        body["accepted_on"] = json!("2020-01-01");
        let typed = submitted(&app, VENDOR, &body).await;
        assert_eq!((&coverage(&typed)["accepted_on"], &coverage(&typed)["warranty"]), (&json!("2020-01-01"), &json!("ended")));
        body["product_id"] = json!(product.id());
        let named = submitted(&app, VENDOR, &body).await;
        let saw = coverage(&named);
        assert_eq!((&saw["accepted_on"], &saw["typed_accepted_on"]), (&json!("2024-09-02"), &json!("2020-01-01")));
        assert_eq!((&saw["warranty_until"], &saw["free_service_until"]), (&json!("2027-09-02"), &json!("2026-09-02")));
        assert_eq!((&saw["warranty"], &saw["free_service"]), (&json!("covered"), &json!("covered")));
        // The reviewer sees the difference, and the decision comes out the same when it is made again.
        let page = app.browse(REVIEWER).get(&format!("/reviews/{}", named.id())).await.expect(200);
        page.shows("填写的与登记的不一致：2020-01-01 → 2024-09-02");
        let verdict = json!({ "verdict": "approve" });
        let there = format!("{RECORDS}/{}/review", named.id());
        app.as_(REVIEWER).post(&there).if_match(named.version()).json(&verdict).await.expect(200);
    }

    async fn a_product_of_another_customer_is_as_good_as_none(app: TestApp) {
        let other = registered(&app, CUSTOMER_B, "SN-B", "2025-01-01").await;
        let engineer = app.as_(ENGINEER);
        for id in [other.id(), MISSING.to_string()] {
            let mut body = fault_record_remote(CUSTOMER_A);
            body["product_id"] = json!(id);
            let refused = engineer.post(RECORDS).json(&body).await.expect(422);
            assert_eq!(refused.faults(), ["product_id: not_found"]);
            let asked = json!({ "customer_id": CUSTOMER_A, "service_code": "SASR008", "product_id": id });
            let refused = engineer.post("/api/v1/decisions").json(&asked).await.expect(422);
            assert_eq!(refused.faults(), ["product_id: not_found"]);
        }
        // Even for the vendor, who sees it.
        let mut body = fault_record_remote(CUSTOMER_KEY);
        body["product_id"] = json!(other.id());
        app.as_(VENDOR).post(RECORDS).json(&body).await.expect(422);
    }

    async fn a_decision_is_asked_for_a_product(app: TestApp) {
        let product = registered(&app, CUSTOMER_KEY, "SN-KEY", "2024-09-02").await;
        let kam = app.as_("kam@vendor.example");
        let mut body = json!({
            "customer_id": CUSTOMER_KEY, "service_code": "SASL012", "labour_minutes": 60,
            "parts": [{ "part": "FAN-40", "quantity": 1 }],
        });
        let without = kam.post("/api/v1/decisions").json(&body).await.expect(200);
        body["product_id"] = json!(product.id());
        let with = kam.post("/api/v1/decisions").json(&body).await.expect(200);
        let total = |answer: &Answer| answer.body["estimate"]["total_fen"].as_i64().unwrap();
        assert!(total(&without) > 0 && total(&with) == 0, "{} {}", total(&without), total(&with));
        let text = with.body["steps"][4]["text"].as_str().unwrap();
        assert!(text.contains("自 2024-09-02 起算，免费服务 24 个月，质量保证 36 个月"), "{text}");
        let class = json!({ "class": "key_account", "city": "440100", "service_code": "SASL012", "product_id": product.id() });
        let refused = app.as_(VENDOR).post("/api/v1/decisions").json(&class).await.expect(422);
        assert_eq!(refused.faults(), ["product_id: not_found"]);
    }

    async fn a_serial_typed_into_the_form_finds_the_device(app: TestApp) {
        let product = registered(&app, CUSTOMER_A, "SN-0815", "2025-02-01").await;
        let visitor = app.browse(ENGINEER);
        let form = visitor.get("/fault-records/new").await.expect(200);
        let customer = CUSTOMER_A.to_string();
        let typed = [("customer_id", customer.as_str()), ("serial", "sn- 0815"), ("_action", "save")];
        let saved = visitor.submit(&form, "/fault-records/new", &typed).await.expect(303);
        let page = visitor.follow(&saved).await;
        for words in ["示例防水墙", "FW-100", "2025-02-01"] {
            assert!(page.text.contains(words), "{words}");
        }
        let engineer = app.as_(ENGINEER);
        let found = engineer.get(&format!("{RECORDS}?serial=SN-0815")).await.expect(200);
        let there = format!("{RECORDS}/{}", found.items()[0]["id"].as_str().unwrap());
        assert_eq!(engineer.get(&there).await.expect(200).body["product_id"], json!(product.id()));
        // Another serial is another device: the one before is no longer meant.
        let edit = there.replace("/api/v1", "") + "/edit";
        let form = visitor.get(&edit).await.expect(200);
        let typed = [("customer_id", customer.as_str()), ("serial", "SN-OTHER"), ("_action", "save")];
        visitor.submit(&form, &edit, &typed).await.expect(303);
        assert_eq!(engineer.get(&there).await.expect(200).body.get("product_id"), None);
    }

    async fn a_serial_out_of_sight_finds_nothing(app: TestApp) {
        registered(&app, CUSTOMER_B, "SN-KANARI", "2025-02-01").await;
        let visitor = app.browse(ENGINEER);
        let customer = CUSTOMER_A.to_string();
        let form = visitor.get("/fault-records/new").await.expect(200);
        let typed = [("customer_id", customer.as_str()), ("serial", "SN-KANARI"), ("_action", "save")];
        let saved = visitor.submit(&form, "/fault-records/new", &typed).await.expect(303);
        let page = visitor.follow(&saved).await;
        assert!(!page.text.contains("FW-100") && !page.text.contains("2025-02-01"));
    }

    async fn a_record_of_a_product_begins_with_what_is_known(app: TestApp) {
        let product = registered(&app, CUSTOMER_A, "SN-0815", "2025-02-01").await;
        let there = format!("/fault-records/new?product_id={}", product.id());
        let form = app.browse(ENGINEER).get(&there).await.expect(200);
        assert!(form.text.contains("SN-0815") && form.text.contains("FW-100"));
        app.browse("engineer@agent-b.example").get(&there).await.expect(404);
    }

    async fn the_third_repair_and_a_fault_again_flags_the_device(app: TestApp) {
        let mut body = fault_record_onsite(CUSTOMER_KEY, GUANGZHOU);
        body["serial"] = json!("SN-AGAIN");
        let mut numbers = Vec::new();
        for day in ["2026-02-20", "2026-02-21", "2026-02-22", "2026-02-23"] {
            let text = body.to_string();
            let date = body["reported_at"].as_str().unwrap()[..10].to_string();
            body = serde_json::from_str(&text.replace(&date, day)).unwrap();
            let record = submitted(&app, VENDOR, &body).await;
            let page = app.browse(REVIEWER).get(&format!("/reviews/{}", record.id())).await.expect(200);
            let shown = app.browse(VENDOR).get(&format!("/fault-records/{}", record.id())).await.expect(200);
            let flagged = numbers.len() >= 3;
            assert_eq!(page.text.contains("应更换同型号新机"), flagged, "{day}");
            assert_eq!(shown.text.contains("应更换新机"), flagged, "{day}");
            for number in numbers.iter().filter(|_| flagged) {
                assert!(shown.text.contains(number as &String), "the earlier repair {number} is linked");
            }
            numbers.push(record.body["number"].as_str().unwrap().to_string());
        }
    }

    async fn help_from_afar_does_not_hide_three_repairs(app: TestApp) {
        let mut onsite = fault_record_onsite(CUSTOMER_KEY, GUANGZHOU);
        onsite["serial"] = json!("SN-HIDDEN");
        for day in ["2026-02-10", "2026-02-11", "2026-02-12"] {
            submitted(&app, VENDOR, &on(&onsite, day)).await;
        }
        let mut remote = fault_record_remote(CUSTOMER_KEY);
        remote["serial"] = json!("SN-HIDDEN");
        for day in 13..=23 {
            submitted(&app, VENDOR, &on(&remote, &format!("2026-02-{day}"))).await;
        }
        flagged(&app, &submitted(&app, VENDOR, &on(&onsite, "2026-02-25")).await, true).await;
    }

    async fn only_the_same_class_of_cause_that_was_repaired_counts(app: TestApp) {
        let mut body = fault_record_onsite(CUSTOMER_KEY, GUANGZHOU);
        body["serial"] = json!("SN-SAME");
        body["cause_class"] = json!("product");
        for day in ["2026-02-10", "2026-02-11"] {
            submitted(&app, VENDOR, &on(&body, day)).await;
        }
        let mut other = on(&body, "2026-02-12");
        other["cause_class"] = json!("environment");
        submitted(&app, VENDOR, &other).await;
        // One more, but it stayed unsolved.
        let mut unsolved = on(&body, "2026-02-12");
        unsolved["result"] = json!("unsolved");
        submitted(&app, VENDOR, &unsolved).await;
        flagged(&app, &submitted(&app, VENDOR, &on(&body, "2026-02-13")).await, false).await;
        flagged(&app, &submitted(&app, VENDOR, &on(&body, "2026-02-15")).await, true).await;
    }

    async fn a_record_keeps_the_terms_that_its_product_had(app: TestApp) {
        let product = registered(&app, CUSTOMER_KEY, "SN-KEY", "2024-09-02").await;
        let mut body = fault_record_onsite(CUSTOMER_KEY, GUANGZHOU);
        body["serial"] = json!("SN-KEY");
        body["product_id"] = json!(product.id());
        let filed = submitted(&app, VENDOR, &body).await;
        let kind = format!("/api/v1/product-types/{}", product.body["type_id"].as_str().unwrap());
        let shorter = json!({ "warranty_months": 1, "free_service_months": 1 });
        app.as_("admin@vendor.example").patch(&kind).if_match(1).json(&shorter).await.expect(200);
        // Work of before that is filed later is judged by the terms of the product too.
        let later = submitted(&app, VENDOR, &body).await;
        for record in [&filed, &later] {
            let saw = coverage(record);
            assert_eq!((&saw["warranty"], &saw["warranty_months"]), (&json!("covered"), &json!(36)));
        }
        let there = format!("{RECORDS}/{}/review", filed.id());
        let verdict = json!({ "verdict": "approve" });
        app.as_(REVIEWER).post(&there).if_match(filed.version()).json(&verdict).await.expect(200);
    }

    async fn a_security_defect_is_free_for_life_by_the_vendors_word(app: TestApp) {
        let product = registered(&app, CUSTOMER_KEY, "SN-KEY", "2015-01-01").await;
        let mut body = fault_record_onsite(CUSTOMER_KEY, GUANGZHOU);
        body["serial"] = json!("SN-KEY");
        body["product_id"] = json!(product.id());
        let charged = submitted(&app, VENDOR, &body).await;
        assert_eq!(labour(&charged)["reason"], "free_service_ended");
        assert!(labour(&charged)["amount_fen"].as_i64().unwrap() > 0);
        body["security_defect"] = json!(true);
        let free = submitted(&app, VENDOR, &body).await;
        assert_eq!((&labour(&free)["reason"], &labour(&free)["amount_fen"]), (&json!("security_defect"), &json!(0)));
        assert_eq!(labour(&free)["list_fen"], labour(&charged)["list_fen"]);
        app.browse(VENDOR).get(&format!("/fault-records/{}", free.id())).await.expect(200).shows("补丁与维修工时终身免费");
        let page = app.browse(REVIEWER).get(&format!("/reviews/{}", free.id())).await.expect(200);
        page.shows("通过即由厂商确认");
        let page = app.browse(REVIEWER).get(&format!("/reviews/{}", charged.id())).await.expect(200);
        page.hides("通过即由厂商确认");
        let there = format!("{RECORDS}/{}/review", free.id());
        let verdict = json!({ "verdict": "approve" });
        app.as_(REVIEWER).post(&there).if_match(free.version()).json(&verdict).await.expect(200);
        let owed = app.lines("SELECT CAST(SUM(amount_fen) AS TEXT) AS line FROM charges WHERE component = 'labour'");
        assert_eq!(owed, ["0"]);
    }

    async fn a_repair_in_the_workshop_has_labour_without_visit_and_travel(app: TestApp) {
        let mut body = fault_record_remote(CUSTOMER_KEY);
        body["workshop_repair"] = json!(true);
        let draft = app.as_(VENDOR).post(RECORDS).json(&body).await.expect(201);
        let submit = format!("{RECORDS}/{}/submit", draft.id());
        let refused = app.as_(VENDOR).post(&submit).if_match(draft.version()).await.expect(422);
        assert_eq!(refused.faults(), ["device_taken: required"]);
        body["device_taken"] = json!({ "consent_by": "戊", "at": "2026-03-02T08:30:00+08:00", "receipt_no": "QJ-1" });
        let record = submitted(&app, VENDOR, &body).await;
        let lines = record.body["decision"]["estimate"]["lines"].as_array().unwrap();
        let of: Vec<&str> = lines.iter().map(|line| line["component"].as_str().unwrap()).collect();
        assert_eq!(of, ["labour"]);
        assert_eq!(lines[0]["reason"], "no_acceptance");
        assert!(lines[0]["amount_fen"].as_i64().unwrap() > 0);
        let shown = app.browse(VENDOR).get(&format!("/fault-records/{}", record.id())).await.expect(200);
        shown.shows("设备取走后在维修间修复");
        let there = format!("{RECORDS}/{}/review", record.id());
        let verdict = json!({ "verdict": "approve" });
        app.as_(REVIEWER).post(&there).if_match(record.version()).json(&verdict).await.expect(200);
        // A repair on site has its labour already.
        let mut onsite = fault_record_onsite(CUSTOMER_KEY, GUANGZHOU);
        onsite["workshop_repair"] = json!(true);
        let draft = app.as_(VENDOR).post(RECORDS).json(&onsite).await.expect(201);
        let submit = format!("{RECORDS}/{}/submit", draft.id());
        let refused = app.as_(VENDOR).post(&submit).if_match(draft.version()).await.expect(422);
        assert_eq!(refused.faults(), ["workshop_repair: repair_on_site"]);
    }

    async fn the_reviewer_confirms_the_cause_and_sees_that_nothing_is_covered(app: TestApp) {
        for (class, said) in [
            ("customer", Some("记为客户原因")),
            ("third_party", Some("记为第三方原因")),
            ("unknown", Some("原因不明：")),
            ("product", None),
        ] {
            let mut body = fault_record_onsite(CUSTOMER_KEY, GUANGZHOU);
            body["cause_class"] = json!(class);
            let record = submitted(&app, VENDOR, &body).await;
            let page = app.browse(REVIEWER).get(&format!("/reviews/{}", record.id())).await.expect(200);
            for words in ["记为客户原因", "记为第三方原因", "原因不明："] {
                assert_eq!(page.text.contains(words), said == Some(words), "{class}: {words}");
            }
            page.shows("没有填写验收日期，按不在保障期内计算");
        }
        let mut body = fault_record_onsite(CUSTOMER_KEY, GUANGZHOU);
        body["accepted_on"] = json!("2025-12-01");
        let dated = submitted(&app, VENDOR, &body).await;
        let page = app.browse(REVIEWER).get(&format!("/reviews/{}", dated.id())).await.expect(200);
        page.hides("没有填写验收日期").shows("按填写的验收日期 2025-12-01 计算");
    }
}
