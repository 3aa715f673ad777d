//! The pages of a reviewer: from the queue to the verdict, what two reviewers tell each other, approving several.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::records::steps::{ENGINEER, REVIEWER, charges_of, file, send_in, with};
use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_AGENT_A, CUSTOMER_KEY, KUNMING};
use crate::support::{Answer, TestApp, fault_record_onsite, fault_record_remote, pre_sale_report};

const OTHER: &str = "reviewer2@vendor.example";
const FAULTS: &str = "fault-records";

async fn as_author_sees(app: &TestApp, path: &str, record: &Answer) -> Answer {
    app.as_(ENGINEER).get(&format!("/api/v1/{path}/{}", record.id())).await.expect(200)
}

fn own_onsite() -> Value {
    fault_record_onsite(CUSTOMER_AGENT_A, KUNMING)
}

both_engines! {
    async fn from_the_queue_to_the_charge(app: TestApp) {
        let sent = file(&app, ENGINEER, FAULTS, &own_onsite()).await;
        let reviewer = app.browse(REVIEWER);
        let number = sent.body["number"].as_str().unwrap().to_string();
        let here = format!("/reviews/{}", sent.id());
        reviewer.get("/reviews").await.expect(200).shows(&number).shows(&here).shows("尚无人接手");
        let page = reviewer.get(&here).await.expect(200).shows("自动检查").shows("接手审核");
        let taken = reviewer.submit(&page, &format!("{here}/take"), &[]).await.expect(303);
        let page = reviewer.follow(&taken).await.expect(200).shows("您正在审核，保留至").shows("放回队列");
        let fields = [("verdict", "return"), ("remark:cause", "请写明是哪台服务器"), ("comment", "原因太笼统")];
        reviewer.submit(&page, &format!("{here}/decide"), &fields).await.expect(303);

        let seen = as_author_sees(&app, FAULTS, &sent).await;
        assert_eq!(seen.body["status"], "returned");
        assert_eq!(seen.body["verdicts"][0]["remarks"][0]["text"], "请写明是哪台服务器");
        let address = format!("/api/v1/{FAULTS}/{}", sent.id());
        let change = json!({ "cause": "域控服务器时间漂移" });
        let mended = app.as_(ENGINEER).patch(&address).if_match(seen.version()).json(&change).await.expect(200);
        send_in(&app, ENGINEER, FAULTS, &mended).await.expect(200);

        let page = reviewer.get(&here).await.expect(200)
            .shows("已修改").shows("域控服务器时间漂移").shows("服务器时间不同步").shows("请写明是哪台服务器");
        let only = reviewer.get(&format!("{here}?view=changes")).await.expect(200).shows("域控服务器时间漂移");
        assert!(!only.text.contains("远程指导重启服务未能恢复"), "fields that did not change are left out");
        let done = reviewer.submit(&page, &format!("{here}/decide"), &[("verdict", "approve")]).await.expect(303);
        reviewer.follow(&done).await.expect(200).shows("已通过，费用已产生").hides(&number);
        let charges = charges_of(&app, &sent).await;
        assert!(charges.iter().any(|charge| charge["amount_fen"].as_i64() > Some(0)), "{charges:?}");
        let other = app.browse(OTHER).get(&here).await.expect(200);
        other.shows("没有在等待判定").hides("name=\"verdict\"");
    }

    async fn only_what_was_reported_before_is_earlier(app: TestApp) {
        let at = |day: &str| {
            let moment = |time: &str| format!("{day}T{time}:00+08:00");
            json!({ "reported_at": moment("08:00"), "responded_at": moment("08:10"), "restored_at": moment("08:45") })
        };
        let body = fault_record_remote(CUSTOMER_A);
        // Filed first, but reported last.
        let last = file(&app, ENGINEER, FAULTS, &with(body.clone(), at("2026-02-20"))).await;
        let first = file(&app, ENGINEER, FAULTS, &with(body, at("2026-02-10"))).await;
        let reviewer = app.browse(REVIEWER);
        let number = |record: &Answer| record.body["number"].as_str().unwrap().to_string();
        let page = reviewer.get(&format!("/reviews/{}", first.id())).await.expect(200);
        page.shows("没有更早的记录").hides(&number(&last));
        let page = reviewer.get(&format!("/reviews/{}", last.id())).await.expect(200);
        page.shows("有 1 条更早的记录").shows(&number(&first));
    }

    async fn the_page_says_what_approving_leads_to(app: TestApp) {
        let charged = file(&app, ENGINEER, FAULTS, &own_onsite()).await;
        let free = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_AGENT_A)).await;
        let by_agent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        let reviewer = app.browse(REVIEWER);
        let page = async |record: &Answer| reviewer.get(&format!("/reviews/{}", record.id())).await;
        let estimate = charged.body["decision"]["estimate"]["total_fen"].as_i64().unwrap();
        assert!(estimate > 0);
        page(&charged).await.expect(200).shows("由甲方示例代理承担");
        page(&free).await.expect(200).shows("金额为 0 的费用");
        let page = page(&by_agent).await.expect(200);
        let outcome = by_agent.body["decision"]["outcome"].as_str().unwrap();
        let words = if outcome == "not_provided" { "由代理商自行完成" } else { "记录冻结" };
        page.shows(words);
    }

    async fn a_second_reviewer_is_told_who_has_it_and_loses_nothing(app: TestApp) {
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        let (first, second) = (app.browse(REVIEWER), app.browse(OTHER));
        let here = format!("/reviews/{}", sent.id());
        let (seen, also) = (first.get(&here).await.expect(200), second.get(&here).await.expect(200));
        first.submit(&seen, &format!("{here}/take"), &[]).await.expect(303);
        let typed = [("verdict", "reject"), ("comment", "与上月记录重复"), ("remark:symptom", "请补充截图")];
        let stale = second.submit(&also, &format!("{here}/decide"), &typed).await.expect(412);
        let stale = stale.shows("沈审").shows("与上月记录重复").shows("请补充截图").shows("判定未提交");
        second.submit(&stale, &format!("{here}/decide"), &typed).await.expect(409)
            .shows("沈审 正在审核这条记录").shows("与上月记录重复");
        let page = second.get(&here).await.expect(200).shows("沈审 正在审核");
        let back = second.submit(&page, &format!("{here}/take"), &[]).await.expect(303);
        second.follow(&back).await.expect(200).shows("已由其他审核员接手");
        second.get("/reviews").await.expect(200).shows("沈审 审核中");
        let page = first.get(&here).await.expect(200);
        first.submit(&page, &format!("{here}/release"), &[]).await.expect(303);
        second.get("/reviews").await.expect(200).shows("尚无人接手");
    }

    async fn a_return_without_words_is_shown_again(app: TestApp) {
        let sent = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        let reviewer = app.browse(REVIEWER);
        let here = format!("/reviews/{}", sent.id());
        let page = reviewer.get(&here).await.expect(200);
        let decide = format!("{here}/decide");
        let again = reviewer.submit(&page, &decide, &[("verdict", "reject"), ("remark:cause", "太短")]).await.expect(422);
        again.shows("请填写“总体意见”").shows("太短");
        let long = "长".repeat(1001);
        let fields = [("verdict", "return"), ("comment", "见批注"), ("remark:cause", long.as_str())];
        reviewer.submit(&page, &decide, &fields).await.expect(422).shows(&long).shows("#field-cause").shows("见批注");
        reviewer.submit(&page, &decide, &[("verdict", "maybe")]).await.expect(422);
        let seen = as_author_sees(&app, FAULTS, &sent).await;
        assert_eq!(seen.body["status"], "submitted");
    }

    async fn own_work_is_shown_with_the_reason(app: TestApp) {
        let body = with(fault_record_remote(CUSTOMER_KEY), json!({ "engineers": ["沈审"] }));
        let sent = file(&app, "engineer@vendor.example", FAULTS, &body).await;
        let here = format!("/reviews/{}", sent.id());
        let reviewer = app.browse(REVIEWER);
        let page = reviewer.get(&here).await.expect(200).shows("不能审核自己的工作").shows("disabled");
        reviewer.submit(&page, &format!("{here}/decide"), &[("verdict", "approve")]).await.expect(403)
            .shows("不能审核自己的工作");
    }

    async fn several_free_remote_records_at_once(app: TestApp) {
        let free = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_AGENT_A)).await;
        let report = file(&app, ENGINEER, "pre-sale-reports", &pre_sale_report(CUSTOMER_AGENT_A)).await;
        let onsite = file(&app, ENGINEER, FAULTS, &own_onsite()).await;
        let reviewer = app.browse(REVIEWER);
        let queue = reviewer.get("/reviews").await.expect(200);
        let pick = |record: &Answer| format!("{}.{}", record.id(), record.version());
        for (record, may) in [(&free, true), (&report, true), (&onsite, false)] {
            let after = queue.text.split(&format!("value=\"{}\"", pick(record))).nth(1).unwrap();
            let disabled = after.split('>').next().unwrap().contains("disabled");
            assert_eq!(!disabled, may, "{}", record.text);
        }
        let picks = [pick(&free), pick(&report), pick(&onsite)];
        let fields: Vec<(&str, &str)> = picks.iter().map(|pick| ("record", pick.as_str())).collect();
        let done = reviewer.submit(&queue, "/reviews/approve", &fields).await.expect(303);
        reviewer.follow(&done).await.expect(200).shows("已通过 2 条").shows("另有 1 条未通过");
        assert_eq!(as_author_sees(&app, FAULTS, &free).await.body["status"], "approved");
        assert_eq!(as_author_sees(&app, FAULTS, &onsite).await.body["status"], "submitted");
        let charges = charges_of(&app, &free).await;
        assert!(!charges.is_empty() && charges.iter().all(|charge| charge["amount_fen"] == 0), "{charges:?}");
        let none = reviewer.submit(&queue, "/reviews/approve", &[]).await.expect(303);
        reviewer.follow(&none).await.expect(200).shows("请先勾选");
    }

    async fn the_queue_is_filtered_by_its_address(app: TestApp) {
        let fault = file(&app, ENGINEER, FAULTS, &fault_record_remote(CUSTOMER_A)).await;
        app.clock.advance(TimeDelta::minutes(1));
        let report = file(&app, ENGINEER, "pre-sale-reports", &pre_sale_report(CUSTOMER_A)).await;
        let (fault, report) = (fault.body["number"].as_str().unwrap(), report.body["number"].as_str().unwrap());
        let reviewer = app.browse(REVIEWER);
        reviewer.get("/reviews?kind=fault_record").await.expect(200).shows(fault).hides(report);
        reviewer.get("/reviews?status=approved").await.expect(200).hides(fault).hides(report);
        reviewer.get("/reviews?limit=1").await.expect(200).shows(fault).hides(report).shows("data-list-next");
        reviewer.get("/reviews?kind=nonsense").await.expect(200).shows(fault).shows("已忽略");
        app.browse(ENGINEER).get("/reviews").await.expect(403);
    }

    async fn what_was_never_sent_in_is_not_there(app: TestApp) {
        let body = fault_record_remote(CUSTOMER_A);
        let draft = app.as_(ENGINEER).post("/api/v1/fault-records").json(&body).await.expect(201);
        let reviewer = app.browse(REVIEWER);
        let here = format!("/reviews/{}", draft.id());
        reviewer.get(&here).await.expect(404);
        reviewer.post(&format!("{here}/take"), &[("_csrf", reviewer.csrf()), ("version", "1")]).await.expect(404);
        reviewer.get("/reviews/nonsense").await.expect(404);
    }
}
