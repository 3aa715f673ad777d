mod config;
mod fields;
mod random;
mod telemetry;
