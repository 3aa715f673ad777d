//! The pages of statements (8.4): the payer's, the clerk's and the reviewer's, without JavaScript.

use chrono::TimeDelta;
use serde_json::json;
use tierdesk::features::statements::RUNS;

use super::{BILLING, MONTH, confirm, issued, repair};
use crate::both_engines;
use crate::support::{TestApp, Visitor, fixture};

const PAYER: &str = "manager@agent-a.example";
const OTHER: &str = "manager@agent-b.example";
const REVIEWER: &str = "reviewer@vendor.example";
const HERE: &str = "/billing/statements";

/// Opens the page of a line and sends `text` to one of its forms.
async fn say(visitor: &Visitor, line: &str, form: &str, text: &str) -> crate::support::Html {
    let page = visitor.get(line).await.expect(200);
    visitor.submit(&page, &format!("{line}/{form}"), &[("text", text)]).await
}

both_engines! {
    async fn a_clerk_issues_and_the_payer_confirms(app: TestApp) {
        for charge in &repair(&app).await {
            confirm(&app, charge).await;
        }
        let clerk = app.browse(BILLING);
        let form = clerk.get(&format!("{HERE}/new")).await.expect(200);
        // Who waits stands below the form, with a button of its own.
        let form = form.shows("等待出具").shows("甲方示例代理").shows(MONTH);
        let payer = fixture::AGENT_A.to_string();
        let wrong = clerk.submit(&form, &format!("{HERE}/new"), &[("payer_id", &payer), ("month", "2026-13")]).await;
        wrong.expect(422).shows("2026-13").shows("不是有效的月份");
        let early = clerk.submit(&form, &format!("{HERE}/new"), &[("payer_id", &payer), ("month", "2026-01")]).await;
        early.expect(409).shows("2026-01").shows("没有尚未列入对账单的已确认费用");
        let made = clerk.submit(&form, &format!("{HERE}/new"), &[("payer_id", &payer), ("month", MONTH)]).await.expect(303);
        let here = made.location().to_string();
        let page = clerk.follow(&made).await.expect(200).shows("对账单已出具").shows("人民币").shows("登记收款");
        page.hides("确认整份对账单").shows(&format!("{here}/pdf")).shows(&format!("{here}/xlsx"));

        let manager = app.browse(PAYER);
        manager.get("/").await.expect(200).shows("待确认的对账单");
        manager.get(HERE).await.expect(200).shows(&here).hides("整月出具");
        let page = manager.get(&here).await.expect(200).shows("现场故障排除").shows("计费依据").hides("登记收款");
        let done = manager.submit(&page, &format!("{here}/confirm"), &[]).await.expect(303);
        manager.follow(&done).await.expect(200).shows("对账单已确认").hides("确认整份对账单");
        manager.submit(&page, &format!("{here}/confirm"), &[]).await.expect(412).shows("<h1");

        let stranger = app.browse(OTHER);
        stranger.get(&here).await.expect(404);
        stranger.get(&format!("{here}/xlsx")).await.expect(404);
        stranger.get(HERE).await.expect(200).hides(&here).shows("还没有对账单");
        app.browse("engineer@agent-a.example").get(HERE).await.expect(403);
    }

    async fn a_question_is_answered_and_a_dispute_decided(app: TestApp) {
        let statement = issued(&app).await;
        let (id, charge) = (statement["id"].as_str().unwrap(), statement["lines"][0]["charge_id"].as_str().unwrap());
        let (line, desk) = (format!("/billing/statement-lines/{charge}"), format!("/reviews/disputed/{charge}"));
        let (payer, clerk, reviewer) = (app.browse(PAYER), app.browse(BILLING), app.browse(REVIEWER));
        reviewer.get("/reviews/disputed").await.expect(200).shows("没有有异议的明细");
        reviewer.get(&desk).await.expect(404);

        say(&payer, &line, "question", " ").await.expect(422).shows("aria-invalid");
        let asked = say(&payer, &line, "question", "差旅费按几级城市？").await.expect(303);
        let old = payer.follow(&asked).await.expect(200).shows("疑问已发给财务").shows("差旅费按几级城市？");
        clerk.get("/").await.expect(200).shows("对账单疑问待答复");
        clerk.get(&format!("{HERE}?questioned=true")).await.expect(200).shows(id);
        let answered = say(&clerk, &line, "answer", "二级城市").await.expect(303);
        clerk.follow(&answered).await.expect(200).shows("答复已发给付款方").shows("二级城市").hides("答复付款方<");
        // What was typed on a page that is old by now is kept.
        let stale = payer.submit(&old, &format!("{line}/dispute"), &[("text", "没有那么远")]).await.expect(412);
        stale.shows("没有那么远");
        say(&payer, &line, "dispute", "没有那么远").await.expect(303);
        payer.get(&format!("{HERE}/{id}")).await.expect(200).shows("1 行有异议");
        payer.get(&format!("{HERE}/{id}?status=disputed")).await.expect(200).shows(&line);

        reviewer.get("/").await.expect(200).shows("对账单异议");
        reviewer.get("/reviews/disputed?status=disputed").await.expect(200).shows(&desk).shows("没有那么远");
        let told = app.as_(REVIEWER).get("/api/v1/notices").await.expect(200);
        assert!(told.items().iter().any(|notice| notice["kind"] == "line_disputed"), "{}", told.text);
        say(&reviewer, &desk, "uphold", "").await.expect(422).shows("aria-invalid");
        let upheld = say(&reviewer, &desk, "uphold", "里程以导航为准").await.expect(303);
        reviewer.follow(&upheld).await.expect(200).shows("已决定维持原额").hides("决定的理由");
        payer.get(&line).await.expect(200).shows("里程以导航为准").hides("审核员甲");
        app.browse(OTHER).get(&line).await.expect(404);
        app.browse(PAYER).get(&desk).await.expect(403);
    }

    async fn whoever_has_waited_longest_for_a_reviewer_comes_first(app: TestApp) {
        let statement = issued(&app).await;
        let lines: Vec<String> =
            (0..2).map(|at| statement["lines"][at]["charge_id"].as_str().unwrap().to_string()).collect();
        // The second line is disputed first.
        for line in [&lines[1], &lines[0]] {
            app.clock.advance(TimeDelta::minutes(1));
            say(&app.browse(PAYER), &format!("/billing/statement-lines/{line}"), "dispute", "不对").await.expect(303);
        }
        let reviewer = app.browse(REVIEWER);
        let order = async |query: &str| {
            let page = reviewer.get(&format!("/reviews/disputed{query}")).await.expect(200).text;
            page.find(&lines[1]).unwrap() < page.find(&lines[0]).unwrap()
        };
        assert!(order("").await && order("?status=disputed").await && order("?sort=").await);
        assert!(!order("?sort=-changed_at").await);
        // The call answers like every other list: what moved last comes first.
        let told = app.as_(REVIEWER).get("/api/v1/disputed-lines").await.expect(200);
        assert_eq!(told.items()[0]["charge_id"], lines[0].as_str());
    }

    async fn a_month_shows_how_far_it_is(app: TestApp) {
        for charge in &repair(&app).await {
            confirm(&app, charge).await;
        }
        let clerk = app.browse(BILLING);
        let runs = "/billing/statement-runs";
        let page = clerk.get(&format!("{runs}?month={MONTH}")).await.expect(200).shows("还没有整月出具过");
        clerk.submit(&page, runs, &[("month", "2026-00")]).await.expect(422).shows("2026-00");
        let begun = clerk.submit(&page, runs, &[("month", MONTH)]).await.expect(303);
        let here = begun.location().to_string();
        let going = clerk.follow(&begun).await.expect(200).shows("正在出具").shows("data-refresh").shows("刷新进度");
        going.shows("<progress").shows("value=\"0\"");
        clerk.submit(&page, runs, &[("month", MONTH)]).await.expect(409).shows("正在进行");
        while (RUNS.run)(&app.app.services, app.now()).unwrap() > 0 {}
        clerk.get(&here).await.expect(200).shows("已完成").shows("value=\"100\"").hides("data-refresh");
        clerk.get(runs).await.expect(200).shows(&here).shows("已完成");
        app.browse(PAYER).get(&here).await.expect(403);
    }

    async fn money_that_was_put_to_it_stands_on_it(app: TestApp) {
        let statement = issued(&app).await;
        let mut body = crate::support::payment(fixture::AGENT_A, 50_000);
        body["allocations"] = json!([{ "statement_id": statement["id"], "amount_fen": 30_000 }]);
        let payment = app.as_(BILLING).post("/api/v1/payments").json(&body).await.expect(201);
        let number = payment.body["number"].as_str().unwrap();
        let page = app.browse(PAYER).get(&format!("{HERE}/{}", statement["id"].as_str().unwrap())).await;
        page.expect(200).shows(number).shows("¥300.00").shows("核销 ¥300.00").hides("billing@");
    }
}
