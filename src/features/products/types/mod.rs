//! Product types with their terms, and the models of each (2.5, 5.6).
//!
//! Invariant: a model belongs to one type for good; a model that a product has does not go. Other lengths count for work
//! that is decided from then on: a stored decision keeps what it was decided by.

pub mod api;
pub mod export;
mod model;
pub mod pages;
mod service;
mod store;

pub use model::Model;
pub use service::{insert, model, model_named, models, options, some};
pub(super) use store::{Found, model_columns};
