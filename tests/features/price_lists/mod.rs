//! Price lists: drafted, checked, published by a second person, used from their moment on (chapters 2.6 and 6).

mod pages;
mod rates;
mod replays;
mod stored;

use serde_json::{Value, json};
use tierdesk::app::App;
use tierdesk::features::price_lists::WATCH;
use tierdesk::features::verification::{CHECKS, Subject};
use tierdesk::platform::db::open;

use crate::both_engines;
use crate::support::fixture::{self, GUANGZHOU};
use crate::support::{Answer, TestApp, fault_record_onsite};

pub const LISTS: &str = "/api/v1/price-lists";
pub const BILLING: &str = "billing@vendor.example";
pub const BILLING_2: &str = "billing2@vendor.example";
const ADMIN: &str = "admin@vendor.example";
/// The clock of the tests stands at nine on the second.
const NEXT_DAY: &str = "2026-03-03T00:00:00+08:00";

pub fn at(list: &Answer, step: &str) -> String {
    format!("{LISTS}/{}{step}", list.id())
}

/// A draft by the first clerk.
pub async fn draft(app: &TestApp, mut changes: Value) -> Answer {
    if let Some(changes) = changes.as_object_mut() {
        changes.entry("name").or_insert(json!("2026 年第二版"));
        changes.entry("effective_from").or_insert(json!(NEXT_DAY));
    }
    app.as_(BILLING).post(LISTS).json(&changes).await.expect(201)
}

/// Checked by the first clerk, published by the second.
pub async fn publish(app: &TestApp, list: &Answer) -> Answer {
    let checked = app.as_(BILLING).post(&at(list, "/check")).if_match(list.version()).await.expect(200);
    app.as_(BILLING_2).post(&at(list, "/publish")).if_match(checked.version()).await.expect(200)
}

/// The prices of services with one of them at another price.
pub async fn services_with(app: &TestApp, code: &str, price_fen: i64) -> Value {
    let found = app.as_(BILLING).get(&format!("{LISTS}/in-force")).await.expect(200);
    let mut services = found.body["content"]["services"].clone();
    for row in services.as_array_mut().unwrap() {
        if row["code"] == code {
            row["price_fen"] = json!(price_fen);
        }
    }
    services
}

/// An escalated repair in 广州 that begins and ends at these moments.
pub fn repair_at(from: &str, to: &str, minutes: i64) -> Value {
    let mut body = fault_record_onsite(fixture::CUSTOMER_A, GUANGZHOU);
    body["escalated"] = json!(true);
    body["labour_minutes"] = json!(minutes);
    for name in ["arrived_at", "work_started_at"] {
        body[name] = json!(from);
    }
    for name in ["left_at", "restored_at"] {
        body[name] = json!(to);
    }
    body["permission"]["at"] = json!(from);
    body["backup"]["at"] = json!(from);
    body["acceptance"]["at"] = json!(to);
    body
}

/// The charges of such a record once it is approved.
pub async fn charged(app: &TestApp, body: &Value) -> Vec<Value> {
    let author = app.as_("engineer@agent-a.example");
    let record = author.post("/api/v1/fault-records").json(body).await.expect(201);
    let path = format!("/api/v1/fault-records/{}", record.id());
    let record = author.post(&format!("{path}/submit")).if_match(record.version()).await.expect(200);
    let verdict = json!({ "verdict": "approve" });
    let reviewer = app.as_("reviewer@vendor.example");
    reviewer.post(&format!("{path}/review")).if_match(record.version()).json(&verdict).await.expect(200);
    let of_record = format!("/api/v1/charges?record_id={}&sort=created_at", record.id());
    app.as_(BILLING).get(&of_record).await.expect(200).items().to_vec()
}

/// Component, amount, list value; sorted, because lines of one record are born at once.
pub fn amounts(charges: &[Value]) -> Vec<(String, i64, i64)> {
    let number = |charge: &Value, name: &str| charge[name].as_i64().unwrap();
    let one = |it: &Value| {
        (it["component"].as_str().unwrap().to_string(), number(it, "amount_fen"), number(it, "list_fen"))
    };
    let mut all: Vec<_> = charges.iter().map(one).collect();
    all.sort();
    all
}

/// `tierdesk verify` finds nothing.
pub fn verified(app: &TestApp) {
    let services = &app.app.services;
    let subject =
        Subject::read(&services.db, &services.files, app.now()).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    for check in CHECKS {
        (check.run)(&subject, &mut |_| ()).unwrap_or_else(|wrong| panic!("{}: {wrong:?}", check.name));
    }
}

/// On to the evening of the third.
pub fn a_day_later(app: &TestApp) {
    app.clock.advance(chrono::TimeDelta::hours(36));
}

both_engines! {
    async fn each_piece_of_work_is_priced_by_the_version_of_its_moment(app: TestApp) {
        let before = charged(&app, &repair_at("2026-02-27T14:00:00+08:00", "2026-02-27T15:30:00+08:00", 90)).await;
        let services = services_with(&app, "SASL012", 123_400).await;
        let list = draft(&app, json!({ "services": services })).await;
        assert_eq!((&list.body["status"], &list.body["number"]), (&json!("draft"), &Value::Null));
        let published = publish(&app, &list).await;
        assert_eq!((&published.body["status"], &published.body["number"]), (&json!("published"), &json!(2)));
        a_day_later(&app);
        // What was done before midnight of the second is billed by the first version, whenever it is filed.
        let late = charged(&app, &repair_at("2026-03-02T14:00:00+08:00", "2026-03-02T15:30:00+08:00", 90)).await;
        let after = charged(&app, &repair_at("2026-03-03T14:00:00+08:00", "2026-03-03T15:30:00+08:00", 90)).await;
        let visit = |charges: &[Value]| {
            let line = charges.iter().find(|it| it["component"] == "visit").unwrap().clone();
            (line["amount_fen"].clone(), line["derivation"]["price_list_version"].clone())
        };
        assert_eq!(visit(&before), (json!(100_000), json!(1)));
        assert_eq!(visit(&late), (json!(100_000), json!(1)));
        assert_eq!(visit(&after), (json!(123_400), json!(2)));
        let in_force = |at: &str| format!("{LISTS}/in-force?at={at}");
        let billing = app.as_(BILLING);
        assert_eq!(billing.get(&in_force("2026-03-02T23:59:59%2B08:00")).await.expect(200).body["number"], 1);
        assert_eq!(billing.get(&in_force("2026-03-03T00:00:00%2B08:00")).await.expect(200).body["number"], 2);
        verified(&app);
    }

    async fn whoever_wrote_a_list_does_not_publish_it(app: TestApp) {
        let list = draft(&app, json!({ "labour_hour_fen": 32_000 })).await;
        let (one, two) = (app.as_(BILLING), app.as_(BILLING_2));
        two.post(&at(&list, "/publish")).if_match(1).await.refused(409, "price_list_not_checked");
        let checked = one.post(&at(&list, "/check")).if_match(1).await.expect(200);
        assert_eq!((&checked.body["status"], checked.version()), (&json!("checked"), 2));
        one.post(&at(&list, "/publish")).if_match(2).await.refused(403, "own_price_list");
        // Whoever changes one line of it had a hand in it too, and it has to be checked again.
        let changed = two.patch(&at(&list, "")).if_match(2).json(&json!({ "labour_hour_fen": 33_000 })).await.expect(200);
        assert_eq!(changed.body["status"], "draft");
        let checked = one.post(&at(&list, "/check")).if_match(3).await.expect(200);
        two.post(&at(&list, "/publish")).if_match(4).await.refused(403, "own_price_list");
        app.as_("manager@vendor.example").post(&at(&list, "/publish")).if_match(4).await.expect(403);
        app.as_(ADMIN).post(&at(&list, "/publish")).await.refused(428, "precondition_required");
        app.as_(ADMIN).post(&at(&list, "/publish")).if_match(1).await.refused(412, "stale_version");
        app.as_(ADMIN).post(&at(&list, "/publish")).if_match(checked.version()).await.expect(200);
        // Never edited once it is published.
        one.patch(&at(&list, "")).if_match(5).json(&json!({ "labour_hour_fen": 1 })).await.refused(409, "price_list_closed");
        one.post(&at(&list, "/discard")).if_match(5).await.refused(409, "price_list_closed");
        let log = app.as_("auditor@vendor.example").get(&format!("/api/v1/audit?object={}", list.id())).await.expect(200);
        let actions: Vec<&str> = log.items().iter().filter_map(|entry| entry["action"].as_str()).collect();
        assert_eq!(
            actions,
            ["price_list.publish", "price_list.check", "price_list.edit", "price_list.check", "price_list.create"]
        );
    }

    async fn the_database_itself_refuses_to_change_a_published_list(app: TestApp) {
        let list = draft(&app, json!({})).await;
        publish(&app, &list).await;
        for sql in ["UPDATE price_lists SET name = 'x'", "DELETE FROM price_lists", "DELETE FROM price_list_events"] {
            let services = app.app.services.clone();
            let tried = services.db.write(|conn| {
                use diesel::RunQueryDsl;
                Ok(diesel::sql_query(sql).execute(conn)?)
            });
            assert!(tried.is_err(), "{sql}");
        }
    }

    async fn a_check_names_everything_that_is_wrong(app: TestApp) {
        let mut services = services_with(&app, "SASL012", 1).await;
        let rows = services.as_array_mut().unwrap();
        rows.retain(|row| row["code"] != "SASL013");
        rows[0]["code"] = json!("SPSR099");
        rows.push(rows[1].clone());
        let parts = json!([
            { "part": "FAN-40", "zh": "风扇", "en": "Fan", "price_fen": 100 },
            { "part": "FAN-40", "zh": "风扇", "en": "Fan", "price_fen": 200 },
        ]);
        let changes = json!({ "services": services, "parts": parts, "effective_from": "2026-03-02T09:00:30+08:00" });
        let list = draft(&app, changes).await;
        let refused = app.as_(BILLING).post(&at(&list, "/check")).if_match(1).await.refused(422, "invalid_fields");
        let mut faults = refused.faults();
        faults.sort();
        assert_eq!(
            faults,
            [
                "effective_from: not_ahead", "parts.1.part: price_twice", "services.0.code: unknown_service",
                "services.13.code: price_twice", "services: missing_price", "services: missing_price",
            ]
        );
        assert!(refused.text.contains("SASL013") && !refused.text.contains('⟦'), "{}", refused.text);
        assert_eq!(app.as_(BILLING).get(&at(&list, "")).await.expect(200).body["status"], "draft");
    }

    async fn prices_that_make_no_sense_are_refused_and_nothing_is_stored(app: TestApp) {
        let billing = app.as_(BILLING);
        let cases = [
            (json!({ "labour_hour_fen": -1 }), "labour_hour_fen"),
            (json!({ "labour_hour_fen": 1_000_000_001 }), "labour_hour_fen"),
            (json!({ "rates": { "night_percent": 901 } }), "rates.night_percent"),
            (json!({ "discounts": { "gold_percent": 101 } }), "discounts.gold_percent"),
            (json!({ "goods_vat": 101 }), "goods_vat"),
            (json!({ "services": [{ "code": "SASL012", "unit": "piece", "price_fen": 1 }] }), "services.0.unit"),
            (json!({ "effective_from": "2012-12-31T00:00:00+08:00" }), "effective_from"),
            (json!({ "labour": 1 }), "labour"),
        ];
        for (mut body, field) in cases {
            body["name"] = json!("错误");
            let refused = billing.post(LISTS).json(&body).await.refused(422, "invalid_fields");
            assert!(refused.faults().iter().all(|fault| fault.starts_with(&format!("{field}:"))), "{:?}", refused.faults());
        }
        assert!(billing.get(LISTS).await.expect(200).items().is_empty());
        // A moment outside every version.
        let before = billing.get(&format!("{LISTS}/in-force?at=2013-01-01T00:00:00%2B14:00")).await;
        assert_eq!(before.refused(422, "invalid_fields").faults(), ["at: before_2013"]);
    }

    async fn of_two_who_publish_at_once_one_wins(app: TestApp) {
        let list = draft(&app, json!({})).await;
        app.as_(BILLING).post(&at(&list, "/check")).if_match(1).await.expect(200);
        let path = at(&list, "/publish");
        let (two, admin) = (app.as_(BILLING_2), app.as_(ADMIN));
        let (one, other) = tokio::join!(
            async { two.post(&path).if_match(2).await },
            async { admin.post(&path).if_match(2).await }
        );
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        // Two lists at once have a number each.
        let (a, b) = (draft(&app, json!({ "name": "甲" })).await, draft(&app, json!({ "name": "乙" })).await);
        for list in [&a, &b] {
            app.as_(BILLING).post(&at(list, "/check")).if_match(1).await.expect(200);
        }
        let (first, second) = (at(&a, "/publish"), at(&b, "/publish"));
        let (one, other) = tokio::join!(
            async { two.post(&first).if_match(2).await },
            async { admin.post(&second).if_match(2).await }
        );
        let (one, other) = (one.expect(200), other.expect(200));
        let mut numbers = [one.body["number"].as_i64().unwrap(), other.body["number"].as_i64().unwrap()];
        numbers.sort_unstable();
        assert_eq!(numbers, [3, 4]);
        // All begin at once: the last number is the one that holds.
        let held = app.as_(BILLING).get(&format!("{LISTS}/in-force?at=2026-03-04T00:00:00%2B08:00")).await.expect(200);
        assert_eq!(held.body["number"], 4);
    }

    async fn other_instances_use_a_list_within_seconds(app: TestApp) {
        let settings = app.app.services.settings.clone();
        let key = crate::support::scratch().join("signing-key.pem");
        let db = || open::open(&app.database_url(), 2).unwrap();
        let other = App::build(db(), app.clock.clone(), settings.clone(), &key).unwrap();
        publish(&app, &draft(&app, json!({})).await).await;
        let knows = |it: &App| it.services.policies.price_lists() == 1;
        assert!(knows(&app.app) && !knows(&other));
        assert_eq!((WATCH.run)(&other.services, app.now()).unwrap(), 1);
        assert!(knows(&other));
        assert_eq!((WATCH.run)(&other.services, app.now()).unwrap(), 0);
        let late = App::build(db(), app.clock.clone(), settings, &key).unwrap();
        assert!(knows(&late));
    }

    async fn the_differences_are_those_to_the_list_that_it_would_supersede(app: TestApp) {
        let services = services_with(&app, "SASR008", 21_000).await;
        let changes = json!({ "services": services, "maintenance_fee_fen": 25_000, "rates": { "night_percent": 50 } });
        let list = draft(&app, changes).await;
        let found = app.as_(BILLING).get(&at(&list, "/differences")).await.expect(200);
        let expected = json!([
            { "field": "maintenance_fee_fen", "old": null, "new": 25_000 },
            { "field": "rates.night_percent", "old": null, "new": 50 },
            { "field": "services.SASR008.price_fen", "old": 20_000, "new": 21_000 },
        ]);
        let mut items = found.body["items"].as_array().unwrap().clone();
        items.sort_by_key(|it| it["field"].as_str().unwrap().to_string());
        assert_eq!((&found.body["against"], json!(items)), (&json!(1), expected));
        publish(&app, &list).await;
        // The next draft is compared with this one, which holds by then.
        let next = draft(&app, json!({ "effective_from": "2026-04-01T00:00:00+08:00" })).await;
        let found = app.as_(BILLING).get(&at(&next, "/differences")).await.expect(200);
        assert_eq!((&found.body["against"], &found.body["items"]), (&json!(2), &json!([])));
    }

    async fn parts_come_from_a_file_and_each_wrong_line_is_named(app: TestApp) {
        let list = draft(&app, json!({})).await;
        let billing = app.as_(BILLING);
        let bad = "part,zh,en,price,vat\nFAN-40,风扇,Fan,95.00\nPSU,电源,Power,-1,13\n坏行\nX,名,Name,12.345,\nY,名,Name,1,130";
        let refused = billing.post(&at(&list, "/parts")).if_match(1).json(&json!({ "csv": bad })).await;
        let refused = refused.refused(422, "invalid_fields");
        assert_eq!(refused.faults(), ["csv.4: bad_part_line", "csv.5: bad_part_line"]);
        let bad = "FAN-40,风扇,Fan,95.00\nPSU,电源,Power,-1,13\nY,名,Name,1,130";
        let refused = billing.post(&at(&list, "/parts")).if_match(1).json(&json!({ "csv": bad })).await;
        assert_eq!(refused.refused(422, "invalid_fields").faults(), ["csv.2: bad_part_line", "csv.3: bad_part_line"]);
        let good = "\u{feff}part,zh,en,price,vat\nFAN-40,\"风扇，静音\",Fan,\"1,095.50\",\nDOC-1,手册,Manual,20,9%\n";
        let saved = billing.post(&at(&list, "/parts")).if_match(1).json(&json!({ "csv": good })).await.expect(200);
        let expected = json!([
            { "part": "FAN-40", "zh": "风扇，静音", "en": "Fan", "price_fen": 109_550 },
            { "part": "DOC-1", "zh": "手册", "en": "Manual", "price_fen": 2_000, "vat_rate": 9 },
        ]);
        assert_eq!(saved.body["content"]["parts"], expected);
    }
}
