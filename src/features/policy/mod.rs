//! The service policy as published (chapter 2): matrix, catalogue, prices, and what they make of a piece of work.

pub mod api;
mod decide;
mod explain;
mod hours;
mod model;
pub mod pages;
mod panel;
mod paper;
mod places;
mod published;
mod service;
mod store;
mod whose;
mod work;

pub use decide::decide;
pub use explain::{
    DecisionView, EstimateView, LineView, Missing, Panel, StepView, explain, explain_line, quantity_words,
};
pub use hours::with_hours;
pub use model::{CATALOGUE_QUERY, CLASSES, DECISION, MATRIX_QUERY};
pub use panel::{content_of_form, panel, panel_for};
pub use places::{CityOffer, city_name, city_offers, city_typed};
pub use published::Prices;
pub use service::{classes_of, for_eyes_of, moment, on_product, query, version_at};
pub use whose::Whose;
pub use work::{Beneficiary, decision_input, moment_of_work, work};

use crate::domain::policy::PolicySet;
use crate::domain::policy_files::{VERSION_1, completed};
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
    in_order(&stored)
}

/// The versions in the database, or the shipped one where there is none. Writes nothing.
///
/// # Errors
/// `Internal` where a stored version cannot be read.
pub fn published(conn: &mut Conn) -> Result<PolicySet, Error> {
    let stored = store::list(conn)?;
    if stored.is_empty() { shipped() } else { in_order(&stored) }
}

/// The version shipped with the program.
///
/// # Errors
/// `Internal`; a test proves that there is none.
pub fn shipped() -> Result<PolicySet, Error> {
    together(vec![load(VERSION_1)?])
}

fn in_order(stored: &[std::collections::BTreeMap<String, String>]) -> Result<PolicySet, Error> {
    let mut versions = Vec::new();
    for documents in stored {
        let files = documents.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        versions.push(load(&completed(files))?);
    }
    together(versions)
}

fn together(versions: Vec<crate::domain::policy::Policy>) -> Result<PolicySet, Error> {
    PolicySet::new(versions).map_err(|faults| Error::internal(format!("policy versions: {faults:?}")))
}

fn load(files: &[(&str, &str)]) -> Result<crate::domain::policy::Policy, Error> {
    policy_load::load(files).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Error::internal(lines.join("; "))
    })
}
