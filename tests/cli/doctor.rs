//! `doctor` changes nothing and tells faults from what only wants attention.

use serde_json::Value;

use super::{Place, Ran};

fn state<'a>(report: &'a Value, check: &str) -> &'a str {
    let found = report["findings"].as_array().unwrap().iter().find(|finding| finding["check"] == check);
    found.unwrap_or_else(|| panic!("{check}: {report}"))["state"].as_str().unwrap()
}

#[test]
fn a_machine_without_anything_is_no_fault() {
    let place = Place::new();
    let report = place.run(&["doctor", "--json"]).expect(0).json();
    for check in ["database", "files", "mail", "signing_key"] {
        assert_eq!(state(&report, check), "attention", "{check}");
    }
    assert_eq!(state(&report, "clock"), "ok");
    assert_eq!(std::fs::read_dir(&place.0).unwrap().count(), 0);
}

#[test]
fn a_migrated_database_is_good() {
    let place = Place::new();
    place.run(&["migrate"]).expect(0);
    let report = place.run(&["doctor", "--json"]).expect(0).json();
    assert_eq!((state(&report, "database"), state(&report, "migrations")), ("ok", "ok"));
    assert!(place.run(&["doctor"]).expect(0).out.contains("sqlite 3."));
}

#[test]
fn the_day_on_which_records_are_due_is_told() {
    let place = Place::new();
    assert!(place.run(&["doctor"]).expect(0).out.contains("sunday 24:00"));
    let mut doctor = place.command(&["doctor"]);
    doctor.env("TIERDESK_RECORDS__DUE_DAY", "friday").env("TIERDESK_RECORDS__GRACE_DAYS", "2");
    let ran = Ran::from(doctor.output().unwrap()).expect(0);
    assert!(ran.out.contains("friday 24:00 after the work and 2 day(s)"), "{}", ran.out);
}

#[test]
fn a_key_that_others_can_read_and_a_dead_mail_server_are_faults() {
    let place = Place::new();
    let key = place.write("signing-key.pem", "no key");
    let mut doctor = place.command(&["doctor", "--json"]);
    doctor.env("TIERDESK_MAIL__SMTP_URL", "smtp://user:hidden-word@127.0.0.1:9");
    let ran = Ran::from(doctor.output().unwrap()).expect(1);
    assert_eq!((state(&ran.json(), "signing_key"), state(&ran.json(), "mail")), ("fault", "fault"));
    assert!(!ran.out.contains("hidden-word") && !ran.err.contains("hidden-word"));
    assert!(ran.out.contains(&key));
}

#[test]
fn faults_of_the_configuration_are_told() {
    let place = Place::new();
    let mut doctor = place.command(&["doctor", "--json"]);
    doctor.env("TIERDESK_SERVER__WORKERS", "0").env("TIERDESK_LOG__FORMAT", "loud");
    let ran = Ran::from(doctor.output().unwrap()).expect(1);
    assert_eq!(ran.json()["findings"].as_array().unwrap().len(), 2, "{}", ran.out);
}

#[test]
fn a_database_that_does_not_answer_is_a_fault_with_its_reason() {
    let place = Place::new();
    let mut doctor = place.command(&["doctor", "--json"]);
    doctor.env("TIERDESK_DATABASE__URL", "postgres://somebody:hidden-word@127.0.0.1:9/tierdesk");
    let ran = Ran::from(doctor.output().unwrap()).expect(1);
    assert_eq!(state(&ran.json(), "database"), "fault");
    assert!(ran.out.contains("refused") && !ran.out.contains("hidden-word"), "{}", ran.out);
}

#[test]
fn a_store_of_files_that_works_is_good_and_one_that_does_not_is_a_fault() {
    let place = Place::new();
    let folder = place.0.join("files");
    std::fs::create_dir(&folder).unwrap();
    let mut doctor = place.command(&["doctor", "--json"]);
    doctor.env("TIERDESK_FILES__URL", format!("file://{}", folder.display()));
    let ran = Ran::from(doctor.output().unwrap()).expect(0);
    assert_eq!(state(&ran.json(), "files"), "ok");
    let left: Vec<_> =
        std::fs::read_dir(&folder).unwrap().flatten().filter(|entry| entry.path().is_file()).collect();
    assert!(left.is_empty(), "the probe is gone");
    let mut doctor = place.command(&["doctor", "--json"]);
    doctor
        .env("TIERDESK_FILES__URL", "s3://bucket/tierdesk")
        .env("TIERDESK_FILES__ENDPOINT", "http://127.0.0.1:9")
        .env("TIERDESK_FILES__ACCESS_KEY", "key")
        .env("TIERDESK_FILES__SECRET_KEY", "hidden-word");
    let ran = Ran::from(doctor.output().unwrap()).expect(1);
    assert_eq!(state(&ran.json(), "files"), "fault");
    assert!(!ran.out.contains("hidden-word") && !ran.err.contains("hidden-word"));
}
