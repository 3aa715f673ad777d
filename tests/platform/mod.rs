//! Tests of the platform, without HTTP.

mod backup;
mod config;
mod connections;
mod fields;
mod pdf;
mod random;
mod telemetry;
