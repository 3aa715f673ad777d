//! Files of requests as rows. A caller has found their request in sight before.

use diesel::prelude::*;

use crate::domain::request_words::Visibility;
use crate::error::Error;
use crate::features::attachments::{Facts, Stored};
use crate::platform::db::schema::{request_attachments as t, request_events as e};
use crate::platform::db::{AnyDb, Conn, Id, Moment};

use super::super::model::RequestEvent;
use super::model::RequestFile;

/// So many lines of a timeline are read, those with several files once for each.
const MOST_LINES: i64 = 1000;

/// Writes the row of a file whose bytes are kept already.
///
/// # Errors
/// What the database answers.
pub fn insert(conn: &mut Conn, row: &RequestFile) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            t::id.eq(row.id),
            t::request_id.eq(row.request),
            t::event_id.eq(row.event),
            t::name.eq(&row.facts.name),
            t::kind.eq(row.facts.kind.as_str()),
            t::media_type.eq(&row.facts.media_type),
            t::size.eq(row.facts.size),
            t::sha256.eq(&row.facts.sha256),
            t::storage_key.eq(&row.facts.storage_key),
            t::uploaded_by.eq(row.uploaded_by),
            t::uploaded_by_name.eq(&row.uploaded_by_name),
            t::created_at.eq(row.created_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// With who reads the line, which is said by the line alone.
macro_rules! rows {
    () => {
        t::table.inner_join(e::table.on(e::id.eq(t::event_id))).into_boxed::<AnyDb>().select((
            t::id,
            t::request_id,
            t::event_id,
            (t::name, t::kind, t::media_type, t::size, t::sha256, t::storage_key),
            e::visibility,
            t::uploaded_by,
            t::uploaded_by_name,
            t::created_at,
        ))
    };
}

/// One file; whether it is in sight is for the caller to find out.
///
/// # Errors
/// `NotFound`.
pub fn find(conn: &mut Conn, id: Id) -> Result<RequestFile, Error> {
    rows!().filter(t::id.eq(id)).first(conn).optional()?.ok_or(Error::NotFound)
}

/// The files of a request, oldest first; those of internal lines where `internal`.
///
/// # Errors
/// What the database answers.
pub fn of_request(conn: &mut Conn, request: Id, internal: bool) -> Result<Vec<RequestFile>, Error> {
    let mut rows = rows!().filter(t::request_id.eq(request));
    if !internal {
        rows = rows.filter(e::visibility.eq(Visibility::Public.as_str()));
    }
    Ok(rows.order(t::id).load(conn)?)
}

/// The timeline of a request that the caller has found in sight, oldest first, and the files that came with its lines; the
/// internal ones where `internal`. One statement.
///
/// # Errors
/// What the database answers.
pub fn lines(conn: &mut Conn, request: Id, internal: bool) -> Result<Timeline, Error> {
    let mut rows = e::table
        .left_join(t::table.on(t::event_id.eq(e::id)))
        .into_boxed::<AnyDb>()
        .filter(e::request_id.eq(request));
    if !internal {
        rows = rows.filter(e::visibility.eq(Visibility::Public.as_str()));
    }
    let found: Vec<(RequestEvent, Option<Beside>)> = rows
        .order((e::at, e::id, t::id))
        .select((
            RequestEvent::as_select(),
            (
                t::id,
                (t::name, t::kind, t::media_type, t::size, t::sha256, t::storage_key),
                t::uploaded_by,
                t::uploaded_by_name,
                t::created_at,
            )
                .nullable(),
        ))
        .limit(MOST_LINES)
        .load(conn)?;
    let (mut events, mut files): (Vec<RequestEvent>, Vec<RequestFile>) = (vec![], vec![]);
    for (event, beside) in found {
        files.extend(beside.map(|beside| beside.of(request, &event)));
        if events.last().is_none_or(|last| last.id != event.id) {
            events.push(event);
        }
    }
    files.sort_by_key(|file| file.id);
    Ok((events, files))
}

/// Lines and files, each oldest first.
pub type Timeline = (Vec<RequestEvent>, Vec<RequestFile>);

/// A file beside its line.
#[derive(Queryable)]
struct Beside {
    id: Id,
    facts: Facts,
    uploaded_by: Id,
    uploaded_by_name: String,
    created_at: Moment,
}

impl Beside {
    fn of(self, request: Id, event: &RequestEvent) -> RequestFile {
        RequestFile {
            id: self.id,
            request,
            event: event.id,
            facts: self.facts,
            visibility: event.visibility,
            uploaded_by: self.uploaded_by,
            uploaded_by_name: self.uploaded_by_name,
            created_at: self.created_at,
        }
    }
}

/// Those of these files that have a row, each with its SHA-256.
///
/// # Errors
/// What the database answers.
pub fn hashes(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, String)>, Error> {
    Ok(t::table.filter(t::id.eq_any(ids.to_vec())).select((t::id, t::sha256)).load(conn)?)
}

/// Which of `keys` some row names.
///
/// # Errors
/// What the database answers.
pub fn named(conn: &mut Conn, keys: &[String]) -> Result<Vec<String>, Error> {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    Ok(t::table.filter(t::storage_key.eq_any(keys)).select(t::storage_key).load(conn)?)
}

/// Up to `limit` files after the one with id `after`, for commands that look at all of them.
///
/// # Errors
/// What the database answers.
pub fn list_stored(conn: &mut Conn, after: Option<Id>, limit: i64) -> Result<Vec<Stored>, Error> {
    let mut rows = t::table
        .into_boxed::<AnyDb>()
        .select((t::id, t::storage_key, t::size, t::sha256))
        .order(t::id.asc())
        .limit(limit);
    if let Some(after) = after {
        rows = rows.filter(t::id.gt(after));
    }
    Ok(rows.load(conn)?)
}
