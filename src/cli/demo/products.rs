//! The installed base of the demo, from `config/demo/products.toml`.

use std::collections::BTreeMap;

use chrono::{Days, TimeDelta};
use serde::Deserialize;
use serde_json::json;

use crate::access::Actor;
use crate::error::Error;
use crate::features::customers::Customer;
use crate::features::loaners;
use crate::features::products::{self, Desk, types};
use crate::platform::db::{Conn, Moment};
use crate::platform::services::Services;
use crate::platform::views::local_date;
use crate::platform::web::incoming::IfMatch;

use super::people::Cast;

#[derive(Debug, Deserialize)]
struct File {
    r#type: Vec<Kind>,
    product: Vec<Entry>,
    loaner: Vec<Loan>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Loan {
    device: String,
    stands_in: String,
    person: String,
    lent_days_ago: u64,
    due_days_ago: u64,
    note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    name: String,
    name_en: String,
    free_service_months: i32,
    warranty_months: i32,
    models: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    customer: String,
    model: String,
    serial: String,
    nodes: Option<i32>,
    delivered_days_ago: u64,
    accepted_days_ago: Option<u64>,
    registered_days_ago: Option<i64>,
    #[serde(default)]
    loan_stock: bool,
}

/// Makes the types, and registers the products as the vendor's desk would.
///
/// # Errors
/// What the database answers.
pub fn fill(
    conn: &mut Conn,
    services: &Services,
    cast: &Cast,
    customers: &BTreeMap<String, Customer>,
    now: Moment,
) -> Result<(), Error> {
    let file: File =
        toml::from_str(include_str!("../../../config/demo/products.toml")).map_err(Error::internal)?;
    for kind in &file.r#type {
        let models: Vec<&str> = kind.models.iter().map(String::as_str).collect();
        let months = (kind.free_service_months, kind.warranty_months);
        types::insert(conn, (&kind.name, Some(&kind.name_en)), months, &models, now)?;
    }
    let actor: &Actor = cast.person("manager@vendor.example")?;
    let today = local_date(now.0, services.settings.time_zone);
    let day = |ago: u64| today.checked_sub_days(Days::new(ago)).map(|day| day.to_string());
    for entry in &file.product {
        let customer = customers.get(&entry.customer).ok_or(Error::NotFound)?;
        let model = types::model_named(conn, &entry.model)?.ok_or(Error::NotFound)?;
        let body = json!({
            "kind": if entry.nodes.is_some() { "licence" } else { "device" },
            "model_id": model.id, "serial": entry.serial, "nodes": entry.nodes, "customer_id": customer.id,
            "delivered_on": day(entry.delivered_days_ago), "accepted_on": entry.accepted_days_ago.and_then(day),
            "loan_stock": entry.loan_stock,
        });
        let now = now.plus(-TimeDelta::days(entry.registered_days_ago.unwrap_or_default()));
        products::register(conn, &Desk { services, actor, now }, &body)?;
    }
    for loan in &file.loaner {
        lend(conn, &Desk { services, actor, now }, loan, (day(loan.lent_days_ago), day(loan.due_days_ago)))?;
    }
    Ok(())
}

/// A device that is away, and one that stands in for it since some days.
fn lend(
    conn: &mut Conn,
    desk: &Desk<'_>,
    loan: &Loan,
    (lent, due): (Option<String>, Option<String>),
) -> Result<(), Error> {
    let id = |conn: &mut Conn, serial: &str| {
        products::find_by_serial(conn, desk, serial)?.map(|it| it.id).ok_or(Error::NotFound)
    };
    let (device, stands_in) = (id(conn, &loan.device)?, id(conn, &loan.stands_in)?);
    // As on the day itself: by now it is late.
    let ago = TimeDelta::days(i64::try_from(loan.lent_days_ago).map_err(Error::internal)?);
    let then = Desk { now: desk.now.plus(-ago), ..*desk };
    let body = json!({ "product_id": device, "loaner_id": stands_in, "due_on": due, "note": loan.note });
    let offered = loaners::offer(conn, &then, &body)?.loaner;
    let body = json!({ "on": lent, "person": loan.person });
    let target = (offered.id, IfMatch::Version(offered.version));
    loaners::step(conn, &then, target, loaners::Step::Lend, &body).map(drop)
}
