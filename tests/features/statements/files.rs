//! A statement as a PDF and as a workbook (chapter 6).

use std::io::Read;

use chrono_tz::Asia::Shanghai;
use serde_json::json;
use tierdesk::domain::capital_numerals::capital_numerals;
use tierdesk::features::charges::create_other;

use super::{BILLING, STATEMENTS, ask, issued};
use crate::both_engines;
use crate::support::{TestApp, fixture, pdf, visit};

const PAYER: &str = "manager@agent-a.example";

/// The same program with the fonts of this machine, where it has some.
fn printing(app: &TestApp) -> Option<TestApp> {
    if pdf::ready() { TestApp::start_with(app.engine, |settings| settings.fonts.system = true) } else { None }
}

/// Many confirmed charges of agent A; the first of them would be a formula.
pub fn charge_many(app: &TestApp, count: usize) {
    let clerk = app.actor(BILLING);
    app.write(|conn| {
        for at in 0..count {
            let text = if at == 0 { "=HYPERLINK(\"x\")".to_string() } else { format!("第 {at} 项") };
            create_other(conn, &clerk, app.now(), Shanghai, &visit(&text))?;
        }
        Ok(())
    });
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{200b}').collect()
}

/// The rows of the first sheets of a workbook as their XML, and the names of its sheets.
fn sheets(xlsx: &[u8]) -> (String, String, String) {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(xlsx)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    (read("xl/worksheets/sheet1.xml"), read("xl/worksheets/sheet2.xml"), read("xl/workbook.xml"))
}

both_engines! {
    async fn a_statement_is_printed_with_its_amount_in_capitals(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        let data = json!({
            "kind": "special", "title": "甲方示例代理有限公司", "tax_number": "91110000101623741K",
            "address": "深圳市示例路 1 号", "bank": "示例银行深圳分行", "account": "7559000012345678",
        });
        let account = format!("/api/v1/accounts/{}/invoice-data", fixture::AGENT_A);
        app.as_(BILLING).patch(&account).if_match(0).json(&data).await.expect(200);
        let statement = issued(&app).await;
        let path = format!("{STATEMENTS}/{}/pdf", statement["id"].as_str().unwrap());
        let answer = app.as_(PAYER).get(&path).header("accept-language", "zh").await.expect(200);
        assert_eq!(answer.header("content-type"), "application/pdf");
        let text = squeezed(&pdf::text(&answer.bytes));
        let gross = statement["gross_total_fen"].as_i64().unwrap();
        let number = statement["number"].as_str().unwrap();
        let (capital, page) = (capital_numerals(gross), format!("第{0}页共{0}页", pdf::pages(&answer.bytes)));
        for words in [
            "对账单", number, &capital, "甲方示例代理有限公司", "91110000101623741K", "增值税专用发票",
            "深圳市示例路1号", "示例银行深圳分行7559000012345678", "现场故障排除", "付款方确认（盖章）", &page,
        ] {
            assert!(text.contains(&squeezed(words)), "{words}: {text}");
        }
        let english = app.as_(PAYER).get(&path).header("accept-language", "en").await.expect(200);
        let text = squeezed(&pdf::text(&english.bytes));
        for words in ["Statement", "Confirmedbythepayer", &capital, "Page1of"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        app.as_("manager@agent-b.example").get(&path).await.expect(404);
    }

    async fn without_a_font_the_page_says_so(app: TestApp) {
        let statement = issued(&app).await;
        let id = statement["id"].as_str().unwrap();
        app.as_(PAYER).get(&format!("{STATEMENTS}/{id}/pdf")).await.refused(503, "no_chinese_font");
        let page = app.browse(PAYER).get(&format!("/billing/statements/{id}/pdf")).await.expect(503);
        page.shows("没有含中文的字体").shows("明细");
    }

    async fn paper_has_five_hundred_lines_and_the_workbook_all(app: TestApp) {
        let Some(app) = printing(&app) else { return };
        charge_many(&app, 503);
        let made = ask(&app).await.expect(201);
        assert_eq!(made.body["line_count"], 503);
        let clerk = app.as_(BILLING);
        let answer = clerk.get(&format!("{STATEMENTS}/{}/pdf", made.id())).header("accept-language", "zh").await.expect(200);
        let text = squeezed(&pdf::text(&answer.bytes));
        // Charges of one moment stand in the order of their ids, which may begin anywhere.
        assert!(text.contains("前500行，共503行") && text.matches("CT-2026-001").count() == 500, "{text}");

        let book = clerk.get(&format!("{STATEMENTS}/{}/xlsx", made.id())).header("accept-language", "zh").await.expect(200);
        assert!(book.header("content-disposition").contains(made.body["number"].as_str().unwrap()));
        let (lines, summary, names) = sheets(&book.bytes);
        assert_eq!(lines.matches("<row ").count(), 505, "a head, 503 lines, a total");
        assert!(lines.contains("第 502 项") && lines.contains("SASL012") && lines.contains("106.01"));
        assert!(!lines.contains("<f>") && !lines.contains(">=HYPERLINK"), "nothing is a formula");
        let gross = made.body["gross_total_fen"].as_i64().unwrap();
        assert!(summary.contains(&capital_numerals(gross)), "{summary}");
        assert!(names.contains("明细") && names.contains("合计"), "{names}");
        let log = app.as_("auditor@vendor.example").get("/api/v1/audit?action=statement.export").await.expect(200);
        assert_eq!(log.items()[0]["after"]["rows"], 503);
        // Page after page to the last line.
        let page = app.browse(BILLING).get(&format!("/billing/statements/{}", made.id())).await.expect(200);
        assert_eq!(page.text.matches("/billing/statement-lines/").count(), 200);
        page.shows("after=");
    }

    async fn the_list_is_a_workbook_too(app: TestApp) {
        issued(&app).await;
        let (status, headers, bytes) = app.browse(PAYER).bytes("/billing/statements/export.xlsx").await;
        let named = headers.get("content-disposition").unwrap().to_str().unwrap();
        assert!(status == 200 && named.contains("statements-2026"), "{status} {named}");
        assert!(bytes.starts_with(b"PK"));
        app.browse(PAYER).get("/billing/statements/export.xlsx?status=none").await.expect(422);
        app.browse("engineer@agent-a.example").get("/billing/statements/export.xlsx").await.expect(403);
    }
}
