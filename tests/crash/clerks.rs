//! Three clerks beside those who file and review: they confirm, hold and waive charges, issue statements, record payments
//! for them, too much and too little, and take payments back, at random and in each other's way (chapter 6).

use std::sync::Mutex;
use std::time::Duration;

use chrono::TimeDelta;
use diesel::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};
use tierdesk::platform::clock::Clock;
use tierdesk::platform::db::open;

use super::books::{Asked, Books};
use super::load::{Ask, Caller, Tokens};
use super::portal::Portal;
use super::{roll, taken};
use crate::support::fixture;

/// Who they are; one of them in two windows.
pub const CLERKS: &[&str] = &["billing@vendor.example", "billing2@vendor.example", "billing@vendor.example"];
/// What one clerk may waive alone.
const LIMIT_FEN: i64 = 50_000;
/// How often the end of a commit that was interrupted is asked for.
const TRIES: usize = 50;

pub struct Clerks<'a> {
    pub portal: &'a Portal,
    pub books: &'a Mutex<Books>,
    pub tokens: &'a Tokens,
}

fn any<T: Clone>(all: &[T]) -> Option<T> {
    if all.is_empty() { None } else { all.get(roll(all.len())).cloned() }
}

fn number(body: &Value, name: &str) -> i64 {
    body[name].as_i64().unwrap_or_else(|| panic!("no {name} in {body}"))
}

/// What happened to be found; nothing while the portal asks to come back.
async fn items(caller: &Caller, path: &str) -> Option<Vec<Value>> {
    let (status, body) = caller.send(Method::GET, &format!("/api/v1{path}"), Ask::default()).await?;
    assert!([200, 503].contains(&status), "{path}: {status} {body}");
    Some(body["items"].as_array().cloned().unwrap_or_default())
}

impl Clerks<'_> {
    /// Works until nobody answers.
    pub async fn work(&self, email: &str) -> Option<()> {
        let caller = Caller::come_in(self.portal, self.tokens, email).await?;
        loop {
            match roll(20) {
                0..12 => self.move_a_charge(&caller, email).await?,
                12..15 => self.issue(&caller, email).await?,
                15..19 => self.pay(&caller, email).await?,
                _ => self.take_back(&caller, email).await?,
            }
        }
    }

    async fn ask(
        &self,
        caller: &Caller,
        who: &str,
        path: &str,
        if_match: Option<i64>,
        body: Option<Value>,
    ) -> Option<()> {
        let asked = taken(self.books).ask(who, path, if_match, body);
        let (status, answer) = send(caller, &asked).await?;
        taken(self.books).answered(&asked, status, &answer);
        Some(())
    }

    async fn move_a_charge(&self, caller: &Caller, who: &str) -> Option<()> {
        let status = if roll(10) == 0 { "held" } else { "pending" };
        let found = items(caller, &format!("/charges?status={status}&limit=50")).await?;
        let Some(charge) = any(&found) else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            return Some(());
        };
        let amount = number(&charge, "amount_fen");
        let why = Some(json!({ "reason": "随机" }));
        let (step, body) = match (roll(10), status) {
            (0, _) if (1..=LIMIT_FEN).contains(&amount) => ("waive", why),
            (1, "pending") => ("hold", why),
            (1, _) => ("release", why),
            _ => ("confirm", None),
        };
        let path = format!("/charges/{}/{step}", charge["id"].as_str().unwrap());
        self.ask(caller, who, &path, Some(number(&charge, "version")), body).await
    }

    async fn issue(&self, caller: &Caller, who: &str) -> Option<()> {
        let payer = any(&[fixture::AGENT_A, fixture::AGENT_B]).unwrap();
        let month = (Clock::system().now() + TimeDelta::hours(8)).format("%Y-%m").to_string();
        self.ask(caller, who, "/statements", None, Some(json!({ "payer_id": payer, "month": month }))).await
    }

    /// Pays some statements of a payer in full or in part, at times with more than they take.
    async fn pay(&self, caller: &Caller, who: &str) -> Option<()> {
        let payer = any(&[fixture::AGENT_A, fixture::AGENT_B]).unwrap();
        let all = items(caller, &format!("/statements?payer_id={payer}&limit=100")).await?;
        let open: Vec<Value> = all.into_iter().filter(|one| number(one, "open_fen") > 0).collect();
        let mut allocations: Vec<Value> = vec![];
        let mut amount = 0;
        for statement in open.iter().filter(|_| roll(2) == 0).take(3) {
            let whole = number(statement, "open_fen");
            let part = if roll(3) == 0 { (whole / 3).max(1) } else { whole };
            allocations.push(json!({ "statement_id": statement["id"], "amount_fen": part }));
            amount += part;
        }
        if amount == 0 || roll(5) == 0 {
            amount += 1 + i64::try_from(roll(100_000)).unwrap();
        }
        let day = Clock::system().now() - TimeDelta::days(1);
        let body = json!({
            "payer_id": payer, "amount_fen": amount, "method": "bank_wire", "allocations": allocations,
            "received_on": day.format("%Y-%m-%d").to_string(),
        });
        self.ask(caller, who, "/payments", None, Some(body)).await
    }

    async fn take_back(&self, caller: &Caller, who: &str) -> Option<()> {
        let known: Vec<String> = taken(self.books).standing().map(|(id, _)| id.clone()).collect();
        let Some(id) = any(&known) else { return Some(()) };
        let path = format!("/api/v1/payments/{id}");
        let (status, found) = caller.send(Method::GET, &path, Ask::default()).await?;
        if status != 200 {
            assert_eq!(status, 503, "{id}: {found}");
            return Some(());
        }
        let why = Some(json!({ "reason": "空头支票" }));
        self.ask(caller, who, &format!("/payments/{id}/reverse"), Some(number(&found, "version")), why).await
    }

    /// With everybody else away: asks again, under its key, for what was never answered, so that nothing is uncertain.
    pub async fn settle(&self) {
        let open: Vec<Asked> = taken(self.books).open.values().cloned().collect();
        for asked in open {
            let caller = Caller::come_in(self.portal, self.tokens, &asked.who).await.unwrap();
            for _ in 0..TRIES {
                let (status, answer) = send(&caller, &asked).await.unwrap();
                taken(self.books).answered(&asked, status, &answer);
                if !taken(self.books).open.contains_key(&asked.key) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        assert_eq!(taken(self.books).open.len(), 0, "nothing is uncertain any more");
    }

    /// Holds what the portal says against the books, of what was touched since the last look or of `everything`.
    pub async fn compare(&self, everything: bool) {
        let caller = Caller::come_in(self.portal, self.tokens, CLERKS[0]).await.unwrap();
        let mut touched = std::mem::take(&mut taken(self.books).touched);
        if everything {
            let books = taken(self.books);
            touched.extend(
                books.charges.keys().chain(books.statements.keys()).chain(books.payments.keys()).cloned(),
            );
        }
        for id in touched {
            let path = format!("/api/v1/{}/{id}", taken(self.books).kind(&id));
            let (status, found) = caller.send(Method::GET, &path, Ask::default()).await.unwrap();
            assert_eq!(status, 200, "{path} was acknowledged and is gone: {found}");
            taken(self.books).compare(&id, &found);
        }
    }

    /// Nothing is in the database that nobody asked for, nothing twice, and all postings sum to zero.
    pub fn count(&self, url: &str) {
        let db = open::open(url, 1).unwrap();
        let ask = |sql: &str| -> i64 {
            #[derive(QueryableByName)]
            struct Found {
                #[diesel(sql_type = diesel::sql_types::BigInt)]
                found: i64,
            }
            let sql = format!("SELECT CAST(COALESCE({sql}, 0) AS BIGINT) AS found");
            db.read(|conn| Ok(diesel::sql_query(&sql).get_result::<Found>(conn)?)).unwrap().found
        };
        let books = taken(self.books);
        assert_eq!(ask("(SELECT SUM(amount_fen) FROM ledger_postings)"), 0, "the ledger");
        let count = |rows: usize| i64::try_from(rows).unwrap();
        assert_eq!(ask("(SELECT COUNT(*) FROM payments)"), count(books.payments.len()), "payments");
        assert_eq!(
            ask("(SELECT COUNT(DISTINCT reference) FROM payments)"),
            count(books.payments.len()),
            "references"
        );
        assert_eq!(ask("(SELECT COUNT(*) FROM statements)"), count(books.statements.len()), "statements");
        let lines: i64 = books.statements.values().map(|statement| number(statement, "line_count")).sum();
        assert_eq!(ask("(SELECT COUNT(*) FROM statement_lines)"), lines, "lines");
        assert_eq!(ask("(SELECT COUNT(DISTINCT charge_id) FROM statement_lines)"), lines, "charges on lines");
        let received: i64 = books.standing().map(|(_, payment)| number(payment, "amount_fen")).sum();
        assert_eq!(
            ask("(SELECT SUM(amount_fen) FROM ledger_postings WHERE account = 'bank')"),
            received,
            "the bank"
        );
    }
}

async fn send(caller: &Caller, asked: &Asked) -> Option<(u16, Value)> {
    let ask =
        Ask { if_match: asked.if_match, once: Some(&asked.key), body: asked.body.as_ref(), ..Ask::default() };
    caller.send(Method::POST, &format!("/api/v1{}", asked.path), ask).await
}
