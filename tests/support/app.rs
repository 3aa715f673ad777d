//! The program under test: a real server on a port of its own, on a database of its own, at a time that stands still.

use std::net::TcpListener;
use std::path::PathBuf;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use diesel::prelude::*;
use tierdesk::access::Actor;
use tierdesk::access::session::{self, Origin, SessionKind};
use tierdesk::access::token::{Audience, Bearer};
use tierdesk::app::App;
use tierdesk::error::Error;
use tierdesk::platform::clock::Clock;
use tierdesk::platform::db::schema::sessions;
use tierdesk::platform::db::{Conn, Id, Moment, open};
use tierdesk::platform::files::Place;
use tierdesk::platform::mail::{MailSettings, Route};
use tierdesk::platform::pdf::fonts::FontSource;
use tierdesk::platform::services::Settings;

use super::engine::{Database, Engine, folder};
use super::fixture::beginning;
use super::people::{Person, person};
use super::{Client, Visitor};

/// The running program. It stops, and its database goes, when this is dropped.
pub struct TestApp {
    /// The program itself, for use-cases that a test calls without HTTP.
    pub app: App,
    /// Its clock; `clock.advance(…)` moves it.
    pub clock: Clock,
    /// On which database it runs.
    pub engine: Engine,
    /// `http://127.0.0.1:PORT`.
    pub origin: String,
    // Dropped in this order: first the server and its connections, then the database.
    server: Running,
    database: Database,
    files: Scratch,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Detail {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct QueryPlan {
    #[diesel(sql_type = diesel::sql_types::Text, column_name = "QUERY PLAN")]
    line: String,
}

struct Running {
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // The order is given at once; there is no need to wait for its answer here.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl TestApp {
    /// Starts the program, or answers nothing where this machine has no such engine.
    pub fn start(engine: Engine) -> Option<Self> {
        Self::start_with(engine, |_| {})
    }

    /// The same with other settings. Unless they name some there are no fonts, so that no PDF is set in passing.
    pub fn start_with(engine: Engine, change: impl FnOnce(&mut Settings)) -> Option<Self> {
        let database = engine.database()?;
        let clock = Clock::fixed(beginning());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let db = open::open(&database.url(), 4).unwrap();
        let key = folder().join("signing-key.pem");
        let mut settings = settings(&origin);
        change(&mut settings);
        let app = App::build(db, clock.clone(), settings, &key).unwrap();
        let server = serve(app.clone(), listener);
        let files = Scratch(files_at(&origin));
        Some(TestApp { app, clock, engine, origin, server, database, files })
    }

    /// The present moment of the program.
    pub fn now(&self) -> Moment {
        self.clock.now().into()
    }

    /// Where its files are.
    pub fn files_folder(&self) -> PathBuf {
        files_at(&self.origin)
    }

    /// The address of the database, for programs that are started beside this one.
    pub fn database_url(&self) -> String {
        self.database.url()
    }

    /// The API as somebody who is not logged in.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.origin, None)
    }

    /// The API as the person with this address, with a token that is good for 15 minutes of the program's clock.
    pub fn as_(&self, email: &str) -> Client {
        let (token, _) = self.token(person(email), SessionKind::Api, Audience::Api);
        Client::new(&self.origin, Some(token))
    }

    /// The pages as the person with this address sees them in a browser.
    pub fn browse(&self, email: &str) -> Visitor {
        let (cookie, session) = self.token(person(email), SessionKind::Pages, Audience::Pages);
        let csrf = self.read(|conn| Ok(sessions::table.find(session).select(sessions::csrf).first(conn)?));
        Visitor::new(&self.origin, Some(&cookie), csrf)
    }

    /// The pages as somebody who is not logged in sees them.
    pub fn stranger(&self) -> Visitor {
        Visitor::new(&self.origin, None, String::new())
    }

    /// The person with this address as use-cases know it, for calling them without HTTP.
    pub fn actor(&self, email: &str) -> Actor {
        let (_, session) = self.token(person(email), SessionKind::Api, Audience::Api);
        self.read(|conn| session::authenticate(conn, session, "127.0.0.1", self.now())).unwrap()
    }

    /// Works on the database in one transaction, for what HTTP does not offer.
    pub fn write<T>(&self, work: impl Fn(&mut Conn) -> Result<T, Error>) -> T {
        self.app.services.db.write(work).unwrap()
    }

    /// Looks into the database, for what HTTP does not show.
    pub fn read<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T, Error>) -> T {
        self.app.services.db.read(work).unwrap()
    }

    /// The column `line` of what `sql` finds.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        let rows: Vec<Line> = self.read(|conn| Ok(diesel::sql_query(sql).load(conn)?));
        rows.into_iter().map(|row| row.line).collect()
    }

    /// The lines of SQLite's plan for `sql`.
    pub fn details(&self, sql: &str) -> Vec<String> {
        let rows: Vec<Detail> = self.read(|conn| Ok(diesel::sql_query(sql).load(conn)?));
        rows.into_iter().map(|row| row.detail).collect()
    }

    /// The lines of PostgreSQL's plan for `sql`.
    pub fn plan(&self, sql: &str) -> Vec<String> {
        let rows: Vec<QueryPlan> =
            self.read(|conn| Ok(diesel::sql_query(format!("EXPLAIN {sql}")).load(conn)?));
        rows.into_iter().map(|row| row.line).collect()
    }

    /// The lines of PostgreSQL's plan for `sql` where it reads no table whole if it can help it.
    pub fn indexed_plan(&self, sql: &str) -> Vec<String> {
        let rows: Vec<QueryPlan> = self.write(|conn| {
            diesel::sql_query("SET LOCAL enable_seqscan = off").execute(conn)?;
            Ok(diesel::sql_query(format!("EXPLAIN {sql}")).load(conn)?)
        });
        rows.into_iter().map(|row| row.line).collect()
    }

    /// Runs one statement outside a transaction of its own.
    pub fn execute(&self, sql: &str) {
        self.write(|conn| Ok(diesel::sql_query(sql).execute(conn)?));
    }

    /// Whether the database itself refuses a statement.
    pub fn refuses(&self, sql: &str) -> bool {
        self.app.services.db.write(|conn| Ok(diesel::sql_query(sql).execute(conn)?)).is_err()
    }

    /// Takes away what keeps a table from being changed behind the portal's back.
    pub fn disarm(&self, table: &str) {
        match self.engine {
            Engine::Sqlite => {
                let of_it = format!(
                    "SELECT name AS line FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"
                );
                for trigger in self.lines(&of_it) {
                    self.execute(&format!("DROP TRIGGER {trigger}"));
                }
            }
            Engine::Postgres => self.execute(&format!("ALTER TABLE {table} DISABLE TRIGGER USER")),
        }
    }

    /// Takes everybody out of the portal, as if it had just been installed.
    pub fn without_people(&self) {
        // What is only ever revoked cannot be taken out otherwise.
        self.execute(match self.engine {
            Engine::Sqlite => "DROP TRIGGER qualifications_no_delete",
            Engine::Postgres => "DROP TRIGGER qualifications_no_delete ON qualifications",
        });
        for table in ["qualifications", "customers", "sessions", "users", "organisations"] {
            self.execute(&format!("DELETE FROM {table}"));
        }
    }

    /// Ends every connection to the database, as its restart would.
    pub fn end_connections(&self) {
        self.database.end_connections();
    }

    /// How many SQL statements ran since the start.
    pub fn statements(&self) -> u64 {
        self.app.services.db.statements()
    }

    fn token(&self, person: &Person, kind: SessionKind, audience: Audience) -> (String, Id) {
        let origin = Origin { address: "127.0.0.1".into(), agent: "test".into() };
        let now = self.now();
        let until = now.plus(match audience {
            Audience::Api => session::ACCESS_LIFETIME,
            Audience::Pages => session::PAGES_LIFETIME,
        });
        let session = self.write(|conn| session::open(conn, person.id, kind, &origin, now));
        let bearer =
            Bearer { user: person.id, session, organisation: person.organisation, roles: person.roles };
        let token = self.app.gate.tokens.sign(audience, &bearer, now, until).unwrap();
        (token, session)
    }
}

/// A folder for the files of one program; it goes with it.
fn files_at(origin: &str) -> PathBuf {
    folder().join(format!("files-{}", origin.rsplit(':').next().unwrap_or_default()))
}

struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn settings(origin: &str) -> Settings {
    Settings {
        public_url: origin.into(),
        time_zone: chrono_tz::Asia::Shanghai,
        cookie_secure: false,
        trusted_proxy: false,
        fonts: FontSource::default(),
        demo: false,
        demo_accounts: Vec::new(),
        mail: MailSettings {
            route: Route::Nowhere,
            from: "TierDesk <no-reply@portal.example>".parse().unwrap(),
        },
        files: Place::Folder(files_at(origin)),
        waiver_limit_fen: 50_000,
        payment_term_days: 30,
        record_term: tierdesk::domain::record_term::RecordTerm::default(),
    }
}

fn serve(app: App, listener: TcpListener) -> Running {
    let (send, receive) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = app.server(listener, 1).unwrap();
            send.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    Running { handle: receive.recv().unwrap(), thread: Some(thread) }
}
