//! Every step in every state, as the table of the flow says it: what is in it happens, what is not is refused.

use serde_json::json;
use tierdesk::domain::request_flow::{self, By, Step, TABLE};
use tierdesk::domain::request_words::RequestStatus;

use super::{CONTACT, ENGINEER, fault, raise, to};
use crate::both_engines;
use crate::support::{Client, TestApp, fixture};

/// The shortest way into a state.
async fn brought(contact: &Client, agent: &Client, status: RequestStatus) -> String {
    let id = raise(contact, &fault(fixture::CUSTOMER_A)).await.id();
    let way: &[&str] = match status {
        RequestStatus::New => &[],
        RequestStatus::Accepted => &["accepted"],
        RequestStatus::InProgress => &["accepted", "in_progress"],
        RequestStatus::WaitingCustomer => &["accepted", "in_progress", "waiting_customer"],
        RequestStatus::Resolved | RequestStatus::Closed => &["accepted", "in_progress", "resolved"],
        RequestStatus::Cancelled => &["cancelled"],
    };
    for word in way {
        to(agent, &id, word, "按流程").await.expect(200);
    }
    id
}

both_engines! {
    async fn each_step_happens_in_its_states_and_in_no_other(app: TestApp) {
        let (contact, agent) = (app.as_(CONTACT), app.as_(ENGINEER));
        for status in RequestStatus::ALL.iter().filter(|status| **status != RequestStatus::Closed) {
            for word in request_flow::WORDS {
                let id = brought(&contact, &agent, *status).await;
                let row = request_flow::step_to(word, *status).and_then(request_flow::of_step).unwrap();
                let who = if row.by == By::Customer { &contact } else { &agent };
                let answer = to(who, &id, word, "按流程").await;
                let wanted = match row.step {
                    _ if !row.from.contains(status) => (409, *status),
                    // Neither confirmed nor with a record.
                    Step::Close => (409, *status),
                    _ => (200, row.to),
                };
                assert_eq!(answer.status, wanted.0, "{status} {word}: {}", answer.text);
                let now = agent.get(&format!("/api/v1/requests/{id}")).await.expect(200);
                assert_eq!(now.body["status"], wanted.1.as_str(), "{status} {word}");
            }
        }
    }

    async fn the_serving_side_says_what_the_customer_told_it_with_a_reason(app: TestApp) {
        let (contact, agent) = (app.as_(CONTACT), app.as_(ENGINEER));
        let id = brought(&contact, &agent, RequestStatus::Resolved).await;
        let silent = to(&agent, &id, "confirmed", "").await.refused(422, "invalid_fields");
        assert_eq!(silent.faults(), ["reason: required"]);
        let told = to(&agent, &id, "confirmed", "丙联络来电确认").await.expect(200);
        assert_eq!(told.body["events"].as_array().unwrap().last().unwrap()["data"]["on_behalf"], true);
        to(&contact, &id, "in_progress", "又掉线了").await.expect(200);
    }

    async fn a_reopening_after_seven_days_is_refused(app: TestApp) {
        let (contact, agent) = (app.as_(CONTACT), app.as_(ENGINEER));
        let id = brought(&contact, &agent, RequestStatus::Resolved).await;
        app.clock.advance(chrono::TimeDelta::days(7) + chrono::TimeDelta::seconds(1));
        let contact = app.as_(CONTACT);
        to(&contact, &id, "in_progress", "又掉线了").await.refused(409, "reopen_too_late");
    }

    async fn a_stale_version_and_a_missing_one_are_told(app: TestApp) {
        let agent = app.as_(ENGINEER);
        let raised = raise(&agent, &fault(fixture::CUSTOMER_A)).await;
        let path = format!("/api/v1/requests/{}/transitions", raised.id());
        let accept = json!({ "to": "accepted" });
        agent.post(&path).json(&accept).await.refused(428, "precondition_required");
        agent.post(&path).if_match(7).json(&accept).await.refused(412, "stale_version");
        let odd = json!({ "to": "elsewhere" });
        agent.post(&path).if_match(raised.version()).json(&odd).await.refused(422, "invalid_fields");
    }
}

#[test]
fn every_step_stands_in_the_table_once() {
    for step in Step::ALL {
        assert_eq!(TABLE.iter().filter(|row| row.step == *step).count(), 1, "{step}");
    }
    assert!(RequestStatus::ALL.iter().filter(|status| !status.is_open()).count() == 3);
}
