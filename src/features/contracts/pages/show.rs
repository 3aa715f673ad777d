//! One contract: what is left of it, what it covers, its terms, and the steps that may be taken.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::contract_words::{ContractStatus, PenaltyTerms};
use crate::domain::taxed::Taxed;
use crate::error::Error;
use crate::features::credits::{self, Credit};
use crate::features::service_records::pages::path_of;
use crate::features::{organisations, shell};
use crate::platform::db::Id;
use crate::platform::fields::{self, FieldFault};
use crate::platform::web::list::ListQuery;

use super::super::check;
use super::super::model::{Contract, USES, Use};
use super::super::service;
use super::list::Service;
use super::{HERE, desk, profile_name};

/// What may be done with it now.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "one for each button")]
struct May {
    edit: bool,
    activate: bool,
    /// Somebody else puts it in force.
    own: bool,
    end: bool,
    cancel: bool,
    accept: bool,
    renew: bool,
}

/// Something that was used, with the address of its record.
#[derive(Serialize)]
struct Used {
    href: Option<String>,
    #[serde(flatten)]
    used: Use,
}

impl Used {
    fn new(used: Use) -> Self {
        let kind = used.record_kind.as_deref().and_then(|kind| kind.parse().ok());
        let href = kind.zip(used.record_id).map(|(kind, id)| format!("{}/{id}", path_of(kind)));
        Used { href, used }
    }
}

#[derive(Serialize)]
struct ShowPage {
    named: Vec<Service>,
    types: Vec<String>,
    profile: Option<String>,
    agent_name: Option<String>,
    penalty: Option<PenaltyTerms>,
    gross_fen: Option<i64>,
    usual: bool,
    uses: Vec<Used>,
    penalties: Vec<Credit>,
    may: May,
    today: String,
    renew_href: String,
    problems: Vec<String>,
    contract: Contract,
}

/// `GET /contracts/{id}`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::ViewContracts)?;
    let id = path_id(&request)?;
    with_problems(&page, id, &[]).await
}

/// The page, with why a step was not taken where one was refused.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn with_problems(page: &Page, id: Id, faults: &[FieldFault]) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewContracts)?;
    let (contract, agent_name, uses, penalties) = page
        .read(move |conn, page| {
            let contract = service::show(conn, &desk(page), &scope, id)?;
            let agent = match contract.agent_id.filter(|_| page.actor.is_vendor()) {
                Some(agent) => Some(organisations::name(conn, agent)?),
                None => None,
            };
            let latest = ListQuery { limit: 50, ..USES.read(&[])? };
            let uses = service::uses(conn, &desk(page), &scope, id, &latest)?.items;
            let penalties = match page.actor.may(Action::ViewCredits) {
                Ok(scope) => credits::of_contract(conn, &scope, id)?,
                Err(_) => vec![],
            };
            Ok((contract, agent, uses, penalties))
        })
        .await?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let number = [("number", contract.number.clone())];
    let gross = |(net, rate)| Taxed::of(net, rate).ok().map(|taxed| taxed.gross_fen);
    let (terms, usual) = terms_of(page, &contract)?;
    let data = ShowPage {
        named: Service::all(page, &contract),
        types: contract
            .product_types
            .iter()
            .map(|one| lang.named(&one.name, one.name_en.as_deref()).to_string())
            .collect(),
        profile: contract.sla_profile.as_deref().map(|name| profile_name(page, name)),
        agent_name,
        penalty: terms.map(serde_json::from_value).transpose()?,
        usual,
        gross_fen: contract.price_fen.zip(contract.vat_rate).and_then(gross),
        uses: uses.into_iter().map(Used::new).collect(),
        penalties,
        may: may(page, &contract),
        today: desk(page).today().to_string(),
        renew_href: format!("{HERE}/new?from={id}"),
        problems: faults.iter().map(|fault| fields::message("contract", fault, &translate)).collect(),
        contract,
    };
    let template = "pages/contracts/view.html";
    if faults.is_empty() {
        return shell::render(page, template, "title-contract", &number, &data).await;
    }
    shell::render_invalid(page, template, "title-contract", &number, &data).await
}

/// What a breach costs, and whether a draft has that from its profile as soon as it is put in force.
fn terms_of(page: &Page, contract: &Contract) -> Result<(Option<Value>, bool), Error> {
    let own = contract.penalty.clone();
    if contract.status != ContractStatus::Draft {
        return Ok((own, false));
    }
    let agreed = check::agreed_penalty(&desk(page), contract.sla_profile.as_deref(), own.clone())?;
    let usual = agreed.is_some() && agreed != own;
    Ok((agreed, usual))
}

fn may(page: &Page, contract: &Contract) -> May {
    let (writes, decides) =
        (page.actor.can(Action::WriteContracts), page.actor.can(Action::ActivateContracts));
    let draft = contract.status == ContractStatus::Draft;
    let in_force =
        matches!(contract.status, ContractStatus::Upcoming | ContractStatus::Active | ContractStatus::Ended);
    May {
        edit: writes && draft,
        activate: decides && draft && !contract.own,
        own: decides && draft && contract.own,
        end: decides && contract.status == ContractStatus::Active,
        cancel: writes && draft || decides && contract.status == ContractStatus::Upcoming,
        accept: writes && in_force && contract.accepted_on.is_none(),
        renew: writes && in_force,
    }
}
