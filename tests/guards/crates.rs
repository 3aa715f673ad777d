//! Crates that may not come in, and versions below which a known fault lies.

use super::files::{none, read};

/// Crates and why not.
const BANNED: &[(&str, &str)] = &[
    ("actix-governor", "GPL"),
    ("diesel-async", "slower here, and no MultiConnection"),
    ("pgtemp", "fails as root"),
    ("openssl", "rustls everywhere; libpq brings its own"),
];

/// The oldest versions that do not have a known fault.
const FLOORS: &[(&str, [u32; 3])] = &[
    ("diesel", [2, 3, 10]),
    ("jsonwebtoken", [10, 3, 0]),
    ("actix-files", [0, 6, 10]),
    ("ammonia", [4, 1, 4]),
    ("quick-xml", [0, 41, 0]),
    ("zip", [2, 3, 0]),
    ("lopdf", [0, 42, 0]),
    ("h2", [0, 4, 16]),
];

/// Old versions that never see what the fault needs, and why.
const UNREACHED: &[(&str, [u32; 3], &str)] = &[(
    "quick-xml",
    [0, 38, 4],
    "reads bibliography styles that come inside typst, and our forms have no bibliography",
)];

fn locked() -> Vec<(String, [u32; 3])> {
    let lock = read("Cargo.lock");
    let value = |part: &str, key: &str| {
        part.lines().find_map(|line| line.strip_prefix(key)?.trim_matches('"').to_string().into())
    };
    let packages = lock.split("[[package]]").skip(1);
    packages
        .filter_map(|part| {
            let version: String = value(part, "version = ")?;
            let mut numbers = version.split(['.', '-', '+']).map(|n| n.parse().unwrap_or(0));
            let mut next = || numbers.next().unwrap_or(0);
            Some((value(part, "name = ")?, [next(), next(), next()]))
        })
        .collect()
}

#[test]
fn no_banned_crate_is_used() {
    let locked = locked();
    assert!(locked.iter().any(|(name, _)| name == "diesel"), "the lock file was read");
    let faults: Vec<String> = BANNED
        .iter()
        .filter(|(name, _)| locked.iter().any(|(locked, _)| locked == name))
        .map(|(name, why)| format!("{name}: {why}"))
        .collect();
    none(&faults, "these crates may not come in");
}

#[test]
fn no_crate_is_older_than_its_last_known_fault() {
    let locked = locked();
    let mut faults = Vec::new();
    for (name, floor) in FLOORS {
        for (_, version) in locked.iter().filter(|(locked, version)| locked == name && version < floor) {
            if UNREACHED.iter().any(|(crate_, old, _)| crate_ == name && old == version) {
                continue;
            }
            faults.push(format!("{name} {version:?} is older than {floor:?}"));
        }
    }
    none(&faults, "raise these versions");
}
