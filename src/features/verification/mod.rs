//! `tierdesk verify`: proves for the whole database that nothing was lost, changed or charged twice, the files in the
//! store included (2.6, 6, 7, 8.1).
//!
//! Invariant: only reads; stops at the first fault; holds a handful of rows at a time, each handful one unchanging
//! picture. Each check belongs to the feature whose rows it looks at; here they are put in a row, with what takes two
//! features to see.

mod sets;

use crate::access::audit_chain;
use crate::domain::policy::PolicySet;
use crate::features::{
    attachments, charges, contracts, credits, ledger, payments, policy, price_lists, requests,
    service_records, signatures, statements,
};
use crate::platform::db::{Db, Moment};
use crate::platform::files::Files;
use crate::platform::verify::{Wrong, walk};

pub use crate::access::audit_chain::Waiting;
pub use crate::platform::verify::{Fault, Wrong as Trouble};

/// What the checks look at.
pub struct Subject<'a> {
    /// The database.
    pub db: &'a Db,
    /// Where the files are kept that it names.
    pub files: &'a Files,
    /// When.
    pub now: Moment,
    policies: PolicySet,
}

impl<'a> Subject<'a> {
    /// The database with the policy versions published in it, and the store of its files.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn read(db: &'a Db, files: &'a Files, now: Moment) -> Result<Self, Wrong> {
        let policies = db.read(|conn| {
            let published = policy::published(conn)?;
            price_lists::in_force(conn, &published)
        })?;
        Ok(Subject { db, files, now, policies })
    }
}

/// Looks at every row of a kind, tells how many so far, and answers how many there were.
pub type Run = fn(&Subject<'_>, &mut dyn FnMut(usize)) -> Result<usize, Wrong>;

/// A check.
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// Runs it.
    pub run: Run,
}

/// Every check, in the order in which they run.
pub const CHECKS: &[Check] = &[
    Check { name: "audit_chain", run: |it, seen| walk(it.db, seen, audit_chain::links_hold) },
    Check { name: "audit_entries", run: |it, seen| walk(it.db, seen, audit_chain::entries_in_chain) },
    Check {
        name: "decisions",
        run: |it, seen| {
            walk(it.db, seen, |conn, last| service_records::decisions_hold(conn, &it.policies, last))
        },
    },
    Check {
        name: "request_decisions",
        run: |it, seen| walk(it.db, seen, |conn, last| requests::decisions_hold(conn, &it.policies, last)),
    },
    Check { name: "charge_sets", run: |it, seen| walk(it.db, seen, sets::sets_hold) },
    Check { name: "charged_records", run: |it, seen| walk(it.db, seen, sets::charges_are_of_approved) },
    Check {
        name: "charges",
        run: |it, seen| walk(it.db, seen, |conn, last| charges::charges_hold(conn, &it.policies, last)),
    },
    Check { name: "ledger", run: |it, seen| walk(it.db, seen, ledger::postings_balance) },
    Check { name: "balances", run: |it, seen| walk(it.db, seen, ledger::balances_hold) },
    Check { name: "charges_in_ledger", run: |it, seen| walk(it.db, seen, charges::books_hold) },
    Check { name: "waivers", run: |it, seen| walk(it.db, seen, charges::waivers_hold) },
    Check {
        name: "credits",
        run: |it, seen| walk(it.db, seen, |conn, last| credits::credits_hold(conn, &it.policies, last)),
    },
    Check { name: "contracts", run: |it, seen| walk(it.db, seen, contracts::contracts_hold) },
    Check { name: "contract_uses", run: |it, seen| walk(it.db, seen, contracts::uses_hold) },
    Check { name: "signatures", run: |it, seen| walk(it.db, seen, signatures::signatures_hold) },
    Check { name: "told_signatures", run: |it, seen| walk(it.db, seen, signatures::told_signatures_exist) },
    Check { name: "statements", run: |it, seen| walk(it.db, seen, statements::statements_hold) },
    Check { name: "statement_lines", run: |it, seen| walk(it.db, seen, statements::lines_hold) },
    Check { name: "billed_charges", run: |it, seen| walk(it.db, seen, statements::billed_charges_hold) },
    Check { name: "payments", run: |it, seen| walk(it.db, seen, payments::payments_hold) },
    Check { name: "allocations", run: |it, seen| walk(it.db, seen, payments::allocations_hold) },
    Check { name: "paid_statements", run: |it, seen| walk(it.db, seen, payments::statements_agree) },
    Check { name: "payment_entries", run: |it, seen| walk(it.db, seen, payments::entries_have_objects) },
    Check { name: "told_attachments", run: |it, seen| walk(it.db, seen, attachments::told_files_exist) },
    Check { name: "attachments", run: |it, seen| attachments::files_hold(it.db, it.files, seen) },
];

/// What waits to be linked into the audit chain.
///
/// # Errors
/// [`Wrong`].
pub fn waiting(subject: &Subject<'_>) -> Result<Waiting, Wrong> {
    subject.db.snapshot(|conn| audit_chain::waiting(conn, subject.now))
}

/// Whether a head of the chain that somebody kept, or its beginning, is still in it.
///
/// # Errors
/// [`Wrong`].
pub fn head_in_chain(subject: &Subject<'_>, head: &str) -> Result<(), Wrong> {
    subject.db.snapshot(|conn| audit_chain::head_in_chain(conn, head))
}
