//! What a breach costs is what the contract says, or the profile that it names, and nothing else.

use chrono::TimeDelta;
use serde_json::json;
use tierdesk::features::requests::WATCH;

use super::super::contracts::{device_of, fault};
use super::super::requests::{ENGINEER, pass};
use super::*;
use crate::both_engines;
use crate::support::contracts::{CLERK, CONTRACTS, SECOND};
use crate::support::fixture::CUSTOMER_AGENT_A;

both_engines! {
    async fn a_contract_that_names_a_profile_has_its_penalties(app: TestApp) {
        let product = device_of(&app, CUSTOMER_AGENT_A, "SN-1", "2025-01-10").await;
        let mut body = contract(CUSTOMER_AGENT_A, &product.id());
        (body["price_fen"], body["sla_profile"]) = (json!(PRICE), json!("project"));
        let draft = crate::support::contracts::draft(&app, &body).await;
        assert!(draft.body["penalty"].is_null());
        let (here, clerk) = (format!("/contracts/{}", draft.id()), app.browse(CLERK));
        clerk.get(&here).await.expect(200).shows("4 小时内未响应").shows("生效时采用所选时限方案的违约条款");
        clerk.get(&format!("{here}/edit")).await.expect(200).shows("name=\"penalty.no_response_hours\" type=\"text\" value=\"4\"");
        let activate = format!("{CONTRACTS}/{}/activate", draft.id());
        let made = app.as_(SECOND).post(&activate).if_match(1).await.expect(200);
        assert_eq!(made.body["penalty"], terms(), "copied and frozen");
        clerk.get(&here).await.expect(200).shows("4 小时内未响应").hides("生效时采用所选时限方案的违约条款");
        broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::hours(4) + TimeDelta::seconds(1));
        assert_eq!(told(&app).await, [proposed("no_response", 12_000)]);
        assert_eq!(fault(&app), None);
    }

    async fn a_contract_keeps_the_penalties_that_it_says_itself(app: TestApp) {
        let made = contract_with(&app, CUSTOMER_AGENT_A, json!({ "late_hour_fen": 5_000 })).await;
        assert_eq!(made.body["penalty"], json!({ "late_hour_fen": 5_000 }));
    }

    async fn terms_that_cannot_be_read_do_not_cost_nothing_in_silence(app: TestApp) {
        let made = contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        broken(&app, CUSTOMER_AGENT_A).await;
        app.disarm("contracts");
        app.execute(r#"UPDATE contracts SET penalty = '{"late_day_percent": "many"}'"#);
        app.clock.advance(TimeDelta::days(1));
        let _ = (WATCH.run)(&app.app.services, app.now());
        assert!(penalties(&app).await.is_empty());
        let waiting = "SELECT kind AS line FROM request_timers WHERE done_at IS NULL AND kind = 'penalty'";
        assert_eq!(app.lines(waiting).len(), 1, "it is looked at again");
        app.browse(CLERK).get(&format!("/contracts/{}", made.id())).await.expect(500);
    }

    async fn a_penalty_follows_from_its_contract(app: TestApp) {
        let made = contract_with(&app, CUSTOMER_AGENT_A, terms()).await;
        broken(&app, CUSTOMER_AGENT_A).await;
        pass(&app, TimeDelta::hours(4) + TimeDelta::seconds(1));
        assert_eq!(fault(&app), None);
        let page = app.browse(CLERK).get(&format!("/contracts/{}", made.id())).await.expect(200);
        page.shows(&page_of(&penalties(&app).await[0])).shows("未按时响应").shows("待决定").shows("¥120.00");
        app.browse(ENGINEER).get(&format!("/contracts/{}", made.id())).await.expect(200).hides("未按时响应");
        let of_it = format!("{CREDITS}?contract_id={}", made.id());
        assert_eq!(app.as_(CLERK).get(&of_it).await.expect(200).items().len(), 1);
        let of_none = format!("{CREDITS}?contract_id={}", crate::support::fixture::MISSING);
        assert!(app.as_(CLERK).get(&of_none).await.expect(200).items().is_empty());
        app.disarm("contracts");
        for (change, back) in [
            (r#"penalty = '{"no_response_hours":4,"no_response_percent":2,"cap_percent":20}'"#, None),
            (r#"penalty = '{"no_response_hours":4,"no_response_percent":1,"cap_percent":30}'"#, None),
            (r#"penalty = '{"no_response_hours":5,"no_response_percent":1,"cap_percent":20}'"#, None),
            ("penalty = NULL", Some(r#"penalty = '{"no_response_hours":4,"no_response_percent":1,"cap_percent":20}'"#)),
        ] {
            app.execute(&format!("UPDATE contracts SET {change}"));
            assert!(fault(&app).unwrap().contains("penalty_not_agreed"), "{change}");
            if let Some(back) = back {
                app.execute(&format!("UPDATE contracts SET {back}"));
                assert_eq!(fault(&app), None);
            }
        }
    }
}
