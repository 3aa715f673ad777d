//! Login, refresh and logout over the API.

use serde_json::json;

use crate::both_engines;
use crate::support::{PASSWORD, TestApp};

both_engines! {
    async fn the_right_password_gives_tokens_that_work(app: TestApp) {
        let body = json!({ "email": "Engineer@agent-a.example", "password": PASSWORD });
        let answer = app.anonymous().post("/api/v1/auth/login").json(&body).await.expect(200);
        assert_eq!(answer.body["token_type"], "Bearer");
        assert_eq!(answer.body["expires_in"], 900);
        let client = app.anonymous().with_token(answer.body["access_token"].as_str().unwrap());
        let me = client.get("/api/v1/me").await.expect(200);
        assert_eq!(me.body["email"], "engineer@agent-a.example");
        assert_eq!(me.body["roles"], json!(["agent_engineer"]));
    }

    async fn a_wrong_password_and_an_unknown_address_are_answered_alike(app: TestApp) {
        let wrong = json!({ "email": "engineer@agent-a.example", "password": "TierDesk-demo-2" });
        let unknown = json!({ "email": "nobody@agent-a.example", "password": "TierDesk-demo-2" });
        let wrong = app.anonymous().post("/api/v1/auth/login").json(&wrong).await.refused(401, "wrong_credentials");
        let unknown = app.anonymous().post("/api/v1/auth/login").json(&unknown).await.refused(401, "wrong_credentials");
        assert_eq!(wrong.body["detail"], unknown.body["detail"]);
    }

    async fn every_wrong_field_of_a_login_is_named(app: TestApp) {
        let answer = app.anonymous().post("/api/v1/auth/login").json(&json!({ "email": 7, "user": "x" })).await;
        let mut faults = answer.refused(422, "invalid_fields").faults();
        faults.sort();
        assert_eq!(faults, ["email: wrong_type", "password: required", "user: unknown_field"]);
    }

    async fn a_refresh_token_works_once_and_a_second_use_ends_the_session(app: TestApp) {
        let body = json!({ "email": "reviewer@vendor.example", "password": PASSWORD });
        let first = app.anonymous().post("/api/v1/auth/login").json(&body).await.expect(200);
        let refresh = json!({ "refresh_token": first.body["refresh_token"] });
        let second = app.anonymous().post("/api/v1/auth/refresh").json(&refresh).await.expect(200);
        let client = app.anonymous().with_token(second.body["access_token"].as_str().unwrap());
        client.get("/api/v1/me").await.expect(200);
        app.anonymous().post("/api/v1/auth/refresh").json(&refresh).await.refused(401, "invalid_token");
        client.get("/api/v1/me").await.refused(401, "session_ended");
        let refresh = json!({ "refresh_token": second.body["refresh_token"] });
        app.anonymous().post("/api/v1/auth/refresh").json(&refresh).await.expect(401);
    }

    async fn logging_out_ends_the_session_at_once(app: TestApp) {
        let client = app.as_("billing@vendor.example");
        client.get("/api/v1/me").await.expect(200);
        client.post("/api/v1/auth/logout").await.expect(204);
        client.get("/api/v1/me").await.refused(401, "session_ended");
    }

    async fn a_token_ends_after_fifteen_minutes(app: TestApp) {
        let client = app.as_("billing@vendor.example");
        app.clock.advance(chrono::TimeDelta::seconds(899));
        client.get("/api/v1/me").await.expect(200);
        app.clock.advance(chrono::TimeDelta::seconds(1));
        client.get("/api/v1/me").await.refused(401, "invalid_token");
    }
}
