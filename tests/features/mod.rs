//! Every feature through HTTP, on both databases; folders mirror `src/features`.

mod account;
mod customers;
mod login;
mod people;
mod records;
mod review;
mod service_records;
mod status;
