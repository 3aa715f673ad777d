//! Lists as files for spreadsheets: CSV with a byte order mark, and XLSX (chapter 10, 9.4).
//!
//! Invariant: a cell is text, or in a [`Book`] a number; none can be taken for a formula: not when the file is opened, and
//! not when an XLSX is saved as CSV and opened again.

mod book;

pub use book::{Book, Cell, Column};

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::header;
use rust_xlsxwriter::{Format as Style, Workbook};

use crate::error::Error;

/// How many rows a file holds at most; a list that is longer is cut, and its page says so.
pub const MOST_ROWS: usize = 20_000;

/// What spreadsheets take in one cell, in units of UTF-16.
const LONGEST_CELL: usize = 32_767;
/// The widest column, in letters.
const WIDEST: usize = 60;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with commas, in UTF-8.
    Csv,
    /// A workbook with one sheet.
    Xlsx,
}

impl Format {
    /// The end of the file's name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }

    /// What a browser is told that it is.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A list as it goes into a file, in the words of its reader.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The head of each column.
    pub columns: Vec<String>,
    /// The rows, a cell for each column.
    pub rows: Vec<Vec<String>>,
    /// A last line, such as that the list was cut.
    pub note: Option<String>,
}

impl Sheet {
    /// The bytes of the file.
    ///
    /// # Errors
    /// `Internal` where the file cannot be written.
    pub fn write(&self, format: Format) -> Result<Vec<u8>, Error> {
        match format {
            Format::Csv => self.csv(),
            Format::Xlsx => self.xlsx().map_err(Error::internal),
        }
    }

    /// The file as something to keep, named `name` and what its kind ends with.
    ///
    /// # Errors
    /// `Internal` where the file cannot be written.
    pub fn download(&self, format: Format, name: &str) -> Result<HttpResponse, Error> {
        Ok(answer(self.write(format)?, format, name))
    }

    fn lines(&self) -> impl Iterator<Item = &[String]> {
        std::iter::once(self.columns.as_slice())
            .chain(self.rows.iter().map(Vec::as_slice))
            .chain(self.note.as_ref().map(std::slice::from_ref))
    }

    fn csv(&self) -> Result<Vec<u8>, Error> {
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        for line in self.lines() {
            writer
                .write_record(line.iter().map(|cell| harmless(cell).into_owned()))
                .map_err(Error::internal)?;
        }
        writer.into_inner().map_err(|fault| Error::internal(fault.to_string()))
    }

    fn xlsx(&self) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let head = Style::new().set_bold();
        for (row, line) in (0..).zip(self.lines()) {
            for (column, cell) in (0..).zip(line) {
                let text = cut(&harmless(cell));
                if row == 0 {
                    sheet.write_string_with_format(row, column, text, &head)?;
                } else {
                    sheet.write_string(row, column, text)?;
                }
            }
        }
        for (index, column) in (0..).zip(0..self.columns.len()) {
            let widths = self.rows.iter().take(200).filter_map(|row| row.get(column)).map(|cell| width(cell));
            let own = width(&self.columns[column]);
            let widest = u32::try_from(widths.fold(own, usize::max).min(WIDEST)).unwrap_or(10);
            sheet.set_column_width(index, f64::from(widest) + 2.0)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        book.save_to_buffer()
    }
}

/// A file to keep.
fn answer(bytes: Vec<u8>, format: Format, name: &str) -> HttpResponse {
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.ending());
    HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes)
}

/// Roughly how wide a text stands; Chinese letters are twice as wide as Latin ones.
fn width(text: &str) -> usize {
    text.chars().map(|letter| if letter > '\u{2e7f}' { 2 } else { 1 }).sum()
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it. An amount of money
/// below zero computes nothing and stands as it is.
fn harmless(cell: &str) -> Cow<'_, str> {
    if is_negative_amount(cell) {
        Cow::Borrowed(cell)
    } else if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

fn is_negative_amount(cell: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts = cell.strip_prefix('-').and_then(|amount| amount.split_once('.'));
    parts.is_some_and(|(yuan, fen)| digits(yuan) && digits(fen) && fen.len() == 2)
}

/// As much of a text as a cell takes.
fn cut(text: &str) -> String {
    let mut units = 0;
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units <= LONGEST_CELL
    };
    text.chars().take_while(fits).collect()
}
