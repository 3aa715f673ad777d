//! A whole month at once.

use serde_json::json;
use tierdesk::features::statements::RUNS;
use tierdesk::features::verification::CHECKS;

use super::settle::verified;
use super::{BILLING, MONTH, STATEMENTS, confirm};
use crate::both_engines;
use crate::support::{TestApp, fault_record_onsite, fixture};

const RUN: &str = "/api/v1/statement-runs";

/// Repairs that three payers pay, confirmed.
async fn a_month(app: &TestApp) {
    let payers = [fixture::CUSTOMER_AGENT_A, fixture::CUSTOMER_AGENT_B, fixture::CUSTOMER_KEY];
    for customer in payers {
        let body = fault_record_onsite(customer, fixture::GUANGZHOU);
        for charge in super::charged(app, "engineer@vendor.example", &body).await {
            confirm(app, &charge).await;
        }
    }
}

both_engines! {
    async fn a_run_issues_every_statement_of_a_month_once(app: TestApp) {
        let billing = app.as_(BILLING);
        billing.post(RUN).json(&json!({ "month": MONTH })).await.refused(409, "nothing_to_bill");
        a_month(&app).await;
        billing.post(RUN).json(&json!({ "month": "2026-3" })).await.expect(422);
        app.as_("manager@agent-a.example").post(RUN).json(&json!({ "month": MONTH })).await.expect(403);
        let run = billing.post(RUN).json(&json!({ "month": MONTH })).await.expect(201);
        billing.post(RUN).json(&json!({ "month": MONTH })).await.refused(409, "run_goes_on");
        let services = app.app.services.clone();
        assert_eq!((RUNS.run)(&services, app.now()).unwrap(), 1);
        let path = format!("{RUN}/{}", run.id());
        let half = billing.get(&path).await.expect(200).body;
        assert_eq!((half["statements_done"].as_i64(), half["ended_at"].is_null()), (Some(1), true));
        assert!(half["charges_done"].as_i64() < half["charges_at_start"].as_i64());
        // What a clerk does beside it is not done again.
        let body = json!({ "payer_id": fixture::AGENT_B, "month": MONTH });
        billing.post(STATEMENTS).json(&body).await.expect(201);
        while (RUNS.run)(&services, app.now()).unwrap() > 0 {}
        let done = billing.get(&path).await.expect(200).body;
        assert_eq!((done["statements_done"].as_i64(), done["outcome"].as_str()), (Some(2), Some("done")));
        assert_eq!(billing.get(STATEMENTS).await.expect(200).items().len(), 3);
        assert_eq!(billing.get(RUN).await.expect(200).items().len(), 1);
        billing.post(RUN).json(&json!({ "month": MONTH })).await.refused(409, "nothing_to_bill");
        verified(&app);
    }

    async fn several_instances_work_on_one_run(app: TestApp) {
        a_month(&app).await;
        app.as_(BILLING).post(RUN).json(&json!({ "month": MONTH })).await.expect(201);
        let (services, now) = (app.app.services.clone(), app.now());
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| while (RUNS.run)(&services, now).unwrap() > 0 {});
            }
        });
        while (RUNS.run)(&services, now).unwrap() > 0 {}
        let all = app.as_(BILLING).get(STATEMENTS).await.expect(200);
        assert_eq!(all.items().len(), 3);
        assert!(all.items().iter().all(|statement| statement["sequence"] == 1));
        assert!(CHECKS.iter().any(|check| check.name == "statements"));
        verified(&app);
    }

    async fn a_run_stops_when_its_clerk_may_not_bill_any_more(app: TestApp) {
        a_month(&app).await;
        let run = app.as_(BILLING).post(RUN).json(&json!({ "month": MONTH })).await.expect(201);
        app.execute("UPDATE users SET active = FALSE WHERE email = 'billing@vendor.example'");
        while (RUNS.run)(&app.app.services, app.now()).unwrap() > 0 {}
        let path = format!("{RUN}/{}", run.id());
        let stopped = app.as_("billing2@vendor.example").get(&path).await.expect(200).body;
        assert_eq!((stopped["outcome"].as_str(), stopped["statements_done"].as_i64()), (Some("stopped"), Some(0)));
    }
}
