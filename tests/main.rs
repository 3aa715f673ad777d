//! The one test binary; folders mirror `src`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on should say so"
)]

mod access;
mod browser;
mod cli;
mod crash;
mod domain;
mod features;
mod guards;
mod platform;
mod support;
