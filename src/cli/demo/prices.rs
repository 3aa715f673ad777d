//! The price list of the demo that is about to be published: checked, with what it would do to the last three months.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use crate::access::Action;
use crate::error::Error;
use crate::features::price_lists::{self, Desk};
use crate::platform::db::{Conn, Moment};
use crate::platform::services::Services;
use crate::platform::views::{local_date, midnight};
use crate::platform::web::incoming::IfMatch;

use super::people::Cast;

/// Drafts a list for the first day of the month after next.
///
/// # Errors
/// What the database answers.
pub fn fill(conn: &mut Conn, services: &Services, cast: &Cast, now: Moment) -> Result<(), Error> {
    let mut body: Value =
        toml::from_str(include_str!("../../../config/demo/prices.toml")).map_err(Error::internal)?;
    let clerk = cast.person("billing@vendor.example")?;
    let zone = services.settings.time_zone;
    let today = local_date(now.0, zone);
    let month = today.month0() + 2;
    let year = today.year() + i32::from(month >= 12);
    let first =
        NaiveDate::from_ymd_opt(year, month % 12 + 1, 1).ok_or_else(|| Error::internal("no such day"))?;
    if let Some(body) = body.as_object_mut() {
        body.insert("effective_from".into(), json!(midnight(first, zone)));
    }
    let policies = services.policies.current();
    let desk = Desk { policies: &policies, actor: clerk, now };
    let list = price_lists::create(conn, &desk, &body)?;
    let scope = clerk.may(Action::ManagePriceLists)?;
    price_lists::check_list(conn, &desk, &scope, (list.id, IfMatch::Version(list.version)))?;
    price_lists::start_replay(conn, clerk, &scope, now, list.id)?;
    Ok(())
}
