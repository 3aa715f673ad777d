//! The list of contracts: chips and search in the address.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;

use crate::access::{Action, Page};
use crate::domain::contract_words::ContractStatus;
use crate::error::Error;
use crate::features::shell::columns::columns;
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::shell::list::ListFrame;
use crate::features::{organisations, shell};
use crate::platform::fields::Field;
use crate::platform::web::filters;

use super::super::model::{Allowance, Contract, LIST};
use super::super::service;
use super::{HERE, desk, service_name};

/// The filters beside the search.
const NARROW: &[Field] = &[Field::id("agent_id"), Field::date("ends_by")];

/// A service with its name.
#[derive(Serialize)]
pub(super) struct Service {
    #[serde(flatten)]
    allowance: Allowance,
    name: String,
}

impl Service {
    /// The services of a contract, by name.
    pub(super) fn all(page: &Page, contract: &Contract) -> Vec<Self> {
        let named = |allowance: &Allowance| Service {
            name: service_name(page, &allowance.service_code),
            allowance: allowance.clone(),
        };
        contract.services.iter().map(named).collect()
    }
}

#[derive(Serialize)]
struct Row {
    href: String,
    named: Vec<Service>,
    #[serde(flatten)]
    contract: Contract,
}

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Row>,
    narrow: Form,
    may_write: bool,
}

/// `GET /contracts`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewContracts)?;
    let vendor = page.actor.is_vendor();
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let (found, agents) = page
        .read(move |conn, page| {
            let agents = if vendor { organisations::agents(conn)? } else { vec![] };
            Ok((service::list(conn, &desk(page), &scope, &query)?, agents))
        })
        .await?;
    let agents = offers(agents.into_iter().map(|agent| (agent.id.to_string(), agent.name)));
    let chosen =
        json!({ "agent_id": asked.query.filter("agent_id"), "ends_by": asked.query.filter("ends_by") });
    let given = BTreeMap::from([("agent_id".to_string(), agents)]);
    let narrow = Typed::of(chosen.as_object().cloned().unwrap_or_default());
    let mut narrow = narrow.form(("contract", NARROW), &given, &page.services, None, lang);
    narrow.fields.retain(|field| field.kind != "reference");
    // Nobody else has drafts to look at.
    let all = ContractStatus::TEXTS.iter().filter(|status| vendor || **status != "draft");
    let statuses: Vec<(String, &str)> =
        all.map(|status| (texts.word(lang, "contract-status", status), *status)).collect();
    let heads = [
        ("contract-number", None),
        ("field-customer", None),
        ("field-status", None),
        ("contract-term", Some("last_on")),
        ("contract-left", None),
    ];
    let filters =
        vec![asked.group(HERE, texts.text(lang, "field-status", &[]), "status", &statuses, texts, lang)];
    let columns = columns(&asked, HERE, &heads, texts, lang);
    let row = |contract: Contract| Row {
        href: format!("{HERE}/{}", contract.id),
        named: Service::all(&page, &contract),
        contract,
    };
    let data = ListPage {
        list: ListFrame::new(asked, HERE, (filters, columns), &["q", "agent_id", "ends_by"], found.map(row)),
        narrow,
        may_write: page.actor.can(Action::WriteContracts),
    };
    shell::render(&page, "pages/contracts/list.html", "title-contracts", &[], &data).await
}
