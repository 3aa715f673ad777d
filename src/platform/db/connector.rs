//! Makes connections for the pools, and asks whether they still live only where there is reason to doubt it: asking
//! before every use would be one more statement for every request.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::r2d2::{ConnectionManager, Error as PoolError, ManageConnection};

use super::Conn;

/// How many uses are checked after a connection was lost; a restart of the database takes all of a pool.
const CHECKED_USES: u32 = 10_000;

/// Whether connections are doubted. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Doubt(Arc<AtomicU32>);

impl Doubt {
    /// A connection was lost: the next uses are checked.
    pub(super) fn raise(&self) {
        self.0.store(CHECKED_USES, Ordering::Relaxed);
    }

    /// Whether this use is to be checked; counts it.
    fn asks(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }
}

/// What the pools make their connections with.
pub(super) struct Connector {
    inner: ConnectionManager<Conn>,
    doubt: Doubt,
}

impl Connector {
    /// Connections to `url` (`postgres://…`, or the path of an SQLite file).
    pub(super) fn new(url: &str, doubt: Doubt) -> Self {
        Connector { inner: ConnectionManager::new(url), doubt }
    }
}

impl ManageConnection for Connector {
    type Connection = Conn;
    type Error = PoolError;

    fn connect(&self) -> Result<Conn, PoolError> {
        self.inner.connect()
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), PoolError> {
        if self.doubt.asks() { self.inner.is_valid(conn) } else { Ok(()) }
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        self.inner.has_broken(conn)
    }
}
