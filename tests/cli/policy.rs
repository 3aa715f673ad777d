//! `policy check` and `policy show`.

use std::path::Path;

use super::Place;

fn shipped() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config/policy").display().to_string()
}

/// A copy of the shipped files with `from` in `file` written as `to`.
fn changed(place: &Place, file: &str, from: &str, to: &str) -> String {
    for entry in std::fs::read_dir(shipped()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(name != file || text.contains(from), "{file} does not say {from}");
        place.write(&format!("policy/{name}"), &if name == file { text.replacen(from, to, 1) } else { text });
    }
    place.0.join("policy").display().to_string()
}

#[test]
fn the_shipped_policy_has_no_fault() {
    let place = Place::new();
    let ran = place.run(&["policy", "check", &shipped()]).expect(0);
    assert!(ran.out.contains("version 1"), "{}", ran.out);
    assert_eq!(
        place.run(&["policy", "check", &shipped(), "--json"]).expect(0).json()["faults"],
        serde_json::json!([])
    );
}

#[test]
fn every_fault_is_named_with_file_and_line() {
    let place = Place::new();
    let folder = changed(&place, "catalogue.toml", "SPSR001", "SPSX001");
    let ran = place.run(&["policy", "check", &folder]).expect(1);
    assert!(ran.out.contains("catalogue.toml:"), "{}", ran.out);
    let line = ran.out.split("catalogue.toml:").nth(1).and_then(|rest| rest.split(':').next()).unwrap();
    let text = std::fs::read_to_string(place.0.join("policy/catalogue.toml")).unwrap();
    let named = text.lines().nth(line.parse::<usize>().unwrap() - 1).unwrap();
    assert!(named.contains("SPSX001"), "line {line}: {named}");
    let faults = place.run(&["policy", "check", &folder, "--json"]).expect(1).json();
    assert!(faults["faults"].as_array().unwrap().iter().any(|it| it["file"] == "catalogue.toml"), "{faults}");
}

#[test]
fn a_folder_without_the_files_is_told_so() {
    let place = Place::new();
    let empty = place.0.join("empty");
    std::fs::create_dir(&empty).unwrap();
    let ran = place.run(&["policy", "check", &empty.display().to_string()]).expect(1);
    assert!(ran.out.contains("missing_file"), "{}", ran.out);
    assert!(place.run(&["policy", "check", "nowhere"]).expect(1).err.contains("nowhere"));
}

#[test]
fn show_prints_what_is_published() {
    let place = Place::new();
    let shown = place.run(&["policy", "show", "--json"]).expect(0).json();
    assert_eq!((shown["version"].as_i64(), shown["cells"].as_array().unwrap().len()), (Some(1), 12));
    assert_eq!(shown["catalogue"].as_array().unwrap().len(), 14);
    assert_eq!(shown["price_lists"][0]["agent_fee_percent"], 60);
    place.run(&["policy", "show", "--version", "2"]).expect(1);
    place.run(&["migrate"]).expect(0);
    assert!(place.run(&["policy", "show"]).expect(0).out.contains("SASL012"));
}
