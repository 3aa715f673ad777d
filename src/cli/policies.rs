//! Which service policy a command looks at: a folder's, the one the database has published, or the shipped one.

use std::path::Path;

use secrecy::ExposeSecret;

use crate::config::Config;
use crate::domain::policy::{Policy, PolicySet};
use crate::domain::policy_load::{self, PolicyFault};
use crate::features::{holidays, policy, price_lists};
use crate::platform::db::migrate;

use super::{Failure, open, say};

/// The versions that the configured database has published, with the holidays that were imported into it and the price
/// lists that were published beside them; the shipped one where there is no database yet.
///
/// # Errors
/// Where there is a database and it cannot be read.
pub fn published(config: &Config) -> Result<PolicySet, Failure> {
    let file = config.database.url.expose_secret().strip_prefix("sqlite://");
    if file.is_some_and(|file| !Path::new(file).is_file()) {
        return Ok(policy::shipped()?);
    }
    let db = open::database(config)?;
    if !migrate::pending(&db)?.is_empty() {
        say::note("the database is not up to date (see `tierdesk migrate`): the shipped policy is used");
        return Ok(policy::shipped()?);
    }
    Ok(db.read(|conn| {
        let published = policy::published(conn)?;
        let with_holidays = holidays::in_force(conn, &published)?;
        price_lists::in_force(conn, &with_holidays)
    })?)
}

/// What is wrong with a folder of policy files.
#[derive(Debug)]
pub enum FolderFault {
    /// The folder or a file of it cannot be read.
    Unreadable(String),
    /// The files are at fault.
    Faults(Vec<PolicyFault>),
}

/// The policy of the `.toml` files in `folder`.
///
/// # Errors
/// Every fault at once.
pub fn from_folder(folder: &Path) -> Result<Policy, FolderFault> {
    let unreadable =
        |path: &Path, fault: std::io::Error| FolderFault::Unreadable(format!("{}: {fault}", path.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|fault| unreadable(folder, fault))? {
        let path = entry.map_err(|fault| unreadable(folder, fault))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).map_err(|fault| unreadable(&path, fault))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            files.extend(name.map(|name| (name, text)));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    policy_load::load(&files).map_err(FolderFault::Faults)
}
