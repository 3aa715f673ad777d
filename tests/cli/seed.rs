//! `seed`: load data that holds what real data holds.

use diesel::prelude::*;
use tierdesk::platform::db::open;

use super::Place;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

fn count(place: &Place, sql: &str) -> i64 {
    let db = open::open(&place.database(), 1).unwrap();
    db.read(|conn| Ok(diesel::sql_query(sql).get_result::<Count>(conn)?)).unwrap().count
}

#[test]
fn records_customers_and_charges_agree() {
    let place = Place::new();
    let ran = place.run(&["seed", "--requests", "300", "--json"]).expect(0);
    assert_eq!(ran.json()["records"], 300);
    assert!(ran.err.contains("300 of 300"), "{}", ran.err);
    assert_eq!(count(&place, "SELECT COUNT(*) AS count FROM service_records"), 300);
    assert!(count(&place, "SELECT COUNT(DISTINCT customer_id) AS count FROM service_records") >= 10);
    let unpriced = "SELECT COUNT(*) AS count FROM service_records r WHERE status = 'approved' \
         AND NOT EXISTS (SELECT 1 FROM charges c WHERE c.record_id = r.id) \
         AND EXISTS (SELECT 1 FROM record_revisions v WHERE v.record_id = r.id \
         AND json_extract(v.decision, '$.decision.estimate') IS NOT NULL)";
    assert_eq!(count(&place, unpriced), 0);
    let wrong = "SELECT COUNT(*) AS count FROM (SELECT v.record_id FROM record_revisions v \
         JOIN charges c ON c.record_id = v.record_id GROUP BY v.record_id, v.decision \
         HAVING SUM(c.amount_fen) <> json_extract(v.decision, '$.decision.estimate.total_fen'))";
    assert_eq!(count(&place, wrong), 0);
    assert!(count(&place, "SELECT COUNT(*) AS count FROM charges WHERE amount_fen > 0") > 0);
    assert_eq!(count(&place, "SELECT COUNT(*) AS count FROM users WHERE password_hash IS NOT NULL"), 0);
    assert_eq!(count(&place, "SELECT COUNT(*) AS count FROM sessions WHERE ended_at IS NULL"), 0);
}

#[test]
fn what_is_billed_is_confirmed_and_on_statements_and_verify_finds_nothing() {
    let place = Place::new();
    let made = place.run(&["seed", "--requests", "120", "--billed", "--json"]).expect(0).json();
    let figure = |name: &str| made[name].as_i64().unwrap();
    assert!(figure("charges") >= 300, "{made}");
    assert_eq!(figure("confirmed"), figure("charges"), "{made}");
    assert_eq!(count(&place, "SELECT COUNT(*) AS count FROM statements"), figure("statements"));
    assert_eq!(count(&place, "SELECT COUNT(*) AS count FROM statement_lines"), figure("charges"));
    assert!(figure("statements") >= 24, "{made}");
    assert!(count(&place, "SELECT COUNT(*) AS count FROM ledger_entries") > 200);
    place.run(&["verify", "--json"]).expect(0);
}

#[test]
fn it_adds_to_what_is_there() {
    let place = Place::new();
    place.run(&["seed", "--requests", "20"]).expect(0);
    place.run(&["seed", "--requests", "20"]).expect(0);
    assert_eq!(count(&place, "SELECT COUNT(*) AS count FROM service_records"), 40);
    assert_eq!(count(&place, "SELECT COUNT(*) AS count FROM organisations WHERE kind = 'agent'"), 20);
}
