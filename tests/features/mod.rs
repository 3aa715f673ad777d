//! Every feature through HTTP, on both databases; folders mirror `src/features`.

mod audit;
mod charges;
mod docs;
mod login;
mod policy;
mod record_pages;
mod records;
mod review;
mod service_records;
mod status;
