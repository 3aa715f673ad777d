//! Issuing: what was confirmed for a payer in a month and is on no statement yet, in one transaction (chapter 6).

use diesel::prelude::*;
use serde_json::json;

use crate::access::Actor;
use crate::access::audit::{self, Entry};
use crate::domain::billing_words::{Account, EntryKind};
use crate::domain::record_words::ChargeStatus;
use crate::domain::statement_words::{StatementEvent, StatementStatus, statement_number};
use crate::domain::taxed::Totals;
use crate::error::Error;
use crate::features::charges::{self, Billable};
use crate::features::ledger::{self, Posting};
use crate::platform::db::schema::{statement_lines, statement_states as s, statements as t};
use crate::platform::db::{Conn, Id, Moment, insert_many, lock};
use crate::platform::random;

use super::line::NewLine;
use super::model::Head;
use super::settle::pay_charges;
use super::state::{Happened, State, advance, event};
use super::{store, told};

/// So many charges are read and written at a time.
const HANDFUL: i64 = 500;

/// Issues a statement to `payer` for `month`; nothing where nothing waits for one.
///
/// # Errors
/// `LostRace` where a charge moved at the same time: then all of it is done again.
pub fn issue_for(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    payer: Id,
    month: &str,
) -> Result<Option<Head>, Error> {
    // Of two clerks who ask at once, the second finds what the first left.
    lock(conn, &format!("statement {payer}"))?;
    let id = random::id(now);
    let Some((totals, payer_name)) = write_lines(conn, actor, now, id, (payer, month))? else {
        return Ok(None);
    };
    let head = write_head(conn, actor, now, id, (payer, month), (totals, payer_name))?;
    let entry = Entry {
        action: "statement.issue",
        object_kind: "statement",
        object: Some(id),
        label: &head.number,
        before: None,
        after: Some(json!({
            "payer_id": payer, "month": month, "sequence": head.sequence, "lines": head.line_count,
            "gross_total_fen": head.gross_total_fen,
        })),
    };
    audit::write(conn, actor, now, entry)?;
    told::of_issue(conn, (actor.user(), now), &head)?;
    let head = credit(conn, actor, now, head)?;
    if head.status == StatementStatus::Settled {
        pay_charges(conn, actor, now, id, (ChargeStatus::Invoiced, ChargeStatus::Paid))?;
    }
    Ok(Some(head))
}

/// The lines of the statement, and what they come to with the name of the payer.
fn write_lines(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    id: Id,
    whose: (Id, &str),
) -> Result<Option<(Totals, String)>, Error> {
    let (mut totals, mut name, mut last) = (Totals::default(), None, None);
    loop {
        let found = charges::billable(conn, whose, last, HANDFUL)?;
        totals = write_handful(conn, id, totals, &found)?;
        let ids: Vec<Id> = found.iter().map(|charge| charge.id).collect();
        let moved =
            charges::move_all(conn, actor, now, &ids, (ChargeStatus::Confirmed, ChargeStatus::Invoiced))?;
        if moved != ids.len() {
            return Err(Error::LostRace);
        }
        last = ids.last().copied();
        let count = found.len();
        // The name as it stands in the youngest charge is the one of today.
        name = found.into_iter().next_back().map(|charge| charge.payer_name).or(name);
        if i64::try_from(count).is_ok_and(|count| count < HANDFUL) {
            return Ok(name.map(|name| (totals, name)));
        }
    }
}

/// Writes a handful of lines in one statement.
fn write_handful(conn: &mut Conn, id: Id, before: Totals, found: &[Billable]) -> Result<Totals, Error> {
    let (mut totals, mut lines) = (before, Vec::with_capacity(found.len()));
    for charge in found {
        let line = NewLine::of(id, totals.count + 1, charge).map_err(Error::internal)?;
        totals = totals.plus(line.list_fen, line.taxed()).map_err(Error::internal)?;
        lines.push(line);
    }
    insert_many!(conn, statement_lines::table, &lines)?;
    Ok(totals)
}

fn write_head(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    id: Id,
    (payer, month): (Id, &str),
    (totals, payer_name): (Totals, String),
) -> Result<Head, Error> {
    let earlier: Option<i32> = t::table
        .filter(t::payer_id.eq(payer).and(t::month.eq(month)))
        .select(diesel::dsl::max(t::sequence))
        .first(conn)?;
    let number = statement_number(month, &random::six_digits());
    let row = (
        t::id.eq(id),
        t::number.eq(&number),
        t::payer_id.eq(payer),
        t::payer_name.eq(&payer_name),
        t::month.eq(month),
        t::sequence.eq(earlier.unwrap_or(0) + 1),
        t::line_count.eq(totals.count),
        t::list_total_fen.eq(totals.list_fen),
        t::net_total_fen.eq(totals.net_fen),
        t::vat_total_fen.eq(totals.vat_fen),
        t::gross_total_fen.eq(totals.gross_fen),
        t::issued_at.eq(now),
        t::issued_by.eq(actor.user()),
        t::issued_by_name.eq(actor.name()),
    );
    // A number drawn twice: the whole use-case runs again and draws another.
    diesel::insert_into(t::table).values(row).execute(conn).map_err(|fault| match Error::from(fault) {
        Error::Duplicate(_) => Error::LostRace,
        other => other,
    })?;
    let status = State::NEW.status(totals.gross_fen);
    let state = (
        s::statement_id.eq(id),
        s::status.eq(status.as_str()),
        s::confirmed.eq(false),
        s::disputed_lines.eq(0),
        s::questioned_lines.eq(0),
        s::allocated_fen.eq(0),
        s::version.eq(1),
        s::changed_at.eq(now),
        s::issued_at.eq(now),
    );
    diesel::insert_into(s::table).values(state).execute(conn)?;
    event(conn, actor, now, (id, 1), &Happened::to_all(StatementEvent::Issued, 0))?;
    store::by_id(conn, id)
}

/// What a statement owes its payer becomes money of the payer at once.
fn credit(conn: &mut Conn, actor: &Actor, now: Moment, head: Head) -> Result<Head, Error> {
    let owed = head.gross_total_fen;
    if owed >= 0 {
        return Ok(head);
    }
    let postings = credit_postings(head.payer_id, owed);
    ledger::post(conn, actor, now, EntryKind::StatementCredited, (head.id, &head.number), &postings)?;
    let happened = Happened::to_all(StatementEvent::Credited, -owed);
    advance(conn, actor, now, &head, (State::of(&head), &happened))
}

/// What crediting a statement of `gross_fen`, which is negative, moves.
pub(super) fn credit_postings(payer: Id, gross_fen: i64) -> [Posting; 2] {
    [Posting::of(Account::Receivable, payer, -gross_fen), Posting::of(Account::Unallocated, payer, gross_fen)]
}
