//! The one test binary; folders mirror `src`.

mod platform;
