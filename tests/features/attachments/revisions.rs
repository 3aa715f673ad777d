//! Sight follows the record exactly: drafts are the author's organisation's, reviewers see what was sent in, customers
//! what was approved; a correction that is given up or rejected leaves the files as they were (4.4, 7).

use serde_json::json;

use super::{CONTACT, ENGINEER, REVIEWER, draft, files_of, names};
use crate::both_engines;
use crate::support::files::png;
use crate::support::{Answer, TestApp, fixture};

async fn add(app: &TestApp, record: &Answer, name: &str) -> String {
    app.as_(ENGINEER).post(&files_of(record)).file(name, &png()).await.expect(201).id()
}

async fn step(app: &TestApp, email: &str, record: &Answer, what: &str, body: serde_json::Value) -> Answer {
    let own = format!("/api/v1/fault-records/{}", record.id());
    let version = app.as_(ENGINEER).get(&own).await.expect(200).version();
    let call = app.as_(email).post(&format!("{own}/{what}")).if_match(version);
    if body.is_null() { call.await.expect(200) } else { call.json(&body).await.expect(200) }
}

async fn submit(app: &TestApp, record: &Answer) {
    step(app, ENGINEER, record, "submit", json!(null)).await;
}

async fn verdict(app: &TestApp, record: &Answer, verdict: &str) {
    step(app, REVIEWER, record, "review", json!({ "verdict": verdict, "comment": "x" })).await;
}

/// How often the log says of a file that it came or went.
fn told(app: &TestApp, what: &str, file: &str) -> usize {
    let column = if what == "add" { "after" } else { "before" };
    let all = format!(
        "SELECT CAST({column} AS TEXT) AS line FROM audit_entries WHERE action = 'attachment.{what}'"
    );
    app.lines(&all).iter().filter(|entry| entry.contains(file)).count()
}

both_engines! {
    async fn what_is_added_is_seen_once_it_is_sent_in_and_by_the_customer_once_approved(app: TestApp) {
        let record = draft(&app).await;
        let id = add(&app, &record, "a.png").await;
        let own = format!("/api/v1/attachments/{id}");
        assert_eq!(names(&app, "manager@agent-a.example", &record).await, ["a.png"]);
        app.as_(REVIEWER).get(&files_of(&record)).await.refused(404, "not_found");
        app.as_(REVIEWER).get(&own).await.refused(404, "not_found");
        submit(&app, &record).await;
        assert_eq!(names(&app, REVIEWER, &record).await, ["a.png"]);
        app.as_(REVIEWER).get(&own).await.expect(200);
        app.as_(CONTACT).get(&own).await.refused(404, "not_found");
        verdict(&app, &record, "approve").await;
        assert_eq!(names(&app, CONTACT, &record).await, ["a.png"]);
        app.as_(CONTACT).get(&own).await.expect(200);
    }

    async fn others_cannot_tell_a_foreign_file_from_a_missing_one(app: TestApp) {
        let record = draft(&app).await;
        let id = add(&app, &record, "a.png").await;
        submit(&app, &record).await;
        verdict(&app, &record, "approve").await;
        for email in ["engineer@agent-b.example", "manager@agent-b.example", "contact@enduser-b.example", "contact@keyaccount.example"] {
            let mut told = vec![];
            for object in [id.clone(), fixture::MISSING.to_string()] {
                let answer = app.as_(email).get(&format!("/api/v1/attachments/{object}")).await.refused(404, "not_found");
                told.push(answer.body["detail"].clone());
                for path in [format!("/attachments/{object}"), format!("/attachments/{object}/preview")] {
                    app.browse(email).get(&path).await.expect(404);
                }
            }
            assert_eq!(told[0], told[1]);
            app.as_(email).get(&files_of(&record)).await.refused(404, "not_found");
        }
        for email in ["engineer@agent-b.example", "manager@agent-b.example"] {
            app.as_(email).delete(&format!("/api/v1/attachments/{id}")).await.refused(404, "not_found");
            app.as_(email).post(&files_of(&record)).file("b.png", &png()).await.refused(404, "not_found");
        }
        app.as_(CONTACT).delete(&format!("/api/v1/attachments/{id}")).await.expect(403);
        app.as_(REVIEWER).post(&files_of(&record)).file("b.png", &png()).await.expect(403);
    }

    async fn past_editing_nothing_is_added_or_removed(app: TestApp) {
        let record = draft(&app).await;
        let id = add(&app, &record, "a.png").await;
        submit(&app, &record).await;
        app.as_(ENGINEER).post(&files_of(&record)).file("b.png", &png()).await.refused(409, "record_not_editable");
        app.as_(ENGINEER).delete(&format!("/api/v1/attachments/{id}")).await.refused(409, "record_not_editable");
        assert_eq!(names(&app, REVIEWER, &record).await, ["a.png"]);
    }

    async fn a_returned_record_changes_for_others_only_when_it_is_sent_in_again(app: TestApp) {
        let record = draft(&app).await;
        let first = add(&app, &record, "first.png").await;
        submit(&app, &record).await;
        verdict(&app, &record, "return").await;
        let second = add(&app, &record, "second.png").await;
        app.as_(ENGINEER).delete(&format!("/api/v1/attachments/{first}")).await.expect(204);
        assert_eq!(names(&app, ENGINEER, &record).await, ["second.png"]);
        assert_eq!(names(&app, REVIEWER, &record).await, ["first.png"], "what was sent in keeps its files");
        app.as_(REVIEWER).get(&format!("/api/v1/attachments/{second}")).await.refused(404, "not_found");
        submit(&app, &record).await;
        assert_eq!(names(&app, REVIEWER, &record).await, ["second.png"]);
        let page = app.browse(REVIEWER).get(&format!("/reviews/{}", record.id())).await.expect(200);
        page.shows("file-added").shows("file-removed").shows("first.png");
        app.as_(REVIEWER).get(&format!("/api/v1/attachments/{first}")).await.expect(200);
    }

    async fn a_draft_forgets_what_was_removed_before_it_was_sent_in(app: TestApp) {
        let record = draft(&app).await;
        let id = add(&app, &record, "a.png").await;
        app.as_(ENGINEER).delete(&format!("/api/v1/attachments/{id}")).await.expect(204);
        app.as_(ENGINEER).get(&format!("/api/v1/attachments/{id}")).await.refused(404, "not_found");
        assert_eq!(app.lines("SELECT name AS line FROM attachments").len(), 0);
        let mut told = app.lines("SELECT action AS line FROM audit_entries WHERE action LIKE 'attachment.%'");
        told.sort();
        assert_eq!(told, ["attachment.add", "attachment.remove"]);
    }

    async fn a_correction_given_up_leaves_the_files_as_they_were(app: TestApp) {
        let record = draft(&app).await;
        let first = add(&app, &record, "first.png").await;
        submit(&app, &record).await;
        verdict(&app, &record, "approve").await;
        step(&app, ENGINEER, &record, "correct", json!(null)).await;
        add(&app, &record, "second.png").await;
        app.as_(ENGINEER).delete(&format!("/api/v1/attachments/{first}")).await.expect(204);
        assert_eq!(names(&app, ENGINEER, &record).await, ["second.png"]);
        assert_eq!(names(&app, CONTACT, &record).await, ["first.png"]);
        step(&app, ENGINEER, &record, "discard", json!(null)).await;
        assert_eq!(names(&app, ENGINEER, &record).await, ["first.png"]);
        step(&app, ENGINEER, &record, "correct", json!(null)).await;
        assert_eq!(names(&app, ENGINEER, &record).await, ["first.png"], "the next one begins with them");
    }

    async fn what_comes_and_goes_with_a_correction_given_up_is_told(app: TestApp) {
        let record = draft(&app).await;
        let first = add(&app, &record, "first.png").await;
        submit(&app, &record).await;
        verdict(&app, &record, "approve").await;
        step(&app, ENGINEER, &record, "correct", json!(null)).await;
        let second = add(&app, &record, "second.png").await;
        submit(&app, &record).await;
        verdict(&app, &record, "return").await;
        step(&app, ENGINEER, &record, "discard", json!(null)).await;
        assert_eq!(names(&app, ENGINEER, &record).await, ["first.png"]);
        assert_eq!(told(&app, "remove", &second), 1, "it was sent in, and is there no more from now on");

        // A file that is taken away, and is there again before anything was sent in.
        step(&app, ENGINEER, &record, "correct", json!(null)).await;
        app.as_(ENGINEER).delete(&format!("/api/v1/attachments/{first}")).await.expect(204);
        assert_eq!((told(&app, "remove", &first), told(&app, "add", &first)), (1, 1));
        step(&app, ENGINEER, &record, "discard", json!(null)).await;
        assert_eq!(names(&app, ENGINEER, &record).await, ["first.png"]);
        assert_eq!(told(&app, "add", &first), 2);
    }

    async fn a_rejected_correction_leaves_the_files_as_they_were(app: TestApp) {
        let record = draft(&app).await;
        let first = add(&app, &record, "first.png").await;
        submit(&app, &record).await;
        verdict(&app, &record, "approve").await;
        step(&app, ENGINEER, &record, "correct", json!(null)).await;
        add(&app, &record, "second.png").await;
        app.as_(ENGINEER).delete(&format!("/api/v1/attachments/{first}")).await.expect(204);
        submit(&app, &record).await;
        assert_eq!(names(&app, REVIEWER, &record).await, ["second.png"]);
        verdict(&app, &record, "reject").await;
        for email in [ENGINEER, REVIEWER, CONTACT] {
            assert_eq!(names(&app, email, &record).await, ["first.png"], "{email}");
        }
        for _ in 0..2 {
            step(&app, ENGINEER, &record, "correct", json!(null)).await;
            assert_eq!(names(&app, ENGINEER, &record).await, ["first.png"]);
            step(&app, ENGINEER, &record, "discard", json!(null)).await;
        }
        assert_eq!(names(&app, CONTACT, &record).await, ["first.png"]);
    }
}
