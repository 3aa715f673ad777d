//! Published lists in the policies of this instance: at the start, after one was published here, and by a job that looks
//! whether another instance published one.

use std::time::Duration;

use actix_web::web::Data;

use crate::access::call::blocking;
use crate::domain::policy::PolicySet;
use crate::domain::price_list::PriceList;
use crate::error::Error;
use crate::platform::db::{Conn, Moment};
use crate::platform::jobs::Job;
use crate::platform::services::Services;

use super::content::to_list;
use super::store;

/// Looks every two seconds whether a list was published: one count of a table with a few rows.
pub const WATCH: Job = Job { name: "price-lists", rest: Duration::from_secs(2), run: look };

fn look(services: &Services, _: Moment) -> Result<usize, Error> {
    let seen = services.policies.price_lists();
    let published = services.db.read(store::published_count)?;
    if usize::try_from(published).is_ok_and(|published| published <= seen) {
        return Ok(0);
    }
    take_up(services)?;
    Ok(usize::from(services.policies.price_lists() != seen))
}

/// Takes what has been published into use in this instance.
///
/// # Errors
/// What the database answers.
pub fn take_up(services: &Services) -> Result<(), Error> {
    let lists = services.db.read(lists)?;
    services.policies.take_price_lists(lists);
    Ok(())
}

/// The same after one was published here. Where this instance does not see it now, its job does within seconds.
///
/// # Errors
/// Where the thread ends.
pub async fn take_up_published(services: Data<Services>) -> Result<(), Error> {
    blocking(move || {
        take_up(&services)
            .unwrap_or_else(|fault| tracing::warn!(%fault, "a published price list is not in use yet"));
        Ok(())
    })
    .await
}

/// `set` with the lists that were published beside it, for commands that have no services.
///
/// # Errors
/// What the database answers.
pub fn in_force(conn: &mut Conn, set: &PolicySet) -> Result<PolicySet, Error> {
    Ok(set.with_price_lists(&lists(conn)?))
}

fn lists(conn: &mut Conn) -> Result<Vec<PriceList>, Error> {
    let rows = store::published(conn)?;
    let read = rows.iter().filter_map(|row| Some(to_list(row.number?, row.effective_from?, &row.content)));
    read.collect()
}
