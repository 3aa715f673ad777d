//! What an administrator pastes for a year, and what it changes.

use chrono::NaiveDate;
use tierdesk::domain::calendar::DayKind;
use tierdesk::domain::holiday_effect::{DayChange, effects, missing};
use tierdesk::domain::policy_load::holiday_year;

use super::POLICY;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `line: code: detail` for each fault.
fn faults(text: &str) -> Vec<String> {
    let found = holiday_year(2027, text).expect_err(text);
    found.iter().map(|it| format!("{}: {}: {}", it.line, it.code, it.detail)).collect()
}

#[test]
fn csv_and_toml_say_the_same() {
    let csv = "\u{feff}日期,安排,节日\n2027/1/1,放假,元旦\n\n# 春节\n2027-02-05..2027-02-11,off\n\"2027-02-14\",\"上班\"\n";
    let toml = "[[years]]\nyear = 2027\noff = [\"2027-01-01\", \"2027-02-05..2027-02-11\"]\nworked = [\"2027-02-14\"]\n";
    let days = holiday_year(2027, csv).unwrap();
    assert_eq!(days, holiday_year(2027, toml).unwrap());
    assert_eq!((days.off.len(), days.worked.as_slice()), (8, [day("2027-02-14")].as_slice()));
}

#[test]
fn every_line_at_fault_is_named() {
    let csv = "day,what\n2027-13-01,off\n2027-01-01,maybe\n2027-01-02\n2026-12-31,off\n2027-05-05,worked\n\
        2027-10-01..2027-10-03,off\n2027-10-02,worked\n2027-10-09..2027-10-01,off\nwords,off\n";
    assert_eq!(
        faults(csv),
        [
            "2: not_a_day: 2027-13-01",
            "3: not_a_day_word: maybe",
            "4: bad_line: 2027-01-02",
            "5: other_year: 2026-12-31",
            "6: no_weekend_day: 2027-05-05",
            "8: named_twice: 2027-10-02",
            "9: not_a_day: 2027-10-09..2027-10-01",
            "10: not_a_day: words",
        ]
    );
    assert_eq!(faults("# nothing\n"), ["1: no_days: "]);
    assert_eq!(faults("[[years]]\nyear = 2026\noff = []\nworked = []\n"), ["2: other_year: 2026"]);
    let toml =
        "[[years]]\nyear = 2027\noff = [\n  \"2027-01-01\",\n  \"2027-1-1\",\n]\nworked = [\"2027-01-32\"]\n";
    assert_eq!(faults(toml), ["5: named_twice: 2027-01-01", "7: not_a_day: 2027-01-32"]);
    assert!(faults("[[years]]\nyear = 2027\noff = [\"2027-01-01\"\n")[0].contains(": bad_toml: "));
    assert_eq!(faults("[[years]]\nyear = 2027\noff = []\n")[0].split(": ").nth(1), Some("bad_toml"));
}

#[test]
fn a_stretch_too_long_or_hostile_is_no_stretch() {
    assert_eq!(faults("2027-01-01..9999-12-31,off"), ["1: not_a_day: 2027-01-01..9999-12-31"]);
    assert_eq!(faults("2027-01-01..2027-01-02..2027-01-03,off").len(), 1);
    assert_eq!(faults(&"2027-01-01,off\n".repeat(500)).len(), 499);
}

#[test]
fn the_effect_of_every_day_is_shown() {
    let (calendar, known) = (&POLICY.sla.desk().hours, POLICY.sla.holidays());
    let new = holiday_year(2027, "2027-01-01..2027-01-03,off\n2027-01-09,worked").unwrap();
    let told: Vec<_> = effects(calendar, known, 2027, &new)
        .iter()
        .map(|it| (it.day.to_string(), it.before, it.after, it.change()))
        .collect();
    use DayKind::{Holiday, NoService, Service};
    assert_eq!(
        told,
        [
            // A Friday, then a weekend that is off anyway.
            ("2027-01-01".to_string(), Service, Holiday, DayChange::Added),
            ("2027-01-02".to_string(), NoService, NoService, DayChange::Added),
            ("2027-01-03".to_string(), NoService, NoService, DayChange::Added),
            ("2027-01-09".to_string(), NoService, Service, DayChange::Added),
        ]
    );
    // Of a year that is known: what stays, what is named otherwise, what is taken out.
    let new = holiday_year(2026, "2026-01-01,off\n2026-01-04,off").unwrap();
    let changes: Vec<_> =
        effects(calendar, known, 2026, &new).iter().map(|it| (it.day, it.change())).collect();
    assert!(changes.contains(&(day("2026-01-01"), DayChange::Same)));
    assert!(changes.contains(&(day("2026-01-04"), DayChange::Changed)));
    assert!(changes.contains(&(day("2026-10-01"), DayChange::Removed)));
}

#[test]
fn the_next_year_is_needed_from_november_on() {
    let known = POLICY.sla.holidays();
    let years =
        |today: &str| missing(known, day(today)).iter().map(|it| (it.year, it.begun)).collect::<Vec<_>>();
    assert_eq!(years("2026-10-31"), []);
    assert_eq!(years("2026-11-01"), [(2027, false)]);
    assert_eq!(years("2026-12-31"), [(2027, false)]);
    assert_eq!(years("2027-01-01"), [(2027, true)]);
    assert_eq!(years("2027-11-01"), [(2027, true), (2028, false)]);
    assert_eq!(years("2025-12-31"), []);
}
