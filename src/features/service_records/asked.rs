//! The request that a record tells of, for whoever sees it.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::access::Actor;
use crate::error::Error;
use crate::features::requests;
use crate::platform::db::Conn;

/// A request that asked for the work of a record.
#[derive(Debug, Clone, Serialize)]
pub struct AskedFor {
    number: String,
    subject: String,
    href: String,
}

impl AskedFor {
    /// The request that `fields` name, where it is in the actor's sight. At most one statement.
    ///
    /// # Errors
    /// What the database answers.
    pub fn read(conn: &mut Conn, actor: &Actor, fields: &Map<String, Value>) -> Result<Option<Self>, Error> {
        let named = fields.get("request_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let Some(id) = named else { return Ok(None) };
        let found = requests::reference(conn, actor, id)?;
        Ok(found.map(|request| AskedFor {
            href: format!("/requests/{}", request.id),
            number: request.number,
            subject: request.subject,
        }))
    }
}
