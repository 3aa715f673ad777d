//! Few statements (9.1): how many each call of the main job takes, BEGIN and COMMIT aside, counted by the database's own
//! instrumentation. The numbers are those reached (`docs/FIGURES.md`); whoever needs one more finds out here.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::contracts::{device_of, device_of_a};
use super::requests::{CONTACT, ENGINEER, VENDOR_ENGINEER, fault, pass};
use crate::both_engines;
use crate::support::contracts::{contract, in_force};
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A, CUSTOMER_KEY, KUNMING};
use crate::support::{Answer, Request, TestApp, fault_record_onsite, fault_record_remote};

const DESK: &str = "specialist@vendor.example";
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
        // Eight: session; the customer with its payer and what its contracts agree on; request, decision, targets, timers, line,
        // audit row. Where a serial is said the product is a ninth; one that is registered has contracts and perhaps their
        // acceptance, what they include, and the profile that they name.
        let prospect = json!({ "name": "潜在客户甲", "class": "end_user", "city": "530100" });
        let prospect = app.as_(DESK).post("/api/v1/customers").json(&prospect).await.expect(201).id();
        let free = device_of_a(&app, "SN-FREE").await;
        let covered = device_of(&app, CUSTOMER_AGENT_A, "SN-COVERED", "2025-01-10").await;
        in_force(&app, &contract(CUSTOMER_AGENT_A, &covered.id())).await;
        let mut raised = None;
        for (who, customer, serial, wanted) in [
            (ENGINEER, CUSTOMER_A.to_string(), None, 8),
            (ENGINEER, CUSTOMER_AGENT_A.to_string(), None, 8),
            ("contact@keyaccount.example", CUSTOMER_KEY.to_string(), None, 8),
            (CONTACT, CUSTOMER_A.to_string(), None, 8),
            (DESK, CUSTOMER_KEY.to_string(), None, 8),
            (DESK, prospect.clone(), None, 8),
            (ENGINEER, CUSTOMER_A.to_string(), Some("SN-1"), 9),
            (CONTACT, CUSTOMER_A.to_string(), Some("SN-1"), 9),
            (DESK, CUSTOMER_KEY.to_string(), Some("SN-1"), 9),
            (ENGINEER, CUSTOMER_A.to_string(), free.body["serial"].as_str(), 12),
            (ENGINEER, CUSTOMER_AGENT_A.to_string(), covered.body["serial"].as_str(), 13),
        ] {
            body["customer_id"] = json!(customer);
            body["serial"] = json!(serial);
            body["service_code"] = json!(if customer == prospect { "SPSR002" } else { "SASR008" });
            let (answer, took) = counted(&app, app.as_(who).post(REQUESTS).json(&body), 201).await;
            counts.put(&format!("{who} raises for {customer} of {serial:?}"), took, wanted);
            raised.get_or_insert(answer.id());
        }
        // Whoever takes the first step before the watch has told that it was raised tells it.
        let mut early = fault(CUSTOMER_A);
        early["service_code"] = json!("SASR008");
        let early = app.as_(ENGINEER).post(REQUESTS).json(&early).await.expect(201);
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
            (&engineer, "escalated", 28),
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
