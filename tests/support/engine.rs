//! A database for each test, copied from one that is migrated and filled once in a process.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tierdesk::access::token::Tokens;
use tierdesk::platform::db::{Db, migrate, open};

use super::postgres::Cluster;
use super::{fixture, skip, variable};

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// The cluster that `TIERDESK_TEST_POSTGRES` names.
    Postgres,
}

impl Engine {
    /// Both.
    pub const ALL: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

    /// A database with the people of the fixture, or nothing where this machine has no such engine.
    pub fn database(self) -> Option<Database> {
        let number = next_number();
        match self {
            Engine::Sqlite => {
                let path = folder().join(format!("test-{number}.sqlite"));
                std::fs::copy(sqlite_template(), &path).unwrap();
                Some(Database::File(path))
            }
            Engine::Postgres => {
                let Some(cluster) = Cluster::of_this_run() else {
                    skip("PostgreSQL (TIERDESK_TEST_POSTGRES is not set)");
                    return None;
                };
                Some(Database::Named(cluster, cluster.create_from(postgres_template(cluster), number)))
            }
        }
    }

    /// A database without anything in it, or nothing where this machine has no such engine.
    pub fn empty(self) -> Option<Database> {
        let number = next_number();
        match self {
            Engine::Sqlite => Some(Database::File(folder().join(format!("test-{number}.sqlite")))),
            Engine::Postgres => Cluster::of_this_run()
                .map(|cluster| Database::Named(cluster, cluster.create_empty(&format!("empty_{number}")))),
        }
    }
}

/// A database that goes when the test is over.
pub enum Database {
    /// An SQLite file.
    File(PathBuf),
    /// A database in the cluster.
    Named(&'static Cluster, String),
}

impl Database {
    /// Its address as the configuration would give it.
    pub fn url(&self) -> String {
        match self {
            Database::File(path) => format!("sqlite://{}", path.display()),
            Database::Named(cluster, name) => cluster.url(name),
        }
    }
}

impl Database {
    /// Ends every connection to it.
    pub fn end_connections(&self) {
        if let Database::Named(cluster, name) = self {
            cluster.end_connections(name);
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match self {
            Database::File(path) => {
                for end in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{}{end}", path.display()));
                }
            }
            Database::Named(cluster, name) => cluster.drop_database(name),
        }
    }
}

/// The folder of this process for databases and keys.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let base = variable("TIERDESK_TEST_FOLDER").unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").into());
        let path = Path::new(&base).join(format!("tests-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        // Portals that start at once would each make the key that they share.
        Tokens::open(&path.join("signing-key.pem")).unwrap();
        path
    })
}

fn next_number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let path = folder().join("template.sqlite");
        let db = filled(&format!("sqlite://{}", path.display()));
        db.checkpoint();
        path
    })
}

fn postgres_template(cluster: &'static Cluster) -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = cluster.create_empty("template");
        drop(filled(&cluster.url(&name)));
        cluster.close_connections(&name);
        name
    })
}

fn filled(url: &str) -> Db {
    let db = open::open(url, 1).unwrap();
    migrate::run(&db).unwrap();
    db.write(fixture::fill).unwrap();
    db
}

trait Checkpoint {
    fn checkpoint(&self);
}

impl Checkpoint for Db {
    /// Moves everything from the log into the file, so that the file can be copied.
    fn checkpoint(&self) {
        use diesel::connection::SimpleConnection;
        let path = folder().join("template.sqlite");
        let mut conn: diesel::SqliteConnection =
            diesel::Connection::establish(&path.display().to_string()).unwrap();
        conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    }
}
