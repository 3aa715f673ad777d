//! What the payer says to a statement, what billing answers, and what a reviewer decides (chapter 6).

use diesel::prelude::*;
use serde_json::{Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::domain::notice_words::NoticeKind;
use crate::domain::record_words::{ChargeStatus, Role};
use crate::domain::statement_words::{LineStatus, StatementEvent};
use crate::error::Error;
use crate::features::users::Whom;
use crate::features::{charges, service_records};
use crate::platform::db::schema::statement_line_states as ls;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, Field};
use crate::platform::web::incoming::IfMatch;

use super::model::{Head, LineRow};
use super::state::{Happened, State, advance, line_after};
use super::{store, told};

/// What is asked, disputed, answered or decided, in words.
pub const WORDS: &[Field] = &[Field::long_text("text", 1000).required().wide()];

/// Confirms the whole statement; lines that nobody said anything about are confirmed with it.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where it was confirmed, or a line waits for an answer.
pub fn confirm(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
) -> Result<Head, Error> {
    let head = store::find(conn, scope, id)?;
    expected.check(head.version)?;
    if head.confirmed {
        return Err(Error::Conflict("statement_confirmed"));
    }
    if head.disputed_lines > 0 || head.questioned_lines > 0 {
        return Err(Error::Conflict("lines_wait"));
    }
    let next = State { confirmed: true, ..State::of(&head) };
    let after = advance(conn, actor, now, &head, (next, &Happened::to_all(StatementEvent::Confirmed, 0)))?;
    log(conn, actor, now, &head, "statement.confirm", json!({ "status": after.status }))?;
    Ok(after)
}

/// What somebody does to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    kind: StatementEvent,
    from: &'static [LineStatus],
    action: &'static str,
    says: bool,
}

/// The payer confirms a line.
pub const CONFIRM: Step = Step {
    kind: StatementEvent::Confirmed,
    from: &[LineStatus::Open, LineStatus::Questioned, LineStatus::Upheld],
    action: "statement.confirm_line",
    says: false,
};
/// The payer asks something about a line.
pub const QUESTION: Step = Step {
    kind: StatementEvent::Questioned,
    from: &[LineStatus::Open, LineStatus::Confirmed, LineStatus::Upheld],
    action: "statement.question",
    says: true,
};
/// Billing answers.
pub const ANSWER: Step = Step {
    kind: StatementEvent::Answered,
    from: &[LineStatus::Questioned],
    action: "statement.answer",
    says: true,
};
/// The payer disputes a line.
pub const DISPUTE: Step = Step {
    kind: StatementEvent::Disputed,
    from: &[LineStatus::Open, LineStatus::Confirmed, LineStatus::Questioned],
    action: "statement.dispute",
    says: true,
};
/// A reviewer decides that the line is right.
pub const UPHOLD: Step = Step {
    kind: StatementEvent::Upheld,
    from: &[LineStatus::Disputed],
    action: "statement.uphold",
    says: true,
};
/// A reviewer decides that the record has to be corrected; where the line has none, billing puts it right.
pub const ACCEPT: Step = Step {
    kind: StatementEvent::Accepted,
    from: &[LineStatus::Disputed],
    action: "statement.accept",
    says: true,
};

impl Step {
    /// Whether a line that stands so can take it.
    #[must_use]
    pub fn fits(self, status: LineStatus) -> bool {
        self.from.contains(&status)
    }

    /// Takes the step with the line of the charge `id`; answers the line as it stands then.
    ///
    /// # Errors
    /// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where the line does not stand so that this can be done;
    /// `Invalid` where words are wanted and there are none.
    pub fn take(
        self,
        conn: &mut Conn,
        actor: &Actor,
        scope: &Scope,
        now: Moment,
        (id, expected): (Id, IfMatch),
        body: &Value,
    ) -> Result<(Head, LineRow), Error> {
        let found = store::find_line(conn, scope, id)?;
        self.go(conn, actor, now, found, (expected, body))
    }

    fn go(
        self,
        conn: &mut Conn,
        actor: &Actor,
        now: Moment,
        (head, line): (Head, LineRow),
        (expected, body): (IfMatch, &Value),
    ) -> Result<(Head, LineRow), Error> {
        expected.check(line.version())?;
        if !self.fits(line.status()) {
            return Err(Error::Conflict("line_not_open"));
        }
        let wanted = if self.says { WORDS } else { &[] };
        let body = fields::check(wanted, body, Completeness::Complete).map_err(Error::Invalid)?;
        let text = body.get("text").and_then(Value::as_str).unwrap_or_default();
        let line = move_line(conn, actor, now, &head, (line, self.kind, text))?;
        let after =
            json!({ "line": line.line, "charge_id": line.charge_id, "status": line.status(), "text": text });
        log(conn, actor, now, &head, self.action, after)?;
        self.tell(conn, actor, now, &head, &line)?;
        Ok((head, line))
    }

    fn tell(
        self,
        conn: &mut Conn,
        actor: &Actor,
        now: Moment,
        head: &Head,
        line: &LineRow,
    ) -> Result<(), Error> {
        let by = (actor.user(), now);
        match self.kind {
            StatementEvent::Questioned => {
                told::of_line(conn, by, head, line, NoticeKind::LineQuestioned, &[Whom::All(Role::Billing)])
            }
            StatementEvent::Disputed => told::of_dispute(conn, by, head, line),
            StatementEvent::Answered | StatementEvent::Upheld => {
                let to = [Whom::WhoPayFor(head.payer_id)];
                told::of_line(conn, by, head, line, NoticeKind::LineAnswered, &to)
            }
            StatementEvent::Accepted => {
                let to = [Whom::WhoPayFor(head.payer_id)];
                told::of_line(conn, by, head, line, NoticeKind::LineAnswered, &to)?;
                match line.record_id {
                    Some(record) => service_records::tell_to_correct(conn, by, record),
                    None => told::of_acceptance(conn, by, head, line),
                }
            }
            _ => Ok(()),
        }
    }
}

/// A reviewer decides on the disputed line of the charge `id`.
///
/// # Errors
/// `NotFound` where nobody disputed it; else as [`Step::take`].
pub fn rule(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    step: Step,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<(Head, LineRow), Error> {
    let (statement, line) = store::line_of(conn, id)?;
    let said = store::said(conn, &[statement], &[id])?;
    if !said.iter().any(|said| said.kind == StatementEvent::Disputed) {
        return Err(Error::NotFound);
    }
    let head = store::by_id(conn, statement)?;
    step.go(conn, actor, now, (head, line), (expected, body))
}

/// The record of these lines was corrected: what stands on statements of what it took back is so no more.
///
/// # Errors
/// What the database answers.
pub fn corrected(conn: &mut Conn, actor: &Actor, now: Moment, record: Id) -> Result<(), Error> {
    let lines = store::lines_of_record(conn, record)?;
    correct(conn, actor, now, lines)
}

/// The charge was taken back, because the credit or the contract that it was born from was: its line, where it stands on a
/// statement, is so no more.
///
/// # Errors
/// What the database answers.
pub fn taken_back(conn: &mut Conn, actor: &Actor, now: Moment, charge: Id) -> Result<(), Error> {
    match store::line_of(conn, charge) {
        Ok(line) => correct(conn, actor, now, vec![line]),
        Err(Error::NotFound) => Ok(()),
        Err(other) => Err(other),
    }
}

fn correct(conn: &mut Conn, actor: &Actor, now: Moment, lines: Vec<(Id, LineRow)>) -> Result<(), Error> {
    let ids: Vec<Id> = lines.iter().map(|(_, line)| line.charge_id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let states = charges::rows_with_states(conn, &ids)?;
    let reversed =
        |charge: Id| states.iter().any(|(row, status)| row.id == charge && *status == ChargeStatus::Reversed);
    for (statement, line) in lines {
        if reversed(line.charge_id) && line.status() != LineStatus::Corrected {
            let head = store::by_id(conn, statement)?;
            move_line(conn, actor, now, &head, (line, StatementEvent::Corrected, ""))?;
        }
    }
    Ok(())
}

/// Moves a line and with it its statement.
fn move_line(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    head: &Head,
    (line, kind, text): (LineRow, StatementEvent, &str),
) -> Result<LineRow, Error> {
    let (before, version) = (line.status(), line.version());
    let status = line_after(kind).ok_or_else(|| Error::internal(format!("{kind} is nothing of a line")))?;
    let moved = match line.state {
        None => {
            let row = (
                ls::charge_id.eq(line.charge_id),
                ls::statement_id.eq(head.id),
                ls::status.eq(status.as_str()),
                ls::version.eq(version + 1),
                ls::changed_at.eq(now),
            );
            diesel::insert_into(ls::table).values(row).execute(conn).map_err(|fault| {
                match Error::from(fault) {
                    Error::Duplicate(_) => Error::LostRace,
                    other => other,
                }
            })?
        }
        Some(_) => {
            let read = ls::table.filter(ls::charge_id.eq(line.charge_id)).filter(ls::version.eq(version));
            let next = (ls::status.eq(status.as_str()), ls::version.eq(version + 1), ls::changed_at.eq(now));
            diesel::update(read).set(next).execute(conn)?
        }
    };
    if moved == 0 {
        return Err(Error::Stale);
    }
    let state = State::of(head);
    let change = |wanted| i32::from(status == wanted) - i32::from(before == wanted);
    let next = State {
        disputed_lines: state.disputed_lines + change(LineStatus::Disputed),
        questioned_lines: state.questioned_lines + change(LineStatus::Questioned),
        ..state
    };
    let happened = Happened { charge: Some(line.charge_id), kind, amount_fen: 0, text };
    // Another line of the same statement may have moved meanwhile, which is nothing against this one.
    advance(conn, actor, now, head, (next, &happened)).map_err(|fault| match fault {
        Error::Stale => Error::LostRace,
        other => other,
    })?;
    Ok(LineRow { state: Some((status, version + 1)), ..line })
}

fn log(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    head: &Head,
    action: &'static str,
    after: Value,
) -> Result<(), Error> {
    let entry = Entry {
        action,
        object_kind: "statement",
        object: Some(head.id),
        label: &head.number,
        before: Some(json!({ "status": head.status })),
        after: Some(after),
    };
    audit::write(conn, actor, now, entry)
}
