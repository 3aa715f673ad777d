//! Tests of the platform, without HTTP.

mod backup;
mod config;
mod connections;
mod export;
mod fields;
mod files;
mod pdf;
mod pictures;
mod random;
mod telemetry;
