//! Use-cases: a file is judged, kept as it was shown, looked at, and stored as it was shown.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::access::audit::{self, Entry};
use crate::access::call::blocking;
use crate::access::{Action, Scope};
use crate::domain::import_words::{Fate, ImportKind, ImportState};
use crate::error::Error;
use crate::platform::db::{self, Conn, Id};
use crate::platform::fields::{self, Completeness};
use crate::platform::files::Spool;
use crate::platform::i18n::Lang;
use crate::platform::random;
use crate::platform::sheets::{self, Table};
use crate::platform::web::incoming::IfMatch;
use crate::platform::web::list::{ListQuery, Listing, not_a_cursor};

use super::judge::judge;
use super::model::{APPLY, Content, Import, ImportedLine, Judged, Row};
use super::{columns, store, words};

/// So long is kept what nobody confirmed, in hours.
const KEPT_HOURS: i64 = 24;

pub use crate::features::products::Desk;

/// What somebody who imports this must be allowed.
#[must_use]
pub fn needs(kind: ImportKind) -> Action {
    match kind {
        ImportKind::Customers => Action::WriteCustomers,
        ImportKind::Products => Action::WriteProducts,
    }
}

/// A file that was read: who calls it what, and its fingerprint.
#[derive(Debug, Clone)]
pub struct Given {
    /// What its sender calls it.
    pub name: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// What it holds.
    pub table: Table,
}

/// Reads a file that was received, off the async threads.
///
/// # Errors
/// `Invalid` naming `file`: why it is not taken.
pub async fn open(name: String, spool: Arc<Spool>) -> Result<Given, Error> {
    blocking(move || read_file(name, &spool)).await
}

/// Reads a file. Blocks.
///
/// # Errors
/// As `open`.
pub fn read_file(name: String, spool: &Spool) -> Result<Given, Error> {
    let table = sheets::read(spool, &name).map_err(|fault| fault.told("file"))?;
    Ok(Given { sha256: spool.sha256(), name, table })
}

/// Says what becomes of every line of a file, and tells `each` how many are done. Stores nothing.
///
/// # Errors
/// `Forbidden`; `Invalid` naming `file` where its columns will not do.
pub fn judge_file(
    conn: &mut Conn,
    desk: &Desk<'_>,
    kind: ImportKind,
    given: &Given,
    each: &mut dyn FnMut(usize),
) -> Result<Vec<Judged>, Error> {
    desk.actor.may(needs(kind))?;
    let said = judge(conn, desk, kind, (&given.table.heading, &given.table.lines), each)?;
    Ok(said.into_iter().map(|(line, _)| line).collect())
}

/// Keeps a file with what was said of its lines, and forgets those that nobody confirmed for a day.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub fn keep(
    conn: &mut Conn,
    desk: &Desk<'_>,
    kind: ImportKind,
    given: &Given,
    outcome: &[Judged],
) -> Result<Row, Error> {
    desk.actor.may(Action::ImportData)?;
    desk.actor.may(needs(kind))?;
    store::forget(conn, desk.now.plus(-chrono::TimeDelta::hours(KEPT_HOURS)))?;
    let [new_count, changed_count, unchanged_count, refused_count] = counts(outcome);
    let row = Row {
        id: random::id(desk.now),
        kind: kind.as_str().into(),
        file_name: given.name.chars().take(120).collect(),
        sha256: given.sha256.clone(),
        format: given.table.format.into(),
        encoding: given.table.encoding.map(|it| it.as_str().to_string()),
        sheet: given.table.sheet.clone(),
        content: json!({ "heading": given.table.heading, "lines": given.table.lines }),
        outcome: serde_json::to_value(outcome)?,
        new_count,
        changed_count,
        unchanged_count,
        refused_count,
        state: ImportState::Shown.as_str().into(),
        created_by: desk.actor.user(),
        created_at: desk.now,
        applied_at: None,
        version: 1,
    };
    store::insert(conn, &row)?;
    Ok(row)
}

/// How many lines come out as each: new, changed, unchanged, refused.
fn counts(outcome: &[Judged]) -> [i32; 4] {
    [Fate::New, Fate::Changed, Fate::Unchanged, Fate::Refused].map(|fate| {
        let lines = outcome.iter().filter(|line| line.fate == fate).count();
        i32::try_from(lines).unwrap_or(i32::MAX)
    })
}

/// One's own import.
///
/// # Errors
/// `NotFound` where it is missing, another's, or forgotten.
pub fn load(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Row, Error> {
    store::get(conn, scope, id)
}

/// An import as its reader sees it.
///
/// # Errors
/// `Internal` where the row is damaged.
pub fn view(desk: &Desk<'_>, row: &Row, lang: Lang) -> Result<Import, Error> {
    let kind = row.kind()?;
    let heading = row.heading()?;
    Ok(Import {
        id: row.id,
        kind,
        state: row.state.parse().map_err(|_| Error::internal("state of an import"))?,
        file_name: row.file_name.clone(),
        sha256: row.sha256.clone(),
        format: row.format.clone(),
        encoding: row.encoding.clone(),
        sheet: row.sheet.clone(),
        columns: columns::mapped(kind, desk.actor, &heading, &desk.services.texts, lang),
        new_count: row.new_count,
        changed_count: row.changed_count,
        unchanged_count: row.unchanged_count,
        refused_count: row.refused_count,
        version: row.version,
        created_at: row.created_at,
        applied_at: row.applied_at,
    })
}

/// A page of the lines of an import, by their numbers.
///
/// # Errors
/// `Invalid` for a cursor of another list.
pub fn lines(
    desk: &Desk<'_>,
    row: &Row,
    query: &ListQuery,
    lang: Lang,
) -> Result<Listing<ImportedLine>, Error> {
    let mut all = row.outcome()?;
    if let Some(fate) = query.filter("fate") {
        all.retain(|line| line.fate.as_str() == fate);
    }
    if query.descending {
        all.reverse();
    }
    if let Some(cursor) = &query.after {
        let last: usize = cursor.text().parse().map_err(|_| not_a_cursor())?;
        all.retain(|line| if query.descending { line.number < last } else { line.number > last });
    }
    all.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX).saturating_add(1));
    let kind = row.kind()?;
    let policies = desk.services.policies.current();
    let policy = policies.at(desk.now.0).map_err(Error::internal)?;
    let told = all.iter().map(|line| words::told(kind, line, policy, &desk.services.texts, lang)).collect();
    Ok(Listing::cut(told, query, |line: &ImportedLine| (line.number.to_string(), row.id)))
}

/// Stores what was shown: every line that makes or changes something, or none.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict`: it is stored already, lines are refused and nobody said that
/// they stay out, or a line would no longer become what was shown.
pub fn apply(
    conn: &mut Conn,
    desk: &Desk<'_>,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Row, Error> {
    let stored = store::get(conn, &desk.actor.may(Action::ImportData)?, id)?;
    let kind = stored.kind()?;
    desk.actor.may(needs(kind))?;
    expected.check(stored.version)?;
    if stored.state != ImportState::Shown.as_str() {
        return Err(Error::Conflict("import_is_applied"));
    }
    let body = fields::check(APPLY, body, Completeness::Complete).map_err(Error::Invalid)?;
    let skips = body.get("skip_refused").and_then(Value::as_bool).unwrap_or(false);
    if stored.refused_count > 0 && !skips {
        return Err(Error::Conflict("import_has_refused_lines"));
    }
    if stored.new_count + stored.changed_count == 0 {
        return Err(Error::Conflict("import_changes_nothing"));
    }
    // Two imports at once would not see what the other makes; they come one after the other.
    db::lock(conn, &format!("imports {}", kind.as_str()))?;
    let content = stored.content()?;
    let judged = judge(conn, desk, kind, (&content.heading, &content.lines), &mut |_| {})?;
    let shown = stored.outcome()?;
    if !judged.iter().map(|(line, _)| line).eq(shown.iter()) {
        return Err(Error::Conflict("import_outdated"));
    }
    let mut outcome = shown;
    for (line, (_, plan)) in outcome.iter_mut().zip(&judged) {
        if let Some(plan) = plan {
            // Somebody wrote between the look and this; no line becomes what was not shown.
            line.object_id = Some(plan.carry_out(conn, desk).map_err(|fault| match fault {
                Error::Stale | Error::Invalid(_) => Error::Conflict("import_outdated"),
                other => other,
            })?);
        }
    }
    let row = Row {
        content: serde_json::to_value(Content::default())?,
        outcome: serde_json::to_value(&outcome)?,
        state: ImportState::Applied.as_str().into(),
        applied_at: Some(desk.now),
        version: stored.version + 1,
        ..stored
    };
    store::update(conn, &row)?;
    let entry = Entry {
        action: "import.apply",
        object_kind: "import",
        object: Some(id),
        label: &row.file_name,
        before: None,
        after: Some(json!({
            "kind": kind, "sha256": row.sha256, "new": row.new_count, "changed": row.changed_count,
            "unchanged": row.unchanged_count, "refused": row.refused_count,
        })),
    };
    audit::write(conn, desk.actor, desk.now, entry)?;
    Ok(row)
}

/// Shows an import as things stand now, where they have moved on since it was shown.
///
/// # Errors
/// `NotFound`, `Stale`; `Conflict` where it is stored already.
pub fn look_again(conn: &mut Conn, desk: &Desk<'_>, id: Id) -> Result<Row, Error> {
    let stored = store::get(conn, &desk.actor.may(Action::ImportData)?, id)?;
    if stored.state != ImportState::Shown.as_str() {
        return Err(Error::Conflict("import_is_applied"));
    }
    let kind = stored.kind()?;
    desk.actor.may(needs(kind))?;
    let content = stored.content()?;
    let judged = judge(conn, desk, kind, (&content.heading, &content.lines), &mut |_| {})?;
    let outcome: Vec<Judged> = judged.into_iter().map(|(line, _)| line).collect();
    let [new_count, changed_count, unchanged_count, refused_count] = counts(&outcome);
    let row = Row {
        outcome: serde_json::to_value(&outcome)?,
        new_count,
        changed_count,
        unchanged_count,
        refused_count,
        version: stored.version + 1,
        ..stored
    };
    store::update(conn, &row)?;
    Ok(row)
}
