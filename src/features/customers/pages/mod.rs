//! `/customers`: list, one customer; new and changed ones in [`form`].

pub mod form;

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::policy::{Policy, PolicySet};
use crate::error::Error;
use crate::features::products::{self, Product};
use crate::features::shell::columns::columns;
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::shell::list::ListFrame;
use crate::features::{contracts, organisations, policy, shell};
use crate::platform::db::Conn;
use crate::platform::fields::Field;
use crate::platform::i18n::Lang;
use crate::platform::web::filters;
use crate::platform::web::flash::{self, Tone};

use super::api::warnings;
use super::model::{CLASSES, Customer, LIST, Warning};
use super::service::{self, Alike};

const HERE: &str = "/customers";

/// The filters beside the search.
const NARROW: &[Field] = &[Field::id("agent_id"), Field::city("city").list_id("cities")];

#[derive(Serialize)]
struct Row {
    href: String,
    #[serde(flatten)]
    customer: Customer,
    city_name: String,
}

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Row>,
    narrow: Form,
    vendor: bool,
    may_write: bool,
}

/// `GET /customers`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewCustomers)?;
    let policies = page.services.policies.current();
    let now = in_force(&policies, &page)?;
    let vendor = page.actor.is_vendor();
    let pairs: Vec<(String, String)> = page
        .incoming
        .query
        .iter()
        .map(|(key, value)| {
            (key.clone(), if key == "city" { policy::city_typed(now, value) } else { value.clone() })
        })
        .collect();
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &pairs, texts, lang);
    let query = asked.query.clone();
    let (found, agents) = page
        .read(move |conn, _| {
            let agents = if vendor { organisations::agents(conn)? } else { vec![] };
            Ok((service::list(conn, &scope, &query)?, agents))
        })
        .await?;
    let classes: Vec<(String, &str)> =
        CLASSES.iter().map(|class| (texts.word(lang, "class", class), *class)).collect();
    let agents = offers(agents.into_iter().map(|agent| (agent.id.to_string(), agent.name)));
    let chosen = json!({ "agent_id": asked.query.filter("agent_id"), "city": asked.query.filter("city") });
    let narrow = Typed::of(chosen.as_object().cloned().unwrap_or_default());
    let mut narrow = narrow.form(
        ("customer", NARROW),
        &BTreeMap::from([("agent_id".to_string(), agents)]),
        &page.services,
        Some(now),
        lang,
    );
    narrow.fields.retain(|field| vendor || field.kind == "city");
    let mut heads =
        vec![("field-customer-name", Some("name")), ("field-class", None), ("field-customer-city", None)];
    if vendor {
        heads.push(("field-agent-id", None));
    }
    heads.push(("customers-contact", None));
    heads.push(("customers-created", Some("created_at")));
    let columns = columns(&asked, HERE, &heads, texts, lang);
    let filters =
        vec![asked.group(HERE, texts.text(lang, "field-class", &[]), "class", &classes, texts, lang)];
    let data = ListPage {
        list: ListFrame::new(
            asked,
            HERE,
            (filters, columns),
            &["q", "agent_id", "city"],
            found.map(|customer| row(customer, now, lang)),
        ),
        narrow,
        vendor,
        may_write: page.actor.can(Action::WriteCustomers),
    };
    shell::render(&page, "pages/customers/list.html", "title-customers", &[], &data).await
}

#[derive(Serialize)]
struct DetailPage {
    customer: Row,
    warnings: Vec<Warning>,
    own_organisation: bool,
    may_edit: bool,
    may_file: bool,
    may_share: bool,
    profile_name: Option<String>,
    records_href: String,
    products: Vec<Product>,
    may_register: bool,
    products_href: String,
    contracts: Vec<contracts::Contract>,
    may_contract: bool,
}

/// As many products of a customer as its page shows; the rest are in the list.
const PRODUCTS: i64 = 10;

/// `GET /customers/{id}`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewCustomers)?;
    let id = path_id(&request)?;
    // The vendor's staff leave a trace, and a trace needs a transaction.
    let look = move |conn: &mut Conn, page: &Page| {
        let customer = service::show(conn, &page.actor, &scope, id, page.now)?;
        let writable = match page.may(Action::WriteCustomers) {
            Ok(scope) => service::writable(conn, &page.actor, &scope, id).is_ok(),
            Err(_) => false,
        };
        let alike =
            if writable { service::alike_stored(conn, &page.actor, &customer)? } else { Alike::default() };
        let desk = products::Desk { services: &page.services, actor: &page.actor, now: page.now };
        let products = if page.actor.can(Action::ViewProducts) {
            products::of_customer(conn, &desk, id, PRODUCTS)?
        } else {
            vec![]
        };
        let contracts = contracts::of_customer(conn, &desk, id)?;
        Ok((customer, writable, alike, products, contracts))
    };
    let found = if page.actor.is_vendor() { page.write(look).await? } else { page.read(look).await? };
    let (customer, may_edit, alike, products, contracts) = found;
    let policies = page.services.policies.current();
    let now = in_force(&policies, &page)?;
    let credit_code = customer.credit_code.clone().filter(|_| may_edit);
    let title = customer.name.clone();
    let data = DetailPage {
        warnings: warnings(credit_code.as_deref(), alike, page.lang(), &page.services.texts),
        own_organisation: customer.organisation_id == Some(page.actor.organisation()),
        may_edit,
        may_file: page.actor.can(Action::WriteRecords),
        may_share: customer.organisation_id == Some(page.actor.organisation())
            && page.actor.can(Action::ShareRequests),
        profile_name: customer.sla_profile.as_deref().map(|name| {
            let profile = now.sla.profile(name);
            profile.map_or(name, |profile| profile.name.for_locale(page.lang().tag())).to_string()
        }),
        records_href: format!("customer_id={id}"),
        products,
        may_register: page.actor.can(Action::WriteProducts),
        products_href: format!("/products?customer_id={id}"),
        contracts,
        may_contract: page.actor.can(Action::WriteContracts),
        customer: row(customer, now, page.lang()),
    };
    shell::render(&page, "pages/customers/view.html", "title-customer", &[("name", title)], &data).await
}

/// `POST /customers/{id}/sharing`.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`.
pub async fn share(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::ShareRequests)?;
    let id = path_id(&request)?;
    let shared = page.field("requests_shared") == "true";
    let body = json!({ "requests_shared": shared });
    let saved = page
        .write(move |conn, page| {
            service::share(conn, &page.actor, (id, page.incoming.if_match), &body, page.now)
        })
        .await;
    let there = format!("{HERE}/{id}");
    match saved {
        Ok(_) => Ok(flash::redirect(&there, Tone::Good, "customer-saved")),
        Err(Error::Stale) => Ok(flash::redirect(&there, Tone::Attention, "conflict")),
        Err(other) => Err(other),
    }
}

fn in_force<'a>(policies: &'a PolicySet, page: &Page) -> Result<&'a Policy, Error> {
    policies.at(page.now.0).map_err(Error::internal)
}

fn row(customer: Customer, policy: &Policy, lang: Lang) -> Row {
    let city_name = customer
        .city
        .parse()
        .map_or_else(|_| customer.city.clone(), |code| policy::city_name(policy, code, lang));
    Row { href: format!("{HERE}/{}", customer.id), customer, city_name }
}
