//! Every feature through HTTP, on both databases; folders mirror `src/features`.

mod login;
mod review;
mod service_records;
mod records;
mod status;
