//! The single checks of `doctor`.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::Datelike;
use futures_util::TryStreamExt;
use lettre::SmtpTransport;
use secrecy::ExposeSecret;

use crate::access::token::Tokens;
use crate::config::Config;
use crate::domain::record_term::WEEKDAYS;
use crate::error::Error;
use crate::platform::clock::Clock;
use crate::platform::db::{self, Db, migrate};
use crate::platform::files::{Files, Place, Spool};
use crate::platform::mail::outbox;
use crate::platform::tls;

use super::{Finding, State};

/// How long a mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// This program was written later than that.
const EARLIEST_YEAR: i32 = 2026;

/// Whether the address people use is safe to log in at.
pub fn public_url(config: &Config) -> Finding {
    let url = &config.server.public_url;
    let state = if url.starts_with("https://") || config.server.listen.ip().is_loopback() {
        State::Ok
    } else {
        State::Attention
    };
    let advice = if state == State::Ok { "" } else { ": without https, passwords travel in the clear" };
    Finding::new("public_url", state, format!("{url}{advice}"))
}

/// Whether the database answers and has the tables of this program.
pub fn database(config: &Config) -> Vec<Finding> {
    let url = config.database.url.expose_secret();
    if let Some(file) = url.strip_prefix("sqlite://").filter(|file| !Path::new(file).is_file()) {
        let detail = format!("{file} is not there yet; `tierdesk serve` or `tierdesk migrate` makes it");
        return vec![Finding::new("database", State::Attention, detail)];
    }
    match db::open::open(url, 1) {
        Ok(db) => {
            let mut findings = vec![answers(&db), migrations(&db)];
            findings.extend(mail_queue(&db));
            findings
        }
        Err(fault) => vec![Finding::new("database", State::Fault, fault.to_string())],
    }
}

fn answers(db: &Db) -> Finding {
    match db.read(db::version) {
        Ok(version) => Finding::new("database", State::Ok, format!("{} {version}", db.engine())),
        Err(fault) => Finding::new("database", State::Fault, fault.to_string()),
    }
}

fn migrations(db: &Db) -> Finding {
    match migrate::pending(db) {
        Ok(pending) if pending.is_empty() => Finding::new("migrations", State::Ok, "up to date"),
        Ok(pending) => {
            Finding::new("migrations", State::Attention, format!("to be run: {}", pending.join(", ")))
        }
        Err(fault) => Finding::new("migrations", State::Fault, fault.to_string()),
    }
}

/// What waits in the mail queue; nothing where its table is not there yet.
fn mail_queue(db: &Db) -> Option<Finding> {
    let (waiting, failed) = db.read(outbox::counts).ok()?;
    let state = if failed == 0 { State::Ok } else { State::Attention };
    let advice = if failed == 0 { "" } else { "; see /admin/mail" };
    Some(Finding::new("mail_queue", state, format!("{waiting} waiting, {failed} not delivered{advice}")))
}

/// Whether the store of attachments takes, gives back and forgets.
pub fn files(config: &Config) -> Finding {
    let shown = match &config.files {
        Place::Folder(folder) if !folder.is_dir() => {
            let detail = format!("{} is not there yet; `tierdesk serve` makes it", folder.display());
            return Finding::new("files", State::Attention, detail);
        }
        Place::Folder(folder) => folder.display().to_string(),
        Place::Bucket(bucket) => format!("s3://{}/{}", bucket.name, bucket.prefix),
    };
    tls::choose();
    match Files::open(&config.files).and_then(|files| Files::wait(probe(&files))) {
        Ok(()) => Finding::new("files", State::Ok, shown),
        Err(fault) => Finding::new("files", State::Fault, format!("{shown}: {fault}")),
    }
}

async fn probe(files: &Files) -> Result<(), Error> {
    let key = Files::new_key();
    files.put(&key, Arc::new(Spool::of(b"probe")?)).await?;
    let read: Result<Vec<_>, Error> = files.get(&key).await?.try_collect().await;
    let forgotten = files.delete(&key).await;
    if read?.concat() == b"probe" { forgotten } else { Err(Error::internal("it gives back something else")) }
}

/// Whether the clock can be right.
pub fn clock() -> Finding {
    let now = Clock::system().now();
    let state = if now.year() < EARLIEST_YEAR { State::Fault } else { State::Ok };
    Finding::new("clock", state, now.to_rfc3339())
}

/// Whether the mail server lets us in.
pub fn mail(config: &Config) -> Finding {
    let Some(url) = &config.mail.smtp_url else {
        return Finding::new("mail", State::Attention, "mail.smtp_url is not set: mails stay queued");
    };
    let transport = match SmtpTransport::from_url(url.expose_secret()) {
        Ok(builder) => builder.timeout(Some(PATIENCE)).build(),
        // The fault would repeat the address, and with it a password.
        Err(_) => return Finding::new("mail", State::Fault, "mail.smtp_url cannot be used"),
    };
    match transport.test_connection() {
        Ok(true) => Finding::new("mail", State::Ok, "the server lets us in"),
        Ok(false) => Finding::new("mail", State::Fault, "the server does not answer"),
        Err(fault) => Finding::new("mail", State::Fault, fault.to_string()),
    }
}

/// When service records are due, as configured.
pub fn record_term(config: &Config) -> Finding {
    let term = config.record_term;
    let day = WEEKDAYS.iter().find(|(_, day)| *day == term.due_day).map_or("", |(name, _)| name);
    let later = if term.grace_days == 0 { String::new() } else { format!(" and {} day(s)", term.grace_days) };
    Finding::new("record_term", State::Ok, format!("the first {day} 24:00 after the work{later}"))
}

/// Whether the signing key is there, good, and nobody else's to read.
pub fn signing_key(config: &Config) -> Finding {
    let path = &config.security.token_key_file;
    let shown = path.display();
    if !path.exists() {
        let detail = format!("{shown} is not there yet; `tierdesk serve` makes it");
        return Finding::new("signing_key", State::Attention, detail);
    }
    if let Err(fault) = Tokens::open(path) {
        return Finding::new("signing_key", State::Fault, fault.to_string());
    }
    match open_to_others(path) {
        Ok(false) => Finding::new("signing_key", State::Ok, shown.to_string()),
        Ok(true) => {
            Finding::new("signing_key", State::Fault, format!("{shown} can be read by others: chmod 600 it"))
        }
        Err(fault) => Finding::new("signing_key", State::Fault, format!("{shown}: {fault}")),
    }
}

#[cfg(unix)]
fn open_to_others(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> std::io::Result<bool> {
    Ok(false)
}
