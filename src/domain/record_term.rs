//! When a service record is due (2.3): at the end of the week in which the work ended, unless configured otherwise.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The days of the week as the configuration writes them.
pub const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

/// When a record is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordTerm {
    /// The last day of a week: what ended in it is due at its 24:00.
    pub due_day: Weekday,
    /// So many days later still.
    pub grace_days: u8,
}

impl Default for RecordTerm {
    /// Sunday 24:00 of the same week.
    fn default() -> Self {
        RecordTerm { due_day: Weekday::Sun, grace_days: 0 }
    }
}

impl RecordTerm {
    /// The last day on which the record of work that ended on `ended` is in time; none past the end of the calendar.
    #[must_use]
    pub fn last_day(self, ended: NaiveDate) -> Option<NaiveDate> {
        let ahead = self.due_day.days_since(ended.weekday());
        ended.checked_add_days(Days::new(u64::from(ahead) + u64::from(self.grace_days)))
    }
}
