//! Every feature through HTTP, on both databases; folders mirror `src/features`.

mod home;
mod audit;
mod charges;
mod conventions;
mod docs;
mod login;
mod policy;
mod records;
mod review_pages;
mod review;
mod service_records;
mod status;
