//! The policy shipped with the program: version 1, in force from 2013-01-01 (chapter 2).
//!
//! Invariant: these texts load without a fault; a test proves it.

/// The files of version 1, by name.
pub const VERSION_1: &[(&str, &str)] = &[
    ("policy.toml", include_str!("../../config/policy/policy.toml")),
    ("matrix.toml", include_str!("../../config/policy/matrix.toml")),
    ("catalogue.toml", include_str!("../../config/policy/catalogue.toml")),
    ("cities.toml", include_str!("../../config/policy/cities.toml")),
    ("city-tiers.toml", include_str!("../../config/policy/city-tiers.toml")),
    ("service-points.toml", include_str!("../../config/policy/service-points.toml")),
    ("prices.toml", include_str!("../../config/policy/prices.toml")),
    ("coverage.toml", include_str!("../../config/policy/coverage.toml")),
];
