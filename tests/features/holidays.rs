//! Holidays of a year are imported by the administrator, seen before they are, and used by the engine on every instance.

use serde_json::{Value, json};
use tierdesk::app::App;
use tierdesk::features::holidays::WATCH;
use tierdesk::platform::db::open;

use crate::both_engines;
use crate::support::TestApp;
use crate::support::fixture::SHENZHEN;

const ADMIN: &str = "admin@vendor.example";
const STAFF: &str = "specialist@vendor.example";
const AGENT: &str = "engineer@agent-a.example";
const YEARS: &str = "/api/v1/holiday-years";
const PAGE: &str = "/admin/calendars";
const FORM: &str = "/admin/calendars/import";
/// Invented: the notice of 2027 is not out.
const NEW_YEAR: &str = "2027-01-01..2027-01-03,off\n2027-01-09,worked";

async fn import(app: &TestApp, year: i32, version: i64, days: &str) -> crate::support::Answer {
    let body = json!({ "days": days, "source": "示例通知〔2026〕1号" });
    app.as_(ADMIN).post(&format!("{YEARS}/{year}/import")).if_match(version).json(&body).await
}

/// When two service days after the last evening of 2026 are over, and which years were guessed.
async fn due(app: &TestApp) -> (Value, Value) {
    let body = json!({
        "profile": "response-system", "severity": 3, "city": SHENZHEN, "reported_at": "2026-12-31T17:00:00+08:00",
    });
    let answer = app.as_(STAFF).post("/api/v1/deadlines").json(&body).await.expect(200).body;
    let target = answer["targets"][0].clone();
    (target["due_at"].clone(), target["explanation"]["guessed_years"].clone())
}

both_engines! {
    async fn an_imported_year_is_used_at_once(app: TestApp) {
        assert_eq!(due(&app).await, (json!("2027-01-04T09:00:00Z"), json!([2027])));
        let year = app.as_(STAFF).get(&format!("{YEARS}/2027")).await.expect(200);
        assert_eq!((&year.body["origin"], year.version()), (&json!("none"), 0));
        let done = import(&app, 2027, 0, NEW_YEAR).await.expect(200);
        assert_eq!((&done.body["origin"], done.version()), (&json!("imported"), 1));
        assert_eq!(done.body["off"], json!(["2027-01-01", "2027-01-02", "2027-01-03"]));
        assert_eq!(done.body["import"]["imported_at"], "2026-03-02T01:00:00Z");
        // Thursday 17:00; Friday is a holiday now: Thursday evening, Monday and Tuesday until 17:00.
        assert_eq!(due(&app).await, (json!("2027-01-05T09:00:00Z"), json!([])));
        // A second import takes the place of the first, which stays in the list.
        import(&app, 2027, 1, "2027-01-01,off\n2027-01-04,off").await.expect(200);
        assert_eq!(due(&app).await.0, json!("2027-01-06T09:00:00Z"));
        let year = app.as_(STAFF).get(&format!("{YEARS}/2027")).await.expect(200);
        let revisions: Vec<i64> =
            year.body["imports"].as_array().unwrap().iter().map(|it| it["revision"].as_i64().unwrap()).collect();
        assert_eq!(revisions, [2, 1]);
        let listed = app.as_(STAFF).get(YEARS).await.expect(200);
        let first = &listed.items()[0];
        assert_eq!((&first["year"], &first["off_count"], &first["worked_count"]), (&json!(2027), &json!(2), &json!(0)));
    }

    async fn a_shipped_year_can_be_replaced(app: TestApp) {
        let shipped = app.as_(STAFF).get(&format!("{YEARS}/2026")).await.expect(200);
        assert_eq!((&shipped.body["origin"], &shipped.body["off_count"]), (&json!("shipped"), &json!(33)));
        import(&app, 2026, 0, "2026-12-31,off").await.expect(200);
        let now = app.as_(STAFF).get(&format!("{YEARS}/2026")).await.expect(200);
        assert_eq!((&now.body["origin"], &now.body["off_count"]), (&json!("imported"), &json!(1)));
        // Reported on what is a holiday now: the clock begins on Friday, 1 January.
        assert_eq!(due(&app).await.0, json!("2027-01-05T00:00:00Z"));
    }

    async fn other_instances_see_it_within_seconds(app: TestApp) {
        let settings = app.app.services.settings.clone();
        let key = crate::support::scratch().join("signing-key.pem");
        let db = || open::open(&app.database_url(), 2).unwrap();
        let other = App::build(db(), app.clock.clone(), settings.clone(), &key).unwrap();
        let knows = |it: &App| it.services.policies.current().version(1).unwrap().sla.holidays().knows(2027);
        import(&app, 2027, 0, NEW_YEAR).await.expect(200);
        assert!(knows(&app.app) && !knows(&other));
        assert_eq!((WATCH.run)(&other.services, app.now()).unwrap(), 1);
        assert!(knows(&other));
        assert_eq!((WATCH.run)(&other.services, app.now()).unwrap(), 0);
        assert!(WATCH.rest <= std::time::Duration::from_secs(2));
        // And one that starts later begins with it.
        let late = App::build(db(), app.clock.clone(), settings, &key).unwrap();
        assert!(knows(&late));
    }

    async fn a_preview_stores_nothing(app: TestApp) {
        let shown = app.as_(ADMIN).post(&format!("{YEARS}/2027/preview")).json(&json!({ "days": NEW_YEAR })).await;
        let shown = shown.expect(200).body;
        assert_eq!((&shown["off_count"], &shown["worked_count"], &shown["changed_count"]), (&json!(3), &json!(1), &json!(4)));
        assert_eq!(shown["items"][0], json!({
            "day": "2027-01-01", "weekday": 5, "named": "off", "change": "added",
            "before": "service", "after": "holiday",
        }));
        assert_eq!(shown["items"][3]["after"], "service");
        assert_eq!(app.as_(ADMIN).get(&format!("{YEARS}/2027")).await.body["origin"], "none");
        assert_eq!(due(&app).await.1, json!([2027]));
    }

    async fn lines_at_fault_are_named_and_nothing_is_stored(app: TestApp) {
        let wrong = "2027-01-01,off\n2027-02-30,off\n2026-01-01,off\n2027-01-05,worked";
        for path in ["preview", "import"] {
            let body = json!({ "days": wrong });
            let answer = app.as_(ADMIN).post(&format!("{YEARS}/2027/{path}")).if_match(0).json(&body).await;
            let answer = answer.refused(422, "invalid_fields");
            assert_eq!(answer.faults(), ["days.2: not_a_day", "days.3: other_year", "days.4: no_weekend_day"]);
            assert!(answer.text.contains("第 2 行") && !answer.text.contains('⟦'), "{}", answer.text);
        }
        import(&app, 2027, 0, "").await.refused(422, "invalid_fields");
        import(&app, 2012, 0, "2012-01-01,off").await.expect(404);
        assert_eq!(app.lines("SELECT CAST(count(*) AS TEXT) AS line FROM holiday_years"), ["0"]);
    }

    async fn only_the_administrator_imports_and_the_staff_reads(app: TestApp) {
        let body = json!({ "days": NEW_YEAR });
        for email in [STAFF, "auditor@vendor.example", AGENT, "contact@keyaccount.example"] {
            app.as_(email).post(&format!("{YEARS}/2027/import")).if_match(0).json(&body).await.expect(403);
            app.as_(email).post(&format!("{YEARS}/2027/preview")).json(&body).await.expect(403);
            app.browse(email).get(FORM).await.expect(403);
        }
        app.as_(AGENT).get(YEARS).await.expect(403);
        app.as_(AGENT).get(&format!("{YEARS}/2026")).await.expect(403);
        app.browse(AGENT).get(PAGE).await.expect(403);
        app.browse(STAFF).get(PAGE).await.expect(200).shows("服务台办公时间").hides(FORM);
        app.browse(ADMIN).get(PAGE).await.expect(200).shows(FORM);
    }

    async fn who_was_second_is_told(app: TestApp) {
        let body = json!({ "days": NEW_YEAR });
        app.as_(ADMIN).post(&format!("{YEARS}/2027/import")).json(&body).await.expect(428);
        import(&app, 2027, 0, NEW_YEAR).await.expect(200);
        import(&app, 2027, 0, "2027-01-01,off").await.expect(412);
        let admin = app.browse(ADMIN);
        let typed = [("year", "2027"), ("days", "2027-01-01,off"), ("version", "0"), ("_action", "confirm")];
        let page = admin.get(FORM).await.expect(200);
        let refused = admin.submit(&page, FORM, &typed).await.expect(412);
        let refused = refused.shows("其他人刚刚导入了这一年").shows("取消");
        assert_eq!(refused.hidden("version"), Some("1"));
    }

    async fn it_is_audited_and_only_ever_added(app: TestApp) {
        import(&app, 2027, 0, NEW_YEAR).await.expect(200);
        let log = app.as_("auditor@vendor.example").get("/api/v1/audit?limit=1").await.expect(200);
        let entry = &log.items()[0];
        assert_eq!((&entry["action"], &entry["object_label"]), (&json!("holiday_year.import"), &json!("2027")));
        assert_eq!(entry["after"]["worked"], json!(["2027-01-09"]));
        assert_eq!(entry["before"], Value::Null);
        app.browse("auditor@vendor.example").get("/admin/audit").await.expect(200).shows("节假日：导入").hides("⟦");
        for statement in ["UPDATE holiday_years SET year = 2028", "DELETE FROM holiday_years"] {
            let done = app.app.services.db.write(|conn| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(statement), conn)?));
            assert!(done.is_err(), "{statement}");
        }
    }

    async fn the_page_shows_every_day_before_it_is_confirmed(app: TestApp) {
        let admin = app.browse(ADMIN);
        let page = admin.get(&format!("{FORM}?year=2026")).await.expect(200).shows("2026-10-01..2026-10-07,off");
        let typed = [("year", "2027"), ("source", "示例通知"), ("days", "2027-01-01,off\n2027-01-06,worked"), ("_action", "submit")];
        let wrong = admin.submit(&page, FORM, &typed).await.expect(422);
        wrong.shows("第 2 行：2027-01-06 不是周六或周日").shows("2027-01-01,off").shows("示例通知");
        let typed = [("year", "2027"), ("source", "示例通知"), ("days", NEW_YEAR), ("_action", "submit")];
        let shown = admin.submit(&page, FORM, &typed).await.expect(200);
        let shown = shown.shows("服务日 → 节假日").shows("非服务日 → 服务日").shows("确认导入 2027 年");
        let again = admin.submit(&shown, FORM, &[("year", "2027"), ("source", "示例通知"), ("days", NEW_YEAR), ("_action", "edit")]).await;
        again.expect(200).shows("2027-01-09,worked").hides("确认导入");
        let confirm = [("year", "2027"), ("source", "示例通知"), ("days", NEW_YEAR), ("version", "0"), ("_action", "confirm")];
        let done = admin.submit(&shown, FORM, &confirm).await.expect(303);
        assert_eq!(done.location(), "/admin/calendars/2027");
        admin.follow(&done).await.expect(200).shows("已导入").shows("2027-01-01 – 2027-01-03").shows("示例通知").hides("⟦");
        admin.get(FORM).await.expect(200);
        let none = admin.submit(&page, FORM, &[("year", ""), ("days", ""), ("_action", "submit")]).await;
        none.expect(422).shows("年份");
    }

    async fn a_year_without_data_is_warned_of(app: TestApp) {
        let warning = "没有 2027 年的节假日数据";
        app.browse(ADMIN).get("/").await.expect(200).hides(warning);
        app.browse(STAFF).get(PAGE).await.expect(200).hides(warning);
        app.clock.advance("2026-11-01T00:00:00+08:00".parse::<chrono::DateTime<chrono::Utc>>().unwrap() - app.clock.now());
        for (email, path) in [(ADMIN, "/"), (ADMIN, PAGE), (STAFF, PAGE), (STAFF, "/admin/calendars/2027")] {
            app.browse(email).get(path).await.expect(200).shows(warning).hides("该年已经开始");
        }
        app.browse(STAFF).get("/").await.expect(200).hides(warning);
        app.clock.advance(chrono::TimeDelta::days(61));
        app.browse(ADMIN).get("/").await.expect(200).shows(warning).shows("该年已经开始");
        let listed = app.as_(STAFF).get(YEARS).await.expect(200);
        assert_eq!((&listed.items()[0]["year"], &listed.items()[0]["needed"]), (&json!(2027), &json!("now")));
        import(&app, 2027, 0, NEW_YEAR).await.expect(200);
        app.browse(ADMIN).get("/").await.expect(200).hides(warning);
        app.browse(STAFF).get(PAGE).await.expect(200).hides(warning);
    }
}
