//! Files that come with a form of a request: with what is written, and with a new request. A form that is shown again
//! holds what was typed; a browser gives no file back, so it says that they must be chosen again where a script has not
//! kept them.

use serde::Serialize;

use crate::access::Page;
use crate::access::call::upload::{self, Given, MOST_AT_ONCE};
use crate::error::Error;
use crate::features::attachments::{self, Incoming, LIMIT_MIB};
use crate::platform::fields::{self, FieldFault};

const FILE: &str = "file";

/// The part of a form where files are chosen.
#[derive(Debug, Clone, Serialize)]
pub struct Enclosed {
    most: usize,
    limit: u64,
    /// What is wrong with a file that was sent.
    error: Option<String>,
    /// Whether files were sent and must be chosen again.
    again: bool,
}

impl Default for Enclosed {
    fn default() -> Self {
        Enclosed { most: MOST_AT_ONCE, limit: LIMIT_MIB, error: None, again: false }
    }
}

/// What came with a form.
#[derive(Debug, Default)]
pub struct Sent {
    files: Vec<Given>,
    refused: Option<Error>,
    came: bool,
}

/// Reads a form: its fields go into the page.
///
/// # Errors
/// 400, 403, 422.
pub async fn receive(page: Page, unread: upload::Unread) -> Result<(Page, Sent), Error> {
    let brought = unread.receive_form().await?;
    let came = !brought.files.is_empty() || brought.refused.is_some();
    let page = Page { form: brought.fields, ..page };
    Ok((page, Sent { files: brought.files, refused: brought.refused, came }))
}

impl Sent {
    /// Whether any file came, taken or not.
    #[must_use]
    pub fn any(&self) -> bool {
        self.came
    }

    /// Keeps the files, where there is nothing wrong with any.
    ///
    /// # Errors
    /// `TooLarge`, `Invalid` naming why one is not taken; `DiskFull`, `Unavailable`.
    pub async fn keep(&mut self, page: &Page) -> Result<Vec<Incoming>, Error> {
        match self.refused.take() {
            Some(fault) => Err(fault),
            None => attachments::keep_all(&page.services.files, &self.files).await,
        }
    }

    /// The part of the form that is shown again, with what is wrong with a file among `faults`.
    #[must_use]
    pub fn again(&self, page: &Page, faults: &[FieldFault]) -> Enclosed {
        let error = faults.iter().find(|fault| fault.path == FILE).map(|fault| words(page, fault));
        Enclosed { error, again: self.came, ..Enclosed::default() }
    }
}

/// A file that is too large, as what is wrong with the field; other faults as they are.
#[must_use]
pub fn as_fault(fault: Error) -> Error {
    match fault {
        Error::TooLarge => {
            let fault = FieldFault::new(FILE, fields::FaultCode::new("file_too_large"));
            Error::Invalid(vec![fault.with("limit", LIMIT_MIB)])
        }
        other => other,
    }
}

fn words(page: &Page, fault: &FieldFault) -> String {
    let (texts, lang) = (&page.services.texts, page.lang());
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let why = fields::message("request", fault, &translate);
    match fault.args.iter().find(|(name, _)| *name == "name") {
        Some((_, name)) => texts.text(lang, "request-file-refused", &[("name", name.clone()), ("why", why)]),
        None => why,
    }
}
