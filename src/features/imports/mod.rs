//! Customers and products from files (chapters 8.1 and 9.2): CSV and XLSX, shown line by line before anything is stored.
//!
//! Invariant: what is confirmed is what was shown. The lines that were read are kept with what was said of each; on the
//! confirmation every line is judged anew, and where one comes out differently nothing is stored. All lines are stored in
//! one transaction, or none (see decision 12). The judgement is that of the forms: `customers::import`, `products::import`.

pub mod api;
mod columns;
mod judge;
mod lines;
mod model;
pub mod pages;
mod service;
mod store;
mod words;

pub use model::{Import, ImportedLine, Judged};
pub use service::{Desk, Given, apply, judge_file, keep, read_file};
pub use words::told;
