//! The service policy as published (chapter 2): matrix, catalogue, prices, and what they make of a piece of work.

mod decide;
mod explain;
mod store;
mod work;

pub use decide::decide;
pub use explain::{
    DecisionView, EstimateView, LineView, Missing, Panel, StepView, explain, explain_line, quantity_words,
};
pub use work::{Beneficiary, decision_input, moment_of_work, work};

use crate::domain::policy::PolicySet;
use crate::domain::policy_files::VERSION_1;
use crate::domain::policy_load;
use crate::error::Error;
use crate::platform::db::{Conn, Moment};

/// The versions in the database; the shipped one is published first where there is none.
///
/// # Errors
/// `Internal` where a stored version cannot be read.
pub fn load_or_ship(conn: &mut Conn, now: Moment) -> Result<PolicySet, Error> {
    let mut stored = store::list(conn)?;
    if stored.is_empty() {
        let shipped = load(VERSION_1)?;
        store::insert(conn, &shipped, VERSION_1, now)?;
        stored = store::list(conn)?;
    }
    let mut versions = Vec::new();
    for documents in &stored {
        let files: Vec<(&str, &str)> =
            documents.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        versions.push(load(&files)?);
    }
    PolicySet::new(versions).map_err(|faults| Error::internal(format!("policy versions: {faults:?}")))
}

fn load(files: &[(&str, &str)]) -> Result<crate::domain::policy::Policy, Error> {
    policy_load::load(files).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Error::internal(lines.join("; "))
    })
}
