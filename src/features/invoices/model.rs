//! Invoice data as it is stored and as it is answered.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::domain::payment_words::InvoiceKind;
use crate::platform::db::schema::invoice_data;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::Field;

/// What stands on an invoice.
pub const FIELDS: &[Field] = &[
    Field::choice("kind", InvoiceKind::TEXTS).required(),
    Field::text("title", 200).required(),
    Field::text("tax_number", 40).required(),
    Field::phone("phone"),
    Field::text("address", 300).wide(),
    Field::text("bank", 200),
    Field::text("account", 60),
];

/// What stands on the invoices of a payer.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = invoice_data)]
pub struct InvoiceData {
    /// The payer.
    pub payer_id: Id,
    /// `special` or `ordinary`; empty until somebody said so.
    pub kind: String,
    /// To whom the invoice is made out.
    pub title: String,
    /// The tax number, in capitals.
    pub tax_number: String,
    /// The address.
    pub address: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The bank.
    pub bank: Option<String>,
    /// The number of the account there.
    pub account: Option<String>,
    /// 0 until somebody said anything; rises with every change.
    pub version: i32,
    /// Who changed it last; told to the vendor's own people alone.
    pub changed_by_name: String,
    /// When that was; for data that nobody gave, when this was asked.
    pub changed_at: Moment,
}

impl InvoiceData {
    /// Of a payer that nobody said anything of.
    #[must_use]
    pub fn unknown(payer: Id, now: Moment) -> Self {
        InvoiceData {
            payer_id: payer,
            kind: String::new(),
            title: String::new(),
            tax_number: String::new(),
            address: None,
            phone: None,
            bank: None,
            account: None,
            version: 0,
            changed_by_name: String::new(),
            changed_at: now,
        }
    }

    /// Address and phone number as they stand on an invoice: one after the other.
    #[must_use]
    pub fn address_and_phone(&self) -> String {
        both(self.address.as_deref(), self.phone.as_deref())
    }

    /// Bank and account as they stand on an invoice: one after the other.
    #[must_use]
    pub fn bank_and_account(&self) -> String {
        both(self.bank.as_deref(), self.account.as_deref())
    }

    /// As a body.
    #[must_use]
    pub fn as_body(&self) -> Map<String, Value> {
        let all = [
            ("kind", Some(&self.kind)),
            ("title", Some(&self.title)),
            ("tax_number", Some(&self.tax_number)),
            ("address", self.address.as_ref()),
            ("phone", self.phone.as_ref()),
            ("bank", self.bank.as_ref()),
            ("account", self.account.as_ref()),
        ];
        let there =
            all.into_iter().filter_map(|(name, value)| Some((name, value.filter(|it| !it.is_empty())?)));
        there.map(|(name, value)| (name.to_string(), json!(value))).collect()
    }
}

fn both(one: Option<&str>, other: Option<&str>) -> String {
    [one, other].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Something odd that does not stop anybody.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Warning {
    /// The field.
    pub field: &'static str,
    /// Stable code.
    pub code: &'static str,
    /// Words in the caller's language.
    pub message: String,
}

/// Invoice data with what is odd about it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Told {
    /// What stands on the invoices.
    #[serde(flatten)]
    pub data: InvoiceData,
    /// The payer's name.
    pub payer_name: String,
    /// What is odd about it.
    pub warnings: Vec<Warning>,
}
