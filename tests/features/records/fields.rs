//! Every field of 4.2 and 4.3, and of the paper forms of chapter 10, is taken and given back as it was sent.

use serde_json::{Value, json};

use super::steps::{ENGINEER, begin, send_in, with};
use crate::both_engines;
use crate::support::fixture::{CUSTOMER_A, KUNMING};
use crate::support::{TestApp, fault_record_onsite, pre_sale_report};

/// What a pre-sale report holds besides the smallest one.
fn whole_report() -> Value {
    json!({
        "contact": { "name": "丙联络", "phone": "13800138000", "email": "c@enduser-a.example", "position": "信息科长" },
        "industry": "制造", "size": "500 人", "project_name": "终端安全一期", "site_address": "昆明市示例路 1 号",
        "held_until": "2026-03-01", "engineers": ["甲工"], "participants": ["丙联络", "丙主任"],
        "visits": [{ "arrived_at": "2026-03-01T09:00:00+08:00", "left_at": "2026-03-01T10:00:00+08:00", "engineers": ["甲工"] }],
        "decision_makers": "总经理", "budget": "三十万元", "budget_source": "自筹", "competitors": "某产品", "purchasing_way": "招标", "stage": "立项",
        "permission": { "by": "丙联络", "at": "2026-03-01T08:00:00+08:00", "scope": "办公网" },
        "network": { "nodes": 200, "servers": 6, "operating_systems": "多种", "applications": "财务", "topology": "星形" },
        "findings": [{ "area": "终端", "observation": "无管控", "risk": "high", "recommendation": "部署" }],
        "analysis": "风险集中在终端", "products": [{ "product": "防水墙", "note": "标准版" }], "solution": "分两期",
        "estimated_amount_fen": 30_000_000, "trial_wanted": true,
        "trial": { "contract_no": "T-1", "signed_on": "2026-02-20", "from": "2026-03-02", "to": "2026-04-01" },
        "delivered_on": "2026-03-01", "customer_opinion": "认可", "support_needed": "样机", "next_step": "报价", "remarks": "无",
    })
}

/// What a fault record holds besides the smallest one on site.
fn whole_fault() -> Value {
    json!({
        "contact": { "name": "丙联络", "phone": "0871-65000000", "email": "c@enduser-a.example", "position": "信息科长" },
        "site_address": "昆明市示例路 1 号", "model": "M-1", "product_version": "6.2", "batch": "2024-07", "firmware": "1.0.3",
        "bought_on": "2025-05-01", "accepted_on": "2025-06-01", "effect": "无法登录", "environment": "机房",
        "occurrence": "每天早上", "reproducible": "重启后重现", "workaround_at": "2026-02-27T14:40:00+08:00",
        "remote_login": true, "remote_consent": { "by": "丙联络", "at": "2026-02-27T09:30:00+08:00" },
        "device_taken": { "consent_by": "丙联络", "at": "2026-02-27T15:00:00+08:00", "receipt_no": "Q-1", "returned_at": "2026-02-27T15:20:00+08:00" },
        "first_judgement": "电源", "tried": "更换插座", "parts": [{ "part": "FAN-40", "quantity": 1, "old_serial": "F-1", "new_serial": "F-2" }],
        "verified_with_customer": true, "explanation": "说明了原因", "engineers": ["甲工"],
        "visits": [{ "arrived_at": "2026-02-27T17:00:00+08:00", "left_at": "2026-02-27T18:00:00+08:00", "engineers": ["甲工"] }],
        "travel_minutes": 60, "travel_note": "自驾", "remarks": "无",
    })
}

fn lacks(sent: &Value, given: &Value) -> Vec<String> {
    let fields = sent.as_object().unwrap().iter();
    let moment =
        |value: &Value| value.as_str().and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
    let same = |a: &Value, b: &Value| a == b || moment(a).is_some() && moment(a) == moment(b);
    fn deep(a: &Value, b: &Value, same: &dyn Fn(&Value, &Value) -> bool) -> bool {
        match (a, b) {
            (Value::Object(a), Value::Object(b)) => {
                a.iter().all(|(k, v)| b.get(k).is_some_and(|w| deep(v, w, same)))
            }
            (Value::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(v, w)| deep(v, w, same))
            }
            _ => same(a, b),
        }
    }
    fields
        .filter(|(name, value)| !deep(value, &given[name.as_str()], &same))
        .map(|(name, _)| name.clone())
        .collect()
}

both_engines! {
    async fn every_field_of_a_pre_sale_report(app: TestApp) {
        let draft = begin(&app, ENGINEER, "pre-sale-reports", &with(pre_sale_report(CUSTOMER_A), whole_report())).await;
        assert_eq!(lacks(&whole_report(), &draft.body), Vec::<String>::new(), "{}", draft.text);
        let sent = send_in(&app, ENGINEER, "pre-sale-reports", &draft).await.expect(200);
        let page = app.browse(ENGINEER).get(&format!("/pre-sale-reports/{}", sent.id())).await.expect(200);
        page.shows("自筹").shows("丙主任").shows("T-1").shows("星形").shows("三十万元");
    }

    async fn every_field_of_a_fault_record(app: TestApp) {
        let body = with(fault_record_onsite(CUSTOMER_A, KUNMING), whole_fault());
        let draft = begin(&app, ENGINEER, "fault-records", &body).await;
        assert_eq!(lacks(&whole_fault(), &draft.body), Vec::<String>::new(), "{}", draft.text);
        let sent = send_in(&app, ENGINEER, "fault-records", &draft).await.expect(200);
        let page = app.browse(ENGINEER).get(&format!("/fault-records/{}", sent.id())).await.expect(200);
        page.shows("每天早上").shows("更换插座").shows("Q-1").shows("FAN-40").shows("自驾");
    }
}
