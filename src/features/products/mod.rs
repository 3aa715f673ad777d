//! The installed base (chapters 2.5 and 5.6): product types with their terms, their models, and every device and licence
//! that was delivered.
//!
//! Invariant: a product is seen by whoever sees its customer, now; a serial exists once, and whose it is is told to nobody
//! else. What moves money is put right by the vendor alone, with a reason; every change is a row that stays. What went back
//! after a claim stays here with the day on which it went, and is covered by nothing from then on.

pub mod api;
mod coverage;
mod model;
pub mod pages;
mod service;
mod store;
pub mod types;

pub use model::{CHANGE, Coverage, Product, Row};
pub use service::{
    Acceptance, Claimed, Desk, New, Registered, accept, devices, exchange, find_by_serial, gone, import,
    of_customer, open, referenced, register, registered, some, take_back, tell_history,
};
pub use store::cover_of;
