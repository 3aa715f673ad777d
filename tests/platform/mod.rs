mod config;
mod fields;
mod telemetry;
