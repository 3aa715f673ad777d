//! What maintenance contracts include of a piece of work: visits up to an allowance, labour, parts (chapter 2.5).
//!
//! Invariant: a contract only ever makes something free that was charged; a visit that is free anyway uses nothing up.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::text_enum;

/// What is left of the visits of one service.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Allowance {
    /// How many, before this work; none where as many as are needed.
    pub left: Option<u32>,
}

impl Allowance {
    /// How many of `visits` it covers: as far as it goes, or all or none of them where they cannot be told apart.
    fn covers(self, visits: u32, whole: bool) -> u32 {
        match self.left {
            Some(left) if left < visits && whole => 0,
            Some(left) => left.min(visits),
            None => visits,
        }
    }
}

/// A contract in force on the day of the work that covers the product.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ContractTerms {
    /// Its number.
    pub number: String,
    /// Its last day.
    pub until: NaiveDate,
    /// What is left of the service that was done; none where the contract does not include it.
    pub visits: Option<Allowance>,
    /// Whether labour of repair is included.
    pub labour: bool,
    /// Whether parts are included.
    pub parts: bool,
}

text_enum! {
    /// What contracts say of the visits of a piece of work.
    pub enum VisitFinding {
        /// They are free, and use the allowance up.
        Covered = "covered",
        /// The allowance does not go so far: some are free.
        Partly = "partly",
        /// The allowance is used up.
        UsedUp = "used_up",
        /// The service is not included.
        NotIncluded = "not_included",
        /// They are free anyway, and use nothing up.
        NotNeeded = "not_needed",
    }
}

/// What contracts do for a piece of work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ContractCover<'a> {
    /// What they say of the visits.
    pub visit: VisitFinding,
    /// The contract that says so.
    pub of: &'a ContractTerms,
    /// How many visits it covers: so many are used up.
    pub spent: u32,
    /// The contract that includes labour of repair, where one does.
    pub labour: Option<&'a ContractTerms>,
    /// The contract that includes parts, where one does.
    pub parts: Option<&'a ContractTerms>,
}

impl<'a> ContractCover<'a> {
    /// What `contracts`, in the order in which they are asked, do for `visits` that are charged or not. `whole` where the
    /// visits cannot be told apart on the bill. None where there is no contract.
    pub fn find(contracts: &'a [ContractTerms], visits: u32, charged: bool, whole: bool) -> Option<Self> {
        let included = || contracts.iter().filter(|one| one.visits.is_some());
        // One that has something left goes before one that is used up.
        let with_some = included().find(|one| one.visits.is_some_and(|one| one.covers(visits, whole) > 0));
        let of = with_some.or_else(|| included().next()).or_else(|| contracts.first())?;
        let covered = of.visits.map(|allowance| allowance.covers(visits, whole));
        let (visit, spent) = match covered {
            None => (VisitFinding::NotIncluded, 0),
            Some(_) if !charged => (VisitFinding::NotNeeded, 0),
            Some(0) => (VisitFinding::UsedUp, 0),
            Some(covered) if covered < visits => (VisitFinding::Partly, covered),
            Some(covered) => (VisitFinding::Covered, covered),
        };
        Some(Self {
            visit,
            of,
            spent,
            labour: contracts.iter().find(|one| one.labour),
            parts: contracts.iter().find(|one| one.parts),
        })
    }

    /// How many visits are left afterwards; none where as many as are needed, or the service is not included.
    pub fn remains(&self) -> Option<u32> {
        self.of.visits.and_then(|allowance| allowance.left).map(|left| left.saturating_sub(self.spent))
    }
}
