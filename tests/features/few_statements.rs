//! Few statements (9.1): how many each call of the main job takes, BEGIN and COMMIT aside, counted by the database's own
//! instrumentation. The numbers are those reached (`docs/FIGURES.md`); whoever needs one more finds out here.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::requests::{CONTACT, ENGINEER, VENDOR_ENGINEER, fault, pass};
use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A, CUSTOMER_KEY, KUNMING};
use crate::support::{Answer, Request, TestApp, fault_record_onsite, fault_record_remote};

const REQUESTS: &str = "/api/v1/requests";
const RECORDS: &str = "/api/v1/fault-records";

/// What a call answers, and how many statements it took.
async fn counted(app: &TestApp, call: Request, wanted: u16) -> (Answer, u64) {
    let before = app.statements();
    let answer = call.await.expect(wanted);
    (answer, app.statements() - before)
}

/// Everything that took another number than it should, told at once.
struct Counts(Vec<String>);

impl Counts {
    fn put(&mut self, what: &str, took: u64, wanted: u64) {
        if took != wanted {
            self.0.push(format!("{what}: {took}, not {wanted}"));
        }
    }

    fn hold(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

both_engines! {
    async fn of_requests(app: TestApp) {
        let mut counts = Counts(vec![]);
        let mut body = fault(CUSTOMER_A);
        body["service_code"] = json!("SASR008");
        // Eight: session, customer; request, decision, targets, timers, line, audit row. And two for the product of the
        // serial and its contract, which 9.1 does not leave room for.
        let mut raised = None;
        for (who, customer, wanted) in [
            (ENGINEER, CUSTOMER_A, 10),
            (ENGINEER, CUSTOMER_AGENT_A, 10),
            ("contact@keyaccount.example", CUSTOMER_KEY, 10),
            // And the name of the payer, where that is somebody else than the caller.
            (CONTACT, CUSTOMER_A, 11),
            ("specialist@vendor.example", CUSTOMER_KEY, 11),
        ] {
            body["customer_id"] = json!(customer);
            let (answer, took) = counted(&app, app.as_(who).post(REQUESTS).json(&body), 201).await;
            counts.put(&format!("{who} raises"), took, wanted);
            raised.get_or_insert(answer.id());
        }
        // Whoever takes the first step before the watch has told that it was raised tells it.
        let early = app.as_(ENGINEER).post(REQUESTS).json(&fault(CUSTOMER_A)).await.expect(201);
        let early = app.as_(ENGINEER).post(&format!("{REQUESTS}/{}/transitions", early.id())).if_match(1);
        let (_, took) = counted(&app, early.json(&json!({ "to": "accepted" })), 200).await;
        counts.put("accepted before the watch", took, 18);
        pass(&app, TimeDelta::zero());
        let path = format!("{REQUESTS}/{}", raised.unwrap());
        let (engineer, vendor) = (app.as_(ENGINEER), app.as_(VENDOR_ENGINEER));
        for (what, asked, wanted) in [
            ("list", REQUESTS.to_string(), 2),
            ("queue", format!("{REQUESTS}?queue=mine&sort=next_due_at"), 2),
            ("view", path.clone(), 5),
        ] {
            counts.put(what, counted(&app, engineer.get(&asked), 200).await.1, wanted);
        }
        let mut version = engineer.get(&path).await.expect(200).version();
        for (who, word, wanted) in [
            (&engineer, "accepted", 12),
            (&engineer, "in_progress", 9),
            (&engineer, "waiting_customer", 13),
            (&engineer, "in_progress", 14),
            (&engineer, "escalated", 29),
            (&vendor, "accepted", 16),
            (&vendor, "in_progress", 9),
            (&vendor, "resolved", 20),
        ] {
            let body = json!({ "to": word, "reason": "见说明", "tried": "远程重启" });
            let body = if word == "escalated" { body } else { json!({ "to": word, "reason": "见说明" }) };
            let call = who.post(&format!("{path}/transitions")).if_match(version).json(&body);
            let (answer, took) = counted(&app, call, 200).await;
            version = answer.version();
            counts.put(word, took, wanted);
        }
        counts.hold();
    }

    async fn of_fault_records(app: TestApp) {
        let mut counts = Counts(vec![]);
        let engineer = app.as_(ENGINEER);
        let bodies: [(&str, Value, u64); 2] = [
            ("remote", fault_record_remote(CUSTOMER_A), 8),
            ("onsite", fault_record_onsite(CUSTOMER_A, KUNMING), 8),
        ];
        let mut made = None;
        for (what, body, wanted) in bodies {
            let (answer, took) = counted(&app, engineer.post(RECORDS).json(&body), 201).await;
            counts.put(&format!("create {what}"), took, wanted);
            made.get_or_insert(answer);
        }
        let made = made.unwrap();
        let path = format!("{RECORDS}/{}", made.id());
        counts.put("list", counted(&app, engineer.get(RECORDS), 200).await.1, 2);
        counts.put("view", counted(&app, engineer.get(&path), 200).await.1, 4);
        let call = engineer.post(&format!("{path}/submit")).if_match(made.version());
        counts.put("submit", counted(&app, call, 200).await.1, 13);
        counts.hold();
    }
}
