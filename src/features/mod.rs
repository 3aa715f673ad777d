//! What the portal does, a folder a feature.

pub mod account;
pub mod attachments;
pub mod audit;
pub mod charges;
pub mod customers;
pub mod deadlines;
pub mod docs;
pub mod fault_records;
pub mod holidays;
pub mod home;
pub mod login;
pub mod mail;
pub mod notices;
pub mod organisations;
pub mod policy;
pub mod pre_sale_reports;
pub mod qualifications;
pub mod requests;
pub mod review;
pub mod search;
pub mod service_records;
pub mod shell;
pub mod signatures;
pub mod status;
pub mod users;
pub mod verification;
