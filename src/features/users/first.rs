//! The first administrator of an empty portal: made with the one-time address in the log, together with the vendor's
//! organisation (chapter 7).

use serde_json::{Map, Value};

use crate::access::audit::{self, Entry};
use crate::domain::record_words::{OrganisationKind, Role};
use crate::error::Error;
use crate::features::organisations::{self, NewOrganisation};
use crate::platform::db::{Conn, Moment, lock};
use crate::platform::fields::Field;
use crate::platform::i18n::Lang;
use crate::platform::random;

use super::store::{self, NewUser};
use super::{links, setup};

/// The body of the set-up.
pub const SETUP: &[Field] = &[
    Field::text("organisation", 200).required(),
    Field::text("name", 100).required(),
    Field::email("email").required(),
    Field::password("new_password", 200).required(),
    Field::password("repeat_password", 200).required(),
];

/// Whether this address still sets the portal up.
///
/// # Errors
/// What the database answers.
pub fn is_good(conn: &mut Conn, token: &str, now: Moment) -> Result<bool, Error> {
    Ok(setup::needed(conn)? && links::is_good(conn, setup::PURPOSE, token, now)?)
}

/// Creates the vendor's organisation and its administrator, and uses the address up.
///
/// # Errors
/// `NotFound` where the address is not good any more or somebody is there already.
pub fn create(
    conn: &mut Conn,
    token: &str,
    body: &Map<String, Value>,
    (hash, lang): (&str, Lang),
    address: &str,
    now: Moment,
) -> Result<(), Error> {
    lock(conn, "setup")?;
    if !setup::needed(conn)? || !links::spend(conn, setup::PURPOSE, token, now)? {
        return Err(Error::NotFound);
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or("");
    let vendor = NewOrganisation {
        id: random::id(now),
        kind: OrganisationKind::Vendor,
        name: text("organisation"),
        city: None,
        grade: None,
    };
    let vendor = organisations::insert(conn, &vendor, now)?;
    let admin = NewUser {
        id: random::id(now),
        organisation: vendor.id,
        email: text("email"),
        name: text("name"),
        phone: None,
        roles: &[Role::Admin],
        lang,
        password_hash: Some(hash),
        billing_contact: false,
    };
    store::insert(conn, &admin, now)?;
    let entry = Entry {
        action: "portal.setup",
        object_kind: "user",
        object: Some(admin.id),
        label: admin.email,
        before: None,
        after: Some(serde_json::json!({ "organisation": vendor.name, "name": admin.name })),
    };
    audit::write_for(conn, admin.name, address, now, entry)
}
