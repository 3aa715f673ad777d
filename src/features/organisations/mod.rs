//! Organisations: the vendor, its agents, and the customers that come here themselves (chapters 1 and 7).
//!
//! Invariant: the kind of an organisation never changes; an agent always has a customer row of its own, for service
//! to itself (8.1).

pub mod api;
pub mod export;
pub mod model;
pub mod pages;
mod service;
mod store;

pub use model::{Organisation, OrganisationRef, Place};
pub use service::{NewOrganisation, insert, rename};
pub(crate) use store::read_of;
pub use store::{agents, agents_with_cities, count, find, in_use, name, named_like, names, options, vendor};
