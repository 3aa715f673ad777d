//! Public holidays (放假) and swapped working days (调休), year by year (chapters 3.1 and 10).
//!
//! Invariant: the days of a year lie in it, each is named once, and only weekend days are made working days.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

/// The days of one year that the State Council's notice takes out of the ordinary week.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HolidayYear {
    /// Days off (放假), weekends among them or not.
    pub off: Vec<NaiveDate>,
    /// Weekend days that are worked (调休上班).
    pub worked: Vec<NaiveDate>,
}

/// Holidays by year. A year that is not there is computed from weekdays alone.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Holidays(BTreeMap<i32, HolidayYear>);

/// What is wrong with the holidays of a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum HolidayFault {
    /// The day lies in another year.
    #[error("{0} is not in this year")]
    OtherYear(NaiveDate),
    /// The day is named twice.
    #[error("{0} is named twice")]
    Twice(NaiveDate),
    /// Only Saturdays and Sundays are made working days.
    #[error("{0} is no weekend day")]
    NoWeekend(NaiveDate),
}

impl HolidayFault {
    /// The day that is wrong.
    pub fn day(&self) -> NaiveDate {
        match self {
            Self::OtherYear(day) | Self::Twice(day) | Self::NoWeekend(day) => *day,
        }
    }
}

impl HolidayYear {
    /// Everything that contradicts the year, by day.
    pub fn faults(&self, year: i32) -> Vec<HolidayFault> {
        let mut all: Vec<NaiveDate> = self.off.iter().chain(&self.worked).copied().collect();
        all.sort_unstable();
        let twice = all.iter().zip(all.iter().skip(1)).filter(|(one, other)| one == other);
        let mut faults: Vec<HolidayFault> = twice.map(|(day, _)| HolidayFault::Twice(*day)).collect();
        faults.extend(all.iter().filter(|day| day.year() != year).map(|day| HolidayFault::OtherYear(*day)));
        let ordinary = |day: &&NaiveDate| day.weekday().num_days_from_monday() < 5;
        faults.extend(self.worked.iter().filter(ordinary).map(|day| HolidayFault::NoWeekend(*day)));
        faults
    }
}

impl Holidays {
    /// Adds a year, or replaces it.
    ///
    /// # Errors
    /// The first day that contradicts the year.
    pub fn set(&mut self, year: i32, mut days: HolidayYear) -> Result<(), HolidayFault> {
        if let Some(fault) = days.faults(year).first() {
            return Err(*fault);
        }
        days.off.sort_unstable();
        days.worked.sort_unstable();
        self.0.insert(year, days);
        Ok(())
    }

    /// The days of a year whose notice is known.
    pub fn year(&self, year: i32) -> Option<&HolidayYear> {
        self.0.get(&year)
    }

    /// Whether this year's notice is known.
    pub fn knows(&self, year: i32) -> bool {
        self.0.contains_key(&year)
    }

    /// The years that are known, earliest first.
    pub fn years(&self) -> impl Iterator<Item = (i32, &HolidayYear)> {
        self.0.iter().map(|(year, days)| (*year, days))
    }

    /// These with the years of `others` in place of their own.
    #[must_use]
    pub fn replaced_by(&self, others: &Holidays) -> Self {
        let mut all = self.clone();
        all.0.extend(others.0.iter().map(|(year, days)| (*year, days.clone())));
        all
    }
}

/// The days of `2026-02-15..2026-02-23`, or of one day; nothing where it is neither, or goes backwards or too far.
pub fn days_of(text: &str) -> Option<Vec<NaiveDate>> {
    const LONGEST: usize = 366;
    let day = |text: &str| {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        (text.len() == 10).then_some(day)
    };
    let (first, last) = match text.split_once("..") {
        Some((first, last)) => (day(first.trim())?, day(last.trim())?),
        None => (day(text.trim())?, day(text.trim())?),
    };
    let days: Vec<NaiveDate> = first.iter_days().take(LONGEST + 1).take_while(|day| *day <= last).collect();
    (!days.is_empty() && days.len() <= LONGEST).then_some(days)
}
