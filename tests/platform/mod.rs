//! Tests of the platform, without HTTP.

mod config;
mod fields;
mod random;
mod telemetry;
