//! Every feature through HTTP, on both databases; folders mirror `src/features`.

mod audit;
mod charges;
mod conventions;
mod docs;
mod home;
mod login;
mod policy;
mod records;
mod review;
mod review_pages;
mod service_records;
mod status;
