//! Backup and restore (9.2): of one moment while people write, the same from and into either database, and kept only
//! when it reads back the same.

mod damage;
mod drills;
mod refusals;
mod round_trip;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::prelude::*;
use tierdesk::features::attachments;
use tierdesk::platform::backup::{self, Fault, Manifest, Named, Store};
use tierdesk::platform::db::{Conn, Db, open};
use tierdesk::platform::files::{Files, Place};

use crate::support::{Database, Engine, TestApp, fixture, scratch};

/// A folder for one backup, gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        Folder(scratch().join(format!("backup-{}", NEXT.fetch_add(1, Ordering::Relaxed))))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An empty database, and what it becomes.
struct Restored {
    db: Db,
    files: Files,
    place: PathBuf,
    // Goes after the connections to it.
    _database: Database,
}

impl Restored {
    fn empty(engine: Engine) -> Option<Self> {
        let database = engine.empty()?;
        let db = open::open(&database.url(), 2).unwrap();
        let place = Folder::new().0.with_extension("files");
        let files = Files::open(&Place::Folder(place.clone())).unwrap();
        Some(Restored { db, files, place, _database: database })
    }

    fn fill(&self, folder: &Path) -> Result<Manifest, Fault> {
        command(|| backup::restore(&self.db, store(&self.files), folder, &mut |_, _| {}))
    }

    fn write(&self, folder: &Folder) -> Result<Manifest, Fault> {
        write(&self.db, &self.files, &folder.0)
    }

    fn from(engine: Engine, folder: &Path) -> Option<Self> {
        let restored = Self::empty(engine)?;
        restored.fill(folder).unwrap();
        Some(restored)
    }
}

impl Drop for Restored {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.place);
    }
}

fn store(files: &Files) -> Store<'_> {
    Store { files, table: "attachments", named }
}

fn named(conn: &mut Conn) -> Result<Vec<Named>, tierdesk::error::Error> {
    let stored = attachments::list_stored(conn, None, 1000)?;
    let one = |one: attachments::Stored| Named {
        key: one.storage_key,
        bytes: one.size.try_into().unwrap(),
        sha256: one.sha256,
    };
    Ok(stored.into_iter().map(one).collect())
}

/// Commands have no runtime around them, so they run on a thread without one.
fn command<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

fn write(db: &Db, files: &Files, folder: &Path) -> Result<Manifest, Fault> {
    command(|| backup::write(db, store(files), folder, fixture::beginning().into(), &mut |_, _| {}))
}

fn restore(app: &TestApp, folder: &Folder) -> Result<Manifest, Fault> {
    let services = &app.app.services;
    command(|| backup::restore(&services.db, store(&services.files), &folder.0, &mut |_, _| {}))
}

fn of(app: &TestApp, folder: &Folder) -> Result<Manifest, Fault> {
    write(&app.app.services.db, &app.app.services.files, &folder.0)
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

fn lines(db: &Db, sql: &str) -> Vec<String> {
    let rows: Vec<Line> = db.read(|conn| Ok(diesel::sql_query(sql).load(conn)?)).unwrap();
    rows.into_iter().map(|row| row.line).collect()
}

/// The tables that the code knows.
fn tables() -> Vec<String> {
    let schema =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/platform/db/schema.rs")).unwrap();
    let named = schema.lines().filter(|line| line.starts_with("    ") && line.ends_with(") {"));
    let mut names: Vec<String> =
        named.filter_map(|line| Some(line.trim().split_once(" (")?.0.to_string())).collect();
    names.sort();
    names
}

/// Every value of every row as the database itself writes it, without any of the code that backups are made with.
fn everything(db: &Db) -> Vec<String> {
    let mut all = Vec::new();
    for table in tables() {
        let values = match db.engine() {
            "sqlite" => {
                let columns = lines(db, &format!("SELECT name AS line FROM pragma_table_info('{table}')"));
                columns.iter().map(|name| format!("quote(\"{name}\")")).collect::<Vec<_>>().join("||'|'||")
            }
            _ => format!("{table}::text"),
        };
        let rows = lines(db, &format!("SELECT {values} AS line FROM {table} ORDER BY 1"));
        all.push(format!("{table}: {}", rows.len()));
        all.extend(rows);
    }
    all
}

/// Records of both kinds in several states, with charges and a reversal.
async fn work(app: &TestApp) {
    use crate::features::records::steps::{ENGINEER, approve, begin, file};
    use crate::support::{fault_record_onsite, fault_record_remote, pre_sale_report};
    let onsite = fault_record_onsite(fixture::CUSTOMER_AGENT_A, fixture::GUANGZHOU);
    let sent = file(app, ENGINEER, "fault-records", &onsite).await;
    let approved = approve(app, "fault-records", &sent).await;
    let path = format!("/api/v1/fault-records/{}/correct", approved.id());
    let draft = app.as_(ENGINEER).post(&path).if_match(approved.version()).await.expect(200);
    let path = format!("/api/v1/fault-records/{}/submit", draft.id());
    let again = app.as_(ENGINEER).post(&path).if_match(draft.version()).await.expect(200);
    approve(app, "fault-records", &again).await;
    file(app, ENGINEER, "pre-sale-reports", &pre_sale_report(fixture::CUSTOMER_A)).await;
    let draft = begin(app, ENGINEER, "fault-records", &fault_record_remote(fixture::CUSTOMER_A)).await;
    let path = format!("/api/v1/fault-records/{}/attachments", draft.id());
    for (name, size) in [("短.log", 12), ("长.log", 6_000_000)] {
        let bytes = "日志一行\n".as_bytes().repeat(size / 13 + 1);
        app.as_(ENGINEER).post(&path).file(name, &bytes).await.expect(201);
    }
    let asked =
        serde_json::json!({ "customer_id": fixture::CUSTOMER_A, "kind": "question", "subject": "授权" });
    let asked = app.as_(ENGINEER).post("/api/v1/requests").json(&asked).await.expect(201);
    let path = format!("/api/v1/requests/{}/attachments", asked.id());
    let said = [("visibility", "internal")];
    app.as_(ENGINEER).post(&path).file_with(&said, "授权.log", b"expired\n").await.expect(201);
}
