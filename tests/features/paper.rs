//! Records on paper (4.5, 8.3): whoever sees a record gets it as a PDF, with what they see of it and nothing else.

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, MISSING, SHENZHEN};
use crate::support::{Answer, TestApp, fault_record_onsite, fault_record_remote, pdf, pre_sale_report};

const ENGINEER: &str = "engineer@agent-a.example";
const OTHER: &str = "engineer@agent-b.example";
const REVIEWER: &str = "reviewer@vendor.example";
const CONTACT: &str = "contact@enduser-a.example";

/// The same program with the fonts of this machine, where it has some.
fn printing(app: &TestApp) -> Option<TestApp> {
    if pdf::ready() { TestApp::start_with(app.engine, |settings| settings.fonts.system = true) } else { None }
}

async fn draft(app: &TestApp, kind: &str, body: &Value) -> Answer {
    app.as_(ENGINEER).post(&format!("/api/v1/{kind}")).json(body).await.expect(201)
}

async fn submitted(app: &TestApp, kind: &str, body: &Value) -> Answer {
    let record = draft(app, kind, body).await;
    let submit = format!("/api/v1/{kind}/{}/submit", record.id());
    app.as_(ENGINEER).post(&submit).if_match(record.version()).await.expect(200)
}

async fn approved(app: &TestApp, kind: &str, body: &Value) -> Answer {
    let record = submitted(app, kind, body).await;
    let review = format!("/api/v1/{kind}/{}/review", record.id());
    let approve = json!({ "verdict": "approve", "comment": "内部意见不上纸" });
    app.as_(REVIEWER).post(&review).if_match(record.version()).json(&approve).await.expect(200)
}

/// The text of the PDF that somebody gets, and how many pages it has.
async fn paper(app: &TestApp, email: &str, kind: &str, id: &str, language: &str) -> (String, usize) {
    let path = format!("/api/v1/{kind}/{id}/pdf");
    let answer = app.as_(email).get(&path).header("accept-language", language).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/pdf");
    (pdf::text(&answer.bytes), pdf::pages(&answer.bytes))
}

#[track_caller]
fn shows(text: &str, words: &[&str]) {
    let squeezed: String = text.split_whitespace().collect();
    for word in words {
        let wanted: String = word.split_whitespace().collect();
        assert!(squeezed.contains(&wanted), "{word} is missing:\n{text}");
    }
}

#[track_caller]
fn hides(text: &str, words: &[&str]) {
    let squeezed: String = text.split_whitespace().collect();
    for word in words {
        let unwanted: String = word.split_whitespace().collect();
        assert!(!squeezed.contains(&unwanted), "{word} is there:\n{text}");
    }
}

both_engines! {
    async fn the_foot_names_the_head_of_the_audit_chain(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let record = submitted(&app, "fault-records", &fault_record_remote(CUSTOMER_A)).await;
        let (text, _) = paper(&app, ENGINEER, "fault-records", &record.id(), "zh").await;
        hides(&text, &["审计链"]);
        crate::features::audit::chain::link(&app);
        let head = app.lines("SELECT hash AS line FROM audit_links ORDER BY sequence DESC LIMIT 1").remove(0);
        let (text, _) = paper(&app, ENGINEER, "fault-records", &record.id(), "zh").await;
        // Long words may break anywhere on paper.
        shows(&text.replace('\u{200b}', ""), &["审计链：", &head]);
        // How many links there are would tell how much goes on.
        hides(&text, &["环"]);
    }

    async fn a_fault_record_is_printed_in_the_words_of_its_page(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let record = approved(&app, "fault-records", &fault_record_onsite(CUSTOMER_A, SHENZHEN)).await;
        let number = record.body["number"].as_str().unwrap();
        let (text, pages) = paper(&app, ENGINEER, "fault-records", &record.id(), "zh").await;
        shows(&text, &["产品故障记录表", number, "客户与服务", "故障现象", "数据备份确认", "修复后的培训", "SASL012"]);
        shows(&text, &["服务权益判定", "服务目录", "服务矩阵", "经过", "审核通过", "已通过（第 1 版）"]);
        shows(&text, &["客户签字（盖章）", "服务工程师签字", "扫码打开本记录", "打印于 2026-"]);
        shows(&text, &[&format!("第 {pages} 页 共 {pages} 页")]);
        assert!((1..=3).contains(&pages), "{pages} pages");
        hides(&text, &["内部意见不上纸", "¥"]);
        let (text, _) = paper(&app, ENGINEER, "fault-records", &record.id(), "en").await;
        shows(&text, &["Product Fault Record", number, "Customer and service", "Page 1 of"]);
    }

    async fn a_pre_sale_report_is_printed_with_its_lists(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let mut body = pre_sale_report(CUSTOMER_A);
        body["permission"] = json!({ "by": "许可人甲", "at": "2026-03-01T09:00:00+08:00", "scope": "办公网" });
        body["findings"] = json!([{ "area": "边界", "observation": "口令过弱", "risk": "high", "recommendation": "更换口令" }]);
        body["budget"] = json!("预算三十万");
        let record = approved(&app, "pre-sale-reports", &body).await;
        let (text, _) = paper(&app, ENGINEER, "pre-sale-reports", &record.id(), "zh").await;
        shows(&text, &["售前报告", "许可人甲", "口令过弱", "高", "更换口令", "预算三十万"]);
        let (text, _) = paper(&app, CONTACT, "pre-sale-reports", &record.id(), "zh").await;
        shows(&text, &["售前报告", "口令过弱"]);
        hides(&text, &["预算三十万", "预算情况", "竞争对手", "经过"]);
        let copy = format!("/api/v1/pre-sale-reports/{}/pdf?copy=customer", record.id());
        let text = pdf::text(&app.as_(ENGINEER).get(&copy).await.expect(200).bytes);
        shows(&text, &["售前报告", "口令过弱"]);
        hides(&text, &["预算三十万", "预算情况", "竞争对手", "经过"]);
        let page = app.browse(ENGINEER).get(&format!("/pre-sale-reports/{}", record.id())).await.expect(200);
        page.shows("pdf?copy=customer");
        app.as_(ENGINEER).get(&copy.replace("customer", "mine")).await.refused(422, "invalid_fields");
    }

    async fn paper_shows_the_revision_that_the_reader_sees(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let mut body = fault_record_remote(CUSTOMER_A);
        body["cause"] = json!("第一版的原因");
        let record = approved(&app, "fault-records", &body).await;
        let at = format!("/api/v1/fault-records/{}", record.id());
        let open = app.as_(ENGINEER).post(&format!("{at}/correct")).if_match(record.version()).await.expect(200);
        let change = json!({ "cause": "还没有提交的原因" });
        app.as_(ENGINEER).patch(&at).if_match(open.version()).json(&change).await.expect(200);
        let (own, _) = paper(&app, ENGINEER, "fault-records", &record.id(), "zh").await;
        shows(&own, &["还没有提交的原因", "草稿（第 2 版）"]);
        for outside in [REVIEWER, CONTACT] {
            let (text, _) = paper(&app, outside, "fault-records", &record.id(), "zh").await;
            shows(&text, &["第一版的原因"]);
            hides(&text, &["还没有提交的原因", "草稿（第 2 版）"]);
        }
    }

    async fn what_is_out_of_sight_is_missing_on_paper_too(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let record = submitted(&app, "fault-records", &fault_record_remote(CUSTOMER_A)).await;
        let path = |id: &str| format!("/api/v1/fault-records/{id}/pdf");
        let missing = app.as_(OTHER).get(&path(&MISSING.to_string())).await.refused(404, "not_found");
        let foreign = app.as_(OTHER).get(&path(&record.id())).await.refused(404, "not_found");
        assert_eq!(foreign.body["detail"], missing.body["detail"]);
        app.as_(CONTACT).get(&path(&record.id())).await.refused(404, "not_found");
        app.as_(ENGINEER).get(&format!("/api/v1/pre-sale-reports/{}/pdf", record.id())).await.refused(404, "not_found");
        app.as_(ENGINEER).get(&format!("{}?copy=1", path(&record.id()))).await.expect(422);
        app.browse(OTHER).get(&format!("/fault-records/{}/pdf", record.id())).await.expect(404);
    }

    async fn the_page_of_a_record_leads_to_its_pdf(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let record = draft(&app, "fault-records", &fault_record_remote(CUSTOMER_A)).await;
        let page = format!("/fault-records/{}", record.id());
        let visitor = app.browse(ENGINEER);
        visitor.get(&page).await.expect(200).shows(&format!("href=\"{page}/pdf\"")).shows("打印 PDF");
        let file = visitor.get(&format!("{page}/pdf")).await.expect(200);
        assert_eq!(file.headers["content-type"], "application/pdf");
        let name = format!("inline; filename=\"{}.pdf\"", record.body["number"].as_str().unwrap());
        assert_eq!(file.headers["content-disposition"], name.as_str());
    }

    async fn long_and_hostile_content_is_printed_whole(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let mut body = fault_record_remote(CUSTOMER_A);
        body["handling"] = json!("第一步\n".repeat(1500) + "最后一步 #import \"x\" $x$ \\ #panic(\"y\")");
        body["symptom"] = json!("W".repeat(4000));
        body["effect"] = json!("😀 émigré אבג #read(\"/etc/passwd\")");
        let record = draft(&app, "fault-records", &body).await;
        let (text, pages) = paper(&app, ENGINEER, "fault-records", &record.id(), "zh").await;
        shows(&text, &["最后一步 #import \"x\" $x$ \\ #panic(\"y\")", "#read(\"/etc/passwd\")"]);
        assert!(pages > 20, "{pages} pages");
        shows(&text, &[&format!("第 {pages} 页 共 {pages} 页")]);
    }

    async fn without_a_chinese_font_the_answer_says_what_to_install(app: TestApp) {
        let record = draft(&app, "fault-records", &fault_record_remote(CUSTOMER_A)).await;
        let path = format!("/fault-records/{}/pdf", record.id());
        let answer = app.as_(ENGINEER).get(&format!("/api/v1{path}")).await.refused(503, "no_chinese_font");
        assert!(answer.text.contains("fonts-noto-cjk") && !answer.header("retry-after").is_empty());
        let page = app.browse(ENGINEER).get(&path).await.expect(503);
        page.shows("fonts-noto-cjk").shows("data-print").shows("产品故障记录表");
    }
}
