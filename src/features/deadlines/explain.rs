//! A target in words: when it is due, and every interval from the report to it (3.1).

use chrono::{DateTime, Datelike, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::deadline::{ClockMode, Interval, Why};
use crate::domain::policy::Policy;
use crate::domain::sla::{Target, TargetKind};
use crate::platform::i18n::{Lang, Texts};

/// What `POST /deadlines` answers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeadlinesView {
    /// The version of the policy that said so.
    pub policy_version: i32,
    /// The targets: respond, onsite, workaround, resolve, as far as there are any.
    pub targets: Vec<TargetView>,
}

/// One target.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TargetView {
    /// `respond`, `onsite`, `workaround` or `resolve`.
    #[schema(value_type = String)]
    pub kind: TargetKind,
    /// By when; null while the clock stands still.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether it is met only before that instant; else also at it.
    pub strict: bool,
    /// When people are told that half of the time has run.
    pub warn_50_at: Option<DateTime<Utc>>,
    /// When they are told that four fifths have.
    pub warn_80_at: Option<DateTime<Utc>>,
    /// When an engineer has to leave where it is not solved from afar.
    pub send_engineer_at: Option<DateTime<Utc>>,
    /// Whether the expert group is called.
    pub expert_group: bool,
    /// Why it is due then.
    pub explanation: ExplanationView,
}

/// Why a target is due when it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExplanationView {
    /// `elapsed`, `service_days` or `service_hours`.
    #[schema(value_type = String)]
    pub clock: ClockMode,
    /// The service calendar, by its name in the policy.
    pub calendar: String,
    /// How many seconds of that clock have to run.
    pub seconds: i64,
    /// In one sentence.
    pub text: String,
    /// Every interval that counted or did not, in order, without gaps.
    pub intervals: Vec<IntervalView>,
    /// Years without holiday data: they were computed from weekdays alone.
    pub guessed_years: Vec<i32>,
    /// What else there is to know, as sentences: those years, the expert group, when an engineer leaves.
    pub notes: Vec<String>,
}

/// One interval.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntervalView {
    /// Its beginning.
    pub from: DateTime<Utc>,
    /// Its end.
    pub to: DateTime<Utc>,
    /// Whether it counted.
    pub counted: bool,
    /// `counted`, `closed`, `no_service_day`, `holiday` or `paused`.
    #[schema(value_type = String)]
    pub why: Why,
    /// Seconds of the clock that ran in it.
    pub counted_seconds: i64,
    /// Which pause of those given, from 0, where it was one.
    pub pause: Option<usize>,
    /// As a sentence.
    pub text: String,
}

/// Puts targets into words.
#[must_use]
pub fn explain(policy: &Policy, targets: &[Target], texts: &Texts, lang: Lang) -> DeadlinesView {
    DeadlinesView {
        policy_version: policy.version,
        targets: targets.iter().map(|target| explain_target(policy, target, texts, lang)).collect(),
    }
}

/// Puts one target into words.
#[must_use]
pub fn explain_target(policy: &Policy, target: &Target, texts: &Texts, lang: Lang) -> TargetView {
    let calendar = policy.sla.calendar(&target.calendar);
    let teller = Teller { texts, lang, zone: calendar.map_or(policy.zone, |calendar| calendar.hours.zone()) };
    let calendar_name = calendar.map_or("", |calendar| calendar.name.for_locale(lang.tag()));
    let explained = &target.explanation;
    TargetView {
        kind: target.kind,
        due_at: target.due_at,
        strict: target.strict,
        warn_50_at: target.warn_50_at,
        warn_80_at: target.warn_80_at,
        send_engineer_at: target.send_engineer_at,
        expert_group: target.expert_group,
        explanation: ExplanationView {
            clock: target.clock,
            calendar: target.calendar.clone(),
            seconds: target.seconds,
            text: teller.summary(target, calendar_name),
            intervals: explained.intervals.iter().map(|interval| teller.interval(interval)).collect(),
            guessed_years: explained.guessed_years.clone(),
            notes: teller.notes(target),
        },
    }
}

struct Teller<'a> {
    texts: &'a Texts,
    lang: Lang,
    zone: chrono_tz::Tz,
}

impl Teller<'_> {
    fn summary(&self, target: &Target, calendar: &str) -> String {
        let key = match (target.due_at, target.strict) {
            (None, _) => "deadline-standing",
            (_, true) => "deadline-before",
            (_, false) => "deadline-within",
        };
        let args = [
            ("target", self.texts.word(self.lang, "deadline-target", target.kind.as_str())),
            ("due", target.due_at.map(|due| self.moment(due)).unwrap_or_default()),
            ("length", self.length(target.seconds)),
            ("clock", self.texts.word(self.lang, "deadline-clock", target.clock.as_str())),
            ("calendar", calendar.to_string()),
        ];
        self.texts.text(self.lang, key, &args)
    }

    fn notes(&self, target: &Target) -> Vec<String> {
        let guessed = target.explanation.guessed_years.iter();
        let guessed = guessed.map(|year| ("deadline-guessed-year", vec![("year", year.to_string())]));
        let experts = target.expert_group.then(|| ("deadline-expert-group", Vec::new()));
        let sent =
            target.send_engineer_at.map(|at| ("deadline-send-engineer", vec![("at", self.moment(at))]));
        guessed.chain(experts).chain(sent).map(|(key, args)| self.texts.text(self.lang, key, &args)).collect()
    }

    fn interval(&self, interval: &Interval) -> IntervalView {
        let counted = interval.why == Why::Counted;
        let length =
            if counted { interval.counted_seconds } else { (interval.to - interval.from).num_seconds() };
        let key = format!("deadline-interval-{}", interval.why.as_str().replace('_', "-"));
        let args = [
            ("from", self.moment(interval.from)),
            ("to", self.moment(interval.to)),
            ("length", self.length(length)),
            ("pause", interval.pause.map(|pause| (pause + 1).to_string()).unwrap_or_default()),
        ];
        IntervalView {
            from: interval.from,
            to: interval.to,
            counted,
            why: interval.why,
            counted_seconds: interval.counted_seconds,
            pause: interval.pause,
            text: self.texts.text(self.lang, &key, &args),
        }
    }

    /// Day, weekday and time on the clock of the calendar; seconds only where there are any.
    fn moment(&self, at: DateTime<Utc>) -> String {
        use chrono::Timelike;
        let wall = at.with_timezone(&self.zone);
        let shape = if wall.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
        let weekday = format!("deadline-weekday-{}", wall.weekday().num_days_from_monday() + 1);
        let args = [
            ("day", wall.format("%Y-%m-%d").to_string()),
            ("weekday", self.texts.text(self.lang, &weekday, &[])),
            ("time", wall.format(shape).to_string()),
        ];
        self.texts.text(self.lang, "deadline-moment", &args)
    }

    /// `47 小时 30 分钟`: hours, minutes and seconds, as far as there are any.
    fn length(&self, seconds: i64) -> String {
        let parts = [("hours", seconds / 3600), ("minutes", seconds / 60 % 60), ("seconds", seconds % 60)];
        let told = parts.iter().filter(|(unit, count)| *count > 0 || (*unit == "seconds" && seconds == 0));
        let words: Vec<String> = told
            .map(|(unit, count)| {
                self.texts.text(self.lang, &format!("deadline-{unit}"), &[("count", count.to_string())])
            })
            .collect();
        words.join(" ")
    }
}
