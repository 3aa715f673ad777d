//! `deadline` against deadlines worked out by hand (chapter 3).

use super::Place;
use crate::support::deadlines::{WORKED, wire};

#[test]
fn the_worked_examples_come_out() {
    let place = Place::new();
    for worked in WORKED {
        let severity = worked.severity.map(|severity| severity.to_string());
        let reported = wire(worked.reported);
        let pauses: Vec<String> =
            worked.pauses.iter().map(|(from, to)| format!("{}/{}", wire(from), wire(to))).collect();
        let mut args = vec!["deadline", "--json", "--profile", worked.profile, "--city", worked.city()];
        args.extend(["--reported-at", &reported]);
        args.extend(severity.iter().flat_map(|severity| ["--severity", severity]));
        args.extend(pauses.iter().flat_map(|pause| ["--pause", pause]));
        worked.check(&place.run(&args).expect(0).json());
    }
}

const FRIDAY: &[&str] = &[
    "deadline",
    "--profile",
    "response-system",
    "--severity",
    "3",
    "--city",
    "深圳",
    "--reported-at",
    "2026-03-06T17:00:00+08:00",
];

#[test]
fn it_says_every_interval_in_the_language_asked_for() {
    let place = Place::new();
    let chinese = place.run(FRIDAY).expect(0).out;
    assert!(chinese.contains("响应：须早于 2026-03-10（周二）17:00"), "{chinese}");
    assert!(chinese.contains("非服务日，不计（48 小时）") && !chinese.contains('⟦'), "{chinese}");
    let english = place.run(&[FRIDAY, &["--lang", "en"]].concat()).expect(0).out;
    assert!(english.contains("Response: before Tue 2026-03-10 17:00. 48 h, service days count"), "{english}");
    assert!(english.contains("1. Fri 2026-03-06 17:00 to Sat 2026-03-07 00:00: counts, 7 h"), "{english}");
    assert!(english.contains("no service day, does not count (48 h)") && !english.contains('⟦'), "{english}");
    assert!(english.contains("Engineer on site"), "{english}");
    let remote = place.run(&[FRIDAY, &["--lang", "en", "--remote"]].concat()).expect(0).out;
    assert!(!remote.contains("Engineer on site"), "{remote}");
    let none =
        ["deadline", "--profile", "none", "--city", "深圳", "--reported-at", "2026-03-06T17:00:00+08:00"];
    assert!(place.run(&none).expect(0).out.contains("没有时限"));
}

/// What is changed of the Friday, the exit code, and what is said.
type Case<'a> = (&'a [(&'static str, &'static str)], i32, &'static str);

#[test]
fn what_is_wrong_is_named() {
    let place = Place::new();
    let with = |change: &[(&'static str, &'static str)]| -> Vec<&'static str> {
        let mut args = FRIDAY.to_vec();
        for (name, value) in change {
            match args.iter().position(|arg| arg == name) {
                Some(at) => args[at + 1] = value,
                None => args.extend([*name, *value]),
            }
        }
        args
    };
    let pause = "2026-03-06T19:00:00+08:00/2026-03-06T18:00:00+08:00";
    let cases: &[Case<'_>] = &[
        (&[("--profile", "gold")], 1, "profile: unknown_profile"),
        (&[("--profile", "vip"), ("--severity", "4")], 1, "severity: severity_not_in_profile"),
        (&[("--severity", "9")], 1, "severity: too_large"),
        (&[("--city", "999999")], 1, "city: not_a_city"),
        (&[("--city", "Atlantis")], 1, "city: no city"),
        (&[("--reported-at", "2012-12-31T23:59:59+08:00")], 1, "reported_at: before_2013"),
        (&[("--pause", pause)], 1, "pauses.0.to: ends_before_it_begins"),
        (&[("--reported-at", "yesterday")], 2, "--reported-at"),
        (&[("--pause", "2026-03-06T19:00:00+08:00")], 2, "FROM/TO"),
    ];
    for (change, code, told) in cases {
        let ran = place.run(&with(change)).expect(*code);
        assert!(ran.err.contains(told), "{change:?}: {}", ran.err);
    }
    place.run(&["deadline", "--profile", "vip"]).expect(2);
    assert!(place.run(&["deadline", "--help"]).expect(0).out.contains("Examples:"));
    assert_eq!(std::fs::read_dir(&place.0).unwrap().count(), 0, "no database is left behind");
}
