//! Whom a request is for, found by typing: the whole name, or any part of name, telephone or code that fits one customer
//! in sight. Works from the keyboard alone, with a list of suggestions and without.

use serde::Serialize;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::customers::{self, CustomerRef};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{FaultCode, FieldFault};

/// The input in which the customer's name is typed.
pub const TYPED: &str = "_customer";
/// So many customers are suggested; more are found all the same.
const SUGGESTED: i64 = 300;
/// Between a name that several customers have and what tells them apart.
const APART: &str = " · ";

/// A suggestion.
#[derive(Debug, Clone, Serialize)]
pub struct Suggestion {
    value: String,
    label: String,
}

/// What was typed for the customer, and who is meant.
#[derive(Debug, Clone, Default)]
pub struct Picked {
    /// As it was typed, or the name of whoever was named by id.
    pub words: String,
    /// Who is meant.
    pub id: Option<Id>,
    /// Why nobody is.
    pub fault: Option<FieldFault>,
}

/// The customers that a form suggests.
///
/// # Errors
/// What the database answers.
pub fn suggestions(conn: &mut Conn, page: &Page) -> Result<Vec<Suggestion>, Error> {
    let found = customers::options(conn, &page.may(Action::ViewCustomers)?, "", SUGGESTED)?;
    let suggestion = |one: &CustomerRef| Suggestion {
        value: shown(&found, one),
        label: page.services.texts.word(page.lang(), "class", one.class.as_str()),
    };
    Ok(found.iter().map(suggestion).collect())
}

/// The customers for whom somebody of a customer's company may ask.
///
/// # Errors
/// What the database answers.
pub fn own(conn: &mut Conn, page: &Page) -> Result<Vec<CustomerRef>, Error> {
    customers::options(conn, &page.may(Action::ViewCustomers)?, "", 50)
}

fn shown(found: &[CustomerRef], one: &CustomerRef) -> String {
    let alike = found.iter().filter(|other| other.name == one.name).count();
    if alike > 1 { format!("{}{APART}{}", one.name, tail(one.id)) } else { one.name.clone() }
}

fn tail(id: Id) -> String {
    let text = id.to_string();
    text[text.len() - 6..].to_string()
}

/// Who is meant by what was typed.
///
/// # Errors
/// What the database answers.
pub fn picked(conn: &mut Conn, page: &Page, typed: &str) -> Result<Picked, Error> {
    let words: String = typed.trim().chars().filter(|c| !c.is_control()).take(120).collect();
    if words.is_empty() {
        return Ok(Picked::default());
    }
    let scope = page.may(Action::ViewCustomers)?;
    if let Ok(id) = words.parse::<Id>() {
        return match customers::find(conn, &scope, id) {
            Ok(customer) => Ok(Picked { words: customer.name, id: Some(id), fault: None }),
            Err(Error::NotFound) => Ok(nobody(words, FaultCode::NOT_FOUND)),
            Err(other) => Err(other),
        };
    }
    let mut found = customers::options(conn, &scope, &words, SUGGESTED)?;
    if found.is_empty()
        && let Some((name, end)) = words.rsplit_once(APART)
    {
        found = customers::options(conn, &scope, name, SUGGESTED)?;
        found.retain(|one| one.name == name && tail(one.id) == end);
    }
    let exact: Vec<&CustomerRef> = found.iter().filter(|one| one.name == words).collect();
    let meant = match (exact.as_slice(), found.as_slice()) {
        ([one], _) => Some(*one),
        ([], [one]) => Some(one),
        _ => None,
    };
    match meant {
        Some(one) => Ok(Picked { id: Some(one.id), words: one.name.clone(), fault: None }),
        None if found.is_empty() => Ok(nobody(words, FaultCode::NOT_FOUND)),
        None => Ok(nobody(words, FaultCode::new("several_customers"))),
    }
}

fn nobody(words: String, code: FaultCode) -> Picked {
    Picked { words, id: None, fault: Some(FieldFault::new("customer_id", code)) }
}
