//! Which column fills which field. A heading may be the name of the field on the wire, its label in either language, or
//! what people commonly write; what is unknown is passed over, and shown as such.

use crate::access::{Action, Actor};
use crate::domain::import_words::ImportKind;
use crate::error::Error;
use crate::platform::fields::{FaultCode, Field, FieldFault};
use crate::platform::i18n::{Lang, Texts};

use super::model::Mapped;
use crate::features::{customers, products};

/// A column that is known.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The name in a heading.
    pub name: &'static str,
    /// Where its text goes in the body.
    pub path: &'static str,
    /// The text of its label.
    pub label: &'static str,
    /// Whether only those use it who say whose customers are.
    assigns: bool,
}

const fn column(name: &'static str, label: &'static str) -> Column {
    Column { name, path: name, label, assigns: false }
}

const fn contact(name: &'static str, path: &'static str, label: &'static str) -> Column {
    Column { name, path, label, assigns: false }
}

const fn assigned(name: &'static str, label: &'static str) -> Column {
    Column { name, path: name, label, assigns: true }
}

const CUSTOMERS: &[Column] = &[
    column("name", "field-customer-name"),
    assigned("class", "field-customer-class"),
    column("city", "field-customer-city"),
    column("credit_code", "field-credit-code"),
    column("industry", "field-industry"),
    assigned("agent_id", "field-agent-id"),
    assigned("account_manager_id", "field-account-manager-id"),
    assigned("sla_profile", "field-sla-profile"),
    contact("contact_name", "contacts.0.name", "import-contact-name"),
    contact("contact_phone", "contacts.0.phone", "import-contact-phone"),
    contact("contact_email", "contacts.0.email", "import-contact-email"),
    contact("contact_position", "contacts.0.position", "import-contact-position"),
];

const PRODUCTS: &[Column] = &[
    column("serial", "field-product-serial"),
    column("kind", "field-product-kind"),
    column("model_id", "field-product-model-id"),
    column("nodes", "field-nodes"),
    column("customer_id", "field-customer"),
    column("delivered_on", "field-product-delivered-on"),
    column("accepted_on", "field-product-accepted-on"),
    column("note", "field-product-note"),
    column("reason", "field-product-reason"),
];

/// The columns that this person may fill.
#[must_use]
pub fn columns(kind: ImportKind, actor: &Actor) -> Vec<&'static Column> {
    let all = match kind {
        ImportKind::Customers => CUSTOMERS,
        ImportKind::Products => PRODUCTS,
    };
    let assigns = actor.is_vendor() && actor.can(Action::WriteCustomers);
    all.iter().filter(|column| assigns || !column.assigns).collect()
}

/// The table of fields of the form, by which lines are checked, and its name in texts.
#[must_use]
pub fn table(kind: ImportKind) -> (&'static str, &'static [Field]) {
    match kind {
        ImportKind::Customers => ("customer", customers::model::FIELDS),
        ImportKind::Products => ("product", products::CHANGE),
    }
}

/// The column that every file of a kind has: by it lines are known.
#[must_use]
pub fn key(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Customers => "name",
        ImportKind::Products => "serial",
    }
}

/// What each heading fills.
///
/// # Errors
/// `Invalid` naming `file`: a field that is filled twice, or no column by which lines are known.
pub fn map(
    kind: ImportKind,
    actor: &Actor,
    heading: &[String],
    texts: &Texts,
) -> Result<Vec<Option<&'static Column>>, Error> {
    let known = columns(kind, actor);
    let found: Vec<Option<&'static Column>> =
        heading.iter().map(|head| known.iter().copied().find(|column| fits(column, head, texts))).collect();
    let mut faults = Vec::new();
    for (index, column) in found.iter().enumerate() {
        let Some(column) = column else { continue };
        if found[..index].iter().flatten().any(|before| before.name == column.name) {
            let fault = FieldFault::new("file", FaultCode::new("column_twice"));
            faults.push(fault.with("heading", &heading[index]));
        }
    }
    if !found.iter().flatten().any(|column| column.name == key(kind)) {
        let label = known.iter().find(|column| column.name == key(kind)).map_or("", |column| column.label);
        let words = |lang| texts.text(lang, label, &[]);
        let fault = FieldFault::new("file", FaultCode::new("column_missing"));
        faults.push(fault.with("heading", format!("{} / {}", words(Lang::ZhCn), words(Lang::En))));
    }
    if faults.is_empty() { Ok(found) } else { Err(Error::Invalid(faults)) }
}

fn fits(column: &Column, heading: &str, texts: &Texts) -> bool {
    let head = plain(heading);
    if head.is_empty() {
        return false;
    }
    let others = format!("import-others-{}", column.name.replace('_', "-"));
    let called = |lang: Lang| {
        let often = texts.find(lang, &others, &[]).unwrap_or_default();
        plain(&texts.text(lang, column.label, &[])) == head || often.split(';').any(|it| plain(it) == head)
    };
    head == plain(column.name) || [Lang::ZhCn, Lang::En].into_iter().any(called)
}

/// A heading as it is compared: small letters, without blanks, marks of what is required, and remarks in brackets.
fn plain(heading: &str) -> String {
    let end = heading.find(['(', '（', '[', '【']).filter(|at| *at > 0).unwrap_or(heading.len());
    let letters = heading[..end]
        .chars()
        .filter(|it| !it.is_whitespace() && !matches!(it, '*' | '＊' | '_' | '-' | ':' | '：'));
    letters.flat_map(char::to_lowercase).collect()
}

/// The columns of a file in the reader's language.
#[must_use]
pub fn mapped(kind: ImportKind, actor: &Actor, heading: &[String], texts: &Texts, lang: Lang) -> Vec<Mapped> {
    let known = columns(kind, actor);
    let one = |head: &String| {
        let column = known.iter().find(|column| fits(column, head, texts));
        Mapped {
            heading: head.clone(),
            field: column.map(|column| column.name),
            label: column.map(|column| texts.text(lang, column.label, &[])),
        }
    };
    heading.iter().map(one).collect()
}
