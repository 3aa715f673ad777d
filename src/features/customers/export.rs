//! The filtered list as a workbook.

use actix_web::HttpResponse;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::policy;
use crate::features::shell::export::Table;

use super::model::{Contact, Customer, LIST};
use super::service;

const TABLE: Table<(Customer, String)> = Table {
    name: "customers",
    action: "customer.export",
    heads: &[
        "field-customer-name",
        "field-class",
        "field-customer-city",
        "field-credit-code",
        "field-industry",
        "field-agent-id",
        "field-account-manager-id",
        "customers-contact",
        "customers-created",
    ],
    row: |(customer, city), words| {
        vec![
            customer.name.clone(),
            words.word("class", customer.class.as_str()),
            city.clone(),
            customer.credit_code.clone().unwrap_or_default(),
            customer.industry.clone().unwrap_or_default(),
            customer.agent_name.clone().unwrap_or_default(),
            customer.account_manager_name.clone().unwrap_or_default(),
            contacts(customer),
            words.moment(customer.created_at),
        ]
    },
};

/// `GET /customers/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewCustomers)?;
    let find = move |conn: &mut _, page: &Page, query: &_| {
        let policies = page.services.policies.current();
        let now = policies.at(page.now.0).map_err(Error::internal)?;
        let city = |customer: &Customer| {
            let code = customer.city.parse().ok();
            code.map_or_else(|| customer.city.clone(), |code| policy::city_name(now, code, page.lang()))
        };
        let found = service::list(conn, &scope, query)?;
        Ok(found.map(|customer| {
            let city = city(&customer);
            (customer, city)
        }))
    };
    TABLE.xlsx(&page, &LIST, find).await
}

/// Everybody to talk to, one a line.
fn contacts(customer: &Customer) -> String {
    let one = |contact: &Contact| {
        let ways = [Some(contact.name.as_str()), contact.phone.as_deref(), contact.email.as_deref()];
        ways.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    customer.contacts.iter().map(one).collect::<Vec<_>>().join("\n")
}
