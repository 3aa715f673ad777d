//! The OpenAPI document says all of the API and nothing else (8.2).

use std::collections::BTreeSet;

use serde_json::Value;
use tierdesk::features::docs::document;
use tierdesk::routes::{Access, TABLE};

use crate::both_engines;
use crate::support::TestApp;

fn whole() -> Value {
    serde_json::to_value(document()).unwrap()
}

fn calls(document: &Value) -> Vec<(String, &Value)> {
    let mut all = vec![];
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "post", "patch", "put", "delete"] {
            if let Some(operation) = item.get(method) {
                all.push((format!("{method} {path}"), operation));
            }
        }
    }
    all
}

#[test]
fn every_route_of_the_api_is_described_and_nothing_else() {
    let document = whole();
    let described: BTreeSet<String> = calls(&document).into_iter().map(|(call, _)| call).collect();
    let routes = TABLE.iter().filter(|route| route.path.starts_with("/api/v1/"));
    let routes: BTreeSet<String> = routes.map(|route| format!("{} {}", route.method, route.path)).collect();
    let missing: Vec<_> = routes.difference(&described).collect();
    assert!(missing.is_empty(), "describe these beside their handlers: {missing:?}");
    let made_up: Vec<_> = described.difference(&routes).collect();
    assert!(made_up.is_empty(), "no such routes: {made_up:?}");
}

#[test]
fn what_is_public_is_described_as_public() {
    let document = whole();
    for (call, operation) in calls(&document) {
        let public = TABLE.iter().any(|route| {
            route.access == Access::Public && call == format!("{} {}", route.method, route.path)
        });
        assert_eq!(operation.get("security").is_some(), public, "{call}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = whole();
    let text = document.to_string();
    let known = document["components"]["schemas"].as_object().unwrap();
    for reference in text.split("\"$ref\":\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let name = reference.strip_prefix("#/components/schemas/").unwrap_or_else(|| panic!("{reference}"));
        assert!(known.contains_key(name), "{reference}");
    }
    assert_eq!(document["openapi"], "3.1.0");
}

#[test]
fn every_call_says_what_goes_wrong_and_answers_something() {
    let document = whole();
    for (call, operation) in calls(&document) {
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{call} answers nothing");
        assert!(responses.contains_key("401"), "{call}");
        assert_eq!(responses.contains_key("404"), call.contains('{'), "{call}");
        if !call.starts_with("get") {
            assert!(responses.contains_key("415"), "{call}");
        }
    }
}

both_engines! {
    async fn the_document_and_its_page_are_served(app: TestApp) {
        let anybody = app.anonymous();
        let document = anybody.get("/api/openapi.json").await.expect(200);
        assert_eq!(document.body, whole());
        let page = anybody.get("/api/docs").await.expect(200);
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(page.header("content-security-policy").contains("script-src 'self'"));
        for file in ["swagger-ui.css", "index.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
            assert!(page.text.contains(&format!("\"/api/docs/{file}\"")), "{}", page.text);
            anybody.get(&format!("/api/docs/{file}")).await.expect(200);
        }
        let start = anybody.get("/api/docs/swagger-initializer.js").await.expect(200);
        assert!(start.text.contains("/api/openapi.json"), "{}", start.text);
        anybody.get("/api/docs/nothing.js").await.expect(404);
    }
}
