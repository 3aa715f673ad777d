//! A file of lines that outlives whoever writes it: it is read when it is opened, and gone on with.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub struct Notebook(File);

impl Notebook {
    /// The notebook at `path` and what stands in it. A last line that was cut off never counted.
    pub fn open<L: DeserializeOwned>(path: &Path) -> (Self, Vec<L>) {
        let before = std::fs::read_to_string(path).unwrap_or_default();
        let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
        if !before.is_empty() && !before.ends_with('\n') {
            file.write_all(b"\n").unwrap();
        }
        let lines = before.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        (Notebook(file), lines)
    }

    pub fn write(&mut self, line: &impl Serialize) {
        let text = format!("{}\n", serde_json::to_string(line).unwrap());
        self.0.write_all(text.as_bytes()).unwrap();
    }
}
