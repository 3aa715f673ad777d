//! The registered product that a request is about, and what its contract says of deadlines (3.1).

use chrono_tz::Tz;

use crate::access::Actor;
use crate::error::Error;
use crate::features::{contracts, products};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::views::local_date;

/// The customer's registered product of a serial, where it is in sight.
///
/// # Errors
/// What the database answers.
pub fn product_of(
    conn: &mut Conn,
    actor: &Actor,
    customer: Id,
    serial: Option<&str>,
) -> Result<Option<products::Registered>, Error> {
    match serial {
        Some(serial) => products::registered(conn, actor, serial, customer),
        None => Ok(None),
    }
}

/// The profile of deadlines that the contract of the product names, or that of the customer where no product is known.
///
/// # Errors
/// What the database answers.
pub fn profile_by_contract(
    conn: &mut Conn,
    zone: Tz,
    (customer, product): (Id, Option<&products::Registered>),
    from: Moment,
) -> Result<Option<String>, Error> {
    contracts::profile_for(conn, customer, product.map(products::Registered::cover), local_date(from.0, zone))
}
