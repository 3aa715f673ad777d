//! Looking at a backup without a database: everything its manifest names is there and is what it was.

use std::path::Path;

use super::manifest::table_file;
use super::{Fault, Manifest, Progress, Summary, disk, files};

/// Reads the whole backup in `folder` and compares it with its manifest.
///
/// # Errors
/// `Refused` where it is none; `Damaged` with every file that is missing or different.
pub fn check(folder: &Path, progress: Progress<'_>) -> Result<Manifest, Fault> {
    let manifest = Manifest::read(folder)?;
    let mut faults = Vec::new();
    for (name, noted) in &manifest.tables {
        let file = table_file(name);
        match disk::read_lines(&folder.join(&file), |_| Ok::<(), Fault>(())) {
            Ok(found) => faults.extend(difference(&file, noted, &found)),
            Err(Fault::Disk { fault, .. }) => faults.push(format!("{file}: {fault}")),
            Err(other) => return Err(other),
        }
        progress(name, noted.rows);
    }
    match disk::read_lines(&folder.join(files::LIST), |_| Ok::<(), Fault>(())) {
        Ok(found) if found == manifest.files => faults.extend(files::faults(folder)?),
        Ok(found) => faults.extend(difference(files::LIST, &manifest.files, &found)),
        Err(Fault::Disk { fault, .. }) => faults.push(format!("{}: {fault}", files::LIST)),
        Err(other) => return Err(other),
    }
    progress("files", manifest.files.rows);
    if faults.is_empty() { Ok(manifest) } else { Err(Fault::Damaged(faults)) }
}

/// In words, how what was found differs from what was noted.
pub(super) fn difference(what: &str, noted: &Summary, found: &Summary) -> Option<String> {
    if noted.rows != found.rows {
        return Some(format!("{what}: {} rows instead of {}", found.rows, noted.rows));
    }
    (noted != found).then(|| format!("{what}: {} rows, but not the same ones", found.rows))
}
