//! `verify` finds nothing where nothing is wrong, and names what somebody with the database's own rights has changed.

use serde_json::{Value, json};
use tierdesk::access::audit_chain;

use super::{Place, Ran};
use crate::both_engines;
use crate::support::{Engine, TestApp, fault_record_onsite, fault_record_remote, fixture};

fn verify(app: &TestApp, more: &[&str]) -> Ran {
    let place = Place::new();
    let mut command = place.command(&[&["verify"], more].concat());
    let files = format!("file://{}", app.files_folder().display());
    command.env("TIERDESK_DATABASE__URL", app.database_url()).env("TIERDESK_FILES__URL", files);
    command.output().unwrap().into()
}

/// The check and the code of the first fault; empty where there is none.
fn fault(app: &TestApp) -> String {
    let ran = verify(app, &["--json"]);
    let report = ran.json();
    let found = &report["fault"];
    assert_eq!(ran.code, i32::from(!found.is_null()), "{report}");
    match found {
        Value::Null => String::new(),
        fault => {
            let text = |name: &str| fault[name].as_str().unwrap().to_string();
            assert!(ran.err.contains(&text("object")) && ran.err.contains(&text("text")), "{}", ran.err);
            format!("{} {}", text("check"), text("code"))
        }
    }
}

/// Links what waits, as the running portal would.
fn link(app: &TestApp) {
    while (audit_chain::JOB.run)(&app.app.services, app.now()).unwrap() > 0 {}
}

/// A free record; a charged one that was approved, confirmed, corrected and approved again; one that waits.
async fn some_work(app: &TestApp) {
    let vendor = app.as_("engineer@vendor.example");
    let reviewer = app.as_("reviewer@vendor.example");
    let approve = json!({ "verdict": "approve" });
    for body in [
        fault_record_onsite(fixture::CUSTOMER_AGENT_A, fixture::GUANGZHOU),
        fault_record_remote(fixture::CUSTOMER_KEY),
    ] {
        let record = vendor.post("/api/v1/fault-records").json(&body).await.expect(201);
        let own = format!("/api/v1/fault-records/{}", record.id());
        let standing = vendor.get(&format!("{own}/signatures")).await.expect(200);
        let typed = json!({
            "method": "typed", "signer_name": "客户甲", "content_hash": standing.body["content_hash"],
        });
        let signed = vendor.post(&format!("{own}/signatures")).json(&typed).await;
        assert_eq!(signed.status, if body["service_code"] == "SASL012" { 201 } else { signed.status });
        let sent = vendor.post(&format!("{own}/submit")).if_match(record.version()).await.expect(200);
        let review = format!("{own}/review");
        let approved = reviewer.post(&review).if_match(sent.version()).json(&approve).await.expect(200);
        app.clock.advance(chrono::TimeDelta::minutes(1));
        confirm_first(app, &record.id()).await;
        app.clock.advance(chrono::TimeDelta::minutes(1));
        if body["service_code"] == "SASL012" {
            let draft = vendor.post(&format!("{own}/correct")).if_match(approved.version()).await.expect(200);
            let sent = vendor.post(&format!("{own}/submit")).if_match(draft.version()).await.expect(200);
            reviewer.post(&review).if_match(sent.version()).json(&approve).await.expect(200);
            confirm_first(app, &record.id()).await;
        }
    }
    let asked = json!({
        "customer_id": fixture::CUSTOMER_KEY, "kind": "question", "subject": "授权如何续期", "service_code": "SASR008",
    });
    vendor.post("/api/v1/requests").json(&asked).await.expect(201);
    let waits = vendor.post("/api/v1/fault-records").json(&fault_record_remote(fixture::CUSTOMER_KEY));
    let waits = waits.await.expect(201);
    let submit = format!("/api/v1/fault-records/{}/submit", waits.id());
    vendor.post(&submit).if_match(waits.version()).await.expect(200);
}

async fn confirm_first(app: &TestApp, record: &str) {
    let billing = app.as_("billing@vendor.example");
    let path = format!("/api/v1/charges?record_id={record}&status=pending");
    let charge = billing.get(&path).await.expect(200).items()[0].clone();
    let confirm = format!("/api/v1/charges/{}/confirm", charge["id"].as_str().unwrap());
    billing.post(&confirm).if_match(charge["version"].as_i64().unwrap()).await.expect(200);
}

/// Takes away what keeps the database from being changed behind the portal's back.
fn disarm(app: &TestApp) {
    let tables = [
        "audit_entries",
        "audit_links",
        "record_revisions",
        "record_verdicts",
        "signatures",
        "charges",
        "charge_events",
        "ledger_entries",
        "ledger_postings",
        "policy_versions",
        "request_decisions",
    ];
    for table in tables {
        match app.engine {
            Engine::Sqlite => {
                app.execute(&format!("DROP TRIGGER {table}_no_update"));
                app.execute(&format!("DROP TRIGGER {table}_no_delete"));
            }
            Engine::Postgres => app.execute(&format!("DROP TRIGGER {table}_no_change ON {table}")),
        }
    }
}

/// `from` written as `to` in the JSON of `column`.
fn rewritten(app: &TestApp, column: &str, from: &str, to: &str) -> String {
    match app.engine {
        Engine::Sqlite => format!("{column} = replace({column}, '{from}', '{to}')"),
        Engine::Postgres => {
            format!("{column} = CAST(replace(CAST({column} AS TEXT), '{from}', '{to}') AS JSON)")
        }
    }
}

const ENTRY_3: &str = "(SELECT entry_id FROM audit_links WHERE sequence = 3)";
const LIVE: &str =
    "reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM charges r WHERE r.reverses_id = charges.id)";

/// Statements that change something, and those that put it back.
type Tamper = (Vec<String>, Vec<String>);

/// Removes the rows of `table` that `condition` finds, and puts them back.
fn removal(table: &str, condition: &str) -> Tamper {
    let remove = vec![
        format!("CREATE TABLE kept AS SELECT * FROM {table} WHERE {condition}"),
        format!("DELETE FROM {table} WHERE {condition}"),
    ];
    (remove, vec![format!("INSERT INTO {table} SELECT * FROM kept"), "DROP TABLE kept".into()])
}

/// A change of one column and its way back.
fn change(table: &str, to: &str, back: &str, condition: &str) -> Tamper {
    let update = |set: &str| vec![format!("UPDATE {table} SET {set} WHERE {condition}")];
    (update(to), update(back))
}

/// What can be done behind the portal's back, with what `verify` says to it.
fn tampering(app: &TestApp) -> Vec<(&'static str, Tamper)> {
    let live_line = format!("{LIVE} AND line = 1 AND amount_fen > 0");
    let confirmed = "month IS NOT NULL AND status = 'confirmed'";
    let free = rewritten(app, "decision", r#""outcome":"charged""#, r#""outcome":"free""#);
    let charged = rewritten(app, "decision", r#""outcome":"free""#, r#""outcome":"charged""#);
    let derivation = |from, to| rewritten(app, "derivation", from, to);
    let copied = "record_id, origin, number, revision, payer_id, payer_name, customer_name, component, \
                  service_code, amount_fen, list_fen, vat_rate, derivation, created_at";
    let twice = format!(
        "INSERT INTO charges (id, line, {copied}) SELECT {}, 9, {copied} FROM charges WHERE {live_line}",
        if app.engine == Engine::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" }
    );
    vec![
        (
            "audit_chain entry_changed",
            change(
                "audit_entries",
                "actor_name = actor_name || '.'",
                "actor_name = replace(actor_name, '.', '')",
                &format!("id = {ENTRY_3}"),
            ),
        ),
        ("audit_chain entry_missing", {
            let (remove, mut undo) = removal("audit_entries", &format!("id = {ENTRY_3}"));
            undo.push("DELETE FROM audit_waiting".into());
            (remove, undo)
        }),
        ("audit_chain link_missing", removal("audit_links", "sequence = 3")),
        (
            "audit_chain link_broken",
            change(
                "audit_links",
                "previous_hash = 'f' || previous_hash",
                "previous_hash = substr(previous_hash, 2)",
                "sequence = 3",
            ),
        ),
        (
            "audit_chain entry_changed",
            change("audit_links", "hash = 'f' || hash", "hash = substr(hash, 2)", "sequence = 3"),
        ),
        ("audit_chain format_unknown", change("audit_links", "format = 2", "format = 1", "sequence = 3")),
        (
            "audit_entries entry_linked_and_waiting",
            (
                vec![format!(
                    "INSERT INTO audit_waiting (at, entry_id) SELECT at, id FROM audit_entries WHERE id = {ENTRY_3}"
                )],
                vec!["DELETE FROM audit_waiting".into()],
            ),
        ),
        (
            "decisions decision_differs",
            change(
                "record_revisions",
                &free,
                &charged,
                "revision = 1 AND record_id IN (SELECT record_id FROM charges WHERE amount_fen > 0)",
            ),
        ),
        (
            "decisions policy_version_missing",
            change(
                "policy_versions",
                &rewritten(app, "documents", "version = 1", "version = 7"),
                &rewritten(app, "documents", "version = 7", "version = 1"),
                "version = 1",
            ),
        ),
        (
            "request_decisions decision_differs",
            change(
                "request_decisions",
                &rewritten(app, "judged", r#""outcome":"free""#, r#""outcome":"charged""#),
                &rewritten(app, "judged", r#""outcome":"charged""#, r#""outcome":"free""#),
                "1 = 1",
            ),
        ),
        ("charge_sets approval_missing", removal("record_verdicts", "revision = 2")),
        (
            "charge_sets charges_differ",
            change("charges", "amount_fen = amount_fen + 1", "amount_fen = amount_fen - 1", &live_line),
        ),
        ("charge_sets charges_too_many", (vec![twice], vec!["DELETE FROM charges WHERE line = 9".into()])),
        (
            "charge_sets charges_missing",
            change(
                "charges",
                "record_id = (SELECT id FROM service_records WHERE approved_revision IS NULL)",
                "record_id = (SELECT record_id FROM charges r WHERE r.reverses_id IS NOT NULL AND r.number = charges.number LIMIT 1)",
                &live_line,
            ),
        ),
        (
            "charged_records charge_without_approval",
            change(
                "service_records",
                "approved_revision = NULL",
                "approved_revision = 2",
                "approved_revision IS NULL AND submitted_revision = 2 OR approved_revision = 2",
            ),
        ),
        (
            "charges charge_differs",
            change("charges", "vat_rate = vat_rate + 1", "vat_rate = vat_rate - 1", &live_line),
        ),
        (
            "charge_sets charges_differ",
            change(
                "charges",
                &derivation(r#""labour_minutes":90"#, r#""labour_minutes":91"#),
                &derivation(r#""labour_minutes":91"#, r#""labour_minutes":90"#),
                &live_line,
            ),
        ),
        (
            "charges charge_differs",
            change(
                "charges",
                &derivation("half_up_per_line", "half_down_per_line"),
                &derivation("half_down_per_line", "half_up_per_line"),
                &live_line,
            ),
        ),
        (
            "charges reversal_differs",
            change(
                "charges",
                "list_fen = list_fen - 1",
                "list_fen = list_fen + 1",
                "reverses_id IS NOT NULL AND line = 1",
            ),
        ),
        (
            "charges state_differs",
            change(
                "charge_states",
                "status = 'confirmed'",
                "status = 'pending'",
                "status = 'pending' AND month IS NULL OR status = 'confirmed' AND month IS NULL",
            ),
        ),
        (
            "charges state_differs",
            change("charge_states", "version = version + 1", "version = version - 1", confirmed),
        ),
        (
            "charges month_differs",
            change("charge_states", "month = '2031-01'", "month = '2026-03'", confirmed),
        ),
        (
            "signatures signature_differs",
            change("signatures", "content = content || '.'", "content = replace(content, '.', '')", "1 = 1"),
        ),
        (
            "signatures signature_differs",
            change("signatures", "signer_name = '别人'", "signer_name = '客户甲'", "1 = 1"),
        ),
        ("told_signatures signature_missing", removal("signatures", "1 = 1")),
        ("charges events_missing", removal("charge_events", "1 = 1")),
        (
            "ledger entry_unbalanced",
            change(
                "ledger_postings",
                "amount_fen = amount_fen + 1",
                "amount_fen = amount_fen - 1",
                "line = 1",
            ),
        ),
        (
            "balances balance_differs",
            change(
                "ledger_balances",
                "amount_fen = amount_fen + 1",
                "amount_fen = amount_fen - 1",
                "account = 'receivable'",
            ),
        ),
        ("balances balance_missing", removal("ledger_balances", "account = 'receivable'")),
        (
            "charges_in_ledger entry_not_taken_back",
            change(
                "ledger_entries",
                "kind = 'allocated'",
                "kind = 'charge_confirmed'",
                "kind IN ('charge_confirmed', 'allocated')",
            ),
        ),
    ]
}

both_engines! {
    async fn nothing_is_found_where_nothing_is_wrong(app: TestApp) {
        some_work(&app).await;
        link(&app);
        let report = verify(&app, &["--json"]).expect(0).json();
        let looked_at = |name: &str| {
            let checks = report["checks"].as_array().unwrap();
            checks.iter().find(|it| it["check"] == name).unwrap()["looked_at"].as_u64().unwrap()
        };
        assert!(looked_at("audit_chain") > 10);
        assert_eq!(looked_at("audit_chain"), looked_at("audit_entries"));
        assert_eq!(looked_at("decisions"), 4);
        assert_eq!(looked_at("request_decisions"), 1);
        assert_eq!(looked_at("charge_sets"), 2);
        assert!(looked_at("charges") > 6);
        assert_eq!(report["waiting"], json!({ "count": 0, "late": 0 }));
    }

    async fn what_was_tampered_with_is_named(app: TestApp) {
        some_work(&app).await;
        link(&app);
        disarm(&app);
        for (expected, (tamper, undo)) in tampering(&app) {
            tamper.iter().for_each(|sql| app.execute(sql));
            assert_eq!(fault(&app), expected, "{tamper:?}");
            undo.iter().for_each(|sql| app.execute(sql));
            assert_eq!(fault(&app), "", "{undo:?}");
        }
    }

    async fn entries_that_wait_are_told_and_cannot_vanish(app: TestApp) {
        some_work(&app).await;
        let ran = verify(&app, &[]).expect(0);
        assert!(ran.out.contains("wait to be linked") && ran.err.contains("more than a minute"), "{}{}", ran.out, ran.err);
        disarm(&app);
        app.execute("CREATE TABLE kept AS SELECT * FROM audit_waiting");
        app.execute("DELETE FROM audit_waiting");
        assert_eq!(fault(&app), "audit_entries entry_not_linked");
        app.execute("INSERT INTO audit_waiting SELECT * FROM kept");
        let signed = "action = 'signature.add'";
        app.execute(&format!("DELETE FROM audit_entries WHERE id IN (SELECT entry_id FROM kept) AND NOT {signed}"));
        assert_eq!(fault(&app), "audit_entries waiting_entry_missing");
    }

    async fn a_file_that_is_missing_cut_or_altered_is_named(app: TestApp) {
        let vendor = app.as_("engineer@vendor.example");
        let record = fault_record_remote(fixture::CUSTOMER_KEY);
        let record = vendor.post("/api/v1/fault-records").json(&record).await.expect(201);
        let files = format!("/api/v1/fault-records/{}/attachments", record.id());
        // Longer than one piece that the store gives out.
        let long = "2026-03-02 10:00 link down\n".repeat(400_000);
        let mut ids = vec![];
        for (name, bytes) in [("a.log", b"12:00 started\n".as_slice()), ("b.log", long.as_bytes())] {
            ids.push(vendor.post(&files).file(name, bytes).await.expect(201).id());
        }
        link(&app);
        let report = verify(&app, &["--json"]).expect(0).json();
        let looked_at = report["checks"].as_array().unwrap().iter().find(|it| it["check"] == "attachments");
        assert_eq!(looked_at.unwrap()["looked_at"], 2);
        for row in app.read(|conn| tierdesk::features::attachments::list_stored(conn, None, 10)) {
            let path = app.files_folder().join(&row.storage_key);
            let bytes = std::fs::read(&path).unwrap();
            let mut altered = bytes.clone();
            *altered.last_mut().unwrap() ^= 1;
            for (found, code) in [
                (Some(altered), "file_changed"),
                (Some(bytes[..bytes.len() - 1].to_vec()), "file_size_differs"),
                (Some([&bytes[..], b"x"].concat()), "file_size_differs"),
                (None, "file_missing"),
            ] {
                match found {
                    Some(found) => std::fs::write(&path, found).unwrap(),
                    None => std::fs::remove_file(&path).unwrap(),
                }
                assert_eq!(fault(&app), format!("attachments {code}"));
                let said = verify(&app, &[]).expect(1).err;
                assert!(said.contains(&row.id.to_string()) && said.contains(&row.storage_key), "{said}");
                std::fs::write(&path, &bytes).unwrap();
                assert_eq!(fault(&app), "");
            }
        }
        // A file that no row names (any more) is the business of the sweep.
        vendor.delete(&format!("/api/v1/attachments/{}", ids[0])).await.expect(204);
        link(&app);
        assert_eq!(fault(&app), "");
    }

    async fn a_file_of_a_request_is_looked_at_too(app: TestApp) {
        let vendor = app.as_("engineer@vendor.example");
        let asked = json!({ "customer_id": fixture::CUSTOMER_KEY, "kind": "question", "subject": "授权" });
        let asked = vendor.post("/api/v1/requests").json(&asked).await.expect(201);
        let files = format!("/api/v1/requests/{}/attachments", asked.id());
        let said = [("visibility", "internal")];
        let file = vendor.post(&files).file_with(&said, "c.log", b"13:00 licence\n").await.expect(201);
        link(&app);
        let report = verify(&app, &["--json"]).expect(0).json();
        let looked_at = report["checks"].as_array().unwrap().iter().find(|it| it["check"] == "attachments");
        assert_eq!(looked_at.unwrap()["looked_at"], 1);
        let stored = app.read(|conn| tierdesk::features::attachments::list_stored(conn, None, 10));
        assert_eq!(stored[0].id.to_string(), file.id());
        std::fs::write(app.files_folder().join(&stored[0].storage_key), b"13:00 licensE\n").unwrap();
        assert_eq!(fault(&app), "attachments file_changed");
        std::fs::remove_file(app.files_folder().join(&stored[0].storage_key)).unwrap();
        assert_eq!(fault(&app), "attachments file_missing");
    }

    async fn a_head_that_somebody_kept_is_found_or_missed(app: TestApp) {
        some_work(&app).await;
        link(&app);
        let head = app.lines("SELECT hash AS line FROM audit_links ORDER BY sequence DESC LIMIT 1").remove(0);
        verify(&app, &["--head", &head]).expect(0);
        verify(&app, &["--head", &head[..12].to_uppercase()]).expect(0);
        let copied = format!("{}\u{200b}{} {}", &head[..8], &head[8..20], &head[20..]);
        verify(&app, &["--head", &copied]).expect(0);
        let ran = verify(&app, &["--head", "00000000"]).expect(1);
        assert!(ran.err.contains("does not contain"), "{}", ran.err);
        verify(&app, &["--head", "xyz"]).expect(2);
    }
}

#[test]
fn a_database_without_tables_is_told_to_migrate() {
    let place = Place::new();
    assert!(place.run(&["verify"]).expect(1).err.contains("tierdesk migrate"));
    place.run(&["migrate"]).expect(0);
    assert!(place.run(&["verify"]).expect(0).out.contains("audit_chain"));
}
