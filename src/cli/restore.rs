//! `restore`: fills an empty database from a backup, or only looks whether the backup is whole.

use std::path::PathBuf;

use crate::platform::backup;
use crate::platform::files::Files;

use super::backup::{failed, note, store, tell};
use super::open::{self, ConfigArgs};
use super::{Outcome, say};

/// Fill an empty database from a backup and see that it reads back the same
///
/// The database may be SQLite or PostgreSQL, whichever the backup came from. Where anything goes wrong, nothing is kept.
/// People log in again afterwards, unless the signing key was put back by hand.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tierdesk restore --check /var/backups/tierdesk-2026-03-02\n  TIERDESK_DATABASE__URL=sqlite://new/tierdesk.sqlite tierdesk restore /var/backups/tierdesk-2026-03-02"
)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
    /// The folder that `tierdesk backup` made
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Only compare the backup with its manifest; no database is touched
    #[arg(long)]
    check: bool,
    /// Print what was restored as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    if args.check {
        let manifest = backup::check(&args.folder, &mut note).map_err(failed)?;
        tell("whole", &args.folder, &manifest, args.json);
        return Ok(());
    }
    let config = args.config.read()?;
    // Before an SQLite file is made for it.
    backup::Manifest::read(&args.folder).map_err(failed)?;
    let db = open::database(&config)?;
    let files = Files::open(&config.files)?;
    let manifest = backup::restore(&db, store(&files), &args.folder, &mut note).map_err(failed)?;
    say::note("read back: the same to the byte");
    tell("restored", &args.folder, &manifest, args.json);
    Ok(())
}
