//! The customer of a decision: its class, city, agent, and the names of those who might pay.

use diesel::prelude::*;

use crate::access::{Scope, Sight};
use crate::domain::words::{ClientClass, Payer};
use crate::error::Error;
use crate::platform::db::schema::{customers, organisations};
use crate::platform::db::{AnyDb, Conn, Id};

use super::work::Beneficiary;

/// For whom a decision is made.
#[derive(Debug, Clone)]
pub struct Whose {
    /// What the decision looks at.
    pub beneficiary: Beneficiary,
    /// The name of its agent, where one is known.
    pub agent_name: Option<String>,
    /// Its own name, where it is a customer.
    pub name: Option<String>,
}

impl Whose {
    /// Who pays, by name.
    #[must_use]
    pub fn payer_name(&self, payer: Payer) -> Option<String> {
        match payer {
            Payer::Agent => self.agent_name.clone(),
            Payer::EndUser | Payer::KeyAccount => self.name.clone(),
        }
    }
}

/// The customer, where it is in sight.
///
/// # Errors
/// What the database answers.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Option<Whose>, Error> {
    let mut query = customers::table
        .left_join(organisations::table.on(customers::agent_id.eq(organisations::id.nullable())))
        .filter(customers::id.eq(id))
        .into_boxed::<AnyDb>();
    if !scope.sees_all() {
        let (user, organisation) = (scope.user(), scope.organisation());
        let sees = |sight| scope.sights().contains(&sight);
        query = match () {
            () if sees(Sight::Agent) => query.filter(customers::agent_id.eq(organisation)),
            () if sees(Sight::Customer) => query.filter(customers::organisation_id.eq(organisation)),
            () => query.filter(customers::account_manager_id.eq(user)),
        };
    }
    type Row = (String, ClientClass, String, Option<Id>, Option<String>);
    let row: Option<Row> = query
        .select((
            customers::name,
            customers::class,
            customers::city,
            customers::agent_id,
            organisations::name.nullable(),
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(name, class, city, agent, agent_name)| Whose {
        beneficiary: Beneficiary { class, has_agent: agent.is_some(), city: city.parse().ok() },
        agent_name,
        name: Some(name),
    }))
}
