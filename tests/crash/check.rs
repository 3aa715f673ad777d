//! After a kill: every acknowledged write is there, nothing is there twice, and `verify` finds nothing.

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::Value;
use tierdesk::platform::clock::Clock;

use super::books::Books;
use super::clerks::Clerks;
use super::files;
use super::journal::{Journal, Standing};
use super::load::{AUTHORS, Ask, Caller, RECORDS, Tokens};
use super::portal::Portal;
use super::taken;
use crate::support::block_on;

const BILLING: &str = "billing@vendor.example";

pub struct Check<'a> {
    pub portal: &'a Portal,
    pub journal: &'a Mutex<Journal>,
    pub books: &'a Mutex<Books>,
    pub tokens: &'a Tokens,
}

impl Check<'_> {
    /// Looks at what was touched since the last look, and lets `verify` look at everything.
    pub fn after_a_start(&self, url: &str) {
        self.money(url, false);
        let touched = std::mem::take(&mut taken(self.journal).touched);
        block_on(self.records(touched));
        self.verify();
    }

    /// Looks at every record there ever was.
    pub fn everything(&self, url: &str) {
        self.money(url, true);
        let all = taken(self.journal).work.keys().cloned().collect();
        block_on(self.records(all));
        self.verify();
        self.portal.expect_no_error();
    }

    /// What the clerks did, once nothing of it is uncertain.
    fn money(&self, url: &str, everything: bool) {
        let clerks = Clerks { portal: self.portal, books: self.books, tokens: self.tokens };
        block_on(async {
            clerks.settle().await;
            clerks.compare(everything).await;
        });
        clerks.count(url);
    }

    async fn records(&self, keys: BTreeSet<String>) {
        let mut callers = HashMap::new();
        for email in AUTHORS.iter().map(|(email, _)| *email).chain([BILLING]) {
            callers.insert(email, Caller::come_in(self.portal, self.tokens, email).await.unwrap());
        }
        for key in keys {
            let work = taken(self.journal).work[&key].clone();
            let author = &callers[work.author.as_str()];
            let id = match work.id {
                Some(id) => id,
                None => self.file_again(author, &key, &work.body).await,
            };
            let (status, found) = ask(author, &format!("{RECORDS}/{id}")).await;
            assert_eq!(status, 200, "{key} was acknowledged and is gone: {found}");
            let stands = Standing::of(&found);
            // What filing again has just told need not be compared.
            let known = taken(self.journal).work[&key].clone();
            let kept = known.stands.as_ref() == Some(&stands);
            assert!(
                kept || known.tried.contains(&stands),
                "{key} stands as {stands:?}; acknowledged was {:?}, asked for {:?}",
                known.stands,
                known.tried
            );
            if !kept {
                taken(self.journal).happened(&key, &id, stands.clone());
            }
            self.file(author, &key, &id, &stands.status).await;
            if stands.status == "approved" {
                charged_once(&callers[BILLING], &key, &id).await;
            }
        }
    }

    /// An acknowledged file is there with its bytes; one without an answer is there once, after it was sent again under
    /// its key, or, where the record has gone on meanwhile, once or not at all.
    async fn file(&self, author: &Caller, key: &str, id: &str, status: &str) {
        let Some(known) = taken(self.journal).work[key].file.clone() else { return };
        if known.id.is_none() && status == "draft" {
            let (status, answer) = files::send(author, key, id).await.unwrap();
            assert_eq!(status, 201, "{key}: {answer}");
        }
        let (_, found) = ask(author, &format!("{RECORDS}/{id}/attachments")).await;
        let items = found["items"].as_array().unwrap_or_else(|| panic!("{found}"));
        assert!(items.len() <= 1, "{key} has its file twice: {found}");
        let Some(item) = items.first() else {
            assert!(known.id.is_none(), "{key}: its file was acknowledged and is gone");
            return;
        };
        let there = item["id"].as_str().unwrap();
        assert!(known.id.as_deref().is_none_or(|id| id == there), "{key}: {found}");
        assert_eq!(item["sha256"], known.sha256.as_str(), "{key}");
        let bytes = author.bytes(&format!("/api/v1/attachments/{there}")).await;
        let bytes = bytes.unwrap_or_else(|| panic!("{key}: the bytes of its file are gone"));
        assert_eq!(files::sha256(&bytes), known.sha256, "{key}");
        if known.id.is_none() {
            taken(self.journal).attached(key, there, false);
        }
    }

    /// The same request under the same key: whether the first one happened or not, there is one record afterwards.
    async fn file_again(&self, author: &Caller, key: &str, body: &Value) -> String {
        let again = Ask { once: Some(key), body: Some(body), ..Ask::default() };
        let (status, answer) = author.send(Method::POST, RECORDS, again).await.unwrap();
        assert_eq!(status, 201, "{key}: {answer}");
        let id = answer["id"].as_str().unwrap().to_string();
        let (_, found) = ask(author, &format!("{RECORDS}?serial={key}")).await;
        let items = found["items"].as_array().unwrap_or_else(|| panic!("{found}"));
        assert_eq!(items.len(), 1, "{key} was filed twice");
        assert_eq!(items[0]["id"], id.as_str(), "{key}");
        taken(self.journal).acknowledged(key, &id, Standing::of(&answer));
        id
    }

    /// `verify` finds nothing, and what waits for the audit chain is soon linked.
    fn verify(&self) {
        let patience = Clock::system().now() + TimeDelta::seconds(30);
        while self.portal.verify()["waiting"]["count"] != 0 {
            assert!(Clock::system().now() < patience, "the audit chain does not come after");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

async fn ask(caller: &Caller, path: &str) -> (u16, Value) {
    caller.send(Method::GET, path, Ask::default()).await.unwrap()
}

/// One charge for each component; that they are those of the decision is for `verify`.
async fn charged_once(billing: &Caller, key: &str, id: &str) {
    let (_, found) = ask(billing, &format!("/api/v1/charges?record_id={id}")).await;
    let items = found["items"].as_array().unwrap_or_else(|| panic!("{found}"));
    let components: BTreeSet<&str> = items.iter().filter_map(|it| it["component"].as_str()).collect();
    assert!(!items.is_empty() && components.len() == items.len(), "{key}: {found}");
}
