//! A notice as it is stored and as it is answered.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::notice_words::NoticeKind;
use crate::platform::db::{Id, Moment};
use crate::platform::web::list::{FilterKind, ListSpec};

/// What the list takes.
pub const LIST: ListSpec =
    ListSpec { filters: &[("unread", FilterKind::Bool)], sorts: &["at"], search: false };

/// Something a person was told.
#[derive(Debug, Clone, Queryable, Serialize, ToSchema)]
pub struct Notice {
    /// The notice.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// What it tells, such as `record_returned`.
    #[schema(value_type = String)]
    pub kind: NoticeKind,
    /// What it is about: `fault_record`, `pre_sale_report`, `charge`, `credit`, `statement`, `payment` or `account`.
    pub object_kind: String,
    /// Which; null where it is about several.
    pub object_id: Option<Id>,
    /// Its number; empty where it has none.
    pub number: String,
    /// What else the words need, such as how many.
    #[schema(value_type = Object)]
    pub params: Value,
    /// When it was read; null until then.
    pub read_at: Option<Moment>,
}

impl Notice {
    /// The page it is about, as the person it was told to opens it.
    #[must_use]
    pub fn page(&self) -> String {
        let collection = match (self.kind, self.object_kind.as_str()) {
            (NoticeKind::RecordSubmitted, _) => "/reviews",
            (_, "fault_record") => "/fault-records",
            (_, "pre_sale_report") => "/pre-sale-reports",
            (_, "payment") => "/billing/payments",
            (_, "charge") => "/billing/charges",
            (_, "credit") => "/billing/credits",
            (_, "disputed_line") => "/reviews/disputed",
            (_, "statement_line") => "/billing/statement-lines",
            (_, "statement") => "/billing/statements",
            (_, "contract") => "/contracts",
            (_, "loaner") => "/loaners",
            (_, "request") => "/requests",
            _ => return "/account".to_string(),
        };
        match self.object_id {
            Some(id) => format!("{collection}/{id}"),
            None => format!("{collection}?status=confirmed"),
        }
    }
}
