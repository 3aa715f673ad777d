//! The one test binary; folders mirror `src`.

mod domain;
mod platform;
