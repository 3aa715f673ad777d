//! How late a payer is.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::db::{Id, Moment};
use crate::platform::views::{local_date, midnight};
use crate::platform::web::list::ListSpec;

/// What the ageing list takes.
pub const LIST: ListSpec = ListSpec { filters: &[], sorts: &["overdue_fen", "open_fen"], search: false };

/// What is open of a payer's statements, by how many days they are overdue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ages {
    /// Not due yet, fen.
    pub not_due_fen: i64,
    /// 1 to 30 days overdue.
    pub days_30_fen: i64,
    /// 31 to 60.
    pub days_60_fen: i64,
    /// 61 to 90.
    pub days_90_fen: i64,
    /// More than 90.
    pub older_fen: i64,
    /// Overdue in all.
    pub overdue_fen: i64,
    /// Open in all.
    pub open_fen: i64,
}

/// A payer with that.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PayerAges {
    /// The payer.
    pub payer_id: Id,
    /// Its name.
    pub payer_name: String,
    /// By age.
    #[serde(flatten)]
    pub ages: Ages,
    /// Its money that settles nothing yet, fen.
    pub unallocated_fen: i64,
    /// The longest that one is overdue, days; 0 where none is.
    pub most_days: i64,
}

/// How days are counted.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Where people count them.
    pub zone: Tz,
    /// So many days after the day of issue a statement is due.
    pub days: u16,
    /// Today.
    pub today: NaiveDate,
}

impl Terms {
    /// At `now`.
    #[must_use]
    pub fn at(now: Moment, zone: Tz, days: u16) -> Self {
        Terms { zone, days, today: local_date(now.0, zone) }
    }

    /// So many days a statement issued at `issued` is overdue; 0 or less while it is not.
    #[must_use]
    pub fn overdue(&self, issued: Moment) -> i64 {
        (self.today - local_date(issued.0, self.zone)).num_days() - i64::from(self.days)
    }

    /// What was issued before this moment is due, and has been for `step` days.
    #[must_use]
    pub fn due_since(&self, step: u16) -> Option<Moment> {
        let days = Days::new(u64::from(self.days) + u64::from(step));
        midnight(self.today.checked_sub_days(days)?.succ_opt()?, self.zone)
    }
}

impl Ages {
    /// With what is open of one statement more.
    #[must_use]
    pub fn plus(mut self, overdue_days: i64, open_fen: i64) -> Self {
        let place = match overdue_days {
            ..=0 => &mut self.not_due_fen,
            1..=30 => &mut self.days_30_fen,
            31..=60 => &mut self.days_60_fen,
            61..=90 => &mut self.days_90_fen,
            _ => &mut self.older_fen,
        };
        *place = place.saturating_add(open_fen);
        if overdue_days > 0 {
            self.overdue_fen = self.overdue_fen.saturating_add(open_fen);
        }
        self.open_fen = self.open_fen.saturating_add(open_fen);
        self
    }

    /// Of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Ages {
            not_due_fen: self.not_due_fen.saturating_add(other.not_due_fen),
            days_30_fen: self.days_30_fen.saturating_add(other.days_30_fen),
            days_60_fen: self.days_60_fen.saturating_add(other.days_60_fen),
            days_90_fen: self.days_90_fen.saturating_add(other.days_90_fen),
            older_fen: self.older_fen.saturating_add(other.older_fen),
            overdue_fen: self.overdue_fen.saturating_add(other.overdue_fen),
            open_fen: self.open_fen.saturating_add(other.open_fen),
        }
    }
}
