//! What most commands begin with: the configuration, checked whole, and the database it names.

use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;

use crate::config::{self, Config};
use crate::platform::db::{self, Db};
use crate::platform::mail::{MailSettings, Route};
use crate::platform::pdf::fonts::FontSource;
use crate::platform::services::Settings;

use super::Failure;

/// Where the configuration is.
#[derive(Debug, clap::Args)]
pub struct ConfigArgs {
    /// Environment file laid over the built-in configuration; TIERDESK_SECTION__KEY variables win over both
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl ConfigArgs {
    /// The configuration.
    ///
    /// # Errors
    /// Every fault with its key, one a line.
    pub fn read(&self) -> Result<Config, Failure> {
        Config::load(self.config.as_deref(), &config::environment()).map_err(|faults| {
            let mut lines = vec![format!("the configuration has {} fault(s):", faults.len())];
            lines.extend(faults.iter().map(|fault| format!("  {fault}")));
            Failure::Failed(lines)
        })
    }
}

/// The database that the configuration names.
///
/// # Errors
/// Why it cannot be opened.
pub fn database(config: &Config) -> Result<Db, Failure> {
    db::open::open(config.database.url.expose_secret(), config.database.pool).map_err(Failure::because)
}

/// Like [`database`], where it is there: an SQLite file is not made.
///
/// # Errors
/// Why it cannot be opened.
pub fn existing_database(config: &Config) -> Result<Db, Failure> {
    match config.database.url.expose_secret().strip_prefix("sqlite://") {
        Some(file) if !Path::new(file).is_file() => {
            Err(Failure::because(format!("there is no database at {file}")))
        }
        _ => database(config),
    }
}

/// The settings that pages look at.
#[must_use]
pub fn settings(config: &Config) -> Settings {
    Settings {
        public_url: config.server.public_url.clone(),
        time_zone: config.time_zone,
        cookie_secure: config.security.cookie_secure,
        trusted_proxy: config.server.trusted_proxy,
        fonts: fonts(config),
        demo: false,
        demo_accounts: Vec::new(),
        mail: MailSettings {
            route: config.mail.smtp_url.clone().map_or(Route::Nowhere, Route::Smtp),
            from: config.mail.from.clone(),
        },
        files: config.files.clone(),
        waiver_limit_fen: config.billing.waiver_limit_fen,
        payment_term_days: config.billing.payment_term_days,
        record_term: config.record_term,
    }
}

/// Where the fonts of documents come from.
#[must_use]
pub fn fonts(config: &Config) -> FontSource {
    FontSource { files: config.pdf.fonts.clone(), system: true }
}
