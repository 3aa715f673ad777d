//! Brings a database's tables up to this program; the folders of both databases hold the same names.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Conn, Db};
use crate::error::Error;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Runs what is missing and names it; does nothing on a database that is up to date.
///
/// Two instances that start at once on one PostgreSQL take turns.
///
/// # Errors
/// `Internal` with the migration that failed.
pub fn run(db: &Db) -> Result<Vec<String>, Error> {
    let mut conn = db.take(&db.writers)?;
    let done = match &mut *conn {
        Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map(|done| names(&done)),
        Conn::Postgres(c) => {
            advisory(c, "SELECT pg_advisory_lock(7236)")?;
            let done = c.run_pending_migrations(POSTGRES).map(|done| names(&done));
            advisory(c, "SELECT pg_advisory_unlock(7236)")?;
            done
        }
    };
    done.map_err(Error::Internal)
}

/// The names of the migrations that a database still lacks.
///
/// # Errors
/// `Internal` where the database cannot tell.
pub fn pending(db: &Db) -> Result<Vec<String>, Error> {
    let mut conn = db.take(&db.writers)?;
    let missing = match &mut *conn {
        Conn::Sqlite(c) => {
            c.pending_migrations(SQLITE).map(|all| all.iter().map(|m| m.name().to_string()).collect())
        }
        Conn::Postgres(c) => {
            c.pending_migrations(POSTGRES).map(|all| all.iter().map(|m| m.name().to_string()).collect())
        }
    };
    missing.map_err(Error::Internal)
}

fn names(done: &[diesel::migration::MigrationVersion<'_>]) -> Vec<String> {
    done.iter().map(ToString::to_string).collect()
}

fn advisory(conn: &mut diesel::PgConnection, sql: &str) -> Result<(), Error> {
    diesel::RunQueryDsl::execute(diesel::sql_query(sql), conn)?;
    Ok(())
}
