//! What other features ask: which contracts cover a product on a day, what they include, which profile of deadlines they
//! name, when a project was accepted, and what a breach costs.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::domain::contract_words::PenaltyTerms;
use crate::domain::decision::{Allowance, ContractTerms};
use crate::error::Error;
use crate::platform::db::{Conn, Id};

use super::model::{Row, ServiceRow};
use super::store;

pub use super::store::Cover;

/// The contracts in force on `day` that cover a product, as a decision on the service `code` asks for them. What the record
/// `own` has used before counts as left: its correction gives it back first.
///
/// # Errors
/// What the database answers.
pub fn terms(
    conn: &mut Conn,
    of: Cover,
    (code, day): (&str, NaiveDate),
    own: Option<Id>,
) -> Result<Vec<ContractTerms>, Error> {
    let rows = in_force(conn, of, day)?;
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let services = store::services_of(conn, &ids)?;
    let used = match own {
        Some(record) => store::live_of_record(conn, record)?,
        None => vec![],
    };
    let allowance = |service: &ServiceRow| {
        let of_it = used
            .iter()
            .filter(|row| row.contract_id == service.contract_id && row.service_code == service.service_code);
        let own: i32 = of_it.map(|row| row.visits).sum();
        Allowance { left: service.left().map(|left| u32::try_from(left + own).unwrap_or_default()) }
    };
    let terms = |row: Row| {
        let service =
            services.iter().find(|service| service.contract_id == row.id && service.service_code == code);
        Ok(ContractTerms {
            until: row.last_on.parse().map_err(Error::internal)?,
            number: row.number,
            visits: service.map(allowance),
            labour: row.labour_included,
            parts: row.parts_included,
        })
    };
    rows.into_iter().map(terms).collect()
}

/// The contracts in force on `day` that cover a product, those that name it first.
fn in_force(conn: &mut Conn, of: Cover, day: NaiveDate) -> Result<Vec<Row>, Error> {
    let day = day.to_string();
    let mut rows = store::covering(conn, of)?;
    rows.retain(|row| row.starts_on <= day && day <= row.last_on);
    Ok(rows)
}

/// Those of the contracts in force on `day` that are for a customer, or cover the product where one is known.
fn concerned(
    conn: &mut Conn,
    customer: Id,
    product: Option<Cover>,
    day: NaiveDate,
) -> Result<Vec<Row>, Error> {
    if let Some(product) = product {
        return in_force(conn, product, day);
    }
    let day = day.to_string();
    store::of_customer_in_force(conn, customer, (&day, &day))
}

/// The profile of deadlines that the contract of a product names on `day`; where no product is known, the one that all
/// contracts of the customer agree on (3.1).
///
/// # Errors
/// What the database answers.
pub fn profile_for(
    conn: &mut Conn,
    customer: Id,
    product: Option<Cover>,
    day: NaiveDate,
) -> Result<Option<String>, Error> {
    match product {
        Some(product) => Ok(in_force(conn, product, day)?.into_iter().find_map(|row| row.sla_profile)),
        None => store::agreed(conn, customer, day),
    }
}

/// What a breach costs under a contract, and whom the penalty goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Penalties {
    /// The contract.
    pub contract: Id,
    /// Its number.
    pub number: String,
    /// Its price, net, fen: what percents are of.
    pub price_fen: i64,
    /// Percent.
    pub vat_rate: i32,
    /// Who paid it, by id and name, and is given the penalty.
    pub payer: (Id, String),
    /// What a breach costs.
    pub terms: PenaltyTerms,
}

/// The penalty terms that hold for a customer's product on `day`; without a product, for the customer where one contract alone
/// has such terms.
///
/// # Errors
/// What the database answers.
pub fn penalty_terms_for(
    conn: &mut Conn,
    customer: Id,
    product: Option<Cover>,
    day: NaiveDate,
) -> Result<Option<Penalties>, Error> {
    let rows = concerned(conn, customer, product, day)?;
    let found: Result<Vec<Penalties>, Error> =
        rows.into_iter().filter_map(|row| penalties(row).transpose()).collect();
    let mut found = found?;
    if product.is_none() && found.len() > 1 {
        return Ok(None);
    }
    Ok((!found.is_empty()).then(|| found.swap_remove(0)))
}

/// Terms that cannot be read are an error: they would cost nothing in silence.
fn penalties(row: Row) -> Result<Option<Penalties>, Error> {
    let (Some(said), Some(payer)) = (row.penalty, row.payer_id.zip(row.payer_name)) else { return Ok(None) };
    let terms: PenaltyTerms = serde_json::from_value(said)?;
    Ok(Some(Penalties {
        contract: row.id,
        number: row.number,
        price_fen: row.price_fen,
        vat_rate: row.vat_rate,
        payer,
        terms,
    }))
}

/// The day of final acceptance of each of these products by a contract that covers it: the earliest, so that a later contract
/// does not begin a warranty anew. One statement where no contract says such a day.
///
/// # Errors
/// What the database answers.
pub fn final_acceptances(conn: &mut Conn, of: &[Cover]) -> Result<HashMap<Id, NaiveDate>, Error> {
    let mut customers: Vec<Id> = of.iter().map(|cover| cover.customer).collect();
    customers.sort_unstable();
    customers.dedup();
    let accepted = store::accepted(conn, &customers)?;
    if accepted.is_empty() {
        return Ok(HashMap::new());
    }
    let parts = store::parts_of(conn, &accepted.iter().map(|(id, ..)| *id).collect::<Vec<_>>())?;
    let products: HashSet<(Id, Id)> = parts.products.into_iter().collect();
    let types: HashSet<(Id, Id)> = parts.types.into_iter().collect();
    let day_of = |cover: &Cover| {
        let covers = |contract: Id| {
            products.contains(&(contract, cover.product)) || types.contains(&(contract, cover.kind))
        };
        let days = accepted.iter().filter(|(id, customer, _)| *customer == cover.customer && covers(*id));
        days.filter_map(|(.., day)| day.parse::<NaiveDate>().ok()).min()
    };
    Ok(of.iter().filter_map(|cover| Some((cover.product, day_of(cover)?))).collect())
}
