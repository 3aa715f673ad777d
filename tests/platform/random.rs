//! Random numbers: their shape, and that ids carry their moment.

use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use tierdesk::platform::random;

#[test]
fn tokens_are_long_url_safe_and_different() {
    let tokens: BTreeSet<String> = (0..1000).map(|_| random::token()).collect();
    assert_eq!(tokens.len(), 1000);
    let safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    assert!(tokens.iter().all(|token| token.len() == 43 && token.chars().all(safe)));
}

#[test]
fn codes_have_six_digits() {
    let codes: Vec<String> = (0..1000).map(|_| random::six_digits()).collect();
    assert!(codes.iter().all(|code| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())));
    assert!(codes.iter().any(|code| code.starts_with('0')));
}

#[test]
fn ids_are_version_7_and_sort_by_their_moment() {
    let at = |millis: i64| DateTime::<Utc>::from_timestamp_millis(millis).unwrap();
    let (early, late) = (random::uuid_v7(at(1_772_413_200_000)), random::uuid_v7(at(1_772_413_200_001)));
    assert_eq!(early.get_version_num(), 7);
    assert!(early < late && early.to_string() < late.to_string());
    assert_eq!(early.as_u128() >> 80, 1_772_413_200_000);
    assert_ne!(random::uuid_v7(at(-5)), random::uuid_v7(at(-5)));
}
