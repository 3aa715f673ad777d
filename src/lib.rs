//! TierDesk 分级服务台: the partner-service portal. `platform` knows no feature; see `docs/ARCHITECTURE.md`.

pub mod config;
pub mod platform;
