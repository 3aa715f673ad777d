//! Years of holidays on the wire, and the body of an import.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::calendar::DayKind;
use crate::domain::holiday_effect::{DayChange, Effect, Naming, Need, Origin};
use crate::domain::holidays::HolidayYear;
use crate::platform::db::Moment;
use crate::platform::fields::Field;

/// Years that can be asked for.
pub const FIRST_YEAR: i32 = 2013;
/// The last of them.
pub const LAST_YEAR: i32 = 2199;

const TEXT: Field = Field::long_text("days", 20_000).required().wide();
const SOURCE: Field = Field::text("source", 200).wide();

/// The body of an import.
pub const IMPORT: &[Field] = &[TEXT, SOURCE];

/// The form of one.
pub const FORM: &[Field] = &[Field::integer("year", 2013, 2199).required(), SOURCE, TEXT];

/// The days of a year as a row keeps them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Days {
    /// Days off (放假).
    pub off: Vec<NaiveDate>,
    /// Weekend days that are worked (调休上班).
    pub worked: Vec<NaiveDate>,
}

impl From<&HolidayYear> for Days {
    fn from(year: &HolidayYear) -> Self {
        Days { off: year.off.clone(), worked: year.worked.clone() }
    }
}

impl From<Days> for HolidayYear {
    fn from(days: Days) -> Self {
        HolidayYear { off: days.off, worked: days.worked }
    }
}

/// An import of a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Import {
    /// 1 for the first of its year.
    pub revision: i32,
    /// How many days are off.
    pub off_count: usize,
    /// How many weekend days are worked.
    pub worked_count: usize,
    /// What they were taken from, such as the number of the State Council's notice.
    pub source: Option<String>,
    /// Who imported it.
    pub imported_by: String,
    /// When.
    pub imported_at: Moment,
}

/// A year in the list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct YearView {
    /// Which.
    pub year: i32,
    /// `shipped`, `imported` or `none`.
    #[schema(value_type = String)]
    pub origin: Origin,
    /// `now` or `soon` where deadlines need it and there is no data.
    #[schema(value_type = Option<String>)]
    pub needed: Option<Need>,
    /// How many days are off.
    pub off_count: usize,
    /// How many weekend days are worked.
    pub worked_count: usize,
    /// The import in force, where there is one.
    pub import: Option<Import>,
}

/// The years that are known, and those that are needed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Years {
    /// Newest first.
    pub items: Vec<YearView>,
}

/// A year with its days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct YearDetail {
    /// As in the list.
    #[serde(flatten)]
    pub year: YearView,
    /// The days in force.
    #[serde(flatten)]
    pub days: Days,
    /// Every import, newest first.
    pub imports: Vec<Import>,
    /// The revision in force; 0 before the first import.
    pub version: i32,
}

/// What an import would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Preview {
    /// Which year.
    pub year: i32,
    /// How many days would be off.
    pub off_count: usize,
    /// How many weekend days would be worked.
    pub worked_count: usize,
    /// How many days would be named otherwise than now.
    pub changed_count: usize,
    /// The calendar whose days are shown, by its name in the policy.
    pub calendar: String,
    /// Every day that is named, or was until now.
    pub items: Vec<DayView>,
}

/// One day of a preview.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DayView {
    /// Which.
    pub day: NaiveDate,
    /// 1 is Monday.
    pub weekday: u32,
    /// `off` or `worked`; null where it is no longer named.
    #[schema(value_type = Option<String>)]
    pub named: Option<Naming>,
    /// `added`, `changed`, `removed` or `same`.
    #[schema(value_type = String)]
    pub change: DayChange,
    /// What it is to the calendar now: `service`, `no_service` or `holiday`.
    pub before: &'static str,
    /// What it would be.
    pub after: &'static str,
}

impl From<Effect> for DayView {
    fn from(effect: Effect) -> Self {
        use chrono::Datelike;
        DayView {
            day: effect.day,
            weekday: effect.day.weekday().number_from_monday(),
            named: effect.is,
            change: effect.change(),
            before: kind_word(effect.before),
            after: kind_word(effect.after),
        }
    }
}

/// What a day is, as a word of the wire.
#[must_use]
pub fn kind_word(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Service => "service",
        DayKind::NoService => "no_service",
        DayKind::Holiday => "holiday",
    }
}
