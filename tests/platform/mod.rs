//! Tests of the platform, without HTTP.

mod config;
mod connections;
mod fields;
mod random;
mod telemetry;
