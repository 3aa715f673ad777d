//! Customers: whom services are for (chapters 1, 2.3 and 8.3).
//!
//! Invariant: the class of a customer never changes; an agent sees and writes its own alone, and what it is told of
//! others – duplicates too – ends where its sight ends (chapter 7).

pub mod api;
mod brief;
mod check;
mod engineers;
pub mod export;
pub mod import;
pub mod model;
pub mod pages;
mod payers;
mod rules;
mod save;
mod service;
mod sight;
mod store;

pub use brief::{Brief, briefs, class_of, ids_of_agent};
pub use engineers::{engineers, fixed_engineer_name, name_fixed_engineer};
pub use model::{Contact, CustomerRef, NewCustomer};
pub(crate) use payers::visible_to_payers;
pub use payers::{Payer, Paying, asking, find_paying, paying};
pub use rules::{name_key, search_text};
pub use service::{follow_organisation, give_to_agent, insert, options, referenced};
pub(crate) use sight::visible_with_customers;
pub use store::{
    Row as Customer, account_manager, count, fixed_engineer, get as find, ids_of_account_manager,
    ids_of_organisation, ids_sharing_requests, manages_organisation, organisation_of,
    organisations_of_account_manager,
};
