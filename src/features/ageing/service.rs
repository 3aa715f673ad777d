//! Reading the ageing list.

use std::collections::HashMap;

use crate::access::Scope;
use crate::error::Error;
use crate::features::{ledger, organisations, statements};
use crate::platform::db::{Conn, Id};
use crate::platform::web::list::{ListQuery, Listing, not_a_cursor};

use super::model::{Ages, PayerAges, Terms};

/// One page of the payers in sight with statements that are not settled, the most overdue first unless asked otherwise; and
/// what all of them come to. Three statements.
///
/// # Errors
/// What the database answers.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    terms: &Terms,
    query: &ListQuery,
) -> Result<(Listing<PayerAges>, Ages), Error> {
    let mut by_payer: HashMap<Id, (Ages, i64)> = HashMap::new();
    for statement in statements::unsettled(conn, scope)? {
        let overdue = terms.overdue(statement.issued_at);
        let (ages, most) = by_payer.entry(statement.payer_id).or_default();
        *ages = ages.plus(overdue, statement.open_fen);
        *most = overdue.max(*most);
    }
    let all = by_payer.values().fold(Ages::default(), |all, (ages, _)| all.and(*ages));
    let key = |ages: &Ages| if query.sort == "open_fen" { ages.open_fen } else { ages.overdue_fen };
    let mut rows: Vec<(Id, Ages, i64)> =
        by_payer.into_iter().map(|(id, (ages, most))| (id, ages, most)).collect();
    rows.sort_by_key(|(id, ages, _)| (key(ages), *id));
    if query.descending {
        rows.reverse();
    }
    if let Some(after) = &query.after {
        let end = (after.text().parse::<i64>().map_err(|_| not_a_cursor())?, after.id());
        rows.retain(
            |(id, ages, _)| {
                if query.descending { (key(ages), *id) < end } else { (key(ages), *id) > end }
            },
        );
    }
    rows.truncate(usize::try_from(query.limit + 1).map_err(Error::internal)?);
    let page = Listing::cut(rows, query, |(id, ages, _)| (key(ages).to_string(), *id));
    let payers: Vec<Id> = page.items.iter().map(|(id, ..)| *id).collect();
    let names = organisations::names(conn, payers.iter().copied())?;
    let balances = ledger::balances(conn, &payers)?;
    let whole = |(payer_id, ages, most_days): (Id, Ages, i64)| PayerAges {
        payer_id,
        payer_name: names.get(&payer_id).map(|found| found.name.clone()).unwrap_or_default(),
        ages,
        unallocated_fen: balances.get(&payer_id).map_or(0, |balances| balances.unallocated_fen),
        most_days,
    };
    Ok((page.map(whole), all))
}
