//! Service records from draft to charge, over the API (chapters 2.4, 4 and 6).

mod charges;
mod corrections;
mod drafts;
mod fields;
mod gates;
mod prospects;
mod review;
mod sight;
pub mod steps;
