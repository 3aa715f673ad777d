//! Loaners on the wire, and what their bodies may hold.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::loaner_words::LoanerState;
use crate::platform::db::schema::loaners;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

/// The body that offers one.
pub const OFFER: &[Field] = &[
    Field::id("product_id").required(),
    Field::id("loaner_id").required(),
    Field::text("fit_reason", 300).wide(),
    Field::id("fault_record_id"),
    Field::date("due_on"),
    Field::long_text("note", 1000).wide(),
];

/// The body that hands it over.
pub const LEND: &[Field] =
    &[Field::date("on").required(), Field::text("person", 60).required(), Field::date("due_on")];

/// The body that says that a device is back: when, and who took it or brought it.
pub const BACK: &[Field] = &[Field::date("on").required(), Field::text("person", 60).required()];

/// What the list takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("state", FilterKind::Choice(LoanerState::TEXTS)),
        ("overdue", FilterKind::Bool),
        ("customer_id", FilterKind::Id),
        ("product_id", FilterKind::Id),
    ],
    sorts: &["created_at"],
    search: false,
};

/// A device that stands in for another.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset, Serialize, ToSchema)]
#[diesel(table_name = loaners, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Loaner {
    /// Its id.
    pub id: Id,
    /// Its number.
    pub number: String,
    /// Whose device is away.
    pub customer_id: Id,
    /// The device that is away.
    pub product_id: Id,
    /// Its serial.
    pub product_serial: String,
    /// The device that stands in.
    pub loaner_id: Id,
    /// Its serial.
    pub loaner_serial: String,
    /// Its model.
    pub loaner_model: String,
    /// The fault record of the work.
    pub fault_record_id: Option<Id>,
    /// Why it is of at least the same class, where it is of another type.
    pub fit_reason: Option<String>,
    /// What the serving side notes for itself.
    pub note: Option<String>,
    /// `offered`, `lent`, `closed` or `declined`.
    pub state: String,
    /// By which day it is to be back.
    pub due_on: Option<String>,
    /// The day on which it was handed over.
    pub lent_on: Option<String>,
    /// To whom.
    pub lent_to: Option<String>,
    /// The day on which the customer's own device was back in place.
    pub device_back_on: Option<String>,
    /// Who took it.
    pub device_back_to: Option<String>,
    /// The day on which the loaner came back.
    pub loaner_back_on: Option<String>,
    /// Who brought it.
    pub loaner_back_by: Option<String>,
    /// Why the customer did without.
    pub declined_reason: Option<String>,
    /// Whose person offered it.
    #[serde(skip)]
    pub organisation_id: Id,
    /// Whether that was the vendor's.
    #[serde(skip)]
    pub by_vendor: bool,
    /// Who handed it over, and is told when it is late.
    #[serde(skip)]
    pub lent_by: Option<Id>,
    /// Who offered it.
    #[serde(skip)]
    pub created_by_name: String,
    /// When it was offered.
    pub created_at: Moment,
    /// When it changed last.
    pub updated_at: Moment,
    /// Rises with every change.
    pub version: i32,
}

impl Loaner {
    /// Whether it should have been back before `today`.
    #[must_use]
    pub fn is_overdue(&self, today: &str) -> bool {
        self.state == LoanerState::Lent.as_str()
            && self.loaner_back_on.is_none()
            && self.due_on.as_deref().is_some_and(|due| due < today)
    }
}

/// A loaner as its reader sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LoanerView {
    /// The loaner.
    #[serde(flatten)]
    pub loaner: Loaner,
    /// Whose device is away, by name.
    pub customer_name: String,
    /// Whether it should have been back by now.
    pub overdue: bool,
    /// Whether the device that was away was exchanged or taken back, so that it does not come back.
    pub device_gone: bool,
    /// Whether the device that stands in is itself no longer there.
    pub loaner_gone: bool,
    /// Who offered it; null where it was somebody of another agent.
    pub offered_by: Option<String>,
}
