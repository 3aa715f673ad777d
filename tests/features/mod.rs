//! Every feature through HTTP, on both databases; folders mirror `src/features`.

mod home;
mod login;
mod records;
mod review_pages;
mod status;
