//! Workbooks of any length (chapter 6): rows go to a file beside memory as they come, amounts are numbers that add up, and
//! every text is as harmless as in other files.

use actix_web::HttpResponse;
use rust_xlsxwriter::{Format as Style, Workbook, Worksheet, XlsxError};

use crate::domain::money::plain_yuan;
use crate::error::Error;

use super::{Format, answer, cut, harmless};

/// What stands in one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A text, which no spreadsheet takes for a formula.
    Text(String),
    /// A text that leads to a page: what is read, and the whole address.
    Link(String, String),
    /// Fen, shown in yuan.
    Money(i64),
    /// A whole number.
    Count(i64),
}

/// How wide a column stands, in letters, with its head.
pub type Column = (String, f64);

/// A workbook that is being written, sheet by sheet and row by row.
pub struct Book {
    book: Workbook,
    row: u32,
    links: u32,
    styles: Styles,
}

/// Spreadsheets open a sheet with so many links; what comes after is text. Excel's own limit is 65 530.
const MOST_LINKS: u32 = 65_000;

struct Styles {
    head: Style,
    money: Style,
    sum: Style,
    money_sum: Style,
}

impl Default for Book {
    fn default() -> Self {
        let money = "#,##0.00";
        let styles = Styles {
            head: Style::new().set_bold(),
            money: Style::new().set_num_format(money),
            sum: Style::new().set_bold(),
            money_sum: Style::new().set_bold().set_num_format(money),
        };
        Book { book: Workbook::new(), row: 0, links: 0, styles }
    }
}

impl Book {
    /// Begins a sheet of this name with the heads of its columns.
    ///
    /// # Errors
    /// `Internal` where the file cannot be written.
    pub fn sheet(&mut self, name: &str, columns: &[Column]) -> Result<(), Error> {
        self.begin(name, columns).map_err(Error::internal)
    }

    fn begin(&mut self, name: &str, columns: &[Column]) -> Result<(), XlsxError> {
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        for (at, (_, width)) in (0..).zip(columns) {
            sheet.set_column_width(at, *width)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (at, (head, _)) in (0..).zip(columns) {
            sheet.write_string_with_format(0, at, cut(&harmless(head)), &self.styles.head)?;
        }
        (self.row, self.links) = (1, 0);
        Ok(())
    }

    /// Writes the next row.
    ///
    /// # Errors
    /// `Internal` where the file cannot be written, or no sheet was begun.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), Error> {
        self.write(cells, false).map_err(Error::internal)
    }

    /// Writes the next row, which adds up others.
    ///
    /// # Errors
    /// As [`Book::row`].
    pub fn sum(&mut self, cells: &[Cell]) -> Result<(), Error> {
        self.write(cells, true).map_err(Error::internal)
    }

    fn write(&mut self, cells: &[Cell], sum: bool) -> Result<(), XlsxError> {
        let last = self.book.worksheets().len().saturating_sub(1);
        let sheet = self.book.worksheet_from_index(last)?;
        for (at, cell) in (0..).zip(cells) {
            match cell {
                Cell::Link(text, address) if self.links < MOST_LINKS => {
                    self.links += 1;
                    sheet.write_url_with_text(self.row, at, address.as_str(), cut(&harmless(text)))?;
                }
                cell => put(sheet, (self.row, at), cell, &self.styles, sum)?,
            }
        }
        self.row += 1;
        Ok(())
    }

    /// The file as something to keep, named `name`.
    ///
    /// # Errors
    /// `Internal` where the file cannot be written.
    pub fn download(mut self, name: &str) -> Result<HttpResponse, Error> {
        let bytes = self.book.save_to_buffer().map_err(Error::internal)?;
        Ok(answer(bytes, Format::Xlsx, name))
    }
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    styles: &Styles,
    sum: bool,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) | Cell::Link(text, _) if text.is_empty() => {}
        Cell::Text(text) if sum => {
            sheet.write_string_with_format(row, column, cut(&harmless(text)), &styles.sum)?;
        }
        Cell::Text(text) | Cell::Link(text, _) => {
            sheet.write_string(row, column, cut(&harmless(text)))?;
        }
        Cell::Money(fen) => {
            // Two decimals are exact as far as spreadsheets count.
            let yuan: f64 = plain_yuan(*fen).parse().unwrap_or_default();
            let style = if sum { &styles.money_sum } else { &styles.money };
            sheet.write_number_with_format(row, column, yuan, style)?;
        }
        Cell::Count(count) => {
            let count: f64 = count.to_string().parse().unwrap_or_default();
            sheet.write_number(row, column, count)?;
        }
    }
    Ok(())
}
