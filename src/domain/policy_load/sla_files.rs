//! `sla-profiles.toml` (chapters 3.2 to 3.5).
//!
//! Invariant: profiles, severities and targets are named once; calendars and default profiles exist; a length suits the
//! clock it is counted by.

use std::ops::Range;

use toml::Spanned;

use super::calendar_files::Calendars;
use super::fault::FaultCode;
use super::raw_sla::{RawDefaults, RawPenalties, RawProfile, RawProfiles, RawSeverity, RawTerm};
use super::source::Source;
use crate::domain::calendar::DAY;
use crate::domain::deadline::ClockMode;
use crate::domain::sla::{DefaultProfiles, Profile, SeverityTerms, Term, UsualPenalties};

/// The longest target that makes sense: a year of seconds.
const LONGEST: i64 = 366 * DAY as i64;

/// The profiles, and which of them holds by default for whom.
pub(super) fn profiles(
    source: &mut Source<'_>,
    calendars: Option<&Calendars>,
) -> Option<(Vec<Profile>, DefaultProfiles)> {
    let raw: RawProfiles = source.parse()?;
    let mut profiles: Vec<Profile> = Vec::new();
    for profile in &raw.profiles {
        if profiles.iter().any(|other| other.id == *profile.id.get_ref()) {
            source.fault(profile.id.span(), FaultCode::DuplicateProfile, profile.id.get_ref());
        }
        profiles.push(read_profile(source, profile, calendars));
    }
    let defaults = defaults(source, &raw.defaults, &profiles);
    Some((profiles, defaults))
}

fn defaults(source: &mut Source<'_>, raw: &RawDefaults, profiles: &[Profile]) -> DefaultProfiles {
    let mut known = |id: &Spanned<String>| {
        if !profiles.iter().any(|profile| profile.id == *id.get_ref()) {
            source.fault(id.span(), FaultCode::UnknownProfile, id.get_ref());
        }
        id.get_ref().clone()
    };
    DefaultProfiles {
        agent: known(&raw.agent),
        end_user: known(&raw.end_user),
        key_account: known(&raw.key_account),
        no_fault: known(&raw.no_fault),
    }
}

fn read_profile(source: &mut Source<'_>, raw: &RawProfile, calendars: Option<&Calendars>) -> Profile {
    let name = source.name(raw.id.span(), &raw.zh, &raw.en);
    if raw.no_deadline != raw.severities.is_empty() {
        let detail = "a profile has severities, or says no_deadline = true";
        source.fault(raw.id.span(), FaultCode::BadProfile, detail);
    }
    let mut severities: Vec<SeverityTerms> = Vec::new();
    for severity in &raw.severities {
        let Some(terms) = read_severity(source, severity, calendars) else { continue };
        if severities.iter().any(|other| other.severity == terms.severity) {
            source.fault(
                severity.severity.span(),
                FaultCode::BadSeverity,
                format!("{} twice", terms.severity),
            );
        }
        severities.push(terms);
    }
    severities.sort_by_key(|terms| terms.severity);
    let among =
        |number: &Spanned<i64>| severities.iter().find(|it| i64::from(it.severity) == *number.get_ref());
    let worst = raw.worst.as_ref().and_then(among).map(|terms| terms.severity);
    let ends = [severities.first(), severities.last()].map(|terms| terms.map(|terms| terms.severity));
    if !severities.is_empty() && (worst.is_none() || !ends.contains(&worst)) {
        let span = raw.worst.as_ref().map_or_else(|| raw.id.span(), Spanned::span);
        source.fault(span, FaultCode::BadSeverity, "worst is the first severity or the last");
    }
    let without_severity = raw.without_severity.as_ref().and_then(among).map(|terms| terms.severity);
    if let Some(number) = raw.without_severity.as_ref().filter(|_| without_severity.is_none()) {
        source.fault(number.span(), FaultCode::BadSeverity, format!("{} is none of them", number.get_ref()));
    }
    Profile {
        id: raw.id.get_ref().clone(),
        name,
        worst,
        without_severity,
        penalties: raw.penalties.as_ref().and_then(|raw| penalties(source, raw.span(), raw.get_ref())),
        severities,
    }
}

fn read_severity(
    source: &mut Source<'_>,
    raw: &RawSeverity,
    calendars: Option<&Calendars>,
) -> Option<SeverityTerms> {
    let severity = u8::try_from(*raw.severity.get_ref()).ok().filter(|number| (1..=4).contains(number));
    if severity.is_none() {
        source.fault(raw.severity.span(), FaultCode::BadSeverity, "a severity is 1 to 4");
    }
    let name = source.name(raw.severity.span(), &raw.zh, &raw.en);
    for text in std::iter::once(&raw.description).chain(&raw.plan) {
        source.name(text.span(), &text.get_ref().zh, &text.get_ref().en);
    }
    let clock = source.option(raw.clock.span(), raw.clock.get_ref());
    known(source, raw.calendar.span(), raw.calendar.get_ref(), calendars);
    let mut targets: Vec<Term> = Vec::new();
    for term in &raw.targets {
        let (span, of_severity) = (term.span(), (clock, raw.calendar.get_ref().as_str()));
        let Some(term) = read_term(source, span.clone(), term.get_ref(), of_severity, calendars) else {
            continue;
        };
        if targets.iter().any(|other| other.kind == term.kind) {
            source.fault(span, FaultCode::BadTarget, format!("{} twice", term.kind));
        }
        targets.push(term);
    }
    if raw.targets.is_empty() {
        source.fault(raw.severity.span(), FaultCode::BadTarget, "a severity has at least one target");
    }
    targets.sort_by_key(|term| term.kind);
    let description = raw.description.get_ref().clone();
    let plan = raw.plan.as_ref().map(|plan| plan.get_ref().clone());
    Some(SeverityTerms { severity: severity?, name, description, plan, targets })
}

fn known(source: &mut Source<'_>, span: Range<usize>, calendar: &str, calendars: Option<&Calendars>) {
    if calendars.is_some_and(|calendars| !calendars.contains_key(calendar)) {
        source.fault(span, FaultCode::UnknownCalendar, calendar);
    }
}

fn read_term(
    source: &mut Source<'_>,
    span: Range<usize>,
    raw: &RawTerm,
    (clock, calendar): (Option<ClockMode>, &str),
    calendars: Option<&Calendars>,
) -> Option<Term> {
    let kind = source.option(span.clone(), &raw.kind);
    let clock = raw.clock.as_ref().map_or(clock, |clock| source.option(span.clone(), clock));
    if let Some(own) = &raw.calendar {
        known(source, span.clone(), own, calendars);
    }
    let lengths = match (&raw.after, &raw.tier1, &raw.other) {
        (Some(after), None, None) => Some((after, after)),
        (None, Some(tier1), Some(other)) => Some((tier1, other)),
        _ => {
            source.fault(span.clone(), FaultCode::BadDuration, "either `after`, or `tier1` and `other`");
            None
        }
    };
    let mut length = |text: &str| {
        let whole_days =
            |seconds: &i64| clock != Some(ClockMode::ServiceDays) || seconds % i64::from(DAY) == 0;
        let seconds = seconds(text).filter(whole_days);
        if seconds.is_none() {
            let detail = format!("{text}: such as 30min or 4h; whole days of 24h for service_days");
            source.fault(span.clone(), FaultCode::BadDuration, detail);
        }
        seconds
    };
    let lengths = lengths.map(|(tier1, other)| (length(tier1), length(other)));
    // The warning is no target: it may fall within a day.
    let send = raw.send_engineer_after.as_ref().map(|text| (text, seconds(text)));
    if let Some((text, None)) = send {
        source.fault(span, FaultCode::BadDuration, text);
    }
    let (tier1, other) = lengths?;
    Some(Term {
        kind: kind?,
        tier1_seconds: tier1?,
        other_seconds: other?,
        strict: raw.strict,
        clock: clock?,
        calendar: raw.calendar.as_deref().unwrap_or(calendar).to_owned(),
        expert_group: raw.expert_group,
        send_engineer_after: send.and_then(|(_, seconds)| seconds),
    })
}

/// Seconds of `30min` or `4h`.
fn seconds(text: &str) -> Option<i64> {
    let (digits, unit) = match (text.strip_suffix("min"), text.strip_suffix('h')) {
        (Some(digits), _) => (digits, 60),
        (_, Some(digits)) => (digits, 3600),
        _ => return None,
    };
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = digits.parse::<i64>().ok().filter(|_| whole)?.checked_mul(unit)?;
    (1..=LONGEST).contains(&seconds).then_some(seconds)
}

fn penalties(source: &mut Source<'_>, span: Range<usize>, raw: &RawPenalties) -> Option<UsualPenalties> {
    let mut percent = |number: i64| {
        let share = u8::try_from(number).ok().filter(|share| *share <= 100);
        if share.is_none() {
            source.fault(span.clone(), FaultCode::BadPercent, format!("{number}: 0 to 100"));
        }
        share
    };
    let (no_response, late_day) = (percent(raw.no_response_percent), percent(raw.late_day_percent));
    let (outage, cap) = (percent(raw.outage_percent), percent(raw.cap_percent));
    let after = seconds(&raw.no_response_after);
    if after.is_none() {
        source.fault(span, FaultCode::BadDuration, &raw.no_response_after);
    }
    Some(UsualPenalties {
        no_response_after: after?,
        no_response_percent: no_response?,
        late_day_percent: late_day?,
        outage_percent: outage?,
        cap_percent: cap?,
    })
}
