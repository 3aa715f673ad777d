//! TierDesk 分级服务台.

pub mod domain;
