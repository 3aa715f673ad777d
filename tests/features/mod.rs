//! Every feature through HTTP, on both databases; folders mirror `src/features`.

mod account;
mod customers;
mod people;
mod audit;
mod charges;
mod conventions;
mod docs;
mod home;
mod login;
mod policy;
mod record_pages;
mod records;
mod review;
mod review_pages;
mod service_records;
mod status;
