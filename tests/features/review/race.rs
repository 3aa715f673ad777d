//! Two reviewers decide on the same record at the same moment, a thousand times: one succeeds, the other hears of a
//! conflict, and there is one verdict and one set of charges (4.4, 9.2).

use serde_json::{Value, json};
use tierdesk::features::fault_records;
use tierdesk::features::service_records::{self, Work};
use tierdesk::platform::db::Id;
use tierdesk::platform::web::incoming::IfMatch;

use crate::both_engines;
use crate::support::{Answer, Client, TestApp, fault_record_onsite, fixture};

const ROUNDS: usize = 1000;
/// How many records are made in one transaction.
const BATCH: usize = 100;

/// Submitted records of the vendor's own work for agent A away from its city, which is charged.
fn submitted(app: &TestApp) -> Vec<(Id, i32)> {
    let author = app.actor("engineer@vendor.example");
    let work =
        Work { services: &app.app.services, actor: &author, now: app.now(), form: &fault_records::FORM };
    let body = fault_record_onsite(fixture::CUSTOMER_AGENT_A, fixture::GUANGZHOU);
    let mut all = Vec::new();
    while all.len() < ROUNDS {
        all.extend(app.write(|conn| {
            let mut batch = Vec::new();
            for _ in 0..BATCH {
                let draft = service_records::create(conn, &work, &body)?;
                let version = IfMatch::Version(draft.version);
                let (sent, _) = service_records::submit(conn, &work, draft.id, version)?;
                batch.push((sent.id, sent.version));
            }
            Ok(batch)
        }));
    }
    all
}

async fn decide(reviewer: &Client, id: Id, version: i32, verdict: &Value) -> Answer {
    let path = format!("/api/v1/fault-records/{id}/review");
    reviewer.post(&path).if_match(version.into()).json(verdict).await
}

both_engines! {
    async fn of_two_reviewers_at_once_one_wins(app: TestApp) {
        let verdicts = [
            json!({ "verdict": "approve" }),
            json!({ "verdict": "return", "comment": "请补充处理过程" }),
            json!({ "verdict": "reject", "comment": "不属于服务范围" }),
        ];
        let (one, two) = (app.as_("reviewer@vendor.example"), app.as_("reviewer2@vendor.example"));
        let mut approved = 0;
        for (round, (id, version)) in submitted(&app).into_iter().enumerate() {
            // Mostly both approve; now and then the second wants something else.
            let other = if round % 4 == 0 { &verdicts[1 + round / 4 % 2] } else { &verdicts[0] };
            let (a, b) = tokio::join!(decide(&one, id, version, &verdicts[0]), decide(&two, id, version, other));
            let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
            let won = won.expect(200);
            assert!(matches!(lost.status, 409 | 412), "{}: {} {}", lost.asked, lost.status, lost.text);
            approved += usize::from(won.body["status"] == "approved");
        }
        assert!(approved >= ROUNDS / 2, "{approved} of {ROUNDS} were approved");
        let one_line = |sql: &str| app.lines(sql).join(",");
        let verdicts = "SELECT CAST(count(*) AS TEXT) AS line FROM record_verdicts";
        assert_eq!(one_line(verdicts), ROUNDS.to_string(), "one verdict for each record");
        let charged = "SELECT CAST(count(DISTINCT record_id) AS TEXT) AS line FROM charges";
        assert_eq!(one_line(charged), approved.to_string(), "charges for what was approved");
        let sizes = "SELECT CAST(n AS TEXT) AS line FROM \
                     (SELECT count(*) AS n FROM charges GROUP BY record_id) AS sizes GROUP BY n";
        assert_eq!(app.lines(sizes).len(), 1, "every set of charges is the same: {:?}", app.lines(sizes));
        let twice = "SELECT component AS line FROM charges GROUP BY record_id, component, line HAVING count(*) > 1";
        assert_eq!(app.lines(twice), Vec::<String>::new(), "nothing is charged twice");
        let wrong = "SELECT s.number AS line FROM service_records s JOIN record_verdicts v ON v.record_id = s.id \
                     WHERE (v.verdict = 'approve') <> (s.status = 'approved')";
        assert_eq!(app.lines(wrong), Vec::<String>::new(), "the record stands where its verdict put it");
    }
}
