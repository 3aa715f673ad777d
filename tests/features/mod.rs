//! Every feature through HTTP, on both databases; folders mirror `src/features`.

mod account;
mod customers;
mod login;
mod people;
mod review;
mod service_records;
mod records;
mod status;
