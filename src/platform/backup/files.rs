//! The files that the database names and the object store keeps: copied into a backup, and put back into an empty store.
//! What a row says of a file (size, SHA-256) is what it must be, in the store, in the backup and after restoring.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};

use super::disk::{self, Bytes, Lines};
use super::{Fault, Progress, Summary};
use crate::error::Error;
use crate::platform::db::Conn;
use crate::platform::files::{Files, Spool};

/// The list of the files, a line each.
pub(super) const LIST: &str = "files.jsonl";
const FOLDER: &str = "files";
/// How much of a file is in memory.
const PART: usize = 1 << 20;

/// A file as the database names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its key in the store.
    pub key: String,
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
}

/// The store, and which of its files the database names.
#[derive(Clone, Copy)]
pub struct Store<'a> {
    /// Where they are kept.
    pub files: &'a Files,
    /// The table that names them; a database of an older program has none.
    pub table: &'static str,
    /// Asks the database.
    pub named: fn(&mut Conn) -> Result<Vec<Named>, Error>,
}

impl Store<'_> {
    /// Copies `named` into the backup in `folder`.
    pub(super) fn copy(
        &self,
        named: Vec<Named>,
        folder: &Path,
        progress: Progress<'_>,
    ) -> Result<Summary, Fault> {
        disk::make_folder(&folder.join(FOLDER))?;
        let mut list = Lines::create(folder.join(LIST))?;
        // Several rows may name one file.
        let by_key: BTreeMap<String, Named> = named.into_iter().map(|one| (one.key.clone(), one)).collect();
        let (mut faults, mut count) = (Vec::new(), 0);
        for one in by_key.into_values() {
            count = list.push(&serde_json::to_string(&one).map_err(Error::from)?)?;
            let path = place(folder, &one.key)?;
            let around = path.parent().unwrap_or(folder);
            if !around.exists() {
                disk::make_folder(around)?;
            }
            match self.fetch(&one.key, &path) {
                Ok(found) if found == (one.bytes, one.sha256) => {}
                Ok(_) => faults.push(format!("{} is not what its row says", one.key)),
                Err(Fault::Database(Error::NotFound)) => faults.push(format!("{} is missing", one.key)),
                Err(other) => return Err(other),
            }
            progress(FOLDER, count);
        }
        if !faults.is_empty() {
            return Err(Fault::Refused(format!("the store of files is not whole: {}", faults.join("; "))));
        }
        progress(FOLDER, count);
        list.finish()
    }

    /// Writes one file to `path`; answers what came.
    fn fetch(&self, key: &str, path: &Path) -> Result<(u64, String), Fault> {
        let mut file = Bytes::create(path)?;
        let mut disk_fault = None;
        let read = Files::wait(async {
            let mut pieces = self.files.get(key).await?;
            while let Some(piece) = pieces.try_next().await? {
                if let Err(fault) = file.push(&piece) {
                    disk_fault = Some(fault);
                    break;
                }
            }
            Ok(())
        });
        if let Some(fault) = disk_fault {
            return Err(fault);
        }
        read?;
        file.finish()
    }

    /// Refuses a store that holds anything but what the backup holds; a restore that was broken off may be repeated.
    pub(super) fn refuse_filled(&self, folder: &Path) -> Result<(), Fault> {
        let own: BTreeSet<String> = listed(folder)?.into_iter().map(|one| one.key).collect();
        let others = Files::wait(async { self.files.list().try_collect::<Vec<_>>().await })?;
        match others.into_iter().find(|kept| !own.contains(&kept.key)) {
            Some(kept) => Err(Fault::Refused(format!(
                "the store of files is not empty (it has {}): restore into a new one",
                kept.key
            ))),
            None => Ok(()),
        }
    }

    /// Puts every file of the backup into the store and reads it back.
    pub(super) fn put_back(&self, folder: &Path, progress: Progress<'_>) -> Result<(), Fault> {
        for (at, one) in (1..).zip(listed(folder)?) {
            let path = place(folder, &one.key)?;
            let mut spool = Spool::new()?;
            disk::read_pieces(&path, PART, |piece| Ok(spool.write(piece)?))?;
            let spool = Arc::new(spool);
            let found = Files::wait(async {
                self.files.put(&one.key, spool).await?;
                self.files.measure(&one.key).await
            })?;
            if found != (one.bytes, one.sha256) {
                return Err(Fault::Damaged(vec![format!("{} reads back otherwise", one.key)]));
            }
            progress(FOLDER, at);
        }
        Ok(())
    }
}

/// What is wrong with the files of the backup in `folder`.
pub(super) fn faults(folder: &Path) -> Result<Vec<String>, Fault> {
    let mut faults = Vec::new();
    for one in listed(folder)? {
        let path = place(folder, &one.key)?;
        match disk::measure(&path) {
            Ok(found) if found == (one.bytes, one.sha256) => {}
            Ok(_) => faults.push(format!("{FOLDER}/{}: changed", one.key)),
            Err(Fault::Disk { fault, .. }) => faults.push(format!("{FOLDER}/{}: {fault}", one.key)),
            Err(other) => return Err(other),
        }
    }
    Ok(faults)
}

fn listed(folder: &Path) -> Result<Vec<Named>, Fault> {
    let mut all = Vec::new();
    disk::read_lines(&folder.join(LIST), |line| {
        all.push(
            serde_json::from_str(line).map_err(|fault| Fault::Damaged(vec![format!("{LIST}: {fault}")]))?,
        );
        Ok::<(), Fault>(())
    })?;
    Ok(all)
}

/// Where the file with this key stands in the backup; a key that leads out of it is refused.
fn place(folder: &Path, key: &str) -> Result<PathBuf, Fault> {
    let inside = Path::new(key);
    if key.is_empty() || !inside.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(Fault::Damaged(vec![format!("{LIST}: {key} is no key")]));
    }
    Ok(folder.join(FOLDER).join(inside))
}
