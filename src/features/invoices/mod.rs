//! What stands on the VAT invoices of a payer (chapter 10), kept by billing and by the payer itself.
//!
//! Invariant: a tax number that fails its check is warned of and never refused.

pub mod api;
mod export;
mod model;
pub mod pages;
mod service;
mod store;

pub use model::InvoiceData;
pub use service::edit;
pub use store::find as of;
