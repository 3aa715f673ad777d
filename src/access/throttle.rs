//! Slows down guessing of passwords without giving anybody a way to lock somebody else out: only failures count,
//! and they count for an account *from one address*, and for one address over all accounts.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::Error;

/// Failures of one account from one address before it must wait; one more is forgiven each half minute.
const PER_ACCOUNT: u32 = 10;
/// Failures from one address over all accounts before it must wait; one more is forgiven each second.
const PER_ADDRESS: u32 = 200;

/// One-time links that are not good from one address before it must wait; one more is forgiven each two seconds.
const LINKS_PER_ADDRESS: u32 = 30;

/// Counts failures, in this instance's memory alone: each instance behind a balancer forgives as much.
pub struct Throttle {
    accounts: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<String>,
    links: DefaultKeyedRateLimiter<String>,
    waiting: Mutex<HashMap<String, Instant>>,
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    clock: DefaultClock,
}

impl Default for Throttle {
    fn default() -> Self {
        let quota = |every: u64, burst: u32| {
            Quota::with_period(std::time::Duration::from_secs(every))
                .unwrap_or(Quota::per_second(NonZeroU32::MIN))
                .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN))
        };
        Throttle {
            accounts: RateLimiter::keyed(quota(30, PER_ACCOUNT)),
            addresses: RateLimiter::keyed(quota(1, PER_ADDRESS)),
            links: RateLimiter::keyed(quota(2, LINKS_PER_ADDRESS)),
            waiting: Mutex::default(),
            turns: Mutex::default(),
            clock: DefaultClock::default(),
        }
    }
}

impl Throttle {
    /// Waits until nobody else is trying `account` from `address`: one guess is judged at a time, so that the next one
    /// finds the last one counted. Held until the outcome is known.
    pub async fn turn(&self, account: &str, address: &str) -> tokio::sync::OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            if turns.len() > 10_000 {
                turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            }
            turns.entry(pair(account, address)).or_default().clone()
        };
        turn.lock_owned().await
    }

    /// Makes sure that this caller need not wait.
    ///
    /// # Errors
    /// `TooMany` with the seconds to wait.
    pub fn check(&self, account: &str, address: &str) -> Result<(), Error> {
        self.wait(&[pair(account, address), address.to_string()])
    }

    /// Counts a failure.
    pub fn failed(&self, account: &str, address: &str) {
        self.count(&self.accounts, pair(account, address));
        self.count(&self.addresses, address.to_string());
    }

    /// Makes sure that this address need not wait before it shows a one-time link.
    ///
    /// # Errors
    /// `TooMany` with the seconds to wait.
    pub fn check_link(&self, address: &str) -> Result<(), Error> {
        self.wait(&[link(address)])
    }

    /// Counts a one-time link that is not good. Apart from logins, so that neither gets in the way of the other.
    pub fn link_failed(&self, address: &str) {
        self.count(&self.links, link(address));
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "waiting is about real time, whatever the clock of the tests says"
    )]
    fn wait(&self, keys: &[String]) -> Result<(), Error> {
        let Ok(mut waiting) = self.waiting.lock() else { return Ok(()) };
        let now = Instant::now();
        waiting.retain(|_, until| *until > now);
        let longest = keys
            .iter()
            .filter_map(|key| waiting.get(key))
            .map(|until| until.duration_since(now).as_secs() + 1)
            .max();
        longest.map_or(Ok(()), |seconds| Err(Error::TooMany(seconds)))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "waiting is about real time, whatever the clock of the tests says"
    )]
    fn count(&self, limiter: &DefaultKeyedRateLimiter<String>, key: String) {
        if let Err(too_many) = limiter.check_key(&key) {
            let wait = too_many.wait_time_from(self.clock.now());
            if let Ok(mut waiting) = self.waiting.lock() {
                waiting.insert(key, Instant::now() + wait);
            }
        }
        if limiter.len() > 10_000 {
            limiter.retain_recent();
        }
    }
}

fn pair(account: &str, address: &str) -> String {
    format!("{} {address}", account.trim().to_lowercase())
}

/// No address of mail has a blank in it, so this is the pair of no account.
fn link(address: &str) -> String {
    format!("one-time link {address}")
}
