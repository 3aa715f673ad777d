//! The typed name that a code confirms (chapter 10): six digits that the signer alone gets by mail, good once, for ten
//! minutes, for one text of one record, and for few tries.

use serde_json::{Value, json};

use super::{ENGINEER, REVIEWER, draft, own, patch, sign, standing, submit};
use crate::both_engines;
use crate::support::post::Post;
use crate::support::{Answer, TestApp};

const SIGNER: &str = "zhou@enduser-a.example";

async fn send(app: &TestApp, record: &Answer) -> Answer {
    app.clock.advance(chrono::TimeDelta::seconds(1));
    let body = json!({ "signer_name": "周明", "email": SIGNER });
    app.as_(ENGINEER).post(&format!("{}/signature-codes", own(record))).json(&body).await
}

/// The code in the newest mail to the signer.
fn code(post: &Post) -> String {
    let mail = post.to(SIGNER).pop().unwrap();
    let digits = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    mail.text.lines().find(digits).unwrap_or_else(|| panic!("{}", mail.text)).to_string()
}

fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

async fn confirm(app: &TestApp, record: &Answer, code: &str) -> Answer {
    sign(app, record, json!({ "method": "code", "signer_name": "周明", "code": code })).await
}

#[track_caller]
fn refused(answer: Answer, fault: &str) {
    assert_eq!(answer.refused(422, "invalid_fields").faults(), [format!("code: {fault}")]);
}

both_engines! {
    async fn the_signer_gets_a_code_and_signs_with_it_once(app: TestApp) {
        let post = Post::beside(&app);
        let record = draft(&app).await;
        let sent = send(&app, &record).await.expect(201);
        assert_eq!(sent.body["email"], SIGNER);
        let mail = post.to(SIGNER).pop().unwrap();
        let number = record.body["number"].as_str().unwrap();
        assert!(mail.subject.contains(number) && mail.text.contains("周明"), "{} {}", mail.subject, mail.text);
        assert!(!mail.text.contains("客户端无法登录"), "what the record says is not in it");
        let code = code(&post);
        assert!(!sent.text.contains(&code), "who asks for it does not see it");
        for table in ["SELECT params AS line FROM mail_outbox", "SELECT signer_name AS line FROM signature_codes"] {
            if app.engine == crate::support::Engine::Sqlite {
                assert!(app.lines(table).iter().all(|line| !line.contains(&code)), "nor does who reads the database");
            }
        }
        let signed = confirm(&app, &record, &code).await.expect(201);
        assert_eq!((&signed.body["method"], &signed.body["valid"]), (&json!("code"), &Value::Bool(true)));
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "valid");
        refused(confirm(&app, &record, &code).await, "code_gone");
        let log = app.as_("auditor@vendor.example").get("/api/v1/audit?limit=20").await.expect(200);
        let entry = log.items().iter().find(|entry| entry["action"] == "signature.add").unwrap();
        assert_eq!(entry["after"]["email"], SIGNER);
        patch(&app, &record, json!({ "symptom": "另一个故障" })).await;
        assert_eq!(standing(&app, ENGINEER, &record).await.0, "void");
    }

    async fn a_wrong_code_is_counted_and_few_are_forgiven(app: TestApp) {
        let post = Post::beside(&app);
        let record = draft(&app).await;
        refused(confirm(&app, &record, "123456").await, "code_gone");
        send(&app, &record).await.expect(201);
        let good = code(&post);
        for _ in 0..4 {
            refused(confirm(&app, &record, &other_than(&good)).await, "code_wrong");
        }
        confirm(&app, &record, &good).await.expect(201);
        app.clock.advance(chrono::TimeDelta::minutes(1));
        send(&app, &record).await.expect(201);
        let second = code(&post);
        for _ in 0..5 {
            refused(confirm(&app, &record, &other_than(&second)).await, "code_wrong");
        }
        refused(confirm(&app, &record, &second).await, "code_gone");
        assert_eq!(app.lines("SELECT method AS line FROM signatures").len(), 1);
    }

    async fn a_code_runs_out_and_a_new_one_takes_its_place(app: TestApp) {
        let post = Post::beside(&app);
        let record = draft(&app).await;
        send(&app, &record).await.expect(201);
        let first = code(&post);
        app.clock.advance(chrono::TimeDelta::minutes(10));
        refused(confirm(&app, &record, &first).await, "code_gone");
        send(&app, &record).await.expect(201);
        let second = code(&post);
        send(&app, &record).await.expect(201);
        let third = code(&post);
        if second != third {
            refused(confirm(&app, &record, &second).await, "code_wrong");
        }
        confirm(&app, &record, &third).await.expect(201);
        for _ in 0..2 {
            send(&app, &record).await.expect(201);
        }
        let answer = send(&app, &record).await.refused(429, "too_many_tries");
        assert!(answer.header("retry-after").parse::<u64>().unwrap() > 600);
        app.clock.advance(chrono::TimeDelta::hours(1));
        send(&app, &record).await.expect(201);
    }

    async fn a_code_is_for_one_record_one_text_one_signer(app: TestApp) {
        let post = Post::beside(&app);
        let (record, other) = (draft(&app).await, draft(&app).await);
        send(&app, &record).await.expect(201);
        let code = code(&post);
        refused(confirm(&app, &other, &code).await, "code_gone");
        let another = json!({ "method": "code", "signer_name": "吴敏", "code": code });
        refused(sign(&app, &record, another).await, "code_gone");
        patch(&app, &record, json!({ "symptom": "改过的故障描述" })).await;
        refused(confirm(&app, &record, &code).await, "code_gone");
        patch(&app, &record, json!({ "symptom": record.body["symptom"] })).await;
        let (_, stale) = standing(&app, ENGINEER, &other).await;
        let foreign = json!({ "method": "code", "signer_name": "周明", "code": code, "content_hash": stale });
        refused(sign(&app, &record, foreign).await, "code_gone");
        assert!(app.lines("SELECT method AS line FROM signatures").is_empty());
        confirm(&app, &record, &code).await.expect(201);
    }

    async fn a_code_of_the_revision_before_is_gone(app: TestApp) {
        let post = Post::beside(&app);
        let record = draft(&app).await;
        send(&app, &record).await.expect(201);
        let code = code(&post);
        let sent = submit(&app, &record).await.expect(200);
        confirm(&app, &record, &code).await.refused(409, "record_not_editable");
        let verdict = json!({ "verdict": "return", "comment": "请补充" });
        let review = format!("{}/review", own(&record));
        app.as_(REVIEWER).post(&review).if_match(sent.version()).json(&verdict).await.expect(200);
        refused(confirm(&app, &record, &code).await, "code_gone");
    }

    async fn only_who_files_the_record_may_ask_and_only_with_an_address(app: TestApp) {
        let record = draft(&app).await;
        let path = format!("{}/signature-codes", own(&record));
        let body = json!({ "signer_name": "周明", "email": SIGNER });
        app.as_("engineer@agent-b.example").post(&path).json(&body).await.refused(404, "not_found");
        app.as_("contact@enduser-a.example").post(&path).json(&body).await.refused(403, "role_not_allowed");
        for email in ["", "x", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"] {
            let body = json!({ "signer_name": "周明", "email": email });
            let faults = app.as_(ENGINEER).post(&path).json(&body).await.refused(422, "invalid_fields").faults();
            assert!(faults.len() == 1 && faults[0].starts_with("email: "), "{email:?}: {faults:?}");
        }
        let typed = json!({ "method": "typed", "signer_name": "周明", "code": "123456" });
        refused(sign(&app, &record, typed).await, "only_one_way");
        refused(sign(&app, &record, json!({ "method": "code", "signer_name": "周明" })).await, "required");
        assert!(Post::beside(&app).to(SIGNER).is_empty());
    }

    async fn the_page_sends_and_takes_a_code(app: TestApp) {
        let post = Post::beside(&app);
        let record = draft(&app).await;
        let visitor = app.browse(ENGINEER);
        let here = format!("/fault-records/{}/sign", record.id());
        let page = visitor.get(&here).await.expect(200);
        let page = page.shows("以姓名和邮件验证码确认").shows("发送验证码").hides("one-time-code");
        let wrong = visitor.submit(&page, &format!("{here}/code"), &[("signer_name", "周明"), ("email", "zhou@")]).await;
        wrong.expect(422).shows("zhou@").shows("签名人邮箱");
        let sent = visitor.submit(&page, &format!("{here}/code"), &[("signer_name", "周明"), ("email", SIGNER)]).await.expect(303);
        let page = visitor.follow(&sent).await.expect(200);
        let page = page.shows(SIGNER).shows("重新发送").shows("autocomplete=\"one-time-code\"");
        let hash = page.hidden("content_hash").unwrap().to_string();
        let good = code(&post);
        let form = |code: &str| [("signer_name", "周明".to_string()), ("content_hash", hash.clone()), ("_action", "code".into()), ("code", code.to_string())];
        let bad = form(&other_than(&good));
        let bad: Vec<(&str, &str)> = bad.iter().map(|(name, value)| (*name, value.as_str())).collect();
        visitor.submit(&page, &here, &bad).await.expect(422).shows("验证码不正确").shows("重新发送");
        let right = form(&good);
        let right: Vec<(&str, &str)> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let signed = visitor.submit(&page, &here, &right).await.expect(303);
        visitor.follow(&signed).await.expect(200).shows("输入姓名，并以邮件验证码确认");
    }
}
