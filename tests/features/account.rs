//! The own account: language, password, sessions (chapter 7).

use serde_json::json;
use tierdesk::features::users::setup;

use crate::both_engines;
use crate::support::{PASSWORD, TestApp};

const GOOD: &str = "竹影-moonlit-Ferry-73";
const ME: &str = "engineer@agent-a.example";
const SETUP: &[(&str, &str)] = &[
    ("organisation", "星图示例安全公司"),
    ("name", "首位管理员"),
    ("email", "first@vendor.example"),
    ("new_password", GOOD),
    ("repeat_password", GOOD),
];

both_engines! {
    async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions(app: TestApp) {
        let (here, elsewhere) = (app.as_(ME), app.as_(ME));
        let body = |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
        let answer = here.post("/api/v1/me/password").json(&body("wrong", GOOD)).await.expect(422);
        assert_eq!(answer.faults(), ["current_password: wrong_password"]);
        let answer = here.post("/api/v1/me/password").json(&body(PASSWORD, "short")).await.expect(422);
        assert_eq!(answer.faults(), ["new_password: too_short"]);
        assert!(answer.body["errors"][0]["message"].as_str().unwrap().contains("10"));
        let answer = here.post("/api/v1/me/password").json(&body(PASSWORD, "aaaaaaaaaaaa")).await.expect(422);
        assert_eq!(answer.faults(), ["new_password: too_weak"]);
        here.post("/api/v1/me/password").json(&body(PASSWORD, GOOD)).once("k").await.expect(204);
        here.get("/api/v1/me").await.expect(200);
        elsewhere.get("/api/v1/me").await.refused(401, "session_ended");
        let login = |password: &str| json!({ "email": ME, "password": password });
        app.anonymous().post("/api/v1/auth/login").json(&login(PASSWORD)).await.expect(401);
        app.anonymous().post("/api/v1/auth/login").json(&login(GOOD)).await.expect(200);
        assert!(app.lines("SELECT key AS line FROM idempotency_keys").is_empty());
    }

    async fn the_language_changes_under_the_version(app: TestApp) {
        let me = app.as_(ME);
        let shown = me.get("/api/v1/me").await.expect(200);
        assert_eq!(shown.body["language"], "zh-CN");
        assert_eq!(shown.header("etag"), "\"1\"");
        let english = json!({ "language": "en" });
        me.patch("/api/v1/me").json(&english).await.refused(428, "precondition_required");
        me.patch("/api/v1/me").json(&english).if_match(2).await.refused(412, "stale_version");
        assert_eq!(me.patch("/api/v1/me").json(&json!({ "language": "fr", "name": "x" })).if_match(1).await.expect(422).faults(),
            ["name: unknown_field", "language: not_an_option"]);
        assert_eq!(me.patch("/api/v1/me").json(&english).if_match(1).await.expect(200).body["language"], "en");
        app.browse(ME).get("/account").await.expect(200).shows("My account");
    }

    async fn the_language_of_a_page_changes_by_a_form_with_its_word(app: TestApp) {
        let me = app.browse(ME);
        let shown = me.get("/account").await.expect(200).shows("我的账户");
        me.get("/language?to=en&next=/").await.expect(405);
        me.post("/language", &[("to", "en"), ("next", "/account"), ("_csrf", "guessed")]).await.expect(403);
        me.post("/language", &[("to", "en"), ("next", "/account")]).await.expect(303);
        me.get("/account").await.expect(200).shows("我的账户");
        let done = me.submit(&shown, "/language", &[("to", "en"), ("next", "/account")]).await.expect(303);
        assert_eq!(done.location(), "/account");
        me.get("/account").await.expect(200).shows("My account");
        assert_eq!(app.as_(ME).get("/api/v1/me").await.expect(200).version(), 2);
        me.submit(&shown, "/language", &[("to", "en"), ("next", "//elsewhere.example")]).await.expect(303).location();
        assert_eq!(app.as_(ME).get("/api/v1/me").await.expect(200).version(), 2, "the same again is no change");
        let traces = app.lines("SELECT actor_name AS line FROM audit_entries WHERE action = 'user.set_language'");
        assert_eq!(traces, ["甲工"]);
    }

    async fn what_goes_wrong_is_said_in_the_persons_language(app: TestApp) {
        app.as_(ME).patch("/api/v1/me").if_match(1).json(&json!({ "language": "en" })).await.expect(200);
        // The browser asks for Chinese; the account speaks English from the login on.
        let me = app.stranger();
        me.get("/customers/nothing").await.expect(303);
        me.post("/login", &[("email", ME), ("password", PASSWORD), ("next", "/")]).await.expect(303);
        me.get("/customers/nothing").await.expect(404).shows("<html lang=\"en\"");
        me.get("/reviews").await.expect(403).shows("<html lang=\"en\"");
        let chosen = app.anonymous().get("/api/v1/nothing").header("cookie", "tierdesk_language=en");
        assert_eq!(chosen.await.expect(404).header("content-language"), "zh-CN", "a program says it by header");
    }

    async fn a_stranger_chooses_a_language_too(app: TestApp) {
        let stranger = app.stranger();
        let page = stranger.get("/login").await.expect(200).shows("action=\"/language\"").shows("lang=\"zh-CN\"");
        let done = stranger.submit(&page, "/language", &[("to", "en"), ("next", "/login")]).await.expect(303);
        assert_eq!(done.location(), "/login");
        stranger.get("/login").await.expect(200).shows("<html lang=\"en\"");
        let away = stranger.post("/language", &[("to", "en"), ("next", "https://elsewhere.example/")]).await.expect(303);
        assert_eq!(away.location(), "/");
    }

    async fn one_sees_and_ends_ones_own_sessions(app: TestApp) {
        let (one, two, three) = (app.as_(ME), app.as_(ME), app.as_(ME));
        let other = app.as_("engineer@agent-b.example");
        let open = one.get("/api/v1/me/sessions").await.expect(200);
        let items = open.body["items"].as_array().unwrap().clone();
        assert_eq!(items.len(), 3);
        assert_eq!(items.iter().filter(|session| session["current"] == true).count(), 1);
        let foreign = other.get("/api/v1/me/sessions").await.expect(200).body["items"][0]["id"].as_str().unwrap().to_string();
        one.post(&format!("/api/v1/me/sessions/{foreign}/end")).await.refused(404, "not_found");
        other.get("/api/v1/me").await.expect(200);
        let second = two.get("/api/v1/me/sessions").await.expect(200);
        let current = second.body["items"].as_array().unwrap().iter().find(|session| session["current"] == true).unwrap()["id"].as_str().unwrap().to_string();
        one.post(&format!("/api/v1/me/sessions/{current}/end")).await.expect(204);
        two.get("/api/v1/me").await.refused(401, "session_ended");
        one.post(&format!("/api/v1/me/sessions/{current}/end")).await.refused(404, "not_found");
        one.post("/api/v1/me/end-other-sessions").await.expect(204);
        three.get("/api/v1/me").await.refused(401, "session_ended");
        one.get("/api/v1/me").await.expect(200);
    }

    async fn the_page_changes_the_password_too(app: TestApp) {
        let me = app.browse(ME);
        let page = me.get("/account").await.expect(200).shows("甲方示例代理");
        let fields = [("current_password", PASSWORD), ("new_password", GOOD), ("repeat_password", "another")];
        me.submit(&page, "/account/password", &fields).await.expect(422).shows("两次输入的密码不一致").hides(GOOD);
        let fields = [("current_password", PASSWORD), ("new_password", GOOD), ("repeat_password", GOOD)];
        assert_eq!(me.submit(&page, "/account/password", &fields).await.expect(303).location(), "/account");
        me.get("/account").await.expect(200).shows("密码已修改");
    }

    async fn an_address_sets_nothing_up_where_somebody_is(app: TestApp) {
        let token = app.write(|conn| setup::issue(conn, app.now()));
        app.stranger().get(&format!("/setup/{token}")).await.expect(404);
        app.stranger().post(&format!("/setup/{token}"), SETUP).await.expect(404);
        assert!(!app.read(setup::needed));
    }

    async fn an_empty_portal_is_set_up_once_in_the_browser(app: TestApp) {
        app.without_people();
        let token = app.write(|conn| setup::issue(conn, app.now()));
        let here = format!("/setup/{token}");
        let stranger = app.stranger();
        stranger.get("/setup/no-such-token").await.expect(404);
        let form = stranger.get(&here).await.expect(200).shows("name=\"organisation\"").shows("name=\"new_password\"");
        let mut wrong = SETUP.to_vec();
        wrong[2].1 = "no address";
        stranger.submit(&form, &here, &wrong).await.expect(422).shows("href=\"#field-email\"");
        wrong = SETUP.to_vec();
        wrong[4].1 = "another";
        let again = stranger.submit(&form, &here, &wrong).await.expect(422);
        again.shows("星图示例安全公司").shows("两次输入的密码不一致").hides(GOOD);
        assert!(app.read(setup::needed), "what is refused makes nobody");
        let done = stranger.submit(&form, &here, SETUP).await.expect(303);
        stranger.follow(&done).await.expect(200).shows("name=\"password\"");
        stranger.get(&here).await.expect(404);
        stranger.submit(&form, &here, SETUP).await.expect(404);
        stranger.post("/login", &[("email", "first@vendor.example"), ("password", GOOD), ("next", "/people")]).await.expect(303);
        stranger.get("/people").await.expect(200).shows("首位管理员").shows("星图示例安全公司");
        let traces = app.lines("SELECT object_label AS line FROM audit_entries WHERE action = 'portal.setup'");
        assert_eq!(traces, ["first@vendor.example"]);
    }

    async fn an_address_to_set_up_is_good_for_a_day(app: TestApp) {
        app.without_people();
        let token = app.write(|conn| setup::issue(conn, app.now()));
        app.clock.advance(setup::LIFETIME);
        app.stranger().get(&format!("/setup/{token}")).await.expect(404);
        app.stranger().post(&format!("/setup/{token}"), SETUP).await.expect(404);
        assert!(app.read(setup::needed));
    }
}
