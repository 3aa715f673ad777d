//! Migrations come in pairs, and both databases end up with the same tables, columns and indexes, which are those
//! that the code's schema names.

use std::collections::BTreeSet;

use super::files::{below, none, read};
use crate::support::{Engine, TestApp};

fn folders(engine: &str) -> BTreeSet<String> {
    let files = below(&format!("migrations/{engine}"), ".sql");
    files.into_iter().map(|file| file.path.split('/').skip(2).collect::<Vec<_>>().join("/")).collect()
}

#[test]
fn migrations_come_in_pairs() {
    let (sqlite, postgres) = (folders("sqlite"), folders("postgres"));
    assert_eq!(sqlite, postgres);
    let ups: BTreeSet<_> = sqlite.iter().filter_map(|path| path.strip_suffix("/up.sql")).collect();
    let downs: BTreeSet<_> = sqlite.iter().filter_map(|path| path.strip_suffix("/down.sql")).collect();
    assert_eq!(ups, downs, "what goes up comes down");
}

const SQLITE_COLUMNS: &str = "SELECT m.name || '.' || c.name || CASE WHEN c.\"notnull\" OR c.pk THEN '' ELSE '?' END AS line \
     FROM sqlite_master m JOIN pragma_table_info(m.name) c \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'";
const POSTGRES_COLUMNS: &str = "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' THEN '' ELSE '?' END AS line \
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'";
const SQLITE_OTHERS: &str = "SELECT type || ' ' || name || ' on ' || tbl_name AS line FROM sqlite_master \
     WHERE type = 'index' AND name NOT LIKE 'sqlite%'";
const POSTGRES_OTHERS: &str = "SELECT 'index ' || indexname || ' on ' || tablename AS line FROM pg_indexes \
     WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)";

/// `table.column`, with `?` where it may be empty, as the code has them.
fn schema() -> BTreeSet<String> {
    let text = read("src/platform/db/schema.rs");
    let mut all = BTreeSet::new();
    for part in text.split("diesel::table!").skip(1) {
        let part = part.split("\n}").next().unwrap_or("");
        let mut table = "";
        for line in part.lines().map(str::trim) {
            if let Some((name, kind)) = line.split_once(" -> ") {
                let end = if kind.starts_with("Nullable") { "?" } else { "" };
                all.insert(format!("{table}.{name}{end}"));
            } else if let Some((name, _)) = line.split_once(" (")
                && line.ends_with('{')
            {
                table = name;
            }
        }
    }
    all
}

#[test]
fn both_databases_have_the_tables_of_the_code() {
    let code = schema();
    assert!(code.contains("users.email") && code.contains("users.phone?"), "the schema was read");
    let mut indexes = Vec::new();
    for engine in Engine::ALL {
        let Some(app) = TestApp::start(engine) else { return };
        let (columns, others) = match engine {
            Engine::Sqlite => (SQLITE_COLUMNS, SQLITE_OTHERS),
            Engine::Postgres => (POSTGRES_COLUMNS, POSTGRES_OTHERS),
        };
        let found: BTreeSet<String> = app.lines(columns).into_iter().collect();
        let faults = |from: &BTreeSet<String>, other: &BTreeSet<String>, word: &str| {
            from.difference(other).map(|name| format!("{engine:?}: {name} {word}")).collect::<Vec<_>>()
        };
        none(&faults(&code, &found, "is only in the code"), "schema.rs and the migrations agree");
        none(&faults(&found, &code, "is only in the database"), "schema.rs and the migrations agree");
        indexes.push(app.lines(others).into_iter().collect::<BTreeSet<_>>());
    }
    assert_eq!(indexes[0], indexes[1], "the same indexes on both databases");
}

#[test]
fn what_is_only_added_cannot_be_changed() {
    for engine in Engine::ALL {
        let Some(app) = TestApp::start(engine) else { return };
        for statement in ["UPDATE policy_versions SET version = 2", "DELETE FROM policy_versions"] {
            let done = app
                .app
                .services
                .db
                .write(|conn| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(statement), conn)?));
            assert!(done.is_err(), "{engine:?}: {statement}");
        }
    }
}
