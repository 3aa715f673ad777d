//! Mails as files in a folder, for the demo: `<id>.eml` for a mail program, and `<id>.json` for the page that shows
//! them. The name comes from the mail, so that keeping it twice makes no second one.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Handed, Letter};
use crate::error::Error;
use crate::platform::db::{Id, Moment};

/// The most mails that are shown.
const SHOWN: usize = 200;

/// The folder.
pub struct Folder(PathBuf);

/// A mail that was kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    /// The mail.
    pub id: Id,
    /// The name and the address it went to.
    pub name: String,
    /// See `name`.
    pub address: String,
    /// One line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// When it was written.
    pub written_at: Moment,
}

impl Folder {
    /// The folder at `path`, made where it is missing.
    pub(super) fn open(path: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(path)?;
        Ok(Folder(path.to_owned()))
    }

    pub(super) fn keep(&self, letter: &Letter, wire: &[u8]) -> Handed {
        match self.write(letter, wire) {
            Ok(()) => Handed::Taken,
            Err(fault) => Handed::Unanswered(fault.to_string()),
        }
    }

    fn write(&self, letter: &Letter, wire: &[u8]) -> std::io::Result<()> {
        let kept = Kept {
            id: letter.id,
            name: letter.name.clone(),
            address: letter.address.clone(),
            subject: letter.subject.clone(),
            text: letter.text.clone(),
            written_at: chrono::DateTime::<chrono::Utc>::from(letter.written_at).into(),
        };
        self.whole(letter.id, "eml", wire)?;
        self.whole(letter.id, "json", &serde_json::to_vec(&kept)?)
    }

    /// Writes a file so that nobody ever finds half of it.
    fn whole(&self, id: Id, ending: &str, bytes: &[u8]) -> std::io::Result<()> {
        let unfinished = self.0.join(format!("{id}.{ending}.part"));
        std::fs::write(&unfinished, bytes)?;
        std::fs::rename(unfinished, self.0.join(format!("{id}.{ending}")))
    }

    /// The newest mails, newest first.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn newest(&self) -> Result<Vec<Kept>, Error> {
        let mut names: Vec<PathBuf> = std::fs::read_dir(&self.0)
            .map_err(Error::internal)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
            .collect();
        // Ids rise with time, and so do the names made from them.
        names.sort_unstable_by(|a, b| b.cmp(a));
        names.truncate(SHOWN);
        let read = |path: &PathBuf| serde_json::from_slice(&std::fs::read(path).ok()?).ok();
        Ok(names.iter().filter_map(read).collect())
    }

    /// One mail as it would have left.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn wire(&self, id: Id) -> Result<Vec<u8>, Error> {
        std::fs::read(self.0.join(format!("{id}.eml"))).map_err(|_| Error::NotFound)
    }
}
