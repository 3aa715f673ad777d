//! What becomes of every line, as things stand: by the checks of the forms, and with an eye on the lines before it.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::domain::import_words::{Fate, ImportKind};
use crate::error::Error;
use crate::features::products::Desk;
use crate::features::{customers, products};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{FaultCode, FieldFault};
use crate::platform::sheets::Line;

use super::columns;
use super::lines::Reader;
use super::model::{Judged, Wrong};

/// What a line would do, ready to be done.
pub enum Plan {
    Customer(Box<customers::import::Plan>),
    Product(products::import::Plan),
}

impl Plan {
    fn fate(&self) -> Fate {
        match self {
            Plan::Customer(plan) => plan.fate(),
            Plan::Product(plan) => plan.fate(),
        }
    }

    fn stored(&self) -> Option<Id> {
        match self {
            Plan::Customer(plan) => plan.stored(),
            Plan::Product(plan) => plan.stored(),
        }
    }

    fn changes(&self) -> Map<String, Value> {
        match self {
            Plan::Customer(plan) => plan.changes.clone(),
            Plan::Product(plan) => plan.changes(),
        }
    }

    /// Does it.
    pub fn carry_out(&self, conn: &mut Conn, desk: &Desk<'_>) -> Result<Id, Error> {
        match self {
            Plan::Customer(plan) => plan.carry_out(conn, desk.actor, (desk.services, desk.now)),
            Plan::Product(plan) => plan.carry_out(conn, desk),
        }
    }
}

/// Judges every line, telling `each` how many are done; a line that is refused has no plan.
///
/// # Errors
/// `Invalid` naming `file` where its columns will not do; what the database answers.
pub fn judge(
    conn: &mut Conn,
    desk: &Desk<'_>,
    kind: ImportKind,
    (heading, lines): (&[String], &[Line]),
    each: &mut dyn FnMut(usize),
) -> Result<Vec<(Judged, Option<Plan>)>, Error> {
    let services = desk.services;
    let mapped = columns::map(kind, desk.actor, heading, &services.texts)?;
    let policies = services.policies.current();
    let policy = policies.at(desk.now.0).map_err(Error::internal)?;
    let with = (&*services.texts, policy, services.settings.time_zone);
    let mut reader = Reader::new(kind, desk.actor, with, mapped);
    let mut before: HashMap<String, usize> = HashMap::new();
    let mut all = Vec::with_capacity(lines.len());
    for line in lines {
        let said = reader.read(conn, line)?;
        let label = label(kind, &said.body);
        let mut faults = said.faults;
        let keys = match kind {
            ImportKind::Customers => customers::import::keys(&said.body),
            ImportKind::Products => products::import::keys(&said.body),
        };
        for (field, key) in keys {
            match before.get(&key) {
                Some(first) => {
                    let fault = FieldFault::new(field, FaultCode::new("line_repeated"));
                    faults.push(fault.with("line", first));
                }
                None => {
                    before.insert(key, line.number);
                }
            }
        }
        let planned = plan(conn, desk, kind, &said.body);
        let plan = match planned {
            Ok(plan) => Some(plan),
            Err(Error::Invalid(more)) => {
                let new = |fault: &FieldFault| !faults.iter().any(|known| touches(known, fault));
                let more: Vec<FieldFault> = more.into_iter().filter(new).collect();
                faults.extend(more);
                None
            }
            Err(other) => return Err(other),
        };
        // Two lines may call the same thing by two names.
        if let (Some(id), true) = (plan.as_ref().and_then(Plan::stored), faults.is_empty()) {
            match before.get(&id.to_string()) {
                Some(first) => {
                    let fault = FieldFault::new(columns::key(kind), FaultCode::new("line_repeated"));
                    faults.push(fault.with("line", first));
                }
                None => {
                    before.insert(id.to_string(), line.number);
                }
            }
        }
        each(all.len() + 1);
        all.push(judged(line.number, label, plan, faults));
    }
    Ok(all)
}

fn plan(
    conn: &mut Conn,
    desk: &Desk<'_>,
    kind: ImportKind,
    body: &Map<String, Value>,
) -> Result<Plan, Error> {
    Ok(match kind {
        ImportKind::Customers => {
            let with = (desk.services, desk.now);
            Plan::Customer(Box::new(customers::import::plan(conn, desk.actor, with, body)?))
        }
        ImportKind::Products => Plan::Product(products::import::plan(conn, desk, body)?),
    })
}

/// Whether a fault is of a field of which something is known to be wrong already.
fn touches(known: &FieldFault, fault: &FieldFault) -> bool {
    known.path == fault.path || known.path.starts_with(&format!("{}.", fault.path))
}

fn judged(
    number: usize,
    label: String,
    plan: Option<Plan>,
    faults: Vec<FieldFault>,
) -> (Judged, Option<Plan>) {
    let plan = plan.filter(|_| faults.is_empty());
    let line = Judged {
        number,
        label,
        fate: plan.as_ref().map_or(Fate::Refused, Plan::fate),
        object_id: plan.as_ref().and_then(Plan::stored),
        changes: plan.as_ref().map(Plan::changes).unwrap_or_default(),
        faults: faults.into_iter().map(Wrong::from).collect(),
    };
    (line, plan)
}

/// What a line is about.
fn label(kind: ImportKind, body: &Map<String, Value>) -> String {
    body.get(columns::key(kind)).and_then(Value::as_str).unwrap_or_default().chars().take(200).collect()
}
