//! Looking at a file and keeping its bytes, before any row names them.

use std::sync::Arc;

use crate::access::call::blocking;
use crate::access::call::upload::Given;
use crate::error::Error;
use crate::platform::files::{Files, Inspected, Spool, inspect};

use super::Incoming;

/// Looks at a file that somebody calls `name`, and keeps it. Where no row follows, the sweep removes it.
///
/// # Errors
/// `Invalid` naming why the file is not taken; `DiskFull`, `Unavailable`.
pub async fn keep(files: &Files, name: &str, spool: Arc<Spool>) -> Result<Incoming, Error> {
    let inspected = look(name, &spool).await?;
    put(files, inspected, spool).await
}

/// Looks at every file of a form before it keeps any.
///
/// # Errors
/// As [`keep`]; `Invalid` says of which file, where it has a name.
pub async fn keep_all(files: &Files, given: &[Given]) -> Result<Vec<Incoming>, Error> {
    let mut seen = Vec::with_capacity(given.len());
    for file in given {
        let looked_at = look(&file.name, &file.spool).await;
        seen.push(looked_at.map_err(|fault| match fault {
            Error::Invalid(faults) => {
                Error::Invalid(faults.into_iter().map(|fault| fault.with("name", &file.name)).collect())
            }
            other => other,
        })?);
    }
    let mut kept = Vec::with_capacity(given.len());
    for (inspected, file) in seen.into_iter().zip(given) {
        kept.push(put(files, inspected, file.spool.clone()).await?);
    }
    Ok(kept)
}

async fn look(name: &str, spool: &Arc<Spool>) -> Result<Inspected, Error> {
    let (spool, name) = (spool.clone(), name.to_string());
    blocking(move || inspect(&spool, &name).map_err(|refusal| refusal.told("file"))).await
}

async fn put(files: &Files, inspected: Inspected, spool: Arc<Spool>) -> Result<Incoming, Error> {
    let storage_key = Files::new_key();
    let (size, sha256) = (spool.size(), spool.sha256());
    files.put(&storage_key, spool).await?;
    Ok(Incoming { inspected, size, sha256, storage_key })
}
