//! The customer of a decision: its class, city, agent, and the names of those who might pay.

use crate::access::Scope;
use crate::domain::words::{ClientClass, Payer};
use crate::error::Error;
use crate::features::customers;
use crate::platform::db::{Conn, Id};

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

    /// Anybody of a class; an end user is taken to have an agent (8.3).
    #[must_use]
    pub fn of_class(class: ClientClass) -> Self {
        Whose {
            beneficiary: Beneficiary { class, has_agent: true, city: None, grade: None },
            agent_name: None,
            name: None,
        }
    }
}

/// The customer, where it is in sight.
///
/// # Errors
/// What the database answers.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Option<Whose>, Error> {
    let customers::Paying { customer, payer } = match customers::find_paying(conn, scope, id) {
        Ok(paying) => paying,
        Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let agent = payer.filter(|_| customer.class != ClientClass::KeyAccount);
    Ok(Some(Whose {
        beneficiary: Beneficiary {
            class: customer.class,
            has_agent: customer.agent_id.is_some(),
            city: customer.city.parse().ok(),
            grade: agent.as_ref().and_then(|agent| agent.grade),
        },
        agent_name: agent.map(|agent| agent.name),
        name: Some(customer.name),
    }))
}
