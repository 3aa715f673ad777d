//! The PostgreSQL cluster of this run: databases made from a template and dropped again.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

use super::variable;

/// How often an order is given that others stand in the way of, and how long it waits in between.
const TRIES: usize = 60;
const PAUSE: Duration = Duration::from_millis(500);

/// A cluster in which databases may be made and dropped.
pub struct Cluster {
    /// The address of a database to give orders from.
    admin: String,
    /// One order at a time: a template can be copied only while nobody uses it.
    turn: Mutex<()>,
}

impl Cluster {
    /// The cluster that `TIERDESK_TEST_POSTGRES` names.
    pub fn of_this_run() -> Option<&'static Cluster> {
        static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
        CLUSTER
            .get_or_init(|| {
                variable("TIERDESK_TEST_POSTGRES").map(|admin| Cluster { admin, turn: Mutex::new(()) })
            })
            .as_ref()
    }

    /// The address of the database `name`.
    pub fn url(&self, name: &str) -> String {
        let (address, query) = self.admin.split_once('?').unwrap_or((&self.admin, ""));
        let (server, _) = address.rsplit_once('/').expect("TIERDESK_TEST_POSTGRES names a database");
        if query.is_empty() { format!("{server}/{name}") } else { format!("{server}/{name}?{query}") }
    }

    /// Makes an empty database.
    pub fn create_empty(&self, purpose: &str) -> String {
        let name = format!("tierdesk_{}_{purpose}", std::process::id());
        self.order(&[&format!("DROP DATABASE IF EXISTS {name}"), &format!("CREATE DATABASE {name}")]);
        name
    }

    /// Makes a database that begins as a copy of `template`.
    pub fn create_from(&self, template: &str, number: u32) -> String {
        let name = format!("tierdesk_{}_{number}", std::process::id());
        self.order(&[
            &format!("DROP DATABASE IF EXISTS {name}"),
            &format!("CREATE DATABASE {name} TEMPLATE {template}"),
        ]);
        name
    }

    /// Ends whatever is still connected to `name`, and lets nobody connect again.
    pub fn close_connections(&self, name: &str) {
        self.order(&[&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")]);
        self.end_connections(name);
    }

    /// Ends whatever is connected to `name`.
    pub fn end_connections(&self, name: &str) {
        let all =
            format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'");
        self.order(&[&all]);
    }

    /// Drops `name`, whoever is still connected.
    pub fn drop_database(&self, name: &str) {
        self.order(&[&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")]);
    }

    fn order(&self, statements: &[&str]) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut conn = PgConnection::establish(&self.admin).unwrap();
        for statement in statements {
            patiently(&mut conn, statement);
        }
    }
}

/// A pool connects in the background, so a test may be over while one of its connections still comes up. PostgreSQL ends
/// that one too, but waits only five seconds for it before it says that the database is in use.
fn patiently(conn: &mut PgConnection, statement: &str) {
    for _ in 1..TRIES {
        match conn.batch_execute(statement) {
            Err(fault) if fault.to_string().contains("being accessed by other users") => {
                std::thread::sleep(PAUSE);
            }
            done => return done.unwrap_or_else(|fault| panic!("{statement}: {fault}")),
        }
    }
    conn.batch_execute(statement).unwrap();
}
