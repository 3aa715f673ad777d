//! Credits of every kind, and what agents earn by working on the vendor's behalf (chapter 6).
//!
//! Invariant: what is given is given once. Above the limit a second clerk decides, on penalties and on what delivery
//! claims give back a service manager, and nobody confirms what they proposed; what is confirmed
//! becomes a charge with a negative amount in the same transaction, and goes onto the payer's next statement.

pub mod api;
mod decide;
pub mod export;
mod history;
mod model;
pub mod pages;
mod penalty;
mod propose;
mod records;
mod service;
mod store;
mod verify;

pub use decide::confirm;
pub use model::{Credit, MOST_FEN};
pub use penalty::{Breached, Proposed, computed_under, propose_penalty};
pub use propose::{Proposal, propose, propose_credit, propose_fee};
pub use store::{proposed, seen_of_contract as of_contract, seen_of_request as of_request, status};
pub use verify::credits_hold;
