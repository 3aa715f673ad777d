//! Every feature through HTTP, on both databases; folders mirror `src/features`.

mod audit;
mod charges;
mod conventions;
mod docs;
mod login;
mod policy;
mod records;
mod review;
mod service_records;
mod status;
