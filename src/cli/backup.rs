//! `backup`: everything the portal knows, into a folder, while it runs.

use std::path::PathBuf;

use crate::error::Error;
use crate::features::attachments;
use crate::platform::backup::{self, Fault, Manifest, Named, Store};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Moment};
use crate::platform::files::Files;

use super::open::{self, ConfigArgs};
use super::{Failure, Outcome, say};

/// Write everything the portal knows into a new folder, while it runs
///
/// The backup is of one moment, can be restored into SQLite and PostgreSQL alike, and holds what nobody else must read.
/// The signing key is not in it. A backup that was broken off leaves a folder FOLDER.unfinished-… at most.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tierdesk backup --config /etc/tierdesk.toml /var/backups/tierdesk-2026-03-02"
)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
    /// The folder to make
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Print what was written as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let config = args.config.read()?;
    let db = open::existing_database(&config)?;
    let files = Files::open(&config.files)?;
    let now = Moment::from(Clock::system().now());
    let manifest = backup::write(&db, store(&files), &args.folder, now, &mut note).map_err(failed)?;
    tell("backed up", &args.folder, &manifest, args.json);
    Ok(())
}

/// The store, and who knows what the database names there.
pub fn store(files: &Files) -> Store<'_> {
    Store { files, table: "attachments", named }
}

fn named(conn: &mut Conn) -> Result<Vec<Named>, Error> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let some = attachments::list_stored(conn, after, 1000)?;
        let Some(last) = some.last() else { return Ok(all) };
        after = Some(last.id);
        for one in some {
            let bytes = u64::try_from(one.size).map_err(Error::internal)?;
            all.push(Named { key: one.storage_key, bytes, sha256: one.sha256 });
        }
    }
}

/// Progress.
pub fn note(what: &str, done: u64) {
    say::note(&format!("{what}: {done}"));
}

/// One line a fault.
pub fn failed(fault: Fault) -> Failure {
    match fault {
        Fault::Damaged(faults) => Failure::Failed(
            std::iter::once("the backup is damaged:".into())
                .chain(faults.into_iter().map(|fault| format!("  {fault}")))
                .collect(),
        ),
        other => Failure::because(other),
    }
}

/// What the backup holds.
pub fn tell(done: &str, folder: &std::path::Path, manifest: &Manifest, json: bool) {
    let (tables, rows, files) = (manifest.tables.len(), manifest.rows(), manifest.files.rows);
    let hash = manifest.content_sha256();
    say::line(&if json {
        serde_json::json!({
            "folder": folder, "taken_at": manifest.taken_at, "tables": tables, "rows": rows,
            "bytes": manifest.bytes(), "files": files, "content_sha256": hash,
        })
        .to_string()
    } else {
        format!("{done}: {rows} rows of {tables} tables, {files} files, SHA-256 {hash}")
    });
}
