//! Requests as rows. Every read of a request goes through [`visible`].

mod history;
mod list;
mod load;
mod owed;
mod remedies;
mod row;
mod targets;

pub use history::{Line, decisions, insert_decision, insert_event, pause, pauses, resume, written};
pub use list::{Desk, count, list};
pub use load::{loads, open_of};
pub use owed::{overdue_count, overdue_page, owe, owed_by};
pub use remedies::{Remedied, insert_remedy, last_remedy};
pub use row::{insert, save};
pub use targets::{
    PENALTY, Target, Timer, Waiting, due, has_timer, insert_targets, insert_timers, meet_targets,
    replace_targets, save_target, stop_kind, stop_timers, take, target, targets, timers_done,
};

use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::access::{Scope, Sight};
use crate::error::Error;
use crate::features::customers;
use crate::platform::db::schema::service_requests as t;
use crate::platform::db::{AnyDb, Conn, Id};

use super::model::Request;

pub(super) type Condition = Box<dyn BoxableExpression<t::table, AnyDb, SqlType = Bool>>;

/// The requests within `scope` (chapter 7).
pub(super) fn visible(scope: &Scope) -> Condition {
    let each = scope.sights().iter().map(|sight| through(*sight, scope));
    let any = each.reduce(|any, next| Box::new(any.or(next)));
    any.unwrap_or_else(|| Box::new(diesel::dsl::sql::<Bool>("FALSE")))
}

fn through(sight: Sight, scope: &Scope) -> Condition {
    match sight {
        Sight::All => Box::new(diesel::dsl::sql::<Bool>("TRUE")),
        Sight::Agent => Box::new(t::agent_id.assume_not_null().eq(scope.organisation())),
        Sight::Customer => Box::new(
            t::raised_by
                .eq(scope.user())
                .or(t::contact_id.is_not_null().and(t::contact_id.assume_not_null().eq(scope.user())))
                .or(t::customer_id.eq_any(customers::ids_sharing_requests(scope.organisation()))),
        ),
        Sight::KeyAccounts => Box::new(
            t::customer_class
                .eq("key_account")
                .and(t::customer_id.eq_any(customers::ids_of_account_manager(scope.user()))),
        ),
        Sight::ReachedVendor => Box::new(t::reached_vendor.eq(true)),
        _ => Box::new(diesel::dsl::sql::<Bool>("FALSE")),
    }
}

/// One request in sight.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Request, Error> {
    t::table
        .into_boxed::<AnyDb>()
        .filter(visible(scope))
        .filter(t::id.eq(id))
        .select(Request::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// One request, for the portal's own work on it.
///
/// # Errors
/// `NotFound`.
pub fn any(conn: &mut Conn, id: Id) -> Result<Request, Error> {
    t::table.find(id).select(Request::as_select()).first(conn).optional()?.ok_or(Error::NotFound)
}
