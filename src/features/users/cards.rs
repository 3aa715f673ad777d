//! People as other features see them: by name, organisation and role, whose account is in use.

use diesel::prelude::*;

use crate::access::session::roles_from_column;
use crate::domain::record_words::Role;
use crate::error::Error;
use crate::platform::db::schema::users::{self, dsl};
use crate::platform::db::{AnyDb, Conn, Id};

use super::store::{HasRole, has_role};

/// Somebody as other features see them.
#[derive(Debug, Clone)]
pub struct Card {
    /// The person.
    pub id: Id,
    /// The organisation.
    pub organisation: Id,
    /// The name.
    pub name: String,
    /// What they are.
    pub roles: Vec<Role>,
    /// From where they go to customers, where that is not the city of the organisation.
    pub city: Option<String>,
}

type Columns = (Id, Id, String, String, Option<String>);

fn card_of((id, organisation, name, roles, city): Columns) -> Card {
    Card { id, organisation, name, roles: roles_from_column(&roles), city }
}

/// Somebody whose account is in use.
///
/// # Errors
/// What the database answers.
pub fn card(conn: &mut Conn, id: Id) -> Result<Option<Card>, Error> {
    let found: Option<Columns> = users::table
        .find(id)
        .filter(dsl::active.eq(true))
        .select((dsl::id, dsl::organisation_id, dsl::name, dsl::roles, dsl::city))
        .first(conn)
        .optional()?;
    Ok(found.map(card_of))
}

/// Which of these people are of an organisation, whether their account is in use or not.
///
/// # Errors
/// What the database answers.
pub fn members(conn: &mut Conn, organisation: Id, people: &[Id]) -> Result<Vec<Id>, Error> {
    let theirs = users::table.filter(dsl::organisation_id.eq(organisation));
    Ok(theirs.filter(dsl::id.eq_any(people.to_vec())).select(dsl::id).load(conn)?)
}

/// The people of an organisation whose account is in use, by name; those with one of `roles`.
///
/// # Errors
/// What the database answers.
pub fn cards(conn: &mut Conn, organisation: Id, roles: &[Role]) -> Result<Vec<Card>, Error> {
    let found: Vec<Columns> = users::table
        .filter(dsl::organisation_id.eq(organisation))
        .filter(dsl::active.eq(true))
        .order((dsl::name.asc(), dsl::id.asc()))
        .select((dsl::id, dsl::organisation_id, dsl::name, dsl::roles, dsl::city))
        .limit(1000)
        .load(conn)?;
    let fits = |card: &Card| card.roles.iter().any(|role| roles.contains(role));
    Ok(found.into_iter().map(card_of).filter(fits).collect())
}

/// The person of an organisation with this address, whose account is in use.
///
/// # Errors
/// What the database answers.
pub fn with_email(conn: &mut Conn, organisation: Id, email: &str) -> Result<Option<Id>, Error> {
    Ok(users::table
        .filter(dsl::email.eq(email.trim().to_lowercase()))
        .filter(dsl::organisation_id.eq(organisation))
        .filter(dsl::active.eq(true))
        .select(dsl::id)
        .first(conn)
        .optional()?)
}

/// The people whose account is in use and who have one of `roles`, by organisation and name; at most 1 000.
///
/// # Errors
/// What the database answers.
pub fn in_service(conn: &mut Conn, roles: &[Role]) -> Result<Vec<Card>, Error> {
    let mut any: Option<HasRole> = None;
    for role in roles {
        let has = has_role(role.as_str());
        any = Some(match any {
            None => has,
            Some(before) => Box::new(before.or(has)),
        });
    }
    let Some(any) = any else { return Ok(vec![]) };
    let people = users::table.into_boxed::<AnyDb>().filter(dsl::active.eq(true)).filter(any);
    let found: Vec<Columns> = people
        .order((dsl::organisation_id, dsl::name, dsl::id))
        .select((dsl::id, dsl::organisation_id, dsl::name, dsl::roles, dsl::city))
        .limit(1000)
        .load(conn)?;
    Ok(found.into_iter().map(card_of).collect())
}
