//! Who is how late with what, and reminders of it (chapter 6); what goes to the invoicing software (chapter 10).

use chrono::TimeDelta;
use serde_json::json;
use tierdesk::features::ageing;

use super::allocations::{billed, to};
use super::{BILLING, MANAGER_A, PAYMENTS};
use crate::both_engines;
use crate::features::home::card;
use crate::support::fixture::AGENT_A;
use crate::support::plans::indexed_plans_of;
use crate::support::{TestApp, payment};

fn remind(app: &TestApp) -> usize {
    (ageing::REMIND.run)(&app.app.services, app.now()).unwrap()
}

async fn reminders(app: &TestApp) -> usize {
    let told = app.as_(MANAGER_A).get("/api/v1/notices?limit=200").await.expect(200);
    told.items().iter().filter(|notice| notice["kind"] == "statement_overdue").count()
}

both_engines! {
    async fn what_is_open_ages(app: TestApp) {
        let billing = app.as_(BILLING);
        assert!(billing.get("/api/v1/ageing").await.expect(200).items().is_empty());
        app.browse(BILLING).get("/billing/ageing").await.expect(200).shows("没有未付的对账单");
        let (statement, gross) = billed(&app).await;
        let mut passed = 0;
        // Due 30 days after its issue.
        for (days, place) in [
            (30, "not_due_fen"), (31, "days_30_fen"), (60, "days_30_fen"), (61, "days_60_fen"), (90, "days_60_fen"),
            (91, "days_90_fen"), (120, "days_90_fen"), (121, "older_fen"),
        ] {
            app.clock.advance(TimeDelta::days(days - passed));
            passed = days;
            let row = app.as_(BILLING).get("/api/v1/ageing").await.expect(200).items()[0].clone();
            assert_eq!(row[place], gross, "{days} days after its issue: {row}");
            assert_eq!((&row["open_fen"], &row["overdue_fen"]), (&json!(gross), &json!(if days > 30 { gross } else { 0 })));
            assert_eq!(row["most_days"], days.max(30) - 30);
            let home = app.browse(BILLING).get("/").await.expect(200).shows("逾期未付的对账单");
            assert_eq!(card(&home, "/billing/ageing"), i64::from(days > 30));
        }
        let mut body = payment(AGENT_A, 250);
        body["allocations"] = to(&statement, 200);
        app.as_(BILLING).post(PAYMENTS).json(&body).await.expect(201);
        let row = app.as_(MANAGER_A).get("/api/v1/ageing").await.expect(200).items()[0].clone();
        assert_eq!((&row["older_fen"], &row["unallocated_fen"]), (&json!(gross - 200), &json!(50)));
        assert!(app.as_("manager@agent-b.example").get("/api/v1/ageing").await.expect(200).items().is_empty());
        app.browse(BILLING).get("/billing/ageing").await.expect(200).shows("甲方示例代理").shows("最长逾期 91 天");
        let file = app.browse(BILLING).get("/billing/ageing/export.xlsx").await.expect(200);
        assert_eq!(file.headers["content-disposition"].to_str().unwrap().split('-').next(), Some("attachment; filename=\"ageing"));
    }

    async fn a_payer_is_reminded_once_at_each_step(app: TestApp) {
        let (statement, gross) = billed(&app).await;
        assert_eq!((remind(&app), reminders(&app).await), (0, 0));
        for (days, told) in [(29, 0), (1, 1), (13, 1), (1, 2), (15, 2), (1, 3), (60, 3)] {
            app.clock.advance(TimeDelta::days(days));
            while remind(&app) > 0 {}
            assert_eq!((reminders(&app).await, remind(&app)), (told, 0));
        }
        // What is paid is not reminded of.
        let mut body = payment(AGENT_A, gross);
        body["allocations"] = to(&statement, gross);
        app.as_(BILLING).post(PAYMENTS).json(&body).await.expect(201);
        app.execute("DELETE FROM statement_reminders");
        app.execute("UPDATE statement_states SET reminded_step = -1");
        assert_eq!(remind(&app), 0);
    }

    async fn after_a_long_silence_one_reminder_is_enough(app: TestApp) {
        billed(&app).await;
        app.clock.advance(TimeDelta::days(75));
        while remind(&app) > 0 {}
        assert_eq!(reminders(&app).await, 1);
    }

    async fn what_is_to_be_reminded_of_is_found_by_its_index(app: TestApp) {
        billed(&app).await;
        app.clock.advance(TimeDelta::days(75));
        let terms = ageing::Terms::at(app.now(), chrono_tz::Asia::Shanghai, 30);
        let plans = indexed_plans_of(&app, |conn| ageing::due(conn, &terms).map(drop));
        let asked: Vec<_> = plans.into_iter().filter(|plan| plan.to_string().contains("statement_states")).collect();
        assert_eq!(asked.len(), 3, "one for each step");
        for plan in asked {
            assert!(plan.names("statement_states_to_remind") && !plan.sorts(), "{plan}");
        }
    }

    async fn of_a_reminder_that_was_told_already_nothing_more_is_looked_at(app: TestApp) {
        billed(&app).await;
        app.clock.advance(TimeDelta::days(75));
        let terms = ageing::Terms::at(app.now(), chrono_tz::Asia::Shanghai, 30);
        assert_eq!(app.read(|conn| ageing::due(conn, &terms)).len(), 1);
        assert_eq!(remind(&app), 1);
        assert!(app.read(|conn| ageing::due(conn, &terms)).is_empty(), "though it is still to be paid");
    }

    async fn a_month_goes_to_the_invoicing_software(app: TestApp) {
        billed(&app).await;
        let clerk = app.browse(BILLING);
        clerk.get("/billing/invoices").await.expect(200).shows("这个月没有需要开票的对账单");
        let page = clerk.get("/billing/invoices?month=2026-03").await.expect(200);
        page.shows("甲方示例代理").shows("还没有开票资料").shows("export.xlsx?month=2026-03");
        let data = json!({ "kind": "special", "title": "=甲方", "tax_number": "91110000101623741K" });
        let there = format!("/api/v1/accounts/{AGENT_A}/invoice-data");
        app.as_(BILLING).patch(&there).if_match(0).json(&data).await.expect(200);
        clerk.get("/billing/invoices?month=2026-03").await.expect(200).shows("91110000101623741K");
        clerk.get("/billing/invoices/export.xlsx?month=2026-03").await.expect(200);
        clerk.get("/billing/invoices/export.xlsx?month=x").await.expect(422);
        app.browse(MANAGER_A).get("/billing/invoices").await.expect(403);
    }
}
