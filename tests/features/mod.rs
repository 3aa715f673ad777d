//! Every feature through HTTP, on both databases; folders mirror `src/features`.

mod login;
mod records;
mod status;
