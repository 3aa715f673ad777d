//! Review (4.4): take and release, return with remarks, approve, reject; one verdict, by somebody else.

use chrono::TimeDelta;
use serde_json::json;

use super::steps::{ENGINEER, REVIEWER, approve, begin, decide, file, send_in};
use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_KEY};
use crate::support::{TestApp, fault_record_remote, pre_sale_report};

const PATH: &str = "fault-records";

both_engines! {
    async fn returned_with_remarks_put_right_and_approved(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        let queue = app.as_(REVIEWER).get("/api/v1/reviews?status=submitted").await.expect(200);
        assert_eq!(queue.items()[0]["id"], sent.body["id"]);
        let verdict = json!({
            "verdict": "return", "comment": "请写清原因", "remarks": [{ "field": "cause", "text": "哪台服务器？" }],
        });
        let returned = decide(&app, PATH, &sent, &verdict).await.expect(200);
        assert_eq!(returned.body["status"], "returned");
        let address = format!("/api/v1/{PATH}/{}", sent.id());
        let seen = app.as_(ENGINEER).get(&address).await.expect(200);
        assert_eq!(seen.body["verdicts"][0]["remarks"][0]["field"], "cause");
        let mended = app.as_(ENGINEER).patch(&address).if_match(seen.version())
            .json(&json!({ "cause": "域控服务器时间漂移" })).await.expect(200);
        assert_eq!(mended.body["status"], "returned");
        let again = send_in(&app, ENGINEER, PATH, &mended).await.expect(200);
        assert_eq!((again.body["status"].as_str(), again.body["revision"].as_i64()), (Some("submitted"), Some(2)));
        let approved = approve(&app, PATH, &again).await;
        assert_eq!(approved.body["status"], "approved");
        assert_eq!(approved.body["approved_revision"], 2);
        app.as_(ENGINEER).patch(&address).if_match(approved.version()).json(&json!({ "cause": "x" })).await
            .refused(409, "record_not_editable");
    }

    async fn a_taken_record_is_one_reviewers_for_half_an_hour(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        let address = format!("/api/v1/{PATH}/{}", sent.id());
        let taken = app.as_(REVIEWER).post(&format!("{address}/take")).if_match(sent.version()).await.expect(200);
        assert_eq!(taken.body["status"], "in_review");
        let other = app.as_("reviewer2@vendor.example");
        let approve = json!({ "verdict": "approve" });
        other.post(&format!("{address}/review")).if_match(taken.version()).json(&approve).await
            .refused(409, "taken_by_other");
        app.as_(ENGINEER).post(&format!("{address}/withdraw")).if_match(taken.version()).await
            .refused(409, "review_has_begun");
        app.clock.advance(TimeDelta::minutes(31));
        let other = app.as_("reviewer2@vendor.example");
        let seen = other.get(&address).await.expect(200);
        assert_eq!(seen.body["status"], "submitted", "the take has run out");
        other.post(&format!("{address}/review")).if_match(seen.version()).json(&approve).await.expect(200);
    }

    async fn a_released_record_is_anybodys_again(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        let address = format!("/api/v1/{PATH}/{}", sent.id());
        let reviewer = app.as_(REVIEWER);
        reviewer.post(&format!("{address}/release")).if_match(sent.version()).await.refused(409, "not_taken");
        let taken = reviewer.post(&format!("{address}/take")).if_match(sent.version()).await.expect(200);
        let free = reviewer.post(&format!("{address}/release")).if_match(taken.version()).await.expect(200);
        assert_eq!(free.body["status"], "submitted");
        assert!(free.body["taken_by"].is_null());
    }

    async fn withdrawn_until_the_review_begins(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        let address = format!("/api/v1/{PATH}/{}", sent.id());
        let draft = app.as_(ENGINEER).post(&format!("{address}/withdraw")).if_match(sent.version()).await.expect(200);
        assert_eq!(draft.body["status"], "draft");
        decide(&app, PATH, &draft, &json!({ "verdict": "approve" })).await.refused(409, "not_waiting_for_review");
        let queue = app.as_(REVIEWER).get("/api/v1/reviews").await.expect(200);
        assert!(queue.items().is_empty());
        send_in(&app, ENGINEER, PATH, &draft).await.expect(200);
    }

    async fn nobody_reviews_own_work(app: TestApp) {
        let mut body = fault_record_remote(CUSTOMER_KEY);
        body["engineers"] = json!(["技支", "沈审"]);
        let sent = file(&app, "engineer@vendor.example", PATH, &body).await;
        decide(&app, PATH, &sent, &json!({ "verdict": "approve" })).await.refused(403, "own_work");
        let other = app.as_("reviewer2@vendor.example");
        let address = format!("/api/v1/{PATH}/{}/review", sent.id());
        other.post(&address).if_match(sent.version()).json(&json!({ "verdict": "approve" })).await.expect(200);
    }

    async fn returning_and_rejecting_need_words(app: TestApp) {
        let sent = file(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        for verdict in ["return", "reject"] {
            let answer = decide(&app, PATH, &sent, &json!({ "verdict": verdict })).await;
            assert_eq!(answer.expect(422).faults(), ["comment: required"]);
        }
        let unknown = json!({ "verdict": "return", "remarks": [{ "field": "colour", "text": "?" }] });
        let answer = decide(&app, PATH, &sent, &unknown).await;
        assert_eq!(answer.expect(422).faults(), ["remarks.0.field: not_an_option"]);
        let rejected = decide(&app, PATH, &sent, &json!({ "verdict": "reject", "comment": "重复提交" })).await.expect(200);
        assert_eq!(rejected.body["status"], "rejected");
        decide(&app, PATH, &rejected, &json!({ "verdict": "approve" })).await.refused(409, "not_waiting_for_review");
    }

    async fn both_kinds_stand_in_one_queue(app: TestApp) {
        file(&app, ENGINEER, PATH, &fault_record_remote(CUSTOMER_A)).await;
        file(&app, ENGINEER, "pre-sale-reports", &pre_sale_report(CUSTOMER_A)).await;
        let reviewer = app.as_(REVIEWER);
        assert_eq!(reviewer.get("/api/v1/reviews?status=submitted").await.expect(200).items().len(), 2);
        let one = reviewer.get("/api/v1/reviews?kind=pre_sale_report").await.expect(200);
        assert_eq!(one.items()[0]["kind"], "pre_sale_report");
        assert_eq!(one.items().len(), 1);
    }

    async fn whoever_wrote_on_a_record_does_not_review_it(app: TestApp) {
        let reviewer = crate::support::person(REVIEWER).id;
        app.write(|conn| {
            use diesel::prelude::*;
            use tierdesk::platform::db::schema::users;
            let both = users::roles.eq("reviewer,service_specialist");
            Ok(diesel::update(users::table.find(reviewer)).set(both).execute(conn)?)
        });
        let draft = begin(&app, "engineer@vendor.example", PATH, &fault_record_remote(CUSTOMER_KEY)).await;
        let address = format!("/api/v1/{PATH}/{}", draft.id());
        let changed = app.as_(REVIEWER).patch(&address).if_match(draft.version())
            .json(&json!({ "handling": "由审核员改写" })).await.expect(200);
        let sent = send_in(&app, "engineer@vendor.example", PATH, &changed).await.expect(200);
        decide(&app, PATH, &sent, &json!({ "verdict": "approve" })).await.refused(403, "own_work");
    }

    async fn a_paying_customer_sees_no_internal_words(app: TestApp) {
        let sent = file(&app, "engineer@vendor.example", PATH, &fault_record_remote(CUSTOMER_KEY)).await;
        let verdict = json!({ "verdict": "approve", "comment": "内部备注" });
        decide(&app, PATH, &sent, &verdict).await.expect(200);
        let seen = app.as_("contact@keyaccount.example").get(&format!("/api/v1/{PATH}/{}", sent.id())).await.expect(200);
        assert!(!seen.text.contains("内部备注"));
        assert!(!seen.body["decision"]["estimate"].is_null(), "its own prices it may see");
    }
}
