//! The search of the top bar finds what the person may see, and opens the only hit (8.4).

use serde_json::json;

use super::requests::{CONTACT, ENGINEER, VENDOR_ENGINEER, fault, raise, to};
use crate::both_engines;
use crate::support::{TestApp, fixture};

both_engines! {
    async fn a_request_is_found_by_number_subject_and_customer(app: TestApp) {
        let contact = app.as_(CONTACT);
        let mut body = fault(fixture::CUSTOMER_A);
        body["subject"] = json!("罕见的闪断现象");
        let one = raise(&contact, &body).await;
        let here = format!("/requests/{}", one.id());
        let number = one.body["number"].as_str().unwrap();
        let agent = app.browse(ENGINEER);
        for asked in [number, &number.to_lowercase(), "闪断"] {
            let found = agent.get(&format!("/search?q={asked}")).await.expect(303);
            assert_eq!(found.location(), here, "the only hit of {asked} is opened");
        }
        let name = app.as_(ENGINEER).get(&format!("/api/v1/customers/{}", fixture::CUSTOMER_A)).await.expect(200);
        let name = name.body["name"].as_str().unwrap().to_string();
        // Its customer is found beside it.
        agent.get(&format!("/search?q={name}")).await.expect(200).shows("罕见的闪断现象").shows(&here).shows("/customers/");
        let other = raise(&contact, &body).await;
        let both = agent.get("/search?q=闪断").await.expect(200);
        both.shows(number).shows(other.body["number"].as_str().unwrap()).hides("href=\"/requests?q=");
        // More than ten are left to the list.
        for _ in 0..9 {
            raise(&contact, &body).await;
        }
        agent.get("/search?q=闪断").await.expect(200).shows("href=\"/requests?q=%E9%97%AA%E6%96%AD\"");
    }

    async fn nobody_finds_a_request_out_of_sight(app: TestApp) {
        let mut body = fault(fixture::CUSTOMER_A);
        body["subject"] = json!("罕见的闪断现象");
        let raised = raise(&app.as_(CONTACT), &body).await;
        let (number, id) = (raised.body["number"].as_str().unwrap().to_string(), raised.id());
        let everywhere = [
            "engineer@agent-b.example", "contact@enduser-b.example", "kam@vendor.example", VENDOR_ENGINEER,
            "product@vendor.example", "admin@vendor.example", "reviewer@vendor.example", "billing@vendor.example",
        ];
        for email in everywhere {
            let browser = app.browse(email);
            for asked in [number.as_str(), "闪断"] {
                let found = browser.get(&format!("/search?q={asked}")).await.expect(200);
                // Exactly as for what there is not; the words asked for stand in the field.
                found.shows("没有找到").hides(&id).hides("罕见");
            }
        }
        for word in ["accepted", "in_progress", "escalated"] {
            to(&app.as_(ENGINEER), &id, word, "需要厂商到现场").await.expect(200);
        }
        let found = app.browse(VENDOR_ENGINEER).get(&format!("/search?q={number}")).await.expect(303);
        assert_eq!(found.location(), format!("/requests/{id}"), "once it was handed on");
        app.browse("engineer@agent-b.example").get(&format!("/search?q={number}")).await.expect(200).shows("没有找到");
    }

    async fn a_search_takes_few_statements(app: TestApp) {
        for _ in 0..3 {
            raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await;
        }
        let browser = app.browse(ENGINEER);
        let before = app.statements();
        browser.get("/search?q=SR-").await.expect(200);
        let count = app.statements() - before;
        // Session, both kinds of record, requests, customers, and the frame with its counts.
        assert!(count <= 9, "a search takes {count} statements");
    }
}
