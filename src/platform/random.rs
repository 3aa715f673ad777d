//! Chance: the only home of random numbers. Everything comes from the operating system's seeded, per-thread CSPRNG.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use super::db::{Id, Moment};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// `N` bytes nobody can guess, for salts and keys.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the home of random numbers")]
pub fn bytes<const N: usize>() -> [u8; N] {
    rand::random()
}

/// 256 bits as 43 characters of URL-safe base64, for links and tokens.
#[must_use]
pub fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// A code for a person to type: six decimal digits, each code equally likely.
#[must_use]
pub fn six_digits() -> String {
    format!("{:06}", suffix())
}

/// What a number ends with: below a million, each equally likely.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the home of random numbers")]
pub fn suffix() -> u32 {
    rand::random_range(0..crate::domain::ids::SUFFIX_LIMIT)
}

/// An id of chapter 8.2: a UUIDv7 whose first 48 bits are the milliseconds of `now`; a moment before 1970 counts as 1970.
/// Those of one millisecond count up (RFC 9562, 6.2, method 1), so that rows written one after the other in one
/// transaction stay in that order.
#[must_use]
pub fn uuid_v7(now: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    let mut rest = bytes::<10>();
    [rest[0], rest[1]] = place(millis).to_be_bytes();
    uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
}

/// How many ids this millisecond had before: the twelve bits that the format has for it.
fn place(millis: u64) -> u16 {
    const BITS: u32 = 12;
    static LAST: AtomicU64 = AtomicU64::new(0);
    let next = |last: u64| if last >> BITS == millis { last + 1 } else { millis << BITS };
    let mut last = LAST.load(Relaxed);
    while let Err(other) = LAST.compare_exchange_weak(last, next(last), Relaxed, Relaxed) {
        last = other;
    }
    u16::try_from(next(last) & ((1 << BITS) - 1)).unwrap_or_default()
}

/// A new object's id, made at `now`.
#[must_use]
pub fn id(now: Moment) -> Id {
    Id(uuid_v7(now.0))
}
