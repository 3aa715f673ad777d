//! What whoever runs the machine does to accounts from the command line: nobody is logged in, the machine is the
//! permission (8.1). Each change is told to the audit log.

use serde_json::{Value, json};

use crate::access::audit::{self, Entry};
use crate::access::session;
use crate::domain::record_words::{OrganisationKind, Role};
use crate::error::Error;
use crate::features::organisations::{self, NewOrganisation};
use crate::platform::db::{Conn, Id, Moment, lock};
use crate::platform::fields::{self, Completeness, FaultCode, Field};
use crate::platform::i18n::Lang;
use crate::platform::random;

use super::store::{self, NewUser};
use super::{links, rules};

/// What a new administrator's account is made from.
pub const ADMIN: &[Field] = &[
    Field::email("email").required(),
    Field::text("name", 100).required(),
    Field::text("organisation", 200),
];

/// A one-time link: the tail of `/set-password/<token>`, and until when it is good.
pub type Link = (String, Moment);

/// Creates an administrator of the vendor, and the vendor's organisation where there is none yet.
///
/// # Errors
/// `Invalid` naming the field: an address that is taken, no organisation and no name for one.
pub fn create_admin(conn: &mut Conn, by: &str, body: &Value, now: Moment) -> Result<Link, Error> {
    let body = fields::check(ADMIN, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    lock(conn, "setup")?;
    let admin = NewUser {
        id: random::id(now),
        organisation: vendor(conn, text("organisation"), now)?,
        email: text("email").unwrap_or(""),
        name: text("name").unwrap_or(""),
        phone: None,
        roles: &[Role::Admin],
        lang: Lang::default(),
        password_hash: None,
        billing_contact: false,
    };
    store::insert(conn, &admin, now).map_err(|fault| match fault {
        Error::Duplicate(_) => Error::field("email", FaultCode::new("taken")),
        other => other,
    })?;
    tell(conn, by, now, ("user.create", admin.id, admin.email), Some(json!({ "roles": admin.roles })))?;
    links::issue(conn, admin.id, now)
}

fn vendor(conn: &mut Conn, name: Option<&str>, now: Moment) -> Result<Id, Error> {
    if let Some(vendor) = organisations::options(conn, &[OrganisationKind::Vendor])?.first() {
        return Ok(vendor.id);
    }
    let name = name.ok_or_else(|| Error::field("organisation", FaultCode::REQUIRED))?;
    let new = NewOrganisation {
        id: random::id(now),
        kind: OrganisationKind::Vendor,
        name,
        city: None,
        grade: None,
    };
    Ok(organisations::insert(conn, &new, now)?.id)
}

/// Gives the person with this address a new link to set a password with; the old password is good until then.
///
/// # Errors
/// `Invalid` where nobody has the address; `Conflict` where the account is not in use.
pub fn reset_password(conn: &mut Conn, by: &str, email: &str, now: Moment) -> Result<Link, Error> {
    let person = known(conn, email)?;
    if !person.active {
        return Err(Error::Conflict("inactive_account"));
    }
    tell(conn, by, now, ("user.invite", person.id, email), None)?;
    links::issue(conn, person.id, now)
}

/// Takes an account out of use; its sessions and open links end at once.
///
/// # Errors
/// `Invalid` where nobody has the address; `Conflict` where it is out of use, or the last administrator's.
pub fn disable(conn: &mut Conn, by: &str, email: &str, now: Moment) -> Result<(), Error> {
    let person = known(conn, email)?;
    let row = store::any(conn, person.id)?;
    if !row.active {
        return Err(Error::Conflict("already_inactive"));
    }
    let house = organisations::find(conn, row.organisation_id)?;
    let head = house.and_then(|house| rules::head(house.kind)).filter(|head| row.roles().contains(head));
    lock(conn, &format!("people {}", row.organisation_id))?;
    if let Some(head) = head
        && store::others_with(conn, row.organisation_id, head, row.id)? == 0
    {
        return Err(Error::Conflict("last_head"));
    }
    session::end_all(conn, row.id, None, now)?;
    links::withdraw(conn, row.id)?;
    let id = row.id;
    store::update(conn, &store::Row { active: false, version: row.version + 1, updated_at: now, ..row })?;
    tell(conn, by, now, ("user.deactivate", id, email), Some(json!({ "active": false })))
}

fn known(conn: &mut Conn, email: &str) -> Result<store::Credentials, Error> {
    store::credentials(conn, email)?.ok_or_else(|| Error::field("email", FaultCode::NOT_FOUND))
}

fn tell(
    conn: &mut Conn,
    by: &str,
    now: Moment,
    (action, id, email): (&'static str, Id, &str),
    after: Option<Value>,
) -> Result<(), Error> {
    let entry = Entry { action, object_kind: "user", object: Some(id), label: email, before: None, after };
    audit::write_for(conn, by, "", now, entry)
}
