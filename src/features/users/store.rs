//! Users as rows.

use diesel::prelude::*;

use crate::access::session::roles_to_column;
use crate::domain::record_words::Role;
use crate::error::Error;
use crate::platform::db::schema::users;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::i18n::Lang;

/// What a login is checked against.
#[derive(Debug, Clone, Queryable)]
pub struct Credentials {
    /// The user.
    pub id: Id,
    /// The hash of the password, where one was set.
    pub password_hash: Option<String>,
    /// Whether the account is in use.
    pub active: bool,
}

/// The credentials of the account with this address, in whatever case it is written.
///
/// # Errors
/// What the database answers.
pub fn credentials(conn: &mut Conn, email: &str) -> Result<Option<Credentials>, Error> {
    Ok(users::table
        .filter(users::email.eq(email.trim().to_lowercase()))
        .select((users::id, users::password_hash, users::active))
        .first(conn)
        .optional()?)
}

/// A user to be created.
#[derive(Debug, Clone)]
pub struct NewUser<'a> {
    /// Its id.
    pub id: Id,
    /// Whom the person works for.
    pub organisation: Id,
    /// The address for mail and login.
    pub email: &'a str,
    /// The name as shown.
    pub name: &'a str,
    /// A telephone number, normalised.
    pub phone: Option<&'a str>,
    /// The roles, at least one.
    pub roles: &'a [Role],
    /// The language.
    pub lang: Lang,
    /// The password's hash; none until the person sets one.
    pub password_hash: Option<&'a str>,
    /// Whether the person sees what its organisation pays.
    pub billing_contact: bool,
}

/// Creates a user.
///
/// # Errors
/// `Duplicate` where the address is taken.
pub fn insert(conn: &mut Conn, user: &NewUser<'_>, now: Moment) -> Result<(), Error> {
    diesel::insert_into(users::table)
        .values((
            users::id.eq(user.id),
            users::organisation_id.eq(user.organisation),
            users::email.eq(user.email.trim().to_lowercase()),
            users::name.eq(user.name),
            users::phone.eq(user.phone),
            users::roles.eq(roles_to_column(user.roles)),
            users::locale.eq(user.lang.tag()),
            users::password_hash.eq(user.password_hash),
            users::active.eq(true),
            users::billing_contact.eq(user.billing_contact),
            users::version.eq(1),
            users::created_at.eq(now),
            users::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Changes the language of a user.
///
/// # Errors
/// What the database answers.
pub fn set_language(conn: &mut Conn, user: Id, lang: Lang, now: Moment) -> Result<(), Error> {
    diesel::update(users::table.find(user))
        .set((users::locale.eq(lang.tag()), users::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}
