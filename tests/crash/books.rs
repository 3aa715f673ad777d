//! What the clerks asked for and what was acknowledged of it, in a file of its own, so that a run can be interrupted and
//! gone on with. Every request carries an `Idempotency-Key`: what was never answered is asked again under its key after
//! the kill, so that afterwards nothing is uncertain, and the books of the portal must be exactly these.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tierdesk::platform::random;

use super::notebook::Notebook;

/// A request of a clerk.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asked {
    /// Its idempotency key.
    pub key: String,
    /// Who asks: an address.
    pub who: String,
    /// Where, after `/api/v1`.
    pub path: String,
    pub if_match: Option<i64>,
    pub body: Option<Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Asked(Asked),
    Done { key: String, answer: Value },
    Refused { key: String },
}

/// What must be there.
pub struct Books {
    notebook: Notebook,
    run: String,
    asked: usize,
    done: usize,
    refused: usize,
    /// What has no answer yet.
    pub open: BTreeMap<String, Asked>,
    /// The last state of a charge that was acknowledged.
    pub charges: BTreeMap<String, String>,
    /// Number, lines and total of each statement.
    pub statements: BTreeMap<String, Value>,
    /// Each payment as it was acknowledged last.
    pub payments: BTreeMap<String, Value>,
    /// What was touched since it was last compared.
    pub touched: BTreeSet<String>,
}

impl Books {
    /// The books at `path` with everything that stands in them.
    pub fn open(path: &Path) -> Self {
        let (notebook, before) = Notebook::open(path);
        let mut books = Books {
            notebook,
            run: random::token()[..8].to_string(),
            asked: 0,
            done: 0,
            refused: 0,
            open: BTreeMap::new(),
            charges: BTreeMap::new(),
            statements: BTreeMap::new(),
            payments: BTreeMap::new(),
            touched: BTreeSet::new(),
        };
        before.into_iter().for_each(|line| books.take(line));
        books
    }

    fn put(&mut self, line: Line) {
        self.notebook.write(&line);
        self.take(line);
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Asked(asked) => {
                self.asked += 1;
                self.open.insert(asked.key.clone(), asked);
            }
            Line::Refused { key } => {
                self.refused += 1;
                self.open.remove(&key);
            }
            Line::Done { key, answer } => {
                self.done += 1;
                let asked = self.open.remove(&key).unwrap();
                let id = answer["id"].as_str().unwrap_or_else(|| panic!("no id in {answer}")).to_string();
                self.touched.insert(id.clone());
                match asked.path.split('/').nth(1).unwrap() {
                    "charges" => drop(self.charges.insert(id, text(&answer, "status"))),
                    "statements" => drop(self.statements.insert(id, statement(&answer))),
                    _ => drop(self.payments.insert(id, payment(&answer))),
                }
            }
        }
    }

    /// A request is about to leave; gives its key. A payment has it as its reference too.
    pub fn ask(&mut self, who: &str, path: &str, if_match: Option<i64>, mut body: Option<Value>) -> Asked {
        let key = format!("{}-{}", self.run, self.asked);
        if let Some(body) = body.as_mut().filter(|_| path == "/payments") {
            body["reference"] = key.clone().into();
        }
        let asked = Asked { key, who: who.into(), path: path.into(), if_match, body };
        self.put(Line::Asked(asked.clone()));
        asked
    }

    /// The portal has answered: done, or refused for a reason that the hurry explains; anything else fails. What is told to
    /// come back stays open.
    pub fn answered(&mut self, asked: &Asked, status: u16, answer: &Value) {
        match status {
            200 | 201 => {
                let answer = match asked.path.split('/').nth(1).unwrap() {
                    "charges" => json!({ "id": answer["id"], "status": answer["status"] }),
                    "statements" => with_id(statement(answer), answer),
                    _ => with_id(payment(answer), answer),
                };
                self.put(Line::Done { key: asked.key.clone(), answer });
            }
            // Somebody was faster: the charge moved, nothing was left to bill, the statement is paid meanwhile.
            409 | 412 => self.put(Line::Refused { key: asked.key.clone() }),
            422 if asked.path == "/payments" && only_more_than_open(answer) => {
                self.put(Line::Refused { key: asked.key.clone() });
            }
            503 => {}
            _ => panic!("{asked:?}: {status} {answer}"),
        }
    }

    /// The payments that stand.
    pub fn standing(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.payments.iter().filter(|(_, payment)| payment["reversed"] == false)
    }

    /// What an id that was acknowledged is one of, in an address.
    pub fn kind(&self, id: &str) -> &'static str {
        if self.charges.contains_key(id) {
            "charges"
        } else if self.statements.contains_key(id) {
            "statements"
        } else {
            "payments"
        }
    }

    /// Holds one thing that was found against what was acknowledged of it.
    pub fn compare(&self, id: &str, found: &Value) {
        if let Some(known) = self.charges.get(id) {
            let stands = text(found, "status");
            assert!(
                rank(&stands) >= rank(known),
                "charge {id} was acknowledged as {known} and stands as {stands}"
            );
        } else if let Some(known) = self.statements.get(id) {
            assert_eq!(*known, statement(found), "statement {id} was acknowledged otherwise");
        } else {
            assert_eq!(self.payments[id], payment(found), "payment {id} was acknowledged otherwise");
        }
    }

    /// What all this came to.
    pub fn figures(&self) -> String {
        format!(
            "clerks: {} requests, {} acknowledged, {} too late; {} charges moved, {} statements, {} payments of which {} stand",
            self.asked,
            self.done,
            self.refused,
            self.charges.len(),
            self.statements.len(),
            self.payments.len(),
            self.standing().count(),
        )
    }
}

fn text(body: &Value, name: &str) -> String {
    body[name].as_str().unwrap_or_else(|| panic!("no {name} in {body}")).to_string()
}

fn with_id(mut facts: Value, answer: &Value) -> Value {
    facts["id"] = answer["id"].clone();
    facts
}

/// What never changes of a statement.
fn statement(body: &Value) -> Value {
    json!({
        "number": body["number"], "payer_id": body["payer_id"], "line_count": body["line_count"],
        "gross_total_fen": body["gross_total_fen"],
    })
}

/// What must stay of a payment: from the answer, or from what was written down of it.
fn payment(body: &Value) -> Value {
    let allocations: Vec<Value> = body["allocations"]
        .as_array()
        .unwrap_or_else(|| panic!("no allocations in {body}"))
        .iter()
        .map(|row| json!({ "id": row["id"], "statement_id": row["statement_id"], "amount_fen": row["amount_fen"] }))
        .collect();
    let reversed = body.get("reversed").cloned().unwrap_or_else(|| (!body["reversal"].is_null()).into());
    json!({
        "number": body["number"], "reference": body["reference"], "amount_fen": body["amount_fen"],
        "allocations": allocations, "reversed": reversed,
    })
}

fn only_more_than_open(answer: &Value) -> bool {
    let faults = answer["errors"].as_array().map_or(&[][..], Vec::as_slice);
    !faults.is_empty() && faults.iter().all(|fault| fault["code"] == "more_than_open")
}

/// A charge goes up; only a payment that is taken back leads from paid to invoiced, which are the same here.
fn rank(status: &str) -> usize {
    match status {
        "pending" | "held" => 0,
        "confirmed" => 1,
        "invoiced" | "paid" => 2,
        "waived" | "reversed" => 3,
        _ => panic!("{status} is no state of a charge"),
    }
}

fn books() -> Books {
    let path = crate::support::scratch().join(format!("books-{}", random::token()));
    let mut books = Books::open(&path);
    let asked = books.ask("billing@vendor.example", "/charges/1/confirm", Some(1), None);
    books.answered(&asked, 200, &json!({ "id": "1", "status": "confirmed" }));
    let asked = books.ask("billing@vendor.example", "/payments", None, Some(json!({})));
    assert_eq!(books.open.len(), 1);
    let made = json!({
        "id": "2", "number": "P", "reference": "R", "amount_fen": 5, "reversal": null,
        "allocations": [{ "id": "3", "statement_id": "4", "amount_fen": 5, "more": 1 }],
    });
    books.answered(&asked, 201, &made);
    // As a run that was interrupted finds them.
    let again = Books::open(&path);
    assert_eq!((&again.charges, &again.payments, again.open.len()), (&books.charges, &books.payments, 0));
    again.compare("1", &json!({ "status": "paid" }));
    again.compare("2", &made);
    again
}

#[test]
#[should_panic(expected = "was acknowledged as confirmed and stands as pending")]
fn a_confirmation_that_is_lost_does_not_go_unnoticed() {
    books().compare("1", &json!({ "status": "pending" }));
}

#[test]
#[should_panic(expected = "payment 2 was acknowledged otherwise")]
fn an_allocation_that_is_lost_does_not_go_unnoticed() {
    let mut found = json!({ "number": "P", "reference": "R", "amount_fen": 5, "reversal": null });
    found["allocations"] = json!([]);
    books().compare("2", &found);
}
