//! `verify` finds nothing where nothing is wrong, and names what somebody with the database's own rights has changed.

use serde_json::{Value, json};
use tierdesk::access::audit_chain;

use super::tampering::{disarm, tampering};
use super::{Place, Ran};
use crate::both_engines;
use crate::support::{TestApp, fault_record_onsite, fault_record_remote, fixture};

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

    async fn a_file_whose_row_vanished_is_named(app: TestApp) {
        let vendor = app.as_("engineer@vendor.example");
        let record = vendor.post("/api/v1/fault-records").json(&fault_record_remote(fixture::CUSTOMER_KEY)).await.expect(201);
        let asked = json!({ "customer_id": fixture::CUSTOMER_KEY, "kind": "question", "subject": "授权" });
        let asked = vendor.post("/api/v1/requests").json(&asked).await.expect(201);
        for of in [format!("fault-records/{}", record.id()), format!("requests/{}", asked.id())] {
            let said: &[(&str, &str)] = if of.starts_with("requests") { &[("visibility", "internal")] } else { &[] };
            for name in ["a.log", "b.log"] {
                let path = format!("/api/v1/{of}/attachments");
                vendor.post(&path).file_with(said, name, name.as_bytes()).await.expect(201);
            }
        }
        let removed = vendor.get(&format!("/api/v1/fault-records/{}/attachments", record.id())).await.expect(200);
        let removed = removed.items()[0]["id"].as_str().unwrap().to_string();
        vendor.delete(&format!("/api/v1/attachments/{removed}")).await.expect(204);
        link(&app);
        assert_eq!(fault(&app), "", "what was removed is gone with good reason");
        disarm(&app);
        for table in ["attachments", "request_attachments"] {
            let one = format!("{table} WHERE name = 'b.log'");
            app.execute(&format!("CREATE TABLE kept AS SELECT * FROM {one}"));
            app.execute(&format!("DELETE FROM {one}"));
            assert_eq!(fault(&app), "told_attachments attachment_missing", "{table}");
            app.execute(&format!("INSERT INTO {table} SELECT * FROM kept"));
            app.execute("DROP TABLE kept");
            app.execute(&format!("UPDATE {table} SET sha256 = '0' || sha256"));
            assert_eq!(fault(&app), "told_attachments attachment_differs", "{table}");
            app.execute(&format!("UPDATE {table} SET sha256 = substr(sha256, 2)"));
            assert_eq!(fault(&app), "", "{table}");
        }
    }

    async fn a_correction_that_is_given_up_takes_its_files_along_with_good_reason(app: TestApp) {
        some_work(&app).await;
        let vendor = app.as_("engineer@vendor.example");
        let list = vendor.get("/api/v1/fault-records?status=approved").await.expect(200);
        let own = format!("/api/v1/fault-records/{}", list.items()[0]["id"].as_str().unwrap());
        let found = vendor.get(&own).await.expect(200);
        vendor.post(&format!("{own}/correct")).if_match(found.version()).await.expect(200);
        vendor.post(&format!("{own}/attachments")).file("c.log", b"12:00").await.expect(201);
        let draft = vendor.get(&own).await.expect(200);
        vendor.post(&format!("{own}/discard")).if_match(draft.version()).await.expect(200);
        link(&app);
        assert_eq!(fault(&app), "");
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
