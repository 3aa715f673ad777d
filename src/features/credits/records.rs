//! Records for which an agent may be paid a service fee, as the form offers them.

use crate::access::{Action, Actor};
use crate::domain::record_words::{OrganisationKind, ServiceRecordKind};
use crate::error::Error;
use crate::features::service_records::LIST;
use crate::features::{organisations, service_records};
use crate::platform::db::{Conn, Id};

use super::store;

/// So many of each kind are looked through, the newest first.
const NEWEST: &str = "200";

/// The newest approved records that agents filed and nobody is paid for, each with its number and who filed it.
///
/// # Errors
/// What the database answers.
pub(super) fn to_pay(conn: &mut Conn, actor: &Actor) -> Result<Vec<(String, String)>, Error> {
    let scope = actor.may(Action::ViewRecords)?;
    let agents = organisations::options(conn, &[OrganisationKind::Agent])?;
    let asked = [("status", "approved"), ("limit", NEWEST)].map(|(key, value)| (key.into(), value.into()));
    let query = LIST.read(&asked)?;
    let mut found = vec![];
    for kind in [ServiceRecordKind::FaultRecord, ServiceRecordKind::PreSaleReport] {
        found.extend(service_records::list(conn, &scope, kind, &query)?.items);
    }
    found.retain(|record| agents.iter().any(|agent| agent.id == record.author_organisation));
    let ids: Vec<Id> = found.iter().map(|record| record.id).collect();
    let paid = store::paid_for(conn, &ids)?;
    Ok(found
        .into_iter()
        .filter(|record| !paid.contains(&record.id))
        .map(|record| {
            (record.id.to_string(), format!("{} · {}", record.number, record.author_organisation_name))
        })
        .collect())
}
