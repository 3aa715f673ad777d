//! The filtered list, and what was used of one contract, as workbooks.

use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::features::shell::export::{Table, Words};

use super::super::model::{Allowance, Contract, LIST, USES, Use};
use super::super::service;
use super::{desk, profile_name};

const TABLE: Table<(Contract, String)> = Table {
    name: "contracts",
    action: "contract.export",
    heads: &[
        "contract-number",
        "field-customer",
        "field-status",
        "field-contract-starts-on",
        "field-contract-ends-on",
        "contract-last-on",
        "contract-covers",
        "field-contract-services",
        "field-contract-labour-included",
        "field-contract-parts-included",
        "field-sla-profile",
        "field-contract-accepted-on",
        "field-payer",
        "export-amount-yuan",
        "export-vat-percent",
    ],
    row: |(contract, profile), words| {
        let products = contract.products.iter().map(|one| one.serial.as_str());
        let types =
            contract.product_types.iter().map(|one| words.lang.named(&one.name, one.name_en.as_deref()));
        let services = contract.services.iter().map(|one| service_words(one, words));
        vec![
            contract.number.clone(),
            contract.customer_name.clone(),
            words.word("contract-status", contract.status.as_str()),
            contract.starts_on.clone(),
            contract.ends_on.clone(),
            contract.last_on.clone(),
            products.chain(types).collect::<Vec<_>>().join(", "),
            services.collect::<Vec<_>>().join(", "),
            words.yes(contract.labour_included),
            words.yes(contract.parts_included),
            profile.clone(),
            contract.accepted_on.clone().unwrap_or_default(),
            contract.payer_name.clone().unwrap_or_default(),
            contract.price_fen.map(plain_yuan).unwrap_or_default(),
            contract.vat_rate.map(|rate| rate.to_string()).unwrap_or_default(),
        ]
    },
};

/// `GET /contracts/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewContracts)?;
    let find = move |conn: &mut _, page: &Page, query: &_| {
        let found = service::list(conn, &desk(page), &scope, query)?;
        Ok(found.map(|contract| {
            let profile = contract.sla_profile.as_deref().map(|name| profile_name(page, name));
            (contract, profile.unwrap_or_default())
        }))
    };
    TABLE.xlsx(&page, &LIST, find).await
}

/// A service with what was used of its allowance.
fn service_words(one: &Allowance, words: &Words<'_>) -> String {
    match one.visits {
        Some(visits) => format!("{} {}/{visits}", one.service_code, one.used),
        None => format!("{} {}", one.service_code, words.texts.text(words.lang, "contract-unlimited", &[])),
    }
}

const USED: Table<Use> = Table {
    name: "contract-uses",
    action: "contract.export",
    heads: &[
        "contract-use-record",
        "export-revision",
        "field-service-code",
        "contract-use-visits",
        "contract-use-at",
    ],
    row: |used, words| {
        let hidden = || words.texts.text(words.lang, "contract-use-hidden", &[]);
        vec![
            used.record_number.clone().unwrap_or_else(hidden),
            used.revision.to_string(),
            used.service_code.clone(),
            used.visits.to_string(),
            words.moment(used.at),
        ]
    },
};

/// `GET /contracts/{id}/export.xlsx`: what was used of its visits, and given back.
///
/// # Errors
/// `NotFound` where the contract is missing or out of sight; `Invalid` naming each wrong key.
pub async fn uses_xlsx(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewContracts)?;
    let id = path_id(&request)?;
    USED.xlsx(&page, &USES, move |conn, page, query| service::uses(conn, &desk(page), &scope, id, query))
        .await
}
