//! Opens a database from its URL and sets each connection up.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::r2d2::{CustomizeConnection, Error as PoolError, Pool};

use super::connector::{Connector, Doubt};
use super::{Conn, ConnPool, Db};

/// The oldest SQLite whose write-ahead log does not corrupt a database when it is reset.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL begins with neither `sqlite://` nor `postgres://`.
    #[error("database.url must begin with sqlite:// or postgres://")]
    Scheme,
    /// The folder of the file could not be made.
    #[error("cannot make the folder of the database: {0}")]
    Folder(#[from] std::io::Error),
    /// The first connection failed.
    #[error("cannot connect to the database: {0}")]
    Connect(String),
    /// The SQLite in this program can corrupt its log.
    #[error("SQLite {0} can corrupt its write-ahead log; 3.51.3 or newer is needed")]
    OldSqlite(String),
}

/// Opens the database `url` (`sqlite://PATH` or `postgres://…`) with `connections` connections for reading.
///
/// # Errors
/// [`OpenError`].
pub fn open(url: &str, connections: u32) -> Result<Db, OpenError> {
    let statements = Arc::new(AtomicU64::new(0));
    let doubt = Doubt::default();
    if let Some(path) = url.strip_prefix("sqlite://") {
        if let Some(folder) = Path::new(path).parent() {
            std::fs::create_dir_all(folder)?;
        }
        let writers = pool(path, 1, Setup { writes: true, statements: statements.clone() }, &doubt)?;
        refuse_old_sqlite(&writers)?;
        let readers =
            pool(path, connections, Setup { writes: false, statements: statements.clone() }, &doubt)?;
        return Ok(Db { readers, writers, statements, engine: "sqlite", doubt });
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let both = pool(url, connections, Setup { writes: true, statements: statements.clone() }, &doubt)?;
        return Ok(Db { readers: both.clone(), writers: both, statements, engine: "postgres", doubt });
    }
    Err(OpenError::Scheme)
}

fn pool(url: &str, size: u32, setup: Setup, doubt: &Doubt) -> Result<ConnPool, OpenError> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(Duration::from_secs(5))
        .connection_customizer(Box::new(setup))
        .build(Connector::new(url, doubt.clone()))
        .map_err(|fault| OpenError::Connect(reason(url).unwrap_or_else(|| fault.to_string())))
}

/// What the database itself says; the pool only knows that it waited in vain.
fn reason(url: &str) -> Option<String> {
    let tried = if url.starts_with("postgres") {
        diesel::PgConnection::establish(url).map(drop)
    } else {
        diesel::SqliteConnection::establish(url).map(drop)
    };
    tried.err().map(|fault| fault.to_string().trim().to_string())
}

fn refuse_old_sqlite(pool: &ConnPool) -> Result<(), OpenError> {
    let mut conn = pool.get().map_err(|fault| OpenError::Connect(fault.to_string()))?;
    let version: String = diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>("sqlite_version()"))
        .get_result(&mut *conn)
        .map_err(|fault| OpenError::Connect(fault.to_string()))?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < OLDEST_SQLITE { Err(OpenError::OldSqlite(version)) } else { Ok(()) }
}

#[derive(Debug)]
struct Setup {
    writes: bool,
    statements: Arc<AtomicU64>,
}

const SQLITE_WRITER: &str = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
     PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=16777216; PRAGMA wal_autocheckpoint=1000; PRAGMA mmap_size=0;";
const SQLITE_READER: &str = "PRAGMA busy_timeout=5000; PRAGMA query_only=ON; PRAGMA mmap_size=0;";

impl CustomizeConnection<Conn, PoolError> for Setup {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), PoolError> {
        let script = match conn {
            Conn::Sqlite(_) if self.writes => SQLITE_WRITER,
            Conn::Sqlite(_) => SQLITE_READER,
            Conn::Postgres(_) => {
                "SET TIME ZONE 'UTC'; SET lock_timeout = '10s'; SET statement_timeout = '60s';"
            }
        };
        conn.batch_execute(script).map_err(PoolError::QueryError)?;
        conn.set_instrumentation(Counter(self.statements.clone()));
        Ok(())
    }
}

struct Counter(Arc<AtomicU64>);

impl Instrumentation for Counter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            tracing::trace!(target: "tierdesk::sql", sql = %query);
            if !Beginning::of(&query).is_transactions_own() {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// The first letters of a statement. The rest is not written out for them: it holds all that is bound, which for a
/// record is its whole content.
#[derive(Default)]
struct Beginning(String);

impl Beginning {
    /// Enough for the longest word below.
    const LETTERS: usize = 9;

    fn of(statement: &impl std::fmt::Display) -> Self {
        let mut beginning = Beginning::default();
        // What ends the writing is that there is enough of it.
        let _ = write!(beginning, "{statement}");
        beginning
    }

    fn is_transactions_own(&self) -> bool {
        ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"].iter().any(|own| self.0.starts_with(own))
    }
}

impl std::fmt::Write for Beginning {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.push_str(text);
        if self.0.len() < Self::LETTERS { Ok(()) } else { Err(std::fmt::Error) }
    }
}
