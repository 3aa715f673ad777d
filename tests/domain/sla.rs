//! Profiles as data and the targets they give (chapter 3): the shipped ones, defaults, warnings, pauses without an end.

use chrono::{DateTime, Utc};
use tierdesk::domain::calendar::DayKind;
use tierdesk::domain::deadline::Pause;
use tierdesk::domain::holidays::{HolidayYear, Holidays};
use tierdesk::domain::sla::{Ask, SlaError, Target, TargetKind};
use tierdesk::domain::words::{CityTier, ClientClass};

use super::{moment, version_1};

fn at(local: &str) -> DateTime<Utc> {
    moment(&format!("{local}+08:00"))
}

const FRIDAY: &str = "2026-03-06T17:00:00";

fn ask<'a>(profile: &'a str, severity: Option<u8>, pauses: &'a [Pause]) -> Ask<'a> {
    Ask { profile, severity, tier: CityTier::Other, from: at(FRIDAY), onsite: true, pauses }
}

fn only(targets: &[Target], kind: TargetKind) -> &Target {
    targets.iter().find(|target| target.kind == kind).unwrap()
}

#[test]
fn the_shipped_years_have_their_days() {
    let policy = version_1();
    let counts: Vec<(i32, usize, usize)> =
        policy.sla.holidays().years().map(|(year, days)| (year, days.off.len(), days.worked.len())).collect();
    assert_eq!(counts, [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)]);
    let hours = &policy.sla.calendar("mon-fri-8-18").unwrap().hours;
    let kind = |day: &str| hours.kind(day.parse().unwrap());
    assert_eq!(kind("2026-10-10"), DayKind::Service, "a Saturday that is worked");
    assert_eq!(kind("2026-10-07"), DayKind::Holiday, "a Wednesday that is none");
    let desk = &policy.sla.desk().hours;
    assert_eq!(desk.segments("2026-03-06".parse().unwrap()).len(), 2, "with a break at noon");
    let clock = |time: &str| desk.is_open(format!("2026-03-06T{time}").parse().unwrap());
    assert!(
        clock("08:30:00")
            && clock("12:00:00")
            && !clock("12:30:00")
            && clock("13:00:00")
            && !clock("08:29:59")
    );
}

#[test]
fn who_has_which_profile() {
    let sla = version_1().sla;
    assert_eq!(sla.default_profile(ClientClass::Agent, true), "response-system");
    assert_eq!(sla.default_profile(ClientClass::EndUser, true), "response-system");
    assert_eq!(sla.default_profile(ClientClass::KeyAccount, true), "vip");
    for class in ClientClass::ALL {
        assert_eq!(sla.default_profile(*class, false), "standard");
    }
    let ids: Vec<&str> = sla.profiles().map(|profile| profile.id.as_str()).collect();
    assert_eq!(ids, ["response-system", "vip", "project", "standard", "none"]);
    let worst = |id: &str| {
        let profile = sla.profile(id).unwrap();
        profile
            .severities
            .iter()
            .find(|terms| profile.rank(terms.severity) == Some(0))
            .map(|terms| terms.severity)
    };
    assert_eq!(["response-system", "vip", "none"].map(worst), [Some(1), Some(3), None]);
    let penalties = sla.profile("project").unwrap().penalties.unwrap();
    assert_eq!((penalties.no_response_after, penalties.cap_percent), (4 * 3600, 20));
    assert!(
        sla.profiles().filter(|profile| profile.id != "project").all(|profile| profile.penalties.is_none())
    );
}

#[test]
fn a_place_has_a_tier() {
    let policy = version_1();
    let tier = |code: &str| policy.tier_of(code.parse().unwrap(), at(FRIDAY));
    assert_eq!(tier("440305"), Some(CityTier::Tier1), "a district counts as its city");
    assert_eq!(tier("530100"), Some(CityTier::Other));
    assert_eq!(tier("999999"), None);
}

#[test]
fn what_cannot_be_asked() {
    let sla = version_1().sla;
    let reversed = [Pause { from: at(FRIDAY), to: Some(at("2026-03-06T16:59:59")) }];
    assert_eq!(sla.targets(&ask("gold", Some(1), &[])), Err(SlaError::UnknownProfile));
    assert_eq!(sla.targets(&ask("vip", Some(4), &[])), Err(SlaError::UnknownSeverity));
    assert_eq!(sla.targets(&ask("vip", None, &[])), Err(SlaError::SeverityRequired));
    assert_eq!(sla.targets(&ask("vip", Some(1), &reversed)), Err(SlaError::PauseReversed(0)));
    assert_eq!(sla.targets(&ask("none", Some(1), &reversed)), Err(SlaError::PauseReversed(0)));
    assert_eq!(sla.targets(&ask("none", Some(1), &[])), Ok(Vec::new()));
}

#[test]
fn while_it_waits_nobody_knows_when_it_is_due() {
    let sla = version_1().sla;
    let open = [Pause { from: at("2026-03-06T18:00:00"), to: None }];
    let targets = sla.targets(&ask("vip", Some(2), &open)).unwrap();
    let resolve = only(&targets, TargetKind::Resolve);
    assert_eq!((resolve.due_at, resolve.warn_50_at, resolve.warn_80_at), (None, None, None));
    assert!(resolve.is_met_at(at("2027-01-01T00:00:00")));
    let respond = only(&targets, TargetKind::Respond);
    assert_eq!(respond.due_at, Some(at("2026-03-06T17:30:00")));
    // A warning that was due before the pause began stands.
    let late = [Pause { from: at("2026-03-07T06:00:00"), to: None }];
    let targets = sla.targets(&ask("vip", Some(2), &late)).unwrap();
    let resolve = only(&targets, TargetKind::Resolve);
    assert_eq!((resolve.due_at, resolve.warn_50_at), (None, Some(at("2026-03-07T05:00:00"))));
}

#[test]
fn strict_is_met_only_before() {
    let sla = version_1().sla;
    let due = |profile, severity| sla.targets(&ask(profile, Some(severity), &[])).unwrap().remove(0);
    let strict = due("response-system", 1);
    let at_due = strict.due_at.unwrap();
    assert!(!strict.is_met_at(at_due) && strict.is_met_at(at_due - chrono::TimeDelta::seconds(1)));
    let within = due("standard", 1);
    let at_due = within.due_at.unwrap();
    assert!(within.is_met_at(at_due) && !within.is_met_at(at_due + chrono::TimeDelta::seconds(1)));
}

#[test]
fn warnings_fall_inside_the_hours_of_service() {
    let policy = version_1();
    let hours = &policy.sla.calendar("mon-fri-8-18").unwrap().hours;
    for severity in [3, 4] {
        for tier in [CityTier::Tier1, CityTier::Other] {
            // Every 50 minutes through the spring with its holidays, in and out of hours.
            for step in 0..4000 {
                let from = at("2026-01-28T00:00:00") + chrono::TimeDelta::minutes(step * 50);
                let asked = Ask { tier, from, ..ask("response-system", Some(severity), &[]) };
                let target = policy.sla.targets(&asked).unwrap().remove(0);
                let (half, most, due) =
                    (target.warn_50_at.unwrap(), target.warn_80_at.unwrap(), target.due_at.unwrap());
                assert!(from <= half && half <= most && most < due, "{target:?}");
                assert!(hours.is_open(hours.wall(half)) && hours.is_open(hours.wall(most)), "{target:?}");
            }
        }
    }
}

#[test]
fn nobody_is_warned_only_when_it_is_due() {
    let policy = version_1();
    let told = |severity, reported: &str, pauses: &[Pause]| {
        let from = at(reported);
        let asked = Ask { tier: CityTier::Tier1, from, ..ask("response-system", Some(severity), pauses) };
        let target = only(&policy.sla.targets(&asked).unwrap(), TargetKind::Onsite).clone();
        (target.warn_80_at.unwrap(), target.due_at.unwrap())
    };
    // From Monday 08:00; four fifths are Tuesday 22:24, and the next opening is the end: Tuesday's closing time.
    assert_eq!(told(3, "2026-03-06T20:00:00", &[]), (at("2026-03-10T18:00:00"), at("2026-03-11T08:00:00")));
    // A pause pushes both out of hours to the same opening.
    let paused = [Pause { from: at("2026-03-10T07:00:00"), to: Some(at("2026-03-10T18:30:00")) }];
    assert_eq!(
        told(3, "2026-03-06T17:00:00", &paused),
        (at("2026-03-10T18:00:00"), at("2026-03-11T08:00:00"))
    );
}

#[test]
fn imported_years_take_the_place_of_the_shipped_ones() {
    let policy = version_1();
    let mut imported = Holidays::default();
    let day = |text: &str| text.parse().unwrap();
    // In this 2026 nothing is known but a free Monday.
    imported.set(2026, HolidayYear { off: vec![day("2026-03-09")], worked: vec![] }).unwrap();
    imported
        .set(2027, HolidayYear { off: vec![day("2027-01-01")], worked: vec![day("2027-01-02")] })
        .unwrap();
    let sla = policy.sla.with_imported(&imported);
    let due = |sla: &tierdesk::domain::sla::Sla, from: &str| {
        let asked = Ask { tier: CityTier::Tier1, from: at(from), ..ask("response-system", Some(3), &[]) };
        let target = sla.targets(&asked).unwrap().remove(0);
        (target.due_at.unwrap(), target.explanation.guessed_years)
    };
    assert_eq!(due(&sla, FRIDAY), (at("2026-03-11T17:00:00"), vec![]));
    assert_eq!(due(&policy.sla, FRIDAY), (at("2026-03-10T17:00:00"), vec![]));
    assert_eq!(due(&sla, "2026-12-31T17:00:00"), (at("2027-01-04T17:00:00"), vec![]));
    assert_eq!(due(&policy.sla, "2026-12-31T17:00:00"), (at("2027-01-04T17:00:00"), vec![2027]));
    assert!(sla.holidays().knows(2024), "the others stay");
    // Days and nights count on whatever day it is.
    let always = &sla.calendar("7x24").unwrap().hours;
    assert!(!always.keeps_holidays() && !always.is_guess(2030));
}
