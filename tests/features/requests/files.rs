//! Files of requests: read with what they came with, by whoever reads that; refused before anything is stored (4.1, 8.2).

use serde_json::Value;

use super::{CONTACT, ENGINEER, VENDOR_ENGINEER, fault, lines, raise, to};
use crate::both_engines;
use crate::support::files::{multipart, pdf, png};
use crate::support::{Answer, Client, TestApp, fixture};

const SPECIALIST: &str = "specialist@vendor.example";
const INTERNAL: &[(&str, &str)] = &[("visibility", "internal")];
const PUBLIC: &[(&str, &str)] = &[("visibility", "public")];

async fn attach(who: &Client, id: &str, fields: &[(&str, &str)], name: &str) -> Answer {
    who.post(&format!("/api/v1/requests/{id}/attachments")).file_with(fields, name, &png()).await
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect()
}

async fn seen(who: &Client, id: &str) -> Vec<String> {
    let whole = who.get(&format!("/api/v1/requests/{id}")).await.expect(200);
    let list = who.get(&format!("/api/v1/requests/{id}/attachments")).await.expect(200);
    assert_eq!(names(&whole.body["attachments"]), names(&list.body["items"]));
    names(&list.body["items"]).into_iter().map(String::from).collect()
}

fn stored(app: &TestApp) -> usize {
    let files = |folder: std::fs::DirEntry| std::fs::read_dir(folder.path()).map_or(0, Iterator::count);
    std::fs::read_dir(app.files_folder()).map_or(0, |all| all.flatten().map(files).sum())
}

fn rows(app: &TestApp) -> usize {
    app.lines("SELECT name AS line FROM request_attachments").len()
}

both_engines! {
    async fn a_file_is_read_by_whoever_reads_its_message(app: TestApp) {
        let (contact, agent) = (app.as_(CONTACT), app.as_(ENGINEER));
        let id = raise(&contact, &fault(fixture::CUSTOMER_A)).await.id();
        let inside = attach(&agent, &id, &[("visibility", "internal"), ("body", "内部判断")], "canary-内部.png").await.expect(201);
        let outside = attach(&agent, &id, &[("visibility", "public"), ("body", "请看图")], "步骤.png").await.expect(201);
        assert_eq!((outside.body["kind"].as_str(), outside.body["size"].as_u64()), (Some("picture"), u64::try_from(png().len()).ok()));
        assert_eq!(seen(&agent, &id).await, ["canary-内部.png", "步骤.png"]);
        assert_eq!(seen(&app.as_(SPECIALIST), &id).await, ["canary-内部.png", "步骤.png"], "the desk looks on");
        // The customer's side: neither name nor number, and a file out of sight is like none.
        assert_eq!(seen(&contact, &id).await, ["步骤.png"]);
        let missing = contact.get(&format!("/api/v1/request-attachments/{}", fixture::MISSING)).await;
        let hidden = contact.get(&format!("/api/v1/request-attachments/{}", inside.id())).await;
        assert_eq!((hidden.status, hidden.code()), (404, missing.code()));
        let visitor = app.browse(CONTACT);
        for path in ["", "/preview"] {
            assert_eq!(visitor.bytes(&format!("/request-attachments/{}{path}", inside.id())).await.0, 404);
            let (status, headers, bytes) = visitor.bytes(&format!("/request-attachments/{}{path}", outside.id())).await;
            assert_eq!((status, bytes), (200, png()));
            assert!(headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
            assert_eq!(headers["content-disposition"].to_str().unwrap().starts_with("inline"), path == "/preview");
        }
        let page = visitor.get(&format!("/requests/{id}")).await.expect(200);
        page.clone().shows("步骤.png").shows(&format!("/request-attachments/{}/preview", outside.id())).hides("canary");
        app.browse(ENGINEER).get(&format!("/requests/{id}")).await.expect(200).shows("canary-内部.png");
    }

    async fn out_of_sight_is_like_missing(app: TestApp) {
        let contact = app.as_(CONTACT);
        let id = raise(&contact, &fault(fixture::CUSTOMER_A)).await.id();
        let file = attach(&contact, &id, PUBLIC, "日志.png").await.expect(201).id();
        let others = ["engineer@agent-b.example", "contact@enduser-b.example", "kam@vendor.example", VENDOR_ENGINEER];
        let before = stored(&app);
        for email in others {
            let who = app.as_(email);
            who.get(&format!("/api/v1/request-attachments/{file}")).await.expect(404);
            who.get(&format!("/api/v1/requests/{id}/attachments")).await.expect(404);
            attach(&who, &id, INTERNAL, "x.png").await.expect(404);
            assert_eq!(app.browse(email).bytes(&format!("/request-attachments/{file}")).await.0, 404, "{email}");
        }
        attach(&app.as_("auditor@vendor.example"), &id, INTERNAL, "x.png").await.refused(403, "role_not_allowed");
        assert_eq!(stored(&app), before, "nothing of it was kept");
        // The vendor's people see it once it was handed on, and what was internal before.
        let agent = app.as_(ENGINEER);
        to(&agent, &id, "accepted", "").await.expect(200);
        attach(&agent, &id, INTERNAL, "诊断.png").await.expect(201);
        to(&agent, &id, "in_progress", "").await.expect(200);
        to(&agent, &id, "escalated", "需要厂商处理").await.expect(200);
        // Both came at one moment by the clock of the tests.
        let mut both = seen(&app.as_(VENDOR_ENGINEER), &id).await;
        both.sort_unstable();
        assert_eq!(both, ["日志.png", "诊断.png"]);
        assert_eq!(seen(&contact, &id).await, ["日志.png"]);
    }

    async fn a_file_comes_with_a_message_or_a_line_of_ones_own(app: TestApp) {
        let (contact, agent) = (app.as_(CONTACT), app.as_(ENGINEER));
        let raised = raise(&contact, &fault(fixture::CUSTOMER_A)).await;
        let (id, line) = (raised.id(), lines(&raised, "raised")[0]["id"].as_str().unwrap().to_string());
        let with = attach(&contact, &id, &[("event_id", &line)], "现场.png").await.expect(201);
        assert_eq!((with.body["event_id"].as_str(), with.body["visibility"].as_str()), (Some(line.as_str()), Some("public")));
        assert_eq!(lines(&contact.get(&format!("/api/v1/requests/{id}")).await, "message").len(), 0);
        // Without words a message is its file.
        attach(&agent, &id, INTERNAL, "草图.png").await.expect(201);
        let seen = agent.get(&format!("/api/v1/requests/{id}")).await.expect(200);
        let said = lines(&seen, "message");
        assert_eq!((said.len(), said[0]["body"].as_str(), said[0]["visibility"].as_str()), (1, Some(""), Some("internal")));
        let internal = said[0]["id"].as_str().unwrap().to_string();
        let before = stored(&app);
        let refused = async |who: &Client, fields: &[(&str, &str)], faults: &[&str]| {
            assert_eq!(attach(who, &id, fields, "x.png").await.refused(422, "invalid_fields").faults(), faults);
        };
        refused(&agent, &[("event_id", &line)], &["event_id: not_found"]).await;
        refused(&contact, &[("event_id", &internal)], &["event_id: not_found"]).await;
        refused(&contact, &[("event_id", &fixture::MISSING.to_string())], &["event_id: not_found"]).await;
        refused(&contact, &[("event_id", &line), ("visibility", "public")], &["visibility: not_allowed"]).await;
        refused(&contact, INTERNAL, &["visibility: not_allowed"]).await;
        refused(&app.as_(SPECIALIST), PUBLIC, &["visibility: not_allowed"]).await;
        refused(&contact, &[], &["visibility: required"]).await;
        refused(&contact, &[("visibility", "secret")], &["visibility: not_an_option"]).await;
        refused(&contact, &[("colour", "red")], &["colour: unknown_field"]).await;
        assert_eq!(rows(&app), 2);
        assert!(stored(&app) >= before);
    }

    async fn what_is_over_takes_no_files(app: TestApp) {
        let contact = app.as_(CONTACT);
        let raised = raise(&contact, &fault(fixture::CUSTOMER_A)).await;
        let (id, line) = (raised.id(), lines(&raised, "raised")[0]["id"].as_str().unwrap().to_string());
        to(&contact, &id, "cancelled", "不用了").await.expect(200);
        let before = stored(&app);
        attach(&contact, &id, PUBLIC, "x.png").await.refused(409, "request_is_over");
        attach(&contact, &id, &[("event_id", &line)], "x.png").await.refused(409, "request_is_over");
        attach(&app.as_(ENGINEER), &id, INTERNAL, "x.png").await.refused(409, "request_is_over");
        let page = app.browse(CONTACT).send_files(&format!("/requests/{id}/messages"), &[("body", "还有图"), ("visibility", "public")], &[("a.png", &png())]).await;
        page.expect(409).hides("name=\"file\"");
        assert_eq!((stored(&app), rows(&app)), (before, 0));
    }

    async fn what_is_wrong_with_a_file_is_said_before_it_is_kept(app: TestApp) {
        let contact = app.as_(CONTACT);
        let path = format!("/api/v1/requests/{}/attachments", raise(&contact, &fault(fixture::CUSTOMER_A)).await.id());
        let macros = pdf("/OpenAction<</S/JavaScript/JS(x)>>");
        for (name, bytes, code) in [
            ("a.svg", b"<svg onload='x()'/>".to_vec(), "wrong_kind"), ("a.pdf", png(), "extension_mismatch"), ("a.png", vec![], "empty_file"),
            ("../a.png", png(), "unsafe_name"), ("a\u{202e}.png", png(), "unsafe_name"), ("a.pdf", macros, "active_content"),
        ] {
            let refused = contact.post(&path).file_with(PUBLIC, name, &bytes).await.refused(422, "invalid_fields");
            assert_eq!(refused.faults(), [format!("file: {code}")], "{name}");
        }
        let huge = vec![b'x'; 20 * 1024 * 1024 + 1];
        contact.post(&path).file_with(PUBLIC, "a.log", &huge).await.refused(413, "too_large");
        let (kind, body) = multipart(PUBLIC, None);
        assert_eq!(contact.post(&path).bytes(&kind, body).await.refused(422, "invalid_fields").faults(), ["file: required"]);
        assert_eq!((stored(&app), rows(&app)), (0, 0));
    }

    async fn internal_files_do_not_use_up_the_customers_room(app: TestApp) {
        let (contact, agent) = (app.as_(CONTACT), app.as_(ENGINEER));
        let id = raise(&contact, &fault(fixture::CUSTOMER_A)).await.id();
        for _ in 0..50 {
            attach(&agent, &id, INTERNAL, "x.png").await.expect(201);
        }
        attach(&agent, &id, INTERNAL, "x.png").await.refused(409, "request_takes_no_more_files");
        attach(&contact, &id, PUBLIC, "y.png").await.expect(201);
        assert_eq!(seen(&contact, &id).await, ["y.png"]);
    }

    async fn a_call_that_is_sent_twice_adds_one_file(app: TestApp) {
        let contact = app.as_(CONTACT);
        let id = raise(&contact, &fault(fixture::CUSTOMER_A)).await.id();
        let path = format!("/api/v1/requests/{id}/attachments");
        for _ in 0..2 {
            contact.post(&path).once("file-1").file_with(PUBLIC, "a.png", &png()).await.expect(201);
        }
        contact.post(&path).once("file-1").file_with(PUBLIC, "b.png", &png()).await.refused(422, "invalid_fields");
        assert_eq!(rows(&app), 1);
    }

    async fn what_was_sent_stays_as_it_was(app: TestApp) {
        let contact = app.as_(CONTACT);
        let id = raise(&contact, &fault(fixture::CUSTOMER_A)).await.id();
        attach(&contact, &id, PUBLIC, "a.png").await.expect(201);
        for sql in ["DELETE FROM request_attachments", "UPDATE request_attachments SET name = 'b'"] {
            let refused = app.app.services.db.write(|conn| {
                use diesel::RunQueryDsl;
                Ok(diesel::sql_query(sql).execute(conn)?)
            });
            assert!(refused.is_err(), "{sql}");
        }
        assert_eq!(seen(&contact, &id).await, ["a.png"]);
    }

    async fn files_that_come_at_once_stop_at_the_limit(app: TestApp) {
        let contact = app.as_(CONTACT);
        let id = raise(&contact, &fault(fixture::CUSTOMER_A)).await.id();
        let all = futures_util::future::join_all((0..60).map(|_| attach(&contact, &id, PUBLIC, "x.png"))).await;
        let taken = all.iter().filter(|answer| answer.status == 201).count();
        assert_eq!((taken, rows(&app)), (50, 50));
        let refused = all.iter().filter(|answer| answer.status != 201);
        assert!(refused.into_iter().all(|answer| answer.code() == "request_takes_no_more_files"));
    }
}
