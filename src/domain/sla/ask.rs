//! The targets of one request or fault: when each is due, when people are warned, and why then.

use chrono::{DateTime, Utc};

use super::{Profile, SeverityTerms, Sla, TargetKind, Term};
use crate::domain::deadline::{Clock, ClockMode, Due, Explained, Pause, share};
use crate::domain::words::CityTier;

/// What the targets depend on.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The profile, by name.
    pub profile: &'a str,
    /// The severity; none for kinds that have none.
    pub severity: Option<u8>,
    /// The tier of the place of work.
    pub tier: CityTier,
    /// From when the clocks run: `reported_at`, or `escalated_at` for the vendor's own clock.
    pub from: DateTime<Utc>,
    /// Whether onsite work was agreed.
    pub onsite: bool,
    /// When it waited for the customer; without an end while it still does.
    pub pauses: &'a [Pause],
}

/// Why there are no targets to be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SlaError {
    /// There is no such profile.
    #[error("no such profile")]
    UnknownProfile,
    /// The profile has no such severity.
    #[error("the profile lacks this severity")]
    UnknownSeverity,
    /// The profile needs one.
    #[error("the profile needs a severity")]
    SeverityRequired,
    /// The pause of this number, from 0, ends before it begins.
    #[error("pause {0} ends before it begins")]
    PauseReversed(usize),
}

/// One target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// What has to have happened.
    pub kind: TargetKind,
    /// By when; none while its clock stands still and nothing says until when.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether it is met only before that instant; else also at it.
    pub strict: bool,
    /// When half of its clock has run, moved into its hours of service. None where that is not known yet.
    pub warn_50_at: Option<DateTime<Utc>>,
    /// When four fifths have.
    pub warn_80_at: Option<DateTime<Utc>>,
    /// When an engineer has to leave, where the profile says so.
    pub send_engineer_at: Option<DateTime<Utc>>,
    /// Whether the expert group is called.
    pub expert_group: bool,
    /// How its time is counted.
    pub clock: ClockMode,
    /// In which calendar.
    pub calendar: String,
    /// How many seconds of that clock.
    pub seconds: i64,
    /// What counted, what did not, and which years were computed without their holidays.
    pub explanation: Explained,
}

impl Target {
    /// Whether something that happened at `at` kept it. Nobody breaks a promise whose clock stands still.
    pub fn is_met_at(&self, at: DateTime<Utc>) -> bool {
        self.due_at.is_none_or(|due| if self.strict { at < due } else { at <= due })
    }
}

impl Sla {
    /// The targets of a request or fault, in the order of [`TargetKind`]; none where the profile promises nothing.
    ///
    /// # Errors
    /// [`SlaError`].
    pub fn targets(&self, ask: &Ask<'_>) -> Result<Vec<Target>, SlaError> {
        let profile = self.profile(ask.profile).ok_or(SlaError::UnknownProfile)?;
        let reversed = ask.pauses.iter().position(|pause| pause.to.is_some_and(|to| to < pause.from));
        if let Some(index) = reversed {
            return Err(SlaError::PauseReversed(index));
        }
        let Some(terms) = terms(profile, ask.severity)? else { return Ok(Vec::new()) };
        let binds = |term: &&Term| term.kind != TargetKind::Onsite || ask.onsite;
        Ok(terms.targets.iter().filter(binds).filter_map(|term| self.target(term, ask)).collect())
    }

    /// Nothing only where the calendar is missing, which `policy_load` does not let through.
    fn target(&self, term: &Term, ask: &Ask<'_>) -> Option<Target> {
        let calendar = &self.calendar(&term.calendar)?.hours;
        let clock = Clock { mode: term.clock, calendar };
        let seconds = term.seconds(ask.tier);
        let pauses = if term.kind.pauses() { ask.pauses } else { &[] };
        let explanation = clock.explain(ask.from, seconds, pauses);
        let warn = |seconds| warned(&clock, ask.from, seconds, pauses, &explanation.due);
        let at = |due: Due| match due {
            Due::At(at) => Some(at),
            Due::Standing => None,
        };
        Some(Target {
            kind: term.kind,
            due_at: at(explanation.due.clone()),
            strict: term.strict,
            warn_50_at: warn(share(seconds, 50)),
            warn_80_at: warn(share(seconds, 80)),
            send_engineer_at: term.send_engineer_after.and_then(warn),
            expert_group: term.expert_group,
            clock: term.clock,
            calendar: term.calendar.clone(),
            seconds,
            explanation,
        })
    }
}

/// What a profile promises for a severity; nothing where it promises nothing at all.
fn terms(profile: &Profile, severity: Option<u8>) -> Result<Option<&SeverityTerms>, SlaError> {
    if profile.has_no_deadline() {
        return Ok(None);
    }
    let severity = severity.or(profile.without_severity).ok_or(SlaError::SeverityRequired)?;
    profile.severity(severity).map(Some).ok_or(SlaError::UnknownSeverity)
}

/// When so much of a clock has run; of a clock with hours of service, moved to the next opening where they are over:
/// nobody is to be told at midnight of something that can wait until morning. Where the next opening is too late, because
/// it is due then, it is told at the closing before.
fn warned(
    clock: &Clock<'_>,
    from: DateTime<Utc>,
    seconds: i64,
    pauses: &[Pause],
    due: &Due,
) -> Option<DateTime<Utc>> {
    let Due::At(at) = clock.due(from, seconds, pauses) else { return None };
    let calendar = clock.calendar;
    if clock.mode == ClockMode::Elapsed {
        return Some(at);
    }
    let wall = calendar.wall(at);
    let inside = if calendar.is_open(wall) { Some(wall) } else { calendar.next_opening(wall) };
    let inside = inside.map_or(at, |wall| calendar.moment(wall));
    if matches!(due, Due::At(due) if inside >= *due) {
        return calendar.last_closing(wall).map(|wall| calendar.moment(wall)).or(Some(inside));
    }
    Some(inside)
}
