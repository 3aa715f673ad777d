//! Every feature through HTTP, on both databases; folders mirror `src/features`.

mod account;
mod attachments;
mod audit;
mod charges;
mod conventions;
mod customers;
mod deadlines;
mod docs;
mod home;
mod idempotency;
mod login;
mod mail;
mod notices;
mod paper;
mod paper_evidence;
mod people;
mod policy;
mod qualifications;
mod record_pages;
pub mod records;
pub mod requests;
mod review;
mod review_pages;
mod rules;
mod service_records;
mod signatures;
mod status;
