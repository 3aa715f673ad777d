//! Use-cases of products; each is the same for the API and for pages.

mod accept;
mod check;
mod claim;
mod edit;
mod history;
pub mod import;
mod read;
mod register;

pub use accept::{Acceptance, accept};
pub use claim::{Claimed, New, exchange, take_back};
pub use edit::{as_body, edit, open};
pub use history::{events, in_words, tell as tell_history};
pub use read::{
    Registered, devices, find_by_serial, gone, list, of_customer, others_of_serial, referenced, registered,
    replacement, show, some,
};
pub use register::{create, register};

use chrono::NaiveDate;
use serde_json::Value;

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::services::Services;
use crate::platform::views::local_date;

use super::model::Row;
use super::types::Model;

/// Who does what, when, with which parts of the program.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The program's parts.
    pub services: &'a Services,
    /// Who.
    pub actor: &'a Actor,
    /// When.
    pub now: Moment,
}

impl Desk<'_> {
    /// The day that people read on their calendars.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        local_date(self.now.0, self.services.settings.time_zone)
    }
}

/// Everything a search looks through, in small letters; the customer's name is looked for where it is kept.
fn search_text(row: &Row, model: &Model) -> String {
    let english = model.type_name_en.as_deref().unwrap_or("");
    [row.serial.as_str(), &model.name, &model.type_name, english].join("\n").to_lowercase()
}

/// A row as the log shows it.
fn logged(row: &Row) -> Value {
    Value::Object(as_body(row))
}

fn log(
    conn: &mut Conn,
    desk: &Desk<'_>,
    action: &'static str,
    (id, serial): (Id, &str),
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), Error> {
    let entry = Entry { action, object_kind: "product", object: Some(id), label: serial, before, after };
    audit::write(conn, desk.actor, desk.now, entry)
}
