//! Imported holidays in the policies of this instance: at the start, after an import of its own, and by a job that looks
//! whether another instance imported some.

use std::time::Duration;

use crate::domain::policy::PolicySet;
use crate::error::Error;
use crate::platform::db::{Conn, Moment};
use crate::platform::jobs::Job;
use crate::platform::services::Services;

use super::store;

/// Looks every two seconds whether a year was imported: one count of a table with a few rows.
pub const WATCH: Job = Job { name: "holidays", rest: Duration::from_secs(2), run: look };

fn look(services: &Services, _: Moment) -> Result<usize, Error> {
    let seen = services.policies.imports();
    let imports = services.db.read(store::count)?;
    if imports == seen {
        return Ok(0);
    }
    take_up(services)?;
    Ok(usize::from(services.policies.imports() != seen))
}

/// Takes what has been imported into use in this instance.
///
/// # Errors
/// What the database answers.
pub fn take_up(services: &Services) -> Result<(), Error> {
    let (imported, imports) = services.db.read(store::imported)?;
    services.policies.import(&imported, imports);
    Ok(())
}

/// `set` with what has been imported, for commands that have no services.
///
/// # Errors
/// What the database answers.
pub fn in_force(conn: &mut Conn, set: &PolicySet) -> Result<PolicySet, Error> {
    let (imported, _) = store::imported(conn)?;
    Ok(set.with_imported(&imported))
}
