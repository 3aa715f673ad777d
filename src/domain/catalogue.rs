//! The catalogue of services (服务目录) and what its codes say (chapter 2.2).
//!
//! Invariant: a code agrees with its columns, and its serial is unique over the catalogue.

use serde::Serialize;

use super::words::{ClientClass, Delivery, Name, OwedRecord, Phase};

/// One service of the catalogue.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Service {
    /// `SASL012`.
    pub code: String,
    /// In both languages.
    pub name: Name,
    /// Before or after the sale.
    pub phase: Phase,
    /// Onsite or remote.
    pub delivery: Delivery,
    /// The classes it is offered to.
    pub classes: Vec<ClientClass>,
    /// The record whoever serves owes the vendor.
    pub owes: OwedRecord,
    /// Whether it has labour of repair (chapter 2.5).
    pub repair: bool,
    /// Whether the vendor's desk answers it for an end user that has no agent yet (chapter 2.3).
    pub prospects: bool,
}

impl Service {
    /// Whether the catalogue offers it to a class.
    pub fn is_offered_to(&self, class: ClientClass) -> bool {
        self.classes.contains(&class)
    }
}

/// What a code says by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeParts {
    /// From the 2nd letter.
    pub phase: Phase,
    /// From the 4th letter.
    pub delivery: Delivery,
    /// The last three digits.
    pub serial: u16,
}

/// Reads a code: `S`, `P` or `A`, `S`, `R` or `L`, three digits; `None` when it is not one.
pub fn read_code(code: &str) -> Option<CodeParts> {
    let (letters, serial) = code.split_at_checked(4)?;
    let (phase, delivery) = match letters {
        "SPSR" => (Phase::PreSale, Delivery::Remote),
        "SPSL" => (Phase::PreSale, Delivery::Onsite),
        "SASR" => (Phase::AfterSale, Delivery::Remote),
        "SASL" => (Phase::AfterSale, Delivery::Onsite),
        _ => return None,
    };
    let three_digits = serial.len() == 3 && serial.bytes().all(|b| b.is_ascii_digit());
    Some(CodeParts { phase, delivery, serial: three_digits.then(|| serial.parse().ok())?? })
}

/// Whether a code is of work on site; what is no code is not.
pub fn is_onsite(code: &str) -> bool {
    read_code(code).is_some_and(|code| code.delivery == Delivery::Onsite)
}

/// All services, in the order of their file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Catalogue(Vec<Service>);

impl Catalogue {
    /// A catalogue whose services `policy_load` has checked.
    pub fn new(services: Vec<Service>) -> Self {
        Self(services)
    }

    /// The service of a code.
    pub fn find(&self, code: &str) -> Option<&Service> {
        self.0.iter().find(|service| service.code == code)
    }

    /// Every service.
    pub fn iter(&self) -> impl Iterator<Item = &Service> {
        self.0.iter()
    }

    /// The services offered to a class.
    pub fn offered_to(&self, class: ClientClass) -> impl Iterator<Item = &Service> {
        self.0.iter().filter(move |service| service.is_offered_to(class))
    }
}
