//! Mail (5.10): written as rows in the transaction of the business ([`outbox`]), sent afterwards by a job
//! ([`deliver`]) through SMTP, or into a folder for the demo.
//!
//! Invariant: one event makes at most one mail for one address, a mail keeps its Message-ID for ever, and what a
//! receiver has acknowledged is never sent to it again by a program that lived to hear it.

pub mod deliver;
pub mod folder;
pub mod outbox;
mod render;
mod smtp;

use std::path::PathBuf;
use std::time::SystemTime;

use lettre::message::{Mailbox, MultiPart};
use secrecy::SecretString;

use super::db::Id;
use super::random;
use folder::Folder;
use smtp::Smtp;

/// Which way mail leaves.
#[derive(Debug, Clone)]
pub enum Route {
    /// None: mails stay queued.
    Nowhere,
    /// `smtp://…` or `smtps://…`.
    Smtp(SecretString),
    /// Files in a folder, for the demo.
    Folder(PathBuf),
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// Which way.
    pub route: Route,
    /// Whom it is from.
    pub from: Mailbox,
}

/// A mail as it leaves.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The mail; its Message-ID is made from it.
    pub id: Id,
    /// The address it goes to.
    pub address: String,
    /// The name of the person there.
    pub name: String,
    /// One line.
    pub subject: String,
    /// For programs that show no HTML.
    pub text: String,
    /// The same for the others.
    pub html: String,
    /// When it was written.
    pub written_at: SystemTime,
}

/// A header's value on one line; the library panics at anything else.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What became of a mail that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// The receiver has it.
    Taken,
    /// The receiver will never take it.
    Refused(String),
    /// The receiver cannot take it now.
    Later(String),
    /// Nobody answered, or not to the end: whether the receiver has it is not known.
    Unanswered(String),
}

enum Way {
    Nowhere,
    Smtp(Smtp),
    Folder(Folder),
}

/// The way out for mails.
pub struct Mailer {
    way: Way,
    from: Mailbox,
    /// The right half of every Message-ID.
    host: String,
    /// What this instance signs its claims with.
    instance: Id,
}

impl Mailer {
    /// The way that `settings` name.
    ///
    /// # Errors
    /// Where the address of the server cannot be used, or the folder not made.
    pub fn open(
        settings: &MailSettings,
        now: super::db::Moment,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let host = settings.from.email.domain().to_string();
        let way = match &settings.route {
            Route::Nowhere => Way::Nowhere,
            Route::Smtp(url) => Way::Smtp(Smtp::open(url, &host)?),
            Route::Folder(path) => Way::Folder(Folder::open(path)?),
        };
        Ok(Mailer { way, from: settings.from.clone(), host, instance: random::id(now) })
    }

    /// Whether mails leave at all.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        !matches!(self.way, Way::Nowhere)
    }

    /// The folder that mails are kept in, where they are.
    #[must_use]
    pub fn folder(&self) -> Option<&Folder> {
        match &self.way {
            Way::Folder(folder) => Some(folder),
            Way::Nowhere | Way::Smtp(_) => None,
        }
    }

    fn hand_over(&self, letter: &Letter) -> Handed {
        let message = match self.message(letter) {
            Ok(message) => message,
            Err(fault) => return Handed::Refused(fault),
        };
        match &self.way {
            Way::Nowhere => Handed::Later("no way out".into()),
            Way::Smtp(smtp) => smtp.send(&message),
            Way::Folder(folder) => folder.keep(letter, &message.formatted()),
        }
    }

    /// The mail on the wire. The library writes the headers, so that no value can add one.
    fn message(&self, letter: &Letter) -> Result<lettre::Message, String> {
        let address = letter.address.parse().map_err(|_| "the address cannot be used".to_string())?;
        lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(one_line(&letter.name)), address))
            .subject(one_line(&letter.subject))
            .date(letter.written_at)
            .message_id(Some(format!("<{}@{}>", letter.id, self.host)))
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|fault| fault.to_string())
    }
}
