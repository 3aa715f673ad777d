//! Backups: everything the portal knows, as a folder that either database can be filled from (chapter 9.2).
//!
//! ```text
//! manifest.json      what is here: per table the number of rows, bytes and SHA-256; versions and moment
//! manifest.sha256    the manifest's own hash, as sha256sum writes it
//! tables/NAME.jsonl  a row a line, in the order of the primary key, the same from either database
//! files.jsonl        a file of the object store a line: key, size, SHA-256
//! files/KEY          the files
//! ```
//!
//! A backup is of one moment, whoever writes meanwhile. It is made under another name and gets its own when it is
//! complete and on the disk. It holds what people must not read (password hashes, all records), so it is made for its
//! owner's eyes alone. The signing key is not in it: whoever finds a backup must not be able to make tokens.
//!
//! What is restored is read back and kept only when it is the same to the byte.

mod check;
mod disk;
mod files;
mod manifest;
mod restore;
mod write;

pub use check::check;
pub use files::{Named, Store};
pub use manifest::{Manifest, Summary};
pub use restore::restore;
pub use write::write;

use std::path::{Path, PathBuf};

use crate::error::Error;

/// Why there is no backup, or why it cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database did not do it.
    #[error("{0}")]
    Database(#[from] Error),
    /// A file or folder could not be used.
    #[error("{}: {fault}", path.display())]
    Disk {
        /// Which.
        path: PathBuf,
        /// Why.
        fault: std::io::Error,
    },
    /// It is not done, for a reason that the operator can do something about.
    #[error("{0}")]
    Refused(String),
    /// The backup is not what its manifest says; one line a fault.
    #[error("the backup is damaged: {}", .0.join("; "))]
    Damaged(Vec<String>),
}

impl Fault {
    fn disk(path: &Path) -> impl FnOnce(std::io::Error) -> Fault + '_ {
        move |fault| Fault::Disk { path: path.to_path_buf(), fault }
    }
}

/// Hears how far the work is: what it is about, and how many rows or bytes of it are done.
pub type Progress<'a> = &'a mut dyn FnMut(&str, u64);

/// After how many rows progress is told again.
const STEP: u64 = 100_000;
