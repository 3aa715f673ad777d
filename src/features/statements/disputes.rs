//! Lines with what was said about them: one, and those that reviewers decide on.

use std::collections::HashMap;

use crate::access::{Actor, Scope};
use crate::domain::statement_words::StatementEvent;
use crate::error::Error;
use crate::platform::db::{Conn, Id};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::web::list::{ListQuery, Listing};

use super::model::{Head, LineRow, Said, Talk};
use super::{line, store};

/// One line in sight with what was said about it. Three statements.
///
/// # Errors
/// `NotFound` where it is missing or out of sight.
pub fn show(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    charge: Id,
    around: (&Texts, Lang),
) -> Result<Talk, Error> {
    let (head, line) = store::find_line(conn, scope, charge)?;
    talk(conn, actor, head, line, around)
}

/// A line that was found before, with what was said about it. One statement.
///
/// # Errors
/// What the database answers.
pub fn talk(
    conn: &mut Conn,
    actor: &Actor,
    head: Head,
    row: LineRow,
    around: (&Texts, Lang),
) -> Result<Talk, Error> {
    let said = store::said(conn, &[head.id], &[row.charge_id])?;
    let line = line::told_one(conn, row, around)?;
    Ok(Talk {
        statement_id: head.id,
        statement_number: head.number,
        payer_name: head.payer_name,
        line,
        said: said.into_iter().map(|said| names_hidden(actor, said)).collect(),
    })
}

/// So many lines have what was said about them read at once: a workbook holds very many, `SQLite` binds 32 766 values at most.
const AT_ONCE: usize = 5_000;

/// One page of the lines that somebody disputed. Two statements, and one more for every `AT_ONCE` lines of a workbook.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, query: &ListQuery, around: (&Texts, Lang)) -> Result<Listing<Talk>, Error> {
    let page = store::disputed(conn, query)?;
    let mut said: HashMap<Id, Vec<Said>> = HashMap::new();
    for some in page.items.chunks(AT_ONCE) {
        let mut statements: Vec<Id> = some.iter().map(|((id, ..), _)| *id).collect();
        statements.sort_unstable();
        statements.dedup();
        let charges: Vec<Id> = some.iter().map(|(_, line)| line.charge_id).collect();
        for one in store::said(conn, &statements, &charges)? {
            said.entry(one.charge_id).or_default().push(one);
        }
    }
    let (heads, rows): (Vec<_>, Vec<LineRow>) = page.items.into_iter().unzip();
    let lines = line::told(conn, rows, around)?;
    let items = heads.into_iter().zip(lines).map(|((id, number, payer, _), line)| Talk {
        statement_id: id,
        statement_number: number,
        payer_name: payer,
        said: said.remove(&line.charge_id).unwrap_or_default(),
        line,
    });
    Ok(Listing { items: items.collect(), next: page.next })
}

/// One disputed line, for reviewers. Three statements.
///
/// # Errors
/// `NotFound` where nobody disputed it.
pub fn one(conn: &mut Conn, actor: &Actor, charge: Id, around: (&Texts, Lang)) -> Result<Talk, Error> {
    let (statement, line) = store::line_of(conn, charge)?;
    let head = store::by_id(conn, statement)?;
    let talk = talk(conn, actor, head, line, around)?;
    if talk.disputed().is_some() { Ok(talk) } else { Err(Error::NotFound) }
}

/// Who of the vendor said it is the vendor's own business.
fn names_hidden(actor: &Actor, said: Said) -> Said {
    let named = actor.is_vendor() || by_the_payer(said.kind);
    if named { said } else { Said { actor_name: String::new(), ..said } }
}

/// Whether the payer says it, or the vendor.
pub(super) fn by_the_payer(kind: StatementEvent) -> bool {
    matches!(kind, StatementEvent::Confirmed | StatementEvent::Questioned | StatementEvent::Disputed)
}
