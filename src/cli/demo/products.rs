//! The installed base of the demo, from `config/demo/products.toml`.

use std::collections::BTreeMap;

use chrono::Days;
use serde::Deserialize;
use serde_json::json;

use crate::access::Actor;
use crate::error::Error;
use crate::features::customers::Customer;
use crate::features::products::{self, Desk, types};
use crate::platform::db::{Conn, Moment};
use crate::platform::services::Services;
use crate::platform::views::local_date;

use super::people::Cast;

#[derive(Debug, Deserialize)]
struct File {
    r#type: Vec<Kind>,
    product: Vec<Entry>,
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
        });
        products::register(conn, &Desk { services, actor, now }, &body)?;
    }
    Ok(())
}
