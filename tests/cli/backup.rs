//! `backup` and `restore` as an operator runs them.

use super::{Place, Served};

fn copy_of(place: &Place) -> String {
    format!("sqlite://{}", place.0.join("copy/tierdesk.sqlite").display())
}

#[test]
fn a_running_portal_is_backed_up_checked_and_restored_elsewhere() {
    let place = Place::new();
    place.run(&["seed", "--requests", "50"]).expect(0);
    let served = Served::start(&place, &[]);
    let made = place.run(&["backup", "backups-first", "--json"]).expect(0);
    served.stop();
    assert!(made.err.contains("service_records: 50"), "progress: {}", made.err);
    let made = made.json();
    assert!(made["rows"].as_u64() > Some(50) && made["tables"].as_u64() >= Some(16), "{made}");
    let key = std::fs::read_to_string(place.0.join("signing-key.pem")).unwrap();
    let secret = key.lines().nth(1).unwrap();
    for file in std::fs::read_dir(place.0.join("backups-first/tables")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains(secret), "the signing key is not in it");
    }

    let checked = place.run(&["restore", "--check", "backups-first", "--json"]).expect(0).json();
    assert_eq!(checked["content_sha256"], made["content_sha256"]);
    let mut restore = place.command(&["restore", "backups-first", "--json"]);
    let restored = super::Ran::from(restore.env("TIERDESK_DATABASE__URL", copy_of(&place)).output().unwrap());
    assert_eq!(restored.expect(0).json()["content_sha256"], made["content_sha256"]);
    let mut again = place.command(&["backup", "backups-second", "--json"]);
    let again = super::Ran::from(again.env("TIERDESK_DATABASE__URL", copy_of(&place)).output().unwrap());
    assert_eq!(again.expect(0).json()["content_sha256"], made["content_sha256"]);
    Served::start(&place, &[("TIERDESK_DATABASE__URL", &copy_of(&place))]).stop();
}

#[test]
fn what_cannot_be_done_ends_with_one_and_leaves_nothing() {
    let place = Place::new();
    let ran = place.run(&["backup", "first"]).expect(1);
    assert!(ran.err.contains("no database"), "{}", ran.err);
    let ran = place.run(&["restore", "first"]).expect(1);
    assert!(ran.err.contains("no complete backup"), "{}", ran.err);
    assert_eq!(std::fs::read_dir(&place.0).unwrap().count(), 0, "no folder, no database");

    place.run(&["seed", "--requests", "10"]).expect(0);
    place.run(&["backup", "first"]).expect(0);
    let ran = place.run(&["restore", "first"]).expect(1);
    assert!(ran.err.contains("not empty"), "{}", ran.err);
    let ran = place.run(&["backup", "first"]).expect(1);
    assert!(ran.err.contains("never overwrites"), "{}", ran.err);
    std::fs::remove_file(place.0.join("first/tables/users.jsonl")).unwrap();
    let ran = place.run(&["restore", "--check", "first"]).expect(1);
    assert!(ran.err.contains("users.jsonl"), "{}", ran.err);
    place.run(&["backup"]).expect(2);
}

#[test]
fn a_backup_that_was_killed_looks_like_none() {
    let place = Place::new();
    place.run(&["seed", "--requests", "2000"]).expect(0);
    let mut child = place.command(&["backup", "first"]).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut progress = std::io::BufRead::lines(std::io::BufReader::new(child.stderr.take().unwrap()));
    progress.next().unwrap().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!place.0.join("first").exists());
    let left: Vec<_> = std::fs::read_dir(&place.0)
        .unwrap()
        .map(|it| it.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("first"))
        .collect();
    assert!(left.len() == 1 && left[0].starts_with("first.unfinished-"), "{left:?}");
    let ran = place.run(&["restore", "--check", &left[0]]).expect(1);
    assert!(ran.err.contains("no complete backup"), "{}", ran.err);
    place.run(&["backup", "first"]).expect(0);
}
