//! Brings a database's tables up to this program; the folders of both databases hold the same names.

use diesel::backend::Backend;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
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
    run_those(db, |_| true)
}

/// Like [`run`], but only the versions that are wanted, for tables as an older program knew them.
///
/// # Errors
/// `Internal` with the migration that failed.
pub fn run_those(db: &Db, wanted: impl Fn(&str) -> bool) -> Result<Vec<String>, Error> {
    let mut conn = db.take(&db.writers)?;
    let done = match &mut *conn {
        Conn::Sqlite(c) => bring(c, SQLITE, wanted),
        Conn::Postgres(c) => {
            advisory(c, "SELECT pg_advisory_lock(7236)")?;
            let done = bring(c, POSTGRES, wanted);
            advisory(c, "SELECT pg_advisory_unlock(7236)")?;
            done
        }
    };
    done.map_err(Error::Internal)
}

fn bring<B: Backend, C: MigrationHarness<B>>(
    conn: &mut C,
    source: impl MigrationSource<B>,
    wanted: impl Fn(&str) -> bool,
) -> diesel::migration::Result<Vec<String>> {
    let mut done = Vec::new();
    for migration in conn.pending_migrations(source)? {
        if wanted(&migration.name().version().to_string()) {
            done.push(conn.run_migration(&migration)?.to_string());
        }
    }
    Ok(done)
}

/// The versions that the database has, the oldest first; none for one that was never used.
///
/// # Errors
/// `Internal` where the database cannot tell.
pub fn applied(conn: &mut Conn) -> Result<Vec<String>, Error> {
    #[derive(QueryableByName)]
    struct Applied {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    let all = "SELECT version FROM __diesel_schema_migrations ORDER BY version";
    let applied: Vec<Applied> = diesel::sql_query(all).load(conn)?;
    Ok(applied.into_iter().map(|row| row.version).collect())
}

/// The versions that this program knows, the oldest first.
///
/// # Errors
/// `Internal` where a name is none.
pub fn known() -> Result<Vec<String>, Error> {
    let all = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE).map_err(Error::Internal)?;
    let mut versions: Vec<String> = all.iter().map(|it| it.name().version().to_string()).collect();
    versions.sort();
    Ok(versions)
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

fn advisory(conn: &mut diesel::PgConnection, sql: &str) -> Result<(), Error> {
    diesel::sql_query(sql).execute(conn)?;
    Ok(())
}
