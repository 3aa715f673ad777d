//! The organisations and people of the demo, from `config/demo/people.toml`.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::Deserialize;

use crate::access::Actor;
use crate::access::session::{self, Origin, SessionKind};
use crate::domain::record_words::{OrganisationKind, Role};
use crate::domain::words::AgentGrade;
use crate::error::Error;
use crate::features::organisations::{self, NewOrganisation};
use crate::features::qualifications::{self, NewQualification};
use crate::features::users::{self, NewUser};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::random;
use crate::platform::services::DemoAccount;

/// The account by which a filled demo is known.
pub const FIRST: &str = "admin@vendor.example";

#[derive(Debug, Deserialize)]
struct Data {
    organisation: Vec<Organisation>,
}

/// An organisation of the demo.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Organisation {
    key: String,
    kind: OrganisationKind,
    name: String,
    city: String,
    grade: Option<AgentGrade>,
    people: Vec<Person>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    email: String,
    name: String,
    roles: Vec<Role>,
    #[serde(default)]
    billing_contact: bool,
}

fn read() -> Result<Data, Error> {
    toml::from_str(include_str!("../../../config/demo/people.toml")).map_err(Error::internal)
}

/// Everybody, ready to act.
pub struct Cast {
    organisations: BTreeMap<String, Id>,
    people: BTreeMap<String, Actor>,
}

impl Cast {
    /// The id of an organisation.
    ///
    /// # Errors
    /// `Internal` where there is none of that key.
    pub fn organisation(&self, key: &str) -> Result<Id, Error> {
        self.organisations.get(key).copied().ok_or_else(|| Error::internal(format!("no organisation {key}")))
    }

    /// A person by address.
    ///
    /// # Errors
    /// `Internal` where there is nobody.
    pub fn person(&self, email: &str) -> Result<&Actor, Error> {
        self.people.get(email).ok_or_else(|| Error::internal(format!("nobody at {email}")))
    }

    /// The managers of the agents, with the keys of their organisations.
    pub fn agents(&self) -> impl Iterator<Item = (&str, &Actor)> {
        let manages = |id: &Id| {
            self.people
                .values()
                .find(|it| it.organisation() == *id && it.roles().contains(&Role::AgentManager))
        };
        self.organisations.iter().filter_map(move |(key, id)| Some((key.as_str(), manages(id)?)))
    }

    /// Ends the sessions in which everybody acted.
    ///
    /// # Errors
    /// What the database answers.
    pub fn leave(&self, conn: &mut Conn, now: Moment) -> Result<(), Error> {
        self.people.values().try_for_each(|person| session::end(conn, person.session(), now))
    }
}

/// Makes the organisations and their people as they joined at `joined`, and lets them act at `now`.
///
/// # Errors
/// What the database answers.
pub fn fill(conn: &mut Conn, hash: &str, joined: Moment, now: Moment) -> Result<Cast, Error> {
    let mut cast = Cast { organisations: BTreeMap::new(), people: BTreeMap::new() };
    for organisation in read()?.organisation {
        let new = NewOrganisation {
            id: random::id(joined),
            kind: organisation.kind,
            name: &organisation.name,
            city: Some(&organisation.city),
            grade: organisation.grade,
        };
        organisations::insert(conn, &new, joined)?;
        for person in &organisation.people {
            let actor = join(conn, new.id, person, hash, joined, now)?;
            cast.people.insert(person.email.clone(), actor);
        }
        cast.organisations.insert(organisation.key, new.id);
    }
    qualify(conn, &cast, joined, now)?;
    Ok(cast)
}

/// Whoever goes to customers passed the examination as they joined; the certificate of one agent's engineer ends soon,
/// the managers of agents have none.
fn qualify(conn: &mut Conn, cast: &Cast, joined: Moment, now: Moment) -> Result<(), Error> {
    let registrar = cast.person("manager@vendor.example")?;
    let goes = |person: &&Actor| {
        let own = [Role::SupportEngineer, Role::AgentEngineer, Role::KeyAccountManager];
        person.roles().iter().any(|role| own.contains(role))
    };
    for (number, person) in cast.people.values().filter(goes).enumerate() {
        let days = if person.email().ends_with("@agent-b.example") { 21 } else { 330 };
        let new = NewQualification {
            user: person.user(),
            organisation: person.organisation(),
            certificate_number: &format!("SG-{:04}", 1207 + number * 13),
            scope: "防水墙系列产品现场安装与故障排除",
            passed_on: &joined.0.date_naive().to_string(),
            valid_until: &now.plus(TimeDelta::days(days)).0.date_naive().to_string(),
        };
        qualifications::add(conn, registrar, &new, joined)?;
    }
    Ok(())
}

fn join(
    conn: &mut Conn,
    organisation: Id,
    person: &Person,
    hash: &str,
    joined: Moment,
    now: Moment,
) -> Result<Actor, Error> {
    let user = NewUser {
        id: random::id(joined),
        organisation,
        email: &person.email,
        name: &person.name,
        phone: None,
        roles: &person.roles,
        lang: Lang::ZhCn,
        password_hash: Some(hash),
        billing_contact: person.billing_contact,
    };
    users::insert(conn, &user, joined)?;
    let origin = Origin { address: "127.0.0.1".into(), agent: "tierdesk demo".into() };
    let session = session::open(conn, user.id, SessionKind::Pages, &origin, now)?;
    let actor = session::authenticate(conn, session, &origin.address, now)?;
    actor.ok_or_else(|| Error::internal("a new session does not hold"))
}

/// The accounts for the login page.
///
/// # Errors
/// Where the shipped data cannot be read.
pub fn accounts() -> Result<Vec<DemoAccount>, Error> {
    let of = |organisation: Organisation| {
        let name = organisation.name;
        organisation.people.into_iter().map(move |person| DemoAccount {
            email: person.email,
            name: person.name,
            organisation: name.clone(),
            roles: person.roles.into_iter().map(Role::as_str).collect(),
        })
    };
    Ok(read()?.organisation.into_iter().flat_map(of).collect())
}

/// The accounts for whoever started the demo: address, password, roles in words.
///
/// # Errors
/// Where the shipped data cannot be read.
pub fn table(texts: &Texts, password: &str) -> Result<String, Error> {
    let mut lines = Vec::new();
    for person in read()?.organisation.iter().flat_map(|organisation| &organisation.people) {
        let words = |lang| {
            let words = person.roles.iter().map(|role| texts.word(lang, "role", role.as_str()));
            words.collect::<Vec<String>>().join(", ")
        };
        lines.push(format!("  {:<28} {password}  {} / {}", person.email, words(Lang::ZhCn), words(Lang::En)));
    }
    Ok(lines.join("\n"))
}
