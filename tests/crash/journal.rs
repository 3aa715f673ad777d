//! What was asked for and what was acknowledged, in a file, so that a run can be interrupted and gone on with.
//!
//! A line is written before a request leaves and when its answer is there. What was asked for and never answered may
//! have happened or not; what was answered must have.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tierdesk::platform::random;

use super::notebook::Notebook;

/// How a record stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub version: i64,
    pub status: String,
    pub handling: String,
}

impl Standing {
    /// As the API answers it.
    pub fn of(body: &Value) -> Self {
        let text =
            |name: &str| body[name].as_str().unwrap_or_else(|| panic!("no {name} in {body}")).to_string();
        Standing {
            version: body["version"].as_i64().unwrap(),
            status: text("status"),
            handling: text("handling"),
        }
    }

    /// After one more change.
    pub fn then(&self, status: &str, handling: &str) -> Self {
        Standing { version: self.version + 1, status: status.into(), handling: handling.into() }
    }
}

/// The file of a record.
#[derive(Debug, Clone)]
pub struct Attached {
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Once it was acknowledged.
    pub id: Option<String>,
}

/// One record on its way from draft to approval.
#[derive(Debug, Clone)]
pub struct Work {
    /// Who writes it: an address.
    pub author: String,
    /// As it was filed.
    pub body: Value,
    /// Once that is known.
    pub id: Option<String>,
    /// How it stood when it was last acknowledged or looked at.
    pub stands: Option<Standing>,
    /// How it may stand since.
    pub tried: Vec<Standing>,
    /// Its file, from the moment it is sent.
    pub file: Option<Attached>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Began { key: String, author: String, body: Value },
    Tried { key: String, standing: Standing },
    Stands { key: String, id: String, standing: Standing, acknowledged: bool },
    Attaching { key: String, sha256: String },
    Attached { key: String, id: String, acknowledged: bool },
    RoundOver,
}

pub struct Journal {
    notebook: Notebook,
    run: String,
    /// Every record by its key, which is its serial and its idempotency key.
    pub work: BTreeMap<String, Work>,
    /// What was touched since it was last compared.
    pub touched: BTreeSet<String>,
    /// How many kills were survived.
    pub rounds: usize,
    acknowledged: usize,
    unanswered: usize,
}

impl Journal {
    /// The journal at `path` with everything that stands in it.
    pub fn open(path: &Path) -> Self {
        let (notebook, before) = Notebook::open(path);
        let mut journal = Journal {
            notebook,
            run: random::token()[..8].replace(['-', '_'], "x"),
            work: BTreeMap::new(),
            touched: BTreeSet::new(),
            rounds: 0,
            acknowledged: 0,
            unanswered: 0,
        };
        before.into_iter().for_each(|line| journal.take(line));
        journal
    }

    fn put(&mut self, line: Line) {
        self.notebook.write(&line);
        self.take(line);
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Began { key, author, body } => {
                self.touched.insert(key.clone());
                self.work
                    .insert(key, Work { author, body, id: None, stands: None, tried: vec![], file: None });
            }
            Line::Tried { key, standing } => {
                self.touched.insert(key.clone());
                self.work.get_mut(&key).unwrap().tried.push(standing);
            }
            Line::Stands { key, id, standing, acknowledged } => {
                self.acknowledged += usize::from(acknowledged);
                self.unanswered += usize::from(!acknowledged);
                let work = self.work.get_mut(&key).unwrap();
                work.tried.retain(|tried| tried.version > standing.version);
                (work.id, work.stands) = (Some(id), Some(standing));
            }
            Line::Attaching { key, sha256 } => {
                self.touched.insert(key.clone());
                self.work.get_mut(&key).unwrap().file = Some(Attached { sha256, id: None });
            }
            Line::Attached { key, id, acknowledged } => {
                self.acknowledged += usize::from(acknowledged);
                self.unanswered += usize::from(!acknowledged);
                self.work.get_mut(&key).unwrap().file.as_mut().unwrap().id = Some(id);
            }
            Line::RoundOver => self.rounds += 1,
        }
    }

    /// A record is about to be filed; its key.
    pub fn begin(&mut self, author: &str, body: impl FnOnce(&str) -> Value) -> String {
        let key = format!("{}-{}", self.run, self.work.len());
        let body = body(&key);
        self.put(Line::Began { key: key.clone(), author: author.into(), body });
        key
    }

    /// A change is about to be asked for.
    pub fn tries(&mut self, key: &str, standing: Standing) {
        self.put(Line::Tried { key: key.into(), standing });
    }

    /// The portal has answered.
    pub fn acknowledged(&mut self, key: &str, id: &str, standing: Standing) {
        self.put(Line::Stands { key: key.into(), id: id.into(), standing, acknowledged: true });
    }

    /// What was never answered turned out to have happened.
    pub fn happened(&mut self, key: &str, id: &str, standing: Standing) {
        self.put(Line::Stands { key: key.into(), id: id.into(), standing, acknowledged: false });
    }

    /// A file is about to be sent.
    pub fn attaches(&mut self, key: &str, sha256: String) {
        self.put(Line::Attaching { key: key.into(), sha256 });
    }

    /// The record has its file, as the portal answered or as it turned out.
    pub fn attached(&mut self, key: &str, id: &str, acknowledged: bool) {
        self.put(Line::Attached { key: key.into(), id: id.into(), acknowledged });
    }

    /// A kill was survived.
    pub fn round_over(&mut self) {
        self.put(Line::RoundOver);
    }

    /// How many writes were acknowledged.
    pub fn count(&self) -> usize {
        self.acknowledged
    }

    /// The keys of `author`'s records that stand as `status`.
    pub fn standing(&self, author: Option<&str>, status: &str) -> Vec<String> {
        let fits = |work: &Work| {
            author.is_none_or(|author| work.author == author)
                && work.stands.as_ref().is_some_and(|stands| stands.status == status)
        };
        self.work.iter().filter(|(_, work)| fits(work)).map(|(key, _)| key.clone()).collect()
    }

    /// What all this came to.
    pub fn figures(&self) -> String {
        format!(
            "{} rounds: {} acknowledged writes kept, {} unanswered ones had happened; {} records, {} approved, {} files",
            self.rounds,
            self.acknowledged,
            self.unanswered,
            self.work.len(),
            self.standing(None, "approved").len(),
            self.work
                .values()
                .filter(|work| work.file.as_ref().is_some_and(|file| file.id.is_some()))
                .count(),
        )
    }
}
