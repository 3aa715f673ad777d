//! What time it is: the only home of the clock. Everything else is given `now`.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// The clock of the system, or one that a test sets. Cheap to clone; clones of a set clock stay together.
#[derive(Debug, Clone)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The clock of the system.
    #[must_use]
    pub fn system() -> Self {
        Clock(None)
    }

    /// A clock that stands still at `at`, to the microsecond, until it is set or moved.
    #[must_use]
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Clock(Some(Arc::new(AtomicI64::new(at.timestamp_micros()))))
    }

    /// The moment now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the home of the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            None => Utc::now(),
            Some(micros) => DateTime::from_timestamp_micros(micros.load(Ordering::Relaxed)).unwrap_or_default(),
        }
    }

    /// Sets a fixed clock; the system's stays as it is.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Some(micros) = &self.0 {
            micros.store(at.timestamp_micros(), Ordering::Relaxed);
        }
    }

    /// Moves a fixed clock on; the system's stays as it is.
    pub fn advance(&self, by: TimeDelta) {
        if let Some(micros) = &self.0 {
            micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::Relaxed);
        }
    }
}
