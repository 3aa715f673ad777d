//! The files of the repository as the guards read them.

use std::path::{Path, PathBuf};

/// A file: its path from the root of the repository, and its text.
pub struct Source {
    /// With forward slashes, such as `src/app.rs`.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// Every file below `folder` whose name ends with `end`, in order.
pub fn below(folder: &str, end: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join(folder), &mut found);
    found.sort();
    let wanted = found.into_iter().filter(|path| path.to_string_lossy().ends_with(end));
    wanted
        .map(|path| Source {
            text: std::fs::read_to_string(&path).unwrap(),
            path: path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"),
        })
        .collect()
}

/// One file of the repository.
pub fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

/// Fails with all faults at once.
#[track_caller]
pub fn none(faults: &[String], rule: &str) {
    assert!(faults.is_empty(), "{rule}:\n{}", faults.join("\n"));
}
