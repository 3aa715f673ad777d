//! Versions of the policy: which holds when.

use tierdesk::domain::{
    decision::decide,
    policy::{PolicySet, PolicySetFault},
    service_matrix::{Cell, ServiceMatrix},
    words::{ClientClass, Level, Outcome},
};

use super::{input, moment, version_1};

fn version_2_makes_everything_free() -> tierdesk::domain::policy::Policy {
    let mut policy = version_1();
    let cells: Vec<Cell> =
        policy.matrix.cells().into_iter().map(|cell| Cell { level: Level::S2, ..cell }).collect();
    policy.version = 2;
    policy.effective_from = moment("2026-07-01T00:00:00+08:00");
    policy.matrix = ServiceMatrix::new(&cells).unwrap();
    policy
}

#[test]
fn the_version_in_force_at_the_moment_of_the_work_decides() {
    let policies = PolicySet::new(vec![version_2_makes_everything_free(), version_1()]).unwrap();
    let mut input = input(ClientClass::Agent, "SASL012", "530100", false);
    for (at, version, outcome) in [
        ("2026-06-30T23:59:59+08:00", 1, Outcome::Charged),
        ("2026-07-01T00:00:00+08:00", 2, Outcome::Free),
        ("2030-01-01T00:00:00+08:00", 2, Outcome::Free),
    ] {
        input.at = moment(at);
        let decision = decide(&policies, &input).unwrap();
        assert_eq!((decision.policy_version, decision.outcome), (version, outcome), "{at}");
    }
    assert_eq!(policies.effective_to(1), Some(moment("2026-07-01T00:00:00+08:00")));
    assert_eq!(policies.effective_to(2), None);
    assert!(policies.at(moment("2012-12-31T23:59:59+08:00")).is_err());
}

#[test]
fn versions_must_follow_one_another() {
    assert_eq!(PolicySet::new(vec![]), Err(vec![PolicySetFault::Empty]));
    let mut same_moment = version_1();
    same_moment.version = 2;
    assert_eq!(PolicySet::new(vec![version_1(), same_moment]), Err(vec![PolicySetFault::Moment(2)]));
    let mut number = version_2_makes_everything_free();
    number.version = 1;
    assert_eq!(PolicySet::new(vec![version_1(), number]), Err(vec![PolicySetFault::Number(1)]));
}

#[test]
fn a_closed_service_point_no_longer_makes_its_city_near() {
    let files = tierdesk::domain::policy_files::VERSION_1.iter().map(|(name, text)| {
        let closes = "Beijing Technical Service Centre\", to = 2020-01-01T00:00:00+08:00,";
        (*name, text.replace("Beijing Technical Service Centre\",", closes))
    });
    let files: Vec<(&str, String)> = files.collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let policies = PolicySet::new(vec![tierdesk::domain::policy_load::load(&files).unwrap()]).unwrap();
    let mut input = input(ClientClass::Agent, "SASL012", "110000", false);
    for (at, near) in [("2019-12-31T23:59:59+08:00", true), ("2020-01-01T00:00:00+08:00", false)] {
        input.at = moment(at);
        assert_eq!(decide(&policies, &input).unwrap().same_city, Some(near), "{at}");
    }
}
