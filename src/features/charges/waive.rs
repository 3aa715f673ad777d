//! Waiving a charge: a reason always, and above the limit a second person (chapter 6).

use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::domain::notice_words::NoticeKind;
use crate::domain::record_words::{ChargeStatus, Role};
use crate::error::Error;
use crate::features::notices::{self, Event, Object};
use crate::features::users::Whom;
use crate::platform::db::schema::charge_waivers as w;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields;
use crate::platform::random;
use crate::platform::web::incoming::IfMatch;

use super::confirm::lacks_price;
use super::model::Charge;
use super::{books, store};

/// A waiver that was asked for.
#[derive(Debug, Clone, Queryable, Serialize)]
pub struct Waiver {
    /// The waiver.
    pub id: Id,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: Id,
    /// By name.
    pub asked_by_name: String,
    /// When.
    pub asked_at: Moment,
    /// What the second person said; nothing while it waits, and where a correction came first.
    pub granted: Option<bool>,
    /// Who that was, or approved the correction.
    pub decided_by_name: Option<String>,
    /// When that was.
    pub decided_at: Option<Moment>,
}

/// Waives a charge that is on no statement yet. Up to `limit_fen` (net) at once; above, it is asked for, and the charge
/// stays as it is until a second person has decided.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` in any other state, or where it is asked for already;
/// `Invalid` without a reason.
pub fn waive(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
    body: &Value,
    limit_fen: i64,
) -> Result<Charge, Error> {
    let charge = open_charge(conn, scope, id, expected)?;
    refuse_while_asked(conn, id)?;
    let reason = fields::reason(body)?;
    // What has no price may be worth more than one person waives.
    if charge.amount_fen <= limit_fen && !lacks_price(&charge) {
        return forgive(conn, actor, now, charge, &reason);
    }
    let row = (
        w::id.eq(random::id(now)),
        w::charge_id.eq(id),
        w::reason.eq(&reason),
        w::asked_by.eq(actor.user()),
        w::asked_by_name.eq(actor.name()),
        w::asked_at.eq(now),
    );
    diesel::insert_into(w::table).values(row).execute(conn)?;
    let charge = touch(conn, actor, now, charge, &reason)?;
    log(conn, actor, now, &charge, "charge.ask_waiver", json!({ "reason": reason, "limit_fen": limit_fen }))?;
    let event = Event {
        kind: NoticeKind::WaiverAsked,
        by: Some(actor.user()),
        object: Object { kind: "charge", id: Some(charge.id), number: &charge.number },
        occasion: format!("{} v{}", charge.id, charge.version),
        to: &[Whom::All(Role::Billing)],
        count: 1,
    };
    notices::tell(conn, now, &event)?;
    Ok(charge)
}

/// Grants a waiver that somebody else asked for.
///
/// # Errors
/// `NotFound`, `PreconditionRequired`, `Stale`; `Conflict` where none is asked for; `Forbidden` to whoever asked.
pub fn grant(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
) -> Result<Charge, Error> {
    let (charge, waiver) = asked(conn, actor, scope, id, expected)?;
    waivable(&charge)?;
    decide(conn, actor, now, waiver.id, true)?;
    forgive(conn, actor, now, charge, &waiver.reason)
}

/// Refuses a waiver that somebody else asked for; `body` says why. That is possible wherever the charge stands, so that no
/// request is left open.
///
/// # Errors
/// As [`grant`]; `Invalid` without a reason.
pub fn refuse(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    now: Moment,
    (id, expected): (Id, IfMatch),
    body: &Value,
) -> Result<Charge, Error> {
    let (charge, waiver) = asked(conn, actor, scope, id, expected)?;
    let reason = fields::reason(body)?;
    decide(conn, actor, now, waiver.id, false)?;
    let charge = touch(conn, actor, now, charge, &reason)?;
    log(conn, actor, now, &charge, "charge.refuse_waiver", json!({ "reason": reason }))?;
    Ok(charge)
}

/// The waivers of a charge, oldest first.
///
/// # Errors
/// What the database answers.
pub(super) fn of(conn: &mut Conn, charge: Id) -> Result<Vec<Waiver>, Error> {
    Ok(w::table
        .filter(w::charge_id.eq(charge))
        .order((w::asked_at, w::id))
        .select((
            w::id,
            w::reason,
            w::asked_by,
            w::asked_by_name,
            w::asked_at,
            w::granted,
            w::decided_by_name,
            w::decided_at,
        ))
        .load(conn)?)
}

/// Nothing else happens to a charge while a second person looks at its waiver.
///
/// # Errors
/// `Conflict` while one is asked for.
pub(super) fn refuse_while_asked(conn: &mut Conn, charge: Id) -> Result<(), Error> {
    if is_asked_of_any(conn, &[charge])? { Err(Error::Conflict("waiver_asked")) } else { Ok(()) }
}

/// Whether somebody asks to waive one of these charges.
///
/// # Errors
/// What the database answers.
pub(super) fn is_asked_of_any(conn: &mut Conn, charges: &[Id]) -> Result<bool, Error> {
    let open = w::table.filter(w::charge_id.eq_any(charges.to_vec())).filter(w::decided_at.is_null());
    Ok(open.count().get_result::<i64>(conn)? > 0)
}

/// A waiver that is asked for of a charge which a correction takes back is for nobody to decide any more; the audit log says
/// that it ended so.
///
/// # Errors
/// What the database answers.
pub(super) fn lapse(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    (charge, number): (Id, &str),
) -> Result<(), Error> {
    let by = (
        w::decided_by.eq(Some(actor.user())),
        w::decided_by_name.eq(Some(actor.name())),
        w::decided_at.eq(Some(now)),
    );
    let open = w::table.filter(w::charge_id.eq(charge)).filter(w::decided_at.is_null());
    let ended = diesel::update(open).set(by).execute(conn)?;
    if ended == 0 {
        return Ok(());
    }
    let entry = Entry {
        action: "charge.end_waiver",
        object_kind: "charge",
        object: Some(charge),
        label: number,
        before: None,
        after: Some(json!({ "reason": "corrected" })),
    };
    audit::write(conn, actor, now, entry)
}

fn open_charge(conn: &mut Conn, scope: &Scope, id: Id, expected: IfMatch) -> Result<Charge, Error> {
    let charge = store::find(conn, scope, id)?;
    expected.check(charge.version)?;
    waivable(&charge)?;
    Ok(charge)
}

/// Whether a charge can be waived as it stands.
///
/// # Errors
/// `Conflict`.
pub(super) fn waivable(charge: &Charge) -> Result<(), Error> {
    let open = matches!(charge.status, ChargeStatus::Pending | ChargeStatus::Held | ChargeStatus::Confirmed);
    // What is given back is not waived: that would be a charge.
    if open && (charge.amount_fen > 0 || lacks_price(charge)) {
        Ok(())
    } else {
        Err(Error::Conflict("charge_not_open"))
    }
}

fn asked(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    id: Id,
    expected: IfMatch,
) -> Result<(Charge, Waiver), Error> {
    let charge = store::find(conn, scope, id)?;
    let waiver = of(conn, id)?.into_iter().find(|waiver| waiver.decided_at.is_none());
    if waiver.as_ref().is_some_and(|waiver| waiver.asked_by == actor.user()) {
        return Err(Error::Forbidden("own_waiver"));
    }
    expected.check(charge.version)?;
    let waiver = waiver.ok_or(Error::Conflict("no_waiver_asked"))?;
    Ok((charge, waiver))
}

fn decide(conn: &mut Conn, actor: &Actor, now: Moment, waiver: Id, granted: bool) -> Result<(), Error> {
    let said = (
        w::granted.eq(Some(granted)),
        w::decided_by.eq(Some(actor.user())),
        w::decided_by_name.eq(Some(actor.name())),
        w::decided_at.eq(Some(now)),
    );
    let open = w::table.filter(w::id.eq(waiver)).filter(w::decided_at.is_null());
    if diesel::update(open).set(said).execute(conn)? == 1 { Ok(()) } else { Err(Error::Stale) }
}

fn forgive(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    charge: Charge,
    reason: &str,
) -> Result<Charge, Error> {
    store::change(conn, actor, now, &charge, (ChargeStatus::Waived, reason), charge.month.as_deref())?;
    books::forgive(conn, actor, now, &charge)?;
    let after = json!({ "status": ChargeStatus::Waived, "reason": reason, "amount_fen": charge.amount_fen });
    log(conn, actor, now, &charge, "charge.waive", after)?;
    Ok(Charge { status: ChargeStatus::Waived, version: charge.version + 1, ..charge })
}

/// The state stays, but whoever read it before must look again.
fn touch(conn: &mut Conn, actor: &Actor, now: Moment, charge: Charge, reason: &str) -> Result<Charge, Error> {
    store::change(conn, actor, now, &charge, (charge.status, reason), charge.month.as_deref())?;
    Ok(Charge { version: charge.version + 1, ..charge })
}

fn log(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    charge: &Charge,
    action: &'static str,
    after: Value,
) -> Result<(), Error> {
    let before = Some(json!({ "status": charge.status }));
    let entry = Entry {
        action,
        object_kind: "charge",
        object: Some(charge.id),
        label: &charge.number,
        before,
        after: Some(after),
    };
    audit::write(conn, actor, now, entry)
}
