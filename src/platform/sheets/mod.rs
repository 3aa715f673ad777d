//! Tables that people hand in: CSV in UTF-8 or GB18030, and XLSX, read into lines of plain text with the row numbers of
//! the sheet (chapter 8.1).
//!
//! Invariant: nothing is ever computed – a formula is a fault of its cell –, and the memory that a file takes is bounded by
//! the limits below, whatever it claims to be: a workbook is measured by unpacking it to nowhere before it is opened.

mod csv;
mod encoding;
mod workbook;
mod zipped;

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

pub use encoding::Encoding;

use super::fields::{FaultCode, FieldFault};
use super::files::{FileKind, Refusal, Spool, inspect};
use crate::error::Error;

/// The most lines under the heading.
pub const MOST_LINES: usize = 5_000;
/// The most columns.
pub const MOST_COLUMNS: usize = 40;
/// The longest cell, in letters.
pub const LONGEST_CELL: usize = 2_000;
/// The largest text of a CSV file and of all cells of a workbook, in bytes.
pub const MOST_TEXT: usize = 8 * 1024 * 1024;

/// What a cell holds that cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellFault {
    /// A formula; nothing is computed here.
    Formula,
    /// What a formula of the sheet failed with, such as `#N/A`.
    ErrorValue,
    /// A number that the sheet has rounded: a long code that was not kept as text.
    LostDigits,
    /// More letters than any field takes.
    LongCell,
}

impl CellFault {
    /// What callers hear.
    #[must_use]
    pub fn code(self) -> FaultCode {
        FaultCode::new(match self {
            CellFault::Formula => "formula",
            CellFault::ErrorValue => "error_value",
            CellFault::LostDigits => "lost_digits",
            CellFault::LongCell => "long_cell",
        })
    }
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// What it shows; empty where nothing is there.
    Text(String),
    /// Why it cannot be taken.
    Wrong {
        /// Why.
        wrong: CellFault,
    },
}

impl Cell {
    /// A text as a cell: without blanks around it, and refused where it is a formula to a spreadsheet.
    fn of_text(text: &str) -> Self {
        // What no database takes as text is no letter of anybody's.
        let clean = text.replace('\0', "");
        let text = clean.trim();
        if text.chars().count() > LONGEST_CELL {
            return Cell::Wrong { wrong: CellFault::LongCell };
        }
        if text.starts_with(['=', '＝']) {
            return Cell::Wrong { wrong: CellFault::Formula };
        }
        // Our own exports put an apostrophe before what a spreadsheet would take for a formula.
        let own = text
            .strip_prefix('\'')
            .filter(|rest| rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
        Cell::Text(own.unwrap_or(text).to_string())
    }

    fn is_empty(&self) -> bool {
        matches!(self, Cell::Text(text) if text.is_empty())
    }
}

/// A line with its number in the sheet, as a spreadsheet counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// From 1; the heading is a line too.
    pub number: usize,
    /// The cells; nothing is missing at the end but empty ones.
    pub cells: Vec<Cell>,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The headings, as they are written.
    pub heading: Vec<String>,
    /// The lines under them that are not blank.
    pub lines: Vec<Line>,
    /// `csv` or `xlsx`.
    pub format: &'static str,
    /// How a CSV file was written.
    pub encoding: Option<Encoding>,
    /// The sheet of a workbook that was read.
    pub sheet: Option<String>,
}

/// Why a file is not taken as a whole.
#[derive(Debug, thiserror::Error)]
pub enum SheetFault {
    /// What any upload is refused for.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// A code with the number that was exceeded, where there is one.
    #[error("{0}")]
    Wrong(&'static str, Option<usize>),
    /// The disk failed.
    #[error("disk: {0}")]
    Disk(#[from] std::io::Error),
}

impl SheetFault {
    /// A fault without a number.
    const fn plain(code: &'static str) -> Self {
        SheetFault::Wrong(code, None)
    }

    /// What callers hear about the field `file`.
    #[must_use]
    pub fn told(self, field: &str) -> Error {
        match self {
            SheetFault::Refused(refusal) => refusal.told(field),
            SheetFault::Disk(fault) => Error::internal(fault),
            SheetFault::Wrong(code, most) => {
                let fault = FieldFault::new(field, FaultCode::new(code));
                Error::Invalid(vec![match most {
                    Some(most) => fault.with("max", most),
                    None => fault,
                }])
            }
        }
    }
}

/// One workbook is open at a time, so that many at once take no more memory than one.
static OPEN: Mutex<()> = Mutex::new(());

/// Reads a file that its sender calls `name`. Blocks: call it off the async threads.
///
/// # Errors
/// Why it is not taken.
pub fn read(spool: &Spool, name: &str) -> Result<Table, SheetFault> {
    let found = inspect(spool, name).map_err(|refusal| match refusal {
        Refusal::WrongKind => SheetFault::plain("not_a_table"),
        other => other.into(),
    })?;
    match found.kind {
        FileKind::Text => csv::read(spool),
        FileKind::Office if found.media_type == zipped::MEDIA_TYPE => {
            let _one = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
            zipped::measure(spool)?;
            workbook::read(spool)
        }
        _ => Err(SheetFault::plain("not_a_table")),
    }
}

/// Puts lines that all say something together with their heading, which is the first.
fn table(
    lines: Vec<Line>,
    (format, encoding, sheet): (&'static str, Option<Encoding>, Option<String>),
) -> Result<Table, SheetFault> {
    let mut lines = lines.into_iter();
    let heading = lines.next().ok_or(SheetFault::plain("no_heading"))?;
    let heading: Vec<String> = heading
        .cells
        .into_iter()
        .map(|cell| match cell {
            Cell::Text(text) => text,
            Cell::Wrong { .. } => String::new(),
        })
        .collect();
    let lines: Vec<Line> = lines.collect();
    if lines.is_empty() {
        return Err(SheetFault::plain("no_lines"));
    }
    Ok(Table { heading, lines, format, encoding, sheet })
}

/// Counts what was read, and says when it is too much.
#[derive(Debug, Default)]
struct Budget {
    lines: usize,
    text: usize,
}

impl Budget {
    /// One line more.
    fn line(&mut self) -> Result<(), SheetFault> {
        self.lines += 1;
        // The heading is a line too.
        if self.lines > MOST_LINES + 1 {
            return Err(SheetFault::Wrong("too_many_lines", Some(MOST_LINES)));
        }
        Ok(())
    }

    /// Something in the column `index`.
    fn column(&self, index: usize) -> Result<(), SheetFault> {
        if index >= MOST_COLUMNS {
            return Err(SheetFault::Wrong("too_many_columns", Some(MOST_COLUMNS)));
        }
        Ok(())
    }

    /// So many bytes of text more.
    fn text(&mut self, bytes: usize) -> Result<(), SheetFault> {
        self.text = self.text.saturating_add(bytes);
        if self.text > MOST_TEXT {
            return Err(SheetFault::Wrong("too_much_text", Some(MOST_TEXT / 1024 / 1024)));
        }
        Ok(())
    }
}
