//! The log filtered, and as a file (chapter 7, 9.4, 10).

use serde_json::json;
use tierdesk::access::audit::{self, Entry};

use crate::both_engines;
use crate::support::{TestApp, Visitor, fault_record_remote, fixture};

const AUDIT: &str = "/api/v1/audit";

/// An entry whose label a spreadsheet would take for a formula.
fn hostile(app: &TestApp, label: &str) {
    let actor = app.actor("engineer@agent-b.example");
    app.write(|conn| {
        let entry = Entry {
            action: "customer.edit",
            object_kind: "customer",
            object: Some(fixture::CUSTOMER_B),
            label,
            before: Some(json!({ "name": "旧名" })),
            after: Some(json!({ "name": "新名", "contacts": [{ "name": "丁" }] })),
        };
        audit::write(conn, &actor, app.now(), entry)
    });
}

async fn taken(visitor: &Visitor, path: &str) -> Vec<u8> {
    let (status, headers, bytes) = visitor.bytes(path).await;
    assert_eq!(status, 200, "{path}");
    let named = headers.get("content-disposition").unwrap().to_str().unwrap();
    assert!(named.starts_with("attachment; filename=\"audit-20260302-"), "{named}");
    assert_eq!(headers.get("cache-control").unwrap(), "no-store");
    bytes
}

/// The texts of a workbook.
fn texts(xlsx: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(xlsx)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/sharedStrings.xml").unwrap(), &mut text).unwrap();
    text
}

both_engines! {
    async fn the_log_is_filtered_by_organisation_and_day(app: TestApp) {
        app.as_("engineer@agent-a.example").post("/api/v1/fault-records").json(&fault_record_remote(fixture::CUSTOMER_A)).await.expect(201);
        app.clock.advance(chrono::TimeDelta::days(1));
        hostile(&app, "later");
        let auditor = app.as_("auditor@vendor.example");
        for (query, expected) in [
            (format!("organisation_id={}", fixture::AGENT_A), "fault_record.create"),
            (format!("organisation_id={}", fixture::AGENT_B), "customer.edit"),
            ("until=2026-03-02".to_string(), "fault_record.create"),
            ("from=2026-03-02&until=2026-03-02".to_string(), "fault_record.create"),
            ("from=2026-03-03".to_string(), "customer.edit"),
        ] {
            let found = auditor.get(&format!("{AUDIT}?{query}")).await.expect(200);
            let actions: Vec<&str> = found.items().iter().map(|it| it["action"].as_str().unwrap()).collect();
            assert_eq!(actions, [expected], "{query}");
        }
        let none = auditor.get(&format!("{AUDIT}?from=2026-03-04")).await.expect(200);
        assert_eq!(none.items().len(), 0);
        for (query, fault) in [
            ("from=2026-02-30", "from: not_a_date"),
            ("until=tomorrow", "until: not_a_date"),
            ("organisation_id=1", "organisation_id: not_an_id"),
        ] {
            assert_eq!(auditor.get(&format!("{AUDIT}?{query}")).await.expect(422).faults(), [fault]);
        }
    }

    async fn the_filtered_log_is_exported_and_that_is_logged(app: TestApp) {
        hostile(&app, "=1+1");
        hostile(&app, "@SUM(A1)");
        app.as_("engineer@agent-a.example").post("/api/v1/fault-records").json(&fault_record_remote(fixture::CUSTOMER_A)).await.expect(201);
        let auditor = app.browse("auditor@vendor.example");
        let query = format!("organisation_id={}", fixture::AGENT_B);
        let csv = taken(&auditor, &format!("/admin/audit/export.csv?{query}")).await;
        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.starts_with('\u{feff}') && csv.contains("\r\n"), "{csv}");
        assert!(csv.contains(",'=1+1,") && csv.contains(",'@SUM(A1),"), "{csv}");
        assert!(csv.contains("新名") && csv.contains("旧名") && csv.contains("2026-03-02 09:00:00"), "{csv}");
        assert!(!csv.contains("fault_record"), "{csv}");
        let book = texts(taken(&auditor, &format!("/admin/audit/export.xlsx?{query}")).await);
        assert!(book.contains(">'=1+1<") && book.contains(">'@SUM(A1)<") && book.contains("新名"), "{book}");
        assert!(!book.contains("fault_record"), "{book}");
        let log = app.as_("auditor@vendor.example").get(&format!("{AUDIT}?action=audit.export")).await.expect(200);
        assert_eq!(log.items().len(), 2);
        assert_eq!(log.items()[1]["after"]["rows"], 2);
        assert_eq!(log.items()[1]["after"]["filters"]["organisation_id"], fixture::AGENT_B.to_string());
    }

    async fn a_file_is_for_auditors_and_never_of_other_rows_than_asked_for(app: TestApp) {
        for path in ["/admin/audit/export.csv", "/admin/audit/export.xlsx"] {
            app.browse("manager@agent-a.example").get(path).await.expect(403);
            app.browse("auditor@vendor.example").get(&format!("{path}?from=never")).await.expect(422);
        }
    }

    async fn the_page_shows_the_chain(app: TestApp) {
        hostile(&app, "x");
        let auditor = app.browse("auditor@vendor.example");
        auditor.get("/admin/audit").await.expect(200).shows("哈希链");
        crate::features::audit::chain::link(&app);
        let head = app.lines("SELECT hash AS line FROM audit_links ORDER BY sequence DESC LIMIT 1").remove(0);
        auditor.get("/admin/audit").await.expect(200).shows(&head);
    }
}
