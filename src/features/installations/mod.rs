//! Installation and acceptance records (chapter 5.6): who installed what where, and who accepted it on which day. It starts
//! warranty and free service, and may name the customer's fixed engineer.
//!
//! Invariant: a record is filed once and stays; a day that was wrong is put right on the product.

pub mod api;
pub mod export;
mod model;
pub mod pages;
mod service;
mod store;

pub use model::Installation;
pub use service::{file, of_customer, of_product};
