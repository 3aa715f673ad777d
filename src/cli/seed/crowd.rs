//! Who files the load data and for whom: agents and key accounts with customers in every part of the country.

use crate::access::Actor;
use crate::access::session::{self, Origin, SessionKind};
use crate::domain::city::CityCode;
use crate::domain::policy::PolicySet;
use crate::domain::record_words::{OrganisationKind, Role};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::customers::{self, Contact, NewCustomer};
use crate::features::organisations::{self, NewOrganisation, OrganisationRef};
use crate::features::service_records::Party;
use crate::features::users::{self, NewUser};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::i18n::Lang;
use crate::platform::random;

/// How many agents there are at least.
const AGENTS: usize = 20;
/// So many records come from one customer.
const RECORDS_EACH: u32 = 200;
/// One customer of so many is a key account.
const KEY_ACCOUNTS_AMONG: u32 = 20;

/// A customer, and who files for it.
pub struct Served {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// What it is.
    pub class: ClientClass,
    /// Where it is.
    pub city: String,
    /// The agent that serves it.
    pub agent: Option<Id>,
    /// Whose account the vendor's lines go to.
    pub payer: Party,
    /// Which of the engineers serves it.
    pub engineer: usize,
}

/// Everybody.
pub struct Crowd {
    /// The vendor's engineer, then one of each agent.
    pub engineers: Vec<Actor>,
    /// Who approves.
    pub reviewer: Actor,
    /// Who confirms and bills.
    pub clerk: Actor,
    /// Whom for.
    pub customers: Vec<Served>,
}

impl Crowd {
    /// Takes the organisations that there are, adds what is missing, and makes people and customers of its own.
    ///
    /// # Errors
    /// What the database answers.
    pub fn gather(conn: &mut Conn, policies: &PolicySet, records: u32, now: Moment) -> Result<Self, Error> {
        let cities: Vec<CityCode> = policies
            .iter()
            .last()
            .map(|policy| policy.cities.iter().map(|city| city.code).collect())
            .unwrap_or_default();
        let vendor = houses(conn, OrganisationKind::Vendor, 1, &cities, now)?.remove(0);
        let agents = houses(conn, OrganisationKind::Agent, AGENTS, &cities, now)?;
        let mut engineers = vec![person(conn, vendor.id, Role::SupportEngineer, now)?];
        for agent in &agents {
            engineers.push(person(conn, agent.id, Role::AgentEngineer, now)?);
        }
        let reviewer = person(conn, vendor.id, Role::Reviewer, now)?;
        let clerk = person(conn, vendor.id, Role::Billing, now)?;
        let mut customers = Vec::new();
        for number in 0..records.div_ceil(RECORDS_EACH).max(10) {
            let place =
                |every: usize| cities.get(usize::try_from(number).unwrap_or(0) * every % cities.len().max(1));
            let city = place(7).map(ToString::to_string).unwrap_or_default();
            let key_account = number % KEY_ACCOUNTS_AMONG == 0;
            let agent = usize::try_from(number).unwrap_or(0) % agents.len();
            let served = if key_account {
                key_account_row(conn, number, &city, now)?
            } else {
                end_user_row(conn, number, &city, (agent, &agents[agent]), now)?
            };
            customers.push(served);
        }
        Ok(Crowd { engineers, reviewer, clerk, customers })
    }

    /// Ends the sessions in which they acted.
    ///
    /// # Errors
    /// What the database answers.
    pub fn leave(&self, conn: &mut Conn, now: Moment) -> Result<(), Error> {
        let all = self.engineers.iter().chain([&self.reviewer, &self.clerk]);
        all.map(Actor::session).try_for_each(|id| session::end(conn, id, now))
    }
}

/// At least `count` organisations of a kind.
fn houses(
    conn: &mut Conn,
    kind: OrganisationKind,
    count: usize,
    cities: &[CityCode],
    now: Moment,
) -> Result<Vec<OrganisationRef>, Error> {
    let found = organisations::options(conn, &[kind])?;
    for number in found.len()..count {
        let city = cities.get(number * 17 % cities.len().max(1)).map(ToString::to_string);
        let name = format!(
            "负载测试{}{:02}（示例）",
            if kind == OrganisationKind::Vendor { "厂商" } else { "代理商" },
            number + 1
        );
        let new =
            NewOrganisation { id: random::id(now), kind, name: &name, city: city.as_deref(), grade: None };
        organisations::insert(conn, &new, now)?;
    }
    organisations::options(conn, &[kind])
}

/// Somebody without a password: an actor for this run, and nobody who could log in.
fn person(conn: &mut Conn, organisation: Id, role: Role, now: Moment) -> Result<Actor, Error> {
    let id = random::id(now);
    let email = format!("{}-{}@seed.example", role.as_str().replace('_', "-"), id.0.simple());
    let user = NewUser {
        id,
        organisation,
        email: &email,
        name: "负载测试员",
        phone: None,
        roles: &[role],
        lang: Lang::ZhCn,
        password_hash: None,
        billing_contact: false,
    };
    users::insert(conn, &user, now)?;
    let origin = Origin { address: "127.0.0.1".into(), agent: "tierdesk seed".into() };
    let session = session::open(conn, id, SessionKind::Pages, &origin, now)?;
    session::authenticate(conn, session, &origin.address, now)?
        .ok_or_else(|| Error::internal("a new session does not hold"))
}

fn contact() -> Vec<Contact> {
    vec![Contact { name: "联系人".into(), ..Contact::default() }]
}

fn end_user_row(
    conn: &mut Conn,
    number: u32,
    city: &str,
    (index, agent): (usize, &OrganisationRef),
    now: Moment,
) -> Result<Served, Error> {
    let name = format!("负载测试客户{:06}（示例）", number + 1);
    let new = NewCustomer {
        agent_id: Some(agent.id),
        contacts: contact(),
        ..NewCustomer::new(random::id(now), &name, ClientClass::EndUser, city)
    };
    let id = customers::insert(conn, &new, now)?.id;
    let payer = Party { id: agent.id, name: agent.name.clone() };
    Ok(Served {
        id,
        name,
        class: ClientClass::EndUser,
        city: city.into(),
        agent: Some(agent.id),
        payer,
        engineer: index + 1,
    })
}

fn key_account_row(conn: &mut Conn, number: u32, city: &str, now: Moment) -> Result<Served, Error> {
    let name = format!("负载测试大客户{:06}（示例）", number + 1);
    let new = NewCustomer {
        contacts: contact(),
        ..NewCustomer::new(random::id(now), &name, ClientClass::KeyAccount, city)
    };
    let made = customers::insert(conn, &new, now)?;
    let organisation =
        made.organisation_id.ok_or_else(|| Error::internal("a key account without an organisation"))?;
    let payer = Party { id: organisation, name: name.clone() };
    Ok(Served {
        id: made.id,
        name,
        class: ClientClass::KeyAccount,
        city: city.into(),
        agent: None,
        payer,
        engineer: 0,
    })
}
