//! Setting a password with a one-time link: nobody is logged in, the link is the permission (chapter 7).

use serde_json::{Map, Value};

use crate::access::audit::{self, Entry};
use crate::access::{password, session};
use crate::error::Error;
use crate::features::notices;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{Field, FieldFault};

use super::{links, store};

/// The body that sets a password.
pub const SET: &[Field] =
    &[Field::password("new_password", 200).required(), Field::password("repeat_password", 200).required()];

/// Whose password a link sets.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The user.
    pub id: Id,
    /// The address for login.
    pub email: String,
    /// The name as shown.
    pub name: String,
}

/// Whose link this is, where it is good and the account in use.
///
/// # Errors
/// What the database answers.
pub fn owner(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<Owner>, Error> {
    let Some(id) = links::owner(conn, token, now)? else { return Ok(None) };
    Ok(store::active_owner(conn, id)?.map(|(email, name)| Owner { id, email, name }))
}

/// Judges a new password and its repetition; `own` are words of the person's own.
///
/// # Errors
/// `Invalid` naming the field.
pub fn judge(body: &Map<String, Value>, own: &[&str]) -> Result<String, Error> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or("");
    let chosen = text("new_password");
    if let Some(code) = password::weakness(chosen, own) {
        let lengths = password::LENGTHS;
        let fault =
            FieldFault::new("new_password", code).with("min", lengths.start()).with("max", lengths.end());
        return Err(Error::Invalid(vec![fault]));
    }
    if body.contains_key("repeat_password") && text("repeat_password") != chosen {
        return Err(Error::field("repeat_password", crate::platform::fields::FaultCode::new("not_the_same")));
    }
    Ok(chosen.to_string())
}

/// Uses the link up and writes the password's hash; every session of the person ends.
///
/// # Errors
/// `NotFound` where the link is not good any more.
pub fn set(conn: &mut Conn, token: &str, hash: &str, address: &str, now: Moment) -> Result<Owner, Error> {
    let owner = owner(conn, token, now)?.ok_or(Error::NotFound)?;
    if !links::spend(conn, links::PURPOSE, token, now)? {
        return Err(Error::NotFound);
    }
    let had_one = store::credentials_of(conn, owner.id)?.is_some_and(|found| found.password_hash.is_some());
    store::set_password(conn, owner.id, hash, now)?;
    // Whatever other links there were, none of them sets this password again.
    links::withdraw(conn, owner.id)?;
    if had_one {
        notices::password_changed(conn, owner.id, now)?;
    }
    session::end_all(conn, owner.id, None, now)?;
    let entry = Entry {
        action: "user.set_password",
        object_kind: "user",
        object: Some(owner.id),
        label: &owner.email,
        before: None,
        after: None,
    };
    audit::write_for(conn, &owner.name, address, now, entry)?;
    Ok(owner)
}
