//! The installed base (2.5, 5.6): types with their terms, devices and licences, who sees them, who puts them right, and
//! what installation says of them.

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::fixture::{AGENT_B, CUSTOMER_A, CUSTOMER_B, CUSTOMER_KEY, MISSING};
use crate::support::products::{device, installation, model_of, product_type};
use crate::support::{Answer, TestApp, fault_record_remote, person};

const PRODUCTS: &str = "/api/v1/products";
const TYPES: &str = "/api/v1/product-types";
const INSTALLATIONS: &str = "/api/v1/installations";
const ADMIN: &str = "admin@vendor.example";
const DESK: &str = "specialist@vendor.example";
const ENGINEER: &str = "engineer@agent-a.example";
const OTHER: &str = "engineer@agent-b.example";

/// A device of agent A's customer, registered by its engineer.
async fn registered(app: &TestApp, serial: &str) -> (String, Answer) {
    let model = model_of(&product_type(app).await);
    let made = app.as_(ENGINEER).post(PRODUCTS).json(&device(&model, CUSTOMER_A, serial)).await.expect(201);
    (model, made)
}

/// Gives agent A's customer to agent B.
async fn hand_over(app: &TestApp) {
    let desk = app.as_(DESK);
    let there = format!("/api/v1/customers/{CUSTOMER_A}");
    let version = desk.get(&there).await.expect(200).version();
    desk.patch(&there).if_match(version).json(&json!({ "agent_id": AGENT_B })).await.expect(200);
}

both_engines! {
    async fn a_type_begins_with_the_terms_of_the_policy(app: TestApp) {
        let admin = app.as_(ADMIN);
        let made = admin.post(TYPES).json(&json!({ "name": "示例网关", "models": ["GW-1"] })).await.expect(201);
        assert_eq!((&made.body["free_service_months"], &made.body["warranty_months"]), (&json!(12), &json!(12)));
        let again = admin.post(TYPES).json(&json!({ "name": "示例网关" })).await.expect(422);
        assert_eq!(again.faults(), ["name: taken"]);
        let taken = admin.post(TYPES).json(&json!({ "name": "另一种", "models": ["gw-1", "GW-2", "gw- 2"] })).await;
        assert_eq!(taken.expect(422).faults(), ["models.2: repeated", "models.0: taken"]);
        app.as_(DESK).post(TYPES).json(&json!({ "name": "x" })).await.expect(403);
        assert_eq!(app.as_(ENGINEER).get(TYPES).await.expect(200).items().len(), 1);
    }

    async fn other_terms_count_for_what_is_registered_later_and_a_model_in_use_stays(app: TestApp) {
        let (model, made) = registered(&app, "SN-1").await;
        let admin = app.as_(ADMIN);
        let there = format!("{TYPES}/{}", made.body["type_id"].as_str().unwrap());
        let gone = admin.patch(&there).if_match(1).json(&json!({ "models": ["FW-200"] })).await.expect(422);
        assert_eq!(gone.faults(), ["models: in_use"]);
        let changed = json!({ "warranty_months": 60, "models": ["FW-100", "FW-300"] });
        let saved = admin.patch(&there).if_match(1).json(&changed).await.expect(200);
        assert_eq!(saved.body["models"][1]["name"], "FW-300");
        admin.patch(&there).if_match(1).json(&changed).await.expect(412);
        let now = app.as_(ENGINEER).get(&format!("{PRODUCTS}/{}", made.id())).await.expect(200);
        assert_eq!(now.body["coverage"]["warranty_until"], "2028-01-10", "it keeps what it was delivered with");
        let later = app.as_(ENGINEER).post(PRODUCTS).json(&device(&model, CUSTOMER_A, "SN-2")).await.expect(201);
        assert_eq!(later.body["coverage"]["warranty_until"], "2030-01-10");
    }

    async fn the_terms_of_one_product_are_put_right_by_the_vendor_with_a_reason(app: TestApp) {
        let (_, made) = registered(&app, "SN-1").await;
        let there = format!("{PRODUCTS}/{}", made.id());
        let longer = json!({ "warranty_months": 60, "reason": "合同约定五年" });
        let refused = app.as_(ENGINEER).patch(&there).if_match(1).json(&longer).await.expect(422);
        assert_eq!(refused.faults(), ["warranty_months: vendor_corrects"]);
        let desk = app.as_(DESK);
        let silent = desk.patch(&there).if_match(1).json(&json!({ "warranty_months": 60 })).await.expect(422);
        assert_eq!(silent.faults(), ["reason: required"]);
        let wrong = desk.patch(&there).if_match(1).json(&json!({ "warranty_months": 601, "reason": "x" })).await;
        assert_eq!(wrong.expect(422).faults(), ["warranty_months: too_large"]);
        let saved = desk.patch(&there).if_match(1).json(&longer).await.expect(200);
        let coverage = &saved.body["coverage"];
        assert_eq!((&coverage["warranty_until"], &coverage["free_service_until"]), (&json!("2030-01-10"), &json!("2027-01-10")));
        let told = app.as_(ENGINEER).get(&format!("{there}/events")).await.expect(200);
        let last = &told.items()[0];
        assert_eq!((&last["kind"], &last["reason"]), (&json!("corrected"), &json!("合同约定五年")));
        assert_eq!(last["changes"]["warranty_months"], json!({ "before": 36, "after": 60 }));
        let logged = app.lines("SELECT CAST(after AS TEXT) AS line FROM audit_entries WHERE action = 'product.edit'");
        assert!(logged.iter().any(|line| line.contains("warranty_months") && line.contains("60")), "{logged:?}");
        // A model of another type brings the terms of that type.
        let body = json!({ "name": "另一类型", "models": ["OT-1"], "warranty_months": 12, "free_service_months": 6 });
        let other = app.as_(ADMIN).post(TYPES).json(&body).await.expect(201);
        let right = json!({ "model_id": model_of(&other), "reason": "型号登记错误" });
        let saved = desk.patch(&there).if_match(2).json(&right).await.expect(200);
        let coverage = &saved.body["coverage"];
        assert_eq!((&coverage["warranty_months"], &coverage["free_service_months"]), (&json!(12), &json!(6)));
        let form = app.browse(DESK).get(&format!("/products/{}/edit", made.id())).await.expect(200);
        form.shows("name=\"warranty_months\"");
        let form = app.browse(ENGINEER).get(&format!("/products/{}/edit", made.id())).await.expect(200);
        form.hides("name=\"warranty_months\"");
    }

    async fn a_device_that_came_back_is_sold_again_under_its_serial(app: TestApp) {
        let (model, old) = registered(&app, "SN-1").await;
        let again = device(&model, CUSTOMER_B, "sn-1");
        let other = app.as_(OTHER);
        other.post(PRODUCTS).json(&again).await.expect(422);
        app.execute("UPDATE products SET gone_on = '2026-03-01', gone_as = 'returned'");
        // Of two at once one gets it.
        let (one, two) = futures_util::future::join(
            async { app.as_(OTHER).post(PRODUCTS).json(&again).await },
            async { app.as_(DESK).post(PRODUCTS).json(&again).await },
        ).await;
        let (good, bad) = if one.status == 201 { (one, two) } else { (two, one) };
        let new = good.expect(201);
        assert_eq!(bad.expect(422).faults(), ["serial: serial_taken"]);
        let desk = app.as_(DESK);
        let listed = async |gone: &str| {
            let found = desk.get(&format!("{PRODUCTS}?serial=SN-1&gone={gone}")).await.expect(200);
            found.items().iter().map(|it| it["id"].as_str().unwrap().to_string()).collect::<Vec<_>>()
        };
        assert_eq!((listed("false").await, listed("true").await), (vec![new.id()], vec![old.id()]));
        // The look-up finds the one that is there; the old one is a link away, with its history.
        let page = app.browse(DESK).get(&format!("/products/{}", new.id())).await.expect(200);
        page.shows(&format!("/products/{}", old.id()));
        let kept = app.as_(ENGINEER).get(&format!("{PRODUCTS}/{}/events", old.id())).await.expect(200);
        assert_eq!(kept.items().len(), 1);
        app.as_(ENGINEER).get(&format!("{PRODUCTS}/{}", new.id())).await.refused(404, "not_found");
        // What is noted of the old one is saved though its serial is somebody else's now.
        let note = json!({ "note": "已退回检测" });
        desk.patch(&format!("{PRODUCTS}/{}", old.id())).if_match(1).json(&note).await.expect(200);
        // The list and its files say which is gone.
        let list = app.browse(DESK).get("/products").await.expect(200).shows("已退货");
        list.shows("gone=true");
        let file = app.browse(DESK).get("/products/export.csv?gone=true").await.expect(200);
        file.shows("2026-03-01").shows("已退货");
        app.browse(DESK).get("/products/export.csv?gone=false").await.expect(200).hides("已退货");
    }

    async fn a_long_history_goes_on(app: TestApp) {
        let (_, made) = registered(&app, "SN-1").await;
        let there = format!("{PRODUCTS}/{}", made.id());
        for nth in 1..=51 {
            app.clock.advance(chrono::TimeDelta::seconds(1));
            let note = json!({ "note": format!("第 {nth} 次") });
            app.as_(ENGINEER).patch(&there).if_match(nth).json(&note).await.expect(200);
        }
        let record = fault_record_remote(CUSTOMER_A);
        app.as_(ENGINEER).post("/api/v1/fault-records").json(&record).await.expect(201);
        let visitor = app.browse(ENGINEER);
        let page = visitor.get(&format!("/products/{}", made.id())).await.expect(200).shows("更早的履历");
        let page = page.shows("全部故障记录").shows("/fault-records?serial=SN-1");
        let at = page.text.find(&format!("/products/{}?after=", made.id())).unwrap();
        let href = page.text[at..].split('"').next().unwrap().replace("&amp;", "&");
        let older = visitor.get(&href).await.expect(200).shows("回到最新的履历").hides("更早的履历");
        older.shows("timeline");
    }

    async fn coverage_runs_from_acceptance_else_from_delivery(app: TestApp) {
        let (model, made) = registered(&app, "SN-1").await;
        let coverage = &made.body["coverage"];
        assert_eq!((&coverage["starts_on"], &coverage["free_service_until"]), (&json!("2025-01-10"), &json!("2027-01-10")));
        assert_eq!((&coverage["free_service"], &coverage["warranty"]), (&json!("running"), &json!("running")));
        let engineer = app.as_(ENGINEER);
        let mut body = device(&model, CUSTOMER_A, "SN-2");
        body["delivered_on"] = Value::Null;
        let none = engineer.post(PRODUCTS).json(&body).await.expect(201);
        assert_eq!(none.body["coverage"]["warranty"], "unknown");
        body["serial"] = json!("SN-3");
        body["accepted_on"] = json!("2020-05-31");
        let old = engineer.post(PRODUCTS).json(&body).await.expect(201);
        assert_eq!(old.body["coverage"]["free_service"], "ended");
        assert_eq!(old.body["coverage"]["warranty_until"], "2023-05-31");
    }

    async fn what_makes_no_sense_is_refused(app: TestApp) {
        let (model, _) = registered(&app, "SN-1").await;
        let engineer = app.as_(ENGINEER);
        for (field, value, fault) in [
            ("model_id", json!(MISSING), "model_id: not_found"),
            ("customer_id", json!(MISSING), "customer_id: not_found"),
            ("customer_id", json!(CUSTOMER_B), "customer_id: not_found"),
            ("serial", json!("sn -1"), "serial: serial_taken"),
            ("nodes", json!(5), "nodes: not_allowed"),
            ("nodes", json!(0), "nodes: too_small"),
            ("kind", json!("licence"), "nodes: required"),
            ("delivered_on", json!("2026-03-03"), "delivered_on: in_future"),
            ("accepted_on", json!("2025-01-09"), "accepted_on: before_delivery"),
            ("reason", json!("x"), "reason: unknown_field"),
        ] {
            let mut body = device(&model, CUSTOMER_A, "SN-9");
            body[field] = value;
            assert_eq!(engineer.post(PRODUCTS).json(&body).await.expect(422).faults(), [fault]);
        }
        assert_eq!(engineer.get(PRODUCTS).await.expect(200).items().len(), 1);
    }

    async fn a_serial_of_another_agent_says_no_more_than_that_it_is_taken(app: TestApp) {
        let (model, made) = registered(&app, "SN-KANARI").await;
        let other = app.as_(OTHER);
        let clash = other.post(PRODUCTS).json(&device(&model, CUSTOMER_B, "sn-kanari")).await.expect(422);
        assert_eq!(clash.faults(), ["serial: serial_taken"]);
        for secret in ["丙示例", "甲方", "甲工", &made.id(), "SN-KANARI"] {
            assert!(!clash.text.contains(secret), "{secret}");
        }
        let own = app.as_(ENGINEER).post(PRODUCTS).json(&device(&model, CUSTOMER_A, "sn-kanari")).await.expect(422);
        assert_eq!(own.body["errors"], clash.body["errors"], "and it says the same to everybody");
    }

    async fn everybody_sees_the_products_of_customers_in_sight(app: TestApp) {
        let (model, made) = registered(&app, "SN-1").await;
        let key = device(&model, CUSTOMER_KEY, "SN-KEY");
        app.as_("kam@vendor.example").post(PRODUCTS).json(&key).await.expect(201);
        let serials = async |email: &str| {
            let found = app.as_(email).get(&format!("{PRODUCTS}?sort=serial")).await.expect(200);
            let serial = |one: &Value| one["serial"].as_str().unwrap().to_string();
            found.items().iter().map(serial).collect::<Vec<_>>().join(" ")
        };
        for (email, seen) in [
            (ENGINEER, "SN-1"),
            ("manager@agent-a.example", "SN-1"),
            (OTHER, ""),
            ("contact@enduser-a.example", "SN-1"),
            ("contact@enduser-b.example", ""),
            ("contact@keyaccount.example", "SN-KEY"),
            ("kam@vendor.example", "SN-KEY"),
            (DESK, "SN-1 SN-KEY"),
            ("engineer@vendor.example", "SN-1 SN-KEY"),
            ("auditor@vendor.example", "SN-1 SN-KEY"),
        ] {
            assert_eq!(serials(email).await, seen, "{email}");
        }
        app.as_("technical@vendor.example").get(PRODUCTS).await.expect(403);
        let there = format!("{PRODUCTS}/{}", made.id());
        app.as_(OTHER).get(&there).await.refused(404, "not_found");
        app.as_(OTHER).get(&format!("{there}/events")).await.refused(404, "not_found");
        app.as_("contact@enduser-a.example").post(PRODUCTS).json(&key).await.expect(403);
        app.as_("auditor@vendor.example").patch(&there).if_match(1).json(&json!({})).await.expect(403);
        assert!(app.as_(OTHER).get(&format!("{PRODUCTS}?customer_id={CUSTOMER_A}")).await.expect(200).items().is_empty());
        assert!(app.as_(OTHER).get(&format!("{PRODUCTS}?q=丙示例")).await.expect(200).items().is_empty());
    }

    async fn lists_find_by_serial_model_and_customer(app: TestApp) {
        let (model, _) = registered(&app, "SN-0001").await;
        let desk = app.as_(DESK);
        let licence = json!({
            "kind": "licence", "model_id": model, "serial": "LIC-7", "nodes": 50, "customer_id": CUSTOMER_B,
        });
        desk.post(PRODUCTS).json(&licence).await.expect(201);
        for (query, found) in [
            ("kind=licence", vec!["LIC-7"]),
            ("serial=sn-%200001", vec!["SN-0001"]),
            ("q=fw-100&sort=serial", vec!["LIC-7", "SN-0001"]),
            ("q=丁示例", vec!["LIC-7"]),
            ("q=nothing", vec![]),
            (&*format!("model_id={model}&limit=1&sort=serial"), vec!["LIC-7"]),
            (&*format!("agent_id={AGENT_B}"), vec!["LIC-7"]),
        ] {
            let page = desk.get(&format!("{PRODUCTS}?{query}")).await.expect(200);
            let serials: Vec<&str> = page.items().iter().map(|one| one["serial"].as_str().unwrap()).collect();
            assert_eq!(serials, found, "{query}");
            if let Some(next) = page.body["next"].as_str() {
                let next = desk.get(&format!("{PRODUCTS}?{query}&after={next}")).await.expect(200);
                assert_eq!(next.items()[0]["serial"], "SN-0001");
            }
        }
    }

    async fn what_is_empty_is_filled_in_and_what_moves_money_is_put_right_by_the_vendor(app: TestApp) {
        let (_, made) = registered(&app, "SN-1").await;
        let there = format!("{PRODUCTS}/{}", made.id());
        let engineer = app.as_(ENGINEER);
        engineer.patch(&there).json(&json!({ "note": "x" })).await.expect(428);
        let filled = json!({ "accepted_on": "2025-02-01", "note": "机柜三" });
        engineer.patch(&there).if_match(1).json(&filled).await.expect(200);
        for (field, value) in [("accepted_on", json!("2025-03-01")), ("serial", json!("SN-2")), ("delivered_on", Value::Null)] {
            let refused = engineer.patch(&there).if_match(2).json(&json!({ field: value, "reason": "x" })).await.expect(422);
            assert_eq!(refused.faults(), [format!("{field}: vendor_corrects")]);
        }
        let desk = app.as_(DESK);
        let silent = desk.patch(&there).if_match(2).json(&json!({ "accepted_on": "2025-03-01" })).await.expect(422);
        assert_eq!(silent.faults(), ["reason: required"]);
        let right = json!({ "accepted_on": "2025-03-01", "reason": "终验推迟" });
        let saved = desk.patch(&there).if_match(2).json(&right).await.expect(200);
        assert_eq!((saved.version(), &saved.body["coverage"]["starts_on"]), (3, &json!("2025-03-01")));
        let events = engineer.get(&format!("{there}/events?sort=at")).await.expect(200);
        let kinds: Vec<&str> = events.items().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["registered", "edited", "corrected"]);
        let last = &events.items()[2];
        assert_eq!(last["changes"]["accepted_on"], json!({ "before": "2025-02-01", "after": "2025-03-01" }));
        assert_eq!((&last["reason"], &last["actor_name"]), (&json!("终验推迟"), &json!("客专")));
        let customer = app.as_("contact@enduser-a.example").get(&there).await.expect(200);
        assert_eq!(customer.body["note"], Value::Null, "what the serving side notes is not for the customer");
    }

    async fn an_installation_accepts_its_products_and_names_the_fixed_engineer(app: TestApp) {
        let (_, made) = registered(&app, "SN-1").await;
        let engineer = app.as_(ENGINEER);
        let mut body = installation(CUSTOMER_A, &made.id());
        for (field, value, fault) in [
            ("products", json!([MISSING]), "products.0: not_found"),
            ("products", json!([]), "products: required"),
            ("customer_id", json!(CUSTOMER_B), "customer_id: not_found"),
            ("site_address", Value::Null, "site_address: required"),
            ("accepted_on", json!("2025-01-30"), "accepted_on: before_installation"),
            ("accepted_on", json!("2027-01-30"), "accepted_on: in_future"),
            ("fixed_engineer_id", json!(person(OTHER).id), "fixed_engineer_id: not_found"),
        ] {
            let mut wrong = body.clone();
            wrong[field] = value;
            assert_eq!(engineer.post(INSTALLATIONS).json(&wrong).await.expect(422).faults(), [fault]);
        }
        body["fixed_engineer_id"] = json!(person(ENGINEER).id);
        let filed = engineer.post(INSTALLATIONS).json(&body).await.expect(201);
        assert_eq!(filed.body["products"][0]["serial"], "SN-1");
        assert_eq!(filed.body["fixed_engineer"], "甲工");
        let page = app.browse(ENGINEER).get(&format!("/installations/{}", filed.id())).await.expect(200);
        page.shows("固定服务工程师").shows("昆明市示例路 1 号");
        let now = engineer.get(&format!("{PRODUCTS}/{}", made.id())).await.expect(200);
        assert_eq!((&now.body["accepted_on"], now.version()), (&json!("2025-02-01"), 2));
        let customer = engineer.get(&format!("/api/v1/customers/{CUSTOMER_A}")).await.expect(200);
        assert_eq!(customer.body["fixed_engineer_name"], "甲工");
        body["accepted_on"] = json!("2025-02-02");
        let other = engineer.post(INSTALLATIONS).json(&body).await.expect(422);
        assert_eq!(other.faults(), ["products.0: accepted_on_another_day"]);
        app.as_(OTHER).get(&format!("{INSTALLATIONS}/{}", filed.id())).await.refused(404, "not_found");
    }

    async fn a_new_agent_sees_the_product_and_the_old_one_only_what_it_wrote(app: TestApp) {
        let (_, made) = registered(&app, "SN-1").await;
        let engineer = app.as_(ENGINEER);
        let filed = engineer.post(INSTALLATIONS).json(&installation(CUSTOMER_A, &made.id())).await.expect(201);
        hand_over(&app).await;
        let (there, record) = (format!("{PRODUCTS}/{}", made.id()), format!("{INSTALLATIONS}/{}", filed.id()));
        engineer.get(&there).await.refused(404, "not_found");
        let kept = engineer.get(&record).await.expect(200);
        assert_eq!((&kept.body["products"], &kept.body["installed_by"]), (&json!([]), &json!("甲工")));
        let other = app.as_(OTHER);
        other.get(&there).await.expect(200);
        for answer in [other.get(&format!("{there}/events")).await.expect(200), other.get(&record).await.expect(200)] {
            assert!(!answer.text.contains("甲工"), "nobody of another agent is named: {}", answer.text);
        }
        let page = app.browse(OTHER).get(&format!("/products/{}", made.id())).await.expect(200);
        assert!(!page.text.contains("甲工"));
    }

    async fn products_are_registered_and_looked_at_on_pages(app: TestApp) {
        let model = model_of(&product_type(&app).await);
        let visitor = app.browse(ENGINEER);
        let form = visitor.get(&format!("/products/new?customer_id={CUSTOMER_A}")).await.expect(200);
        assert!(form.text.contains("示例防水墙 · FW-100") && form.text.contains("丙示例制造厂"));
        let customer = CUSTOMER_A.to_string();
        let csrf = visitor.csrf().to_string();
        let typed = [
            ("_csrf", csrf.as_str()), ("kind", "device"), ("model_id", &model), ("serial", "SN-PAGE"),
            ("customer_id", &customer), ("delivered_on", "2026-09-09"),
        ];
        let refused = visitor.post("/products/new", &typed).await.expect(422);
        assert!(refused.text.contains("SN-PAGE"), "what was typed stays");
        let mut typed = typed;
        typed[5] = ("delivered_on", "2025-01-10");
        let made = visitor.post("/products/new", &typed).await.expect(303);
        let page = visitor.get(made.location()).await.expect(200);
        assert!(page.text.contains("2027-01-10") && page.text.contains("2028-01-10"));
        let shown = visitor.get(&format!("/customers/{CUSTOMER_A}")).await.expect(200);
        assert!(shown.text.contains("SN-PAGE"));
        let list = visitor.get("/products?q=sn-page").await.expect(200);
        assert!(list.text.contains("/products/export.xlsx?q=sn-page"));
        let file = visitor.get("/products/export.csv").await.expect(200);
        assert!(file.text.contains("SN-PAGE") && file.text.contains("2028-01-10"));
        app.browse(OTHER).get(made.location()).await.expect(404);
        let none = app.browse(OTHER).get("/products/export.csv").await.expect(200);
        assert!(!none.text.contains("SN-PAGE"));
    }

    async fn an_installation_is_filed_on_pages(app: TestApp) {
        let (_, made) = registered(&app, "SN-1").await;
        let visitor = app.browse(ENGINEER);
        let first = visitor.get("/installations/new").await.expect(200);
        assert!(first.text.contains("丙示例制造厂"));
        let form = visitor.get(&format!("/installations/new?customer_id={CUSTOMER_A}")).await.expect(200);
        assert!(form.text.contains("FW-100 · SN-1"));
        let (customer, product, csrf) = (CUSTOMER_A.to_string(), made.id(), visitor.csrf().to_string());
        let typed = [
            ("_csrf", csrf.as_str()), ("customer_id", &customer), ("products", &product),
            ("installed_on", "2025-02-01"), ("installed_by", "甲工"), ("accepted_by", "丙联络"),
            ("accepted_on", "2025-01-01"), ("site_address", "昆明市示例路 1 号"),
        ];
        visitor.post("/installations/new", &typed).await.expect(422);
        let mut typed = typed;
        typed[6] = ("accepted_on", "2025-02-01");
        let filed = visitor.post("/installations/new", &typed).await.expect(303);
        let page = visitor.get(filed.location()).await.expect(200);
        assert!(page.text.contains("SN-1") && page.text.contains("丙联络"));
        let product = visitor.get(&format!("/products/{product}")).await.expect(200);
        assert!(product.text.contains(filed.location()));
    }

    async fn the_administrator_keeps_types_on_a_page(app: TestApp) {
        let visitor = app.browse(ADMIN);
        visitor.get("/admin/product-types/new").await.expect(200);
        let csrf = visitor.csrf().to_string();
        let typed = [
            ("_csrf", csrf.as_str()), ("name", "示例网关"), ("warranty_months", "24"), ("models", "GW-1\nGW-2"),
        ];
        visitor.post("/admin/product-types/new", &typed).await.expect(303);
        let list = visitor.get("/admin/product-types").await.expect(200);
        assert!(list.text.contains("GW-1, GW-2"));
        app.browse(DESK).get("/admin/product-types").await.expect(403);
    }
}
