//! Who is told what (4.4, 5.10): in the portal, by mail where a person wants it, and nobody about what is out of sight.

use serde_json::{Value, json};

use super::records::steps::{BILLING, ENGINEER, REVIEWER, approve, begin, charges_of, decide, file};
use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A, CUSTOMER_KEY, GUANGZHOU, KUNMING};
use crate::support::post::{Post, link};
use crate::support::{PEOPLE, TestApp, fault_record_onsite, fault_record_remote, person};

const FAULTS: &str = "fault-records";
const MANAGER: &str = "manager@agent-a.example";
const CONTACT: &str = "contact@enduser-a.example";
const KEY_CONTACT: &str = "contact@keyaccount.example";

/// The kinds of what somebody was told, newest first.
async fn told(app: &TestApp, email: &str) -> Vec<String> {
    let list = app.as_(email).get("/api/v1/notices").await.expect(200);
    list.items().iter().map(|notice| notice["kind"].as_str().unwrap().to_string()).collect()
}

/// Everybody who was told anything.
async fn who_was_told(app: &TestApp) -> Vec<&'static str> {
    let mut all = Vec::new();
    for person in PEOPLE {
        if !told(app, person.email).await.is_empty() {
            all.push(person.email);
        }
    }
    all
}

fn number(record: &crate::support::Answer) -> String {
    record.body["number"].as_str().unwrap().to_string()
}

both_engines! {
    async fn the_author_hears_that_a_record_came_back(app: TestApp) {
        let post = Post::beside(&app);
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        assert!(who_was_told(&app).await.is_empty(), "a submission is counted by the queue alone");
        let verdict = json!({ "verdict": "return", "comment": "请补充机密内容" });
        decide(&app, FAULTS, &sent, &verdict).await.expect(200);
        assert_eq!(who_was_told(&app).await, [ENGINEER]);
        let list = app.as_(ENGINEER).get("/api/v1/notices").await.expect(200);
        let notice = &list.items()[0];
        assert_eq!(notice["kind"], "record_returned");
        assert_eq!(notice["object_kind"], "fault_record");
        assert_eq!(notice["object_id"], sent.body["id"]);
        assert_eq!(notice["number"], sent.body["number"]);
        assert_eq!(notice["read_at"], Value::Null);
        let mails = post.delivered();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].address, ENGINEER);
        assert!(mails[0].subject.contains(&number(&sent)), "{}", mails[0].subject);
        let wire = post.wire(&mails[0]);
        assert!(wire.contains("text/plain") && wire.contains("text/html"), "{wire}");
        assert!(wire.contains(&format!("Message-ID: <{}@portal.example>", mails[0].id)), "{wire}");
        // Numbers and links: neither the customer nor what the reviewer said.
        for secret in ["机密内容", "丙示例制造厂", "客户端无法登录"] {
            assert!(!mails[0].text.contains(secret), "{}", mails[0].text);
        }
    }

    async fn the_mail_leads_to_the_record_and_marks_the_notice(app: TestApp) {
        let post = Post::beside(&app);
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        approve(&app, FAULTS, &sent).await;
        let there = link(&app, &post.to(ENGINEER)[0]);
        let visitor = app.browse(ENGINEER);
        visitor.get("/").await.expect(200).shows("未读通知");
        let open = visitor.get(&there).await.expect(303);
        assert_eq!(open.location(), format!("/fault-records/{}", sent.id()));
        visitor.follow(&open).await.expect(200).shows(&number(&sent)).hides("未读通知");
        let list = app.as_(ENGINEER).get("/api/v1/notices?unread=true").await.expect(200);
        assert!(list.items().is_empty());
        assert_eq!(app.as_(ENGINEER).get("/api/v1/notices").await.items()[0]["read_at"], json!(app.now()));
        // Somebody else who finds the mail finds nothing.
        app.browse(MANAGER).get(&there).await.expect(404);
        app.stranger().get(&there).await.expect(303).location().starts_with("/login").then_some(()).unwrap();
    }

    async fn those_the_work_was_for_hear_of_it_once_it_is_approved(app: TestApp) {
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        let approved = approve(&app, FAULTS, &sent).await;
        assert_eq!(who_was_told(&app).await, [ENGINEER, CONTACT]);
        assert_eq!(told(&app, ENGINEER).await, ["record_approved"]);
        assert_eq!(told(&app, CONTACT).await, ["record_shared"]);
        let notice = app.as_(CONTACT).get("/api/v1/notices").await.items()[0].clone();
        let page = app.browse(CONTACT).get(&format!("/notices/{}", notice["id"].as_str().unwrap())).await.expect(303);
        app.browse(CONTACT).follow(&page).await.expect(200);
        // A colleague begins to correct it, and the correction is approved.
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let correct = format!("/api/v1/{FAULTS}/{}/correct", sent.id());
        let draft = app.as_(MANAGER).post(&correct).if_match(approved.version()).await.expect(200);
        assert_eq!(told(&app, ENGINEER).await, ["correction_begun", "record_approved"]);
        assert!(told(&app, MANAGER).await.is_empty(), "nobody is told what they did themselves");
        let submit = format!("/api/v1/{FAULTS}/{}/submit", sent.id());
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let again = app.as_(MANAGER).post(&submit).if_match(draft.version()).await.expect(200);
        approve(&app, FAULTS, &again).await;
        assert_eq!(told(&app, CONTACT).await, ["record_corrected", "record_shared"]);
        assert_eq!(told(&app, MANAGER).await, ["record_approved"]);
        assert!(told(&app, "contact@enduser-b.example").await.is_empty());
    }

    async fn an_agent_hears_of_what_the_vendor_did_for_its_customer(app: TestApp) {
        let body = fault_record_onsite(CUSTOMER_AGENT_A, KUNMING);
        let sent = file(&app, "engineer@vendor.example", FAULTS, &body).await;
        approve(&app, FAULTS, &sent).await;
        assert_eq!(told(&app, MANAGER).await, ["record_shared"]);
        assert_eq!(told(&app, "engineer@vendor.example").await, ["record_approved"]);
        assert!(told(&app, "manager@agent-b.example").await.is_empty());
    }

    async fn who_pays_hears_of_a_confirmed_charge(app: TestApp) {
        let post = Post::beside(&app);
        let body = fault_record_onsite(CUSTOMER_KEY, GUANGZHOU);
        let sent = file(&app, "engineer@vendor.example", FAULTS, &body).await;
        approve(&app, FAULTS, &sent).await;
        let charges = charges_of(&app, &sent).await;
        let charge = charges.iter().find(|charge| charge["payer_id"] == json!(person(KEY_CONTACT).organisation));
        let charge = charge.expect("the key account pays");
        let confirm = format!("/api/v1/charges/{}/confirm", charge["id"].as_str().unwrap());
        app.clock.advance(chrono::TimeDelta::minutes(1));
        app.as_(BILLING).post(&confirm).if_match(charge["version"].as_i64().unwrap()).await.expect(200);
        assert_eq!(told(&app, KEY_CONTACT).await, ["charge_confirmed", "record_shared"]);
        assert!(told(&app, BILLING).await.is_empty());
        let mail = post.to(KEY_CONTACT).pop().unwrap();
        assert!(mail.subject.contains("费用已确认"), "{}", mail.subject);
        let open = app.browse(KEY_CONTACT).get(&link(&app, &mail)).await.expect(303);
        assert_eq!(open.location(), format!("/billing/charges/{}", charge["id"].as_str().unwrap()));
        app.browse(KEY_CONTACT).follow(&open).await.expect(200);
    }

    async fn many_charges_confirmed_at_once_are_one_notice(app: TestApp) {
        let post = Post::beside(&app);
        let sent = file(&app, "engineer@vendor.example", FAULTS, &fault_record_onsite(CUSTOMER_AGENT_A, KUNMING)).await;
        approve(&app, FAULTS, &sent).await;
        let charges = charges_of(&app, &sent).await;
        assert!(charges.len() > 1, "{charges:?}");
        let clerk = app.browse(BILLING);
        let picked: Vec<String> = charges
            .iter()
            .map(|charge| format!("{}.{}", charge["id"].as_str().unwrap(), charge["version"]))
            .collect();
        let mut fields = vec![("_csrf", clerk.csrf())];
        fields.extend(picked.iter().map(|picked| ("charge", picked.as_str())));
        app.clock.advance(chrono::TimeDelta::minutes(1));
        clerk.post("/billing/charges/confirm", &fields).await.expect(303);
        let told: Vec<String> = told(&app, MANAGER).await.into_iter().filter(|kind| kind == "charge_confirmed").collect();
        assert_eq!(told, ["charge_confirmed"]);
        let mail = post.to(MANAGER).pop().unwrap();
        assert!(mail.text.contains(&format!("{} 笔费用已确认", charges.len())), "{}", mail.text);
        let open = app.browse(MANAGER).get(&link(&app, &mail)).await.expect(303);
        app.browse(MANAGER).follow(&open).await.expect(200).shows(&number(&sent));
    }

    async fn a_colleague_who_takes_a_record_back_is_told_of(app: TestApp) {
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        let withdraw = format!("/api/v1/{FAULTS}/{}/withdraw", sent.id());
        app.as_(MANAGER).post(&withdraw).if_match(sent.version()).await.expect(200);
        assert_eq!(told(&app, ENGINEER).await, ["record_withdrawn"]);
        assert_eq!(who_was_told(&app).await, [ENGINEER]);
        // That alone is not worth a mail unless somebody wants it.
        assert!(Post::beside(&app).delivered().is_empty());
    }

    async fn each_person_chooses_what_comes_by_mail(app: TestApp) {
        let post = Post::beside(&app);
        let choices = app.as_(ENGINEER).get("/api/v1/me/notice-choices").await.expect(200);
        let of = |kind: &str| choices.items().iter().find(|choice| choice["kind"] == kind).map(|c| c["mail"].clone());
        assert_eq!(of("record_returned"), Some(json!(true)));
        assert_eq!(of("record_withdrawn"), Some(json!(false)));
        assert_eq!(of("record_submitted"), None, "that concerns reviewers");
        let visitor = app.browse(ENGINEER);
        visitor.get("/account").await.expect(200).shows("value=\"record_returned\" checked").hides("value=\"record_submitted\"");
        let fields = [("_csrf", visitor.csrf()), ("mail", "record_approved")];
        visitor.post("/account/notices", &fields).await.expect(303);
        visitor.get("/account").await.expect(200).shows("value=\"record_returned\">").shows("value=\"record_approved\" checked");
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        decide(&app, FAULTS, &sent, &json!({ "verdict": "reject", "comment": "不符" })).await.expect(200);
        assert_eq!(told(&app, ENGINEER).await, ["record_rejected"]);
        assert!(post.delivered().is_empty());
        let wanted = json!({ "record_rejected": true });
        app.as_(ENGINEER).post("/api/v1/me/notice-choices").json(&wanted).await.expect(200);
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        decide(&app, FAULTS, &sent, &json!({ "verdict": "reject", "comment": "不符" })).await.expect(200);
        assert_eq!(post.delivered().len(), 1);
        let other = json!({ "record_submitted": true, "colour": true });
        let refused = app.as_(ENGINEER).post("/api/v1/me/notice-choices").json(&other).await;
        assert_eq!(refused.refused(422, "invalid_fields").faults(), ["colour: unknown_field"]);
        let other = json!({ "record_submitted": true });
        app.as_(ENGINEER).post("/api/v1/me/notice-choices").json(&other).await.refused(422, "invalid_fields");
    }

    async fn whatever_is_offered_can_be_chosen(app: TestApp) {
        for person in PEOPLE {
            let choices = app.as_(person.email).get("/api/v1/me/notice-choices").await.expect(200);
            for choice in choices.items() {
                let mail = !choice["mail"].as_bool().unwrap();
                let body = json!({ choice["kind"].as_str().unwrap(): mail });
                let changed = app.as_(person.email).post("/api/v1/me/notice-choices").json(&body).await.expect(200);
                let now = changed.items().iter().find(|now| now["kind"] == choice["kind"]).unwrap();
                assert_eq!(now["mail"], mail, "{}: {choice}", person.email);
            }
        }
    }

    async fn a_reviewer_who_asks_for_it_hears_of_submissions(app: TestApp) {
        let post = Post::beside(&app);
        let wanted = json!({ "record_submitted": true });
        app.as_(REVIEWER).post("/api/v1/me/notice-choices").json(&wanted).await.expect(200);
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        assert_eq!(who_was_told(&app).await, [REVIEWER]);
        let mail = post.to(REVIEWER).pop().unwrap();
        let open = app.browse(REVIEWER).get(&link(&app, &mail)).await.expect(303);
        assert_eq!(open.location(), format!("/reviews/{}", sent.id()));
    }

    async fn notices_are_listed_marked_and_counted(app: TestApp) {
        for _ in 0..3 {
            let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
            decide(&app, FAULTS, &sent, &json!({ "verdict": "return", "comment": "补充" })).await.expect(200);
            app.clock.advance(chrono::TimeDelta::minutes(1));
        }
        let engineer = app.as_(ENGINEER);
        let first = engineer.get("/api/v1/notices?limit=2").await.expect(200);
        assert_eq!(first.items().len(), 2);
        let next = first.body["next"].as_str().unwrap();
        let second = engineer.get(&format!("/api/v1/notices?limit=2&after={next}")).await.expect(200);
        assert_eq!(second.items().len(), 1);
        assert!(first.items()[1]["at"].as_str() > second.items()[0]["at"].as_str(), "newest first");
        app.browse(ENGINEER).get("/notices").await.expect(200).shows("<span class=\"count\">3</span>");
        let one = first.items()[0]["id"].as_str().unwrap();
        engineer.post(&format!("/api/v1/notices/{one}/read")).await.expect(204);
        engineer.post(&format!("/api/v1/notices/{one}/read")).await.expect(204);
        app.as_(MANAGER).post(&format!("/api/v1/notices/{one}/read")).await.refused(404, "not_found");
        assert_eq!(engineer.get("/api/v1/notices?unread=true").await.items().len(), 2);
        assert_eq!(engineer.get("/api/v1/notices?unread=false").await.items().len(), 1);
        let visitor = app.browse(ENGINEER);
        visitor.get("/notices?unread=true").await.expect(200).shows("全部标为已读");
        visitor.post("/notices/read-all", &[("_csrf", visitor.csrf())]).await.expect(303);
        visitor.get("/notices?unread=true").await.expect(200).shows("没有符合条件的通知").hides("未读通知");
        engineer.post("/api/v1/notices/read-all").await.expect(204);
        engineer.get("/api/v1/notices?colour=red").await.refused(422, "invalid_fields");
        let manager = app.browse(MANAGER).get("/notices").await.expect(200);
        manager.shows("还没有通知");
    }

    async fn the_bell_counts_no_further_than_it_shows(app: TestApp) {
        let user = person(ENGINEER).id;
        for _ in 0..120 {
            app.clock.advance(chrono::TimeDelta::seconds(1));
            app.write(|conn| tierdesk::features::notices::password_changed(conn, user, app.now()));
        }
        app.browse(ENGINEER).get("/").await.expect(200).shows("<span class=\"count\">99+</span>");
    }

    async fn pages_and_records_stay_within_their_statements(app: TestApp) {
        let before = app.statements();
        let draft = begin(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        assert!(app.statements() - before <= 9, "creating with a login of the test takes {}", app.statements() - before);
        let _ = draft;
        let visitor = app.browse(ENGINEER);
        let before = app.statements();
        visitor.get("/fault-records").await.expect(200);
        // Who calls, the list, and at most three for badges and bell.
        assert!(app.statements() - before <= 6, "a page of a list takes {}", app.statements() - before);
    }

    async fn somebody_whose_account_ends_gets_no_more_mail(app: TestApp) {
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        decide(&app, FAULTS, &sent, &json!({ "verdict": "return", "comment": "补充" })).await.expect(200);
        let here = format!("/api/v1/users/{}", person(ENGINEER).id);
        let admin = app.as_("admin@vendor.example");
        let version = admin.get(&here).await.version();
        admin.post(&format!("{here}/deactivate")).if_match(version).await.expect(200);
        assert!(Post::beside(&app).delivered().is_empty());
    }

    async fn a_refused_verdict_tells_nobody(app: TestApp) {
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        let address = format!("/api/v1/{FAULTS}/{}/review", sent.id());
        let approve = json!({ "verdict": "approve" });
        app.as_(REVIEWER).post(&address).if_match(1).json(&approve).await.refused(412, "stale_version");
        assert!(who_was_told(&app).await.is_empty());
        assert!(Post::beside(&app).delivered().is_empty());
    }
}
