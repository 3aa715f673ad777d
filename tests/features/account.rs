//! The own account: language, password, sessions (chapter 7).

use serde_json::json;

use crate::both_engines;
use crate::support::{PASSWORD, TestApp};

const GOOD: &str = "竹影-moonlit-Ferry-73";
const ME: &str = "engineer@agent-a.example";

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

    async fn an_empty_portal_is_set_up_once(app: TestApp) {
        use tierdesk::features::users::setup;
        // Somebody is there already, so the address leads nowhere.
        let token = app.write(|conn| setup::issue(conn, app.now()));
        app.stranger().get(&format!("/setup/{token}")).await.expect(404);
        let body = [("organisation", "x"), ("name", "y"), ("email", "z@x.example"), ("new_password", GOOD), ("repeat_password", GOOD)];
        app.stranger().post(&format!("/setup/{token}"), &body).await.expect(404);
        assert!(!app.read(setup::needed));
    }
}
