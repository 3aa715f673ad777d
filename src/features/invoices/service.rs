//! Reading and changing what stands on a payer's invoices.

use serde_json::{Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::domain::credit_code::{CreditCodeWarning, check_credit_code, normalise_credit_code};
use crate::error::Error;
use crate::features::payments;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::web::incoming::IfMatch;

use super::model::{FIELDS, InvoiceData, Told, Warning};
use super::store;

/// What is known of one payer.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn show(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    (id, now): (Id, Moment),
    words: (&Texts, Lang),
) -> Result<Told, Error> {
    let name = payments::payer(conn, scope, id)?;
    let data = store::find(conn, id)?.unwrap_or_else(|| InvoiceData::unknown(id, now));
    Ok(told(actor, data, name, words))
}

/// Changes it; fields that are not named stay, null removes.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Invalid` naming each wrong field.
pub fn edit(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
    patch: &Value,
    words: (&Texts, Lang),
) -> Result<Told, Error> {
    let name = payments::payer(conn, scope, id)?;
    let stored = store::find(conn, id)?.unwrap_or_else(|| InvoiceData::unknown(id, now));
    expected.check(stored.version)?;
    let body = fields::merge(&stored.as_body(), patch);
    let body = fields::check(FIELDS, &body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_string);
    let data = InvoiceData {
        payer_id: id,
        kind: text("kind").unwrap_or_default(),
        title: text("title").unwrap_or_default(),
        tax_number: normalise_credit_code(&text("tax_number").unwrap_or_default()),
        address: text("address"),
        phone: text("phone"),
        bank: text("bank"),
        account: text("account"),
        version: stored.version + 1,
        changed_by_name: actor.name().to_string(),
        changed_at: now,
    };
    store::save(conn, &data, stored.version)?;
    let entry = Entry {
        action: "invoice_data.edit",
        object_kind: "invoice_data",
        object: Some(id),
        label: &name,
        before: Some(json!(stored.as_body())),
        after: Some(json!(data.as_body())),
    };
    audit::write(conn, actor, now, entry)?;
    Ok(told(actor, data, name, words))
}

fn told(actor: &Actor, mut data: InvoiceData, payer_name: String, (texts, lang): (&Texts, Lang)) -> Told {
    if !actor.is_vendor() {
        data.changed_by_name.clear();
    }
    let code = check_credit_code(&data.tax_number).err().filter(|_| data.version > 0).map(|odd| match odd {
        CreditCodeWarning::Length => "tax_number_length",
        CreditCodeWarning::Character => "tax_number_character",
        CreditCodeWarning::Check => "tax_number_check",
    });
    let warning = |code: &'static str| Warning {
        field: "tax_number",
        code,
        message: texts.word(lang, "warning", code),
    };
    Told { data, payer_name, warnings: code.map(warning).into_iter().collect() }
}
