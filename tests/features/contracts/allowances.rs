//! Allowances are spent once and never go below zero, whoever approves at the same time; a correction gives back what it
//! replaces; `verify` finds what somebody changed behind their back (2.5, 9.2).

use serde_json::{Value, json};

use super::{RECORDS, REVIEWER, VENDOR, approve, device_of, fault, repair, submitted, used};
use crate::both_engines;
use crate::support::contracts::{CLERK, contract, in_force};
use crate::support::fixture::{AGENT_A, CUSTOMER_AGENT_A};
use crate::support::{Answer, TestApp};

const VISITS: usize = 5;
const RECORDS_AT_ONCE: usize = 16;

async fn with_visits(app: &TestApp, visits: usize) -> (Answer, Answer) {
    let product = device_of(app, CUSTOMER_AGENT_A, "SN-1", "2020-01-10").await;
    let mut body = contract(CUSTOMER_AGENT_A, &product.id());
    body["services"] = json!([{ "service_code": "SASL012", "visits": visits }]);
    let made = in_force(app, &body).await;
    (product, made)
}

both_engines! {
    async fn of_many_approvals_at_once_as_many_succeed_as_there_are_visits(app: TestApp) {
        let (product, made) = with_visits(&app, VISITS).await;
        let mut sent = Vec::new();
        for _ in 0..RECORDS_AT_ONCE {
            let record = submitted(&app, VENDOR, &repair(&product)).await;
            assert_eq!(record.body["decision"]["outcome"], "free", "sending in takes nothing");
            sent.push(record);
        }
        let reviewers = [app.as_(REVIEWER), app.as_("reviewer2@vendor.example")];
        let verdict = json!({ "verdict": "approve" });
        let ask = |(index, record): (usize, &Answer)| {
            let there = format!("{RECORDS}/{}/review", record.id());
            let (reviewer, verdict) = (&reviewers[index % 2], &verdict);
            let version = record.version();
            async move { reviewer.post(&there).if_match(version).json(verdict).await }
        };
        let answers = futures_util::future::join_all(sent.iter().enumerate().map(ask)).await;
        let approved = answers.iter().filter(|answer| answer.status == 200).count();
        let codes: Vec<&str> = answers.iter().filter(|answer| answer.status != 200).map(Answer::code).collect();
        assert_eq!(approved, VISITS, "{codes:?}");
        assert!(codes.iter().all(|code| *code == "contract_used_up"), "{codes:?}");
        assert_eq!(used(&app, &made).await, i64::try_from(VISITS).unwrap());
        assert_eq!(app.lines("SELECT CAST(COUNT(*) AS TEXT) AS line FROM contract_uses"), [VISITS.to_string()]);
        assert_eq!(fault(&app), None);
        // Nothing of those that lost is stored, and they can be returned and sent in again: charged then.
        let lost = sent.iter().zip(&answers).find(|(_, answer)| answer.status != 200).unwrap().0;
        let page = app.browse(REVIEWER);
        let desk = page.get(&format!("/reviews/{}", lost.id())).await.expect(200);
        let refused = page.submit(&desk, &format!("/reviews/{}/decide", lost.id()), &[("verdict", "approve")]).await;
        assert!(refused.text.contains("合同次数已被其他服务单用完"), "{}", refused.status);
        let back = json!({ "verdict": "return", "comment": "合同次数已用完" });
        let there = format!("{RECORDS}/{}", lost.id());
        let returned = app.as_(REVIEWER).post(&format!("{there}/review")).if_match(lost.version()).json(&back).await.expect(200);
        let again = app.as_(VENDOR).post(&format!("{there}/submit")).if_match(returned.version()).await.expect(200);
        assert_eq!(again.body["decision"]["outcome"], "charged");
    }

    async fn a_correction_gives_back_what_it_replaces(app: TestApp) {
        let (product, made) = with_visits(&app, 1).await;
        let sent = submitted(&app, VENDOR, &repair(&product)).await;
        approve(&app, &sent).await.expect(200);
        let there = format!("{RECORDS}/{}", sent.id());
        let author = app.as_(VENDOR);
        let correct = |change: Value| {
            let (author, there) = (&author, &there);
            async move {
                let version = author.get(there).await.expect(200).version();
                let draft = author.post(&format!("{there}/correct")).if_match(version).await.expect(200);
                let draft = author.patch(there).if_match(draft.version()).json(&change).await.expect(200);
                author.post(&format!("{there}/submit")).if_match(draft.version()).await.expect(200)
            }
        };
        // Its own visit is there for it again, though there is none for anybody else.
        let second = correct(json!({ "labour_minutes": 120 })).await;
        assert_eq!(second.body["decision"]["outcome"], "free");
        assert_eq!(used(&app, &made).await, 1, "until the correction is approved");
        approve(&app, &second).await.expect(200);
        assert_eq!((used(&app, &made).await, fault(&app)), (1, None));
        // It was in a city with a service point: nothing is used, and the visit is there for another.
        let third = correct(json!({ "city": "440300" })).await;
        approve(&app, &third).await.expect(200);
        assert_eq!((used(&app, &made).await, fault(&app)), (0, None));
        let next = submitted(&app, VENDOR, &repair(&product)).await;
        assert_eq!(next.body["decision"]["outcome"], "free");
        let signs = app.lines("SELECT CAST(visits AS TEXT) AS line FROM contract_uses ORDER BY id");
        assert_eq!(signs, ["1", "-1", "1", "-1"]);
    }

    async fn a_correction_is_shown_its_own_visit_as_left(app: TestApp) {
        let (product, _) = with_visits(&app, 1).await;
        let sent = submitted(&app, VENDOR, &repair(&product)).await;
        approve(&app, &sent).await.expect(200);
        let (there, author) = (format!("{RECORDS}/{}", sent.id()), app.as_(VENDOR));
        let version = author.get(&there).await.expect(200).version();
        author.post(&format!("{there}/correct")).if_match(version).await.expect(200);
        let visitor = app.browse(VENDOR);
        let page = format!("/fault-records/{}", sent.id());
        visitor.get(&page).await.expect(200).hides("约定的次数已用完").shows("上门次数在合同约定之内");
        let form = visitor.get(&format!("{page}/edit")).await.expect(200);
        let form = form.hides("约定的次数已用完").shows("上门次数在合同约定之内");
        let asks = format!("/entitlement?record={}", sent.id());
        let form = form.shows(&asks);
        let customer = CUSTOMER_AGENT_A.to_string();
        let fields = [
            ("customer_id", customer.as_str()), ("serial", "SN-1"), ("service_code", "SASL012"), ("city", "440100"),
            ("arrived_at", "2026-02-27T10:00"),
        ];
        visitor.submit(&form, &asks, &fields).await.expect(200).hides("约定的次数已用完").shows("上门次数在合同约定之内");
        // Any other record is told that nothing is left, and so is whoever asks with one that is none of theirs.
        visitor.submit(&form, "/entitlement", &fields).await.expect(200).shows("约定的次数已用完");
        let none = format!("/entitlement?record={}", crate::support::fixture::MISSING);
        visitor.submit(&form, &none, &fields).await.expect(200).shows("约定的次数已用完");
    }

    async fn the_price_is_charged_once_and_taken_back_before_it_begins(app: TestApp) {
        let (_, made) = with_visits(&app, 1).await;
        let charges = app.as_(CLERK).get("/api/v1/charges?origin=contract").await.expect(200);
        let charge = &charges.items()[0];
        assert_eq!((charges.items().len(), &charge["payer_id"], &charge["amount_fen"]), (1, &json!(AGENT_A), &json!(1_200_000)));
        assert_eq!((&charge["status"], &charge["number"], &charge["vat_rate"]), (&json!("confirmed"), &made.body["number"], &json!(6)));
        assert_eq!((&charge["derivation"]["contract_id"], &made.body["charge_id"]), (&made.body["id"], &charge["id"]));
        assert_eq!(fault(&app), None);
        let product = device_of(&app, CUSTOMER_AGENT_A, "SN-2", "2020-01-10").await;
        let mut body = contract(CUSTOMER_AGENT_A, &product.id());
        body["starts_on"] = json!("2026-05-01");
        let later = in_force(&app, &body).await;
        let cancel = format!("{}/{}/cancel", crate::support::contracts::CONTRACTS, later.id());
        app.as_(CLERK).post(&cancel).if_match(2).json(&json!({ "reason": "未签约" })).await.expect(200);
        let reversed = app.as_(CLERK).get("/api/v1/charges?origin=contract&status=reversed").await.expect(200);
        assert_eq!(reversed.items().len(), 2, "the charge and what takes it back");
        assert_eq!(fault(&app), None);
        // Free of charge: nothing to charge.
        body["price_fen"] = json!(0);
        assert_eq!(in_force(&app, &body).await.body["charge_id"], Value::Null);
        assert_eq!(fault(&app), None);
    }

    async fn what_was_changed_behind_their_back_is_found(app: TestApp) {
        let (product, _) = with_visits(&app, 3).await;
        approve(&app, &submitted(&app, VENDOR, &repair(&product)).await).await.expect(200);
        assert_eq!(fault(&app), None);
        app.execute("UPDATE contract_services SET used = 0");
        assert!(fault(&app).unwrap().contains("allowance_differs"));
        app.execute("UPDATE contract_services SET used = 1");
        app.disarm("contracts");
        app.execute("UPDATE contracts SET price_fen = 1");
        assert!(fault(&app).unwrap().contains("contract_charge_differs"));
    }
}
