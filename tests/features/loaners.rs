//! Loaners (2.5, 5.6): offered, lent once, tracked until both devices are back, in the history of both.

use serde_json::{Value, json};

use tierdesk::features::loaners::REMIND;

use crate::both_engines;
use crate::support::fixture::{AGENT_B, CUSTOMER_A, CUSTOMER_AGENT_A, CUSTOMER_B};
use crate::support::products::{device, model_of, product_type, stock as stocked};
use crate::support::{Answer, TestApp, fault_record_remote};

const LOANERS: &str = "/api/v1/loaners";
const ENGINEER: &str = "engineer@agent-a.example";
const OTHER: &str = "engineer@agent-b.example";
const DESK: &str = "specialist@vendor.example";

/// The device of agent A's customer, and one of agent A's own stock, of the same type.
async fn devices(app: &TestApp) -> (String, String) {
    let model = model_of(&product_type(app).await);
    let client = app.as_(ENGINEER);
    let own = client.post("/api/v1/products").json(&device(&model, CUSTOMER_A, "SN-AWAY")).await.expect(201);
    let stock = client.post("/api/v1/products").json(&stocked(&model, CUSTOMER_AGENT_A, "SN-STOCK")).await;
    (own.id(), stock.expect(201).id())
}

async fn step(app: &TestApp, loaner: &Answer, name: &str, body: Value) -> Answer {
    let there = format!("{LOANERS}/{}/{name}", loaner.id());
    app.as_(ENGINEER).post(&there).if_match(loaner.version()).json(&body).await
}

fn today(app: &TestApp) -> String {
    app.now().0.with_timezone(&chrono_tz::Asia::Shanghai).date_naive().to_string()
}

/// A loaner that agent A's engineer handed over, due today.
async fn lent(app: &TestApp) -> (String, Answer) {
    let (own, stock) = devices(app).await;
    let body = json!({ "product_id": own, "loaner_id": stock, "due_on": today(app) });
    let offered = app.as_(ENGINEER).post(LOANERS).json(&body).await.expect(201);
    (own, step(app, &offered, "lend", json!({ "on": today(app), "person": "丙" })).await.expect(200))
}

fn remind(app: &TestApp) {
    (REMIND.run)(&app.app.services, app.now()).unwrap();
}

async fn told(app: &TestApp, email: &str) -> usize {
    let told = app.as_(email).get("/api/v1/notices?limit=200").await.expect(200);
    told.items().iter().filter(|notice| notice["kind"] == "loaner_overdue").count()
}

both_engines! {
    async fn whoever_handed_it_over_is_told_once_when_it_is_late(app: TestApp) {
        let (_, loaner) = lent(&app).await;
        remind(&app);
        assert_eq!(told(&app, ENGINEER).await, 0);
        app.clock.advance(chrono::TimeDelta::days(1));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| while (REMIND.run)(&app.app.services, app.now()).is_ok_and(|done| done > 0) {});
            }
        });
        app.clock.advance(chrono::TimeDelta::days(30));
        remind(&app);
        assert_eq!(told(&app, ENGINEER).await, 1);
        for other in ["manager@agent-a.example", "manager@vendor.example", OTHER, "contact@enduser-a.example"] {
            assert_eq!(told(&app, other).await, 0, "{other}");
        }
        assert_eq!(app.lines("SELECT CAST(COUNT(*) AS TEXT) AS line FROM loaner_reminders"), ["1"]);
        let mails = app.lines("SELECT event AS line FROM mail_outbox");
        assert_eq!(mails.iter().filter(|event| event.contains("loaner_overdue")).count(), 1);
        let number = loaner.body["number"].as_str().unwrap();
        app.browse(ENGINEER).get("/notices").await.expect(200).shows(number).shows("逾期未还");
    }

    async fn where_that_person_is_gone_the_managers_are_told(app: TestApp) {
        lent(&app).await;
        app.execute("UPDATE users SET active = FALSE WHERE email = 'engineer@agent-a.example'");
        app.clock.advance(chrono::TimeDelta::days(1));
        remind(&app);
        assert_eq!(told(&app, "manager@agent-a.example").await, 1);
        assert_eq!(told(&app, "manager@agent-b.example").await, 0);
    }

    async fn a_customer_that_went_to_another_agent_is_the_vendors_to_ask(app: TestApp) {
        lent(&app).await;
        let there = format!("/api/v1/customers/{CUSTOMER_A}");
        let desk = app.as_(DESK);
        let version = desk.get(&there).await.expect(200).version();
        let agent = json!({ "agent_id": AGENT_B });
        desk.patch(&there).if_match(version).json(&agent).await.expect(200);
        app.clock.advance(chrono::TimeDelta::days(1));
        remind(&app);
        assert_eq!((told(&app, ENGINEER).await, told(&app, OTHER).await), (0, 0));
        assert_eq!(told(&app, "manager@vendor.example").await, 1);
    }

    async fn what_came_back_in_time_is_told_to_nobody(app: TestApp) {
        let (_, loaner) = lent(&app).await;
        step(&app, &loaner, "loaner-back", json!({ "on": today(&app), "person": "甲工" })).await.expect(200);
        app.clock.advance(chrono::TimeDelta::days(3));
        remind(&app);
        assert_eq!(told(&app, ENGINEER).await, 0);
    }

    async fn a_fault_record_of_a_device_leads_to_the_offer(app: TestApp) {
        let (own, stock) = devices(&app).await;
        let engineer = app.as_(ENGINEER);
        let mut body = fault_record_remote(CUSTOMER_A);
        let plain = engineer.post("/api/v1/fault-records").json(&body).await.expect(201).id();
        body["product_id"] = json!(own);
        let solved = engineer.post("/api/v1/fault-records").json(&body).await.expect(201).id();
        body["result"] = json!("unsolved");
        let record = engineer.post("/api/v1/fault-records").json(&body).await.expect(201);
        let (id, version) = (record.id(), record.version());
        engineer.post(&format!("/api/v1/fault-records/{id}/submit")).if_match(version).await.expect(200);
        let visitor = app.browse(ENGINEER);
        visitor.get(&format!("/fault-records/{plain}")).await.expect(200).hides("/loaners/new");
        visitor.get(&format!("/fault-records/{solved}")).await.expect(200).hides("/loaners/new");
        let page = visitor.get(&format!("/fault-records/{id}")).await.expect(200).shows("现场未能修复");
        let there = format!("/loaners/new?product_id={own}&fault_record_id={id}");
        assert!(page.text.replace("&amp;", "&").contains(&there), "{there}");
        let form = visitor.get(&there).await.expect(200).shows("SN-AWAY").shows("SN-STOCK");
        let fields = [("product_id", own.as_str()), ("loaner_id", &stock), ("fault_record_id", &id)];
        let sent = visitor.submit(&form, "/loaners/new", &fields).await.expect(303);
        visitor.follow(&sent).await.expect(200).shows(&format!("/fault-records/{id}"));
        // Whoever may not offer one has no such button.
        app.browse("reviewer@vendor.example").get(&format!("/fault-records/{id}")).await.expect(200).hides("/loaners/new");
    }

    async fn it_is_offered_when_the_device_was_taken_or_a_day_has_passed(app: TestApp) {
        let (own, _) = devices(&app).await;
        let (engineer, visitor) = (app.as_(ENGINEER), app.browse(ENGINEER));
        let mut body = fault_record_remote(CUSTOMER_A);
        body["product_id"] = json!(own);
        body["device_taken"] = json!({ "consent_by": "丙", "at": "2026-03-02T08:30:00+08:00", "receipt_no": "QJ-1" });
        let taken = engineer.post("/api/v1/fault-records").json(&body).await.expect(201).id();
        let page = visitor.get(&format!("/fault-records/{taken}")).await.expect(200);
        page.shows("/loaners/new").shows("设备已取走");
        body["device_taken"]["returned_at"] = json!("2026-03-02T08:40:00+08:00");
        let back = engineer.post("/api/v1/fault-records").json(&body).await.expect(201).id();
        visitor.get(&format!("/fault-records/{back}")).await.expect(200).hides("/loaners/new");
        body["device_taken"] = Value::Null;
        body["restored_at"] = Value::Null;
        body["reported_at"] = json!(app.now());
        let open = engineer.post("/api/v1/fault-records").json(&body).await.expect(201).id();
        app.clock.advance(chrono::TimeDelta::hours(23));
        let page = app.browse(ENGINEER).get(&format!("/fault-records/{open}")).await.expect(200);
        page.hides("/loaners/new");
        app.clock.advance(chrono::TimeDelta::hours(1));
        // The session of the day before is over.
        let late = app.browse(ENGINEER).get(&format!("/fault-records/{open}")).await.expect(200);
        late.shows("/loaners/new").shows("24 小时");
    }

    async fn only_loan_stock_is_lent(app: TestApp) {
        let (own, stock) = devices(&app).await;
        let client = app.as_(ENGINEER);
        let model = client.get(&format!("/api/v1/products/{stock}")).await.expect(200);
        let model = model.body["model_id"].as_str().unwrap().to_string();
        let plain = device(&model, CUSTOMER_AGENT_A, "SN-PLAIN");
        let plain = client.post("/api/v1/products").json(&plain).await.expect(201).id();
        let refused = client.post(LOANERS).json(&json!({ "product_id": own, "loaner_id": plain })).await.expect(422);
        assert_eq!(refused.faults(), ["loaner_id: not_loan_stock"]);
        // An agent says so of its own premises, not of what stands at its customer's; the vendor of any.
        let theirs = stocked(&model, CUSTOMER_A, "SN-THEIRS");
        let refused = client.post("/api/v1/products").json(&theirs).await.expect(422);
        assert_eq!(refused.faults(), ["loan_stock: not_own_stock"]);
        app.as_(DESK).post("/api/v1/products").json(&theirs).await.expect(201);
        let listed = client.get("/api/v1/products?loan_stock=true&sort=serial").await.expect(200);
        let serials: Vec<&str> = listed.items().iter().map(|it| it["serial"].as_str().unwrap()).collect();
        assert_eq!(serials, ["SN-STOCK", "SN-THEIRS"]);
        let form = app.browse(ENGINEER).get(&format!("/loaners/new?product_id={own}")).await.expect(200);
        form.shows("SN-STOCK").hides("SN-PLAIN");
        let there = format!("/api/v1/products/{plain}");
        client.patch(&there).if_match(1).json(&json!({ "loan_stock": true })).await.expect(200);
        client.post(LOANERS).json(&json!({ "product_id": own, "loaner_id": plain })).await.expect(201);
    }

    async fn nobody_waits_for_a_device_that_was_taken_back(app: TestApp) {
        let (own, loaner) = lent(&app).await;
        app.execute(&format!("UPDATE products SET gone_on = '{}', gone_as = 'returned' WHERE serial = 'SN-AWAY'", today(&app)));
        let back = json!({ "on": today(&app), "person": "甲工" });
        let closed = step(&app, &loaner, "loaner-back", back).await.expect(200);
        assert_eq!((&closed.body["state"], &closed.body["device_gone"]), (&json!("closed"), &json!(true)));
        // And nothing is handed over any more for what is gone.
        app.execute("UPDATE products SET gone_on = NULL, gone_as = NULL");
        let body = json!({ "product_id": own, "loaner_id": loaner.body["loaner_id"] });
        let offered = app.as_(ENGINEER).post(LOANERS).json(&body).await.expect(201);
        app.execute(&format!("UPDATE products SET gone_on = '{}', gone_as = 'returned' WHERE serial = 'SN-AWAY'", today(&app)));
        let lend = json!({ "on": today(&app), "person": "丙" });
        step(&app, &offered, "lend", lend).await.refused(409, "loaner_device_gone");
        let page = app.browse(ENGINEER).get(&format!("/loaners/{}", offered.id())).await.expect(200);
        page.hides("/lend\"").shows("/decline\"");
    }

    async fn it_is_tracked_until_both_devices_are_back(app: TestApp) {
        let (own, stock) = devices(&app).await;
        let day = today(&app);
        let body = json!({ "product_id": own, "loaner_id": stock, "due_on": day });
        let offered = app.as_(ENGINEER).post(LOANERS).json(&body).await.expect(201);
        assert_eq!((&offered.body["state"], &offered.body["loaner_serial"]), (&json!("offered"), &json!("SN-STOCK")));
        let early = json!({ "on": day, "person": "丙" });
        step(&app, &offered, "loaner-back", early.clone()).await.refused(409, "loaner_not_like_that");
        let wrong = step(&app, &offered, "lend", json!({ "on": "2199-01-01", "person": "丙" })).await.expect(422);
        assert_eq!(wrong.faults(), ["on: in_future"]);
        let lent = step(&app, &offered, "lend", json!({ "on": day, "person": "丙联络" })).await.expect(200);
        assert_eq!(lent.body["state"], "lent");
        step(&app, &offered, "decline", json!({ "reason": "x" })).await.refused(412, "stale_version");
        let back = step(&app, &lent, "device-back", json!({ "on": day, "person": "丙联络" })).await.expect(200);
        assert_eq!(back.body["state"], "lent");
        let before = step(&app, &back, "loaner-back", json!({ "on": "2020-01-01", "person": "甲工" })).await;
        assert_eq!(before.expect(422).faults(), ["on: before_lending"]);
        let closed = step(&app, &back, "loaner-back", json!({ "on": day, "person": "甲工" })).await.expect(200);
        assert_eq!(closed.body["state"], "closed");
        for (product, kinds) in [(&own, ["in_place", "away"]), (&stock, ["loaner_back", "lent"])] {
            let history = app.as_(ENGINEER).get(&format!("/api/v1/products/{product}/events")).await.expect(200);
            let told: Vec<&str> = history.items().iter().map(|it| it["kind"].as_str().unwrap()).collect();
            assert_eq!(told[..2], kinds);
            assert_eq!(history.items()[0]["changes"]["loaner"]["after"], closed.body["number"]);
        }
    }

    async fn a_device_is_lent_once_and_stands_in_for_one(app: TestApp) {
        let (own, stock) = devices(&app).await;
        let model = app.as_(ENGINEER).get(&format!("/api/v1/products/{own}")).await.expect(200);
        let model = model.body["model_id"].as_str().unwrap().to_string();
        let second = app.as_(ENGINEER).post("/api/v1/products").json(&device(&model, CUSTOMER_A, "SN-TWO")).await;
        let second = second.expect(201).id();
        let offer = async |product: &str| {
            let body = json!({ "product_id": product, "loaner_id": stock });
            app.as_(ENGINEER).post(LOANERS).json(&body).await
        };
        let (one, two) = futures_util::future::join(offer(&own), offer(&second)).await;
        let (good, bad) = if one.status == 201 { (one, two) } else { (two, one) };
        good.expect(201);
        bad.refused(409, "loaner_is_out");
        assert_eq!(app.lines("SELECT number AS line FROM loaners").len(), 1);
        let open = app.as_(ENGINEER).get(LOANERS).await.expect(200).items()[0].clone();
        let there = format!("{LOANERS}/{}/decline", open["id"].as_str().unwrap());
        app.as_(ENGINEER).post(&there).if_match(1).json(&json!({ "reason": "不需要" })).await.expect(200);
        offer(&own).await.expect(201);
    }

    async fn of_at_least_the_same_class_and_not_the_customers_own(app: TestApp) {
        let (own, stock) = devices(&app).await;
        let body = json!({ "name": "另一类型", "models": ["OT-1"] });
        let other = app.as_("admin@vendor.example").post("/api/v1/product-types").json(&body).await.expect(201);
        let strange = stocked(&model_of(&other), CUSTOMER_AGENT_A, "SN-STRANGE");
        let strange = app.as_(ENGINEER).post("/api/v1/products").json(&strange).await.expect(201).id();
        let client = app.as_(ENGINEER);
        let refused = client.post(LOANERS).json(&json!({ "product_id": own, "loaner_id": strange })).await;
        assert_eq!(refused.expect(422).faults(), ["fit_reason: required"]);
        let own_one = client.post(LOANERS).json(&json!({ "product_id": own, "loaner_id": own })).await.expect(422);
        assert_eq!(own_one.faults(), ["loaner_id: own_device", "loaner_id: not_loan_stock"]);
        let said = json!({ "product_id": own, "loaner_id": strange, "fit_reason": "吞吐量更高" });
        client.post(LOANERS).json(&said).await.expect(201);
        // What is another agent's is as good as missing.
        let model = client.get(&format!("/api/v1/products/{stock}")).await.expect(200);
        let theirs = device(model.body["model_id"].as_str().unwrap(), CUSTOMER_B, "SN-OF-B");
        let theirs = app.as_(OTHER).post("/api/v1/products").json(&theirs).await.expect(201).id();
        let foreign = client.post(LOANERS).json(&json!({ "product_id": theirs, "loaner_id": stock })).await;
        assert_eq!(foreign.expect(422).faults(), ["product_id: not_found"]);
    }

    async fn what_is_late_is_listed_and_others_see_nothing(app: TestApp) {
        let (own, stock) = devices(&app).await;
        let day = today(&app);
        let body = json!({ "product_id": own, "loaner_id": stock, "due_on": day });
        let offered = app.as_(ENGINEER).post(LOANERS).json(&body).await.expect(201);
        step(&app, &offered, "lend", json!({ "on": day, "person": "丙" })).await.expect(200);
        let late = async |email: &str| app.as_(email).get(&format!("{LOANERS}?overdue=true")).await.expect(200).items().len();
        assert_eq!(late(DESK).await, 0);
        app.clock.advance(chrono::TimeDelta::days(2));
        assert_eq!((late(DESK).await, late(ENGINEER).await, late(OTHER).await), (1, 1, 0));
        app.as_(OTHER).get(&format!("{LOANERS}/{}", offered.id())).await.expect(404);
        app.as_("contact@enduser-a.example").get(&format!("{LOANERS}/{}", offered.id())).await.expect(200);
    }

    async fn nothing_is_handed_over_after_it_is_due(app: TestApp) {
        let (own, stock) = devices(&app).await;
        let body = json!({ "product_id": own, "loaner_id": stock, "due_on": today(&app) });
        let offered = app.as_(ENGINEER).post(LOANERS).json(&body).await.expect(201);
        app.clock.advance(chrono::TimeDelta::days(2));
        let late = step(&app, &offered, "lend", json!({ "on": today(&app), "person": "丙" })).await.expect(422);
        assert_eq!(late.faults(), ["due_on: before_lending"]);
    }

    async fn what_is_typed_wrong_is_said_and_the_record_goes_along(app: TestApp) {
        let (own, stock) = devices(&app).await;
        let record = app.as_(ENGINEER).post("/api/v1/fault-records").json(&fault_record_remote(CUSTOMER_A)).await;
        let record = record.expect(201).id();
        let visitor = app.browse(ENGINEER);
        let form = visitor.get(&format!("/loaners/new?product_id={own}&fault_record_id={record}")).await.expect(200);
        let form = form.shows(&record);
        let fields = [("product_id", own.as_str()), ("loaner_id", &stock), ("fault_record_id", &record)];
        let sent = visitor.submit(&form, "/loaners/new", &fields).await;
        let here = sent.location().to_string();
        let page = visitor.follow(&sent).await.expect(200).shows(&format!("/fault-records/{record}"));
        let day = today(&app);
        let fields = [("on", day.as_str()), ("person", "丙"), ("due_on", "2026-13-40")];
        visitor.submit(&page, &format!("{here}/lend"), &fields).await.expect(422).shows("2026-13-40");
    }

    async fn a_person_does_it_on_pages(app: TestApp) {
        let (own, stock) = devices(&app).await;
        let visitor = app.browse(ENGINEER);
        visitor.get(&format!("/products/{own}")).await.expect(200).shows("/loaners/new?product_id=");
        let form = visitor.get(&format!("/loaners/new?product_id={own}")).await.expect(200);
        let form = form.shows("SN-STOCK").hides("SN-AWAY ·");
        let sent = visitor
            .submit(&form, "/loaners/new", &[("product_id", &own), ("loaner_id", &stock)])
            .await;
        let here = sent.location().to_string();
        let page = visitor.follow(&sent).await.expect(200).shows("已提供");
        let wrong = visitor.submit(&page, &format!("{here}/lend"), &[("on", "2199-01-01"), ("person", "丙")]).await;
        let wrong = wrong.expect(422).shows("2199-01-01");
        let day = today(&app);
        let sent = visitor.submit(&wrong, &format!("{here}/lend"), &[("on", &day), ("person", "丙")]).await;
        visitor.follow(&sent).await.expect(200).shows("借出中");
        visitor.get("/loaners").await.expect(200).shows("SN-STOCK");
        assert_eq!(visitor.bytes("/loaners/export.xlsx").await.0, 200);
    }
}
