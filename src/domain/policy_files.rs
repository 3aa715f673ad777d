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
    ("calendars.toml", include_str!("../../config/policy/calendars.toml")),
    ("holidays.toml", include_str!("../../config/policy/holidays.toml")),
    ("sla-profiles.toml", include_str!("../../config/policy/sla-profiles.toml")),
];

/// Files that versions published by earlier releases of the program do not have.
const LATER: &[&str] = &["calendars.toml", "holidays.toml", "sla-profiles.toml"];

/// The files of a published version, with the shipped ones in place of those that did not exist when it was published.
pub fn completed<'a>(mut files: Vec<(&'a str, &'a str)>) -> Vec<(&'a str, &'a str)> {
    let lacks = |name: &str| !files.iter().any(|(file, _)| *file == name);
    let missing: Vec<_> =
        VERSION_1.iter().filter(|(name, _)| LATER.contains(name) && lacks(name)).copied().collect();
    files.extend(missing);
    files
}
