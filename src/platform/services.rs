//! What a use-case may need besides its transaction, bundled once at the start.

use std::sync::Arc;

use serde::Serialize;

use crate::domain::record_term::RecordTerm;

use super::clock::Clock;
use super::db::Db;
use super::files::{Files, Place};
use super::i18n::Texts;
use super::mail::{MailSettings, Mailer};
use super::pdf::Printer;
use super::pdf::fonts::FontSource;
use super::policies::Policies;
use super::seal::Seal;
use super::views::Views;

/// Settings that pages and handlers look at; the rest of the configuration stays with the start.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address under which people reach the portal, without a slash at its end.
    pub public_url: String,
    /// The zone in which people read and write times.
    pub time_zone: chrono_tz::Tz,
    /// Whether cookies travel over TLS alone.
    pub cookie_secure: bool,
    /// Whether `X-Forwarded-For` is believed.
    pub trusted_proxy: bool,
    /// What documents are set in.
    pub fonts: FontSource,
    /// Whether this is the demo with its known passwords.
    pub demo: bool,
    /// How mail leaves.
    pub mail: MailSettings,
    /// Whom the login page of the demo offers; nobody anywhere else.
    pub demo_accounts: Vec<DemoAccount>,
    /// Where attachments are kept.
    pub files: Place,
    /// The largest charge, net in fen, that one person waives alone.
    pub waiver_limit_fen: i64,
    /// So many days after its issue a statement is due.
    pub payment_term_days: u16,
    /// When a service record is due.
    pub record_term: RecordTerm,
}

/// Somebody of the demo, whose password everybody knows.
#[derive(Debug, Clone, Serialize)]
pub struct DemoAccount {
    /// The address one logs in with.
    pub email: String,
    /// The name.
    pub name: String,
    /// The name of the organisation.
    pub organisation: String,
    /// The roles as on the wire.
    pub roles: Vec<&'static str>,
}

/// The program's standing parts.
pub struct Services {
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Texts in both languages.
    pub texts: Arc<Texts>,
    /// Pages.
    pub views: Views,
    /// The published policy versions.
    pub policies: Policies,
    /// The way out for mails.
    pub mailer: Mailer,
    /// What the words of one-time links in mails are made with.
    pub seal: Seal,
    /// Sets PDFs.
    pub printer: Arc<Printer>,
    /// Attachments.
    pub files: Files,
    /// Settings.
    pub settings: Settings,
}
