//! People for a request, best first: the customer's fixed engineer, then those who may go, the nearest, the least laden.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::catalogue::is_onsite;
use crate::domain::record_words::Role;
use crate::domain::request_words::Holder;
use crate::error::Error;
use crate::features::{customers, organisations, qualifications, users};
use crate::platform::db::{Conn, Id};
use crate::platform::i18n::{Lang, Texts};

use super::super::model::Request;
use super::super::service::{Desk, VENDORS, serves};
use super::super::store;
use super::Distance;

/// Why somebody stands where in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// `fixed`, `same_city`, `same_province`, `other`, `qualified`, `not_qualified`, `open_requests`.
    pub code: &'static str,
    /// How many, where it counts something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
}

/// Somebody who could have a request.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The person.
    pub user: Id,
    /// By name.
    pub name: String,
    /// The organisation, by name.
    pub organisation: String,
    /// From where they would go.
    pub city: Option<String>,
    /// Whether they are the customer's fixed engineer.
    pub fixed: bool,
    /// Whether they may work on site.
    pub qualified: bool,
    /// How far they are.
    pub distance: Distance,
    /// How much they have in hand.
    pub open_requests: i64,
    /// Whether the work is on site, so that a qualification counts.
    pub onsite: bool,
}

impl Proposal {
    /// Why they stand where they do.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        let plain = |code| Reason { code, count: None };
        let mut reasons = Vec::new();
        if self.fixed {
            reasons.push(plain("fixed"));
        }
        if self.onsite {
            reasons.push(plain(if self.qualified { "qualified" } else { "not_qualified" }));
        }
        reasons.push(plain(self.distance.as_str()));
        reasons.push(Reason { code: "open_requests", count: Some(self.open_requests) });
        reasons
    }

    /// Whether they can be given it at all.
    #[must_use]
    pub fn eligible(&self) -> bool {
        self.qualified || !self.onsite
    }
}

/// A reason in words.
#[must_use]
pub fn in_words(reason: &Reason, texts: &Texts, lang: Lang) -> String {
    let key = format!("candidate-{}", reason.code.replace('_', "-"));
    texts.text(lang, &key, &[("count", reason.count.unwrap_or_default().to_string())])
}

/// The people who serve such requests, best first. Five statements, however many people there are.
///
/// # Errors
/// What the database answers.
pub fn proposals(conn: &mut Conn, desk: &Desk<'_>, request: &Request) -> Result<Vec<Proposal>, Error> {
    let mut people = match (request.holder, request.agent_id) {
        (Holder::Agent, Some(agent)) => users::cards(conn, agent, Role::ALL)?,
        _ => users::in_service(conn, VENDORS)?,
    };
    people.retain(|person| serves(request, person));
    let Some(first) = people.first() else { return Ok(vec![]) };
    let house = organisations::find(conn, first.organisation)?;
    let (house_name, house_city) = house.map_or_else(Default::default, |house| (house.name, house.city));
    let ids: Vec<Id> = people.iter().map(|person| person.id).collect();
    let qualified = qualifications::holders(conn, desk.services, &ids, desk.now)?;
    let loads = store::loads(conn, &ids)?;
    let fixed = customers::fixed_engineer(conn, request.customer_id)?;
    let onsite = is_onsite(&request.service_code);
    let policies = desk.services.policies.current();
    let cities = &policies.at(desk.now.0).map_err(Error::internal)?.cities;
    let proposal = |person: users::Card| {
        let city = person.city.or_else(|| house_city.clone());
        Proposal {
            user: person.id,
            name: person.name,
            organisation: house_name.clone(),
            fixed: fixed == Some(person.id),
            qualified: qualified.contains(&person.id),
            distance: Distance::between(cities, city.as_deref(), &request.city),
            open_requests: loads.get(&person.id).copied().unwrap_or(0),
            onsite,
            city,
        }
    };
    let mut found: Vec<Proposal> = people.into_iter().map(proposal).collect();
    // Names come in order, so that two who are alike stay in theirs.
    found.sort_by_key(|one| (!one.eligible(), !one.fixed, one.distance, one.open_requests));
    Ok(found)
}

/// Somebody who could have a request, as it is answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Candidate {
    /// The person.
    pub user_id: Id,
    /// By name.
    pub name: String,
    /// The organisation, by name.
    pub organisation: String,
    /// From where they would go.
    pub city: Option<String>,
    /// Whether they are the customer's fixed engineer.
    pub fixed: bool,
    /// Whether they hold a valid qualification for work on site.
    pub qualified: bool,
    /// How far they are from the site.
    pub distance: Distance,
    /// How many open requests they have in hand.
    pub open_requests: i64,
    /// Why they stand where they do, in words.
    pub reasons: Vec<String>,
}

impl Candidate {
    /// A proposal in the language of the caller.
    #[must_use]
    pub fn new(proposal: Proposal, texts: &Texts, lang: Lang) -> Self {
        let reasons = proposal.reasons().iter().map(|reason| in_words(reason, texts, lang)).collect();
        Candidate {
            user_id: proposal.user,
            name: proposal.name,
            organisation: proposal.organisation,
            city: proposal.city,
            fixed: proposal.fixed,
            qualified: proposal.qualified,
            distance: proposal.distance,
            open_requests: proposal.open_requests,
            reasons,
        }
    }
}
