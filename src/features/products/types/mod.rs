//! Product types with their terms, and the models of each (2.5, 5.6).
//!
//! Invariant: a model belongs to one type for good; a model that a product has does not go. Other lengths count for products
//! that are registered from then on: a product keeps those that it was registered with (chapter 2).

pub mod api;
mod model;
pub mod pages;
mod service;
mod store;

pub(super) use model::MOST_MONTHS;
pub use model::Model;
pub use service::{insert, model, model_named, models, options, some};
pub(super) use store::{Found, model_columns};
