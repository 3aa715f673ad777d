//! A statement as a workbook: every line on one sheet, read and written by handfuls, and what it comes to on another.

use serde_json::json;

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::domain::capital_numerals::capital_numerals;
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::export::{Book, Cell, Column};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::services::Services;
use crate::platform::views::local;

use super::model::{Head, Line};
use super::{service, store};

const COLUMNS: &[(&str, f64)] = &[
    ("paper-statement-line", 8.0),
    ("statement-line-what", 44.0),
    ("paper-statement-record", 24.0),
    ("field-customer", 26.0),
    ("field-component", 12.0),
    ("statement-service-code", 14.0),
    ("charge-quantity", 10.0),
    ("statement-unit", 10.0),
    ("export-list-yuan", 16.0),
    ("export-net-yuan", 16.0),
    ("statement-vat-rate", 10.0),
    ("export-vat-yuan", 14.0),
    ("export-gross-yuan", 16.0),
    ("field-status", 14.0),
];

/// Reads the statement `id` into a workbook; never more than a handful of lines at a time.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn read(
    conn: &mut Conn,
    services: &Services,
    scope: &Scope,
    (id, now): (Id, Moment),
    lang: Lang,
) -> Result<(Book, Head), Error> {
    let texts = &services.texts;
    let head = store::find(conn, scope, id)?;
    let mut book = Book::default();
    let columns: Vec<Column> =
        COLUMNS.iter().map(|(key, width)| (texts.text(lang, key, &[]), *width)).collect();
    book.sheet(&texts.text(lang, "statement-lines", &[]), &columns)?;
    let mut last = 0;
    loop {
        let lines = service::lines_from(conn, &head, last, (texts, lang))?;
        let Some(end) = lines.last() else { break };
        last = end.line;
        lines.iter().try_for_each(|line| book.row(&cells(line, services, lang)))?;
    }
    book.sum(&total(&head, texts, lang))?;
    summary(&mut book, &head, (services, now), lang)?;
    Ok((book, head))
}

/// Writes down that somebody took the workbook of this statement.
///
/// # Errors
/// What the database answers.
pub fn log(conn: &mut Conn, actor: &Actor, now: Moment, head: &Head) -> Result<(), Error> {
    let entry = Entry {
        action: "statement.export",
        object_kind: "statement",
        object: Some(head.id),
        label: &head.number,
        before: None,
        after: Some(json!({ "format": "xlsx", "rows": head.line_count })),
    };
    audit::write(conn, actor, now, entry)
}

fn cells(line: &Line, services: &Services, lang: Lang) -> Vec<Cell> {
    let texts = &services.texts;
    vec![
        Cell::Count(line.line.into()),
        Cell::Text(line.text.clone()),
        Cell::Link(line.number.clone(), format!("{}{}", services.settings.public_url, line.path())),
        Cell::Text(line.customer_name.clone()),
        Cell::Text(texts.word(lang, "component", line.component.as_str())),
        Cell::Text(line.service_code.clone()),
        Cell::Count(line.quantity),
        Cell::Text(texts.word(lang, "unit", &line.unit)),
        Cell::Money(line.list_fen),
        Cell::Money(line.net_fen),
        Cell::Text(format!("{}%", line.vat_rate)),
        Cell::Money(line.vat_fen),
        Cell::Money(line.gross_fen),
        Cell::Text(texts.word(lang, "line-status", line.status.as_str())),
    ]
}

fn total(head: &Head, texts: &Texts, lang: Lang) -> Vec<Cell> {
    let mut cells = vec![Cell::Text(String::new()), Cell::Text(texts.text(lang, "statement-total", &[]))];
    cells.resize(8, Cell::Text(String::new()));
    cells.extend([
        Cell::Money(head.list_total_fen),
        Cell::Money(head.net_total_fen),
        Cell::Text(String::new()),
        Cell::Money(head.vat_total_fen),
        Cell::Money(head.gross_total_fen),
    ]);
    cells
}

fn summary(
    book: &mut Book,
    head: &Head,
    (services, now): (&Services, Moment),
    lang: Lang,
) -> Result<(), Error> {
    let texts = &services.texts;
    let t = |key: &str| texts.text(lang, key, &[]);
    let moment = |at: Moment| Cell::Text(local(&at.0.to_rfc3339(), services.settings.time_zone));
    book.sheet(&t("statement-sums"), &[(t("statement-number"), 28.0), (head.number.clone(), 48.0)])?;
    let rows = [
        ("field-payer", Cell::Text(head.payer_name.clone())),
        ("statement-month", Cell::Text(head.month.clone())),
        ("statement-issued-at", moment(head.issued_at)),
        ("field-status", Cell::Text(texts.word(lang, "statement-status", head.status.as_str()))),
        ("statement-line-count", Cell::Count(head.line_count.into())),
        ("export-list-yuan", Cell::Money(head.list_total_fen)),
        ("export-net-yuan", Cell::Money(head.net_total_fen)),
        ("export-vat-yuan", Cell::Money(head.vat_total_fen)),
        ("export-gross-yuan", Cell::Money(head.gross_total_fen)),
        ("statement-capital", Cell::Text(capital_numerals(head.gross_total_fen))),
        ("export-paid-yuan", Cell::Money(head.allocated_fen)),
        ("export-open-yuan", Cell::Money(head.open_fen())),
        ("statement-as-of", moment(now)),
    ];
    rows.into_iter().try_for_each(|(key, cell)| book.row(&[Cell::Text(t(key)), cell]))
}
