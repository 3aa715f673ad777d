//! Saved views of the request queues (4.1): named, found again, kept in order, and nobody else's business.

use serde_json::{Value, json};

use super::requests::{CONTACT, ENGINEER};
use crate::both_engines;
use crate::support::{Answer, Client, TestApp};

const VIEWS: &str = "/api/v1/saved-views";
const COLLEAGUE: &str = "manager@agent-a.example";

async fn save(who: &Client, name: &str, query: &str) -> Answer {
    let body = json!({ "list": "requests", "name": name, "query": query });
    who.post(VIEWS).json(&body).await.expect(201)
}

async fn names(who: &Client) -> Vec<(String, bool)> {
    let found = who.get(VIEWS).await.expect(200);
    let one = |view: &Value| (view["name"].as_str().unwrap().to_string(), view["is_default"] == true);
    found.items().iter().map(one).collect()
}

both_engines! {
    async fn a_view_is_saved_renamed_and_deleted(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let made = save(&engineer, " 本周到期 ", "status=new&severity=1&sort=next_due_at&q=").await;
        assert_eq!((&made.body["name"], &made.body["version"]), (&json!("本周到期"), &json!(1)));
        assert_eq!(made.body["query"], "status=new&severity=1&sort=next_due_at", "what asks nothing is left out");
        let path = format!("{VIEWS}/{}", made.id());
        assert_eq!(made.header("location"), path);
        engineer.patch(&path).json(&json!({ "name": "x" })).await.refused(428, "precondition_required");
        let renamed = engineer.patch(&path).if_match(1).json(&json!({ "name": "紧急" })).await.expect(200);
        assert_eq!((&renamed.body["name"], renamed.version()), (&json!("紧急"), 2));
        assert_eq!(renamed.body["query"], made.body["query"]);
        engineer.patch(&path).if_match(1).json(&json!({ "name": "旧" })).await.expect(412);
        let gone = |version| engineer.request(reqwest::Method::DELETE, &path).if_match(version);
        gone(1).await.expect(412);
        gone(2).await.expect(204);
        gone(2).await.expect(404);
        assert_eq!(names(&engineer).await, []);
    }

    async fn a_name_twice_and_one_view_too_many_are_refused_at_the_field(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let first = save(&engineer, "Mine", "queue=mine").await;
        let again = json!({ "list": "requests", "name": "mine", "query": "queue=team" });
        let refused = engineer.post(VIEWS).json(&again).await.refused(422, "invalid_fields");
        assert_eq!(refused.faults(), ["name: taken"]);
        let other = save(&engineer, "团队", "queue=team").await;
        let rename = engineer.patch(&format!("{VIEWS}/{}", other.id())).if_match(1).json(&json!({ "name": "MINE" }));
        assert_eq!(rename.await.refused(422, "invalid_fields").faults(), ["name: taken"]);
        // Its own name in other letters is no other view's.
        let path = format!("{VIEWS}/{}", first.id());
        engineer.patch(&path).if_match(1).json(&json!({ "name": "MINE" })).await.expect(200);
        save(&app.as_(COLLEAGUE), "mine", "queue=mine").await;
        for number in 3..=30 {
            save(&engineer, &format!("视图 {number}"), "").await;
        }
        let full = json!({ "list": "requests", "name": "又一个", "query": "" });
        let refused = engineer.post(VIEWS).json(&full).await.refused(422, "invalid_fields");
        assert_eq!(refused.faults(), ["name: too_many_views"]);
        assert_eq!(names(&engineer).await.len(), 30);
    }

    async fn a_view_holds_nothing_but_a_question_that_the_list_takes(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        for query in [
            "https://evil.example/", "//evil.example", "?status=new", "status=no_such", "colour=red", "status=new&status=new",
            "sort=subject", "limit=200", "after=x", "customer_id=x", "#", "status=new&x=javascript:alert(1)",
        ] {
            let body = json!({ "list": "requests", "name": "试", "query": query });
            let refused = engineer.post(VIEWS).json(&body).await.refused(422, "invalid_fields");
            assert_eq!(refused.faults(), ["query: not_a_list_query"], "{query}");
        }
        let body = json!({ "list": "customers", "name": "试", "query": "" });
        assert_eq!(engineer.post(VIEWS).json(&body).await.refused(422, "invalid_fields").faults(), ["list: not_an_option"]);
        let nobody = app.as_("billing@vendor.example");
        let body = json!({ "list": "requests", "name": "试", "query": "" });
        assert_eq!(nobody.post(VIEWS).json(&body).await.refused(422, "invalid_fields").faults(), ["list: not_allowed"]);
        assert_eq!(names(&engineer).await, []);
        // Words that look like an address stay words.
        let words = save(&engineer, "词", "q=https%3A%2F%2Fevil.example%26status%3Dnew").await;
        assert_eq!(words.body["query"], "q=https%3A%2F%2Fevil.example%26status%3Dnew");
    }

    async fn nobody_sees_anothers_views(app: TestApp) {
        let made = save(&app.as_(ENGINEER), "甲的视图", "queue=mine").await;
        let (path, page) = (format!("{VIEWS}/{}", made.id()), format!("/saved-views/{}", made.id()));
        for email in [COLLEAGUE, "engineer@agent-b.example", CONTACT, "admin@vendor.example", "auditor@vendor.example"] {
            let other = app.as_(email);
            assert_eq!(names(&other).await, [], "{email}");
            let missing = other.get(&format!("{VIEWS}/{}", crate::support::fixture::MISSING)).await;
            let foreign = other.get(&path).await;
            assert_eq!((foreign.status, foreign.code()), (404, missing.code()), "{email}");
            other.patch(&path).if_match(1).json(&json!({ "name": "乙的" })).await.expect(404);
            other.request(reqwest::Method::DELETE, &path).if_match(1).await.expect(404);
            let browser = app.browse(email);
            let fields = [("_csrf", browser.csrf()), ("version", "1"), ("name", "乙的")];
            browser.post(&page, &fields).await.expect(404);
            browser.post(&format!("{page}/delete"), &fields).await.expect(404);
            browser.get("/saved-views").await.expect(200).hides("甲的视图");
        }
        app.browse(COLLEAGUE).get("/requests").await.expect(200).hides("甲的视图");
        assert_eq!(app.as_(ENGINEER).get(&path).await.expect(200).body["name"], "甲的视图");
    }

    async fn one_view_opens_the_list_and_the_whole_list_stays_in_reach(app: TestApp) {
        let (engineer, browser) = (app.as_(ENGINEER), app.browse(ENGINEER));
        let first = save(&engineer, "一", "queue=mine").await;
        let default = json!({ "is_default": true });
        engineer.patch(&format!("{VIEWS}/{}", first.id())).if_match(1).json(&default).await.expect(200);
        assert_eq!(browser.get("/requests").await.expect(303).location(), "/requests?queue=mine");
        let second = json!({ "list": "requests", "name": "二", "query": "status=new&sort=next_due_at", "is_default": true });
        engineer.post(VIEWS).json(&second).await.expect(201);
        assert_eq!(names(&engineer).await, [("一".to_string(), false), ("二".to_string(), true)]);
        let before = engineer.get(&format!("{VIEWS}/{}", first.id())).await.expect(200);
        assert_eq!(before.version(), 3, "it changed, so whoever has an old copy is told");
        let opened = browser.get("/requests").await.expect(303);
        assert_eq!(opened.location(), "/requests?status=new&sort=next_due_at");
        let page = browser.follow(&opened).await.expect(200);
        page.clone().shows("aria-current=\"true\"><svg").shows("href=\"/requests?q=\"").hides("href=\"/requests?q=?");
        browser.get("/requests?q=").await.expect(200);
        // Somebody else's list opens as ever.
        app.browse(COLLEAGUE).get("/requests").await.expect(200).hides("href=\"/requests?q=\"");
    }

    async fn a_view_that_the_list_no_longer_takes_still_opens_and_says_what_it_dropped(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let made = save(&engineer, "旧筛选", "status=new&severity=2").await;
        // As it stands where a release knew a state that is gone.
        app.execute("UPDATE saved_views SET query = 'status=on_hold&severity=2', is_default = TRUE");
        let browser = app.browse(ENGINEER);
        let opened = browser.get("/requests").await.expect(303);
        let page = browser.follow(&opened).await.expect(200);
        page.shows("旧筛选").shows("部分筛选条件").shows("severity=2");
        let path = format!("{VIEWS}/{}", made.id());
        engineer.patch(&path).if_match(1).json(&json!({ "name": "仍可改名" })).await.expect(200);
        engineer.patch(&path).if_match(2).json(&json!({ "query": "status=on_hold" })).await.expect(422);
    }

    async fn views_are_named_and_kept_on_pages(app: TestApp) {
        let browser = app.browse(ENGINEER);
        browser.get("/requests").await.expect(200).hides("保存此视图");
        let list = browser.get("/requests?status=new&sort=next_due_at&limit=20").await.expect(200);
        assert_eq!(list.hidden("query"), Some("sort=next_due_at&amp;status=new"));
        let query = "sort=next_due_at&status=new";
        let fields = [("list", "requests"), ("query", query), ("name", "新请求"), ("is_default", "true")];
        let sent = browser.submit(&list, "/saved-views/new", &fields).await.expect(303);
        assert_eq!(sent.location(), format!("/requests?{query}"));
        browser.follow(&sent).await.expect(200).shows("视图已保存").shows("新请求").hides("保存此视图");
        // The same name again: said beside the field, with everything that was typed.
        let list = browser.get("/requests?status=accepted").await.expect(200);
        let fields = [("list", "requests"), ("query", "status=accepted"), ("name", "新请求")];
        let again = browser.submit(&list, "/saved-views/new", &fields).await.expect(422);
        again.clone().shows("value=\"新请求\"").shows("“视图名称”").shows("aria-invalid=\"true\"");
        assert_eq!(again.hidden("query"), Some("status=accepted"));
        let fields = [("list", "requests"), ("query", "status=accepted"), ("name", "已受理的")];
        browser.submit(&again, "/saved-views/new", &fields).await.expect(303);

        let page = browser.get("/saved-views").await.expect(200);
        page.clone().shows("新请求").shows("已受理的").shows("删除视图“新请求”？");
        let all = app.as_(ENGINEER).get(VIEWS).await.expect(200);
        let view = all.items().iter().find(|view| view["name"] == "新请求").unwrap().clone();
        let here = format!("/saved-views/{}", view["id"].as_str().unwrap());
        let rename = async |name: &str, version: &str| {
            browser.post(&here, &[("_csrf", browser.csrf()), ("version", version), ("name", name)]).await
        };
        rename("已受理的", "1").await.expect(422).shows("value=\"已受理的\"").shows("aria-invalid=\"true\"");
        rename("", "1").await.expect(422).shows("aria-invalid=\"true\"");
        rename("全新的", "1").await.expect(303);
        let late = rename("太晚", "1").await.expect(303);
        browser.follow(&late).await.expect(200).shows("在此期间已被修改").shows("全新的").hides("太晚");
        // The box was not ticked, so the list opens whole again.
        browser.get("/requests").await.expect(200);
        let gone = browser.post(&format!("{here}/delete"), &[("_csrf", browser.csrf()), ("version", "2")]).await.expect(303);
        browser.follow(&gone).await.expect(200).shows("视图已删除").hides("全新的").shows("已受理的");
    }

    async fn views_that_are_saved_at_once_are_saved_one_after_the_other(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let one = |number: usize| {
            let body = json!({ "list": "requests", "name": number.to_string(), "query": "", "is_default": true });
            let who = &engineer;
            async move { who.post(VIEWS).json(&body).await.status }
        };
        let mut all = futures_util::future::join_all((0..32).map(one)).await;
        all.sort_unstable();
        assert_eq!((all.iter().filter(|status| **status == 201).count(), &all[30..]), (30, [422, 422].as_slice()));
        assert_eq!(names(&engineer).await.iter().filter(|(_, default)| *default).count(), 1);
    }
}
