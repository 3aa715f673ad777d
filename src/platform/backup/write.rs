//! Making a backup.

use std::path::{Path, PathBuf};

use super::disk::{self, Lines};
use super::manifest::table_file;
use super::{Fault, Manifest, Progress, STEP, Store};
use crate::platform::db::{Db, Moment, migrate, tables};

/// Writes a backup of `db` and the files of `store` that it names into the new folder `target`, while others work with the database.
///
/// # Errors
/// [`Fault`]; nothing is left behind then.
pub fn write(
    db: &Db,
    store: Store<'_>,
    target: &Path,
    now: Moment,
    progress: Progress<'_>,
) -> Result<Manifest, Fault> {
    refuse_taken(target)?;
    let unfinished = unfinished(target)?;
    disk::make_folder(&unfinished)?;
    let done = fill(db, store, &unfinished, now, progress).and_then(|manifest| {
        std::fs::rename(&unfinished, target).map_err(Fault::disk(target))?;
        disk::sync_folder(parent(target))?;
        Ok(manifest)
    });
    if done.is_err() {
        // What went wrong first is what is told.
        let _ = std::fs::remove_dir_all(&unfinished);
    }
    done
}

/// A backup never overwrites; an empty folder may stand ready for it.
fn refuse_taken(target: &Path) -> Result<(), Fault> {
    let taken = match std::fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => target.symlink_metadata().is_ok(),
    };
    if taken {
        return Err(Fault::Refused(format!(
            "{} is there already; a backup never overwrites",
            target.display()
        )));
    }
    Ok(())
}

/// The name beside `target` under which the backup is made. Nobody takes it for one.
fn unfinished(target: &Path) -> Result<PathBuf, Fault> {
    let Some(name) = target.file_name() else {
        return Err(Fault::Refused(format!("{} names no folder that could be made", target.display())));
    };
    let name = format!("{}.unfinished-{}", name.to_string_lossy(), std::process::id());
    Ok(target.with_file_name(name))
}

fn parent(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn fill(
    db: &Db,
    store: Store<'_>,
    folder: &Path,
    now: Moment,
    progress: Progress<'_>,
) -> Result<Manifest, Fault> {
    let rows = folder.join("tables");
    disk::make_folder(&rows)?;
    let (mut manifest, named) = db.snapshot(|conn| {
        let tables = tables::all(conn)?;
        if tables.is_empty() {
            return Err(Fault::Refused("this database holds no portal: it has no tables".into()));
        }
        let mut manifest = Manifest::new(db.engine(), now, migrate::applied(conn)?);
        for table in tables {
            let mut lines = Lines::create(folder.join(table_file(&table.name)))?;
            table.read(conn, |row| {
                let count = lines.push(row)?;
                if count.is_multiple_of(STEP) {
                    progress(&table.name, count);
                }
                Ok::<(), Fault>(())
            })?;
            let summary = lines.finish()?;
            progress(&table.name, summary.rows);
            manifest.tables.insert(table.name, summary);
        }
        let named = if manifest.tables.contains_key(store.table) { (store.named)(conn)? } else { vec![] };
        Ok((manifest, named))
    })?;
    // What a row names never changes, so the files need not be of the same moment.
    manifest.files = store.copy(named, folder, progress)?;
    manifest.write(folder)?;
    disk::sync_folder(&rows)?;
    disk::sync_folder(folder)?;
    Ok(manifest)
}
