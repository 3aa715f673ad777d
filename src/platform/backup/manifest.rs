//! What a backup says of itself.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Fault, disk};
use crate::platform::db::Moment;
use crate::platform::hex::hex;

/// The layout of the folder; another number is another layout.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const OWN_HASH: &str = "manifest.sha256";

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout of the folder.
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// Which database it came from; it can be restored into the other as well.
    pub database: String,
    /// The moment it was begun; the rows are of a moment just after.
    pub taken_at: Moment,
    /// The versions of the tables, the oldest first.
    pub migrations: Vec<String>,
    /// Every table.
    pub tables: BTreeMap<String, Summary>,
    /// The list of the files.
    pub files: Summary,
}

/// What a file of lines holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Lines.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of a backup that is about to be made.
    #[must_use]
    pub fn new(database: &str, taken_at: Moment, migrations: Vec<String>) -> Self {
        Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").into(),
            database: database.into(),
            taken_at,
            migrations,
            tables: BTreeMap::new(),
            files: Summary::default(),
        }
    }

    /// Rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.values().map(|table| table.rows).sum()
    }

    /// Bytes of all tables.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.tables.values().map(|table| table.bytes).sum()
    }

    /// One hash of everything that is in it: two backups with the same one hold the same.
    #[must_use]
    pub fn content_sha256(&self) -> String {
        let mut hash = Sha256::new();
        for (name, table) in &self.tables {
            hash.update(format!("{name} {} {}\n", table.rows, table.sha256));
        }
        hash.update(format!("files {} {}\n", self.files.rows, self.files.sha256));
        hex(&hash.finalize())
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), Fault> {
        let text = serde_json::to_string_pretty(self).map_err(crate::error::Error::from)? + "\n";
        disk::write_file(&folder.join(MANIFEST), text.as_bytes())?;
        disk::write_file(&folder.join(OWN_HASH), own_hash(text.as_bytes()).as_bytes())
    }

    /// The manifest in `folder`.
    ///
    /// # Errors
    /// `Refused` where there is none or it is of another layout, `Damaged` where it is not what its hash says.
    pub fn read(folder: &Path) -> Result<Self, Fault> {
        let path = folder.join(MANIFEST);
        let bytes = match std::fs::read(&path) {
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
                let shown = folder.display();
                return Err(Fault::Refused(format!("{shown} is no complete backup: it has no {MANIFEST}")));
            }
            read => read.map_err(Fault::disk(&path))?,
        };
        let damaged = |what: String| Fault::Damaged(vec![what]);
        let noted =
            std::fs::read(folder.join(OWN_HASH)).map_err(|fault| damaged(format!("{OWN_HASH}: {fault}")))?;
        if noted != own_hash(&bytes).into_bytes() {
            return Err(damaged(format!("{MANIFEST} or {OWN_HASH} was changed")));
        }
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|fault| damaged(format!("{MANIFEST}: {fault}")))?;
        match manifest.format {
            FORMAT => Ok(manifest),
            other => Err(Fault::Refused(format!("its layout is {other}; this program knows {FORMAT}"))),
        }
    }
}

fn own_hash(manifest: &[u8]) -> String {
    format!("{}  {MANIFEST}\n", hex(&Sha256::digest(manifest)))
}

/// Where the rows of a table stand.
pub(super) fn table_file(table: &str) -> String {
    format!("tables/{table}.jsonl")
}
