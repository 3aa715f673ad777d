//! What stands as evidence on a record's paper (4.5): the customer's signature in its place, and the list of files; of the
//! revision that the reader sees and no other.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use crate::both_engines;
use crate::support::files::{pdf as pdf_file, png};
use crate::support::fixture::{CUSTOMER_A, SHENZHEN};
use crate::support::{Answer, TestApp, fault_record_onsite, pdf, pre_sale_report};

const ENGINEER: &str = "engineer@agent-a.example";
const REVIEWER: &str = "reviewer@vendor.example";
const CONTACT: &str = "contact@enduser-a.example";
const STROKES: &str = "100,200 180,120 260,210 340,130 420,220;500,100 500,300";

fn printing(app: &TestApp) -> Option<TestApp> {
    if pdf::ready() { TestApp::start_with(app.engine, |settings| settings.fonts.system = true) } else { None }
}

fn own(record: &Answer) -> String {
    format!("/api/v1/fault-records/{}", record.id())
}

async fn draft(app: &TestApp) -> Answer {
    let body = fault_record_onsite(CUSTOMER_A, SHENZHEN);
    app.as_(ENGINEER).post("/api/v1/fault-records").json(&body).await.expect(201)
}

async fn attach(app: &TestApp, record: &Answer, name: &str, bytes: &[u8]) -> Answer {
    app.as_(ENGINEER).post(&format!("{}/attachments", own(record))).file(name, bytes).await.expect(201)
}

async fn sign(app: &TestApp, record: &Answer, mut body: Value) -> Answer {
    app.clock.advance(chrono::TimeDelta::minutes(1));
    let path = format!("{}/signatures", own(record));
    let list = app.as_(ENGINEER).get(&path).await.expect(200);
    if body.get("content_hash").is_none() {
        body["content_hash"] = list.body["content_hash"].clone();
    }
    app.as_(ENGINEER).post(&path).json(&body).await.expect(201)
}

async fn step(app: &TestApp, email: &str, record: &Answer, action: &str, body: &Value) -> Answer {
    let version = app.as_(email).get(&own(record)).await.expect(200).version();
    let call = app.as_(email).post(&format!("{}/{action}", own(record))).if_match(version);
    call.json(body).await.expect(200)
}

async fn change(app: &TestApp, record: &Answer, body: Value) {
    let version = app.as_(ENGINEER).get(&own(record)).await.expect(200).version();
    app.as_(ENGINEER).patch(&own(record)).if_match(version).json(&body).await.expect(200);
}

async fn printed(app: &TestApp, email: &str, path: &str) -> Vec<u8> {
    app.as_(email).get(&format!("/api/v1{path}")).header("accept-language", "zh").await.expect(200).bytes
}

async fn paper(app: &TestApp, email: &str, record: &Answer) -> (String, Vec<u8>) {
    let bytes = printed(app, email, &format!("/fault-records/{}/pdf", record.id())).await;
    (squeezed(&pdf::text(&bytes)), bytes)
}

/// Long words may break anywhere on paper.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{200b}').collect()
}

#[track_caller]
fn shows(text: &str, words: &[&str]) {
    words.iter().for_each(|word| assert!(text.contains(&squeezed(word)), "{word} is missing:\n{text}"));
}

#[track_caller]
fn hides(text: &str, words: &[&str]) {
    words.iter().for_each(|word| assert!(!text.contains(&squeezed(word)), "{word} is there:\n{text}"));
}

/// A photograph of a paper that was signed in blue.
fn scan() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(1600, 900, Rgb([40, 60, 220]));
    DynamicImage::ImageRgb8(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

both_engines! {
    async fn signature_and_files_stand_on_paper_and_a_void_one_says_so(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let record = draft(&app).await;
        let (text, bare) = paper(&app, ENGINEER, &record).await;
        hides(&text, &["机柜照片.png", "SHA-256", "手写"]);
        assert_eq!(pdf::coloured(&bare), 0);

        let file = attach(&app, &record, "机柜照片.png", &png()).await;
        attach(&app, &record, "client.log", b"12:00 started\n").await;
        let signed = sign(&app, &record, json!({ "method": "drawn", "signer_name": "周明", "strokes": STROKES })).await;
        let (text, drawn) = paper(&app, ENGINEER, &record).await;
        let sha256 = file.body["sha256"].as_str().unwrap();
        shows(&text, &["附件", "机柜照片.png", "图片", "client.log", "文本", "14B", &sha256[..16]]);
        shows(&text, &["姓名：周明", "日期：2026-", "在经办人的设备上手写"]);
        hides(&text, &[&sha256[..17], "作废"]);
        assert!(pdf::coloured(&drawn) > 20, "the drawing stands in its place");

        let page = app.browse(ENGINEER).get(&format!("/fault-records/{}", record.id())).await.expect(200);
        let (_, sheet) = page.text.split_once("form-sheet").unwrap();
        shows(&squeezed(sheet), &["机柜照片.png", &sha256[..16], "周明", "在经办人的设备上手写"]);
        assert!(sheet.contains(&format!("src=\"/signatures/{}/picture\"", signed.id())), "{sheet}");
        assert!(!sheet.contains("sheet-void"));

        change(&app, &record, json!({ "symptom": "另一个故障" })).await;
        let (text, void) = paper(&app, ENGINEER, &record).await;
        shows(&text, &["作废", "签名之后内容有改动，签名已作废", "周明"]);
        assert!(pdf::coloured(&void) > 20, "what was signed stays to be seen");
        let page = app.browse(ENGINEER).get(&format!("/fault-records/{}", record.id())).await.expect(200);
        page.shows("class=\"sheet-void\">作废").shows("签名之后内容有改动，签名已作废");
    }

    async fn a_typed_name_and_a_scan_are_told_apart(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let record = draft(&app).await;
        sign(&app, &record, json!({ "method": "typed", "signer_name": "周明" })).await;
        let (text, typed) = paper(&app, ENGINEER, &record).await;
        shows(&text, &["姓名：周明", "输入姓名确认"]);
        assert_eq!(pdf::coloured(&typed), 0);

        let list = app.as_(ENGINEER).get(&format!("{}/signatures", own(&record))).await.expect(200);
        let hash = list.body["content_hash"].clone();
        let file = attach(&app, &record, "签字页.png", &scan()).await;
        sign(&app, &record, json!({ "method": "scan", "signer_name": "吴敏", "attachment_id": file.id(), "content_hash": hash })).await;
        let (text, scanned) = paper(&app, ENGINEER, &record).await;
        shows(&text, &["姓名：吴敏", "纸质签字扫描件", "扫描件：签字页.png"]);
        hides(&text, &["作废"]);
        assert!(pdf::coloured(&scanned) > 1000, "the scan stands in its place");
        assert!(scanned.len() < typed.len() + 200_000, "and is made small");

        let file = attach(&app, &record, "签字页.pdf", &pdf_file("")).await;
        sign(&app, &record, json!({ "method": "scan", "signer_name": "郑洁", "attachment_id": file.id(), "content_hash": hash })).await;
        let (text, _) = paper(&app, ENGINEER, &record).await;
        shows(&text, &["姓名：郑洁", "扫描件：签字页.pdf"]);
    }

    async fn a_scan_whose_bytes_are_gone_does_not_stop_the_paper(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let record = draft(&app).await;
        let list = app.as_(ENGINEER).get(&format!("{}/signatures", own(&record))).await.expect(200);
        let file = attach(&app, &record, "签字页.png", &scan()).await;
        let hash = list.body["content_hash"].clone();
        sign(&app, &record, json!({ "method": "scan", "signer_name": "吴敏", "attachment_id": file.id(), "content_hash": hash })).await;
        std::fs::remove_dir_all(app.files_folder()).unwrap();
        let (text, bytes) = paper(&app, ENGINEER, &record).await;
        shows(&text, &["姓名：吴敏", "扫描件：签字页.png"]);
        assert_eq!(pdf::coloured(&bytes), 0);
    }

    async fn paper_has_the_files_and_the_signature_of_the_revision_in_sight(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let record = draft(&app).await;
        attach(&app, &record, "第一版.png", &png()).await;
        sign(&app, &record, json!({ "method": "drawn", "signer_name": "周明", "strokes": STROKES })).await;
        step(&app, ENGINEER, &record, "submit", &json!({})).await;
        step(&app, REVIEWER, &record, "review", &json!({ "verdict": "approve" })).await;
        step(&app, ENGINEER, &record, "correct", &json!({})).await;
        attach(&app, &record, "还没有提交.log", b"later\n").await;
        sign(&app, &record, json!({ "method": "typed", "signer_name": "赵六" })).await;
        let (text, _) = paper(&app, ENGINEER, &record).await;
        shows(&text, &["第一版.png", "还没有提交.log", "赵六"]);
        for outside in [REVIEWER, CONTACT] {
            let (text, bytes) = paper(&app, outside, &record).await;
            shows(&text, &["第一版.png", "周明"]);
            hides(&text, &["还没有提交.log", "赵六", "作废"]);
            assert!(pdf::coloured(&bytes) > 20);
            let page = app.browse(outside).get(&format!("/fault-records/{}", record.id())).await.expect(200);
            page.shows("第一版.png").hides("还没有提交.log").hides("赵六");
        }
        let copy = printed(&app, ENGINEER, &format!("/fault-records/{}/pdf?copy=customer", record.id())).await;
        shows(&squeezed(&pdf::text(&copy)), &["第一版.png", "赵六"]);
    }

    async fn a_pre_sale_report_lists_its_files(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let path = "/api/v1/pre-sale-reports";
        let record = app.as_(ENGINEER).post(path).json(&pre_sale_report(CUSTOMER_A)).await.expect(201);
        let files = format!("{path}/{}/attachments", record.id());
        app.as_(ENGINEER).post(&files).file("机房现状.png", &png()).await.expect(201);
        let bytes = printed(&app, ENGINEER, &format!("/pre-sale-reports/{}/pdf", record.id())).await;
        shows(&squeezed(&pdf::text(&bytes)), &["附件", "机房现状.png", "图片"]);
        let page = app.browse(ENGINEER).get(&format!("/pre-sale-reports/{}", record.id())).await.expect(200);
        let (_, sheet) = page.text.split_once("form-sheet").unwrap();
        shows(sheet, &["机房现状.png"]);
    }
}
