//! Reading accounts: who owes what, and how it came about.

use crate::access::{Actor, Scope};
use crate::error::Error;
use crate::features::organisations;
use crate::platform::db::{Conn, Id};
use crate::platform::web::list::{ListQuery, Listing};

use super::model::{Line, PayerAccount};
use super::store;

/// One page of the payers in sight with what their accounts come to. Three statements.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, scope: &Scope, query: &ListQuery) -> Result<Listing<PayerAccount>, Error> {
    let page = store::list(conn, scope, query)?;
    let payers: Vec<Id> = page.items.iter().map(|(payer, _)| *payer).collect();
    let balances = store::balances(conn, &payers)?;
    let names = organisations::names(conn, payers)?;
    Ok(page.map(|(payer_id, _)| PayerAccount {
        payer_id,
        payer_name: names.get(&payer_id).map(|found| found.name.clone()).unwrap_or_default(),
        balances: balances.get(&payer_id).copied().unwrap_or_default(),
    }))
}

/// The accounts of one payer. Three statements.
///
/// # Errors
/// `NotFound` where it has none or is out of sight.
pub fn show(conn: &mut Conn, scope: &Scope, payer: Id) -> Result<PayerAccount, Error> {
    store::find(conn, scope, payer)?;
    let balances = store::balances(conn, &[payer])?.remove(&payer).unwrap_or_default();
    Ok(PayerAccount { payer_id: payer, payer_name: organisations::name(conn, payer)?, balances })
}

/// One page of what moved the accounts of a payer; who did it is told to the vendor's own people alone. Two statements.
///
/// # Errors
/// `NotFound` where the payer has none or is out of sight.
pub fn lines(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    payer: Id,
    query: &ListQuery,
) -> Result<Listing<Line>, Error> {
    store::find(conn, scope, payer)?;
    let page = store::lines(conn, payer, query)?;
    Ok(page.map(|line| if actor.is_vendor() { line } else { Line { actor_name: String::new(), ..line } }))
}
