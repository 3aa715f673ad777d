//! The organisations and people of the demo, from `config/demo/people.toml`.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::Deserialize;

use crate::domain::record_words::{OrganisationKind, Role};
use crate::error::Error;
use crate::features::users::{self, NewUser};
use crate::platform::db::schema::organisations;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::random;

/// The password of every account; good in the demo alone.
pub const PASSWORD: &str = "TierDesk-demo-1";
/// The account by which a filled demo is known.
pub const FIRST: &str = "admin@vendor.example";

const DATA: &str = include_str!("../../../config/demo/people.toml");

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
    toml::from_str(DATA).map_err(Error::internal)
}

/// Makes the organisations and their people; gives the organisations' ids by key.
///
/// # Errors
/// What the database answers.
pub fn fill(conn: &mut Conn, hash: &str, now: Moment) -> Result<BTreeMap<String, Id>, Error> {
    let mut ids = BTreeMap::new();
    for organisation in read()?.organisation {
        let id = random::id(now);
        insert(conn, id, &organisation, now)?;
        for person in &organisation.people {
            let user = NewUser {
                id: random::id(now),
                organisation: id,
                email: &person.email,
                name: &person.name,
                phone: None,
                roles: &person.roles,
                lang: Lang::ZhCn,
                password_hash: Some(hash),
                billing_contact: person.billing_contact,
            };
            users::insert(conn, &user, now)?;
        }
        ids.insert(organisation.key, id);
    }
    Ok(ids)
}

fn insert(conn: &mut Conn, id: Id, organisation: &Organisation, now: Moment) -> Result<(), Error> {
    diesel::insert_into(organisations::table)
        .values((
            organisations::id.eq(id),
            organisations::kind.eq(organisation.kind.as_str()),
            organisations::name.eq(&organisation.name),
            organisations::city.eq(&organisation.city),
            organisations::active.eq(true),
            organisations::version.eq(1),
            organisations::created_at.eq(now),
            organisations::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// The accounts for whoever started the demo: address, roles in words, password.
///
/// # Errors
/// Where the shipped data cannot be read.
pub fn table(texts: &Texts) -> Result<String, Error> {
    let mut lines = Vec::new();
    for person in read()?.organisation.iter().flat_map(|organisation| &organisation.people) {
        let words = |lang| {
            let words = person.roles.iter().map(|role| in_words(texts, lang, *role));
            words.collect::<Vec<String>>().join(", ")
        };
        lines.push(format!("  {:<28} {PASSWORD}  {} / {}", person.email, words(Lang::ZhCn), words(Lang::En)));
    }
    Ok(lines.join("\n"))
}

fn in_words(texts: &Texts, lang: Lang, role: Role) -> String {
    let key = format!("role-{}", role.as_str().replace('_', "-"));
    texts.find(lang, &key, &[]).unwrap_or_else(|| role.to_string())
}
