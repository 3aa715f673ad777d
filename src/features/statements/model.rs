//! Statements as they are stored and as they are answered (8.3).

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::billing_words::{ChargeOrigin, CreditKind};
use crate::domain::statement_words::{LineStatus, StatementEvent, StatementStatus};
use crate::domain::words::Component;
use crate::features::charges::FeeRecord;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;
use crate::platform::services::Settings;
use crate::platform::views::local_date;
use crate::platform::web::list::{FilterKind, ListSpec};

/// What the list of statements takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        ("payer_id", FilterKind::Id),
        ("month", FilterKind::Month),
        ("status", FilterKind::Choice(StatementStatus::TEXTS)),
        ("questioned", FilterKind::Bool),
    ],
    sorts: &["issued_at"],
    search: true,
};

/// What the list of a statement's lines takes.
pub const LINES: ListSpec = ListSpec {
    filters: &[("status", FilterKind::Choice(LineStatus::TEXTS))],
    sorts: &["line"],
    search: false,
};

/// The body that issues one.
pub const ISSUE: &[Field] = &[Field::id("payer_id").required(), Field::text("month", 7).required()];

/// So many lines come with the statement itself, and are printed; the others by pages.
pub const LINES_AT_ONCE: i64 = 500;

/// A statement without its lines.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct Head {
    /// The statement.
    pub id: Id,
    /// `ST-202603-012345`.
    pub number: String,
    /// Who pays.
    pub payer_id: Id,
    /// Its name at that time.
    pub payer_name: String,
    /// The local month in which its charges were confirmed.
    pub month: String,
    /// 1 for the first of a payer and month, then its supplements.
    pub sequence: i32,
    /// How many lines.
    pub line_count: i32,
    /// What all of it would have cost, net, fen.
    pub list_total_fen: i64,
    /// Net, fen.
    pub net_total_fen: i64,
    /// VAT, fen; the sum of the lines' own.
    pub vat_total_fen: i64,
    /// With VAT, fen.
    pub gross_total_fen: i64,
    /// When it was issued.
    pub issued_at: Moment,
    /// `issued`, `confirmed`, `disputed` or `settled`.
    #[schema(value_type = String)]
    pub status: StatementStatus,
    /// Whether the payer confirmed it.
    pub confirmed: bool,
    /// Lines that wait for a reviewer.
    pub disputed_lines: i32,
    /// Lines that wait for an answer of billing.
    pub questioned_lines: i32,
    /// What was put to it, gross, fen.
    pub allocated_fen: i64,
    /// Rises with every event.
    pub version: i32,
}

/// A statement that is not settled, for whoever puts money to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Open {
    /// The statement.
    pub id: Id,
    /// Its number.
    pub number: String,
    /// Who pays.
    pub payer_id: Id,
    /// The month.
    pub month: String,
    /// When it was issued.
    pub issued_at: Moment,
    /// With VAT, fen.
    pub gross_total_fen: i64,
    /// What was put to it.
    pub allocated_fen: i64,
    /// What is left to pay.
    pub open_fen: i64,
}

impl Head {
    /// What is left to pay; nothing where it is settled.
    #[must_use]
    pub fn open_fen(&self) -> i64 {
        if self.status == StatementStatus::Settled { 0 } else { self.gross_total_fen - self.allocated_fen }
    }

    /// The day by which it is to be paid.
    #[must_use]
    pub fn due_on(&self, settings: &Settings) -> NaiveDate {
        let issued = local_date(self.issued_at.0, settings.time_zone);
        issued.checked_add_days(Days::new(u64::from(settings.payment_term_days))).unwrap_or(issued)
    }
}

impl From<Head> for Open {
    fn from(head: Head) -> Self {
        Open {
            open_fen: head.open_fen(),
            id: head.id,
            number: head.number,
            payer_id: head.payer_id,
            month: head.month,
            issued_at: head.issued_at,
            gross_total_fen: head.gross_total_fen,
            allocated_fen: head.allocated_fen,
        }
    }
}

/// A row of the list of statements.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Summary {
    /// The statement.
    #[serde(flatten)]
    pub head: Head,
    /// What is left to pay, fen.
    pub open_fen: i64,
}

impl From<Head> for Summary {
    fn from(head: Head) -> Self {
        Summary { open_fen: head.open_fen(), head }
    }
}

/// A statement with its lines.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Statement {
    /// The statement.
    #[serde(flatten)]
    pub summary: Summary,
    /// Its lines, the first 500.
    pub lines: Vec<Line>,
    /// Where `/lines?sort=line` goes on after those; null where these are all.
    pub lines_next: Option<String>,
}

/// One line as it is stored, with its state.
#[derive(Debug, Clone, Queryable)]
pub struct LineRow {
    /// From 1.
    pub line: i32,
    /// The charge.
    pub charge_id: Id,
    /// The record it was born from.
    pub record_id: Option<Id>,
    /// What it was born from.
    pub origin: ChargeOrigin,
    /// The number of that.
    pub number: String,
    /// For whom the work was done.
    pub customer_name: String,
    /// What for.
    pub component: Component,
    /// The code of the catalogue.
    pub service_code: String,
    /// The service in Chinese.
    pub service_zh: String,
    /// The service in English.
    pub service_en: String,
    /// In the words of whoever made the charge.
    pub text: String,
    /// Of what.
    pub unit: String,
    /// How much.
    pub quantity: i64,
    /// What it would have cost, net, fen.
    pub list_fen: i64,
    /// Net, fen.
    pub net_fen: i64,
    /// Percent.
    pub vat_rate: i32,
    /// VAT, fen.
    pub vat_fen: i64,
    /// With VAT, fen.
    pub gross_fen: i64,
    /// Where it stands; nothing where nobody said anything.
    pub state: Option<(LineStatus, i32)>,
}

/// One line as it is answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Line {
    /// From 1.
    pub line: i32,
    /// The charge, which also names the line.
    pub charge_id: Id,
    /// The record it was born from; null where it was none.
    pub record_id: Option<Id>,
    /// What it was born from: `pre_sale_report`, `fault_record`, `contract`, `credit` or `service_fee`.
    #[schema(value_type = String)]
    pub origin: ChargeOrigin,
    /// The number of that.
    pub number: String,
    /// For whom the work was done.
    pub customer_name: String,
    /// `visit`, `travel`, `labour`, `parts`, `penalty` or `service_fee`.
    #[schema(value_type = String)]
    pub component: Component,
    /// The code of the catalogue.
    pub service_code: String,
    /// What it is for, in the language of the reader.
    pub text: String,
    /// `sla_penalty`, `damages`, `returned_goods`, `third_party_cost` or `goodwill` where something is given back.
    #[schema(value_type = Option<String>)]
    pub credit_kind: Option<CreditKind>,
    /// The credit or service fee that it was born from.
    pub credit_id: Option<Id>,
    /// The contract whose price it is.
    pub contract_id: Option<Id>,
    /// The record that a service fee was paid for.
    pub fee_record: Option<FeeRecord>,
    /// How much, in units of `unit`.
    pub quantity: i64,
    /// `visit`, `minute`, `hour`, `trip` or `piece`.
    pub unit: String,
    /// What it would have cost, net, fen: the value given where `net_fen` is 0.
    pub list_fen: i64,
    /// Net, fen.
    pub net_fen: i64,
    /// Percent.
    pub vat_rate: i32,
    /// VAT, fen, rounded half up.
    pub vat_fen: i64,
    /// With VAT, fen.
    pub gross_fen: i64,
    /// `open`, `confirmed`, `questioned`, `disputed`, `upheld`, `accepted` or `corrected`.
    #[schema(value_type = String)]
    pub status: LineStatus,
    /// Rises with every event of the line.
    pub version: i32,
}

/// What the list of disputed lines takes.
pub const DISPUTED: ListSpec = ListSpec {
    filters: &[("status", FilterKind::Choice(&["disputed", "upheld", "accepted", "corrected"]))],
    sorts: &["changed_at"],
    search: false,
};

/// Something that was said or done about a line.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct Said {
    /// The charge of the line.
    #[serde(skip)]
    pub charge_id: Id,
    /// When.
    pub at: Moment,
    /// `confirmed`, `questioned`, `answered`, `disputed`, `upheld`, `accepted` or `corrected`.
    #[schema(value_type = String)]
    pub kind: StatementEvent,
    /// In words.
    pub text: String,
    /// By whom; of the other side only that it was somebody there.
    pub actor_name: String,
}

/// A line with what was said about it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Talk {
    /// The statement.
    pub statement_id: Id,
    /// Its number.
    pub statement_number: String,
    /// Who pays.
    pub payer_name: String,
    /// The line.
    #[serde(flatten)]
    pub line: Line,
    /// What was said, oldest first.
    pub said: Vec<Said>,
}

impl Talk {
    /// How it was disputed last.
    #[must_use]
    pub fn disputed(&self) -> Option<&Said> {
        self.said.iter().rev().find(|said| said.kind == StatementEvent::Disputed)
    }
}
