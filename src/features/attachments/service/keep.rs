//! Looking at a file and keeping its bytes, before any row names them.

use std::sync::Arc;

use crate::access::call::blocking;
use crate::error::Error;
use crate::platform::files::{Files, Spool, inspect};

use super::Incoming;

/// Looks at a file that somebody calls `name`, and keeps it. Where no row follows, the sweep removes it.
///
/// # Errors
/// `Invalid` naming why the file is not taken; `DiskFull`, `Unavailable`.
pub async fn keep(files: &Files, name: &str, spool: Arc<Spool>) -> Result<Incoming, Error> {
    let (looked_at, name) = (spool.clone(), name.to_string());
    let look = move || inspect(&looked_at, &name).map_err(|refusal| refusal.told("file"));
    let inspected = blocking(look).await?;
    let storage_key = Files::new_key();
    let (size, sha256) = (spool.size(), spool.sha256());
    files.put(&storage_key, spool).await?;
    Ok(Incoming { inspected, size, sha256, storage_key })
}
