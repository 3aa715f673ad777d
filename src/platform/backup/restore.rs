//! Filling an empty database from a backup, and reading it back before it is kept.

use std::path::Path;

use super::check::{check, difference};
use super::disk::{self, Tally};
use super::manifest::table_file;
use super::{Fault, Manifest, Progress, STEP, Store};
use crate::error::Error;
use crate::platform::db::tables::{self, Table};
use crate::platform::db::{Conn, Db, migrate};

/// How many bytes of rows go to the database at once.
const BATCH: usize = 1 << 20;

/// Fills the empty database `db` and the empty `store` from the backup in `folder`, sees that it reads back the same, and brings its tables up
/// to this program.
///
/// # Errors
/// [`Fault`]; the database holds nothing then, and the same may be tried again.
pub fn restore(db: &Db, store: Store<'_>, folder: &Path, progress: Progress<'_>) -> Result<Manifest, Fault> {
    let manifest = check(folder, &mut |_, _| {})?;
    refuse_newer(&manifest)?;
    refuse_filled(db)?;
    store.refuse_filled(folder)?;
    store.put_back(folder, progress)?;
    migrate::run_those(db, |version| manifest.migrations.iter().any(|own| own == version))?;
    db.fill(|conn| {
        if migrate::applied(conn)? != manifest.migrations {
            return Err(Fault::Refused(
                "the tables of this database are newer than the backup: restore into a new database".into(),
            ));
        }
        let tables = tables::all(conn)?;
        refuse_other_tables(&manifest, &tables)?;
        for table in &tables {
            load(conn, table, &folder.join(table_file(&table.name)), progress)?;
        }
        compare(conn, &manifest, &tables)
    })?;
    migrate::run(db)?;
    Ok(manifest)
}

fn refuse_newer(manifest: &Manifest) -> Result<(), Fault> {
    let known = migrate::known()?;
    match manifest.migrations.iter().find(|version| !known.contains(version)) {
        Some(version) => Err(Fault::Refused(format!(
            "the backup is of a newer program ({}, tables {version}): update this one first",
            manifest.program
        ))),
        None => Ok(()),
    }
}

fn refuse_filled(db: &Db) -> Result<(), Fault> {
    db.read(|conn| {
        for table in tables::all(conn)? {
            if !table.is_empty(conn)? {
                return Ok(Some(table.name));
            }
        }
        Ok(None)
    })?
    .map_or(Ok(()), |table| {
        Err(Fault::Refused(format!("the database is not empty ({table} has rows): restore into a new one")))
    })
}

fn refuse_other_tables(manifest: &Manifest, tables: &[Table]) -> Result<(), Fault> {
    if manifest.tables.keys().eq(tables.iter().map(|table| &table.name)) {
        return Ok(());
    }
    Err(Fault::Damaged(vec!["the tables of the manifest are not those of its versions".into()]))
}

/// Adds the rows of one file, a batch at a time.
fn load(conn: &mut Conn, table: &Table, file: &Path, progress: Progress<'_>) -> Result<(), Fault> {
    let (mut batch, mut count) = (String::from("["), 0_u64);
    disk::read_lines(file, |row| {
        batch += row;
        count += 1;
        if count.is_multiple_of(STEP) {
            progress(&table.name, count);
        }
        if batch.len() < BATCH {
            batch.push(',');
            return Ok::<(), Fault>(());
        }
        send(conn, table, &mut batch)
    })?;
    if batch.pop() == Some(',') {
        send(conn, table, &mut batch)?;
    }
    progress(&table.name, count);
    Ok(())
}

fn send(conn: &mut Conn, table: &Table, batch: &mut String) -> Result<(), Fault> {
    batch.push(']');
    table.insert(conn, batch)?;
    batch.truncate(1);
    Ok(())
}

/// Reads everything back: what is not the same is not kept.
fn compare(conn: &mut Conn, manifest: &Manifest, tables: &[Table]) -> Result<(), Fault> {
    let mut faults = Vec::new();
    for table in tables {
        let mut tally = Tally::default();
        table.read(conn, |row| {
            tally.add(row);
            Ok::<(), Error>(())
        })?;
        faults.extend(difference(&table.name, &manifest.tables[&table.name], &tally.summary()));
    }
    if faults.is_empty() { Ok(()) } else { Err(Fault::Damaged(faults)) }
}
