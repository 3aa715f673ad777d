//! Whom a mail reaches, and the mails that carry a one-time link. The link's secret half is a sealed word: neither the
//! queue nor a copy of the database holds it.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::domain::record_words::Role;
use crate::error::Error;
use crate::features::organisations;
use crate::platform::db::schema::users::{self, dsl};
use crate::platform::db::{AnyDb, Conn, Id, Moment};
use crate::platform::i18n::Lang;
use crate::platform::mail::outbox::{self, Link, NewMail};
use crate::platform::random;
use crate::platform::seal::Seal;

use super::links;
use super::model::Person;
use super::store::has_role;

/// The mail that invites somebody.
pub(super) const INVITATION: &str = "invitation";
/// The mail for somebody who forgot the password.
pub(super) const PASSWORD_RESET: &str = "password_reset";

/// Somebody who can be told something.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The person.
    pub id: Id,
    /// Where mails go.
    pub email: String,
    /// The name as shown.
    pub name: String,
    /// The language to say it in.
    pub lang: Lang,
}

impl Reader {
    pub(super) fn of(person: &Person) -> Self {
        Reader {
            id: person.id,
            email: person.email.clone(),
            name: person.name.clone(),
            lang: Lang::from_tag(&person.language).unwrap_or_default(),
        }
    }
}

/// People by what they are.
#[derive(Debug, Clone, Copy)]
pub enum Whom {
    /// One person.
    Person(Id),
    /// Everybody with this role.
    All(Role),
    /// Everybody of an organisation with this role.
    Of(Id, Role),
    /// Those of an organisation who see what it pays: an agent's managers, a key account's billing contacts.
    WhoPayFor(Id),
}

type Condition = Box<dyn BoxableExpression<users::table, AnyDb, SqlType = Bool>>;

impl Whom {
    fn condition(self) -> Condition {
        let of = |organisation: Id| dsl::organisation_id.eq(organisation);
        match self {
            Whom::Person(id) => Box::new(dsl::id.eq(id)),
            Whom::All(role) => has_role(role.as_str()),
            Whom::Of(organisation, role) => Box::new(of(organisation).and(has_role(role.as_str()))),
            Whom::WhoPayFor(organisation) => {
                let contact = has_role(Role::CustomerContact.as_str()).and(dsl::billing_contact.eq(true));
                Box::new(of(organisation).and(has_role(Role::AgentManager.as_str()).or(contact)))
            }
        }
    }
}

/// Those of `whom` whose account and organisation are in use, each once. One statement.
///
/// # Errors
/// What the database answers.
pub fn reachable(conn: &mut Conn, whom: &[Whom]) -> Result<Vec<Reader>, Error> {
    let any = whom.iter().map(|whom| whom.condition()).reduce(|any, next| Box::new(any.or(next)));
    let Some(any) = any else { return Ok(vec![]) };
    let rows: Vec<(Id, String, String, String)> = users::table
        .filter(any)
        .filter(dsl::active.eq(true))
        .filter(dsl::organisation_id.eq_any(organisations::in_use()))
        .order(dsl::id)
        .select((dsl::id, dsl::email, dsl::name, dsl::locale))
        .load(conn)?;
    let reader = |(id, email, name, locale): (Id, String, String, String)| Reader {
        id,
        email,
        name,
        lang: Lang::from_tag(&locale).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(reader).collect())
}

/// Makes a one-time link for `reader` and puts the mail that carries it into the queue: its token, and until when it is
/// good.
///
/// # Errors
/// What the database answers.
pub(super) fn link(
    conn: &mut Conn,
    (seal, now): (&Seal, Moment),
    reader: &Reader,
    message: &'static str,
    lifetime: TimeDelta,
) -> Result<(String, Moment), Error> {
    let name = format!("{message} {}", random::id(now));
    let (token, until) = (seal.word(&name), now.plus(lifetime));
    links::keep(conn, reader.id, &token, now, until)?;
    let mail = NewMail {
        event: &name,
        user: Some(reader.id),
        address: &reader.email,
        name: &reader.name,
        lang: reader.lang,
        message,
        params: serde_json::json!({}),
        link: Link::Sealed { before: "/set-password/", name: name.clone() },
        good_until: until,
    };
    outbox::put(conn, now, &mail)?;
    Ok((token, until))
}
