//! A line of a file as a body: words become identifiers, names become references, days are written as everywhere.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::access::Actor;
use crate::domain::import_words::ImportKind;
use crate::domain::policy::Policy;
use crate::domain::product_words::ProductKind;
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::products::types;
use crate::features::{customers, organisations, policy, users};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::sheets::{Cell, Line};

use super::columns::{Column, table};

const NOT_ALLOWED: FaultCode = FaultCode::new("not_allowed");

/// Turns lines into bodies; what was looked up once is not looked up again.
pub struct Reader<'a> {
    kind: ImportKind,
    actor: &'a Actor,
    texts: &'a Texts,
    policy: &'a Policy,
    time_zone: chrono_tz::Tz,
    columns: Vec<Option<&'static Column>>,
    known: HashMap<(&'static str, String), Result<Id, FaultCode>>,
}

/// What a line says, and what is wrong with how it says it.
pub struct Said {
    /// The body, as a caller of the API would send it.
    pub body: Map<String, Value>,
    /// What could not be read.
    pub faults: Vec<FieldFault>,
}

impl<'a> Reader<'a> {
    /// A reader of lines under a heading that was mapped.
    #[must_use]
    pub fn new(
        kind: ImportKind,
        actor: &'a Actor,
        (texts, policy, time_zone): (&'a Texts, &'a Policy, chrono_tz::Tz),
        columns: Vec<Option<&'static Column>>,
    ) -> Self {
        Reader { kind, actor, texts, policy, time_zone, columns, known: HashMap::new() }
    }

    /// Reads a line.
    ///
    /// # Errors
    /// What the database answers.
    pub fn read(&mut self, conn: &mut Conn, line: &Line) -> Result<Said, Error> {
        let (mut pairs, mut faults) = (Vec::new(), Vec::new());
        let cells = line.cells.iter().zip(self.columns.clone());
        for (cell, column) in cells.filter_map(|(cell, column)| column.map(|column| (cell, column))) {
            match cell {
                Cell::Wrong { wrong } => faults.push(FieldFault::new(column.path, wrong.code())),
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) => match self.value(conn, column, text) {
                    Ok(value) => pairs.push((column.path.to_string(), value)),
                    Err(Error::Invalid(more)) => faults.extend(more),
                    Err(other) => return Err(other),
                },
            }
        }
        if self.kind == ImportKind::Customers && !self.actor.is_vendor() {
            // An agent's customers are end users of its own; it is not asked.
            pairs.push(("class".into(), ClientClass::EndUser.as_str().into()));
            pairs.push(("agent_id".into(), self.actor.organisation().to_string()));
        }
        let fields = table(self.kind).1;
        let (body, unread, _) = fields::from_form(fields, &pairs, self.time_zone);
        faults.extend(unread);
        let body = match fields::check(fields, &body, Completeness::Draft) {
            Ok(body) => body,
            Err(more) => {
                faults.extend(more);
                body.as_object().cloned().unwrap_or_default()
            }
        };
        Ok(Said { body, faults })
    }

    fn value(&mut self, conn: &mut Conn, column: &Column, text: &str) -> Result<String, Error> {
        let words = |prefix: &str, all: &[&'static str]| {
            let called = |it: &&&str| {
                [Lang::ZhCn, Lang::En].iter().any(|lang| same(&self.texts.word(*lang, prefix, it), text))
            };
            all.iter().find(called).map_or_else(|| text.to_string(), |it| (*it).to_string())
        };
        Ok(match column.name {
            "class" => words("class", ClientClass::TEXTS),
            "kind" => words("product-kind", ProductKind::TEXTS),
            "city" => policy::city_typed(self.policy, text),
            "delivered_on" | "accepted_on" => day(text),
            "sla_profile" => {
                let named = |it: &&crate::domain::sla::Profile| {
                    ["zh-CN", "en"].iter().any(|lang| same(it.name.for_locale(lang), text))
                };
                let found = self.policy.sla.profiles().find(named);
                found.map_or_else(|| text.to_string(), |it| it.id.clone())
            }
            "agent_id" | "account_manager_id" | "model_id" | "customer_id" => {
                self.reference(conn, column, text)?.to_string()
            }
            _ => text.to_string(),
        })
    }

    /// What a name stands for; what nothing in sight is called is as good as none.
    fn reference(&mut self, conn: &mut Conn, column: &Column, text: &str) -> Result<Id, Error> {
        let key = (column.name, text.to_string());
        let found = match self.known.get(&key) {
            Some(found) => *found,
            None => {
                let found = look_up(conn, self.actor, column.name, text)?;
                self.known.insert(key, found);
                found
            }
        };
        found.map_err(|code| Error::field(column.path, code))
    }
}

fn look_up(
    conn: &mut Conn,
    actor: &Actor,
    name: &'static str,
    text: &str,
) -> Result<Result<Id, FaultCode>, Error> {
    let missing = FaultCode::NOT_FOUND;
    Ok(match name {
        "agent_id" if actor.is_vendor() => {
            let agents = organisations::agents(conn)?;
            agents.iter().find(|agent| same(&agent.name, text)).map(|agent| agent.id).ok_or(missing)
        }
        "account_manager_id" if actor.is_vendor() && text.contains('@') => {
            users::with_email(conn, actor.organisation(), text)?.ok_or(missing)
        }
        "account_manager_id" if actor.is_vendor() => {
            let people = users::account_managers(conn)?;
            let mut called = people.iter().filter(|(_, name)| same(name, text)).map(|(id, _)| *id);
            match (called.next(), called.next()) {
                (Some(id), None) => Ok(id),
                (Some(_), Some(_)) => Err(FaultCode::new("ambiguous")),
                (None, _) => Err(missing),
            }
        }
        "model_id" => types::model_named(conn, text)?.map(|model| model.id).ok_or(missing),
        "customer_id" => match customers::import::named(conn, actor, text) {
            Ok(id) => Ok(id),
            Err(Error::Invalid(faults)) => Err(faults.first().map_or(missing, |fault| fault.code)),
            Err(other) => return Err(other),
        },
        _ => Err(NOT_ALLOWED),
    })
}

fn same(name: &str, typed: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    plain(name) == plain(typed)
}

/// `2026/3/2`, `2026.3.2` and `2026年3月2日` as `2026-03-02`; anything else as it is, for the check to refuse.
fn day(text: &str) -> String {
    let plain = text.strip_suffix(" 00:00:00").or_else(|| text.strip_suffix(" 0:00")).unwrap_or(text).trim();
    let plain = plain.strip_suffix('日').unwrap_or(plain);
    let parts: Vec<&str> = plain.split(['/', '.', '-', '年', '月']).map(str::trim).collect();
    let digits = |part: &str, most: usize| {
        !part.is_empty() && part.len() <= most && part.bytes().all(|it| it.is_ascii_digit())
    };
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => text.to_string(),
    }
}
