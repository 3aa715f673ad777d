//! The conventions of 8.2 on every route of the API, driven by the table of routes: whoever adds a route is tested.

use reqwest::Method;
use serde_json::{Value, json};
use tierdesk::access::Action;
use tierdesk::domain::record_words::Role;
use tierdesk::routes::{Access, Route, TABLE};

use crate::access::world::World;
use crate::both_engines;
use crate::support::{PEOPLE, TestApp};

/// Lists that are short by nature and have no pages.
const UNPAGED: &[&str] = &[
    "/api/v1/me/notice-choices",
    "/api/v1/me/sessions",
    "/api/v1/service-catalogue",
    "/api/v1/holiday-years",
    "/api/v1/saved-views",
];

fn api() -> impl Iterator<Item = &'static Route> {
    TABLE.iter().filter(|route| route.path.starts_with("/api/v1/"))
}

/// What takes files, as `multipart/form-data`.
const FILES: &[&str] = &["/attachments", "/imports/customers", "/imports/products"];

/// What is sent to the API as JSON; files are not.
fn written() -> impl Iterator<Item = &'static Route> {
    api().filter(|route| route.method != "get" && !FILES.iter().any(|end| route.path.ends_with(end)))
}

fn method(route: &Route) -> Method {
    route.method.to_uppercase().parse().unwrap()
}

/// Somebody who may do what the route asks for.
fn allowed(route: &Route) -> &'static str {
    let Access::Needs(action) = route.access else { return "engineer@agent-a.example" };
    let may = |role: &Role| tierdesk::access::policy::sight(*role, action).is_some();
    // For records an author who has some; for the rest whoever comes first.
    let first = if action == Action::ViewRecords { "engineer@agent-a.example" } else { "" };
    let mut people = PEOPLE.iter().filter(|person| person.email == first).chain(PEOPLE);
    people.find(|person| person.roles.iter().any(may)).unwrap().email
}

async fn path_of(world: &World, route: &Route) -> String {
    let objects = world.objects(route.path);
    let own = objects.iter().find(|(word, _)| *word == "own").or(objects.first());
    route
        .path
        .replace("{id}", own.map_or("", |(_, id)| id))
        .replace("{token}", "no-such-token")
        .replace("{year}", "2026")
}

fn problem(text: &str, status: u16) -> Value {
    let body: Value = serde_json::from_str(text).unwrap_or_else(|_| panic!("no problem: {text}"));
    assert_eq!(body["status"], status);
    for key in ["type", "title", "detail", "code", "request_id"] {
        assert!(body[key].as_str().is_some_and(|value| !value.is_empty()), "{key} is missing: {text}");
    }
    assert!(body["errors"].is_array());
    assert!(!text.contains('⟦'), "a text is missing: {text}");
    body
}

both_engines! {
    async fn what_cannot_be_read_is_refused_first(app: TestApp) {
        let world = World::make(&app).await;
        for route in written() {
            let path = path_of(&world, route).await;
            // Even somebody unknown hears 400, 413 and 415 before 401.
            let nobody = || app.anonymous().request(method(route), &path);
            let answer = nobody().bytes("application/json", "{\"a\":").await.expect(400);
            problem(&answer.text, 400);
            let answer = nobody().bytes("text/plain", "{}").await.expect(415);
            problem(&answer.text, 415);
            let answer = nobody().bytes("application/json", vec![b' '; 1_048_577]).await.expect(413);
            problem(&answer.text, 413);
            if route.access != Access::Public {
                let answer = nobody().json(&json!({})).await.expect(401);
                problem(&answer.text, 401);
            }
        }
    }

    async fn a_list_takes_only_what_it_documents(app: TestApp) {
        let world = World::make(&app).await;
        for route in api().filter(|route| route.method == "get" && !route.path.contains("{id}")) {
            let path = path_of(&world, route).await;
            let caller = app.as_(allowed(route));
            let answer = caller.get(&path).await.expect(200);
            let unknown = caller.get(&format!("{path}?no_such_key=1")).await;
            if answer.body["items"].is_null() {
                assert!(matches!(unknown.status, 200 | 422), "{path}: {}", unknown.text);
                continue;
            }
            unknown.refused(422, "invalid_fields");
            if UNPAGED.contains(&route.path) {
                continue;
            }
            assert!(answer.body.get("next").is_some(), "{path}: a list has next");
            for wrong in ["limit=0", "limit=201", "limit=x", "after=x", "sort=no_such_sort", "after=bm9uc2Vuc2U"] {
                let answer = caller.get(&format!("{path}?{wrong}")).await.refused(422, "invalid_fields");
                let key = wrong.split('=').next().unwrap_or("");
                assert!(answer.faults()[0].starts_with(key), "{path}?{wrong}: {:?}", answer.faults());
                problem(&answer.text, 422);
            }
            caller.get(&format!("{path}?limit=200")).await.expect(200);
        }
    }

    async fn an_unknown_field_is_refused_by_name(app: TestApp) {
        let world = World::make(&app).await;
        let mut faults = Vec::new();
        for route in written() {
            let path = path_of(&world, route).await;
            let caller = app.as_(allowed(route));
            // What stands on the invoices of a payer is an object of its own below the payer.
            let object = if path.ends_with("/invoice-data") { path.as_str() } else { route_of_object(&path) };
            let version = caller.get(object).await.body["version"].as_i64();
            let request = caller.request(method(route), &path).json(&json!({ "no_such_field": 1 }));
            let answer = match version {
                Some(version) => request.if_match(version).await,
                None => request.await,
            };
            let named = answer.faults().contains(&"no_such_field: unknown_field".to_string());
            // The state of the object comes before its fields.
            let earlier = matches!(answer.status, 403 | 404 | 409);
            if !(earlier || answer.status == 422 && named) {
                faults.push(format!("{} {path}: {} {}", route.method, answer.status, answer.text));
            }
        }
        assert!(faults.is_empty(), "these take a field they do not know:\n{}", faults.join("\n"));
    }

    async fn head_answers_like_get_without_a_body(app: TestApp) {
        let world = World::make(&app).await;
        for route in TABLE.iter().filter(|route| route.method == "get" && !route.path.contains("{path")) {
            let path = path_of(&world, route).await;
            let caller = app.as_(allowed(route));
            let (get, head) = (caller.get(&path).await, caller.request(Method::HEAD, &path).await);
            assert_eq!((head.status, head.text.as_str()), (get.status, ""), "HEAD {path}");
            assert_eq!(head.header("content-type"), get.header("content-type"), "HEAD {path}");
            assert_eq!(head.header("etag"), get.header("etag"), "HEAD {path}");
        }
        let caller = app.as_("admin@vendor.example");
        let wrong = caller.request(Method::DELETE, "/api/v1/me").await.refused(405, "method_not_allowed");
        assert_eq!(wrong.header("allow"), "GET, HEAD, PATCH");
        app.anonymous().request(Method::HEAD, "/api/v1/me").await.expect(401);
        app.anonymous().request(Method::HEAD, "/language").await.expect(405);
    }

    async fn the_name_of_the_scheme_has_no_case(app: TestApp) {
        let token = app.as_("admin@vendor.example").token().unwrap().to_string();
        let me = |header: String| app.anonymous().get("/api/v1/me").header("authorization", header);
        me(format!("bearer {token}")).await.expect(200);
        me(format!("Basic {token}")).await.refused(401, "invalid_token");
        me(token.clone()).await.refused(401, "invalid_token");
    }

    async fn nothing_hostile_breaks_a_route(app: TestApp) {
        let world = World::make(&app).await;
        let long = "长".repeat(100_000);
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        let bodies = [
            "null".to_string(),
            "[]".into(),
            "\"text\"".into(),
            "1e999".into(),
            deep,
            format!("{{\"name\":\"{long}\",\"email\":\"{long}\"}}"),
            "{\"customer_id\":{\"$ne\":null},\"city\":[],\"severity\":-9223372036854775808,\"parts\":{}}".into(),
            "{\"customer_id\":\"' OR 1=1 --\",\"reported_at\":\"9999-99-99T99:99:99Z\",\"parts\":[null,1,{}]}".into(),
            "{\"symptom\":\"\\u0000\\u202e\",\"labour_minutes\":1e308,\"visits\":[{\"arrived_at\":0}]}".into(),
        ];
        let mut faults = Vec::new();
        let queries = ["q=%00", "q=%ff", "limit=99999999999999999999", "after=%2e%2e", "q='\";--", "customer_id=x", "%"];
        for route in api() {
            let path = path_of(&world, route).await;
            let caller = app.as_(allowed(route));
            if !caller.get("/api/v1/me").await.text.contains("email") {
                faults.push(format!("{} is locked out by now", allowed(route)));
                break;
            }
            if route.method == "get" {
                for query in queries {
                    let answer = caller.get(&format!("{path}?{query}")).await;
                    assert!(answer.status < 500, "{path}?{query}: {}", answer.text);
                }
            } else if !route.path.ends_with("/logout") {
                for body in &bodies {
                    let request = caller.request(method(route), &path).if_match(1);
                    let answer = request.bytes("application/json", body.as_bytes()).await;
                    let start: String = body.chars().take(60).collect();
                    if !(400..500).contains(&answer.status) {
                        faults.push(format!("{} {path} {start}: {} {}", route.method, answer.status, answer.text));
                    }
                }
            }
            for id in ["x", "%00", "..%2f..", "00000000-0000-0000-0000-000000000000"] {
                if route.path.contains("{id}") || route.path.contains("{year}") {
                    let path = route.path.replace("{id}", id).replace("{year}", id);
                    let answer = caller.request(method(route), &path).if_match(1).await;
                    if !matches!(answer.status, 404 | 403) {
                        faults.push(format!("{} {path}: {} {}", route.method, answer.status, answer.text));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "these are not refused as they should be:\n{}", faults.join("\n"));
    }
}

/// `/api/v1/things/ID` of `/api/v1/things/ID/verb`.
fn route_of_object(path: &str) -> &str {
    let end = path.match_indices('/').nth(4).map_or(path.len(), |(at, _)| at);
    &path[..end]
}
