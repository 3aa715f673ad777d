//! TierDesk 分级服务台: the partner-service portal of a vendor of security software.
//!
//! `domain` ← `platform` ← `access` ← `features` ← `routes`, `app`; see `docs/ARCHITECTURE.md`.

pub mod access;
pub mod app;
pub mod cli;
pub mod config;
/// Pure rules: matrix, decisions, prices, money.
pub mod domain;
pub mod error;
pub mod features;
/// What knows no feature: databases, web, texts, fields.
pub mod platform;
pub mod routes;
