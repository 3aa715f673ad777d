//! The editor, as clerks use it.

use serde_json::{Value, json};
use tierdesk::features::price_lists::work_off;

use super::{BILLING, BILLING_2, LISTS, charged, draft, repair_at};
use crate::both_engines;
use crate::support::TestApp;

/// The form as it stands, field by field.
async fn as_typed(app: &TestApp, version: &str) -> Vec<(String, String)> {
    let found = app.as_(BILLING).get(&format!("{LISTS}/in-force")).await.expect(200);
    let yuan = |fen: &Value| format!("{}.{:02}", fen.as_i64().unwrap() / 100, fen.as_i64().unwrap() % 100);
    let mut all: Vec<(String, String)> = [
        ("version", version),
        ("name", "春季价目表"),
        ("effective_from", "2026-03-03T00:00"),
        ("service_vat", "6"),
        ("goods_vat", "13"),
        ("labour_hour_fen", "300.00"),
        ("agent_fee_percent", "60"),
        ("travel._variant", "distance"),
        ("travel.same_city_fen", "100"),
        ("travel.same_province_fen", "600"),
        ("travel.elsewhere_fen", "1800"),
    ]
    .map(|(name, value)| (name.to_string(), value.to_string()))
    .to_vec();
    for (index, row) in found.body["content"]["services"].as_array().unwrap().iter().enumerate() {
        all.push((format!("services.{index}.code"), row["code"].as_str().unwrap().to_string()));
        all.push((format!("services.{index}.unit"), row["unit"].as_str().unwrap().to_string()));
        all.push((format!("services.{index}.price_fen"), yuan(&row["price_fen"])));
    }
    all
}

both_engines! {
    async fn from_a_draft_to_a_published_list(app: TestApp) {
        charged(&app, &repair_at("2026-02-27T14:00:00+08:00", "2026-02-27T15:30:00+08:00", 90)).await;
        let one = app.browse(BILLING);
        one.get("/billing/prices").await.expect(200).shows("现行第 1 版").shows("还没有价目表草稿");
        let form = one.get("/billing/prices/new").await.expect(200);
        let silent = one.submit(&form, "/billing/prices/new", &[("name", "")]).await.expect(422);
        silent.shows("名称");
        let made = one.submit(&form, "/billing/prices/new", &[("name", "春季价目表"), ("effective_from", "2026-03-03T00:00")]).await.expect(303);
        let edit = one.follow(&made).await.expect(200).shows("草稿已建立").shows("SASL012").shows("春季价目表");
        let here = made.location().trim_end_matches("/edit").to_string();
        let typed = as_typed(&app, edit.hidden("version").unwrap()).await;
        let with = |changes: &[(&str, &str)]| -> Vec<(String, String)> {
            let mut all: Vec<(String, String)> =
                typed.iter().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name)).cloned().collect();
            all.extend(changes.iter().map(|(name, value)| (name.to_string(), value.to_string())));
            all
        };
        let send = async |fields: Vec<(String, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            one.submit(&edit, &format!("{here}/edit"), &fields).await
        };
        // What was typed stays, and the field is named.
        let wrong = send(with(&[("labour_hour_fen", "-5"), ("name", "改过的名称")])).await.expect(422);
        wrong.shows("改过的名称").shows("维修人工，每小时");
        let saved = send(with(&[("labour_hour_fen", "320.00"), ("rates.night_percent", "50")])).await.expect(303);
        let page = one.follow(&saved).await.expect(200).shows("已保存").shows("与第 1 版的差异").shows("¥320.00").shows("夜间加收");
        let started = one.submit(&page, &format!("{here}/replay"), &[]).await.expect(303);
        one.follow(&started).await.expect(200).shows("正在计算");
        while work_off(&app.app.services, app.now()).unwrap() > 0 {}
        let replay = one.follow(&started).await.expect(200).hides("正在计算").shows("¥30.00").shows("甲方示例代理");
        drop(replay.shows("SASL012"));
        let page = one.get(&here).await.expect(200);
        let checked = one.submit(&page, &format!("{here}/check"), &[]).await.expect(303);
        one.follow(&checked).await.expect(200).shows("须由另一个人发布").hides("发布后不能再修改");
        let two = app.browse(BILLING_2);
        let page = two.get(&here).await.expect(200).shows("发布后不能再修改");
        let published = two.submit(&page, &format!("{here}/publish"), &[]).await.expect(303);
        two.follow(&published).await.expect(200).shows("已发布").shows("待生效").shows("第 2 版");
        app.clock.advance(chrono::TimeDelta::hours(24));
        let two = app.browse(BILLING_2);
        two.get("/billing/prices").await.expect(200).shows("现行第 2 版");
        app.browse("manager@agent-a.example").get("/service-matrix").await.expect(200).shows("第 2 版价目表").shows("夜间人工加收 50%");
        let (status, headers, bytes) = two.bytes(&format!("{here}/export.xlsx")).await;
        assert_eq!((status, bytes.starts_with(b"PK")), (200, true));
        assert!(headers["content-type"].to_str().unwrap().contains("spreadsheetml"));
    }

    async fn what_is_wrong_is_said_line_by_line(app: TestApp) {
        let list = draft(&app, json!({ "effective_from": "2026-03-02T09:00:10+08:00" })).await;
        let one = app.browse(BILLING);
        let here = format!("/billing/prices/{}", list.id());
        let page = one.get(&here).await.expect(200);
        one.submit(&page, &format!("{here}/check"), &[]).await.expect(422).shows("须晚于现在至少一分钟").hides("⟦");
        let parts = one.get(&format!("{here}/parts")).await.expect(200).shows("FAN-40");
        let wrong = one.submit(&parts, &format!("{here}/parts"), &[("csv", "FAN-40,风扇")]).await.expect(422);
        wrong.shows("第 1 行有误").shows("FAN-40,风扇");
        let saved = one.submit(&parts, &format!("{here}/parts"), &[("csv", "FAN-41,新风扇,New fan,99.00")]).await.expect(303);
        one.follow(&saved).await.expect(200).shows("新风扇");
        // Somebody else was faster: what was typed stays.
        let stale = one.submit(&parts, &format!("{here}/parts"), &[("csv", "FAN-42,又一个,Another,1")]).await.expect(422);
        stale.shows("FAN-42");
    }
}
