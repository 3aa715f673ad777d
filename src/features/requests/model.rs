//! Requests as rows and on the wire, and what their bodies may hold (4.1, 8.3).

use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::claim_words::Claim;
use crate::domain::record_words::Channel;
use crate::domain::request_words::{Holder, RequestEventKind, RequestKind, RequestStatus, Visibility};
use crate::domain::words::ClientClass;
use crate::features::service_records;
use crate::platform::db::schema::{request_events, service_requests};
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::web::list::{FilterKind, ListSpec};

/// The queues that people work through.
pub const QUEUES: &[&str] =
    &["mine", "team", "unassigned", "due_today", "overdue", "waiting_customer", "escalated"];

/// Whom to talk to.
pub const CONTACT: &[Field] =
    &[Field::text("name", 60).required(), Field::phone("phone"), Field::email("email")];

/// The body of a request (4.1).
pub const FIELDS: &[Field] = &[
    Field::id("customer_id").required(),
    Field::choice("kind", RequestKind::TEXTS).required(),
    Field::choice("claim", Claim::TEXTS),
    Field::choice("channel", Channel::TEXTS),
    Field::text("subject", 200).required().wide(),
    Field::long_text("description", 8000).wide(),
    Field::choice("service_code", service_records::CODES),
    Field::integer("severity", 1, 4),
    Field::group("contact", CONTACT),
    Field::city("city").list_id("cities"),
    Field::text("site_address", 200).wide(),
    Field::text("product", 100),
    Field::text("serial", 60),
    Field::moment("reported_at"),
    Field::text("profile", 60),
];

/// What a list of requests takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("queue", FilterKind::Choice(QUEUES)),
        ("status", FilterKind::Choice(RequestStatus::TEXTS)),
        ("open", FilterKind::Bool),
        ("kind", FilterKind::Choice(RequestKind::TEXTS)),
        ("severity", FilterKind::Choice(&["1", "2", "3", "4"])),
        ("holder", FilterKind::Choice(Holder::TEXTS)),
        ("customer_id", FilterKind::Id),
        ("agent_id", FilterKind::Id),
        ("assignee_id", FilterKind::Id),
        ("city", FilterKind::City),
        ("service_code", FilterKind::Choice(service_records::CODES)),
    ],
    sorts: &["reported_at", "next_due_at"],
    search: true,
};

/// A request.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = service_requests)]
pub struct Request {
    /// Id.
    pub id: Id,
    /// `SR-20260302-012345`.
    pub number: String,
    /// Counts changes.
    pub version: i32,
    /// What is asked for.
    pub kind: RequestKind,
    /// Where it stands.
    pub status: RequestStatus,
    /// Whether something is still owed: the status in one bit, for indexes.
    pub open: bool,
    /// Who has it in hand.
    pub holder: Holder,
    /// Whether it concerns the vendor: a key account's, an agent's own, a prospect's, or one that was handed on.
    pub reached_vendor: bool,
    /// How bad it is; none for planned assistance.
    pub severity: Option<i32>,
    /// Whom it is for.
    pub customer_id: Id,
    /// By name.
    pub customer_name: String,
    /// Its class.
    pub customer_class: ClientClass,
    /// The agent concerned: of the end user at that time, or the agent itself.
    pub agent_id: Option<Id>,
    /// The person of the customer whom it concerns, where they have an account.
    pub contact_id: Option<Id>,
    /// Who raised it.
    pub raised_by: Id,
    /// The code of the catalogue.
    pub service_code: String,
    /// Where the site is.
    pub city: String,
    /// Who works on it.
    pub assignee_id: Option<Id>,
    /// By name; empty where nobody does.
    pub assignee_name: String,
    /// The profile of its deadlines.
    pub profile: String,
    /// When the clocks began.
    pub reported_at: Moment,
    /// When the vendor's own clock began.
    pub escalated_at: Option<Moment>,
    /// When it was solved.
    pub resolved_at: Option<Moment>,
    /// When the customer confirmed it, or had said nothing for long enough.
    pub confirmed_at: Option<Moment>,
    /// When it was closed or cancelled.
    pub ended_at: Option<Moment>,
    /// Records handed in since then count for closing: the report, or the last reopening.
    pub record_since: Moment,
    /// The next moment by which something is owed; in the past where it is overdue.
    pub next_due_at: Option<Moment>,
    /// When it last changed.
    pub updated_at: Moment,
    /// One line.
    pub subject: String,
    /// The other fields.
    pub content: Value,
}

impl Request {
    /// The other fields.
    #[must_use]
    pub fn fields(&self) -> Map<String, Value> {
        self.content.as_object().cloned().unwrap_or_default()
    }

    /// The way it came in.
    #[must_use]
    pub fn channel(&self) -> Option<Channel> {
        self.content.get("channel").and_then(Value::as_str)?.parse().ok()
    }
}

/// A line of the timeline, as it is answered.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = request_events)]
pub struct RequestEvent {
    /// Id.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// What.
    #[schema(value_type = String)]
    pub kind: RequestEventKind,
    /// Who reads it.
    #[schema(value_type = String)]
    pub visibility: Visibility,
    /// By whom; null where the portal did it.
    pub actor_id: Option<Id>,
    /// By name.
    pub actor_name: String,
    /// The organisation of that person, by name.
    pub actor_organisation: String,
    /// In words.
    pub body: String,
    /// What belongs to it.
    #[schema(value_type = Object)]
    pub data: Value,
}

/// A row of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestRow {
    /// Id.
    pub id: Id,
    /// Number.
    pub number: String,
    /// Counts changes.
    pub version: i32,
    /// What is asked for.
    #[schema(value_type = String)]
    pub kind: RequestKind,
    /// Where it stands.
    #[schema(value_type = String)]
    pub status: RequestStatus,
    /// Who has it in hand.
    #[schema(value_type = String)]
    pub holder: Holder,
    /// How bad it is.
    pub severity: Option<i32>,
    /// Whom for.
    pub customer_id: Id,
    /// By name.
    pub customer_name: String,
    /// Its class.
    #[schema(value_type = String)]
    pub customer_class: ClientClass,
    /// The agent concerned.
    pub agent_id: Option<Id>,
    /// The code.
    pub service_code: String,
    /// Where.
    pub city: String,
    /// Who works on it.
    pub assignee_id: Option<Id>,
    /// By name; empty where nobody does.
    pub assignee_name: String,
    /// When it was reported.
    pub reported_at: Moment,
    /// The next moment by which something is owed.
    pub next_due_at: Option<Moment>,
    /// Whether that moment has passed.
    pub overdue: bool,
    /// When it last changed.
    pub updated_at: Moment,
    /// One line.
    pub subject: String,
}

impl RequestRow {
    /// The row as it stands at `now`.
    #[must_use]
    pub fn new(row: Request, now: Moment) -> Self {
        RequestRow {
            overdue: row.open && row.next_due_at.is_some_and(|due| due < now),
            id: row.id,
            number: row.number,
            version: row.version,
            kind: row.kind,
            status: row.status,
            holder: row.holder,
            severity: row.severity,
            customer_id: row.customer_id,
            customer_name: row.customer_name,
            customer_class: row.customer_class,
            agent_id: row.agent_id,
            service_code: row.service_code,
            city: row.city,
            assignee_id: row.assignee_id,
            assignee_name: row.assignee_name,
            reported_at: row.reported_at,
            next_due_at: row.next_due_at,
            updated_at: row.updated_at,
            subject: row.subject,
        }
    }
}
