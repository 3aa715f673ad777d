//! The holidays of one year as an administrator pastes or uploads them: TOML as in `holidays.toml`, or CSV (chapter 3.1).
//!
//! Invariant: all faults at once, each with its line; what comes out is a year that [`Holidays`] takes.
//!
//! [`Holidays`]: crate::domain::holidays::Holidays

use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use toml::Spanned;

use super::raw_sla::RawHolidays;
use crate::domain::holidays::{HolidayYear, days_of};
use crate::text_enum;

text_enum! {
    /// What is wrong with a line.
    pub enum ImportFaultCode {
        /// Not TOML, or not of the expected shape.
        BadToml = "bad_toml",
        /// Not a day and a word.
        BadLine = "bad_line",
        /// Not a day or a stretch of days.
        NotADay = "not_a_day",
        /// Neither "off" nor "worked".
        NotAWord = "not_a_day_word",
        /// Another year.
        OtherYear = "other_year",
        /// A day is named twice.
        Twice = "named_twice",
        /// A working day that is made one.
        NoWeekend = "no_weekend_day",
        /// There is no day at all.
        NoDays = "no_days",
    }
}

/// A fault and where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportFault {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub code: ImportFaultCode,
    /// With what.
    pub detail: String,
}

/// A day as it is named, with its line.
struct Named {
    line: usize,
    day: NaiveDate,
    worked: bool,
}

/// The days of `year` in `text`; whether it is TOML or CSV is seen from the text.
///
/// # Errors
/// Every fault, in the order of the lines.
pub fn holiday_year(year: i32, text: &str) -> Result<HolidayYear, Vec<ImportFault>> {
    // Spreadsheets begin their files with this mark.
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader { text, named: Vec::new(), faults: Vec::new() };
    if is_toml(text) {
        reader.toml(year);
    } else {
        reader.csv();
    }
    reader.check(year)
}

fn is_toml(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines.into_iter().any(|line| line.starts_with('[') || line.contains('='))
}

struct Reader<'a> {
    text: &'a str,
    named: Vec<Named>,
    faults: Vec<ImportFault>,
}

impl Reader<'_> {
    fn fault(&mut self, line: usize, code: ImportFaultCode, detail: impl Into<String>) {
        self.faults.push(ImportFault { line, code, detail: detail.into() });
    }

    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    fn toml(&mut self, wanted: i32) {
        let raw: RawHolidays = match toml::from_str(self.text) {
            Ok(raw) => raw,
            Err(error) => {
                let line = self.line(&error.span().unwrap_or(0..0));
                return self.fault(line, ImportFaultCode::BadToml, error.message());
            }
        };
        for year in &raw.years {
            if *year.year.get_ref() != i64::from(wanted) {
                let line = self.line(&year.year.span());
                self.fault(line, ImportFaultCode::OtherYear, year.year.get_ref().to_string());
                continue;
            }
            self.toml_days(&year.off, false);
            self.toml_days(&year.worked, true);
        }
    }

    fn toml_days(&mut self, list: &[Spanned<String>], worked: bool) {
        for text in list {
            let line = self.line(&text.span());
            self.days(line, text.get_ref(), worked);
        }
    }

    /// `2027-02-05..2027-02-11,off`; a head in words, empty lines, notes and further columns are passed over.
    fn csv(&mut self) {
        let mut first = true;
        for (index, line) in self.text.lines().enumerate() {
            let (number, line) = (index + 1, line.trim());
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells =
                line.split([',', '，', ';', '\t']).map(|cell| cell.trim().trim_matches('"').trim());
            let (day, word) = (cells.next().unwrap_or_default(), cells.next());
            let head = std::mem::take(&mut first) && !day.contains(|c: char| c.is_ascii_digit());
            match word.map(|word| (word, worked(word))) {
                _ if head => {}
                None => self.fault(number, ImportFaultCode::BadLine, line),
                Some((word, None)) => self.fault(number, ImportFaultCode::NotAWord, word),
                Some((_, Some(worked))) => self.days(number, day, worked),
            }
        }
    }

    fn days(&mut self, line: usize, text: &str, worked: bool) {
        let tidy: Vec<String> = text.split("..").map(padded).collect();
        match days_of(&tidy.join("..")) {
            Some(days) => self.named.extend(days.into_iter().map(|day| Named { line, day, worked })),
            None => self.fault(line, ImportFaultCode::NotADay, text),
        }
    }

    fn check(mut self, year: i32) -> Result<HolidayYear, Vec<ImportFault>> {
        let mut named = std::mem::take(&mut self.named);
        if named.is_empty() && self.faults.is_empty() {
            self.fault(1, ImportFaultCode::NoDays, "");
        }
        // A stable order, so that of two lines with one day the later one is at fault.
        named.sort_by_key(|it| (it.day, it.line));
        let mut days = HolidayYear::default();
        let mut last = None;
        for Named { line, day, worked } in named {
            let weekday = day.weekday().num_days_from_monday() < 5;
            let code = if day.year() != year {
                Some(ImportFaultCode::OtherYear)
            } else if last == Some(day) {
                Some(ImportFaultCode::Twice)
            } else if worked && weekday {
                Some(ImportFaultCode::NoWeekend)
            } else {
                None
            };
            last = Some(day);
            match code {
                Some(code) => self.fault(line, code, day.to_string()),
                None if worked => days.worked.push(day),
                None => days.off.push(day),
            }
        }
        self.faults.sort_by_key(|fault| fault.line);
        if self.faults.is_empty() { Ok(days) } else { Err(self.faults) }
    }
}

/// Whether a word makes a day a working one; nothing where it says neither.
fn worked(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "off" | "holiday" | "放假" | "休" | "休息" => Some(false),
        "worked" | "work" | "上班" | "班" | "调休上班" => Some(true),
        _ => None,
    }
}

/// `2027/2/5` as spreadsheets write it: `2027-02-05`.
fn padded(day: &str) -> String {
    let parts: Vec<String> = day.trim().split(['-', '/']).map(|part| format!("{part:0>2}")).collect();
    parts.join("-")
}
