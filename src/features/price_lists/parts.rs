//! The parts of a draft from a CSV file: `part,zh,en,price,vat`, a head line or none; the price in yuan, the VAT in percent or
//! empty. The file takes the place of the parts there are.

use serde_json::{Map, Value, json};

use crate::access::Scope;
use crate::domain::money::{fen_of_yuan, plain_yuan};
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::web::incoming::IfMatch;

use super::model::{FIELDS, MOST_PARTS, PARTS_FILE, PriceListRow};
use super::service::{self, Desk};

/// Replaces the parts of a draft.
///
/// # Errors
/// As [`service::edit`]; `Invalid` naming each line as `csv.3`.
pub fn import(
    conn: &mut Conn,
    desk: &Desk<'_>,
    scope: &Scope,
    target: (Id, IfMatch),
    body: &Value,
) -> Result<PriceListRow, Error> {
    let row = service::open(conn, scope, target.0, target.1)?;
    let body = fields::check(PARTS_FILE, &unmarked(body), Completeness::Complete).map_err(Error::Invalid)?;
    let text = body.get("csv").and_then(Value::as_str).unwrap_or_default();
    let (parts, lines) = read(text).map_err(Error::Invalid)?;
    let whole = row.content.as_object().cloned().unwrap_or_default();
    let patch = json!({ "parts": parts });
    let checked = fields::check(FIELDS, &fields::merge(&whole, &patch), Completeness::Complete);
    checked.map_err(|faults| Error::Invalid(faults.into_iter().map(|it| of_line(it, &lines)).collect()))?;
    service::edit(conn, desk, scope, target, &patch)
}

/// The body without the mark that spreadsheets put before their text.
fn unmarked(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(Value::String(text)) = body.get_mut("csv") {
        *text = text.trim_start_matches('\u{feff}').to_owned();
    }
    body
}

/// A fault of a row is one of its line.
fn of_line(mut fault: FieldFault, lines: &[u64]) -> FieldFault {
    let index =
        fault.path.strip_prefix("parts.").and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
    if let Some(line) = index.and_then(|index| lines.get(index)) {
        let what = fault.path.rsplit('.').next().unwrap_or_default().to_string();
        fault = FieldFault::new(format!("csv.{line}"), FaultCode::new("bad_part_line"))
            .with("line", line)
            .with("what", what);
    }
    fault
}

type Rows = (Vec<Value>, Vec<u64>);

/// The rows of the file with the numbers of their lines.
fn read(text: &str) -> Result<Rows, Vec<FieldFault>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let (mut rows, mut lines, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for (index, record) in reader.records().enumerate() {
        let line = |record: Option<&csv::StringRecord>| {
            let counted = u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1);
            record.and_then(csv::StringRecord::position).map_or(counted, csv::Position::line)
        };
        let wrong = |line: u64, what: &str| {
            FieldFault::new(format!("csv.{line}"), FaultCode::new("bad_part_line"))
                .with("line", line)
                .with("what", what)
        };
        let Ok(record) = record else {
            faults.push(wrong(line(None), "csv"));
            continue;
        };
        let at = line(Some(&record));
        if record.iter().all(str::is_empty) || (index == 0 && record.get(0) == Some("part")) {
            continue;
        }
        if rows.len() >= MOST_PARTS {
            faults.push(FieldFault::new("csv", FaultCode::new("too_many_parts")).with("max", MOST_PARTS));
            break;
        }
        match row(&record) {
            Ok(row) => {
                rows.push(Value::Object(row));
                lines.push(at);
            }
            Err(what) => faults.push(wrong(at, what)),
        }
    }
    if faults.is_empty() { Ok((rows, lines)) } else { Err(faults) }
}

fn row(record: &csv::StringRecord) -> Result<Map<String, Value>, &'static str> {
    if !(4..=5).contains(&record.len()) {
        return Err("columns");
    }
    let cell = |index: usize| record.get(index).unwrap_or_default();
    let mut row = Map::new();
    for (index, name) in ["part", "zh", "en"].into_iter().enumerate() {
        if cell(index).is_empty() {
            return Err(name);
        }
        row.insert(name.into(), json!(cell(index)));
    }
    row.insert("price_fen".into(), json!(fen_of_yuan(cell(3)).ok_or("price")?));
    if !cell(4).is_empty() {
        row.insert(
            "vat_rate".into(),
            json!(cell(4).trim_end_matches('%').parse::<i64>().map_err(|_| "vat")?),
        );
    }
    Ok(row)
}

/// The parts of a list as such a file.
#[must_use]
pub fn as_csv(content: &Value) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let text =
        |row: &Value, name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_string();
    let number = |row: &Value, name: &str| row.get(name).and_then(Value::as_i64);
    // Written to memory, which does not fail.
    let _ = writer.write_record(["part", "zh", "en", "price", "vat"]);
    for row in content.get("parts").and_then(Value::as_array).into_iter().flatten() {
        let price = plain_yuan(number(row, "price_fen").unwrap_or(0));
        let vat = number(row, "vat_rate").map_or_else(String::new, |rate| rate.to_string());
        let _ = writer.write_record([text(row, "part"), text(row, "zh"), text(row, "en"), price, vat]);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
