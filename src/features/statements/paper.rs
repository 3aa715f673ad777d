//! A statement on paper: whose it is, what it comes to in figures and capital numerals, its first lines, and places for
//! the seals of both sides.

use actix_web::HttpResponse;

use crate::access::Scope;
use crate::domain::capital_numerals::capital_numerals;
use crate::domain::money::{column_yuan, format_fen};
use crate::error::Error;
use crate::features::invoices::{self, InvoiceData};
use crate::features::organisations;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::pdf::{Cell, Footer, Print, Section, Sheet, SignaturePlace, Table, qr, rows};
use crate::platform::services::Services;
use crate::platform::views::local;

use super::lookup::RateSum;
use super::model::{Head, Line, Statement};
use super::{service, store};

const TEMPLATE: &str = "sheet.typ";

/// A statement that is ready to be set.
pub struct Paper {
    number: String,
    sheet: Sheet,
    code: String,
    lang: Lang,
    now: Moment,
}

/// What is put on paper.
struct Shown<'a> {
    services: &'a Services,
    lang: Lang,
    now: Moment,
    statement: Statement,
    vendor: String,
    data: Option<InvoiceData>,
    rates: Vec<RateSum>,
}

/// What is to be printed of the statement `id`. Six statements.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn read(
    conn: &mut Conn,
    services: &Services,
    scope: &Scope,
    (id, now): (Id, Moment),
    lang: Lang,
) -> Result<Paper, Error> {
    let head = store::find(conn, scope, id)?;
    let vendor = organisations::vendor(conn)?;
    let shown = Shown {
        services,
        lang,
        now,
        vendor: organisations::name(conn, vendor)?,
        data: invoices::of(conn, head.payer_id)?,
        rates: store::rates_of(conn, id)?,
        statement: service::with_lines(conn, head, (&services.texts, lang))?,
    };
    let sheet = shown.sheet();
    let number = sheet.number.clone();
    Ok(Paper { number, code: qr(&sheet.link)?, sheet, lang, now })
}

/// Sets it, and hands the PDF over under its number.
///
/// # Errors
/// 503.
pub async fn print(services: &Services, paper: Paper) -> Result<HttpResponse, Error> {
    let print = Print {
        template: TEMPLATE,
        data: serde_json::to_value(&paper.sheet)?,
        pictures: vec![("qr".to_string(), paper.code.into_bytes())],
        name: format!("{} {}", paper.number, paper.lang.tag()),
        at: paper.now.0,
    };
    services.printer.download(print, &paper.number).await
}

impl Shown<'_> {
    fn head(&self) -> &Head {
        &self.statement.summary.head
    }

    fn texts(&self) -> &Texts {
        &self.services.texts
    }

    fn t(&self, key: &str) -> String {
        self.texts().text(self.lang, key, &[])
    }

    fn cell(&self, label: &str, value: impl Into<String>) -> Cell {
        Cell { label: self.t(label), value: value.into(), note: None, wide: false }
    }

    fn wide(&self, label: &str, value: impl Into<String>) -> Cell {
        Cell { wide: true, ..self.cell(label, value) }
    }

    fn moment(&self, at: Moment) -> String {
        local(&at.0.to_rfc3339(), self.services.settings.time_zone)
    }

    fn sheet(&self) -> Sheet {
        let head = self.head();
        let pages = [("page", "{page}".to_string()), ("pages", "{pages}".to_string())];
        let foot = [("number", head.number.clone()), ("at", self.moment(self.now))];
        Sheet {
            lang: self.lang.tag(),
            title: self.t("paper-title-statement"),
            number: head.number.clone(),
            mark: None,
            issuer: self.vendor.clone(),
            qr_note: self.t("paper-statement-qr"),
            link: format!("{}/billing/statements/{}", self.services.settings.public_url, head.id),
            sections: vec![self.payer(), self.about(), self.rates(), self.sums(), self.lines()],
            signatures: vec![
                self.place("paper-statement-vendor", Some(self.vendor.clone())),
                self.place("paper-statement-payer", Some(head.payer_name.clone())),
            ],
            signed_name: self.t("paper-statement-party"),
            signed_at: self.t("paper-signed-at"),
            appendix: vec![],
            footer: Footer {
                text: self.texts().text(self.lang, "paper-request-footer", &foot),
                chain: None,
                pages: self.texts().text(self.lang, "paper-page", &pages),
            },
        }
    }

    fn place(&self, role: &str, name: Option<String>) -> SignaturePlace {
        let (at, note, mark, picture, src) = (None, None, None, None, None);
        SignaturePlace { role: self.t(role), name, at, note, mark, picture, src }
    }

    /// The payer as its invoices name it; what nobody gave stays empty.
    fn payer(&self) -> Section {
        let of = |take: fn(&InvoiceData) -> String| self.data.as_ref().map(take).unwrap_or_default();
        let kind = of(|data| data.kind.clone());
        let kind = if kind.is_empty() { kind } else { self.texts().word(self.lang, "invoice-kind", &kind) };
        let title = Some(of(|data| data.title.clone())).filter(|title| !title.is_empty());
        let cells = vec![
            self.wide("field-invoice-title", title.unwrap_or_else(|| self.head().payer_name.clone())),
            self.cell("field-invoice-tax-number", of(|data| data.tax_number.clone())),
            self.cell("field-invoice-kind", kind),
            self.wide("invoice-address-phone", of(InvoiceData::address_and_phone)),
            self.wide("invoice-bank-account", of(InvoiceData::bank_and_account)),
        ];
        Section { title: self.t("paper-statement-payer-data"), rows: rows(cells), tables: vec![] }
    }

    fn about(&self) -> Section {
        let head = self.head();
        let sequence = [("number", (head.sequence - 1).to_string())];
        let kind = match head.sequence {
            1 => self.t("statement-first"),
            _ => self.texts().text(self.lang, "statement-supplement", &sequence),
        };
        let cells = vec![
            self.cell("statement-month", head.month.clone()),
            self.cell("paper-statement-kind", kind),
            self.cell("statement-issued-at", self.moment(head.issued_at)),
            self.cell("statement-due-on", head.due_on(&self.services.settings).to_string()),
            self.cell("field-status", self.texts().word(self.lang, "statement-status", head.status.as_str())),
            self.cell("statement-line-count", head.line_count.to_string()),
        ];
        Section { title: self.t("paper-statement-about"), rows: rows(cells), tables: vec![] }
    }

    fn rates(&self) -> Section {
        let columns = ["invoice-rate", "statement-line-count", "export-net-yuan", "export-vat-yuan"]
            .into_iter()
            .chain(["export-gross-yuan"]);
        let row = |sum: &RateSum| {
            let fens = [sum.net_fen, sum.vat_fen, sum.gross_fen].map(column_yuan);
            [format!("{}%", sum.vat_rate), sum.count.to_string()].into_iter().chain(fens).collect()
        };
        let mut table = Table::new(
            String::new(),
            columns.map(|key| self.t(key)).collect(),
            self.rates.iter().map(row).collect(),
        )
        .with_amounts(&[1, 2, 3, 4]);
        table.widths = vec![2, 2, 3, 3, 3];
        Section { title: self.t("paper-statement-rates"), rows: vec![], tables: vec![table] }
    }

    fn sums(&self) -> Section {
        let head = self.head();
        let cells = vec![
            self.wide("statement-gross", format_fen(head.gross_total_fen)),
            self.wide("statement-capital", capital_numerals(head.gross_total_fen)),
            self.cell("statement-paid", format_fen(head.allocated_fen)),
            self.cell("statement-open", format_fen(self.statement.summary.open_fen)),
            self.wide("field-list-value", format_fen(head.list_total_fen)),
        ];
        Section { title: self.t("statement-sums"), rows: rows(cells), tables: vec![] }
    }

    fn lines(&self) -> Section {
        let columns = [
            "paper-statement-line",
            "statement-line-what",
            "paper-statement-record",
            "field-customer",
            "charge-quantity",
            "export-net-yuan",
            "paper-statement-rate",
            "export-gross-yuan",
        ];
        let row = |line: &Line| {
            vec![
                line.line.to_string(),
                line.text.clone(),
                line.number.clone(),
                line.customer_name.clone(),
                format!("{} {}", line.quantity, self.texts().word(self.lang, "unit", line.unit.as_str())),
                column_yuan(line.net_fen),
                format!("{}%", line.vat_rate),
                column_yuan(line.gross_fen),
            ]
        };
        let mut table = Table::new(
            String::new(),
            columns.map(|key| self.t(key)).to_vec(),
            self.statement.lines.iter().map(row).collect(),
        )
        .with_amounts(&[0, 4, 5, 6, 7]);
        table.widths = vec![0, 24, 0, 28, 0, 0, 0, 0];
        let address = |line: &Line| format!("{}{}", self.services.settings.public_url, line.path());
        table.links = Some((2, self.statement.lines.iter().map(address).collect()));
        let counted =
            [("shown", self.statement.lines.len().to_string()), ("all", self.head().line_count.to_string())];
        let title = match self.statement.lines_next {
            None => self.t("paper-statement-lines"),
            Some(_) => self.texts().text(self.lang, "paper-statement-lines-cut", &counted),
        };
        Section { title, rows: vec![], tables: vec![table] }
    }
}
