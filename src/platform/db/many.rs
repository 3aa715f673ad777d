//! Many rows in one statement, which the query builder of both databases together does not know.

/// Adds a handful of rows, each an `Insertable` or a tuple of columns with their values, with one statement; answers how many. The caller
/// keeps handfuls below a thousand rows: `SQLite` binds 32 766 values at most.
macro_rules! insert_many {
    ($conn:expr, $table:expr, $rows:expr) => {{
        use diesel::RunQueryDsl;
        let rows = $rows;
        match $conn {
            _ if rows.is_empty() => Ok(0),
            $crate::platform::db::Conn::Sqlite(conn) => {
                diesel::insert_into($table).values(rows).execute(conn)
            }
            $crate::platform::db::Conn::Postgres(conn) => {
                diesel::insert_into($table).values(rows).execute(conn)
            }
        }
    }};
}
pub(crate) use insert_many;
