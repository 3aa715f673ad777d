//! What becomes of connections that the database closed (9.2).

use diesel::prelude::*;
use tierdesk::error::Error;

use crate::support::{Engine, TestApp};

#[test]
fn a_restarted_database_is_found_again() {
    let Some(app) = TestApp::start(Engine::Postgres) else { return };
    let db = &app.app.services.db;
    // Several connections at once, so that more than one of the pool is open.
    db.read(|_| db.read(|_| db.read(tierdesk::platform::db::ping))).unwrap();
    app.end_connections();
    let after: Vec<bool> = (0..8)
        .map(|_| db.read(tierdesk::platform::db::ping))
        .map(|done| match done {
            Ok(()) => true,
            Err(Error::Unavailable) => false,
            Err(other) => panic!("{other}"),
        })
        .collect();
    assert!(after.iter().filter(|fine| !**fine).count() <= 1, "at most one notices: {after:?}");
    let written = db.write(|conn| Ok(diesel::sql_query("UPDATE users SET version = version").execute(conn)?));
    assert!(written.is_ok());
}
