//! Delivery claims (2.5): what is wrong is said, the vendor decides on repair, exchange or return before it is resolved, and
//! what left is covered by nothing and leaves once.

use serde_json::{Value, json};
use tierdesk::platform::db::Id;

use super::{CONTACT, ENGINEER, VENDOR_ENGINEER, lines, raise, to, told};
use crate::both_engines;
use crate::features::home::card;
use crate::support::contracts::{CLERK, CONTRACTS, contract, in_force};
use crate::support::fixture::{AGENT_A, AGENT_B, CUSTOMER_A, CUSTOMER_B, MISSING};
use crate::support::products::{device, model_of, product_type};
use crate::support::{Answer, Client, TestApp};

const REQUESTS: &str = "/api/v1/requests";
const PRODUCTS: &str = "/api/v1/products";
const MANAGER: &str = "manager@vendor.example";
const SPECIALIST: &str = "specialist@vendor.example";

/// A claim on the device with this serial.
fn claim(customer: Id, serial: &str) -> Value {
    json!({
        "customer_id": customer, "kind": "delivery_claim", "claim": "damaged", "subject": "到货外壳变形",
        "product": "防水墙", "serial": serial,
    })
}

/// A registered device of agent A's customer; the type is made once.
async fn delivered(app: &TestApp, serial: &str) -> Answer {
    let types = app.as_("admin@vendor.example").get("/api/v1/product-types").await.expect(200);
    let model = match types.items().first() {
        Some(kind) => kind["models"][0]["id"].as_str().unwrap().to_string(),
        None => model_of(&product_type(app).await),
    };
    app.as_(ENGINEER).post(PRODUCTS).json(&device(&model, CUSTOMER_A, serial)).await.expect(201)
}

/// A claim that its agent handed on, and that the vendor's engineer works on.
async fn at_vendor(app: &TestApp, body: &Value) -> String {
    let id = raise(&app.as_(CONTACT), body).await.id();
    to(&app.as_(ENGINEER), &id, "escalated", "外壳变形，须由厂商决定").await.expect(200);
    for word in ["accepted", "in_progress"] {
        to(&app.as_(VENDOR_ENGINEER), &id, word, "").await.expect(200);
    }
    id
}

/// Decides on a claim as it stands now.
async fn decide(who: &Client, id: &str, body: &Value) -> Answer {
    let version = who.get(&format!("{REQUESTS}/{id}")).await.expect(200).version();
    who.post(&format!("{REQUESTS}/{id}/remedy")).if_match(version).json(body).await
}

fn repair() -> Value {
    json!({ "remedy": "repair", "reason": "外壳可以现场校正" })
}

fn exchange(serial: &str) -> Value {
    json!({ "remedy": "exchange", "reason": "机箱变形", "new_serial": serial, "delivered_on": "2026-03-01" })
}

fn give_back() -> Value {
    json!({ "remedy": "return", "reason": "错发型号，客户退货", "amount_fen": 1_280_000, "vat_rate": 13 })
}

fn kinds(history: &Answer) -> Vec<&str> {
    history.items().iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

both_engines! {
    async fn a_claim_says_what_is_wrong_and_nothing_else_does(app: TestApp) {
        let agent = app.as_(ENGINEER);
        let refused = async |change: &str, value: Value| {
            let mut body = claim(CUSTOMER_A, "SN-1");
            body[change] = value;
            agent.post(REQUESTS).json(&body).await.refused(422, "invalid_fields").faults()
        };
        assert_eq!(refused("claim", Value::Null).await, ["claim: required"]);
        assert_eq!(refused("claim", json!("late")).await, ["claim: not_an_option"]);
        assert_eq!(refused("kind", json!("question")).await, ["claim: not_allowed"]);
        let raised = raise(&agent, &claim(CUSTOMER_A, "SN-1")).await;
        assert_eq!((&raised.body["claim"], &raised.body["remedy"]), (&json!("damaged"), &Value::Null));
        let there = format!("{REQUESTS}/{}", raised.id());
        let patch = async |body: Value| {
            let version = agent.get(&there).await.expect(200).version();
            agent.patch(&there).if_match(version).json(&body).await
        };
        assert_eq!(patch(json!({ "kind": "question" })).await.expect(422).faults(), ["claim: not_allowed"]);
        assert_eq!(patch(json!({ "claim": null })).await.expect(422).faults(), ["claim: required"]);
        assert_eq!(patch(json!({ "claim": "wrong" })).await.expect(200).body["claim"], "wrong");
        patch(json!({ "kind": "question", "claim": null })).await.expect(200);
    }

    async fn it_is_not_resolved_before_the_vendor_has_decided(app: TestApp) {
        delivered(&app, "SN-1").await;
        let id = at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await;
        let vendor = app.as_(VENDOR_ENGINEER);
        let early = to(&vendor, &id, "resolved", "").await.refused(422, "invalid_fields");
        assert_eq!(early.faults(), ["remedy: remedy_missing"]);
        let decided = decide(&vendor, &id, &repair()).await.expect(200);
        assert_eq!((&decided.body["remedy"]["remedy"], &decided.body["status"]), (&json!("repair"), &json!("in_progress")));
        let told_so = lines(&decided, "remedied");
        assert_eq!((&told_so[0]["visibility"], &told_so[0]["body"]), (&json!("public"), &json!("外壳可以现场校正")));
        assert_eq!(told(&app, CONTACT, "claim_decided").await, 1);
        assert_eq!(told(&app, ENGINEER, "claim_decided").await, 1);
        assert_eq!(told(&app, "engineer@agent-b.example", "claim_decided").await, 0);
        // What was decided on stays the claim that it was.
        let there = format!("{REQUESTS}/{id}");
        let patch = vendor.patch(&there).if_match(decided.version()).json(&json!({ "claim": "wrong" })).await;
        assert_eq!(patch.expect(422).faults(), ["claim: fixed"]);
        to(&vendor, &id, "resolved", "已校正").await.expect(200);
        // It cannot be repaired after all: reopened, and decided anew.
        decide(&vendor, &id, &exchange("SN-2")).await.refused(409, "request_not_in_state");
        to(&app.as_(CONTACT), &id, "in_progress", "仍然变形").await.expect(200);
        let anew = decide(&vendor, &id, &exchange("SN-2")).await.expect(200);
        assert_eq!((&anew.body["remedy"]["remedy"], lines(&anew, "remedied").len()), (&json!("exchange"), 2));
        let logged = app.lines("SELECT action AS line FROM audit_entries WHERE action = 'request.remedy'");
        assert_eq!(logged.len(), 2);
    }

    async fn an_exchange_puts_a_new_product_in_its_place(app: TestApp) {
        let old = delivered(&app, "SN-1").await;
        let agreed = in_force(&app, &contract(CUSTOMER_A, &old.id())).await;
        let id = at_vendor(&app, &claim(CUSTOMER_A, "sn - 1")).await;
        let vendor = app.as_(VENDOR_ENGINEER);
        let decided = decide(&vendor, &id, &exchange("SN-2")).await.expect(200);
        let remedy = &decided.body["remedy"];
        assert_eq!((&remedy["product_id"], &remedy["credit_id"]), (&json!(old.id()), &Value::Null));
        let new = remedy["replacement_id"].as_str().unwrap().to_string();
        let product = async |id: &str| vendor.get(&format!("{PRODUCTS}/{id}")).await.expect(200);
        let (was, is) = (product(&old.id()).await, product(&new).await);
        assert_eq!((&was.body["gone_on"], &was.body["gone_as"]), (&json!("2026-03-02"), &json!("exchanged")));
        let coverage = &was.body["coverage"];
        assert_eq!((&coverage["warranty"], &coverage["warranty_until"]), (&json!("ended"), &json!("2026-03-01")));
        assert_eq!((&is.body["serial"], &is.body["model"], &is.body["replaces"]), (&json!("SN-2"), &was.body["model"], &json!(old.id())));
        // Its terms are its own: from its acceptance, else its delivery.
        let coverage = &is.body["coverage"];
        assert_eq!((&coverage["starts_on"], &coverage["warranty_until"]), (&json!("2026-03-01"), &json!("2029-03-01")));
        let history = async |id: &str| vendor.get(&format!("{PRODUCTS}/{id}/events")).await.expect(200);
        let (of_old, of_new) = (history(&old.id()).await, history(&new).await);
        assert_eq!((kinds(&of_old)[0], kinds(&of_new)), ("exchanged", vec!["replacement"]));
        assert_eq!(of_old.items()[0]["changes"]["replaced_by"]["after"], "SN-2");
        assert_eq!(of_new.items()[0]["changes"]["replaces"]["after"], "SN-1");
        // The contract goes on for the new one.
        let contract = app.as_(CLERK).get(&format!("{CONTRACTS}/{}", agreed.id())).await.expect(200);
        let named = contract.body["products"].as_array().unwrap();
        assert!(named.len() == 2 && named.iter().any(|one| one["id"] == json!(new)), "{named:?}");
        // Nothing more is decided of it, and the old one is offered for nothing.
        decide(&vendor, &id, &give_back()).await.refused(409, "remedy_decided");
        let spare = json!({ "product_id": old.id(), "loaner_id": new });
        let loaner = vendor.post("/api/v1/loaners").json(&spare).await.expect(422);
        assert!(loaner.faults().contains(&"product_id: product_gone".to_string()), "{:?}", loaner.faults());
        to(&vendor, &id, "resolved", "已换货").await.expect(200);
    }

    async fn a_return_ends_in_a_credit_note(app: TestApp) {
        let product = delivered(&app, "SN-1").await;
        let id = at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await;
        let decided = decide(&app.as_(VENDOR_ENGINEER), &id, &give_back()).await.expect(200);
        // Who does not read credits before they are confirmed hears that one was proposed, and no more.
        assert_eq!((&decided.body["remedy"]["remedy"], &decided.body["remedy"]["credit_id"]), (&json!("return"), &Value::Null));
        let shown = app.as_(VENDOR_ENGINEER).get(&format!("{PRODUCTS}/{}", product.id())).await.expect(200);
        assert_eq!((&shown.body["gone_as"], &shown.body["coverage"]["free_service"]), (&json!("returned"), &json!("ended")));
        let manager = app.as_(MANAGER);
        let seen = manager.get(&format!("{REQUESTS}/{id}")).await.expect(200);
        let credit = seen.body["remedy"]["credit_id"].as_str().unwrap().to_string();
        let there = format!("/api/v1/credits/{credit}");
        let proposed = manager.get(&there).await.expect(200);
        assert_eq!((&proposed.body["kind"], &proposed.body["status"]), (&json!("returned_goods"), &json!("proposed")));
        assert_eq!((&proposed.body["amount_fen"], &proposed.body["vat_rate"]), (&json!(1_280_000), &json!(13)));
        assert_eq!((&proposed.body["basis"]["request_id"], &proposed.body["basis"]["product_id"]), (&json!(id), &json!(product.id())));
        assert!(proposed.body["text"].as_str().unwrap().contains("错发型号"));
        assert_eq!(told(&app, MANAGER, "credit_proposed").await, 1);
        let home = app.browse(MANAGER).get("/").await.expect(200);
        assert_eq!(card(&home, "/billing/credits?status=proposed"), 1);
        app.as_(CLERK).post(&format!("{there}/confirm")).if_match(1).await.refused(403, "not_the_decider");
        let confirmed = manager.post(&format!("{there}/confirm")).if_match(1).await.expect(200);
        assert!(confirmed.body["charge_id"].is_string());
        // The agent pays for its customer, so it is given the money.
        let charges = app.as_("manager@agent-a.example").get("/api/v1/charges").await.expect(200);
        assert!(charges.items().iter().any(|charge| charge["amount_fen"] == -1_280_000));
        let contact = app.browse(CONTACT).get(&format!("/requests/{id}")).await.expect(200);
        contact.shows("退货").shows("贷记单").shows("已确认").hides("确认后生效").hides("/billing/credits").hides("12,800");
        // What left by it can be given up no more.
        to(&app.as_(CONTACT), &id, "cancelled", "不需要了").await.refused(409, "remedy_final");
        let page = app.browse(VENDOR_ENGINEER).get(&format!("/requests/{id}")).await.expect(200);
        page.hides("value=\"cancelled\"").shows("value=\"resolved\"");
        let page = app.browse(MANAGER).get(&format!("/billing/credits/{credit}")).await.expect(200);
        page.shows(&format!("/requests/{id}"));
    }

    async fn a_refused_credit_of_a_return_is_proposed_anew(app: TestApp) {
        delivered(&app, "SN-1").await;
        let id = at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await;
        let vendor = app.as_(VENDOR_ENGINEER);
        let mut wrong = give_back();
        wrong["amount_fen"] = json!(1_280);
        decide(&vendor, &id, &wrong).await.expect(200);
        let manager = app.as_(MANAGER);
        let credit = async || {
            let seen = manager.get(&format!("{REQUESTS}/{id}")).await.expect(200);
            seen.body["remedy"]["credit_id"].as_str().unwrap().to_string()
        };
        let first = credit().await;
        decide(&vendor, &id, &give_back()).await.refused(409, "remedy_decided");
        let refuse = manager.post(&format!("/api/v1/credits/{first}/refuse")).if_match(1);
        refuse.json(&json!({ "reason": "金额少了三位" })).await.expect(200);
        let seen = vendor.get(&format!("{REQUESTS}/{id}")).await.expect(200);
        assert_eq!(seen.body["remedy"]["credit_status"], "refused");
        app.browse(CONTACT).get(&format!("/requests/{id}")).await.expect(200).shows("未获批准").hides("决定退货");
        // It was resolved meanwhile; the goods are with the vendor all the same, and nothing but their credit is left.
        to(&vendor, &id, "resolved", "已取回").await.expect(200);
        assert_eq!(decide(&vendor, &id, &exchange("SN-2")).await.expect(422).faults(), ["remedy: not_an_option"]);
        let page = app.browse(VENDOR_ENGINEER).get(&format!("/requests/{id}")).await.expect(200);
        page.shows("决定退货").hides("决定换货").hides("决定维修");
        let again = decide(&vendor, &id, &give_back()).await.expect(200);
        assert_eq!(again.body["remedy"]["credit_status"], "proposed");
        let second = credit().await;
        assert_ne!(first, second);
        decide(&vendor, &id, &give_back()).await.refused(409, "remedy_decided");
        manager.post(&format!("/api/v1/credits/{second}/confirm")).if_match(1).await.expect(200);
        let events = app.lines("SELECT kind AS line FROM product_events WHERE kind = 'returned'");
        assert_eq!(events.len(), 1, "it came back once");
    }

    async fn the_agent_that_bought_it_is_given_the_credit(app: TestApp) {
        delivered(&app, "SN-1").await;
        let id = at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await;
        let (desk, there) = (app.as_(SPECIALIST), format!("/api/v1/customers/{CUSTOMER_A}"));
        let version = desk.get(&there).await.expect(200).version();
        desk.patch(&there).if_match(version).json(&json!({ "agent_id": AGENT_B })).await.expect(200);
        decide(&app.as_(VENDOR_ENGINEER), &id, &give_back()).await.expect(200);
        let seen = app.as_(MANAGER).get(&format!("{REQUESTS}/{id}")).await.expect(200);
        let credit = format!("/api/v1/credits/{}", seen.body["remedy"]["credit_id"].as_str().unwrap());
        assert_eq!(app.as_(MANAGER).get(&credit).await.expect(200).body["payer_id"], json!(AGENT_A));
    }

    async fn the_vendor_alone_decides_and_others_hear_nothing(app: TestApp) {
        delivered(&app, "SN-1").await;
        let id = raise(&app.as_(CONTACT), &claim(CUSTOMER_A, "SN-1")).await.id();
        let there = format!("{REQUESTS}/{id}/remedy");
        to(&app.as_(ENGINEER), &id, "accepted", "").await.expect(200);
        let asked = async |who: &str| app.as_(who).post(&there).if_match(2).json(&repair()).await;
        asked(ENGINEER).await.refused(403, "vendor_decides_claims");
        asked(CONTACT).await.refused(403, "not_yours_to_serve");
        asked(SPECIALIST).await.refused(403, "not_yours_to_serve");
        asked("engineer@agent-b.example").await.refused(404, "not_found");
        asked(VENDOR_ENGINEER).await.refused(404, "not_found");
        asked("billing@vendor.example").await.expect(403);
        to(&app.as_(ENGINEER), &id, "in_progress", "").await.expect(200);
        let own = to(&app.as_(ENGINEER), &id, "resolved", "").await.expect(422);
        assert_eq!(own.faults(), ["remedy: remedy_missing"]);
        to(&app.as_(ENGINEER), &id, "escalated", "请厂商决定").await.expect(200);
        asked(ENGINEER).await.refused(403, "not_yours_to_serve");
        let vendor = app.as_(VENDOR_ENGINEER);
        decide(&vendor, &id, &repair()).await.refused(409, "request_not_in_state");
        to(&vendor, &id, "accepted", "").await.expect(200);
        vendor.post(&there).json(&repair()).await.refused(428, "precondition_required");
        vendor.post(&there).if_match(1).json(&repair()).await.refused(412, "stale_version");
        let missing = format!("{REQUESTS}/{MISSING}/remedy");
        vendor.post(&missing).if_match(1).json(&repair()).await.refused(404, "not_found");
        let question = json!({ "customer_id": CUSTOMER_A, "kind": "question", "subject": "续期" });
        let other = at_vendor(&app, &question).await;
        decide(&vendor, &other, &repair()).await.refused(409, "not_a_claim");
        decide(&vendor, &id, &repair()).await.expect(200);
    }

    async fn what_cannot_be_is_named_and_nothing_is_stored(app: TestApp) {
        delivered(&app, "SN-1").await;
        delivered(&app, "SN-TAKEN").await;
        let id = at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await;
        let vendor = app.as_(VENDOR_ENGINEER);
        let with = |mut body: Value, name: &str, value: Value| {
            body[name] = value;
            body
        };
        let cases: &[(Value, &[&str])] = &[
            (json!({}), &["remedy: required", "reason: required"]),
            (with(repair(), "remedy", json!("refund")), &["remedy: not_an_option"]),
            (with(repair(), "reason", json!("  ")), &["reason: required"]),
            (with(repair(), "reason", json!("长".repeat(401))), &["reason: too_long"]),
            (with(repair(), "amount_fen", json!(100)), &["amount_fen: not_allowed"]),
            (with(repair(), "colour", json!("red")), &["colour: unknown_field"]),
            (json!({ "remedy": "exchange", "reason": "变形" }), &["new_serial: required", "delivered_on: required"]),
            (with(exchange("SN-2"), "vat_rate", json!(13)), &["vat_rate: not_allowed"]),
            (exchange("sn-taken"), &["new_serial: serial_taken"]),
            (exchange("SN-1"), &["new_serial: serial_taken"]),
            (with(exchange("SN-2"), "delivered_on", json!("2026-03-03")), &["delivered_on: in_future"]),
            (with(exchange("SN-2"), "accepted_on", json!("2026-02-01")), &["accepted_on: before_delivery"]),
            (with(exchange("SN-2"), "model_id", json!(MISSING)), &["model_id: not_found"]),
            (json!({ "remedy": "return", "reason": "错发" }), &["amount_fen: required", "vat_rate: required"]),
            (with(give_back(), "amount_fen", json!(0)), &["amount_fen: too_small"]),
            (with(give_back(), "amount_fen", json!("12.5")), &["amount_fen: wrong_type"]),
            (with(give_back(), "vat_rate", json!(101)), &["vat_rate: too_large"]),
            (with(give_back(), "new_serial", json!("SN-2")), &["new_serial: not_allowed"]),
        ];
        for (body, wanted) in cases {
            let refused = decide(&vendor, &id, body).await.refused(422, "invalid_fields");
            assert_eq!(refused.faults(), *wanted, "{body}");
        }
        assert!(app.lines("SELECT remedy AS line FROM request_remedies").is_empty());
        assert!(app.lines("SELECT number AS line FROM credits").is_empty());
        assert_eq!(app.lines("SELECT serial AS line FROM products WHERE gone_on IS NULL").len(), 2);
    }

    async fn nobody_elses_product_and_none_twice(app: TestApp) {
        let model = delivered(&app, "SN-1").await.body["model_id"].as_str().unwrap().to_string();
        let theirs = device(&model, CUSTOMER_B, "SN-OF-B");
        app.as_("engineer@agent-b.example").post(PRODUCTS).json(&theirs).await.expect(201);
        let vendor = app.as_(VENDOR_ENGINEER);
        // The serial of somebody else's device is as good as one that nobody has.
        for serial in ["SN-OF-B", "SN-NOBODY"] {
            let id = at_vendor(&app, &claim(CUSTOMER_A, serial)).await;
            for body in [give_back(), exchange("SN-9")] {
                let refused = decide(&vendor, &id, &body).await.expect(422);
                assert_eq!(refused.faults(), ["remedy: no_such_product"]);
            }
            decide(&vendor, &id, &repair()).await.expect(200);
        }
        let (first, second) = (at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await, at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await);
        decide(&vendor, &first, &give_back()).await.expect(200);
        for body in [give_back(), exchange("SN-9")] {
            assert_eq!(decide(&vendor, &second, &body).await.expect(422).faults(), ["remedy: product_gone"]);
        }
        assert_eq!(app.lines("SELECT number AS line FROM credits").len(), 1);
    }

    async fn of_two_who_decide_at_once_one_wins(app: TestApp) {
        delivered(&app, "SN-1").await;
        let id = at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await;
        let there = format!("{REQUESTS}/{id}/remedy");
        let (one, two) = (app.as_(VENDOR_ENGINEER), app.as_(SPECIALIST));
        let version = one.get(&format!("{REQUESTS}/{id}")).await.expect(200).version();
        let (a, b) = (exchange("SN-2"), give_back());
        let ask = async |who: &Client, body: &Value| who.post(&there).if_match(version).json(body).await;
        let (one, two) = futures_util::future::join(ask(&one, &a), ask(&two, &b)).await;
        let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
        won.expect(200);
        lost.refused(409, "remedy_decided");
        assert_eq!(app.lines("SELECT remedy AS line FROM request_remedies").len(), 1);
        assert_eq!(app.lines("SELECT kind AS line FROM product_events WHERE kind IN ('exchanged', 'returned')").len(), 1);
    }

    async fn of_two_exchanges_at_once_one_wins(app: TestApp) {
        delivered(&app, "SN-1").await;
        let (first, second) = (at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await, at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await);
        let (one, two) = (app.as_(VENDOR_ENGINEER), app.as_(SPECIALIST));
        let (a, b) = (exchange("SN-2"), exchange("SN-3"));
        let (one, two) = futures_util::future::join(decide(&one, &first, &a), decide(&two, &second, &b)).await;
        let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
        won.expect(200);
        assert_eq!(lost.expect(422).faults(), ["remedy: product_gone"], "not that its serial is taken");
    }

    async fn of_two_claims_on_one_product_one_takes_it(app: TestApp) {
        delivered(&app, "SN-1").await;
        let (first, second) = (at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await, at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await);
        let (one, two) = (app.as_(VENDOR_ENGINEER), app.as_(SPECIALIST));
        let (a, b) = (give_back(), give_back());
        let (one, two) = futures_util::future::join(decide(&one, &first, &a), decide(&two, &second, &b)).await;
        let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
        won.expect(200);
        assert_eq!(lost.expect(422).faults(), ["remedy: product_gone"]);
        assert_eq!(app.lines("SELECT number AS line FROM credits").len(), 1);
    }

    async fn a_person_does_it_on_pages(app: TestApp) {
        let product = delivered(&app, "SN-1").await;
        let contact = app.browse(CONTACT);
        let form = contact.get("/requests/new").await.expect(200).shows("到货问题").shows("错发");
        let customer = CUSTOMER_A.to_string();
        let with = |kind: &'static str, claim: &'static str| {
            vec![("customer_id", customer.as_str()), ("kind", kind), ("claim", claim), ("subject", "外壳变形"), ("serial", "SN-1")]
        };
        contact.submit(&form, "/requests/new", &with("delivery_claim", "")).await.expect(422).shows("请填写“到货问题”");
        // What belongs to claims alone is left out of anything else.
        contact.submit(&form, "/requests/new", &with("question", "damaged")).await.expect(303);
        let sent = contact.submit(&form, "/requests/new", &with("delivery_claim", "damaged")).await.expect(303);
        let here = sent.location().to_string();
        contact.follow(&sent).await.expect(200).shows("到货损坏").shows("等待厂商决定").hides("/remedy");
        let id = here.rsplit('/').next().unwrap().to_string();
        let agent = app.browse(ENGINEER).get(&here).await.expect(200);
        agent.shows("由厂商决定").hides("/remedy");
        to(&app.as_(ENGINEER), &id, "escalated", "外壳变形").await.expect(200);
        app.browse(VENDOR_ENGINEER).get(&here).await.expect(200).shows("请先受理这个请求").hides("/remedy");
        for word in ["accepted", "in_progress"] {
            to(&app.as_(VENDOR_ENGINEER), &id, word, "").await.expect(200);
        }
        let vendor = app.browse(VENDOR_ENGINEER);
        let page = vendor.get(&here).await.expect(200);
        let page = page.shows("决定维修").shows("决定换货").shows("决定退货").shows("此操作不能撤销").hides("value=\"resolved\"");
        let told_no = vendor.submit(&page, &format!("{here}/step"), &[("to", "resolved")]).await.expect(422);
        told_no.shows("尚未决定“处理方式”");
        let wrong = [("remedy", "exchange"), ("new_serial", "SN-2"), ("delivered_on", "2026-03-09"), ("reason", "变形")];
        let again = vendor.submit(&page, &format!("{here}/remedy"), &wrong).await.expect(422);
        let again = again.shows("2026-03-09").shows("value=\"SN-2\"");
        let good = [("remedy", "exchange"), ("new_serial", "SN-2"), ("delivered_on", "2026-03-01"), ("reason", "变形")];
        let sent = vendor.submit(&again, &format!("{here}/remedy"), &good).await.expect(303);
        let done = vendor.follow(&sent).await.expect(200);
        done.shows("索赔处理决定：换货").shows("SN-2").shows("value=\"resolved\"").hides("决定退货");
        // An old page: somebody has decided.
        let late = [("remedy", "return"), ("amount_fen", "100"), ("vat_rate", "13"), ("reason", "退货")];
        vendor.submit(&page, &format!("{here}/remedy"), &late).await.expect(409).shows("已对这项索赔作出决定");
        let gone = vendor.get(&format!("/products/{}", product.id())).await.expect(200);
        gone.shows("已换货").shows("SN-2").shows("由另一台替代").hides("/loaners/new");
        contact.get(&here).await.expect(200).shows("索赔处理决定：换货");
    }

    async fn a_manager_takes_something_back_on_pages(app: TestApp) {
        delivered(&app, "SN-1").await;
        let id = at_vendor(&app, &claim(CUSTOMER_A, "SN-1")).await;
        let here = format!("/requests/{id}");
        let manager = app.browse(MANAGER);
        let page = manager.get(&here).await.expect(200);
        let fields = [("remedy", "return"), ("amount_fen", "12,800.50"), ("vat_rate", "13"), ("reason", "错发")];
        let sent = manager.submit(&page, &format!("{here}/remedy"), &fields).await.expect(303);
        manager.follow(&sent).await.expect(200).shows("/billing/credits/");
        let credit = app.as_(MANAGER).get(&format!("{REQUESTS}/{id}")).await.expect(200);
        let credit = credit.body["remedy"]["credit_id"].as_str().unwrap().to_string();
        // Nobody confirms what they proposed.
        let own = manager.get(&format!("/billing/credits/{credit}")).await.expect(200);
        own.shows("12,800.50").shows("退货").hides("/confirm");
    }
}
