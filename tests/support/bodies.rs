//! The smallest bodies of 8.3 that can be submitted.

use serde_json::{Value, json};
use tierdesk::domain::billing_words::ChargeOrigin;
use tierdesk::domain::words::Component;
use tierdesk::features::charges::Other;
use tierdesk::platform::db::Id;

use super::fixture;

/// A fault repaired from afar (SASR008) for `customer`, in 昆明.
pub fn fault_record_remote(customer: Id) -> Value {
    json!({
        "customer_id": customer, "service_code": "SASR008", "product": "防水墙", "serial": "SN-1", "severity": 3,
        "reported_at": "2026-03-02T08:00:00+08:00", "channel": "phone", "city": "530100",
        "symptom": "客户端无法登录", "cause": "服务器时间不同步", "cause_class": "configuration",
        "handling": "校准服务器时间后恢复", "result": "solved",
        "responded_at": "2026-03-02T08:10:00+08:00", "restored_at": "2026-03-02T08:45:00+08:00", "labour_minutes": 45,
    })
}

/// A fault repaired on site (SASL012) for `customer` in `city`, with every gate of 4.3.
pub fn fault_record_onsite(customer: Id, city: &str) -> Value {
    let mut body = fault_record_remote(customer);
    let onsite = json!({
        "service_code": "SASL012", "city": city, "reported_at": "2026-02-27T09:00:00+08:00",
        "responded_at": "2026-02-27T09:20:00+08:00", "restored_at": "2026-02-27T15:30:00+08:00", "labour_minutes": 90,
        "remote_attempt": "远程指导重启服务未能恢复",
        "onsite_agreement": { "by": "丙联络", "at": "2026-02-27T10:00:00+08:00" },
        "arrived_at": "2026-02-27T14:00:00+08:00", "work_started_at": "2026-02-27T14:20:00+08:00",
        "left_at": "2026-02-27T16:00:00+08:00",
        "permission": { "by": "丙联络", "at": "2026-02-27T14:05:00+08:00" },
        "backup": { "by": "丙联络", "at": "2026-02-27T14:10:00+08:00" },
        "training": { "minutes": 30, "trainees": "丙联络" },
        "acceptance": { "by": "丙联络", "at": "2026-02-27T15:50:00+08:00", "satisfaction": 5 },
    });
    if let (Some(all), Some(more)) = (body.as_object_mut(), onsite.as_object()) {
        all.extend(more.clone());
    }
    body
}

/// A consultation by telephone (SPSR001) for `customer`, in 昆明.
pub fn pre_sale_report(customer: Id) -> Value {
    json!({
        "customer_id": customer, "service_code": "SPSR001", "city": "530100", "held_on": "2026-03-01",
        "summary": "介绍终端安全方案并答疑", "labour_minutes": 60, "delivered_by": "mail",
    })
}

/// A bank wire of `amount_fen` from `payer`.
pub fn payment(payer: Id, amount_fen: i64) -> Value {
    json!({
        "payer_id": payer, "amount_fen": amount_fen, "method": "bank_wire", "reference": "WIRE-1",
        "received_on": "2026-03-02",
    })
}

/// A visit of a contract that agent A pays, for the program itself to charge.
pub fn visit(text: &str) -> Other<'_> {
    Other {
        origin: ChargeOrigin::Contract,
        credit_kind: None,
        number: "CT-2026-001",
        payer: (fixture::AGENT_A, "甲方示例代理"),
        component: Component::Visit,
        service_code: "SASL012",
        amount_fen: 10_001,
        vat_rate: 6,
        text,
        derivation: json!({}),
    }
}
