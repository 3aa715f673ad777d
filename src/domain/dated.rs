//! Things that hold from a moment on, one after the other: price lists, city tiers, policy versions (chapters 2 and 6).
//!
//! Invariant: in a checked series every moment from the first on belongs to exactly one thing.

use chrono::{DateTime, Utc};

/// A half-open stretch of time: from a moment on, up to and without another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Period {
    /// The first moment in it.
    pub from: DateTime<Utc>,
    /// The first moment after it, when it ends.
    pub to: Option<DateTime<Utc>>,
}

impl Period {
    /// Whether the moment lies in it.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }

    /// Whether it ends no later than it begins.
    pub fn is_reversed(&self) -> bool {
        self.to.is_some_and(|to| to <= self.from)
    }

    /// Whether the two share a moment.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }
}

/// What is wrong with a series; the index is that of the later thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SeriesFault {
    /// It ends no later than it begins.
    Reversed(usize),
    /// It begins before its predecessor ends, or not after its predecessor begins.
    Overlap(usize),
    /// Nothing holds between its predecessor and it, or after the last one.
    Gap(usize),
}

/// Checks that a series in order of time has neither gap nor overlap. An open end runs up to the next beginning.
pub fn check_series(periods: &[Period]) -> Vec<SeriesFault> {
    let mut faults = Vec::new();
    for (index, period) in periods.iter().enumerate() {
        if period.is_reversed() {
            faults.push(SeriesFault::Reversed(index));
        }
        let Some(next) = periods.get(index + 1) else {
            if period.to.is_some() {
                faults.push(SeriesFault::Gap(index));
            }
            continue;
        };
        if next.from <= period.from || period.to.is_some_and(|to| to > next.from) {
            faults.push(SeriesFault::Overlap(index + 1));
        } else if period.to.is_some_and(|to| to < next.from) {
            faults.push(SeriesFault::Gap(index + 1));
        }
    }
    faults
}
