//! Who pays for a customer, and who sees what a payer pays (chapter 7): the vendor's billing all of it, a payer its own, a
//! key-account manager that of its accounts. Charges, statements, payments and accounts are seen alike.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::{Action, Actor, Scope};
use crate::domain::words::{AgentGrade, ClientClass};
use crate::error::Error;
use crate::features::{contracts, organisations};
use crate::platform::db::schema::customers::dsl;
use crate::platform::db::{Conn, Id};

use super::service::as_reference;
use super::store::{Row, visible};

/// Whose account the vendor's lines go to.
#[derive(Debug, Clone)]
pub struct Payer {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its grade, where it is an agent.
    pub grade: Option<AgentGrade>,
}

/// A customer with whoever pays for it; a prospect has nobody.
#[derive(Debug, Clone)]
pub struct Paying {
    /// The customer.
    pub customer: Row,
    /// The payer.
    pub payer: Option<Payer>,
}

impl Paying {
    /// The vendor's books know the agent, or the key account itself; never an end user (2.4).
    fn new((customer, agent, own): Housed) -> Self {
        let known = |id: Option<Id>, (name, grade): House| Some((id?, (name?, grade)));
        let (agent, own) = (known(customer.agent_id, agent), known(customer.organisation_id, own));
        let payer = match customer.class {
            ClientClass::Agent => own.or(agent),
            ClientClass::EndUser => agent,
            ClientClass::KeyAccount => own,
        };
        Paying { payer: payer.map(|(id, (name, grade))| Payer { id, name, grade }), customer }
    }
}

/// Name and grade of an organisation.
type House = (Option<String>, Option<AgentGrade>);
/// A customer with its agent and with the organisation that it is.
type Housed = (Row, House, House);

macro_rules! with_houses {
    ($($more:expr)?) => {
        (
            Row::as_select(),
            organisations::read_of!(dsl::agent_id),
            organisations::read_of!(dsl::organisation_id),
            $($more)?
        )
    };
}

/// A customer as a reference in a body, with whoever pays for it. One statement.
///
/// # Errors
/// `Invalid` naming `customer_id` where it is missing or out of sight.
pub fn paying(conn: &mut Conn, actor: &Actor, id: Id) -> Result<Paying, Error> {
    let scope = actor.may(Action::ViewCustomers)?;
    find_paying(conn, &scope, id).map_err(as_reference)
}

/// A customer with whoever pays for it. One statement.
///
/// # Errors
/// `NotFound` where it is out of sight.
pub fn find_paying(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Paying, Error> {
    Ok(visible(scope).filter(dsl::id.eq(id)).select(with_houses!()).first(conn).map(Paying::new)?)
}

/// The same for a request: with the profile of deadlines that the customer's contracts in force on `day` agree on too (3.1). One
/// statement.
///
/// # Errors
/// As [`paying`].
pub fn asking(
    conn: &mut Conn,
    actor: &Actor,
    id: Id,
    day: NaiveDate,
) -> Result<(Paying, Option<String>), Error> {
    let scope = actor.may(Action::ViewCustomers)?;
    let agreed = contracts::agreed_profile!(dsl::id, day).single_value();
    let found = visible(&scope).filter(dsl::id.eq(id)).select(with_houses!(agreed)).first(conn);
    let (row, agent, own, agreed) = found.map_err(|fault| as_reference(fault.into()))?;
    Ok((Paying::new((row, agent, own)), agreed))
}

/// Makes `visible(&scope)` for rows of `$source` whose payer stands in the column `$payer`.
macro_rules! visible_to_payers {
    ($source:ty, $payer:expr) => {
        type Condition = Box<
            dyn diesel::expression::BoxableExpression<
                    $source,
                    $crate::platform::db::AnyDb,
                    SqlType = diesel::sql_types::Bool,
                >,
        >;

        /// The rows within `scope`: all for the vendor's billing, one's own for a payer, those of its accounts for a
        /// key-account manager (chapter 7).
        pub(super) fn visible(scope: &$crate::access::Scope) -> Condition {
            use $crate::access::Sight;
            let through =
                |sight: &Sight| -> Condition {
                    match sight {
                        Sight::All => Box::new(diesel::dsl::sql("TRUE")),
                        Sight::Payer | Sight::BillingContact => Box::new($payer.eq(scope.organisation())),
                        Sight::KeyAccounts => Box::new($payer.eq_any(
                            $crate::features::customers::organisations_of_account_manager(scope.user()),
                        )),
                        _ => Box::new(diesel::dsl::sql("FALSE")),
                    }
                };
            let any = scope.sights().iter().map(through).reduce(|any, next| Box::new(any.or(next)));
            any.unwrap_or_else(|| Box::new(diesel::dsl::sql("FALSE")))
        }
    };
}
pub(crate) use visible_to_payers;
