//! Temporary stand-in until the feature lands.
use crate::error::Error;
use crate::platform::db::schema::organisations as o;
use crate::platform::db::{Conn, Id};
use diesel::prelude::*;
pub fn name(conn: &mut Conn, id: Id) -> Result<String, Error> {
    Ok(o::table.find(id).select(o::name).first(conn)?)
}
