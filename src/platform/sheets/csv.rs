//! CSV as people's programs write it: commas, semicolons or tabs, any line ends, quoted cells with line ends of their own.

use csv::{ReaderBuilder, StringRecord, Terminator};

use super::super::files::Spool;
use super::encoding::decode;
use super::{Budget, Cell, Line, MOST_TEXT, SheetFault, Table, table};

/// Reads a text.
///
/// # Errors
/// `wrong_encoding`, `unclosed_quote`, or more than the limits.
pub fn read(spool: &Spool) -> Result<Table, SheetFault> {
    if spool.size() > u64::try_from(MOST_TEXT).unwrap_or(u64::MAX) {
        return Err(SheetFault::Wrong("too_much_text", Some(MOST_TEXT / 1024 / 1024)));
    }
    let bytes = spool.read(0, MOST_TEXT)?;
    let (text, encoding) = decode(&bytes).ok_or(SheetFault::plain("wrong_encoding"))?;
    drop(bytes);
    // A quote that is never closed would swallow every line behind it.
    if text.matches('"').count() % 2 == 1 {
        return Err(SheetFault::plain("unclosed_quote"));
    }
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.push('\n');
    let lines = lines(&text)?;
    table(lines, ("csv", Some(encoding), None))
}

fn lines(text: &str) -> Result<Vec<Line>, SheetFault> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .terminator(Terminator::Any(b'\n'))
        .from_reader(text.as_bytes());
    let (mut record, mut budget) = (StringRecord::new(), Budget::default());
    let (mut lines, mut within) = (Vec::new(), 0);
    while reader.read_record(&mut record).map_err(|_| SheetFault::plain("damaged"))? {
        // A spreadsheet shows a cell of several lines in one row.
        let own = record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
        let end = usize::try_from(reader.position().line()).unwrap_or(usize::MAX);
        let number = end.saturating_sub(1 + own + within);
        within += own;
        let mut cells = Vec::new();
        for (index, cell) in record.iter().enumerate() {
            let cell = Cell::of_text(cell);
            if cell.is_empty() {
                continue;
            }
            budget.column(index)?;
            cells.resize(index, Cell::Text(String::new()));
            cells.push(cell);
        }
        // What spreadsheets leave behind the last line says nothing.
        if cells.is_empty() {
            continue;
        }
        budget.line()?;
        lines.push(Line { number, cells });
    }
    Ok(lines)
}

/// What stands between the cells of the heading.
fn delimiter(text: &str) -> u8 {
    let heading = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |letter: char| heading.matches(letter).count();
    let (commas, semicolons, tabs) = (count(','), count(';'), count('\t'));
    if tabs > commas && tabs > semicolons {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    }
}
