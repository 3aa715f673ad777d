//! `Idempotency-Key` as 8.2 says it: once per person, route and key; a day long; only what succeeded; not while the
//! first still runs. And `Retry-After` where somebody must wait.

use chrono::TimeDelta;
use serde_json::json;
use tierdesk::platform::db::try_lock;

use super::records::steps::ENGINEER;
use crate::both_engines;
use crate::support::fixture::CUSTOMER_A;
use crate::support::{Engine, TestApp, block_on, fault_record_remote, person};

const RECORDS: &str = "/api/v1/fault-records";
const REPORTS: &str = "/api/v1/pre-sale-reports";

both_engines! {
    async fn a_key_belongs_to_a_person_and_a_route(app: TestApp) {
        let body = json!({ "customer_id": CUSTOMER_A });
        let ask = |who: &str, path: &str| app.as_(who).post(path).once("k").json(&body);
        let first = ask(ENGINEER, RECORDS).await.expect(201);
        let again = ask(ENGINEER, RECORDS).await.expect(201);
        assert_eq!((again.id(), again.header("location"), again.header("etag")), (first.id(), first.header("location"), "\"1\""));
        assert_eq!(again.text, first.text);
        let colleague = ask("manager@agent-a.example", RECORDS).await.expect(201);
        let report = ask(ENGINEER, REPORTS).await.expect(201);
        assert!(colleague.id() != first.id() && report.id() != first.id());
    }

    async fn a_key_is_good_for_a_day(app: TestApp) {
        let body = json!({ "customer_id": CUSTOMER_A });
        let first = app.as_(ENGINEER).post(RECORDS).once("k").json(&body).await.expect(201);
        app.clock.advance(TimeDelta::hours(23));
        let again = app.as_(ENGINEER).post(RECORDS).once("k").json(&body).await.expect(201);
        assert_eq!(first.id(), again.id());
        app.clock.advance(TimeDelta::hours(2));
        let other = app.as_(ENGINEER).post(RECORDS).once("k").json(&body).await.expect(201);
        assert_ne!(first.id(), other.id());
    }

    async fn only_what_succeeded_is_kept(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let wrong = json!({ "customer_id": CUSTOMER_A, "severity": 9 });
        engineer.post(RECORDS).once("k").json(&wrong).await.expect(422);
        engineer.post(RECORDS).once("k").json(&json!({ "customer_id": CUSTOMER_A })).await.expect(201);
        let long = "k".repeat(256);
        assert_eq!(engineer.post(RECORDS).once(&long).json(&json!({})).await.expect(422).faults(), ["Idempotency-Key: too_long"]);
        engineer.post(RECORDS).once(&long[1..]).json(&json!({})).await.expect(201);
    }

    async fn a_change_under_a_key_is_made_once(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let draft = engineer.post(RECORDS).json(&fault_record_remote(CUSTOMER_A)).await.expect(201);
        let submit = format!("{RECORDS}/{}/submit", draft.id());
        let first = engineer.post(&submit).if_match(1).once("k").await.expect(200);
        let again = engineer.post(&submit).if_match(1).once("k").await.expect(200);
        assert_eq!(again.text, first.text, "not 412: the answer was lost on the way, the effect was not");
        engineer.post(&submit).if_match(1).once("other").await.refused(412, "stale_version");
        assert_eq!(engineer.get(&format!("{RECORDS}/{}", draft.id())).await.expect(200).body["revision"], 1);
    }

    async fn while_the_first_still_runs_the_second_hears_so(app: TestApp) {
        if app.engine == Engine::Sqlite {
            return; // One writer: the second waits, and hears the answer of the first.
        }
        let (user, client) = (person(ENGINEER).id, app.as_(ENGINEER));
        let heard = app.write(|conn| {
            assert!(try_lock(conn, &format!("idempotency {user} POST {RECORDS} k"))?);
            let client = client.clone();
            let second = std::thread::spawn(move || block_on(async { client.post(RECORDS).once("k").json(&json!({})).await }));
            Ok(second.join().unwrap())
        });
        heard.refused(409, "request_in_progress");
        app.as_(ENGINEER).post(RECORDS).once("k").json(&json!({})).await.expect(201);
    }

    async fn whoever_must_wait_hears_how_long(app: TestApp) {
        let login = json!({ "email": "nobody@agent-a.example", "password": "wrong" });
        let mut answer = app.anonymous().post("/api/v1/auth/login").json(&login).await;
        for _ in 0..20 {
            if answer.status == 429 {
                break;
            }
            answer.refused(401, "wrong_credentials");
            answer = app.anonymous().post("/api/v1/auth/login").json(&login).await;
        }
        let answer = answer.refused(429, "too_many_tries");
        assert!((1..=60).contains(&answer.header("retry-after").parse::<u64>().unwrap()), "{:?}", answer.headers);
        let page = app.stranger().post("/login", &[("email", "nobody@agent-a.example"), ("password", "wrong")]).await.expect(429);
        assert!(page.headers.contains_key("retry-after"));
    }
}
