//! Words of one agent's customers never reach another agent or its customers: not in lists, searches, counts, pages
//! or errors (7, 9.3).

use serde_json::json;
use tierdesk::routes::TABLE;

use super::world::World;
use crate::both_engines;
use crate::support::{TestApp, fault_record_remote, fixture, pre_sale_report};

/// Stands in every field of agent A's records that takes words.
const CANARY: &str = "CANARY7Q";

/// What is searched for: less than the whole word, so that a page may show again what was typed.
const SEARCHED: &str = "CANARY7";

/// The people on the other side.
const OTHERS: &[&str] = &[
    "engineer@agent-b.example",
    "manager@agent-b.example",
    "contact@enduser-b.example",
    "contact@keyaccount.example",
];

async fn file_with_canary(app: &TestApp) {
    let engineer = app.as_("engineer@agent-a.example");
    let customer =
        json!({ "name": format!("{CANARY} 示例厂"), "class": "end_user", "city": fixture::KUNMING });
    engineer.post("/api/v1/customers").json(&customer).await.expect(201);
    let mut fault = fault_record_remote(fixture::CUSTOMER_A);
    for field in ["symptom", "cause", "handling", "product", "serial"] {
        fault[field] = json!(CANARY);
    }
    let mut report = pre_sale_report(fixture::CUSTOMER_A);
    report["summary"] = json!(CANARY);
    let asked = json!({ "customer_id": fixture::CUSTOMER_A, "kind": "question", "subject": CANARY, "description": CANARY });
    let asked = engineer.post("/api/v1/requests").json(&asked).await.expect(201);
    let files = format!("/api/v1/requests/{}/attachments", asked.id());
    for visibility in ["public", "internal"] {
        let (said, name) = ([("visibility", visibility), ("body", CANARY)], format!("{CANARY}.txt"));
        engineer.post(&files).file_with(&said, &name, CANARY.as_bytes()).await.expect(201);
    }
    for (path, body) in [("/api/v1/fault-records", fault), ("/api/v1/pre-sale-reports", report)] {
        let record = engineer.post(path).json(&body).await.expect(201);
        let own = format!("{path}/{}", record.id());
        let name = format!("{CANARY}.txt");
        engineer.post(&format!("{own}/attachments")).file(&name, CANARY.as_bytes()).await.expect(201);
        let sent = engineer.post(&format!("{own}/submit")).if_match(record.version()).await.expect(200);
        let approve = json!({ "verdict": "approve" });
        let reviewer = app.as_("reviewer@vendor.example");
        reviewer.post(&format!("{own}/review")).if_match(sent.version()).json(&approve).await.expect(200);
        engineer.get(&own).await.expect(200);
    }
}

async fn seen_by(app: &TestApp, email: &str, path: &str) -> String {
    if path.starts_with("/api/") {
        app.as_(email).get(path).await.text
    } else {
        app.browse(email).get(path).await.text
    }
}

both_engines! {
    async fn no_word_of_one_agent_reaches_another(app: TestApp) {
        file_with_canary(&app).await;
        let world = World::make(&app).await;
        for route in TABLE.iter().filter(|route| route.method == "get" && !route.path.contains("{path")) {
            let objects: Vec<String> = world.objects(route.path).into_iter().map(|(_, id)| id).collect();
            let objects = if objects.is_empty() { vec![String::new()] } else { objects };
            for object in objects {
                let path = route.path.replace("{id}", &object).replace("{token}", &object).replace("{year}", &object);
                for email in OTHERS {
                    for path in [path.clone(), format!("{path}?q={SEARCHED}"), format!("{path}?limit=200")] {
                        let text = seen_by(&app, email, &path).await;
                        assert!(!text.contains(CANARY), "{path} tells {email}: {text}");
                    }
                }
            }
        }
    }

    async fn no_file_of_one_agent_reaches_another(app: TestApp) {
        file_with_canary(&app).await;
        let records = app.as_("engineer@agent-a.example").get("/api/v1/fault-records").await.expect(200);
        let own = format!("/api/v1/fault-records/{}/attachments", records.items()[0]["id"].as_str().unwrap());
        let files = app.as_("engineer@agent-a.example").get(&own).await.expect(200);
        let file = files.items()[0]["id"].as_str().unwrap().to_string();
        for path in [format!("/api/v1/attachments/{file}"), format!("/attachments/{file}"), format!("/attachments/{file}/preview"), own] {
            assert!(seen_by(&app, "manager@agent-a.example", &path).await.contains(CANARY), "{path} tells its owner");
            for email in OTHERS {
                let text = seen_by(&app, email, &path).await;
                assert!(!text.contains(CANARY), "{path} tells {email}: {text}");
            }
        }
    }

    async fn no_file_of_a_request_of_one_agent_reaches_another(app: TestApp) {
        file_with_canary(&app).await;
        let owner = app.as_("engineer@agent-a.example");
        let requests = owner.get("/api/v1/requests").await.expect(200);
        let request = requests.items()[0]["id"].as_str().unwrap().to_string();
        let own = format!("/api/v1/requests/{request}/attachments");
        let files = owner.get(&own).await.expect(200);
        assert_eq!(files.items().len(), 2);
        let mut paths = vec![own, format!("/api/v1/requests/{request}"), format!("/requests/{request}")];
        for file in files.items() {
            let id = file["id"].as_str().unwrap();
            for base in ["/api/v1/request-attachments", "/request-attachments"] {
                paths.push(format!("{base}/{id}"));
            }
            paths.push(format!("/request-attachments/{id}/preview"));
        }
        for path in paths {
            assert!(seen_by(&app, "manager@agent-a.example", &path).await.contains(CANARY), "{path} tells its owner");
            for email in OTHERS {
                let text = seen_by(&app, email, &path).await;
                assert!(!text.contains(CANARY), "{path} tells {email}: {text}");
            }
        }
    }

    async fn a_search_by_its_owner_finds_the_word(app: TestApp) {
        file_with_canary(&app).await;
        for path in ["/api/v1/fault-records", "/api/v1/pre-sale-reports", "/api/v1/customers"] {
            let found = app.as_("engineer@agent-a.example").get(&format!("{path}?q={CANARY}")).await.expect(200);
            assert_eq!(found.items().len(), 1, "{path}");
            let found = app.as_("engineer@agent-b.example").get(&format!("{path}?q={CANARY}")).await.expect(200);
            assert_eq!(found.items().len(), 0, "{path}");
        }
    }

    async fn a_filter_on_what_is_out_of_sight_finds_nothing(app: TestApp) {
        file_with_canary(&app).await;
        let agent_b = app.as_("engineer@agent-b.example");
        let foreign = format!("/api/v1/fault-records?customer_id={}", fixture::CUSTOMER_A);
        assert_eq!(agent_b.get(&foreign).await.expect(200).items().len(), 0);
        let missing = format!("/api/v1/fault-records?customer_id={}", fixture::MISSING);
        assert_eq!(agent_b.get(&missing).await.expect(200).items().len(), 0);
    }

    async fn naming_a_foreign_customer_is_like_naming_none(app: TestApp) {
        let agent_b = app.as_("engineer@agent-b.example");
        let mut texts = vec![];
        for customer in [fixture::CUSTOMER_A, fixture::MISSING] {
            let body = fault_record_remote(customer);
            let answer = agent_b.post("/api/v1/fault-records").json(&body).await.refused(422, "invalid_fields");
            assert_eq!(answer.faults(), ["customer_id: not_found"]);
            texts.push(answer.body["errors"].clone());
        }
        assert_eq!(texts[0], texts[1]);
    }
}
