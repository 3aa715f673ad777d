//! A database as a whole: looked at in one moment while others write, or filled at once.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{Conn, Db, Manager, expect_much};
use crate::error::Error;

impl Db {
    /// Runs `work` on what the database holds at one moment, however long it takes and whoever writes meanwhile.
    ///
    /// # Errors
    /// `Unavailable` where no connection is to be had; else what `work` answers.
    pub fn snapshot<T, E: From<Error>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let mut conn = self.take(&self.readers)?;
        let begin = |conn: &mut Conn| match conn {
            // SQLite's readers see the moment of their first look until their transaction ends.
            Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
            Conn::Postgres(c) => {
                <PgConnection as Connection>::TransactionManager::begin_transaction(c)?;
                c.batch_execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = 0",
                )
            }
        };
        begin(&mut conn).map_err(Error::from)?;
        ended(&mut conn, work)
    }

    /// Runs `work` in one write transaction, once, however long it takes, in which rows may name others that are still
    /// to come (what they name must be there at the end) and no trigger adds to what is written.
    ///
    /// # Errors
    /// `Unavailable` where no connection is to be had; else what `work` answers.
    pub fn fill<T, E: From<Error>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let mut conn = self.take(&self.writers)?;
        expect_much(&mut conn)?;
        match &mut *conn {
            Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            Conn::Postgres(c) => <PgConnection as Connection>::TransactionManager::begin_transaction(c),
        }
        .map_err(Error::from)?;
        ended(&mut conn, |conn| {
            let bound = loosen(conn)?;
            let done = work(conn)?;
            tighten(conn, &bound)?;
            Ok(done)
        })
    }
}

/// Runs `work` and ends the transaction by how it went.
fn ended<T, E: From<Error>>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
    match work(conn) {
        Ok(value) => {
            Manager::commit_transaction(conn).map_err(Error::from)?;
            Ok(value)
        }
        Err(fault) => {
            // What went wrong first is what is told; the connection is not used again.
            let _ = Manager::rollback_transaction(conn);
            Err(fault)
        }
    }
}

/// What would look at single rows, or add some of its own: in the words of the database, how to put it off and back.
#[derive(QueryableByName)]
struct Bound {
    #[diesel(sql_type = Text)]
    off: String,
    #[diesel(sql_type = Text)]
    on: String,
}

/// SQLite switches triggers off only all at once for a program, so they go and come back as they were written.
const SQLITE: &str = "SELECT 'DROP TRIGGER \"' || name || '\"' AS off, sql AS \"on\" FROM sqlite_schema \
     WHERE type = 'trigger'";
/// Foreign keys may look at the end, own triggers rest. The program owns its tables, so it may.
const POSTGRES: &str = "SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY DEFERRED', t, conname) \
     AS off, format('ALTER TABLE %s ALTER CONSTRAINT %I NOT DEFERRABLE', t, conname) AS \"on\" \
     FROM pg_constraint, CAST(conrelid::regclass AS text) AS t \
     WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace \
     UNION ALL SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', t, tgname), \
     format('ALTER TABLE %s ENABLE TRIGGER %I', t, tgname) \
     FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid, CAST(tgrelid::regclass AS text) AS t \
     WHERE NOT tgisinternal AND tgenabled = 'O' AND c.relnamespace = current_schema()::regnamespace";

/// Puts off everything that looks at single rows; answers what [`tighten`] is to put back.
fn loosen(conn: &mut Conn) -> Result<Vec<Bound>, Error> {
    let (script, all) = match conn {
        Conn::Sqlite(_) => ("PRAGMA defer_foreign_keys = ON", SQLITE),
        Conn::Postgres(_) => ("SET LOCAL statement_timeout = 0", POSTGRES),
    };
    conn.batch_execute(script)?;
    let bound: Vec<Bound> = diesel::sql_query(all).load(conn)?;
    bound.iter().try_for_each(|it| conn.batch_execute(&it.off))?;
    Ok(bound)
}

/// Looks at the foreign keys, and puts everything back.
fn tighten(conn: &mut Conn, bound: &[Bound]) -> Result<(), Error> {
    // SQLite looks at its foreign keys when it commits.
    if let Conn::Postgres(c) = conn {
        c.batch_execute("SET CONSTRAINTS ALL IMMEDIATE")?;
    }
    bound.iter().try_for_each(|it| conn.batch_execute(&it.on))?;
    Ok(())
}
