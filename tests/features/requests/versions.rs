//! A clock goes by the policy in force when it began, whichever that is by now (3.1).

use diesel::prelude::*;
use serde_json::{Value, json};
use tierdesk::features::policy;
use tierdesk::platform::db::Moment;
use tierdesk::platform::db::schema::policy_versions;

use chrono::TimeDelta;

use super::{CONTACT, ENGINEER, VENDOR_ENGINEER, fault, raise, target, to};
use crate::both_engines;
use crate::support::{TestApp, fixture};

/// Publishes a second version, in force from Tuesday, in which 昆明 is a city of the first tier.
fn publish_second(app: &TestApp) {
    let set = app.write(|conn| {
        let stored: Value = policy_versions::table.select(policy_versions::documents).first(conn)?;
        let mut documents = stored.as_object().unwrap().clone();
        for (name, before, after) in [
            ("policy.toml", "version = 1", "version = 2"),
            ("policy.toml", "2013-01-01T", "2026-03-03T"),
            ("city-tiers.toml", "[\"110000\"", "[\"530100\", \"110000\""),
        ] {
            let text = documents[name].as_str().unwrap();
            assert!(text.contains(before), "{name}: {before}");
            documents.insert(name.into(), text.replace(before, after).into());
        }
        let from: chrono::DateTime<chrono::Utc> = "2026-03-03T00:00:00+08:00".parse().unwrap();
        let row = (
            policy_versions::version.eq(2),
            policy_versions::effective_from.eq(Moment::from(from)),
            policy_versions::documents.eq(Value::Object(documents)),
            policy_versions::published_at.eq(Moment::from(from)),
        );
        diesel::insert_into(policy_versions::table).values(row).execute(conn)?;
        policy::published(conn)
    });
    app.app.services.policies.replace(set);
}

both_engines! {
    async fn each_clock_keeps_the_version_in_force_when_it_began(app: TestApp) {
        let raised = raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await;
        publish_second(&app);
        app.clock.advance(TimeDelta::hours(26));
        let agent = app.as_(ENGINEER);
        for word in ["accepted", "in_progress"] {
            to(&agent, &raised.id(), word, "").await.expect(200);
        }
        let handed = to(&agent, &raised.id(), "escalated", "需要厂商到现场").await.expect(200);
        let terms = |clock: &str| {
            let target = target(&handed, clock, "respond");
            (target["policy_version"].clone(), target["tier"].clone())
        };
        assert_eq!(terms("customer"), (json!(1), json!("other")));
        assert_eq!(terms("vendor"), (json!(2), json!("tier1")));
        // What is stored is what the calculator says of that moment, and what the page explains.
        let asked = json!({
            "profile": "response-system", "severity": 3, "city": "530100", "onsite": false,
            "reported_at": handed.body["escalated_at"],
        });
        let specialist = "specialist@vendor.example";
        let told = app.as_(specialist).post("/api/v1/deadlines").json(&asked).await.expect(200);
        let promised = &told.body["targets"][0];
        assert_eq!(promised["kind"], "respond");
        assert_eq!(target(&handed, "vendor", "respond")["due_at"], promised["due_at"]);
        let text = promised["explanation"]["text"].as_str().unwrap();
        app.browse(specialist).get(&format!("/requests/{}", raised.id())).await.expect(200).shows(text);

        // A promise begins when it is made, and an edit computes each clock by its own version again.
        let promise = json!({ "due_at": "2026-03-03T18:00:00+08:00", "promise": "给出方案" });
        let path = format!("/api/v1/requests/{}", raised.id());
        let vendor = app.as_(VENDOR_ENGINEER);
        vendor.post(&format!("{path}/promises")).json(&promise).await.expect(201);
        let version = vendor.get(&path).await.expect(200).version();
        let edited = vendor.patch(&path).if_match(version).json(&json!({ "severity": 4 })).await.expect(200);
        let running = |clock: &str| {
            let targets = edited.body["targets"].as_array().unwrap().clone();
            let found = targets.into_iter().find(|it| it["clock"] == clock && it["replaced_at"].is_null());
            found.unwrap_or_else(|| panic!("nothing runs on {clock}"))
        };
        assert_eq!(running("promise")["policy_version"], 2);
        assert_eq!((&running("vendor")["policy_version"], &running("vendor")["tier"]), (&json!(2), &json!("tier1")));
        assert_eq!((&running("customer")["policy_version"], &running("customer")["tier"]), (&json!(1), &json!("other")));
    }
}
