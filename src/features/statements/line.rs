//! Lines: what a charge says on a statement, and what a line says to its reader.

use diesel::prelude::*;

use crate::domain::money::MoneyError;
use crate::domain::record_words::ServiceRecordKind;
use crate::domain::statement_words::LineStatus;
use crate::domain::taxed::Taxed;
use crate::error::Error;
use crate::features::charges::{self, Billable, Born};
use crate::platform::db::schema::statement_lines;
use crate::platform::db::{Conn, Id};
use crate::platform::i18n::{Lang, Texts};

use super::model::{Line, LineRow};

/// A line before it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = statement_lines, treat_none_as_default_value = false)]
pub struct NewLine {
    pub statement_id: Id,
    pub line: i32,
    pub charge_id: Id,
    pub record_id: Option<Id>,
    pub origin: &'static str,
    pub number: String,
    pub customer_name: String,
    pub component: &'static str,
    pub service_code: String,
    pub service_zh: String,
    pub service_en: String,
    pub text: String,
    pub unit: &'static str,
    pub quantity: i64,
    pub list_fen: i64,
    pub net_fen: i64,
    pub vat_rate: i32,
    pub vat_fen: i64,
    pub gross_fen: i64,
}

impl NewLine {
    /// The line of a charge, whose VAT is rounded with it.
    ///
    /// # Errors
    /// Where the amount does not fit.
    pub fn of(statement: Id, line: i32, charge: &Billable) -> Result<Self, MoneyError> {
        let taxed = Taxed::of(charge.amount_fen, charge.vat_rate)?;
        let measure = charge.measure();
        Ok(NewLine {
            statement_id: statement,
            line,
            charge_id: charge.id,
            record_id: charge.record_id,
            origin: charge.origin.as_str(),
            number: charge.number.clone(),
            customer_name: charge.customer_name.clone(),
            component: charge.component.as_str(),
            service_code: charge.service_code.clone(),
            service_zh: measure.service_zh,
            service_en: measure.service_en,
            text: charge.text.clone(),
            unit: measure.unit,
            quantity: measure.quantity,
            list_fen: charge.list_fen,
            net_fen: charge.amount_fen,
            vat_rate: charge.vat_rate,
            vat_fen: taxed.vat_fen,
            gross_fen: taxed.gross_fen,
        })
    }

    /// What it adds to a statement.
    #[must_use]
    pub fn taxed(&self) -> Taxed {
        Taxed { net_fen: self.net_fen, vat_fen: self.vat_fen, gross_fen: self.gross_fen }
    }
}

impl LineRow {
    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> LineStatus {
        self.state.map_or(LineStatus::Open, |(status, _)| status)
    }

    /// How often it was moved, from 1.
    #[must_use]
    pub fn version(&self) -> i32 {
        self.state.map_or(1, |(_, version)| version)
    }

    /// What it is for, in the language of the reader; a credit says its kind.
    #[must_use]
    fn words(&self, born: &Born, texts: &Texts, lang: Lang) -> String {
        let component = match born.credit_kind {
            Some(kind) => texts.word(lang, "credit-kind", kind.as_str()),
            None => texts.word(lang, "component", self.component.as_str()),
        };
        let service = if lang == Lang::En { &self.service_en } else { &self.service_zh };
        let what = [service, &self.text].into_iter().find(|words| !words.is_empty());
        match what {
            Some(what) => {
                texts.text(lang, "statement-line", &[("what", what.clone()), ("component", component)])
            }
            None => component,
        }
    }

    fn told(self, born: Born, texts: &Texts, lang: Lang) -> Line {
        Line {
            text: self.words(&born, texts, lang),
            credit_kind: born.credit_kind,
            credit_id: born.credit_id,
            contract_id: born.contract_id,
            fee_record: born.fee_record,
            status: self.status(),
            version: self.version(),
            line: self.line,
            charge_id: self.charge_id,
            record_id: self.record_id,
            origin: self.origin,
            number: self.number,
            customer_name: self.customer_name,
            component: self.component,
            service_code: self.service_code,
            quantity: self.quantity,
            unit: self.unit,
            list_fen: self.list_fen,
            net_fen: self.net_fen,
            vat_rate: self.vat_rate,
            vat_fen: self.vat_fen,
            gross_fen: self.gross_fen,
        }
    }
}

impl Line {
    /// The page of the record that it is for; of its charge, where there is none.
    #[must_use]
    pub fn path(&self) -> String {
        let of = |kind: ServiceRecordKind, id: Id| match kind {
            ServiceRecordKind::FaultRecord => format!("/fault-records/{id}"),
            ServiceRecordKind::PreSaleReport => format!("/pre-sale-reports/{id}"),
        };
        match (self.record_id.zip(self.origin.record_kind()), &self.fee_record) {
            (Some((id, kind)), _) => of(kind, id),
            (None, Some(record)) => of(record.kind, record.id),
            (None, None) => format!("/billing/charges/{}", self.charge_id),
        }
    }
}

/// Lines as they are answered. One statement where some have no record, else none.
///
/// # Errors
/// What the database answers.
pub fn told(conn: &mut Conn, rows: Vec<LineRow>, (texts, lang): (&Texts, Lang)) -> Result<Vec<Line>, Error> {
    let without = rows.iter().filter(|row| row.record_id.is_none());
    let mut born = charges::born_from(conn, &without.map(|row| row.charge_id).collect::<Vec<Id>>())?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let born = born.remove(&row.charge_id).unwrap_or_default();
            row.told(born, texts, lang)
        })
        .collect())
}

/// One line as it is answered.
///
/// # Errors
/// What the database answers.
pub fn told_one(conn: &mut Conn, row: LineRow, around: (&Texts, Lang)) -> Result<Line, Error> {
    told(conn, vec![row], around)?.pop().ok_or(Error::NotFound)
}
