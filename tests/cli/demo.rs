//! `demo` as 8.1 says it: loopback, sixty records, everybody of the list, the same data the next time.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use super::{Place, Served};

const PEOPLE: &[&str] = &[
    "admin@vendor.example",
    "admin2@vendor.example",
    "manager@vendor.example",
    "reviewer@vendor.example",
    "reviewer2@vendor.example",
    "specialist@vendor.example",
    "engineer@vendor.example",
    "kam@vendor.example",
    "billing@vendor.example",
    "billing2@vendor.example",
    "product@vendor.example",
    "auditor@vendor.example",
    "manager@agent-a.example",
    "engineer@agent-a.example",
    "manager@agent-b.example",
    "engineer@agent-b.example",
    "contact@enduser-a.example",
    "contact@enduser-b.example",
    "contact@keyaccount.example",
];

/// A running demo, with what it printed before it answered.
pub struct Demo {
    child: Child,
    printed: String,
    /// Where it answers.
    pub origin: String,
}

impl Demo {
    /// Starts it on a free port, with its data in `place`.
    pub fn start(place: &Place, more: &[&str]) -> Self {
        // These tests speak HTTP without a program of their own, which would have chosen it.
        tierdesk::platform::tls::choose();
        let args = [&["demo", "--listen", "127.0.0.1:0", "--data", "demo"], more].concat();
        let mut child = place.command(&args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (mut printed, mut origin) = (String::new(), String::new());
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            printed += &format!("{line}\n");
            if line.trim().starts_with("http://") {
                origin = line.trim().trim_end_matches('/').to_string();
                break;
            }
        }
        assert!(!origin.is_empty(), "it ended before it answered: {printed}");
        Demo { child, printed, origin }
    }

    async fn items(&self, email: &str, path: &str) -> Vec<Value> {
        let (_, login) = login(&self.origin, email).await;
        let token = login["access_token"].as_str().unwrap();
        let client = reqwest::Client::new();
        let answer =
            client.get(format!("{}/api/v1{path}", self.origin)).bearer_auth(token).send().await.unwrap();
        let body: Value = answer.json().await.unwrap();
        body["items"].as_array().unwrap_or_else(|| panic!("{path}: {body}")).clone()
    }
}

async fn login(origin: &str, email: &str) -> (u16, Value) {
    let client = reqwest::Client::new();
    let body = json!({ "email": email, "password": "TierDesk-demo-1" });
    let answer = client.post(format!("{origin}/api/v1/auth/login")).json(&body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// The text of a good answer. On a busy machine it is asked again, as somebody in front of a browser would: where an idle
/// connection was closed just then, where the first bytes came too late (408), and where the database had no turn for
/// it while the demo still links its audit entries (503).
async fn answer(request: &reqwest::RequestBuilder) -> String {
    let mut last = String::new();
    for _ in 0..20 {
        match request.try_clone().unwrap().send().await {
            Ok(response) => {
                let status = response.status();
                let text = response.text().await.unwrap_or_default();
                if status.is_success() {
                    return text;
                }
                last = format!("{status}: {text}");
                assert!([408, 503].contains(&status.as_u16()), "{last}");
            }
            Err(fault) => last = format!("{fault:?}"),
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    panic!("no answer: {last}");
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn numbers(records: &[Value]) -> Vec<String> {
    records.iter().map(|record| record["number"].as_str().unwrap().to_string()).collect()
}

#[test]
fn it_answers_on_loopback_only() {
    let place = Place::new();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        let ran = place.run(&["demo", "--listen", address]).expect(2);
        assert!(ran.err.contains("loopback"), "{address}: {}", ran.err);
    }
    assert_eq!(std::fs::read_dir(&place.0).unwrap().count(), 0);
}

#[test]
fn it_leaves_other_data_alone() {
    let place = Place::new();
    place
        .run(&["admin", "create", "--email", "a@vendor.example", "--name", "A", "--organisation", "V"])
        .expect(0);
    let folder = place.0.display().to_string();
    let ran = place.run(&["demo", "--listen", "127.0.0.1:0", "--data", &folder]).expect(1);
    assert!(ran.err.contains("left alone"), "{}", ran.err);
}

#[actix_web::test]
async fn everybody_logs_in_and_every_list_has_something_to_show() {
    let place = Place::new();
    let demo = Demo::start(&place, &[]);
    for email in PEOPLE {
        assert!(demo.printed.contains(email), "{email}");
        assert_eq!(login(&demo.origin, email).await.0, 200, "{email}");
    }
    let faults = demo.items("auditor@vendor.example", "/fault-records?limit=200").await;
    let reports = demo.items("auditor@vendor.example", "/pre-sale-reports?limit=200").await;
    let mut all: Vec<Value> = faults.into_iter().chain(reports).collect();
    let states: std::collections::BTreeSet<String> =
        all.iter().map(|it| it["status"].as_str().unwrap().to_string()).collect();
    for state in ["approved", "in_review", "rejected", "returned", "submitted"] {
        assert!(states.contains(state), "{state}: {states:?}");
    }
    for email in ["engineer@agent-a.example", "engineer@vendor.example", "kam@vendor.example"] {
        for path in ["/fault-records?status=draft", "/pre-sale-reports?status=draft"] {
            all.extend(demo.items(email, path).await);
        }
    }
    let mut numbers = numbers(&all);
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 60);
    let customers = demo.items("manager@vendor.example", "/customers?limit=200").await;
    let cities: std::collections::BTreeSet<&str> =
        customers.iter().map(|it| it["city"].as_str().unwrap()).collect();
    assert!(customers.len() >= 8 && cities.len() >= 6, "{} in {}", customers.len(), cities.len());
    assert_eq!(customers.iter().filter(|it| it["class"] == "agent").count(), 3);
    for status in ["pending", "confirmed", "reversed"] {
        let path = format!("/charges?status={status}");
        assert!(!demo.items("billing@vendor.example", &path).await.is_empty(), "{status}");
    }
    assert!(!demo.items("contact@keyaccount.example", "/charges").await.is_empty());
    let penalties = demo.items("manager@vendor.example", "/credits?kind=sla_penalty&status=proposed").await;
    assert_eq!(penalties.len(), 1);
    assert_eq!(
        (&penalties[0]["clause"], &penalties[0]["amount_fen"]),
        (&json!("no_response"), &json!(96_000))
    );
    // Nights and weekends of five weeks in 深圳 and four in 北京; while the desk is closed somebody is on duty at both.
    let shifts = demo.items("engineer@vendor.example", "/duty-shifts?limit=200").await;
    let of = |city: &str| shifts.iter().filter(|shift| shift["city"] == city).count();
    assert_eq!((of("440300"), of("110000")), (35, 28));
}

#[actix_web::test]
async fn it_uses_its_data_again_and_nobody_else_lets_its_password_in() {
    let place = Place::new();
    let first = Demo::start(&place, &[]);
    let before = numbers(&first.items("reviewer@vendor.example", "/reviews").await);
    let key = std::fs::read(place.0.join("demo/signing-key.pem")).unwrap();
    drop(first);
    let second = Demo::start(&place, &[]);
    assert_eq!(numbers(&second.items("reviewer@vendor.example", "/reviews").await), before);
    assert_eq!(std::fs::read(place.0.join("demo/signing-key.pem")).unwrap(), key);
    drop(second);
    let url = format!("sqlite://{}", place.0.join("demo/tierdesk.sqlite").display());
    let served = Served::start(&place, &[("TIERDESK_DATABASE__URL", &url)]);
    assert_eq!(login(&served.origin, "admin@vendor.example").await.0, 401);
}

#[test]
fn its_data_and_files_are_proven_backed_up_and_proven_again() {
    let place = Place::new();
    drop(Demo::start(&place, &[]));
    let at = |folder: &str| format!("sqlite://{}", place.0.join(folder).join("tierdesk.sqlite").display());
    let run = |args: &[&str], url: &str| {
        let mut command = place.command(args);
        super::Ran::from(command.env("TIERDESK_DATABASE__URL", url).output().unwrap()).expect(0).json()
    };
    let files = |report: &Value| {
        let checks = report["checks"].as_array().unwrap();
        checks.iter().find(|it| it["check"] == "attachments").unwrap()["looked_at"].as_u64().unwrap()
    };
    let proven = run(&["verify", "--json"], &at("demo"));
    assert!(files(&proven) > 20, "{proven}");
    run(&["backup", "backup", "--json"], &at("demo"));
    run(&["restore", "backup", "--json"], &at("copy"));
    assert_eq!(run(&["verify", "--json"], &at("copy"))["checks"], proven["checks"]);
}

#[actix_web::test]
async fn its_mails_are_kept_in_a_folder_and_shown_on_a_page() {
    let place = Place::new();
    let demo = Demo::start(&place, &[]);
    let client = reqwest::Client::new();
    // Asked twice it sends no second link, so that asking again where the first answer was lost is harmless.
    let ask = client.post(format!("{}/forgot-password", demo.origin));
    answer(&ask.form(&[("email", "engineer@agent-a.example")])).await;
    let mut shown = String::new();
    for _ in 0..900 {
        shown = answer(&client.get(format!("{}/demo/mail", demo.origin))).await;
        if shown.contains("href=\"/set-password/") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    let (_, link) = shown.split_once("href=\"/set-password/").unwrap_or_else(|| panic!("no link: {shown}"));
    let link = format!("{}/set-password/{}", demo.origin, link.split('"').next().unwrap());
    answer(&client.get(&link)).await;
    let kept = std::fs::read_dir(place.0.join("demo/mail")).unwrap().filter_map(Result::ok);
    let mails = kept.filter(|file| file.path().extension().is_some_and(|ending| ending == "eml")).count();
    assert!(mails > 0);
    let (_, file) = shown.split_once("href=\"/demo/mail/").unwrap();
    let file = format!("{}/demo/mail/{}", demo.origin, file.split('"').next().unwrap());
    let wire = answer(&client.get(&file)).await;
    assert!(wire.contains("Message-ID: <"), "{wire}");
}
