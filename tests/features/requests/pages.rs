//! The pages of requests as people without JavaScript use them (4.1, 8.4).

use chrono::TimeDelta;
use serde_json::json;

use super::{CONTACT, ENGINEER, VENDOR_ENGINEER, fault, pass, raise, to};
use crate::both_engines;
use crate::support::{TestApp, fixture};

const SPECIALIST: &str = "specialist@vendor.example";

both_engines! {
    async fn a_customer_is_asked_for_little_and_sees_what_it_costs(app: TestApp) {
        let contact = app.browse(CONTACT);
        let form = contact.get("/requests/new").await.expect(200);
        for field in ["name=\"channel\"", "name=\"reported_at\"", "name=\"profile\"", "name=\"_customer\""] {
            assert!(!form.text.contains(field), "{field}");
        }
        form.clone().shows("本次服务的权益");
        let fields = [
            ("customer_id", fixture::CUSTOMER_A.to_string()),
            ("kind", "fault".into()),
            ("severity", "3".into()),
            ("subject", "客户端掉线".into()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        // The panel before it is sent: the conclusion, the deadlines, and the definitions of the profile.
        let panel = contact.submit(&form, "/requests/entitlement", &fields).await.expect(200);
        panel.clone().shows("由其代理商提供").shows("响应：").shows("重要功能部分失效");
        let sent = contact.submit(&form, "/requests/new", &fields).await.expect(303);
        let page = contact.follow(&sent).await.expect(200);
        page.clone().shows("请求已提交").shows("客户端掉线").shows("新请求").shows("剩 ");
    }

    async fn the_desk_registers_a_call_with_the_keyboard(app: TestApp) {
        let desk = app.browse(SPECIALIST);
        let form = desk.get("/requests/new").await.expect(200);
        let customer = form.text.find("name=\"_customer\"").expect("a customer is typed");
        assert!(form.text[customer..].starts_with("name=\"_customer\""));
        form.clone().shows("data-send-keys").shows("autofocus");
        // From top to bottom: customer, what, service, send.
        let places = ["name=\"_customer\"", "name=\"contact.name\"", "name=\"kind\"", "name=\"subject\"", "name=\"service_code\"", "name=\"channel\""];
        let order: Vec<usize> = places.iter().map(|place| form.text.find(place).expect(place)).collect();
        assert!(order.is_sorted(), "{order:?}");
        let name = app.as_(SPECIALIST).get(&format!("/api/v1/customers/{}", fixture::CUSTOMER_A)).await.expect(200);
        let name = name.body["name"].as_str().unwrap().to_string();
        let fields = [("_customer", name.as_str()), ("contact.name", "丙联络"), ("kind", "question"), ("severity", ""), ("subject", "授权如何续期"), ("channel", "phone")];
        let sent = desk.submit(&form, "/requests/new", &fields).await.expect(303);
        desk.follow(&sent).await.expect(200).shows(&name).shows("电话");
        let nobody = desk.submit(&form, "/requests/new", &[("_customer", "没有这家"), ("kind", "question"), ("subject", "问")]).await.expect(422);
        nobody.clone().shows("没有这家").shows("value=\"问\"");
    }

    async fn what_was_typed_is_kept(app: TestApp) {
        let engineer = app.browse(ENGINEER);
        let form = engineer.get("/requests/new").await.expect(200);
        let fields = [("kind", "fault"), ("subject", "服务器无法启动"), ("contact.phone", "13800138000"), ("city", "不存在的城市")];
        let again = engineer.submit(&form, "/requests/new", &fields).await.expect(422);
        again.clone().shows("value=\"服务器无法启动\"").shows("13800138000").shows("不存在的城市").shows("error-summary");
        let raised = raise(&app.as_(ENGINEER), &fault(fixture::CUSTOMER_A)).await;
        let here = format!("/requests/{}", raised.id());
        let edit = engineer.get(&format!("{here}/edit")).await.expect(200);
        let again = engineer.submit(&edit, &format!("{here}/edit"), &[("kind", "fault"), ("severity", "2"), ("subject", ""), ("description", "新的说明")]).await.expect(422);
        again.clone().shows("新的说明");
        let saved = engineer.submit(&edit, &format!("{here}/edit"), &[("kind", "fault"), ("severity", "2"), ("subject", "改过的主题"), ("service_code", "SASL012")]).await.expect(303);
        engineer.follow(&saved).await.expect(200).shows("改过的主题").shows("二级").shows("重新计算期限");
    }

    async fn buttons_are_those_of_ones_side(app: TestApp) {
        let raised = raise(&app.as_(CONTACT), &json!({ "kind": "fault", "severity": 3, "subject": "掉线" })).await;
        let here = format!("/requests/{}", raised.id());
        let agent = app.browse(ENGINEER).get(&here).await.expect(200);
        agent.clone().shows(">受理<").shows("响应期限就此达成").shows("/escalate").shows("记录电话、邮件").hides(">分派<");
        app.browse("manager@agent-a.example").get(&here).await.expect(200).shows(">分派<");
        let customer = app.browse(CONTACT).get(&here).await.expect(200);
        customer.clone().shows("取消请求").hides(">受理<").hides("/escalate").hides("记录电话、邮件").hides("option-").hides("内部：只有");
        let onlooker = app.browse(SPECIALIST).get(&here).await.expect(200);
        onlooker.clone().shows("目前不由您处理").hides(">受理<").hides("公开：客户也能看到");
        let auditor = app.browse("auditor@vendor.example").get(&here).await.expect(200);
        auditor.clone().hides(">受理<").hides("/messages").hides("/edit");
        app.browse("engineer@agent-b.example").get(&here).await.expect(404);
        app.browse(VENDOR_ENGINEER).get(&here).await.expect(404);
    }

    async fn internal_lines_are_the_serving_sides(app: TestApp) {
        let raised = raise(&app.as_(CONTACT), &json!({ "kind": "question", "subject": "续期" })).await;
        let here = format!("/requests/{}", raised.id());
        let engineer = app.browse(ENGINEER);
        let page = engineer.get(&here).await.expect(200);
        assert!(!page.text.contains("value=\"public\" checked"), "nobody chooses for the writer");
        let undecided = engineer.submit(&page, &format!("{here}/messages"), &[("body", "客户很急")]).await.expect(422);
        undecided.clone().shows("客户很急");
        let said = [("body", "客户很急"), ("visibility", "internal")];
        let sent = engineer.submit(&page, &format!("{here}/messages"), &said).await.expect(303);
        engineer.follow(&sent).await.expect(200).shows("event-internal").shows("客户很急");
        let customer = app.browse(CONTACT);
        let seen = customer.get(&here).await.expect(200);
        seen.clone().hides("客户很急").hides("event-internal");
        customer.submit(&seen, &format!("{here}/messages"), &[("body", "x"), ("visibility", "internal")]).await.expect(422);
        let sent = customer.submit(&seen, &format!("{here}/messages"), &[("body", "谢谢"), ("visibility", "public")]).await.expect(303);
        customer.follow(&sent).await.expect(200).shows("谢谢");
    }

    async fn a_step_that_came_too_late_says_who_was_faster(app: TestApp) {
        let raised = raise(&app.as_(ENGINEER), &fault(fixture::CUSTOMER_A)).await;
        let here = format!("/requests/{}", raised.id());
        let (one, other) = (app.browse(ENGINEER), app.browse("manager@agent-a.example"));
        let (seen, also) = (one.get(&here).await.expect(200), other.get(&here).await.expect(200));
        one.submit(&seen, &format!("{here}/step"), &[("to", "accepted")]).await.expect(303);
        let late = other.submit(&also, &format!("{here}/step"), &[("to", "accepted")]).await.expect(409);
        late.clone().shows("已经受理这个请求").shows("已受理");
    }

    async fn an_old_page_does_not_lose_what_was_typed(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let raised = raise(&engineer, &fault(fixture::CUSTOMER_A)).await;
        let here = format!("/requests/{}", raised.id());
        let browser = app.browse(ENGINEER);
        let edit = browser.get(&format!("{here}/edit")).await.expect(200);
        to(&engineer, &raised.id(), "accepted", "").await.expect(200);
        to(&engineer, &raised.id(), "in_progress", "").await.expect(200);
        let page = browser.get(&here).await.expect(200);
        let fields = [("kind", "fault"), ("severity", "3"), ("subject", "我的改动"), ("service_code", "SASL012")];
        let late = browser.submit(&edit, &format!("{here}/edit"), &fields).await.expect(412);
        late.clone().shows("我的改动").shows("您填写的内容仍在下面");
        browser.submit(&late, &format!("{here}/edit"), &fields).await.expect(303);
        let wait = [("to", "waiting_customer"), ("reason", "请客户提供日志")];
        let late = browser.submit(&page, &format!("{here}/step"), &wait).await.expect(412);
        late.clone().shows("请客户提供日志");
        let sent = browser.submit(&late, &format!("{here}/step"), &wait).await.expect(303);
        browser.follow(&sent).await.expect(200).shows("等待客户").shows("计时暂停");
        let page = browser.get(&here).await.expect(200);
        let again = browser.submit(&page, &format!("{here}/step"), &[("to", "cancelled"), ("reason", "")]).await.expect(422);
        again.clone().shows("step-cancel-error");
    }

    async fn handing_on_shows_the_price_first(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let raised = raise(&engineer, &fault(fixture::CUSTOMER_A)).await;
        let (here, browser) = (format!("/requests/{}", raised.id()), app.browse(ENGINEER));
        let path = format!("{here}/escalate");
        let asked = browser.get(&path).await.expect(200);
        asked.clone().shows("收费").shows("¥").shows("由甲方示例代理").shows("同意费用并升级");
        let shown = asked.hidden("_shown").unwrap().to_string();
        let said = [("tried", "远程重启"), ("reason", "需要现场"), ("_shown", shown.as_str())];
        let half = browser.submit(&asked, &path, &[("tried", "远程重启"), ("_shown", shown.as_str())]).await.expect(422);
        half.clone().shows("远程重启");
        let unseen = browser.submit(&asked, &path, &[("tried", "远程重启"), ("reason", "需要现场"), ("_shown", "free.0")]).await.expect(409);
        unseen.clone().shows("费用在您查看之后有变化").shows("远程重启");
        assert_eq!(engineer.get(&format!("/api/v1{here}")).await.expect(200).body["holder"], "agent");
        let sent = browser.submit(&asked, &path, &said).await.expect(303);
        let after = browser.follow(&sent).await.expect(200);
        after.clone().shows("已升级").shows("代理商 → 厂商").shows("远程重启");
        browser.get(&path).await.expect(403);
        let customer = app.browse(CONTACT).get(&here).await;
        assert!(customer.status == 404 || !customer.text.contains("远程重启"));
        app.browse(VENDOR_ENGINEER).get(&here).await.expect(200).shows("远程重启").shows(">受理<").shows("厂商 · 响应");
    }

    async fn deadlines_say_why(app: TestApp) {
        let raised = raise(&app.as_(ENGINEER), &fault(fixture::CUSTOMER_A)).await;
        let here = format!("/requests/{}", raised.id());
        let page = app.browse(ENGINEER).get(&here).await.expect(200);
        page.clone().shows("为什么这时到期？").shows("interval-counted").shows("按服务日计");
        pass(&app, TimeDelta::days(20));
        let late = app.browse(ENGINEER).get(&here).await.expect(200);
        late.clone().shows("逾期 ").shows("响应逾期").shows("event-danger");
    }

    async fn queues_have_counts_and_words_for_time(app: TestApp) {
        let browser = app.browse(ENGINEER);
        browser.get("/requests?queue=mine").await.expect(200).shows("这个队列是空的");
        let raised = raise(&app.as_(ENGINEER), &fault(fixture::CUSTOMER_A)).await;
        let all = browser.get("/requests").await.expect(200);
        all.clone().shows(raised.body["number"].as_str().unwrap()).shows("剩 ").shows("queue=unassigned");
        browser.get("/requests?queue=unassigned").await.expect(200).shows("客户端大面积掉线");
        browser.get("/requests?severity=1").await.expect(200).shows("没有符合条件的请求");
        browser.get("/requests?sort=wrong").await.expect(200).shows("客户端大面积掉线");
        pass(&app, TimeDelta::days(20));
        let browser = app.browse(ENGINEER);
        browser.get("/requests?queue=overdue").await.expect(200).shows("逾期 ").shows("mark-danger");
        to(&app.as_(ENGINEER), &raised.id(), "accepted", "").await.expect(200);
        browser.get("/requests?queue=mine").await.expect(200).shows("客户端大面积掉线");
        browser.get("/").await.expect(200).shows("/requests?queue=overdue").shows("服务请求");
        app.browse("engineer@agent-b.example").get("/requests").await.expect(200).hides("客户端大面积掉线");
        // Those who have nothing to do with requests see no way there.
        app.browse("billing@vendor.example").get("/requests").await.expect(403);
        app.browse("billing@vendor.example").get("/").await.expect(200).hides("href=\"/requests\"");
        browser.speaking("en").get("/requests").await.expect(200);
    }

    async fn several_are_given_at_once_and_each_outcome_is_said(app: TestApp) {
        let engineer = app.as_(ENGINEER);
        let (one, other) = (raise(&engineer, &fault(fixture::CUSTOMER_A)).await, raise(&engineer, &fault(fixture::CUSTOMER_A)).await);
        let foreign = raise(&app.as_("engineer@agent-b.example"), &fault(fixture::CUSTOMER_B)).await;
        let manager = app.browse("manager@agent-a.example");
        let list = manager.get("/requests?queue=unassigned").await.expect(200).shows("/requests/assign");
        let picks: Vec<String> = [&one, &other, &foreign].iter().map(|request| format!("{}.{}", request.id(), request.version())).collect();
        to(&engineer, &other.id(), "cancelled", "重复").await.expect(200);
        let who = crate::support::person(ENGINEER).id.to_string();
        let mut fields: Vec<(&str, &str)> = picks.iter().map(|pick| ("request", pick.as_str())).collect();
        fields.extend([("user_id", who.as_str()), ("reason", "今日值班")]);
        let done = manager.submit(&list, "/requests/assign", &fields).await.expect(200);
        done.shows("已分派 1 个").shows("1 个没有分派").hides(foreign.body["number"].as_str().unwrap());
        let seen = engineer.get(&format!("/api/v1/requests/{}", one.id())).await.expect(200);
        assert_eq!(seen.body["assignee_id"], who);
        app.browse(ENGINEER).get("/requests").await.expect(200).hides("/requests/assign");
    }
}
