//! Tests of the platform, without HTTP.

mod backup;
mod config;
mod connections;
mod export;
mod fields;
mod pdf;
mod random;
mod telemetry;
