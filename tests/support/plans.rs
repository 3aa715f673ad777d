//! How a database means to find what it is asked for: the plans of the statements that a use-case really sends.

use std::fmt;
use std::sync::{Arc, Mutex};

use tierdesk::error::Error;
use tierdesk::platform::db::Conn;
use tracing::field::{Field, Visit};
use tracing::span;

use super::{Engine, TestApp, fault_record_remote, fixture};

/// The plan of one statement.
pub struct Plan {
    engine: Engine,
    sql: String,
    lines: Vec<String>,
}

impl Plan {
    /// Whether all of `table` is read to answer.
    pub fn scans(&self, table: &str) -> bool {
        self.lines.iter().any(|line| match self.engine {
            Engine::Sqlite => line.contains(&format!("SCAN {table}")) && !line.contains("USING INDEX"),
            Engine::Postgres => line.contains(&format!("Seq Scan on {table}")),
        })
    }

    /// Whether `index` is used.
    pub fn names(&self, index: &str) -> bool {
        self.lines.iter().any(|line| line.contains(index))
    }

    /// Whether what was found is sorted afterwards.
    pub fn sorts(&self) -> bool {
        self.lines.iter().any(|line| match self.engine {
            Engine::Sqlite => line.contains("TEMP B-TREE FOR ORDER BY"),
            Engine::Postgres => line.trim_start().trim_start_matches("->").trim_start().starts_with("Sort"),
        })
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.sql, self.lines.join("\n"))
    }
}

/// Runs `work` on this thread and explains every statement that it sent.
pub fn plans_of(app: &TestApp, work: impl FnOnce(&mut Conn) -> Result<(), Error>) -> Vec<Plan> {
    statements(|| app.read(work)).into_iter().map(|sql| explain(app, sql, TestApp::plan)).collect()
}

/// The same, where a table of a handful of rows is not read whole though that costs less.
pub fn indexed_plans_of(app: &TestApp, work: impl FnOnce(&mut Conn) -> Result<(), Error>) -> Vec<Plan> {
    statements(|| app.read(work)).into_iter().map(|sql| explain(app, sql, TestApp::indexed_plan)).collect()
}

/// Runs `work` on this thread and gives the statements that it sent.
pub fn statements(work: impl FnOnce()) -> Vec<String> {
    let heard = Listener::default();
    tracing::subscriber::with_default(heard.clone(), work);
    heard.0.lock().unwrap().clone()
}

fn explain(app: &TestApp, statement: String, plan: impl Fn(&TestApp, &str) -> Vec<String>) -> Plan {
    let (text, binds) = statement.split_once("-- binds:").unwrap_or((&statement, "[]"));
    let lines = match app.engine {
        // The plan of an SQLite statement does not depend on what is bound.
        Engine::Sqlite => app.details(&format!("EXPLAIN QUERY PLAN {text}")),
        Engine::Postgres => {
            let mut filled = text.trim().to_string();
            for (index, bind) in literals(binds).iter().enumerate().rev() {
                filled = filled.replace(&format!("${}", index + 1), bind);
            }
            plan(app, &filled)
        }
    };
    Plan { engine: app.engine, sql: statement, lines }
}

/// What was bound, as SQL writes it.
fn literals(binds: &str) -> Vec<String> {
    let inner = binds.trim().trim_start_matches('[').trim_end_matches(']');
    let parts = inner.split(", ").filter(|part| !part.is_empty());

    parts.map(|part| literal(bare(part))).collect()
}

fn literal(part: &str) -> String {
    if part.parse::<i64>().is_ok() || ["true", "false"].contains(&part) {
        return part.to_string();
    }
    format!("'{}'", part.trim_matches('"'))
}

#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Vec<String>>>);

impl tracing::Subscriber for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "tierdesk::sql"
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Sql(&self.0));
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

struct Sql<'a>(&'a Mutex<Vec<String>>);

impl Visit for Sql<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "sql" {
            self.0.lock().unwrap().push(format!("{value:?}"));
        }
    }
}

/// Puts `count` more records, of both agents and the vendor, beside one that was filed as people do.
pub async fn many_records(app: &TestApp, count: u32) {
    for (email, customer) in [
        ("engineer@agent-a.example", fixture::CUSTOMER_A),
        ("engineer@agent-b.example", fixture::CUSTOMER_B),
        ("engineer@vendor.example", fixture::CUSTOMER_KEY),
    ] {
        let author = app.as_(email);
        let record =
            author.post("/api/v1/fault-records").json(&fault_record_remote(customer)).await.expect(201);
        let submit = format!("/api/v1/fault-records/{}/submit", record.id());
        author.post(&submit).if_match(record.version()).await.expect(200);
    }
    let names = app.lines(match app.engine {
        Engine::Sqlite => "SELECT name AS line FROM pragma_table_info('service_records')",
        Engine::Postgres => {
            "SELECT CAST(column_name AS TEXT) AS line FROM information_schema.columns \
             WHERE table_name = 'service_records' AND table_schema = 'public'"
        }
    });
    let (id, at, series) = match app.engine {
        Engine::Sqlite => (
            "randomblob(16)",
            "strftime('%Y-%m-%dT%H:%M:%S.000000Z', reported_at, '-' || n || ' minutes')",
            format!(
                "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {}) ",
                count / 3
            ),
        ),
        Engine::Postgres => (
            "gen_random_uuid()",
            "reported_at - n * interval '1 minute'",
            format!("WITH series AS (SELECT n FROM generate_series(1, {}) AS s(n)) ", count / 3),
        ),
    };
    let values = names.iter().map(|name| match name.as_str() {
        "id" => id.to_string(),
        "number" => "number || '-' || n".to_string(),
        "reported_at" => at.to_string(),
        "approved_revision" => "CASE WHEN n % 2 = 0 THEN 1 END".to_string(),
        other => other.to_string(),
    });
    let values: Vec<String> = values.collect();
    let select = format!("SELECT {} FROM service_records, series", values.join(", "));
    let insert = match app.engine {
        Engine::Sqlite => format!("INSERT INTO service_records ({}) {series}{select}", names.join(", ")),
        Engine::Postgres => format!("{series}INSERT INTO service_records ({}) {select}", names.join(", ")),
    };
    app.execute(&insert);
    app.execute("ANALYZE");
}

/// A bound value without the name of its type.
fn bare(part: &str) -> &str {
    part.trim().trim_start_matches("Id(").trim_start_matches("Moment(").trim_end_matches(')')
}
