//! Maintenance contracts (维保合同, chapter 2.5): what they include and cover, for how long, with how many visits, which
//! profile of deadlines they name, what they cost, and what a breach of them costs.
//!
//! Invariant: what decides money is changed in drafts alone; a contract in force is ended early with a reason, and another is
//! written. Of two contracts in force at once, never do both want the same visit. A price is charged once.

pub mod api;
mod check;
mod covering;
mod model;
pub mod pages;
mod price;
mod remind;
mod service;
mod spend;
mod store;
mod verify;

pub use covering::{Cover, Penalties, final_acceptances, penalty_terms_for, profile_for, terms};
pub use model::Contract;
pub(crate) use model::stored::ACTIVE as IN_FORCE;
pub use remind::REMIND;
pub use service::{in_sight, name_also, of_customer, of_product, put_in_force};
pub use spend::settle;
pub(crate) use store::agreed_profile;
pub use verify::{contracts_hold, uses_hold};
