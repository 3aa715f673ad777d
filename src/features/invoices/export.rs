//! What goes to the invoicing software: of each statement of a month a row for each rate of VAT, with what stands on the
//! invoices of its payer. That somebody took the file is an entry of the log.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;

use crate::access::audit::{self, Entry};
use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::features::shell;
use crate::features::statements::{self, AtRate};
use crate::platform::db::{Conn, Id};
use crate::platform::export::{Format, Sheet};
use crate::platform::fields::FaultCode;
use crate::platform::i18n::{Lang, Texts};
use crate::platform::views::month_before;
use crate::platform::web::list::is_month;

use super::model::InvoiceData;
use super::store;

const COLUMNS: &[&str] = &[
    "invoice-statement",
    "field-invoice-kind",
    "field-invoice-title",
    "field-invoice-tax-number",
    "invoice-address-phone",
    "invoice-bank-account",
    "invoice-what",
    "invoice-rate",
    "invoice-net",
    "invoice-vat",
    "invoice-gross",
];

/// A row of the file.
#[derive(Debug, Serialize)]
struct Row {
    number: String,
    payer_id: Id,
    payer_name: String,
    vat_rate: i32,
    net_fen: i64,
    vat_fen: i64,
    gross_fen: i64,
    /// Nothing where nobody gave it.
    data: Option<InvoiceData>,
}

#[derive(Serialize)]
struct MonthPage {
    month: String,
    rows: Vec<Row>,
    missing: usize,
    gross_total_fen: i64,
}

/// `GET /billing/invoices?month=`: what the file of a month holds; of the month before unless one is named.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn month(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::RecordPayments)?;
    let asked = page.query("month").to_string();
    let month =
        if is_month(&asked) { asked } else { month_before(page.now.0, page.services.settings.time_zone) };
    let wanted = month.clone();
    let rows = page.read(move |conn, _| rows(conn, &wanted)).await?;
    let data = MonthPage {
        month,
        missing: rows.iter().filter(|row| row.data.is_none()).count(),
        gross_total_fen: rows.iter().map(|row| row.gross_fen).fold(0, i64::saturating_add),
        rows,
    };
    shell::render(&page, "pages/invoices/month.html", "title-invoices", &[], &data).await
}

/// `GET /billing/invoices/export.xlsx?month=`.
///
/// # Errors
/// `Forbidden`; `Invalid` without a month.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::RecordPayments)?;
    let month = page.query("month").to_string();
    if !is_month(&month) {
        return Err(Error::field("month", FaultCode::new("not_a_month")));
    }
    let wanted = month.clone();
    let found = page.read(move |conn, _| rows(conn, &wanted)).await?;
    let (count, of) = (found.len(), month.clone());
    page.write(move |conn, page| {
        let entry = Entry {
            action: "invoice_data.export",
            object_kind: "invoice_data",
            object: None,
            label: &of,
            before: None,
            after: Some(json!({ "format": "xlsx", "month": of, "rows": count })),
        };
        audit::write(conn, &page.actor, page.now, entry)
    })
    .await?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let sheet = Sheet {
        columns: COLUMNS.iter().map(|key| texts.text(lang, key, &[])).collect(),
        rows: found.iter().map(|row| cells(row, texts, lang)).collect(),
        note: None,
    };
    sheet.download(Format::Xlsx, &format!("invoices-{month}"))
}

fn rows(conn: &mut Conn, month: &str) -> Result<Vec<Row>, Error> {
    let found = statements::by_rate(conn, month)?;
    let payers: Vec<Id> = found.iter().map(|row| row.payer_id).collect();
    let known = store::of(conn, &payers)?;
    let row = |it: AtRate| Row {
        data: known.get(&it.payer_id).cloned(),
        number: it.number,
        payer_id: it.payer_id,
        payer_name: it.payer_name,
        vat_rate: it.vat_rate,
        net_fen: it.net_fen,
        vat_fen: it.vat_fen,
        gross_fen: it.gross_fen,
    };
    // What comes to nothing needs no invoice.
    Ok(found.into_iter().map(row).filter(|row| row.gross_fen != 0).collect())
}

fn cells(row: &Row, texts: &Texts, lang: Lang) -> Vec<String> {
    let of = |take: fn(&InvoiceData) -> String| row.data.as_ref().map(take).unwrap_or_default();
    let kind = of(|data| data.kind.clone());
    vec![
        row.number.clone(),
        if kind.is_empty() { kind } else { texts.word(lang, "invoice-kind", &kind) },
        row.data.as_ref().map_or_else(|| row.payer_name.clone(), |data| data.title.clone()),
        of(|data| data.tax_number.clone()),
        of(InvoiceData::address_and_phone),
        of(InvoiceData::bank_and_account),
        texts.text(lang, if row.vat_rate == 13 { "invoice-goods" } else { "invoice-services" }, &[]),
        format!("{}%", row.vat_rate),
        plain_yuan(row.net_fen),
        plain_yuan(row.vat_fen),
        plain_yuan(row.gross_fen),
    ]
}
