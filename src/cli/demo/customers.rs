//! The customers of the demo, from `config/demo/customers.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::access::{Action, Actor};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::customers::{self, Contact, Customer, NewCustomer};
use crate::platform::db::{Conn, Moment};
use crate::platform::random;

use super::people::Cast;

#[derive(Debug, Deserialize)]
struct File {
    customer: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: String,
    name: String,
    class: ClientClass,
    city: String,
    agent: Option<String>,
    organisation: Option<String>,
    manager: Option<String>,
    industry: Option<String>,
    credit_code: Option<String>,
    contacts: Vec<Contact>,
}

/// Makes the customers; gives them by key, each agent's own row by the key of the agent.
///
/// # Errors
/// What the database answers.
pub fn fill(conn: &mut Conn, cast: &Cast, now: Moment) -> Result<BTreeMap<String, Customer>, Error> {
    let file: File =
        toml::from_str(include_str!("../../../config/demo/customers.toml")).map_err(Error::internal)?;
    let mut made = own_rows(conn, cast)?;
    let scope = cast.person("manager@vendor.example")?.may(Action::ViewCustomers)?;
    for entry in file.customer {
        let organisation =
            |key: &Option<String>| key.as_deref().map(|key| cast.organisation(key)).transpose();
        let manager = entry.manager.as_deref().map(|email| cast.person(email)).transpose()?.map(Actor::user);
        let new = NewCustomer {
            agent_id: organisation(&entry.agent)?,
            organisation_id: organisation(&entry.organisation)?,
            account_manager_id: manager,
            credit_code: entry.credit_code.as_deref(),
            industry: entry.industry.as_deref(),
            contacts: entry.contacts,
            ..NewCustomer::new(random::id(now), &entry.name, entry.class, &entry.city)
        };
        let id = customers::insert(conn, &new, now)?.id;
        made.insert(entry.key, customers::find(conn, &scope, id)?);
    }
    Ok(made)
}

/// The row that each agent got together with its organisation.
fn own_rows(conn: &mut Conn, cast: &Cast) -> Result<BTreeMap<String, Customer>, Error> {
    let mut rows = BTreeMap::new();
    for (key, manager) in cast.agents() {
        let scope = manager.may(Action::ViewCustomers)?;
        for row in customers::options(conn, &scope, manager.organisation_name(), 1)? {
            rows.insert(key.to_string(), customers::find(conn, &scope, row.id)?);
        }
    }
    Ok(rows)
}
