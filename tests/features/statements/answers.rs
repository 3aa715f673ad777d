//! What payers say to a statement, what billing answers, what reviewers decide.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::settle::{correct, verified};
use super::{BILLING, STATEMENTS, ask, issued};
use crate::both_engines;
use crate::support::TestApp;

const PAYER: &str = "manager@agent-a.example";
const REVIEWER: &str = "reviewer@vendor.example";

fn line(charge: &Value, step: &str) -> String {
    format!("/api/v1/statement-lines/{}/{step}", charge["charge_id"].as_str().unwrap())
}

fn ruling(charge: &Value, step: &str) -> String {
    format!("/api/v1/disputed-lines/{}/{step}", charge["charge_id"].as_str().unwrap())
}

async fn status(app: &TestApp, statement: &Value) -> String {
    let path = format!("{STATEMENTS}/{}", statement["id"].as_str().unwrap());
    app.as_(BILLING).get(&path).await.expect(200).body["status"].as_str().unwrap().to_string()
}

async fn told(app: &TestApp, email: &str, kind: &str) -> bool {
    let notices = app.as_(email).get("/api/v1/notices").await.expect(200);
    notices.items().iter().any(|notice| notice["kind"] == kind)
}

both_engines! {
    async fn the_payer_confirms_the_whole(app: TestApp) {
        let statement = issued(&app).await;
        let confirm = format!("{STATEMENTS}/{}/confirm", statement["id"].as_str().unwrap());
        let payer = app.as_(PAYER);
        payer.post(&confirm).await.refused(428, "precondition_required");
        payer.post(&confirm).if_match(9).await.refused(412, "stale_version");
        app.as_(BILLING).post(&confirm).if_match(1).await.expect(403);
        app.as_("manager@agent-b.example").post(&confirm).if_match(1).await.refused(404, "not_found");
        let done = payer.post(&confirm).if_match(1).await.expect(200);
        assert_eq!((done.body["status"].as_str(), done.version()), (Some("confirmed"), 2));
        payer.post(&confirm).if_match(2).await.refused(409, "statement_confirmed");
        verified(&app);
    }

    async fn a_question_is_answered(app: TestApp) {
        let statement = issued(&app).await;
        let asked = &statement["lines"][0];
        let payer = app.as_(PAYER);
        payer.post(&line(asked, "question")).if_match(1).await.expect(422);
        let why = json!({ "text": "这是哪一次上门？" });
        let done = payer.post(&line(asked, "question")).if_match(1).json(&why).await.expect(200);
        assert_eq!((done.body["status"].as_str(), done.version()), (Some("questioned"), 2));
        assert!(told(&app, BILLING, "line_questioned").await);
        let confirm = format!("{STATEMENTS}/{}/confirm", statement["id"].as_str().unwrap());
        payer.post(&confirm).if_match(2).await.refused(409, "lines_wait");
        payer.post(&line(asked, "answer")).if_match(2).json(&why).await.expect(403);
        let answer = json!({ "text": "3 月 2 日的维修" });
        let done = app.as_(BILLING).post(&line(asked, "answer")).if_match(2).json(&answer).await.expect(200);
        assert_eq!(done.body["status"], "open");
        assert!(told(&app, PAYER, "line_answered").await);
        let read = payer.get(&format!("/api/v1/statement-lines/{}", asked["charge_id"].as_str().unwrap())).await.expect(200);
        let said: Vec<&str> = read.body["said"].as_array().unwrap().iter().map(|said| said["text"].as_str().unwrap()).collect();
        assert_eq!(said, ["这是哪一次上门？", "3 月 2 日的维修"]);
        assert_eq!(read.body["said"][1]["actor_name"], "", "who it was is the vendor's own business");
        payer.post(&confirm).if_match(3).await.expect(200);
        verified(&app);
    }

    async fn a_disputed_line_goes_to_a_reviewer_who_upholds_it(app: TestApp) {
        let statement = issued(&app).await;
        let disputed = &statement["lines"][1];
        let (payer, reviewer) = (app.as_(PAYER), app.as_(REVIEWER));
        let why = json!({ "text": "工程师没有来" });
        reviewer.post(&ruling(disputed, "uphold")).if_match(1).json(&why).await.refused(404, "not_found");
        payer.post(&line(disputed, "dispute")).if_match(1).json(&why).await.expect(200);
        assert_eq!(status(&app, &statement).await, "disputed");
        assert!(told(&app, REVIEWER, "line_disputed").await);
        let list = reviewer.get("/api/v1/disputed-lines?status=disputed").await.expect(200);
        assert_eq!(list.items().len(), 1);
        assert_eq!(list.items()[0]["said"][0]["text"], "工程师没有来");
        payer.get("/api/v1/disputed-lines").await.expect(403);
        payer.post(&ruling(disputed, "accept")).if_match(2).json(&why).await.expect(403);
        reviewer.post(&ruling(disputed, "uphold")).if_match(2).await.expect(422);
        let ruled = json!({ "text": "有客户签字" });
        let done = reviewer.post(&ruling(disputed, "uphold")).if_match(2).json(&ruled).await.expect(200);
        assert_eq!((done.body["status"].as_str(), done.version()), (Some("upheld"), 3));
        assert_eq!(status(&app, &statement).await, "issued");
        reviewer.post(&ruling(disputed, "accept")).if_match(3).json(&ruled).await.refused(409, "line_not_open");
        payer.post(&line(disputed, "dispute")).if_match(3).json(&why).await.refused(409, "line_not_open");
        payer.post(&line(disputed, "confirm")).if_match(3).await.expect(200);
        verified(&app);
    }

    async fn an_accepted_dispute_is_corrected_on_the_next_statement(app: TestApp) {
        let statement = issued(&app).await;
        let disputed = &statement["lines"][0];
        let why = json!({ "text": "金额不对" });
        app.as_(PAYER).post(&line(disputed, "dispute")).if_match(1).json(&why).await.expect(200);
        let reviewer = app.as_(REVIEWER);
        reviewer.post(&ruling(disputed, "accept")).if_match(2).json(&why).await.expect(200);
        assert!(told(&app, "engineer@agent-a.example", "correction_asked").await);
        correct(&app, disputed, json!({ "labour_minutes": 46 })).await;
        let read = app.as_(PAYER).get(&format!("/api/v1/statement-lines/{}", disputed["charge_id"].as_str().unwrap())).await;
        assert_eq!(read.expect(200).body["status"], "corrected");
        let after = format!("{STATEMENTS}/{}", statement["id"].as_str().unwrap());
        let after = app.as_(PAYER).get(&after).await.expect(200).body;
        assert_eq!(after["gross_total_fen"], statement["gross_total_fen"], "what was issued stays as it was");
        let next = ask(&app).await.expect(201).body;
        assert!(next["lines"].as_array().unwrap().iter().any(|line| line["net_fen"].as_i64() < Some(0)));
        verified(&app);
    }

    async fn a_correction_that_waited_to_be_written_comes_after_the_dispute(app: TestApp) {
        let statement = issued(&app).await;
        let disputed = &statement["lines"][0];
        app.clock.advance(TimeDelta::minutes(5));
        let why = json!({ "text": "金额不对" });
        app.as_(PAYER).post(&line(disputed, "dispute")).if_match(1).json(&why).await.expect(200);
        // Its approval began before the dispute, for which it then had to wait.
        app.clock.advance(TimeDelta::minutes(-4));
        correct(&app, disputed, json!({ "labour_minutes": 46 })).await;
        verified(&app);
        let read = app.as_(PAYER).get(&format!("/api/v1/statement-lines/{}", disputed["charge_id"].as_str().unwrap())).await;
        let said = read.expect(200).body["said"].clone();
        assert_eq!((&said[0]["kind"], &said[1]["kind"]), (&json!("disputed"), &json!("corrected")), "{said}");
        // Versions are those to which each event led, without a gap, and no two the same.
        let versions = app.lines("SELECT CAST(version AS TEXT) AS line FROM statement_events ORDER BY version");
        let due: Vec<String> = (1..=versions.len()).map(|version| version.to_string()).collect();
        assert!(versions.len() > 2, "{versions:?}");
        assert_eq!(versions, due);
    }

    async fn of_two_answers_at_once_one_holds(app: TestApp) {
        let statement = issued(&app).await;
        let (confirm, dispute) = (line(&statement["lines"][0], "confirm"), line(&statement["lines"][0], "dispute"));
        let (one, two) = (app.as_(PAYER), app.as_(PAYER));
        let why = json!({ "text": "不对" });
        let (a, b) = tokio::join!(
            async { one.post(&confirm).if_match(1).await.status },
            async { two.post(&dispute).if_match(1).json(&why).await.status }
        );
        let mut both = [a, b];
        both.sort_unstable();
        assert_eq!(both, [200, 412]);
        verified(&app);
    }
}
