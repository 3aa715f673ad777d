//! How many deadlines the engine works out in a second on one core (issue goal: 200 000 for a profile with holidays).
//!
//! `cargo bench --bench deadlines`. Machines differ, so every figure stands beside a floor of the same run: the same loop
//! with a clock that counts every second, which is no more than an addition.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tierdesk::domain::calendar::ServiceCalendar;
use tierdesk::domain::deadline::{Clock, ClockMode};
use tierdesk::domain::policy_load;
use tierdesk::domain::sla::{Ask, Sla};
use tierdesk::domain::words::CityTier;

const HOUR: i64 = 3600;
/// From 2024 to the middle of December 2026, each at another time of day: nearly every holiday that is shipped is met.
const REPORTS: usize = 25_000;
const LEAST: Duration = Duration::from_secs(2);

fn main() {
    let policy = match policy_load::load_version_1() {
        Ok(policy) => policy,
        Err(faults) => {
            eprintln!("the shipped policy does not load: {faults:?}");
            std::process::exit(1);
        }
    };
    let sla = &policy.sla;
    let calendar = |id: &str| match sla.calendar(id) {
        Some(calendar) => &calendar.hours,
        None => &sla.desk().hours,
    };
    let (weekdays, office) = (calendar("mon-fri-8-18"), calendar("office"));
    let reports = reports();
    let floor = per_second(&reports, |at| due(ClockMode::Elapsed, weekdays, 48 * HOUR, at));
    println!("| what | deadlines a second | of the floor |");
    println!("|---|---|---|");
    row("elapsed, 48 h (floor)", floor, floor);
    let days = per_second(&reports, |at| due(ClockMode::ServiceDays, weekdays, 48 * HOUR, at));
    row("service days with holidays, 2 days (response-system, severity 3)", days, floor);
    let hours = per_second(&reports, |at| due(ClockMode::ServiceHours, office, 16 * HOUR, at));
    row("service hours with holidays and a lunch break, 16 h", hours, floor);
    let whole = per_second(&reports, |at| targets(sla, at));
    row("whole targets of severity 3: due, warnings, explanation", whole, floor);
}

fn row(what: &str, figure: f64, floor: f64) {
    println!("| {what} | {figure:.0} | {:.3} |", figure / floor);
}

fn due(mode: ClockMode, calendar: &ServiceCalendar, seconds: i64, at: DateTime<Utc>) -> usize {
    black_box(Clock { mode, calendar }.due(at, black_box(seconds), &[]));
    1
}

fn targets(sla: &Sla, at: DateTime<Utc>) -> usize {
    let ask = Ask {
        profile: "response-system",
        severity: Some(3),
        tier: CityTier::Other,
        from: at,
        onsite: true,
        pauses: &[],
    };
    black_box(sla.targets(&ask)).map_or(0, |targets| targets.len())
}

/// Moments a little more than an hour apart.
fn reports() -> Vec<DateTime<Utc>> {
    let first = DateTime::from_timestamp(1_704_067_200, 0).unwrap_or_default();
    std::iter::successors(Some(first), |at| at.checked_add_signed(TimeDelta::seconds(3_719)))
        .take(REPORTS)
        .collect()
}

/// Goes through the reports until the time is up, after one round that nobody measures.
#[allow(clippy::disallowed_methods, reason = "real time is what is measured")]
fn per_second(reports: &[DateTime<Utc>], work: impl Fn(DateTime<Utc>) -> usize) -> f64 {
    for at in reports {
        black_box(work(*at));
    }
    let (begun, mut done) = (Instant::now(), 0_u32);
    while begun.elapsed() < LEAST {
        for at in reports {
            done = done.saturating_add(u32::try_from(work(*at)).unwrap_or_default());
        }
    }
    f64::from(done) / begun.elapsed().as_secs_f64()
}
