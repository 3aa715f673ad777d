//! Numbers of records: `FR-20260302-012345` (chapter 4).
//!
//! Invariant: kind, local date and six random digits; numbers reveal no volume. The digits are an argument.

use chrono::{Datelike, NaiveDate};

use super::record_words::ServiceRecordKind;

/// The first number of six digits that is too large.
pub const SUFFIX_LIMIT: u32 = 1_000_000;

/// The parts of a record number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecordNumber {
    /// Which kind of record.
    pub kind: ServiceRecordKind,
    /// The local date of its birth.
    pub date: NaiveDate,
    /// Six digits, `0..1_000_000`.
    pub suffix: u32,
}

/// The number of a record born on a local date; only the last six digits of `suffix` count.
pub fn record_number(kind: ServiceRecordKind, local_date: NaiveDate, suffix: u32) -> String {
    number(kind.prefix(), local_date, suffix)
}

/// The number of a request born on a local date (4.1).
pub fn request_number(local_date: NaiveDate, suffix: u32) -> String {
    number("SR", local_date, suffix)
}

/// The number of a credit or a service fee of a local date (6).
pub fn credit_number(local_date: NaiveDate, suffix: u32) -> String {
    number("CN", local_date, suffix)
}

/// The number of a payment of a local date (6).
pub fn payment_number(local_date: NaiveDate, suffix: u32) -> String {
    number("PM", local_date, suffix)
}

/// The number of a loaner of a local date (2.5).
pub fn loaner_number(local_date: NaiveDate, suffix: u32) -> String {
    number("LN", local_date, suffix)
}

/// The number of a maintenance contract of a local date (2.5).
pub fn contract_number(local_date: NaiveDate, suffix: u32) -> String {
    number("MC", local_date, suffix)
}

fn number(prefix: &str, local_date: NaiveDate, suffix: u32) -> String {
    let suffix = suffix % SUFFIX_LIMIT;
    let (year, month, day) = (local_date.year(), local_date.month(), local_date.day());
    format!("{prefix}-{year:04}{month:02}{day:02}-{suffix:06}")
}

/// Takes a record number apart; `None` when it is not one.
pub fn parse_record_number(text: &str) -> Option<RecordNumber> {
    let mut parts = text.split('-');
    let (prefix, date, suffix) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !digits(date, 8) || !digits(suffix, 6) {
        return None;
    }
    let kind = *ServiceRecordKind::ALL.iter().find(|kind| kind.prefix() == prefix)?;
    let date = NaiveDate::parse_from_str(date, "%Y%m%d").ok()?;
    Some(RecordNumber { kind, date, suffix: suffix.parse().ok()? })
}
