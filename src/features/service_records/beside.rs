//! What stands as evidence beside the fields of the revision that somebody is shown, on a page and on paper: its files,
//! and the customer's signature.

use crate::error::Error;
use crate::features::attachments::{self, Attachment};
use crate::features::signatures::{self, Signed};
use crate::platform::db::{Conn, Id};

use super::shown::Shown;
use super::{Lens, editable, next_revision};

/// The evidence.
#[derive(Debug, Default)]
pub struct Beside {
    /// The files of the revision, oldest first.
    pub files: Vec<Attachment>,
    /// The signature that counts for it.
    pub signed: Option<Signed>,
    /// Whether it is still being written by whoever looks.
    pub open: bool,
}

impl Beside {
    /// Reads what belongs to the revision that is shown, and nothing of any other.
    ///
    /// # Errors
    /// What the database answers.
    pub fn read(conn: &mut Conn, shown: &Shown<'_>) -> Result<Self, Error> {
        let (head, view) = (&shown.head, &shown.view);
        let open = view.lens == Lens::Working && editable(head).is_ok();
        let revision = if open { next_revision(head) } else { view.revision };
        // What the customer does not read is not part of what it signs, so its own view does as well.
        let signed = signatures::of_content(conn, head, &view.fields, revision)?;
        Ok(Beside { files: attachments::of_revision(conn, head.id, revision)?, signed, open })
    }

    /// The file `id` of the revision.
    #[must_use]
    pub fn file(&self, id: Id) -> Option<&Attachment> {
        self.files.iter().find(|file| file.id == id)
    }
}
