//! Signatures (4.3, chapter 10): each way of signing, what makes one void, and who may not sign.

mod codes;

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::files::{multipart, pdf, png};
use crate::support::{Answer, TestApp, fault_record_onsite, fixture};

const ENGINEER: &str = "engineer@agent-a.example";
const REVIEWER: &str = "reviewer@vendor.example";
const CONTACT: &str = "contact@enduser-a.example";
const STROKES: &str = "100,200 180,120 260,210 340,130 420,220;500,100 500,300";

async fn draft(app: &TestApp) -> Answer {
    let body = fault_record_onsite(fixture::CUSTOMER_A, fixture::GUANGZHOU);
    app.as_(ENGINEER).post("/api/v1/fault-records").json(&body).await.expect(201)
}

fn own(record: &Answer) -> String {
    format!("/api/v1/fault-records/{}", record.id())
}

async fn standing(app: &TestApp, email: &str, record: &Answer) -> (String, String) {
    let list = app.as_(email).get(&format!("{}/signatures", own(record))).await.expect(200);
    let text = |name: &str| list.body[name].as_str().unwrap().to_string();
    (text("state"), text("content_hash"))
}

async fn sign(app: &TestApp, record: &Answer, mut body: Value) -> Answer {
    if body.get("content_hash").is_none() {
        body["content_hash"] = standing(app, ENGINEER, record).await.1.into();
    }
    app.as_(ENGINEER).post(&format!("{}/signatures", own(record))).json(&body).await
}

async fn patch(app: &TestApp, record: &Answer, body: Value) {
    let version = app.as_(ENGINEER).get(&own(record)).await.expect(200).version();
    app.as_(ENGINEER).patch(&own(record)).if_match(version).json(&body).await.expect(200);
}

async fn submit(app: &TestApp, record: &Answer) -> Answer {
    let version = app.as_(ENGINEER).get(&own(record)).await.expect(200).version();
    app.as_(ENGINEER).post(&format!("{}/submit", own(record))).if_match(version).await
}

async fn link(app: &TestApp, record: &Answer) -> String {
    let made = app.as_(ENGINEER).post(&format!("{}/signature-links", own(record))).await.expect(201);
    made.body["url"].as_str().unwrap().strip_prefix(&app.origin).unwrap().to_string()
}

both_engines! {
    async fn whoever_tries_links_must_wait_and_gets_in_nobodys_way(app: TestApp) {
        let good = link(&app, &draft(&app).await).await;
        let stranger = app.stranger();
        let mut last = stranger.get("/sign/guessed").await;
        for guess in 0..40 {
            if last.status == 429 {
                break;
            }
            assert_eq!(last.status, 404);
            last = match guess % 2 {
                0 => stranger.post(&format!("/sign/guessed-{guess}"), &[("signer_name", "x")]).await,
                _ => stranger.get(&format!("/sign/guessed-{guess}")).await,
            };
        }
        let last = last.expect(429);
        let wait: u64 = last.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=5).contains(&wait), "{wait}");
        stranger.post("/sign/guessed", &[]).await.expect(429);
        stranger.get(&good).await.expect(429);
        // Logins are counted apart.
        stranger.get("/login").await.expect(200);
        app.browse(ENGINEER).get("/fault-records").await.expect(200);
        tokio::time::sleep(std::time::Duration::from_secs(wait + 1)).await;
        stranger.get(&good).await.expect(200);
    }

    async fn a_good_link_may_be_opened_again_and_again(app: TestApp) {
        let good = link(&app, &draft(&app).await).await;
        for _ in 0..50 {
            app.stranger().get(&good).await.expect(200);
        }
    }

    async fn a_drawn_signature_holds_until_the_record_says_something_else(app: TestApp) {
        let record = draft(&app).await;
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "none");
        let signed = sign(&app, &record, json!({ "method": "drawn", "signer_name": "周明", "strokes": STROKES })).await.expect(201);
        assert_eq!(signed.body["valid"], true);
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "valid");
        let picture = app.browse(ENGINEER).get(&format!("/signatures/{}/picture", signed.id())).await.expect(200);
        assert!(picture.text.starts_with("<svg ") && picture.text.contains("M100 200L180 120") && !picture.text.contains("<script"));
        assert_eq!(picture.headers["content-security-policy"], "sandbox; default-src 'none'");
        let symptom = record.body["symptom"].clone();
        patch(&app, &record, json!({ "symptom": "另一个故障" })).await;
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "void");
        app.browse(ENGINEER).get(&format!("/fault-records/{}/edit", record.id())).await.expect(200).shows("作废").shows("请客户重新核对并签名");
        patch(&app, &record, json!({ "symptom": symptom })).await;
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "valid", "it says again what was signed");
        let file = app.as_(ENGINEER).post(&format!("{}/attachments", own(&record))).file("a.png", &png()).await.expect(201);
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "void", "a file is part of what is signed");
        app.as_(ENGINEER).delete(&format!("/api/v1/attachments/{}", file.id())).await.expect(204);
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "valid");
    }

    async fn what_was_signed_is_seen_by_reviewer_and_customer(app: TestApp) {
        let record = draft(&app).await;
        let signed = sign(&app, &record, json!({ "method": "drawn", "signer_name": "周明", "strokes": STROKES })).await.expect(201);
        let picture = format!("/signatures/{}/picture", signed.id());
        app.browse(REVIEWER).get(&picture).await.expect(404);
        submit(&app, &record).await.expect(200);
        assert_eq!(standing(&app, REVIEWER, &record).await.0, "valid", "sending it in changes nothing");
        let page = app.browse(REVIEWER).get(&format!("/reviews/{}", record.id())).await.expect(200);
        page.shows("客户手写确认有效").shows("周明").hides("可靠电子签名");
        app.browse(REVIEWER).get(&picture).await.expect(200);
        app.browse(CONTACT).get(&picture).await.expect(404);
        sign(&app, &record, json!({ "method": "typed", "signer_name": "周明" })).await.refused(409, "record_not_editable");
        let version = app.as_(REVIEWER).get(&own(&record)).await.version();
        app.as_(REVIEWER).post(&format!("{}/review", own(&record))).if_match(version).json(&json!({ "verdict": "approve" })).await.expect(200);
        assert_eq!(standing(&app, CONTACT, &record).await.0, "valid");
        app.browse(CONTACT).get(&picture).await.expect(200);
        app.browse(CONTACT).get(&format!("/fault-records/{}", record.id())).await.expect(200).shows("周明");
        for email in ["engineer@agent-b.example", "contact@enduser-b.example"] {
            app.browse(email).get(&picture).await.expect(404);
            app.as_(email).get(&format!("{}/signatures", own(&record))).await.refused(404, "not_found");
        }
        app.as_("engineer@agent-b.example").post(&format!("{}/signatures", own(&record))).json(&json!({})).await.refused(404, "not_found");
    }

    async fn a_void_signature_is_flagged_to_the_reviewer(app: TestApp) {
        let record = draft(&app).await;
        sign(&app, &record, json!({ "method": "typed", "signer_name": "周明" })).await.expect(201);
        patch(&app, &record, json!({ "labour_minutes": 999 })).await;
        submit(&app, &record).await.expect(200);
        let page = app.browse(REVIEWER).get(&format!("/reviews/{}", record.id())).await.expect(200);
        page.shows("客户签名之后内容有改动").hides("客户手写确认有效");
    }

    async fn a_customer_signs_once_through_a_link_without_an_account(app: TestApp) {
        let record = draft(&app).await;
        patch(&app, &record, json!({ "remarks": "INTERNAL-ONLY" })).await;
        let path = link(&app, &record).await;
        let stranger = app.stranger();
        let page = stranger.get(&path).await.expect(200).shows(record.body["symptom"].as_str().unwrap()).hides("INTERNAL-ONLY");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        let hash = page.hidden("content_hash").unwrap().to_string();
        assert_eq!(hash, standing(&app, ENGINEER, &record).await.1);
        let body = [("signer_name", "周明"), ("content_hash", hash.as_str()), ("strokes", STROKES), ("_action", "drawn")];
        stranger.post(&path, &[("signer_name", ""), ("content_hash", &hash), ("_action", "typed")]).await.expect(422);
        stranger.post(&path, &[("signer_name", "周明"), ("content_hash", &hash), ("_action", "drawn")]).await.expect(422).shows("签名");
        stranger.post(&path, &body).await.expect(200).shows("已确认");
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "valid");
        stranger.get(&path).await.expect(404).hides(record.body["symptom"].as_str().unwrap());
        stranger.post(&path, &body).await.expect(404);
        let list = app.as_(ENGINEER).get(&format!("{}/signatures", own(&record))).await.expect(200);
        assert_eq!(list.items().len(), 1);
        assert_eq!(list.items()[0]["method"], "link");
        let told = app.lines("SELECT actor_name AS line FROM audit_entries WHERE action = 'signature.add'");
        assert_eq!(told, ["周明"]);
        assert!(app.lines("SELECT token_hash AS line FROM signature_links").iter().all(|hash| !path.contains(hash.as_str())));
    }

    async fn a_link_is_good_for_a_day_for_its_revision_and_until_the_next_one(app: TestApp) {
        let record = draft(&app).await;
        let (first, second) = (link(&app, &record).await, link(&app, &record).await);
        app.stranger().get(&first).await.expect(404);
        app.stranger().get(&second).await.expect(200);
        app.clock.advance(chrono::TimeDelta::hours(25));
        app.stranger().get(&second).await.expect(404);
        let third = link(&app, &record).await;
        submit(&app, &record).await.expect(200);
        app.stranger().get(&third).await.expect(404);
        app.stranger().get("/sign/no-such-token").await.expect(404);
    }

    async fn what_changed_while_it_was_read_is_shown_again_and_not_signed(app: TestApp) {
        let record = draft(&app).await;
        let path = link(&app, &record).await;
        let page = app.stranger().get(&path).await.expect(200);
        let hash = page.hidden("content_hash").unwrap().to_string();
        patch(&app, &record, json!({ "symptom": "改过的故障描述" })).await;
        let body = [("signer_name", "周明"), ("content_hash", hash.as_str()), ("_action", "typed")];
        app.stranger().post(&path, &body).await.expect(409).shows("改过的故障描述").shows("周明");
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "none");
        app.stranger().get(&path).await.expect(200);
    }

    async fn a_signature_for_another_record_or_of_no_strokes_is_refused(app: TestApp) {
        let (record, other) = (draft(&app).await, draft(&app).await);
        let foreign = standing(&app, ENGINEER, &other).await.1;
        sign(&app, &record, json!({ "method": "typed", "signer_name": "周明", "content_hash": foreign })).await.refused(409, "content_changed");
        let file = app.as_(ENGINEER).post(&format!("{}/attachments", own(&other))).file("scan.png", &png()).await.expect(201);
        let refused = [
            (json!({ "method": "scan", "signer_name": "周明", "attachment_id": file.id() }), "attachment_id: not_found"),
            (json!({ "method": "scan", "signer_name": "周明" }), "attachment_id: required"),
            (json!({ "method": "drawn", "signer_name": "周明" }), "strokes: required"),
            (json!({ "method": "typed", "signer_name": "周明", "strokes": STROKES }), "strokes: only_one_way"),
            (json!({ "method": "drawn", "signer_name": "周明", "strokes": "1,1 2,2" }), "strokes: not_a_signature"),
            (json!({ "method": "drawn", "signer_name": "周明", "strokes": "1,1 2000,2 3,3" }), "strokes: not_strokes"),
            (json!({ "method": "drawn", "signer_name": "周明", "strokes": "<svg onload=alert(1)>" }), "strokes: not_strokes"),
            (json!({ "method": "drawn", "signer_name": "周明", "strokes": "1,1 9,9 ".repeat(4000) }), "strokes: too_long"),
            (json!({ "method": "link", "signer_name": "周明" }), "method: not_an_option"),
            (json!({ "method": "typed" }), "signer_name: required"),
        ];
        for (body, fault) in refused {
            let answer = sign(&app, &record, body.clone()).await.refused(422, "invalid_fields");
            assert_eq!(answer.faults(), [fault], "{body}");
        }
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "none");
        assert!(app.lines("SELECT method AS line FROM signatures").is_empty(), "nothing is stored");
    }

    async fn a_scan_is_an_attachment_that_signs(app: TestApp) {
        let record = draft(&app).await;
        let visitor = app.browse(ENGINEER);
        let here = format!("/fault-records/{}/sign", record.id());
        visitor.get(&here).await.expect(200).shows("客户手写确认").shows("不是法律意义上的可靠电子签名");
        let (kind, body) = multipart(&[("_csrf", visitor.csrf()), ("signer_name", "周明")], Some(("签字.pdf", &pdf(""))));
        visitor.send_body(&format!("{here}/scan"), &kind, body).await.expect(303);
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "valid");
        let files = app.as_(ENGINEER).get(&format!("{}/attachments", own(&record))).await.expect(200);
        app.as_(ENGINEER).delete(&format!("/api/v1/attachments/{}", files.items()[0]["id"].as_str().unwrap())).await.expect(204);
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "void", "without its paper it proves nothing");
        let (kind, body) = multipart(&[("_csrf", visitor.csrf()), ("signer_name", "周明")], Some(("签字.log", b"signed")));
        visitor.send_body(&format!("{here}/scan"), &kind, body).await.expect(422).shows("不接受这种文件");
    }

    async fn a_page_without_script_signs_with_the_typed_name(app: TestApp) {
        let record = draft(&app).await;
        let visitor = app.browse(ENGINEER);
        let here = format!("/fault-records/{}/sign", record.id());
        let page = visitor.get(&here).await.expect(200);
        let hash = page.hidden("content_hash").unwrap().to_string();
        let sent = visitor.submit(&page, &here, &[("signer_name", "周明"), ("content_hash", &hash), ("_action", "typed")]).await.expect(303);
        visitor.follow(&sent).await.expect(200).shows("客户签名已保存").shows("输入姓名确认");
        let made = visitor.post(&format!("{here}/link"), &[("_csrf", visitor.csrf())]).await.expect(200);
        made.shows("/sign/").shows("data:image/svg+xml;base64,");
    }

    async fn signatures_are_only_ever_added(app: TestApp) {
        let record = draft(&app).await;
        sign(&app, &record, json!({ "method": "typed", "signer_name": "周明" })).await.expect(201);
        for statement in ["UPDATE signatures SET signer_name = 'x'", "DELETE FROM signatures"] {
            let done = app.app.services.db.write(|conn| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(statement), conn)?));
            assert!(done.is_err(), "{statement}");
        }
    }
}

/// A policy that makes the signature compulsory.
fn compulsory(app: &TestApp) {
    use tierdesk::domain::policy::PolicySet;
    let services = &app.app.services;
    let mut policy = services.policies.current().version(1).unwrap().clone();
    policy.acceptance_signature_required = true;
    services.policies.replace(PolicySet::new(vec![policy]).unwrap());
}

both_engines! {
    async fn policy_can_make_it_compulsory(app: TestApp) {
        compulsory(&app);
        let record = draft(&app).await;
        let fault = |answer: Answer| answer.refused(422, "invalid_fields").faults();
        assert_eq!(fault(submit(&app, &record).await), ["acceptance: signature_missing"]);
        sign(&app, &record, json!({ "method": "typed", "signer_name": "周明" })).await.expect(201);
        patch(&app, &record, json!({ "labour_minutes": 61 })).await;
        assert_eq!(fault(submit(&app, &record).await), ["acceptance: signature_void"]);
        sign(&app, &record, json!({ "method": "typed", "signer_name": "周明" })).await.expect(201);
        submit(&app, &record).await.expect(200);
        let refused = draft(&app).await;
        patch(&app, &refused, json!({ "acceptance": { "refused": "客户负责人不在场" } })).await;
        submit(&app, &refused).await.expect(200);
    }
}
