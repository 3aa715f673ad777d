//! Customers: who creates and sees which, what is odd about them, and traces of readers (8.3, chapter 7).

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::fixture::{
    AGENT_A, AGENT_B, CUSTOMER_A, CUSTOMER_AGENT_A, CUSTOMER_B, CUSTOMER_KEY, END_USER_A, GUANGZHOU, KUNMING,
    MISSING, SHENZHEN,
};
use crate::support::{TestApp, person};

fn end_user(name: &str) -> Value {
    json!({ "name": name, "class": "end_user", "city": KUNMING })
}

fn names(body: &Value) -> Vec<&str> {
    body["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

both_engines! {
    async fn an_agent_creates_end_users_of_its_own(app: TestApp) {
        let engineer = app.as_("engineer@agent-a.example");
        let body = json!({
            "name": " 云岭示例医院 ", "class": "end_user", "city": KUNMING, "credit_code": "91530100ma6k5x7y0p",
            "industry": "医疗", "contacts": [{ "name": "李娜", "phone": "13800002222", "email": "li@x.example", "position": "信息科" }],
        });
        let made = engineer.post("/api/v1/customers").json(&body).await.expect(201);
        assert_eq!(made.header("location"), format!("/api/v1/customers/{}", made.id()));
        assert_eq!(made.header("etag"), "\"1\"");
        assert_eq!(made.body["name"], "云岭示例医院");
        assert_eq!(made.body["agent_id"], json!(AGENT_A));
        assert_eq!(made.body["agent_name"], "甲方示例代理");
        assert_eq!(made.body["credit_code"], "91530100MA6K5X7Y0P");
        assert_eq!(made.body["contacts"][0]["phone"], "13800002222");
        let refuse = |extra: Value| {
            let mut body = end_user("另一家");
            body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            let engineer = engineer.clone();
            async move { engineer.post("/api/v1/customers").json(&body).await.expect(422).faults() }
        };
        assert_eq!(refuse(json!({ "class": "key_account" })).await, ["class: not_allowed"]);
        assert_eq!(refuse(json!({ "agent_id": AGENT_B })).await, ["agent_id: not_found"]);
        assert_eq!(refuse(json!({ "agent_id": MISSING })).await, ["agent_id: not_found"]);
        assert_eq!(refuse(json!({ "organisation_id": END_USER_A })).await, ["organisation_id: not_allowed"]);
        assert_eq!(refuse(json!({ "city": "999999" })).await, ["city: not_a_city"]);
        assert_eq!(refuse(json!({ "city": "昆明", "colour": 1, "contacts": [{ "phone": "x" }] })).await,
            ["colour: unknown_field", "city: not_a_city", "contacts.0.name: required", "contacts.0.phone: not_a_phone"]);
    }

    async fn nobody_learns_of_another_agents_customers(app: TestApp) {
        let engineer = app.as_("engineer@agent-a.example");
        for id in [CUSTOMER_B, CUSTOMER_KEY, MISSING] {
            let there = format!("/api/v1/customers/{id}");
            let unseen = engineer.get(&there).await.refused(404, "not_found");
            assert_eq!(unseen.body["detail"], engineer.get(&format!("/api/v1/customers/{MISSING}")).await.body["detail"]);
            engineer.patch(&there).json(&json!({ "name": "x" })).if_match(1).await.refused(404, "not_found");
            app.browse("engineer@agent-a.example").get(&format!("/customers/{id}")).await.expect(404);
        }
        let found = engineer.get("/api/v1/customers?sort=name").await.expect(200);
        assert_eq!(found.body["items"].as_array().unwrap().len(), 2);
        assert_eq!(engineer.get(&format!("/api/v1/customers?agent_id={AGENT_B}")).await.expect(200).body["items"], json!([]));
        assert_eq!(engineer.get("/api/v1/customers?q=学校").await.expect(200).body["items"], json!([]));
        // The same name as the other agent's customer is no reason for a warning.
        let made = engineer.post("/api/v1/customers").json(&end_user("丁示例学校")).await.expect(201);
        assert_eq!(made.body["warnings"], json!([]));
    }

    async fn what_one_sees_follows_the_role(app: TestApp) {
        let sees = |email: &'static str| {
            let client = app.as_(email);
            async move { client.get("/api/v1/customers").await.expect(200).body["items"].as_array().unwrap().len() }
        };
        assert_eq!(sees("manager@agent-b.example").await, 2);
        assert_eq!(sees("contact@enduser-a.example").await, 1);
        assert_eq!(sees("contact@keyaccount.example").await, 1);
        assert_eq!(sees("kam@vendor.example").await, 1);
        assert_eq!(sees("auditor@vendor.example").await, 5);
        app.as_("business@vendor.example").get("/api/v1/customers").await.refused(403, "role_not_allowed");
        app.as_("auditor@vendor.example").post("/api/v1/customers").json(&end_user("x")).await.refused(403, "role_not_allowed");
    }

    async fn an_agent_may_see_but_not_write_itself(app: TestApp) {
        let there = format!("/api/v1/customers/{CUSTOMER_AGENT_A}");
        let manager = app.as_("manager@agent-a.example");
        manager.get(&there).await.expect(200);
        manager.patch(&there).json(&json!({ "name": "x" })).await.refused(403, "not_yours_to_write");
    }

    async fn a_customer_that_changes_its_agent_leaves_the_old_ones_sight(app: TestApp) {
        let there = format!("/api/v1/customers/{CUSTOMER_A}");
        let (old, new) = (app.as_("engineer@agent-a.example"), app.as_("engineer@agent-b.example"));
        let specialist = app.as_("specialist@vendor.example");
        new.get(&there).await.expect(404);
        specialist.patch(&there).json(&json!({ "agent_id": AGENT_B })).if_match(1).await.expect(200);
        old.get(&there).await.refused(404, "not_found");
        new.get(&there).await.expect(200);
        old.patch(&there).json(&json!({ "agent_id": AGENT_A })).if_match(2).await.refused(404, "not_found");
    }

    async fn a_key_account_gets_an_organisation_and_a_manager(app: TestApp) {
        let specialist = app.as_("specialist@vendor.example");
        let kam = person("kam@vendor.example").id;
        let mut body = json!({ "name": "庚示例电网", "class": "key_account", "city": GUANGZHOU, "account_manager_id": kam });
        let made = specialist.post("/api/v1/customers").json(&body).await.expect(201);
        let organisation = made.body["organisation_id"].as_str().unwrap();
        let house = app.as_("admin@vendor.example").get(&format!("/api/v1/organisations/{organisation}")).await.expect(200);
        assert_eq!((&house.body["kind"], &house.body["name"]), (&json!("key_account"), &json!("庚示例电网")));
        app.as_("kam@vendor.example").get(&format!("/api/v1/customers/{}", made.id())).await.expect(200);
        body["agent_id"] = json!(AGENT_A);
        assert_eq!(specialist.post("/api/v1/customers").json(&body).await.expect(422).faults(), ["agent_id: not_allowed"]);
        body["agent_id"] = Value::Null;
        body["account_manager_id"] = json!(person("reviewer@vendor.example").id);
        assert_eq!(specialist.post("/api/v1/customers").json(&body).await.expect(422).faults(), ["account_manager_id: not_found"]);
        let own = json!({ "name": "辛示例航运", "class": "key_account", "city": SHENZHEN });
        let made = app.as_("kam@vendor.example").post("/api/v1/customers").json(&own).await.expect(201);
        assert_eq!(made.body["account_manager_id"], json!(kam));
        let other = app.as_("kam@vendor.example").post("/api/v1/customers").json(&end_user("x")).await.expect(422);
        assert_eq!(other.faults(), ["class: not_allowed"]);
    }

    async fn the_vendor_creates_end_users_with_and_without_an_agent(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let mut body = end_user("壬示例研究所");
        assert_eq!(admin.post("/api/v1/customers").json(&body).await.expect(201).body["agent_id"], Value::Null);
        body["agent_id"] = json!(AGENT_B);
        assert_eq!(admin.post("/api/v1/customers").json(&body).await.expect(201).body["agent_name"], "乙方示例代理");
        body["agent_id"] = json!(END_USER_A);
        assert_eq!(admin.post("/api/v1/customers").json(&body).await.expect(422).faults(), ["agent_id: not_found"]);
        let agent = json!({ "name": "x", "class": "agent", "city": KUNMING });
        assert_eq!(admin.post("/api/v1/customers").json(&agent).await.expect(422).faults(), ["organisation_id: required"]);
    }

    async fn the_class_is_fixed_and_versions_count(app: TestApp) {
        let there = format!("/api/v1/customers/{CUSTOMER_A}");
        let admin = app.as_("admin@vendor.example");
        admin.patch(&there).json(&json!({ "name": "x" })).await.refused(428, "precondition_required");
        admin.patch(&there).json(&json!({ "name": "x" })).if_match(3).await.refused(412, "stale_version");
        let class = json!({ "class": "key_account", "agent_id": null });
        assert_eq!(admin.patch(&there).json(&class).if_match(1).await.expect(422).faults(), ["class: fixed"]);
        let changed = admin.patch(&there).json(&json!({ "industry": "制造" })).if_match(1).await.expect(200);
        assert_eq!((changed.body["version"].as_i64(), &changed.body["name"]), (Some(2), &json!("丙示例制造厂")));
        let read = admin.get(&there).await.expect(200);
        assert_eq!(read.header("etag"), "\"2\"");
        assert_eq!(admin.get(&there).await.expect(200).header("etag"), "\"2\"");
    }

    async fn odd_codes_and_doubles_are_told_and_never_refused(app: TestApp) {
        let manager = app.as_("manager@agent-a.example");
        let codes = |body: &Value| {
            let all = body["warnings"].as_array().unwrap().iter();
            all.map(|warning| format!("{}: {}", warning["field"].as_str().unwrap(), warning["code"].as_str().unwrap())).collect::<Vec<_>>()
        };
        let mut body = end_user("云岭科技（昆明）有限公司");
        body["credit_code"] = json!("91350100M000100Y43");
        let first = manager.post("/api/v1/customers").json(&body).await.expect(201);
        assert_eq!(codes(&first.body), Vec::<String>::new());
        body["name"] = json!("云岭 科技(昆明)有限公司");
        let second = manager.post("/api/v1/customers").json(&body).await.expect(201);
        assert_eq!(codes(&second.body), ["name: same_name", "credit_code: same_credit_code"]);
        assert_eq!(second.body["warnings"][0]["customers"][0]["id"], first.body["id"]);
        assert!(second.body["warnings"][0]["message"].as_str().unwrap().contains("云岭科技（昆明）有限公司"));
        let there = format!("/api/v1/customers/{}", second.id());
        for (code, wanted) in [("12", "length"), ("91350100M000100Y4I", "character"), ("91350100M000100Y44", "check")] {
            let version = manager.get(&there).await.expect(200).version();
            let answer = manager.patch(&there).json(&json!({ "name": "别名", "credit_code": code })).if_match(version).await.expect(200);
            assert_eq!(codes(&answer.body), [format!("credit_code: credit_code_{wanted}")]);
        }
    }

    async fn customers_are_searched_and_paged(app: TestApp) {
        let manager = app.as_("manager@agent-a.example");
        for (name, contact) in [("Alpha 一", "赵一"), ("Beta 二", "钱二"), ("Gamma 三", "孙三")] {
            let mut body = end_user(name);
            body["contacts"] = json!([{ "name": contact, "phone": "13900001111" }]);
            manager.post("/api/v1/customers").json(&body).await.expect(201);
            app.clock.advance(chrono::TimeDelta::seconds(1));
        }
        assert_eq!(names(&manager.get("/api/v1/customers?q=alpha").await.expect(200).body), ["Alpha 一"]);
        assert_eq!(names(&manager.get("/api/v1/customers?q=钱二").await.expect(200).body), ["Beta 二"]);
        assert_eq!(names(&manager.get("/api/v1/customers?limit=2").await.expect(200).body), ["Gamma 三", "Beta 二"]);
        assert_eq!(names(&manager.get(&format!("/api/v1/customers?city={SHENZHEN}")).await.expect(200).body), ["甲方示例代理"]);
        let first = manager.get("/api/v1/customers?q=13900001111&sort=name&limit=2").await.expect(200);
        let after = first.body["next"].as_str().unwrap();
        let rest = manager.get(&format!("/api/v1/customers?q=13900001111&sort=name&limit=2&after={after}")).await.expect(200);
        assert_eq!((names(&first.body).len(), names(&rest.body)), (2, vec!["Gamma 三"]));
        assert_eq!(rest.body["next"], Value::Null);
        let wrong = manager.get(&format!("/api/v1/customers?after={after}&size=1&class=x&city=1")).await.expect(422);
        assert_eq!(wrong.faults(), ["size: unknown_field", "class: not_an_option", "city: not_a_city", "after: not_a_cursor"]);
    }

    async fn the_vendors_readers_leave_a_trace_and_no_change(app: TestApp) {
        let there = format!("/api/v1/customers/{CUSTOMER_A}");
        app.as_("reviewer@vendor.example").get(&there).await.expect(200);
        app.browse("auditor@vendor.example").get(&format!("/customers/{CUSTOMER_A}")).await.expect(200);
        app.as_("engineer@agent-a.example").get(&there).await.expect(200);
        let traces = || app.lines("SELECT actor_name AS line FROM audit_entries WHERE action = 'customer.read' ORDER BY at, id");
        app.browse("engineer@agent-a.example").get(&format!("/customers/{CUSTOMER_A}/edit")).await.expect(200);
        assert_eq!(traces().len(), 2);
        // The form shows the whole dossier too.
        app.browse("specialist@vendor.example").get(&format!("/customers/{CUSTOMER_A}/edit")).await.expect(200);
        app.browse("reviewer@vendor.example").get(&format!("/customers/{CUSTOMER_A}/edit")).await.expect(403);
        let traces = traces();
        assert_eq!(traces.len(), 3);
        assert!(traces.contains(&"客专".to_string()));
        assert!(traces.contains(&"沈审".to_string()) && traces.contains(&"审计".to_string()));
    }

    async fn lists_and_single_customers_take_few_statements(app: TestApp) {
        let manager = app.as_("manager@agent-a.example");
        let before = app.statements();
        manager.get("/api/v1/customers").await.expect(200);
        let listed = app.statements();
        manager.get(&format!("/api/v1/customers/{CUSTOMER_A}")).await.expect(200);
        let shown = app.statements();
        manager.post("/api/v1/customers").json(&end_user("癸示例")).await.expect(201);
        let made = app.statements();
        assert!(listed - before <= 3 && shown - listed <= 5 && made - shown <= 8, "{before} {listed} {shown} {made}");
    }

    async fn an_agent_creates_a_customer_on_the_page(app: TestApp) {
        let visitor = app.browse("engineer@agent-a.example");
        visitor.get("/customers").await.expect(200).shows("丙示例制造厂").hides("丁示例学校");
        let form = visitor.get("/customers/new").await.expect(200).hides("name=\"class\"").hides("name=\"agent_id\"");
        let wrong = [("name", "云岭示例厂"), ("city", "无此城"), ("contacts.0.name", ""), ("contacts.0.phone", "1")];
        let form = visitor.submit(&form, "/customers/new", &wrong).await.expect(422);
        let form = form.shows("value=\"云岭示例厂\"").shows("value=\"无此城\"").shows("href=\"#field-city\"").shows("href=\"#field-contacts-0-name\"");
        let good = [("name", "云岭示例厂"), ("city", "昆明"), ("contacts.0.name", "周一")];
        let done = visitor.submit(&form, "/customers/new", &good).await.expect(303);
        let there = done.location().to_string();
        visitor.get(&there).await.expect(200).shows("昆明").shows("周一").shows("/fault-records/new?customer_id=");
        let again = visitor.submit(&form, "/customers/new", &good).await.expect(422).shows("仍然创建").shows("云岭示例厂");
        let mut confirmed = good.to_vec();
        confirmed.push(("_confirmed", "true"));
        visitor.submit(&again, "/customers/new", &confirmed).await.expect(303);
        let edit = visitor.get(&format!("{there}/edit")).await.expect(200).shows("value=\"昆明");
        let changed = [("name", "云岭示例总厂"), ("city", "530100")];
        visitor.submit(&edit, &format!("{there}/edit"), &changed).await.expect(303);
        let stale = visitor.submit(&edit, &format!("{there}/edit"), &[("name", "迟到的名字"), ("city", "530100")]).await.expect(422);
        stale.shows("迟到的名字").shows("内容已被他人修改");
        visitor.get(&there).await.expect(200).shows("云岭示例总厂").hides("周一");
        visitor.get(&format!("/customers/{CUSTOMER_AGENT_A}/edit")).await.expect(403);
    }
}
