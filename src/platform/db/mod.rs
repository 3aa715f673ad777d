//! The one place that knows there are two databases. Everything else asks a [`Conn`] and cannot tell which it is.
//!
//! SQLite: one writer that begins with `BEGIN IMMEDIATE`, several readers that cannot write, write-ahead log,
//! `synchronous=FULL`. PostgreSQL: one pool.

mod connector;
mod many;
pub mod migrate;
pub mod open;
pub mod schema;
pub mod search;
pub mod tables;
pub mod types;
mod whole;
mod words;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::{Pool, PooledConnection};

pub(crate) use many::insert_many;
pub use types::{Id, Moment};

use crate::error::Error;
use connector::{Connector, Doubt};

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL through libpq.
    Postgres(diesel::PgConnection),
    /// The embedded default.
    Sqlite(diesel::SqliteConnection),
}

/// The backend type of [`Conn`], for boxed queries.
pub type AnyDb = <Conn as diesel::Connection>::Backend;

type ConnPool = Pool<Connector>;

/// How often a write that lost a race (deadlock, serialisation, a number drawn twice) is tried again.
const WRITE_TRIES: usize = 3;

/// The database: pools for reading and writing. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    readers: ConnPool,
    writers: ConnPool,
    statements: Arc<AtomicU64>,
    engine: &'static str,
    doubt: Doubt,
}

impl Db {
    /// "sqlite" or "postgres", for logs and `doctor`; features never ask.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        self.engine
    }

    /// How many SQL statements ran since the start, transactions' own aside (9.1 counts them in tests).
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Runs `work` with a connection that only reads. Blocks: call it off the async threads.
    ///
    /// # Errors
    /// `Unavailable` where no connection is to be had; else what `work` answers.
    pub fn read<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
        let done = work(&mut *self.take(&self.readers)?);
        self.look_at(done)
    }

    /// Runs `work` in one write transaction: all of it is kept, or nothing. Blocks: call it off the async threads.
    ///
    /// `work` may run again after a lost race, so it must have no effect outside the transaction.
    ///
    /// # Errors
    /// `Unavailable` where no connection is to be had or every try lost its race; else what `work` answers.
    pub fn write<T>(&self, work: impl Fn(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
        let mut conn = self.take(&self.writers)?;
        for _ in 1..WRITE_TRIES {
            match transaction(&mut conn, &work) {
                Err(Error::LostRace) => {}
                done => return self.look_at(done),
            }
        }
        match transaction(&mut conn, &work) {
            Err(Error::LostRace) => Err(Error::Unavailable),
            done => self.look_at(done),
        }
    }

    /// Where a connection failed, the others of its pool may be dead too.
    fn look_at<T>(&self, done: Result<T, Error>) -> Result<T, Error> {
        if matches!(done, Err(Error::Unavailable)) {
            self.doubt.raise();
        }
        done
    }

    fn take(&self, pool: &ConnPool) -> Result<PooledConnection<Connector>, Error> {
        pool.get().map_err(|fault| {
            tracing::warn!(%fault, "no database connection");
            Error::Unavailable
        })
    }
}

type Manager = <Conn as diesel::Connection>::TransactionManager;

fn transaction<T>(conn: &mut Conn, work: &impl Fn(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
    match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
        Conn::Postgres(c) => {
            <diesel::PgConnection as diesel::Connection>::TransactionManager::begin_transaction(c)?;
        }
    }
    match work(conn) {
        Ok(value) => {
            Manager::commit_transaction(conn)?;
            Ok(value)
        }
        Err(fault) => {
            Manager::rollback_transaction(conn)?;
            Err(fault)
        }
    }
}

/// Runs `work` so that its failure leaves no trace in the transaction around it.
///
/// # Errors
/// What `work` answers.
pub fn savepoint<T>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
    conn.transaction(work)
}

/// Tries to take the lock named `key` until the end of this transaction; false where somebody holds it.
///
/// On SQLite the one writer is the lock, so it is always had.
///
/// # Errors
/// What the database answers.
pub fn try_lock(conn: &mut Conn, key: &str) -> Result<bool, Error> {
    use diesel::sql_types::{Bool, Text};
    match conn {
        Conn::Sqlite(_) => Ok(true),
        Conn::Postgres(c) => {
            let query = diesel::dsl::sql::<Bool>("SELECT pg_try_advisory_xact_lock(hashtextextended(")
                .bind::<Text, _>(key)
                .sql(", 0))");
            Ok(query.get_result(c)?)
        }
    }
}

/// Waits for the lock named `key` and holds it until the end of this transaction.
///
/// On SQLite the one writer is the lock.
///
/// # Errors
/// What the database answers.
pub fn lock(conn: &mut Conn, key: &str) -> Result<(), Error> {
    if let Conn::Postgres(c) = conn {
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
            .bind::<diesel::sql_types::Text, _>(key)
            .execute(c)?;
    }
    Ok(())
}

/// Lets the writer keep a transaction of many thousand rows in memory until it ends, for the life of the connection.
///
/// `SQLite` otherwise spills what outgrows its page cache into the write-ahead log, page by page and more than once.
///
/// # Errors
/// What the database answers.
pub fn expect_much(conn: &mut Conn) -> Result<(), Error> {
    if let Conn::Sqlite(c) = conn {
        diesel::connection::SimpleConnection::batch_execute(c, "PRAGMA cache_size=-262144")?;
    }
    Ok(())
}

/// Answers where the database takes statements.
///
/// # Errors
/// What the database answers.
pub fn ping(conn: &mut Conn) -> Result<(), Error> {
    diesel::sql_query("SELECT 1").execute(conn)?;
    Ok(())
}

/// The version of the database's software, for `doctor`.
///
/// # Errors
/// What the database answers.
pub fn version(conn: &mut Conn) -> Result<String, Error> {
    use diesel::sql_types::Text;
    let ask = match conn {
        Conn::Sqlite(_) => "sqlite_version()",
        Conn::Postgres(_) => "current_setting('server_version')",
    };
    Ok(diesel::select(diesel::dsl::sql::<Text>(ask)).get_result(conn)?)
}
