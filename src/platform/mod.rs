//! What every feature stands on and what knows no feature: databases, the web, texts, time, chance.

pub mod backup;
pub mod canonical;
pub mod clock;
pub mod db;
pub mod export;
pub mod fields;
pub mod files;
pub mod hex;
pub mod i18n;
pub mod jobs;
pub mod mail;
pub mod pdf;
pub mod policies;
pub mod random;
pub mod seal;
pub mod services;
pub mod sheets;
pub mod telemetry;
pub mod tls;
pub mod verify;
pub mod views;
pub mod web;
