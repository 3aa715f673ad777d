//! Writing a customer whose body was checked: new, or in place of what is stored.

use crate::access::Actor;
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::{organisations, requests};
use crate::platform::db::{Conn, Moment};
use crate::platform::random;
use crate::platform::services::Services;

use super::check::Checked;
use super::model::{Customer, NewCustomer};
use super::service::{insert, one, tell, with_derived};
use super::store::{self, Row};

/// Makes a customer.
pub fn create(conn: &mut Conn, actor: &Actor, now: Moment, checked: &Checked) -> Result<Customer, Error> {
    let new = NewCustomer {
        agent_id: checked.agent_id,
        organisation_id: checked.organisation_id,
        account_manager_id: checked.account_manager_id,
        credit_code: checked.credit_code.as_deref(),
        industry: checked.industry.as_deref(),
        contacts: checked.contacts.clone(),
        sla_profile: checked.sla_profile.as_deref(),
        fixed_engineer_id: checked.fixed_engineer_id,
        created_by: Some(actor.user()),
        ..NewCustomer::new(random::id(now), &checked.name, checked.class, &checked.city)
    };
    let customer = insert(conn, &new, now)?;
    tell(conn, actor, now, "customer.create", None, &customer)?;
    Ok(customer)
}

/// What `stored` becomes.
pub fn changed(stored: &Row, checked: &Checked, now: Moment) -> Result<Row, Error> {
    Ok(Row {
        id: stored.id,
        name: checked.name.clone(),
        class: stored.class,
        city: checked.city.clone(),
        agent_id: checked.agent_id,
        organisation_id: checked.organisation_id,
        account_manager_id: checked.account_manager_id,
        credit_code: checked.credit_code.clone(),
        industry: checked.industry.clone(),
        contacts: serde_json::to_value(&checked.contacts)?,
        version: stored.version + 1,
        created_at: stored.created_at,
        updated_at: now,
        requests_shared: stored.requests_shared,
        sla_profile: checked.sla_profile.clone(),
        fixed_engineer_id: checked.fixed_engineer_id,
    })
}

/// Changes a customer; an organisation that it is follows, and open requests where that was asked for.
pub fn change(
    conn: &mut Conn,
    actor: &Actor,
    (services, now): (&Services, Moment),
    stored: &Row,
    checked: &Checked,
) -> Result<Customer, Error> {
    let before = one(conn, stored.clone())?;
    let row = changed(stored, checked, now)?;
    with_derived(&row, |derived| store::update(conn, &row, derived))?;
    if let Some(organisation) = row.organisation_id.filter(|_| row.class != ClientClass::EndUser) {
        organisations::rename(conn, organisation, &row.name, &row.city, now)?;
    }
    if checked.apply_to_open {
        let desk = requests::Desk { services, actor, now };
        let profiles = (before.sla_profile.as_deref(), row.sla_profile.as_deref());
        requests::agree(conn, &desk, row.id, profiles)?;
    }
    let after = one(conn, row)?;
    tell(conn, actor, now, "customer.edit", Some(&before), &after)?;
    Ok(after)
}
