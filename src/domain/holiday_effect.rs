//! What an import of holidays changes: each day that is named now or was before, and what it is to a calendar before and
//! after (chapter 3.1).

use std::collections::BTreeSet;

use chrono::{Datelike, Months, NaiveDate};

use super::calendar::{DayKind, ServiceCalendar};
use super::holidays::{HolidayYear, Holidays};
use crate::text_enum;

text_enum! {
    /// As what a day is named.
    pub enum Naming {
        /// Off (放假).
        Off = "off",
        /// A weekend day that is worked (调休上班).
        Worked = "worked",
    }
}

text_enum! {
    /// Where the holidays of a year come from.
    pub enum Origin {
        /// They are shipped with the policy.
        Shipped = "shipped",
        /// An administrator imported them.
        Imported = "imported",
        /// There are none: deadlines are computed from weekdays alone.
        Nowhere = "none",
    }
}

text_enum! {
    /// How urgently a year without data is needed.
    pub enum Need {
        /// It has begun.
        Now = "now",
        /// It begins in two months at most.
        Soon = "soon",
    }
}

text_enum! {
    /// What an import does to the naming of a day.
    pub enum DayChange {
        /// It was not named before.
        Added = "added",
        /// It was named differently.
        Changed = "changed",
        /// It is no longer named.
        Removed = "removed",
        /// It stays as it is.
        Same = "same",
    }
}

/// One day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effect {
    /// Which.
    pub day: NaiveDate,
    /// As what it was named; nothing where it was not.
    pub was: Option<Naming>,
    /// As what it is named now; nothing where it no longer is.
    pub is: Option<Naming>,
    /// What it was to the calendar.
    pub before: DayKind,
    /// What it will be.
    pub after: DayKind,
}

impl Effect {
    /// How it is named now against before.
    #[must_use]
    pub fn change(&self) -> DayChange {
        match (self.was, self.is) {
            (None, Some(_)) => DayChange::Added,
            (Some(_), None) => DayChange::Removed,
            (was, is) if was == is => DayChange::Same,
            _ => DayChange::Changed,
        }
    }
}

fn naming(days: Option<&HolidayYear>, day: NaiveDate) -> Option<Naming> {
    let days = days?;
    if days.off.contains(&day) {
        return Some(Naming::Off);
    }
    days.worked.contains(&day).then_some(Naming::Worked)
}

/// What becomes of every day of `year` that `new` names or `known` named, in a calendar that keeps holidays.
#[must_use]
pub fn effects(calendar: &ServiceCalendar, known: &Holidays, year: i32, new: &HolidayYear) -> Vec<Effect> {
    let old = known.year(year);
    let mut renewed = known.clone();
    // What contradicts the year has been refused before; then nothing is to be shown.
    if renewed.set(year, new.clone()).is_err() {
        return Vec::new();
    }
    let (before, after) = (calendar.with_holidays(known), calendar.with_holidays(&renewed));
    let named = |days: &HolidayYear| days.off.iter().chain(&days.worked).copied().collect::<Vec<_>>();
    let days: BTreeSet<NaiveDate> =
        named(new).into_iter().chain(old.map(named).unwrap_or_default()).collect();
    let effect = |day: NaiveDate| Effect {
        day,
        was: naming(old, day),
        is: naming(Some(new), day),
        before: before.kind(day),
        after: after.kind(day),
    };
    days.into_iter().map(effect).collect()
}

/// How soon the notice of a year is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Missing {
    /// The year without data.
    pub year: i32,
    /// Whether it has begun.
    pub begun: bool,
}

/// The years whose holidays are not known although deadlines need them: this one, and from 1 November on the next.
#[must_use]
pub fn missing(known: &Holidays, today: NaiveDate) -> Vec<Missing> {
    let year = today.year();
    // Two months on is the next year from November on.
    let ahead = today.checked_add_months(Months::new(2)).map_or(year, |day| day.year());
    (year..=ahead).filter(|it| !known.knows(*it)).map(|it| Missing { year: it, begun: it == year }).collect()
}
