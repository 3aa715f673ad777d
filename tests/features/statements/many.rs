//! Statements with very many lines: each is reached, and all of them fit into a workbook.

use diesel::RunQueryDsl;

use tierdesk::features::statements;
use tierdesk::platform::i18n::Lang;
use tierdesk::platform::web::list::{ListQuery, ListSpec};

use super::files::charge_many;
use super::{BILLING, ask};
use crate::both_engines;
use crate::support::plans::plans_of;
use crate::support::{Engine, Html, TestApp};

const REVIEWER: &str = "reviewer@vendor.example";

/// Where a list goes on.
fn next(page: &Html) -> String {
    let (before, _) = page.text.split_once("\" rel=\"next\"").expect("the list goes on");
    let (_, href) = before.rsplit_once("href=\"").unwrap();
    href.replace("&amp;", "&")
}

/// So many lines that were all disputed, on forty statements: copies of the one that was issued.
fn dispute_many(app: &TestApp, count: usize) {
    let to = |last: usize| match app.engine {
        Engine::Sqlite => format!(
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n)"
        ),
        Engine::Postgres => format!("generate_series(1, {last}) AS n(i)"),
    };
    let id = |letter: char, number: &str| match app.engine {
        Engine::Sqlite => format!("unhex(printf('{letter}%031x', {number}))"),
        Engine::Postgres => format!("('{letter}' || lpad(to_hex({number}), 31, '0'))::uuid"),
    };
    let (charge, event, statement, numbers) = (id('c', "i"), id('e', "i"), id('a', "i % 40"), to(count));
    let all = [
        format!(
            "INSERT INTO charges (id, origin, number, revision, line, payer_id, payer_name, customer_name, component, \
             service_code, amount_fen, list_fen, vat_rate, derivation, created_at, text) \
             SELECT {charge}, origin, number, revision, line, payer_id, payer_name, customer_name, component, \
             service_code, amount_fen, list_fen, vat_rate, derivation, created_at, text FROM charges, {numbers}"
        ),
        format!(
            "INSERT INTO statement_lines SELECT {statement}, i, {charge}, record_id, origin, number, customer_name, \
             component, service_code, service_zh, service_en, text, unit, quantity, list_fen, net_fen, vat_rate, \
             vat_fen, gross_fen FROM statement_lines, {numbers}"
        ),
        format!(
            "INSERT INTO statements SELECT {statement}, number || '-' || i, payer_id, payer_name, month, i + 1, \
             {count} / 40, list_total_fen, net_total_fen, vat_total_fen, gross_total_fen, issued_at, issued_by, \
             issued_by_name FROM statements, {}",
            to(40)
        ),
        format!(
            "INSERT INTO statement_line_states (charge_id, statement_id, status, version, changed_at) \
             SELECT {charge}, {statement}, 'disputed', 2, at FROM statement_events, {numbers}"
        ),
        format!(
            "INSERT INTO statement_events (id, statement_id, charge_id, at, kind, amount_fen, text, actor_id, actor_name, \
             version) SELECT {event}, {statement}, {charge}, at, 'disputed', 0, 'No. ' || i, actor_id, actor_name, i + 1 \
             FROM statement_events, {numbers}"
        ),
    ];
    app.write(|conn| {
        for sql in &all {
            diesel::sql_query(sql).execute(conn)?;
        }
        Ok(())
    });
}

both_engines! {
    async fn every_line_is_reached_on_the_page_of_its_statement(app: TestApp) {
        charge_many(&app, 203);
        let made = ask(&app).await.expect(201);
        let here = format!("/billing/statements/{}", made.id());
        let clerk = app.browse(BILLING);
        let first = clerk.get(&here).await.expect(200).shows(">1. ").shows(">200. ").hides(">201. ");
        let last = clerk.get(&next(&first)).await.expect(200).shows(">201. ").shows(">203. ").hides(">200. ");
        assert!(!last.text.contains("rel=\"next\""));
        let open = clerk.get(&format!("{here}?status=open")).await.expect(200);
        clerk.get(&next(&open)).await.expect(200).shows(">201. ");
        let other_way = clerk.get(&format!("{here}?sort=-line")).await.expect(200).shows(">203. ").hides(">3. ");
        clerk.get(&next(&other_way)).await.expect(200).shows(">3. ").shows(">1. ");
    }

    async fn whether_a_line_was_disputed_is_found_by_an_index(app: TestApp) {
        const LIST: ListSpec = ListSpec { filters: &[], sorts: &["changed_at"], search: false };
        charge_many(&app, 1);
        ask(&app).await.expect(201);
        dispute_many(&app, 2_000);
        app.execute("ANALYZE");
        let texts = &app.app.services.texts;
        // Without a line to show, nothing else is asked.
        let query = ListQuery { limit: 0, ..LIST.read(&[]).unwrap() };
        let plans = plans_of(&app, |conn| statements::disputed_lines(conn, &query, (texts, Lang::En)).map(drop));
        let plan = plans.iter().find(|plan| plan.to_string().contains("EXISTS")).unwrap();
        // PostgreSQL may read the events once for all lines instead; neither reads those of a statement for each of its lines.
        let once = app.engine == Engine::Postgres && plan.scans("statement_events");
        assert!(once || plan.names("statement_events_of_charges"), "{plan}");
        assert!(!plan.names("statement_events_by_statement"), "{plan}");
    }

    async fn a_workbook_of_disputed_lines_holds_very_many(app: TestApp) {
        const LINES: usize = 16_500;
        charge_many(&app, 1);
        ask(&app).await.expect(201);
        dispute_many(&app, LINES);
        let (status, _, bytes) = app.browse(REVIEWER).bytes("/reviews/disputed/export.xlsx").await;
        assert_eq!(status, 200);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("xl/sharedStrings.xml").unwrap(), &mut text).unwrap();
        for said in ["No. 1<", "No. 5001<", "No. 16500<"] {
            assert!(text.contains(said), "{said}");
        }
    }
}
