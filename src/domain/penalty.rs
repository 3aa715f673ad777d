//! What a breach of a contract's deadlines costs (3.4): from the terms and the facts to the fen.
//!
//! Invariant: everything an amount rests on stands in [`Facts`], so it comes out the same years later; amounts are rounded half
//! up, what all penalties together may come to is rounded down, so it is never exceeded.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::{DAY, HOUR};
use super::contract_words::PenaltyTerms;
use super::money::{MoneyError, add, share_half_up, times};
use crate::text_enum;

text_enum! {
    /// What a contract says of a breach.
    pub enum Clause {
        /// There was no response within so many hours; once for a request.
        NoResponse = "no_response",
        /// Each started day without recovery after the promised time.
        LateDay = "late_day",
        /// Each started hour without recovery after the promised time.
        LateHour = "late_hour",
        /// An outage stopped the customer's production; once for a request.
        Outage = "outage",
    }
}

impl Clause {
    /// Whether it is owed once for a request; the others go on until recovery, and count anew after a reopening.
    #[must_use]
    pub const fn is_once(self) -> bool {
        matches!(self, Self::NoResponse | Self::Outage)
    }
}

/// What one clause of a contract costs; all of it nothing where the contract does not agree on the clause.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rate {
    /// Percent of the price.
    pub percent: Option<u32>,
    /// Fen for each started hour.
    pub hour_fen: Option<i64>,
    /// The hours within which a response is owed.
    pub within_hours: Option<u32>,
}

impl PenaltyTerms {
    /// What these terms say of a clause.
    #[must_use]
    pub fn rate(&self, clause: Clause) -> Rate {
        match clause {
            Clause::NoResponse => {
                let within_hours = self.no_response_hours;
                Rate { percent: self.no_response_percent, within_hours, ..Rate::default() }
            }
            Clause::LateDay => Rate { percent: self.late_day_percent, ..Rate::default() },
            Clause::LateHour => Rate { hour_fen: self.late_hour_fen, ..Rate::default() },
            Clause::Outage => Rate { percent: self.outage_percent, ..Rate::default() },
        }
    }

    /// Whether a breach of a clause costs something.
    #[must_use]
    pub fn agrees(&self, clause: Clause) -> bool {
        let Rate { percent, hour_fen, .. } = self.rate(clause);
        percent.is_some() || hour_fen.is_some()
    }
}

/// A stretch of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stretch {
    /// Its beginning.
    pub from: DateTime<Utc>,
    /// Its end.
    pub to: DateTime<Utc>,
}

/// What a penalty is computed from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// What was breached.
    pub clause: Clause,
    /// The price of the contract, fen.
    pub price_fen: i64,
    /// Percent of the price, for the breach or for each started day.
    pub percent: Option<u32>,
    /// Fen for each started hour.
    pub hour_fen: Option<i64>,
    /// The hours within which a response was owed.
    pub within_hours: Option<u32>,
    /// When the time began that is counted: the report or the handing on, or the promised moment.
    pub from: DateTime<Utc>,
    /// The time between the report and the moment at which the vendor could begin, by which the promised moment moves.
    pub held: Option<Stretch>,
    /// When the vendor heard of it, where that was after the report and not by an agent that handed it on.
    #[serde(default)]
    pub known: Option<DateTime<Utc>>,
    /// When it ended: the response, or the moment at which there still was none; the recovery.
    pub until: DateTime<Utc>,
    /// When the clock stood still.
    pub pauses: Vec<Stretch>,
    /// Days or hours for which a penalty was proposed before a reopening.
    pub counted_before: i64,
    /// What all penalties under the contract together are at most, in percent of the price.
    pub cap_percent: u32,
    /// What those come to that were proposed before and not refused or taken back, fen.
    pub taken_fen: i64,
}

/// What comes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Penalty {
    /// When the time began that was counted, after the time before the handing on was added.
    pub began: DateTime<Utc>,
    /// Seconds that count.
    pub seconds: i64,
    /// How often it is owed: once, or for so many started days or hours.
    pub count: i64,
    /// What that comes to, fen.
    pub full_fen: i64,
    /// What all penalties together are at most, fen.
    pub cap_fen: i64,
    /// What may be proposed of it, fen.
    pub amount_fen: i64,
}

impl Facts {
    /// What the clause cost by the terms that it was computed from.
    #[must_use]
    pub fn rate(&self) -> Rate {
        Rate { percent: self.percent, hour_fen: self.hour_fen, within_hours: self.within_hours }
    }

    /// Computes the penalty; its amount is zero where nothing is owed, or nothing is left below the cap.
    ///
    /// # Errors
    /// An amount that does not fit.
    pub fn reckon(&self) -> Result<Penalty, MoneyError> {
        // A pause that began after the promised moment has not moved it.
        let moved: Vec<Stretch> =
            self.pauses.iter().filter(|pause| pause.from < self.from).copied().collect();
        let shift = self.held.map_or(0, |held| running(held, &moved));
        let began = self.from.checked_add_signed(TimeDelta::seconds(shift)).unwrap_or(self.from);
        let seconds = running(Stretch { from: began, to: self.until }, &self.pauses);
        let started = |unit: i64| {
            let whole = seconds / unit + i64::from(seconds % unit > 0);
            (whole - self.counted_before).max(0)
        };
        let count = match self.clause {
            Clause::NoResponse => {
                let within = i64::from(self.within_hours.unwrap_or_default()) * HOUR;
                i64::from(self.within_hours.is_some() && seconds > within)
            }
            Clause::LateDay => started(DAY.into()),
            Clause::LateHour => started(HOUR),
            Clause::Outage => 1,
        };
        let percent = times(i64::from(self.percent.unwrap_or_default()), count)?;
        let of_price = share_half_up(self.price_fen, percent, 100)?;
        let full_fen = add(of_price, times(self.hour_fen.unwrap_or_default(), count)?)?;
        let cap_fen = cap(self.price_fen, self.cap_percent)?;
        let left = (cap_fen - self.taken_fen).max(0);
        Ok(Penalty { began, seconds, count, full_fen, cap_fen, amount_fen: full_fen.min(left) })
    }
}

/// What so many percent of a price are at most, in whole fen.
///
/// # Errors
/// An amount that does not fit.
pub fn cap(price_fen: i64, percent: u32) -> Result<i64, MoneyError> {
    let share = i128::from(price_fen.max(0)) * i128::from(percent) / 100;
    i64::try_from(share).map_err(|_| MoneyError::OutOfRange)
}

/// The seconds of a stretch outside the pauses, which may overlap and come in any order; none where it ends before it begins.
#[must_use]
pub fn running(stretch: Stretch, pauses: &[Stretch]) -> i64 {
    let second = |at: DateTime<Utc>| at.with_nanosecond(0).unwrap_or(at).timestamp();
    let (mut at, end) = (second(stretch.from), second(stretch.to));
    let mut pauses: Vec<(i64, i64)> = pauses
        .iter()
        .map(|pause| (second(pause.from), second(pause.to)))
        .filter(|(from, to)| from < to)
        .collect();
    pauses.sort_unstable();
    let mut seconds = 0;
    for (from, to) in pauses {
        seconds += (from.min(end) - at).max(0);
        at = at.max(to);
    }
    seconds + (end - at).max(0)
}
