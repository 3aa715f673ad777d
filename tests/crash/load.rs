//! People at work: three who file, two who review and three clerks, a thread each, until the portal is gone.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};
use tierdesk::platform::clock::Clock;
use tierdesk::platform::db::Id;

use super::books::Books;
use super::clerks::{CLERKS, Clerks};
use super::files;
use super::journal::{Journal, Standing};
use super::portal::Portal;
use super::taken;
use crate::support::files::multipart;
use crate::support::{PASSWORD, block_on, fault_record_onsite, fault_record_remote, fixture};

/// Who files, and for whom: free work of one agent, work that the other has passed on and pays, and charged work of the
/// vendor.
pub const AUTHORS: &[(&str, Id)] = &[
    ("engineer@agent-a.example", fixture::CUSTOMER_A),
    ("engineer@agent-b.example", fixture::CUSTOMER_B),
    ("engineer@vendor.example", fixture::CUSTOMER_AGENT_A),
];
const REVIEWERS: &[&str] = &["reviewer@vendor.example", "reviewer2@vendor.example"];

/// Where fault records are filed.
pub const RECORDS: &str = "/api/v1/fault-records";

/// Logins that were acknowledged, with when; they must hold after a kill as well.
pub type Tokens = Mutex<HashMap<String, (String, DateTime<Utc>)>>;

/// Somebody who calls the API and may find nobody there.
pub struct Caller {
    http: reqwest::Client,
    origin: String,
    token: String,
}

/// A request as far as it differs from another.
#[derive(Default)]
pub struct Ask<'a> {
    pub if_match: Option<i64>,
    pub once: Option<&'a str>,
    pub body: Option<&'a Value>,
    /// A file called so, with these bytes.
    pub file: Option<(&'a str, &'a [u8])>,
}

impl Caller {
    /// Logs in, or goes on with a login of the last ten minutes; nothing where the portal is gone.
    pub async fn come_in(portal: &Portal, tokens: &Tokens, email: &str) -> Option<Self> {
        tierdesk::platform::tls::choose();
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap();
        let mut caller = Caller { http, origin: portal.origin.clone(), token: String::new() };
        let now = Clock::system().now();
        let known = taken(tokens).get(email).cloned();
        caller.token = match known.filter(|(_, at)| now - at < TimeDelta::minutes(10)) {
            Some((token, _)) => token,
            None => {
                let body = json!({ "email": email, "password": PASSWORD });
                let ask = Ask { body: Some(&body), ..Ask::default() };
                let (status, answer) = caller.send(Method::POST, "/api/v1/auth/login", ask).await?;
                assert_eq!(status, 200, "{email}: {answer}");
                let token = answer["access_token"].as_str().unwrap().to_string();
                taken(tokens).insert(email.into(), (token.clone(), now));
                token
            }
        };
        Some(caller)
    }

    /// The answer, or nothing where none came. On a machine that is too busy to send a request in time it is sent again: the
    /// portal has not begun with what it did not read to its end.
    pub async fn send(&self, method: Method, path: &str, ask: Ask<'_>) -> Option<(u16, Value)> {
        loop {
            let answer = self.send_once(&method, path, &ask).await?;
            if answer.0 != 408 {
                return Some(answer);
            }
        }
    }

    async fn send_once(&self, method: &Method, path: &str, ask: &Ask<'_>) -> Option<(u16, Value)> {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.origin));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(version) = ask.if_match {
            request = request.header("if-match", format!("\"{version}\""));
        }
        if let Some(key) = ask.once {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = ask.body {
            request = request.json(body);
        }
        if let Some((name, bytes)) = ask.file {
            let (kind, body) = multipart(&[], Some((name, bytes)));
            request = request.header("content-type", kind).body(body);
        }
        let response = request.send().await.ok()?;
        let status = response.status().as_u16();
        // Half an answer acknowledges nothing.
        let text = response.text().await.ok()?;
        Some((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }

    /// The bytes at `path`, where they are there.
    pub async fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        let request = self.http.get(format!("{}{path}", self.origin)).bearer_auth(&self.token);
        let response = request.send().await.ok()?.error_for_status().ok()?;
        Some(response.bytes().await.ok()?.to_vec())
    }
}

pub struct Load<'a> {
    pub portal: &'a Portal,
    pub journal: &'a Mutex<Journal>,
    pub books: &'a Mutex<Books>,
    pub tokens: &'a Tokens,
}

impl Load<'_> {
    /// Lets everybody work. Once something was acknowledged, `end` ends the portal, and with it the work.
    pub fn until(&self, end: impl FnOnce()) {
        let before = taken(self.journal).count();
        let clerks = Clerks { portal: self.portal, books: self.books, tokens: self.tokens };
        std::thread::scope(|scope| {
            for (email, customer) in AUTHORS {
                scope.spawn(|| block_on(self.file(email, *customer)));
            }
            for email in REVIEWERS {
                scope.spawn(|| block_on(self.review(email)));
            }
            for email in CLERKS {
                scope.spawn(|| block_on(clerks.work(email)));
            }
            let patience = Clock::system().now() + TimeDelta::minutes(2);
            while taken(self.journal).count() == before {
                assert!(Clock::system().now() < patience, "nothing was acknowledged in two minutes");
                std::thread::sleep(Duration::from_millis(20));
            }
            end();
        });
    }

    /// Goes on with what stands as a draft, then files anew, until nobody answers.
    async fn file(&self, email: &str, customer: Id) -> Option<()> {
        let caller = Caller::come_in(self.portal, self.tokens, email).await?;
        let drafts = taken(self.journal).standing(Some(email), "draft");
        for key in drafts {
            self.edit_and_submit(&caller, &key).await?;
        }
        loop {
            let key = taken(self.journal).begin(email, |key| body(email, customer, key));
            let filed = taken(self.journal).work[&key].body.clone();
            let ask = Ask { once: Some(&key), body: Some(&filed), ..Ask::default() };
            let (status, answer) = caller.send(Method::POST, RECORDS, ask).await?;
            if !done(status, 201, &answer) {
                continue;
            }
            let id = answer["id"].as_str().unwrap();
            taken(self.journal).acknowledged(&key, id, Standing::of(&answer));
            self.attach(&caller, &key, id).await?;
            self.edit_and_submit(&caller, &key).await?;
        }
    }

    /// Adds the file of a record.
    async fn attach(&self, caller: &Caller, key: &str, id: &str) -> Option<()> {
        taken(self.journal).attaches(key, files::sha256(&files::bytes(key)));
        let (status, answer) = files::send(caller, key, id).await?;
        if done(status, 201, &answer) {
            taken(self.journal).attached(key, answer["id"].as_str().unwrap(), true);
        }
        Some(())
    }

    async fn edit_and_submit(&self, caller: &Caller, key: &str) -> Option<()> {
        for turn in 1..=2 {
            let stands = taken(self.journal).work[key].stands.clone()?;
            let handling = format!("{} {turn}", stands.handling);
            let change = json!({ "handling": handling });
            self.change(caller, key, (Method::PATCH, ""), stands.then("draft", &handling), Some(&change))
                .await?;
        }
        let stands = taken(self.journal).work[key].stands.clone()?;
        let next = stands.then("submitted", &stands.handling);
        self.change(caller, key, (Method::POST, "/submit"), next, None).await
    }

    /// Approves whatever waits, both reviewers the same, until nobody answers.
    async fn review(&self, email: &str) -> Option<()> {
        let caller = Caller::come_in(self.portal, self.tokens, email).await?;
        let approve = json!({ "verdict": "approve" });
        loop {
            let Some(key) = taken(self.journal).standing(None, "submitted").pop() else {
                tokio::time::sleep(Duration::from_millis(10)).await;
                // Whoever has nothing to do sees in this way that the portal is gone.
                caller.send(Method::GET, "/healthz", Ask::default()).await?;
                continue;
            };
            let Some(stands) = taken(self.journal).work[&key].stands.clone() else { continue };
            let next = stands.then("approved", &stands.handling);
            self.change(&caller, &key, (Method::POST, "/review"), next, Some(&approve)).await?;
        }
    }

    /// Asks for one change and writes down what was asked and what was answered.
    async fn change(
        &self,
        caller: &Caller,
        key: &str,
        (method, tail): (Method, &str),
        next: Standing,
        body: Option<&Value>,
    ) -> Option<()> {
        let id = taken(self.journal).work[key].id.clone()?;
        taken(self.journal).tries(key, next.clone());
        let ask = Ask { if_match: Some(next.version - 1), body, ..Ask::default() };
        let (status, answer) = caller.send(method, &format!("{RECORDS}/{id}{tail}"), ask).await?;
        if done(status, 200, &answer) {
            assert_eq!(Standing::of(&answer), next, "{key}");
            taken(self.journal).acknowledged(key, &id, next);
        }
        Some(())
    }
}

/// Whether it was done; losing a race and being told to come back are answers too, anything else is none.
fn done(status: u16, wanted: u16, answer: &Value) -> bool {
    assert!(status == wanted || [409, 412, 503].contains(&status), "{status}: {answer}");
    status == wanted
}

fn body(email: &str, customer: Id, key: &str) -> Value {
    let mut body = match email {
        "engineer@vendor.example" => fault_record_onsite(customer, fixture::GUANGZHOU),
        "engineer@agent-b.example" => {
            let mut body = fault_record_onsite(customer, fixture::GUANGZHOU);
            body["escalated"] = true.into();
            body
        }
        _ => fault_record_remote(customer),
    };
    (body["serial"], body["handling"]) = (key.into(), format!("处理 {key}").into());
    body
}
