//! What somebody sees: the answer to "may I?" carries the limits within which the question was answered.
//!
//! Nothing but [`super::Actor::may`] makes a [`Scope`], and no store reads without one.

use crate::platform::db::Id;

use super::policy::Action;

/// One reason to see an object. What it means for a table is said by that table's `visible`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sight {
    /// Everything there is.
    All,
    /// What belongs to the person alone.
    Own,
    /// What belongs to the person's organisation.
    Organisation,
    /// What concerns the person's organisation as an agent.
    Agent,
    /// What concerns the person's organisation as a customer.
    Customer,
    /// What concerns the key accounts that the person manages.
    KeyAccounts,
    /// What reached the vendor: key accounts, agents' own, escalated.
    ReachedVendor,
    /// Everything that was ever submitted, and the vendor's own drafts.
    VendorDesk,
    /// Everything that was ever submitted.
    Submitted,
    /// Everything that was approved.
    Approved,
    /// What the person's organisation pays.
    Payer,
    /// What the person's organisation pays, where the person is marked as its billing contact.
    BillingContact,
}

/// Permission for one action, with its limits.
#[derive(Debug, Clone)]
pub struct Scope {
    action: Action,
    user: Id,
    organisation: Id,
    sights: Vec<Sight>,
}

impl Scope {
    pub(super) fn new(action: Action, user: Id, organisation: Id, sights: Vec<Sight>) -> Self {
        Scope { action, user, organisation, sights }
    }

    /// What was asked.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// The person.
    #[must_use]
    pub fn user(&self) -> Id {
        self.user
    }

    /// The person's organisation.
    #[must_use]
    pub fn organisation(&self) -> Id {
        self.organisation
    }

    /// The reasons to see something; any of them is enough.
    #[must_use]
    pub fn sights(&self) -> &[Sight] {
        &self.sights
    }

    /// Whether nothing is out of sight.
    #[must_use]
    pub fn sees_all(&self) -> bool {
        self.sights.contains(&Sight::All)
    }
}
