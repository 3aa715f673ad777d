//! XLSX: the first sheet that is shown, cell by cell, so that a cell far out costs no more than one nearby.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::super::files::{Refusal, Spool};
use super::{Budget, Cell, CellFault, LONGEST_CELL, Line, SheetFault, Table, table};

/// Integers up to here are the same as a number of a sheet and as its digits.
const EXACT: f64 = 1e15;

/// Reads a workbook that was measured.
///
/// # Errors
/// `Damaged`, `no_sheet`, or more than the limits.
pub fn read(spool: &Spool) -> Result<Table, SheetFault> {
    // The reader of workbooks is not ours: where it fails on hostile bytes, the file is damaged and the portal goes on.
    catch_unwind(AssertUnwindSafe(|| first_sheet(spool))).unwrap_or(Err(Refusal::Damaged.into()))
}

fn damaged(_: XlsxError) -> SheetFault {
    Refusal::Damaged.into()
}

fn first_sheet(spool: &Spool) -> Result<Table, SheetFault> {
    let mut book: Xlsx<_> = Xlsx::new(spool.reader()?).map_err(damaged)?;
    let shown = book
        .sheets_metadata()
        .iter()
        .find(|it| it.visible == SheetVisible::Visible && it.typ == SheetType::WorkSheet);
    let name = shown.map(|it| it.name.clone()).ok_or(SheetFault::plain("no_sheet"))?;
    let mut reader = book.worksheet_cells_reader(&name).map_err(damaged)?;
    let mut rows: BTreeMap<u32, BTreeMap<usize, Cell>> = BTreeMap::new();
    let mut budget = Budget::default();
    while let Some(found) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
        let (row, column) = found.pos;
        // Before anything is made of it: cells may share one long text.
        budget.text(written(&found.value))?;
        let cell = if found.formula.is_some() {
            Cell::Wrong { wrong: CellFault::Formula }
        } else {
            cell(&found.value)
        };
        if cell.is_empty() {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        budget.column(column)?;
        if !rows.contains_key(&row) {
            budget.line()?;
        }
        rows.entry(row).or_default().insert(column, cell);
    }
    table(rows.into_iter().map(line).collect(), ("xlsx", None, Some(name)))
}

fn line((row, mut cells): (u32, BTreeMap<usize, Cell>)) -> Line {
    let width = cells.last_key_value().map_or(0, |(column, _)| column + 1);
    let number = usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1);
    let each = (0..width).map(|column| cells.remove(&column).unwrap_or(Cell::Text(String::new())));
    Line { number, cells: each.collect() }
}

/// The bytes of text that stand in a cell.
fn written(value: &DataRef<'_>) -> usize {
    match value {
        DataRef::SharedString(text) => text.len(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.len(),
        _ => 0,
    }
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Text(String::new()),
        DataRef::String(text) => Cell::of_text(text),
        DataRef::SharedString(text) => Cell::of_text(text),
        DataRef::Bool(value) => Cell::Text(if *value { "TRUE" } else { "FALSE" }.into()),
        DataRef::Int(value) => Cell::Text(value.to_string()),
        DataRef::Float(value) => number(*value),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            let midnight = (hour, minute, second) == (0, 0, 0);
            Cell::Text(if midnight { day } else { format!("{day} {hour:02}:{minute:02}:{second:02}") })
        }
        DataRef::DateTime(length) => number(length.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::of_text(text.strip_suffix("T00:00:00").unwrap_or(text))
        }
        DataRef::Error(_) => Cell::Wrong { wrong: CellFault::ErrorValue },
    }
}

/// A number as its digits, where the sheet still has them all.
fn number(value: f64) -> Cell {
    if !value.is_finite() || value.abs() >= EXACT {
        return Cell::Wrong { wrong: CellFault::LostDigits };
    }
    let text = value.to_string();
    debug_assert!(text.len() < LONGEST_CELL);
    Cell::Text(text)
}
