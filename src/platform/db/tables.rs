//! The tables of a database as its own catalogue lists them, so that none can be forgotten, and the SQL that reads and
//! writes a row of any of them as one JSON object that is the same on both databases.
//!
//! Ids are UUIDs in text, moments RFC 3339 to the microsecond, documents the text they are stored as (to the byte,
//! because the audit chain is reckoned over them), booleans and integers JSON's own.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::Conn;
use crate::error::Error;

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    columns: Vec<Column>,
}

/// A column, as the catalogue has it.
#[derive(Debug, Clone, QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
    /// The declared type, in the words of the database.
    #[diesel(sql_type = Text)]
    kind: String,
    /// Its place in the primary key, below 0 where it has none.
    #[diesel(sql_type = Integer)]
    place: i32,
}

// Names that begin with two underscores belong to the keeper of the migrations.
const SQLITE: &str = "SELECT t.name AS \"table\", c.name AS name, upper(c.type) AS kind, c.pk - 1 AS place \
     FROM pragma_table_list t JOIN pragma_table_info(t.name) c \
     WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
     AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY t.name, c.name";
const POSTGRES: &str = "SELECT c.relname::text AS \"table\", a.attname::text AS name, \
     format_type(a.atttypid, NULL) AS kind, COALESCE(array_position(i.indkey::int2[], a.attnum), -1) AS place \
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
     LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attgenerated = '' \
     AND c.relname NOT LIKE '\\_\\_%' ORDER BY c.relname COLLATE \"C\", a.attname COLLATE \"C\"";

/// Every table of the database, by name.
///
/// # Errors
/// What the database answers.
pub fn all(conn: &mut Conn) -> Result<Vec<Table>, Error> {
    let catalogue = match conn {
        Conn::Sqlite(_) => SQLITE,
        Conn::Postgres(_) => POSTGRES,
    };
    let columns: Vec<Column> = diesel::sql_query(catalogue).load(conn)?;
    let by_table = columns.chunk_by(|one, other| one.table == other.table);
    Ok(by_table.map(|own| Table { name: own[0].table.clone(), columns: own.to_vec() }).collect())
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Table {
    /// Hands every row to `each`, in the order of the primary key, as a line of JSON that is the same on both databases.
    ///
    /// Rows come one by one; no more than a handful is in memory.
    ///
    /// # Errors
    /// What the database or `each` answers.
    pub fn read<E: From<Error>>(
        &self,
        conn: &mut Conn,
        mut each: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut hand = |line: Result<Line, diesel::result::Error>| {
            let row = line.map_err(Error::from)?.line;
            each(&same(&row)?)
        };
        let query = diesel::sql_query(self.reading(conn)?);
        match conn {
            Conn::Sqlite(c) => {
                use diesel::connection::DefaultLoadingMode;
                let mut rows = query.load_iter::<Line, DefaultLoadingMode>(c).map_err(Error::from)?;
                rows.try_for_each(&mut hand)
            }
            Conn::Postgres(c) => {
                use diesel::pg::PgRowByRowLoadingMode;
                let mut rows = query.load_iter::<Line, PgRowByRowLoadingMode>(c).map_err(Error::from)?;
                rows.try_for_each(&mut hand)
            }
        }
    }

    /// Adds the rows of `rows`, a JSON array of what [`Table::read`] gives.
    ///
    /// # Errors
    /// What the database answers.
    pub fn insert(&self, conn: &mut Conn, rows: &str) -> Result<(), Error> {
        diesel::sql_query(self.writing(conn)?).bind::<Text, _>(rows).execute(conn)?;
        Ok(())
    }

    /// Whether it has no row.
    ///
    /// # Errors
    /// What the database answers.
    pub fn is_empty(&self, conn: &mut Conn) -> Result<bool, Error> {
        let any = diesel::sql_query(format!("SELECT 'x' AS line FROM \"{}\" LIMIT 1", self.name));
        Ok(any.load::<Line>(conn)?.is_empty())
    }

    fn reading(&self, conn: &Conn) -> Result<String, Error> {
        let mut key: Vec<&Column> = self.columns.iter().filter(|column| column.place >= 0).collect();
        key.sort_by_key(|column| column.place);
        if key.is_empty() {
            return Err(Error::internal(format!("table {} has no primary key", self.name)));
        }
        let (function, collation) = match conn {
            Conn::Sqlite(_) => ("json_object", ""),
            Conn::Postgres(_) => ("json_build_object", " COLLATE \"C\""),
        };
        let order = key.iter().map(|column| match column.kind.as_str() {
            "text" => format!("\"{}\"{collation}", column.name),
            _ => format!("\"{}\"", column.name),
        });
        let order = order.collect::<Vec<_>>().join(", ");
        let values = self.each_column(|column| {
            Ok(format!("'{}', {}", column.name, if_known(column, column.read(conn))?))
        })?;
        Ok(format!(
            "SELECT CAST({function}({values}) AS TEXT) AS line FROM \"{}\" ORDER BY {order}",
            self.name
        ))
    }

    fn writing(&self, conn: &Conn) -> Result<String, Error> {
        let names = self.each_column(|column| Ok(format!("\"{}\"", column.name)))?;
        let values = self.each_column(|column| if_known(column, column.write(conn)))?;
        let rows = match conn {
            Conn::Sqlite(_) => "json_each(?1) AS r".to_string(),
            Conn::Postgres(_) => {
                let texts = self.each_column(|column| Ok(format!("\"{}\" text", column.name)))?;
                format!("json_to_recordset($1::json) AS r({texts})")
            }
        };
        Ok(format!("INSERT INTO \"{}\" ({names}) SELECT {values} FROM {rows}", self.name))
    }

    fn each_column(&self, part: impl Fn(&Column) -> Result<String, Error>) -> Result<String, Error> {
        let parts: Result<Vec<_>, _> = self.columns.iter().map(part).collect();
        Ok(parts?.join(", "))
    }
}

impl Column {
    /// The value as something that JSON can hold; nothing for a kind that nobody has thought about.
    fn read(&self, conn: &Conn) -> Option<String> {
        let name = format!("\"{}\"", self.name);
        Some(match (conn, self.kind.as_str()) {
            (Conn::Sqlite(_), "BLOB") => in_uuid_form(&name, &format!("lower(hex({name}))")),
            (Conn::Sqlite(_), "BOOLEAN") => {
                format!("json(CASE {name} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END)")
            }
            (Conn::Sqlite(_), "TEXT" | "INTEGER" | "BIGINT")
            | (Conn::Postgres(_), "smallint" | "integer" | "bigint" | "boolean") => name,
            (Conn::Postgres(_), "text" | "json" | "uuid") => format!("{name}::text"),
            (Conn::Postgres(_), "date") => format!("to_char({name}, 'YYYY-MM-DD')"),
            (Conn::Postgres(_), "timestamp with time zone") => {
                format!("to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
            }
            (Conn::Postgres(_), "bytea") => in_uuid_form(&name, &format!("encode({name}, 'hex')")),
            _ => return None,
        })
    }

    /// The value out of the row `r`.
    fn write(&self, conn: &Conn) -> Option<String> {
        let name = &self.name;
        Some(match (conn, self.kind.as_str()) {
            (Conn::Sqlite(_), "BLOB") => format!("unhex(r.value ->> '$.{name}', '-')"),
            (Conn::Sqlite(_), _) => format!("r.value ->> '$.{name}'"),
            (Conn::Postgres(_), "bytea") => format!("decode(replace(r.\"{name}\", '-', ''), 'hex')"),
            (Conn::Postgres(_), kind) => format!("r.\"{name}\"::{kind}"),
        })
    }
}

fn if_known(column: &Column, sql: Option<String>) -> Result<String, Error> {
    let Column { table, name, kind, .. } = column;
    sql.ok_or_else(|| Error::internal(format!("{table}.{name}: no way to write down a value of kind {kind}")))
}

/// Bytes in hexadecimal. Sixteen of them get the hyphens of a UUID: SQLite does not tell ids from other bytes.
fn in_uuid_form(bytes: &str, hex: &str) -> String {
    format!(
        "CASE WHEN {bytes} IS NULL THEN NULL WHEN length({bytes}) = 16 THEN substr({hex}, 1, 8) || '-' || substr({hex}, 9, 4) || '-' || \
         substr({hex}, 13, 4) || '-' || substr({hex}, 17, 4) || '-' || substr({hex}, 21) ELSE {hex} END"
    )
}

/// The row with its columns by name and without spaces, as neither database is asked to write it.
fn same(row: &str) -> Result<String, Error> {
    let fields: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(row)?;
    Ok(serde_json::to_string(&fields)?)
}
