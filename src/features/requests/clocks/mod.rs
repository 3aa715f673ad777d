//! The deadlines of a request: computed, met, standing still, computed anew (chapter 3).
//!
//! Invariant: what was breached stays breached; a target that another computation replaced keeps its row; for each target
//! that still runs there is a timer for each warning that was not given and one for the breach.

mod profile;

pub use profile::{Promised, begin, by_contract, earliest, known, profile, promised};

use chrono::TimeDelta;

use crate::domain::deadline::Pause;
use crate::domain::request_flow::Step;
use crate::domain::request_words::{RequestEventKind, RequestKind, Visibility};
use crate::error::Error;
use crate::features::service_records;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::random;
use crate::platform::services::Services;

use super::model::Request;
use super::rules::CONFIRMED_AFTER;
use super::service::Desk;
use super::store::{self, Target, Waiting};
use profile::{profile_of, tier};

/// The customer's clock, from `reported_at`.
pub const CUSTOMER: &str = "customer";
/// The vendor's own clock, from `escalated_at`.
pub const VENDOR: &str = "vendor";
/// An answer that somebody promised.
pub const PROMISE: &str = "promise";

/// Writes the targets of a clock and lets the watch wait for them, and for what `also` says. Two statements.
///
/// # Errors
/// What the database answers.
pub fn write(
    conn: &mut Conn,
    services: &Services,
    (request, clock): (&Request, &str),
    targets: &[Promised],
    (now, also): (Moment, &[Waiting]),
) -> Result<Vec<Target>, Error> {
    let from = (clock, begin(request, clock));
    let mut rows = Vec::new();
    let mut waiting = also.to_vec();
    waiting.extend(judged(request, now));
    for promised in targets {
        let target = row(services, request, from, promised, now)?;
        waiting.extend(waits(&target, promised, &[]));
        rows.push(target);
    }
    store::insert_targets(conn, request.id, &rows)?;
    store::insert_timers(conn, request.id, &waiting, now)?;
    Ok(rows)
}

/// A target as it is stored, with the version in force when its clock began: by that one it is computed and explained.
fn row(
    services: &Services,
    request: &Request,
    (clock, from): (&str, Moment),
    promised: &Promised,
    now: Moment,
) -> Result<Target, Error> {
    let policies = services.policies.current();
    let policy = policies.at(from.0).map_err(Error::internal)?;
    Ok(Target {
        id: random::id(now),
        clock: clock.to_string(),
        kind: promised.kind.to_string(),
        profile: profile_of(services, request, clock),
        policy_version: policy.version,
        severity: request.severity,
        tier: tier(policy, request, from)?.as_str().to_string(),
        from_at: from,
        due_at: promised.due,
        strict: promised.strict,
        expert_group: promised.expert_group,
        met_at: None,
        breached_at: None,
        replaced_at: None,
        note: String::new(),
    })
}

/// What the watch is to wait for: the warnings that were not given yet, and the breach.
fn waits(target: &Target, promised: &Promised, given: &[(Option<Id>, String)]) -> Vec<Waiting> {
    let Some(due) = promised.due else { return vec![] };
    let was = |kind: &str| given.iter().any(|(of, done)| *of == Some(target.id) && done == kind);
    let warnings = promised.warnings.iter().filter(|(kind, _)| !was(kind));
    let mut waiting: Vec<Waiting> = warnings.map(|(kind, at)| (Some(target.id), *kind, *at)).collect();
    waiting.push((Some(target.id), "breach", passed(due, target.strict)));
    waiting
}

/// That somebody looks whether a breach of the request costs something (3.4): of faults that the vendor has in hand.
fn judged(request: &Request, now: Moment) -> Option<Waiting> {
    (request.kind == RequestKind::Fault && request.reached_vendor).then_some((None, store::PENALTY, now))
}

/// The first instant at which a target that is due at `due` is breached; moments are told to the second.
fn passed(due: Moment, strict: bool) -> Moment {
    if strict { due } else { due.plus(TimeDelta::seconds(1)) }
}

/// Whether a target still runs.
fn runs(target: &Target) -> bool {
    target.met_at.is_none() && target.replaced_at.is_none()
}

/// Puts the next moment by which something is owed into the request.
fn refresh(request: &mut Request, targets: &[Target]) {
    request.next_due_at =
        targets.iter().filter(|target| runs(target)).filter_map(|target| target.due_at).min();
}

/// The pauses of a clock.
///
/// # Errors
/// What the database answers.
pub(super) fn pauses(conn: &mut Conn, request: Id) -> Result<Vec<Pause>, Error> {
    let rows = store::pauses(conn, request)?;
    Ok(rows.into_iter().map(|(from, to, _)| Pause { from: from.0, to: to.map(|to| to.0) }).collect())
}

/// Marks targets as met; what was due before is told first.
///
/// # Errors
/// What the database answers.
pub fn meet(conn: &mut Conn, request: &mut Request, kinds: &[&str], at: Moment) -> Result<(), Error> {
    let mut targets = store::targets(conn, request.id)?;
    let mut met = Vec::new();
    for target in &mut targets {
        if runs(target) && kinds.contains(&target.kind.as_str()) && at >= target.from_at {
            target.met_at = Some(at);
            met.push(target.id);
        }
    }
    if !met.is_empty() {
        store::meet_targets(conn, &met, at)?;
        store::stop_timers(conn, request.id, Some(&met))?;
    }
    refresh(request, &targets);
    Ok(())
}

/// Marks promised answers as given.
///
/// # Errors
/// What the database answers.
pub fn keep_promises(
    conn: &mut Conn,
    desk: &Desk<'_>,
    request: &mut Request,
    at: Moment,
) -> Result<(), Error> {
    meet(conn, request, &[PROMISE], at)?;
    desk.line(conn, request, RequestEventKind::PromiseKept, Visibility::Public, ("", serde_json::json!({})))?;
    Ok(())
}

/// Writes a promised answer.
///
/// # Errors
/// What the database answers.
pub fn promise(
    conn: &mut Conn,
    desk: &Desk<'_>,
    request: &mut Request,
    what: &str,
    due: Moment,
) -> Result<(), Error> {
    let length = due.0 - desk.now.0;
    let promised = Promised {
        kind: PROMISE,
        due: Some(due),
        strict: false,
        expert_group: false,
        warnings: vec![("warn_80", desk.now.plus(length * 4 / 5))],
    };
    let mut target = row(desk.services, request, (PROMISE, desk.now), &promised, desk.now)?;
    target.profile = String::new();
    target.note = what.to_string();
    store::insert_targets(conn, request.id, std::slice::from_ref(&target))?;
    store::insert_timers(conn, request.id, &waits(&target, &promised, &[]), desk.now)?;
    // The earliest of what was owed before and of this.
    request.next_due_at = request.next_due_at.into_iter().chain(target.due_at).min();
    Ok(())
}

/// What a step does to the clocks (3.1).
///
/// # Errors
/// What the database answers.
pub fn follow(
    conn: &mut Conn,
    desk: &Desk<'_>,
    request: &mut Request,
    step: Step,
    reason: &str,
) -> Result<(), Error> {
    match step {
        Step::Accept => meet(conn, request, &["respond"], desk.now),
        Step::Wait => {
            store::pause(conn, request.id, desk.now, reason)?;
            go_on(conn, desk, request)
        }
        Step::Resume => {
            store::resume(conn, request.id, desk.now)?;
            go_on(conn, desk, request)
        }
        Step::Resolve => resolved(conn, desk, request),
        Step::Reopen => reopened(conn, desk, request),
        Step::Close | Step::Cancel => {
            request.next_due_at = None;
            end(conn, request.id)?;
            // What was given up late was late all the same.
            let looks: Vec<Waiting> = judged(request, desk.now).into_iter().collect();
            store::insert_timers(conn, request.id, &looks, desk.now)
        }
        Step::Start | Step::Confirm | Step::Escalate => {
            if step == Step::Confirm {
                store::stop_kind(conn, request.id, "confirm")?;
            }
            Ok(())
        }
    }
}

/// Nothing is owed any more but the customer's word and the record.
fn resolved(conn: &mut Conn, desk: &Desk<'_>, request: &mut Request) -> Result<(), Error> {
    store::resume(conn, request.id, desk.now)?;
    let kinds = ["respond", "workaround", "resolve", "onsite", PROMISE];
    meet(conn, request, &kinds, desk.now)?;
    let silence = desk.now.plus(CONFIRMED_AFTER);
    let mut waiting: Vec<Waiting> = vec![(None, "confirm", silence)];
    waiting.extend(judged(request, desk.now));
    if !service_records::filed_for(conn, request.id, request.record_since)? {
        waiting.push((None, "record", super::records::due(desk.services, desk.now)));
    }
    store::insert_timers(conn, request.id, &waiting, desk.now)
}

/// The time in which it seemed solved does not count.
fn reopened(conn: &mut Conn, desk: &Desk<'_>, request: &mut Request) -> Result<(), Error> {
    store::stop_timers(conn, request.id, None)?;
    let targets = store::targets(conn, request.id)?;
    let solved = targets.iter().filter(|target| target.kind == "resolve" && target.replaced_at.is_none());
    let Some(since) = solved.clone().filter_map(|target| target.met_at).max() else { return Ok(()) };
    store::pause(conn, request.id, since, "resolved")?;
    store::resume(conn, request.id, desk.now)?;
    for target in solved {
        store::save_target(conn, &Target { met_at: None, ..target.clone() })?;
    }
    go_on(conn, desk, request)
}

/// Stops waiting for anything.
///
/// # Errors
/// What the database answers.
pub fn end(conn: &mut Conn, request: Id) -> Result<(), Error> {
    store::stop_timers(conn, request, None)
}

/// Starts the vendor's own clock.
///
/// # Errors
/// What the database answers.
pub fn begin_vendor(conn: &mut Conn, desk: &Desk<'_>, request: &mut Request) -> Result<(), Error> {
    let targets = promised(desk.services, request, VENDOR, &[])?;
    write(conn, desk.services, (request, VENDOR), &targets, (desk.now, &[])).map(drop)
}

/// Computes when the targets that run are due, with the pauses there are; a breached one keeps its moment.
///
/// # Errors
/// What the database answers.
pub fn go_on(conn: &mut Conn, desk: &Desk<'_>, request: &mut Request) -> Result<(), Error> {
    let pauses = pauses(conn, request.id)?;
    let mut targets = store::targets(conn, request.id)?;
    // A warning that was given is not given again.
    let given = store::timers_done(conn, request.id)?;
    let (mut held, mut waiting): (Vec<Id>, Vec<Waiting>) = (vec![], vec![]);
    for clock in [CUSTOMER, VENDOR] {
        let mut running: Vec<&mut Target> =
            targets.iter_mut().filter(|target| runs(target) && target.clock == clock).collect();
        if running.is_empty() {
            continue;
        }
        let promised = promised(desk.services, request, clock, &pauses)?;
        for target in running.iter_mut().filter(|target| target.breached_at.is_none()) {
            let Some(anew) = promised.iter().find(|promised| promised.kind == target.kind) else { continue };
            if target.due_at != anew.due {
                target.due_at = anew.due;
                store::save_target(conn, target)?;
            }
            held.push(target.id);
            waiting.extend(waits(target, anew, &given));
        }
    }
    if !held.is_empty() {
        store::stop_timers(conn, request.id, Some(&held))?;
        store::insert_timers(conn, request.id, &waiting, desk.now)?;
    }
    refresh(request, &targets);
    Ok(())
}

/// Computes everything anew because severity, profile, place or kind of work changed: new targets take the place of those
/// that run, and take over what was met. One that comes out the same is left alone: what was told of it is not told again.
///
/// # Errors
/// What the database answers; `Invalid` where the profile lacks the severity.
pub fn recompute(conn: &mut Conn, desk: &Desk<'_>, request: &mut Request) -> Result<(), Error> {
    let pauses = pauses(conn, request.id)?;
    let there = store::targets(conn, request.id)?;
    let (mut old, mut kept): (Vec<Target>, Vec<Target>) =
        there.into_iter().partition(|target| target.replaced_at.is_none() && target.clock != PROMISE);
    let (mut new, mut waiting, mut gone): (Vec<Target>, Vec<Waiting>, Vec<Id>) = (vec![], vec![], vec![]);
    waiting.extend(judged(request, desk.now));
    for clock in [CUSTOMER, VENDOR] {
        if clock == VENDOR && request.escalated_at.is_none() {
            continue;
        }
        for anew in promised(desk.services, request, clock, &pauses)? {
            let from = begin(request, clock);
            let mut target = row(desk.services, request, (clock, from), &anew, desk.now)?;
            let before = old.iter().position(|before| before.clock == clock && before.kind == anew.kind);
            if let Some(before) = before.map(|index| old.swap_remove(index)) {
                if is_same(&before, &target) {
                    kept.push(before);
                    continue;
                }
                target.met_at = before.met_at;
                gone.push(before.id);
            }
            if target.met_at.is_none() && request.status.is_open() {
                waiting.extend(waits(&target, &anew, &[]));
            }
            new.push(target);
        }
    }
    gone.extend(old.iter().map(|target| target.id));
    if !gone.is_empty() {
        store::stop_timers(conn, request.id, Some(&gone))?;
        store::replace_targets(conn, &gone, desk.now)?;
    }
    store::insert_targets(conn, request.id, &new)?;
    store::insert_timers(conn, request.id, &waiting, desk.now)?;
    let data = serde_json::json!({ "profile": request.profile, "severity": request.severity });
    desk.line(conn, request, RequestEventKind::Recomputed, Visibility::Internal, ("", data))?;
    kept.extend(new);
    refresh(request, &kept);
    Ok(())
}

/// Whether a target promises the same as one that was computed anew, on the same terms.
fn is_same(before: &Target, anew: &Target) -> bool {
    let terms = |it: &Target| {
        (it.profile.clone(), it.policy_version, it.severity, it.tier.clone(), it.strict, it.expert_group)
    };
    before.due_at == anew.due_at && terms(before) == terms(anew)
}
