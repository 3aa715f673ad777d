//! One file being read, and the faults found in it.
//!
//! Invariant: a fault is noted, never returned early, so that all of them come out at once.

use std::{ops::Range, str::FromStr};

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use toml::{Spanned, value::Datetime};

use super::fault::{FaultCode, PolicyFault};
use crate::domain::{
    dated::{Period, SeriesFault, check_series},
    words::Name,
};

/// A file of the policy, with the list all faults go to.
pub(super) struct Source<'a> {
    file: &'a str,
    text: Option<&'a str>,
    faults: &'a mut Vec<PolicyFault>,
}

impl<'a> Source<'a> {
    /// Looks the file up by its name; that it is missing is a fault of its own.
    pub(super) fn open(
        files: &[(&'a str, &'a str)],
        file: &'a str,
        faults: &'a mut Vec<PolicyFault>,
    ) -> Self {
        let text = files.iter().find(|(name, _)| *name == file).map(|(_, text)| *text);
        let mut source = Self { file, text, faults };
        if text.is_none() {
            source.fault(0..0, FaultCode::MissingFile, file);
        }
        source
    }

    /// Reads the file into its shape.
    pub(super) fn parse<T: DeserializeOwned>(&mut self) -> Option<T> {
        match toml::from_str(self.text?) {
            Ok(raw) => Some(raw),
            Err(error) => {
                self.fault(error.span().unwrap_or(0..0), FaultCode::BadToml, error.message());
                None
            }
        }
    }

    /// Notes a fault at a place of the text.
    pub(super) fn fault(&mut self, span: Range<usize>, code: FaultCode, detail: impl Into<String>) {
        let before = self.text.and_then(|text| text.as_bytes().get(..span.start)).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        self.faults.push(PolicyFault { file: self.file.to_owned(), line, code, detail: detail.into() });
    }

    /// A word of an enumeration.
    pub(super) fn option<T: FromStr>(&mut self, span: Range<usize>, text: &str) -> Option<T> {
        let word = text.parse().ok();
        if word.is_none() {
            self.fault(span, FaultCode::NotAnOption, text);
        }
        word
    }

    /// A moment with its offset.
    pub(super) fn moment(&mut self, value: &Spanned<Datetime>) -> Option<DateTime<Utc>> {
        let text = value.get_ref().to_string();
        let moment = DateTime::parse_from_rfc3339(&text).ok();
        if moment.is_none() {
            self.fault(
                value.span(),
                FaultCode::NotAMoment,
                format!("{text}: date, time and offset are needed"),
            );
        }
        moment.map(|moment| moment.to_utc())
    }

    /// A stretch of time, which must not be reversed.
    pub(super) fn period(
        &mut self,
        from: &Spanned<Datetime>,
        to: Option<&Spanned<Datetime>>,
    ) -> Option<Period> {
        let start = self.moment(from);
        let end = to.map(|to| self.moment(to));
        let period = Period { from: start?, to: end.map_or(Some(None), |end| end.map(Some))? };
        if period.is_reversed() {
            self.fault(from.span(), FaultCode::PeriodReversed, "ends no later than it begins");
            return None;
        }
        Some(period)
    }

    /// A name in both languages.
    pub(super) fn name(&mut self, span: Range<usize>, zh: &str, en: &str) -> Name {
        if zh.trim().is_empty() || en.trim().is_empty() {
            self.fault(span, FaultCode::MissingName, "a name is needed in both languages");
        }
        Name { zh: zh.to_owned(), en: en.to_owned() }
    }

    /// A price, which must not be negative.
    pub(super) fn price(&mut self, span: Range<usize>, what: &str, fen: i64) -> i64 {
        if fen < 0 {
            self.fault(span, FaultCode::NegativePrice, format!("{what}: {fen}"));
        }
        fen
    }

    /// A series without gap or overlap, in force from the start of the policy at the latest.
    pub(super) fn series(&mut self, periods: &[(Range<usize>, Period)], start: Option<DateTime<Utc>>) {
        let plain: Vec<Period> = periods.iter().map(|(_, period)| *period).collect();
        for fault in check_series(&plain) {
            let (index, code, detail) = match fault {
                SeriesFault::Overlap(index) => {
                    (index, FaultCode::PeriodOverlap, "begins before its predecessor ends")
                }
                SeriesFault::Gap(index) => (index, FaultCode::PeriodGap, "leaves a time without a list"),
                SeriesFault::Reversed(index) => {
                    (index, FaultCode::PeriodReversed, "ends no later than it begins")
                }
            };
            let span = periods.get(index).map_or(0..0, |(span, _)| span.clone());
            self.fault(span, code, detail);
        }
        let first = periods.first().map(|(span, period)| (span.clone(), period.from));
        match (first, start) {
            (Some((span, first)), Some(start)) if first > start => {
                self.fault(span, FaultCode::PeriodGap, "begins after the policy takes effect");
            }
            (None, _) => self.fault(0..0, FaultCode::PeriodGap, "there is no list at all"),
            _ => {}
        }
    }
}
