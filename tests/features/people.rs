//! Organisations and people: who invites whom, one-time links, and what may not be taken away (chapter 7).

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::fixture::{AGENT_A, AGENT_B, KEY_ACCOUNT, KUNMING, MISSING, VENDOR};
use crate::support::{PASSWORD, TestApp, Visitor, person};

const GOOD: &str = "竹影-moonlit-Ferry-73";

fn engineer(email: &str) -> Value {
    json!({ "name": "新同事", "email": email, "phone": "13800001111", "roles": ["agent_engineer"] })
}

/// The path of a link, without the origin.
fn path(app: &TestApp, url: &Value) -> String {
    url.as_str().unwrap().strip_prefix(&app.origin).unwrap().to_string()
}

async fn set_password(stranger: &Visitor, path: &str, password: &str, again: &str) -> crate::support::Html {
    stranger.post(path, &[("new_password", password), ("repeat_password", again)]).await
}

both_engines! {
    async fn an_invited_person_sets_a_password_once_and_works(app: TestApp) {
        let manager = app.as_("manager@agent-a.example");
        let made = manager.post("/api/v1/users").json(&engineer("New@agent-a.example")).await.expect(201);
        assert_eq!(made.body["email"], "new@agent-a.example");
        assert_eq!(made.body["organisation_id"], json!(AGENT_A));
        assert_eq!(made.body["invited"], true);
        let here = format!("/api/v1/users/{}", made.id());
        assert_eq!(made.header("location"), here);
        let link = manager.post(&format!("{here}/invite")).if_match(1).await.expect(200);
        let link = path(&app, &link.body["url"]);
        let stranger = app.stranger();
        stranger.get(&link).await.expect(200).shows("new@agent-a.example");
        set_password(&stranger, &link, "1234567890", "1234567890").await.expect(422).shows("field-new_password-error");
        set_password(&stranger, &link, GOOD, "other").await.expect(422).shows("两次输入的密码不一致");
        let done = set_password(&stranger, &link, GOOD, GOOD).await.expect(303);
        assert_eq!(done.location(), "/");
        stranger.get("/account").await.expect(200).shows("new@agent-a.example");
        app.stranger().get(&link).await.expect(404);
        let login = json!({ "email": "new@agent-a.example", "password": GOOD });
        app.anonymous().post("/api/v1/auth/login").json(&login).await.expect(200);
        assert_eq!(manager.get(&here).await.expect(200).body["invited"], false);
    }

    async fn a_new_link_takes_the_place_of_the_old_and_ends_after_seven_days(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let invite = format!("/api/v1/users/{}/invite", person("engineer@agent-b.example").id);
        let first = path(&app, &admin.post(&invite).if_match(1).await.expect(200).body["url"]);
        let second = path(&app, &admin.post(&invite).if_match(1).await.expect(200).body["url"]);
        admin.post(&invite).await.refused(428, "precondition_required");
        admin.post(&invite).if_match(2).await.refused(412, "stale_version");
        app.stranger().get(&first).await.expect(404);
        app.stranger().get(&second).await.expect(200);
        app.clock.advance(chrono::TimeDelta::days(7));
        app.stranger().get(&second).await.expect(404);
        app.stranger().get("/set-password/nonsense").await.expect(404);
    }

    async fn a_link_is_kept_as_a_fingerprint_alone(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let invite = format!("/api/v1/users/{}/invite", person("engineer@agent-b.example").id);
        let url = admin.post(&invite).if_match(1).once("k").await.expect(200).body["url"].as_str().unwrap().to_string();
        let token = url.rsplit('/').next().unwrap();
        let kept = app.lines("SELECT token_hash AS line FROM one_time_tokens");
        assert_eq!(kept.len(), 1);
        assert_ne!(kept[0], token);
        assert!(app.lines("SELECT key AS line FROM idempotency_keys").is_empty());
    }

    async fn an_agents_manager_sees_and_changes_its_own_people_alone(app: TestApp) {
        let manager = app.as_("manager@agent-a.example");
        let found = manager.get("/api/v1/users").await.expect(200);
        assert_eq!(found.body["items"].as_array().unwrap().len(), 2);
        let other = person("engineer@agent-b.example").id;
        for id in [other, MISSING] {
            manager.get(&format!("/api/v1/users/{id}")).await.refused(404, "not_found");
            manager.patch(&format!("/api/v1/users/{id}")).json(&json!({})).if_match(1).await.refused(404, "not_found");
            manager.post(&format!("/api/v1/users/{id}/deactivate")).if_match(1).await.refused(404, "not_found");
            manager.post(&format!("/api/v1/users/{id}/invite")).await.refused(404, "not_found");
            let elsewhere = manager.get(&format!("/api/v1/users?organisation_id={id}")).await.expect(200);
            assert_eq!(elsewhere.body["items"], json!([]));
        }
        let mut body = engineer("x@agent-a.example");
        body["organisation_id"] = json!(AGENT_B);
        let refused = manager.post("/api/v1/users").json(&body).await.expect(422);
        body["organisation_id"] = json!(MISSING);
        assert_eq!(refused.faults(), manager.post("/api/v1/users").json(&body).await.expect(422).faults());
        assert_eq!(refused.faults(), ["organisation_id: not_found"]);
        app.as_("engineer@agent-a.example").get("/api/v1/users").await.refused(403, "role_not_allowed");
    }

    async fn an_address_in_use_elsewhere_is_not_told_to_an_agent(app: TestApp) {
        let body = engineer("ENGINEER@agent-b.example");
        let manager = app.as_("manager@agent-a.example").post("/api/v1/users").json(&body).await.expect(422);
        assert_eq!(manager.faults(), ["email: not_available"]);
        let mut body = body;
        body["organisation_id"] = json!(AGENT_A);
        let admin = app.as_("admin@vendor.example").post("/api/v1/users").json(&body).await.expect(422);
        assert_eq!(admin.faults(), ["email: taken"]);
    }

    async fn roles_fit_the_house_and_the_inviter(app: TestApp) {
        let mut body = engineer("x@agent-a.example");
        body["roles"] = json!(["agent_engineer", "admin"]);
        let answer = app.as_("manager@agent-a.example").post("/api/v1/users").json(&body).await.expect(422);
        assert_eq!(answer.faults(), ["roles.1: not_an_option"]);
        let admin = app.as_("admin@vendor.example");
        body["organisation_id"] = json!(VENDOR);
        body["roles"] = json!(["reviewer", "agent_manager"]);
        let answer = admin.post("/api/v1/users").json(&body).await.expect(422);
        assert_eq!(answer.faults(), ["roles.1: not_an_option"]);
        body["roles"] = json!([]);
        body["password"] = json!("x");
        let answer = admin.post("/api/v1/users").json(&body).await.expect(422);
        assert_eq!(answer.faults(), ["password: unknown_field", "roles: required"]);
    }

    async fn new_roles_hold_at_once(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let specialist = app.as_("specialist@vendor.example");
        specialist.get("/api/v1/reviews").await.expect(403);
        let here = format!("/api/v1/users/{}", person("specialist@vendor.example").id);
        let roles = json!({ "roles": ["reviewer", "service_specialist"] });
        admin.patch(&here).json(&roles).await.refused(428, "precondition_required");
        admin.patch(&here).json(&roles).if_match(7).await.refused(412, "stale_version");
        let changed = admin.patch(&here).json(&roles).if_match(1).await.expect(200);
        assert_eq!(changed.header("etag"), "\"2\"");
        specialist.get("/api/v1/reviews").await.expect(200);
    }

    async fn deactivation_ends_sessions_at_once_and_reactivation_opens_none(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let engineer = app.as_("engineer@agent-a.example");
        let browser = app.browse("engineer@agent-a.example");
        let here = format!("/api/v1/users/{}", person("engineer@agent-a.example").id);
        engineer.get("/api/v1/me").await.expect(200);
        admin.post(&format!("{here}/deactivate")).if_match(1).await.expect(200);
        engineer.get("/api/v1/me").await.refused(401, "session_ended");
        assert!(browser.get("/account").await.expect(303).location().starts_with("/login"));
        let login = json!({ "email": "engineer@agent-a.example", "password": PASSWORD });
        app.anonymous().post("/api/v1/auth/login").json(&login).await.refused(401, "wrong_credentials");
        admin.post(&format!("{here}/deactivate")).if_match(2).await.refused(409, "already_inactive");
        admin.post(&format!("{here}/invite")).if_match(2).await.refused(409, "inactive_account");
        admin.post(&format!("{here}/reactivate")).if_match(2).await.expect(200);
        engineer.get("/api/v1/me").await.refused(401, "session_ended");
        app.anonymous().post("/api/v1/auth/login").json(&login).await.expect(200);
    }

    async fn ending_somebodys_sessions_leaves_the_account(app: TestApp) {
        let engineer = app.as_("engineer@agent-a.example");
        let path = format!("/api/v1/users/{}/end-sessions", person("engineer@agent-a.example").id);
        let manager = app.as_("manager@agent-a.example");
        manager.post(&path).await.refused(428, "precondition_required");
        manager.post(&path).if_match(2).await.refused(412, "stale_version");
        engineer.get("/api/v1/me").await.expect(200);
        manager.post(&path).if_match(1).await.expect(204);
        engineer.get("/api/v1/me").await.refused(401, "session_ended");
        app.as_("engineer@agent-a.example").get("/api/v1/me").await.expect(200);
    }

    async fn nobody_locks_themselves_or_their_house_out(app: TestApp) {
        let (one, two) = (app.as_("admin@vendor.example"), app.as_("admin2@vendor.example"));
        let here = |email: &str| format!("/api/v1/users/{}", person(email).id);
        let demoted = json!({ "roles": ["auditor"] });
        one.patch(&here("admin@vendor.example")).json(&demoted).if_match(1).await.refused(409, "own_role");
        let own = format!("{}/deactivate", here("admin@vendor.example"));
        one.post(&own).if_match(1).await.refused(409, "own_account");
        two.patch(&here("admin@vendor.example")).json(&demoted).if_match(1).await.expect(200);
        one.get("/api/v1/organisations").await.expect(200);
        one.post("/api/v1/organisations").json(&json!({})).await.refused(403, "role_not_allowed");
        let manager = format!("{}/deactivate", here("manager@agent-a.example"));
        two.post(&manager).if_match(1).await.refused(409, "last_head");
        let engineer = json!({ "roles": ["agent_engineer"] });
        two.patch(&here("manager@agent-a.example")).json(&engineer).if_match(1).await.refused(409, "last_head");
        let second = json!({ "roles": ["agent_manager"] });
        two.patch(&here("engineer@agent-a.example")).json(&second).if_match(1).await.expect(200);
        two.post(&manager).if_match(1).await.expect(200);
    }

    async fn two_administrators_cannot_demote_each_other_at_once(app: TestApp) {
        let demoted = json!({ "roles": ["auditor"] });
        let (one, two) = (app.as_("admin@vendor.example"), app.as_("admin2@vendor.example"));
        let (first, second) = tokio::join!(
            async { one.patch(&format!("/api/v1/users/{}", person("admin2@vendor.example").id)).json(&demoted).if_match(1).await },
            async { two.patch(&format!("/api/v1/users/{}", person("admin@vendor.example").id)).json(&demoted).if_match(1).await },
        );
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200);
        assert!(matches!(statuses[1], 403 | 409), "{statuses:?}");
    }

    async fn a_new_agent_is_a_customer_of_its_own(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let body = json!({ "name": "己方示例代理", "kind": "agent" });
        let answer = admin.post("/api/v1/organisations").json(&body).await.expect(422);
        assert_eq!(answer.faults(), ["city: required"]);
        let body = json!({ "name": "己方示例代理", "kind": "agent", "city": KUNMING });
        let made = admin.post("/api/v1/organisations").json(&body).await.expect(201);
        let own = admin.get(&format!("/api/v1/customers?agent_id={}", made.id())).await.expect(200);
        assert_eq!(own.body["items"][0]["class"], "agent");
        assert_eq!(own.body["items"][0]["organisation_id"], made.body["id"]);
        let here = format!("/api/v1/organisations/{}", made.id());
        let renamed = json!({ "name": "己方改名代理" });
        admin.patch(&here).json(&json!({ "kind": "vendor" })).if_match(1).await.expect(422);
        admin.patch(&here).json(&renamed).if_match(1).await.expect(200);
        let own = admin.get(&format!("/api/v1/customers?agent_id={}", made.id())).await.expect(200);
        assert_eq!(own.body["items"][0]["name"], "己方改名代理");
    }

    async fn an_organisation_out_of_use_signs_its_people_out(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let engineer = app.as_("engineer@agent-b.example");
        let off = json!({ "active": false });
        admin.patch(&format!("/api/v1/organisations/{AGENT_B}")).json(&off).if_match(1).await.expect(200);
        engineer.get("/api/v1/me").await.refused(401, "session_ended");
        app.as_("manager@agent-a.example").get(&format!("/api/v1/organisations/{AGENT_B}")).await.expect(404);
        let own = format!("/api/v1/organisations/{VENDOR}");
        admin.patch(&own).json(&off).if_match(1).await.refused(409, "own_organisation");
    }

    async fn only_a_key_accounts_contact_is_marked_for_billing(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let body = json!({
            "name": "己联络", "email": "billing@keyaccount.example", "organisation_id": KEY_ACCOUNT,
            "roles": ["customer_contact"], "billing_contact": true,
        });
        assert_eq!(admin.post("/api/v1/users").json(&body).await.expect(201).body["billing_contact"], true);
        let mut body = engineer("y@agent-a.example");
        body["organisation_id"] = json!(AGENT_A);
        body["billing_contact"] = json!(true);
        assert_eq!(admin.post("/api/v1/users").json(&body).await.expect(422).faults(), ["billing_contact: not_allowed"]);
    }

    async fn people_are_searched_filtered_and_paged(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let count = |answer: &Value| answer["items"].as_array().unwrap().len();
        assert_eq!(count(&admin.get("/api/v1/users?q=REVIEWER").await.expect(200).body), 2);
        assert_eq!(count(&admin.get("/api/v1/users?role=admin").await.expect(200).body), 2);
        assert_eq!(count(&admin.get("/api/v1/users?q=%25").await.expect(200).body), 0);
        let mut seen = vec![];
        let mut next = String::from("/api/v1/users?sort=name&limit=8");
        loop {
            let page = admin.get(&next).await.expect(200);
            seen.extend(page.body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_string()));
            let Some(after) = page.body["next"].as_str() else { break };
            next = format!("/api/v1/users?sort=name&limit=8&after={after}");
        }
        let unique: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), unique.len()), (21, 21));
        admin.get("/api/v1/users?role=king").await.refused(422, "invalid_fields");
    }

    async fn the_manager_invites_on_the_page_and_sees_the_link_once(app: TestApp) {
        let manager = app.browse("manager@agent-a.example");
        let form = manager.get("/people/new").await.expect(200).hides("organisation_id").hides("value=\"admin\"");
        let wrong = manager.submit(&form, "/people/new", &[("name", "新同事"), ("email", "没有")]).await.expect(422);
        let wrong = wrong.shows("value=\"没有\"").shows("href=\"#field-roles\"");
        let fields = [("name", "新同事"), ("email", "page@agent-a.example"), ("roles", "agent_engineer")];
        let link = manager.submit(&wrong, "/people/new", &fields).await.expect(200).shows("/set-password/");
        let url = link.hidden("url").map(str::to_string);
        assert!(url.is_none(), "the link is no field of a form");
        let list = manager.get("/people?q=page%40").await.expect(200).shows("新同事").shows("待设置密码");
        list.hides("/set-password/");
        manager.get(&format!("/people/{}", person("engineer@agent-b.example").id)).await.expect(404);
    }

    async fn a_link_and_the_end_of_sessions_are_for_the_person_as_shown(app: TestApp) {
        let admin = app.browse("admin@vendor.example");
        let here = format!("/people/{}", person("engineer@agent-a.example").id);
        let shown = admin.get(&here).await.expect(200);
        app.as_("admin2@vendor.example").patch(&format!("/api/v1/users/{}", person("engineer@agent-a.example").id))
            .if_match(1).json(&json!({ "name": "改了名" })).await.expect(200);
        for verb in ["invite", "end-sessions"] {
            let stale = admin.submit(&shown, &format!("{here}/{verb}"), &[]).await.expect(303);
            admin.follow(&stale).await.expect(200).shows("内容已被他人修改");
        }
        let shown = admin.get(&here).await.expect(200);
        admin.submit(&shown, &format!("{here}/invite"), &[]).await.expect(200).shows("/set-password/");
        let ended = admin.submit(&shown, &format!("{here}/end-sessions"), &[]).await.expect(303);
        assert_eq!(ended.location(), here);
    }

    async fn an_auditor_reads_organisations_and_changes_none(app: TestApp) {
        let auditor = app.browse("auditor@vendor.example");
        auditor.get("/people").await.expect(200).shows("href=\"/organisations\"");
        let list = auditor.get("/organisations").await.expect(200).shows("甲方示例代理").shows("乙方示例代理");
        list.hides("/organisations/new").hides("/edit\"");
        auditor.get("/organisations/new").await.expect(403);
        auditor.get(&format!("/organisations/{AGENT_A}/edit")).await.expect(403);
        app.browse("admin@vendor.example").get("/organisations").await.expect(200).shows("/organisations/new").shows("/edit\"");
        let own = app.browse("manager@agent-a.example").get("/organisations").await.expect(200);
        own.shows("甲方示例代理").hides("乙方示例代理").hides("/organisations/new");
    }

    async fn everything_about_people_leaves_a_trace(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let mut body = engineer("traced@agent-a.example");
        body["organisation_id"] = json!(AGENT_A);
        let made = admin.post("/api/v1/users").json(&body).await.expect(201);
        let here = format!("/api/v1/users/{}", made.id());
        admin.post(&format!("{here}/invite")).if_match(1).await.expect(200);
        admin.post(&format!("{here}/deactivate")).if_match(1).await.expect(200);
        let mut traces = app.lines("SELECT action AS line FROM audit_entries WHERE object_kind = 'user'");
        traces.sort();
        assert_eq!(traces, ["user.create", "user.deactivate", "user.invite"]);
        let secrets = app.lines("SELECT object_label AS line FROM audit_entries WHERE CAST(after AS TEXT) LIKE '%password%'");
        assert!(app.engine == crate::support::Engine::Postgres || secrets.is_empty(), "{secrets:?}");
    }
}
