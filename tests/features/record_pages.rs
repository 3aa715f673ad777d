//! Pages of records: drafts that keep what was typed, faults beside their fields, remarks of a reviewer (4.3, 8.4).

use serde_json::{Value, json};

use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, CUSTOMER_B, KUNMING};
use crate::support::{Html, TestApp, Visitor, fault_record_onsite, fault_record_remote, pre_sale_report};

const ENGINEER: &str = "engineer@agent-a.example";
const OTHER: &str = "engineer@agent-b.example";
const REVIEWER: &str = "reviewer@vendor.example";
const CONTACT: &str = "contact@enduser-a.example";

/// A body as the pairs of a form.
fn pairs(body: &Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    spread(body, "", &mut all);
    all
}

fn spread(value: &Value, path: &str, all: &mut Vec<(String, String)>) {
    let join = |name: &str| if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| spread(value, &join(name), all)),
        Value::Array(rows) => {
            rows.iter().enumerate().for_each(|(at, value)| spread(value, &join(&at.to_string()), all));
        }
        // Forms send local time without an offset.
        Value::String(text) => all.push((path.into(), text.trim_end_matches(":00+08:00").into())),
        other => all.push((path.into(), other.to_string())),
    }
}

/// Sends `body` with `action`, with what is hidden on `page`.
async fn send(visitor: &Visitor, page: &Html, path: &str, body: &Value, action: &str) -> Html {
    let mut all = pairs(body);
    all.push(("_action".into(), action.into()));
    if let Some(key) = page.hidden("_key") {
        all.push(("_key".into(), key.into()));
    }
    let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.submit(page, path, &all).await
}

/// A draft by form: its edit page, and where it is.
async fn draft(visitor: &Visitor, path: &str, body: &Value) -> (Html, String) {
    let new = visitor.get(&format!("{path}/new")).await.expect(200);
    let saved = send(visitor, &new, &format!("{path}/new"), body, "save").await.expect(303);
    let edit = saved.location().to_string();
    (visitor.get(&edit).await.expect(200), edit)
}

both_engines! {
    async fn a_record_is_filed_by_form(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let (edit, at) = draft(&visitor, "/fault-records", &fault_record_remote(CUSTOMER_A)).await;
        let edit = edit.shows("客户端无法登录").shows("2026-03-02T08:00").shows("昆明市 530100");
        let sent = send(&visitor, &edit, &at, &fault_record_remote(CUSTOMER_A), "submit").await.expect(303);
        let detail = visitor.follow(&sent).await.expect(200);
        detail.shows("已提交，等待审核").shows("校准服务器时间后恢复").shows("撤回").hides("继续填写");
        visitor.get("/fault-records").await.expect(200).shows("客户端无法登录");
        visitor.get("/fault-records?status=draft").await.expect(200).hides("客户端无法登录");
        let other = app.browse(OTHER);
        let record = at.trim_end_matches("/edit");
        other.get(record).await.expect(404);
        other.get("/fault-records").await.expect(200).hides("客户端无法登录");
    }

    async fn a_form_sent_twice_makes_one_draft(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let new = visitor.get("/pre-sale-reports/new").await.expect(200);
        let body = pre_sale_report(CUSTOMER_A);
        let once = send(&visitor, &new, "/pre-sale-reports/new/autosave", &body, "save").await.expect(200);
        let answer: Value = serde_json::from_str(&once.text).unwrap();
        let twice = send(&visitor, &new, "/pre-sale-reports/new", &body, "save").await.expect(303);
        assert_eq!(answer["href"], twice.location(), "the script and the button made the same draft");
        assert_eq!(app.lines("SELECT number AS line FROM service_records").len(), 1);
    }

    async fn saving_by_itself_keeps_a_date_that_cannot_be_read(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let (edit, at) = draft(&visitor, "/fault-records", &fault_record_remote(CUSTOMER_A)).await;
        let mut body = fault_record_remote(CUSTOMER_A);
        body["reported_at"] = json!("昨天下午");
        body["labour_minutes"] = json!("不到一小时");
        body["symptom"] = json!("登录 <b>失败</b> 😀");
        let autosave = at.replace("/edit", "/autosave");
        let kept = send(&visitor, &edit, &autosave, &body, "save").await.expect(200);
        let answer: Value = serde_json::from_str(&kept.text).unwrap();
        let wrong: Vec<&str> =
            answer["errors"].as_array().unwrap().iter().filter_map(|error| error["field"].as_str()).collect();
        assert_eq!(wrong, ["reported_at", "labour_minutes"]);
        assert!(answer["version"].as_i64() > Some(1) && answer["saved_at"].is_string());
        let again = visitor.get(&at).await.expect(200);
        let again = again.shows("昨天下午").shows("不到一小时").shows("&lt;b&gt;").shows("😀").hides("<b>失败");
        let refused = send(&visitor, &again, &at, &body, "submit").await.expect(422);
        refused.shows("昨天下午").shows("不是有效的时间").shows("校准服务器时间后恢复");
    }

    async fn the_same_words_twice_are_heard_once_and_other_words_overwrite_nothing(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let (edit, at) = draft(&visitor, "/fault-records", &fault_record_remote(CUSTOMER_A)).await;
        let mut body = fault_record_remote(CUSTOMER_A);
        body["symptom"] = json!("客户端全部掉线");
        let autosave = at.replace("/edit", "/autosave");
        let once = send(&visitor, &edit, &autosave, &body, "save").await.expect(200);
        let twice = send(&visitor, &edit, &autosave, &body, "save").await.expect(200);
        assert_eq!(once.text, twice.text, "the answer was lost, so it is given again");
        body["symptom"] = json!("别的内容");
        send(&visitor, &edit, &autosave, &body, "save").await.expect(412);
        visitor.get(&at).await.expect(200).shows("客户端全部掉线").hides("别的内容");
    }

    async fn a_missing_gate_stands_beside_its_field_and_nothing_is_lost(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let mut body = fault_record_onsite(CUSTOMER_A, KUNMING);
        body.as_object_mut().unwrap().remove("permission");
        body["permission"] = json!({ "by": "丙联络", "at": "2026-02-27T15:05:00+08:00" });
        body.as_object_mut().unwrap().remove("backup");
        let (edit, at) = draft(&visitor, "/fault-records", &body).await;
        let refused = send(&visitor, &edit, &at, &body, "submit").await.expect(422);
        let refused = refused.shows("href=\"#field-backup\"").shows("请填写“数据备份确认”");
        let refused = refused.shows("href=\"#field-permission-at\"").shows("不能晚于开始操作的时间");
        let refused = refused.shows("远程指导重启服务未能恢复").shows("2026-02-27T14:20");
        body["permission"]["at"] = json!("2026-02-27T14:05:00+08:00");
        body["backup"] = json!({ "_variant": "not_needed", "not_needed": "只换了电源" });
        send(&visitor, &refused, &at, &body, "submit").await.expect(303);
    }

    async fn a_returned_record_shows_the_remarks_at_their_fields(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let (edit, at) = draft(&visitor, "/fault-records", &fault_record_remote(CUSTOMER_A)).await;
        send(&visitor, &edit, &at, &fault_record_remote(CUSTOMER_A), "submit").await.expect(303);
        let record = at.trim_end_matches("/edit");
        let verdict = json!({
            "verdict": "return", "comment": "请补充细节",
            "remarks": [{ "field": "cause", "text": "为何时间不同步？" }],
        });
        let api = format!("/api/v1{record}");
        let version = app.as_(REVIEWER).get(&api).await.body["version"].as_i64().unwrap();
        app.as_(REVIEWER).post(&format!("{api}/review")).if_match(version).json(&verdict).await.expect(200);
        visitor.get(record).await.expect(200).shows("请补充细节").shows("为何时间不同步？").shows("继续填写");
        let edit = visitor.get(&at).await.expect(200);
        edit.shows("请补充细节").shows("field-cause-remark").shows("为何时间不同步？");
        visitor.get("/fault-records?status=returned").await.expect(200).shows("客户端无法登录");
    }

    async fn a_draft_changed_elsewhere_is_not_overwritten_in_silence(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let (edit, at) = draft(&visitor, "/fault-records", &fault_record_remote(CUSTOMER_A)).await;
        let mut mine = fault_record_remote(CUSTOMER_A);
        mine["cause"] = json!("别处的原因");
        send(&visitor, &edit, &at, &mine, "save").await.expect(303);
        mine["cause"] = json!("我的原因");
        let stale = send(&visitor, &edit, &at, &mine, "save").await.expect(412);
        let stale = stale.shows("没有保存").shows("我的原因").shows("别处的原因");
        send(&visitor, &stale, &at, &mine, "save").await.expect(303);
        visitor.get(&at).await.expect(200).shows("我的原因").hides("别处的原因");
    }

    async fn rows_come_and_go_without_a_script(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let (edit, at) = draft(&visitor, "/fault-records", &fault_record_remote(CUSTOMER_A)).await;
        let mut body = fault_record_remote(CUSTOMER_A);
        let more = send(&visitor, &edit, &at, &body, "add:parts").await.expect(200);
        let more = more.shows("name=\"parts.0.part\"");
        body["parts"] = json!([{ "part": "电源", "quantity": 1 }, { "part": "风扇", "quantity": "两个" }]);
        let less = send(&visitor, &more, &at, &body, "remove:parts.0").await.expect(200);
        less.shows("风扇").shows("两个").hides("value=\"电源\"");
        let many: Vec<Value> = (0..100).map(|n| json!({ "part": format!("件{n}"), "quantity": 1 })).collect();
        body["parts"] = many.into();
        let saved = send(&visitor, &edit, &at, &body, "save").await.expect(303);
        let again = visitor.follow(&saved).await.expect(200);
        again.shows("件99").shows("最多 50 项");
    }

    async fn states_that_do_not_allow_it_are_told_on_the_page(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let (edit, at) = draft(&visitor, "/fault-records", &fault_record_remote(CUSTOMER_A)).await;
        send(&visitor, &edit, &at, &fault_record_remote(CUSTOMER_A), "submit").await.expect(303);
        let record = at.trim_end_matches("/edit");
        let detail = visitor.get(record).await.expect(200);
        let told = visitor.submit(&detail, &format!("{record}/correct"), &[]).await.expect(409);
        told.shows("操作没有完成").shows("尚未通过审核");
        visitor.submit(&detail, &format!("{record}/withdraw"), &[("version", "1")]).await.expect(412);
        let late = send(&visitor, &edit, &at, &fault_record_remote(CUSTOMER_A), "save").await.expect(412);
        late.shows("校准服务器时间后恢复");
        let back = visitor.submit(&detail, &format!("{record}/withdraw"), &[]).await.expect(303);
        visitor.follow(&back).await.expect(200).shows("已撤回").shows("继续填写");
    }

    async fn a_new_form_begins_with_its_customer_or_an_earlier_record(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let path = format!("/fault-records/new?customer_id={CUSTOMER_A}");
        visitor.get(&path).await.expect(200).shows("昆明市 530100").shows("selected>丙示例制造厂");
        let path = format!("/fault-records/new?customer_id={CUSTOMER_B}");
        visitor.get(&path).await.expect(200).hides("value=\"昆明市 530100\" aria").hides("丁示例学校");
        let (_, at) = draft(&visitor, "/fault-records", &fault_record_remote(CUSTOMER_A)).await;
        let id = at.trim_end_matches("/edit").rsplit('/').next().unwrap().to_string();
        let copy = visitor.get(&format!("/fault-records/new?copy_from={id}")).await.expect(200);
        copy.shows("客户端无法登录").hides("校准服务器时间后恢复").shows("同一序列号的其他记录");
        app.browse(OTHER).get(&format!("/fault-records/new?copy_from={id}")).await.expect(404);
    }

    async fn a_customer_of_somebody_else_is_kept_as_typed_and_never_named(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let (edit, at) = draft(&visitor, "/fault-records", &fault_record_remote(CUSTOMER_B)).await;
        let edit = edit.hides("丁示例学校").shows("找不到“客户”");
        let refused = send(&visitor, &edit, &at, &fault_record_remote(CUSTOMER_B), "submit").await.expect(422);
        refused.hides("丁示例学校").shows("校准服务器时间后恢复");
    }

    async fn the_panel_says_before_sending_what_comes_of_it(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let new = visitor.get("/fault-records/new").await.expect(200).shows("填写后即可得出结论");
        let body = fault_record_onsite(CUSTOMER_A, KUNMING);
        let panel = send(&visitor, &new, "/fault-records/new", &body, "check").await.expect(200);
        panel.shows("由代理商直接向客户收取").hides("填写后即可得出结论");
        assert!(app.lines("SELECT number AS line FROM service_records").is_empty(), "asking saves nothing");
    }

    async fn a_contact_reads_what_was_approved_and_no_more(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let (edit, at) = draft(&visitor, "/fault-records", &fault_record_remote(CUSTOMER_A)).await;
        send(&visitor, &edit, &at, &fault_record_remote(CUSTOMER_A), "submit").await.expect(303);
        let record = at.trim_end_matches("/edit");
        let contact = app.browse(CONTACT);
        contact.get(record).await.expect(404);
        let api = format!("/api/v1{record}");
        let version = app.as_(REVIEWER).get(&api).await.body["version"].as_i64().unwrap();
        let approve = json!({ "verdict": "approve" });
        app.as_(REVIEWER).post(&format!("{api}/review")).if_match(version).json(&approve).await.expect(200);
        let detail = contact.get(record).await.expect(200).shows("校准服务器时间后恢复");
        detail.hides("以此新建").hides("更正").hides("¥");
        contact.get("/fault-records").await.expect(200).shows("客户端无法登录").hides("新建故障记录");
        contact.get("/fault-records/new").await.expect(403);
    }

    async fn a_contact_does_not_read_what_is_noted_about_it(app: TestApp) {
        let visitor = app.browse(ENGINEER);
        let mut body = pre_sale_report(CUSTOMER_A);
        body["competitors"] = json!("庚示例公司");
        body["estimated_amount_fen"] = json!("1,200.5");
        let (edit, at) = draft(&visitor, "/pre-sale-reports", &body).await;
        let edit = edit.shows("value=\"1200.50\"");
        send(&visitor, &edit, &at, &body, "submit").await.expect(303);
        let record = at.trim_end_matches("/edit");
        visitor.get(record).await.expect(200).shows("庚示例公司").shows("¥1,200.50");
        let api = format!("/api/v1{record}");
        let version = app.as_(REVIEWER).get(&api).await.body["version"].as_i64().unwrap();
        let approve = json!({ "verdict": "approve" });
        app.as_(REVIEWER).post(&format!("{api}/review")).if_match(version).json(&approve).await.expect(200);
        app.browse(CONTACT).get(record).await.expect(200).shows("介绍终端安全方案并答疑").hides("庚示例公司");
        assert!(app.as_(CONTACT).get(&api).await.expect(200).body["competitors"].is_null());
    }
}
