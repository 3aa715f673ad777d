//! `decide` against the worked examples of 2.4.

use super::Place;
use serde_json::{Value, json};

/// Class, code, city, escalated → outcome, level, provider, payer, billed by.
const EXAMPLES: &[(&str, &str, &str, bool, [&str; 5])] = &[
    ("agent", "SPSL005", "深圳", false, ["free", "S1", "vendor", "-", "-"]),
    ("agent", "SASL012", "广州", false, ["charged", "S1", "vendor", "agent", "vendor"]),
    ("end_user", "SPSL007", "深圳", false, ["not_provided", "X", "agent", "-", "-"]),
    ("end_user", "SASR008", "昆明", false, ["free", "S2", "agent", "-", "-"]),
    ("end_user", "SASL012", "深圳", false, ["charged", "S0", "agent", "end_user", "agent"]),
    ("end_user", "SASL012", "深圳", true, ["charged", "S0", "vendor", "agent", "vendor"]),
    ("end_user", "SPSL005", "北京", true, ["not_provided", "X", "agent", "-", "-"]),
    ("end_user", "SASL013", "深圳", false, ["not_provided", "-", "-", "-", "-"]),
    ("key_account", "SPSL005", "昆明", false, ["charged", "S1", "vendor", "key_account", "vendor"]),
    ("key_account", "SASL012", "昆明", false, ["free", "S2", "vendor", "-", "-"]),
];

fn word(text: &str) -> Value {
    if text == "-" { Value::Null } else { json!(text) }
}

#[test]
fn the_worked_examples_come_out() {
    let place = Place::new();
    for (class, code, city, escalated, expected) in EXAMPLES {
        let mut args = vec!["decide", "--class", class, "--code", code, "--city", city, "--json"];
        args.extend(escalated.then_some("--escalated"));
        let decision = place.run(&args).expect(0).json();
        for (name, value) in ["outcome", "level", "provider", "payer", "billed_by"].iter().zip(expected) {
            assert_eq!(decision[name], word(value), "{class} {code} {city}: {name}");
        }
    }
}

#[test]
fn it_says_why_in_the_language_asked_for() {
    let place = Place::new();
    let args = ["decide", "--class", "end_user", "--code", "SASL012", "--city", "440300", "--escalated"];
    let chinese = place.run(&args).expect(0).out;
    assert!(chinese.contains("收费") && chinese.contains("outcome=charged"), "{chinese}");
    let english = place.run(&[&args[..], &["--lang", "en"]].concat()).expect(0).out;
    assert!(english.contains("Level S0: this is charged"), "{english}");
    assert_eq!(english.matches("\n").count(), chinese.matches("\n").count());
}

#[test]
fn minutes_and_parts_come_into_the_estimate() {
    let place = Place::new();
    let args =
        ["decide", "--class", "end_user", "--code", "SASL012", "--city", "440300", "--escalated", "--json"];
    let more = ["--labour-minutes", "90", "--part", "SSD-480=2", "--cause-class", "customer"];
    let bare = place.run(&args).expect(0).json();
    let full = place.run(&[&args[..], &more].concat()).expect(0).json();
    let components = |it: &Value| -> Vec<String> {
        let lines = it["estimate"]["lines"].as_array().unwrap();
        lines.iter().map(|line| line["component"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(components(&bare), ["visit", "travel"]);
    assert_eq!(components(&full), ["visit", "travel", "labour", "parts"]);
    let total = |it: &Value| it["estimate"]["total_fen"].as_i64().unwrap();
    assert_eq!(total(&full) - total(&bare), 90 * 30_000 / 60 + 2 * 56_000);
}

#[test]
fn night_and_severity_are_priced_as_by_the_api() {
    let place = Place::new();
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config/policy");
    for entry in std::fs::read_dir(shipped).unwrap() {
        let path = entry.unwrap().path();
        let rates = "[[lists]]\nrates = { severity_1_fen = 45000, night_percent = 50 }";
        let text = std::fs::read_to_string(&path).unwrap();
        let text = if path.ends_with("prices.toml") { text.replacen("[[lists]]", rates, 1) } else { text };
        place.write(&format!("policy/{}", path.file_name().unwrap().to_string_lossy()), &text);
    }
    let folder = place.0.join("policy").display().to_string();
    let args = [
        "decide",
        "--class",
        "end_user",
        "--code",
        "SASL012",
        "--city",
        "440300",
        "--escalated",
        "--json",
        "--labour-minutes",
        "60",
        "--at",
        "2026-03-03T20:00:00+08:00",
        "--policy",
        &folder,
    ];
    let labour = |more: &[&str]| {
        let found = place.run(&[&args[..], more].concat()).expect(0).json();
        found["estimate"]["lines"][2]["amount_fen"].as_i64().unwrap()
    };
    assert_eq!(labour(&[]), 45_000);
    assert_eq!(labour(&["--severity", "1"]), 67_500);
    place.run(&[&args[..], &["--severity", "5"]].concat()).expect(2);
}

#[test]
fn what_is_wrong_is_named() {
    let place = Place::new();
    let ran = place.run(&["decide", "--class", "agent", "--code", "SASX012", "--city", "999999"]).expect(1);
    assert!(
        ran.err.contains("service_code: unknown_service") && ran.err.contains("city: not_a_city"),
        "{}",
        ran.err
    );
    let args = ["decide", "--class", "agent", "--code", "SASR008", "--city", "440300"];
    let early = place.run(&[&args[..], &["--at", "2012-12-31T23:59:59+08:00"]].concat()).expect(1);
    assert!(early.err.contains("at: before_first_version"), "{}", early.err);
    place.run(&[&args[..], &["--at", "yesterday"]].concat()).expect(2);
    place.run(&["decide", "--class", "vendor", "--code", "SASR008", "--city", "440300"]).expect(2);
    place.run(&[&args[..], &["--part", "SSD-480"]].concat()).expect(2);
    let orphan = ["decide", "--class", "end_user", "--code", "SASR008", "--city", "440300", "--no-agent"];
    assert!(place.run(&orphan).expect(1).err.contains("no_agent"));
    let asked = orphan.map(|word| if word == "SASR008" { "SPSR001" } else { word });
    let answer = place.run(&[&asked[..], &["--json"]].concat()).expect(0).json();
    assert_eq!((&answer["outcome"], &answer["provider"]), (&json!("free"), &json!("vendor")));
}

#[test]
fn it_leaves_no_database_behind() {
    let place = Place::new();
    place.run(&["decide", "--class", "agent", "--code", "SASR008", "--city", "440300"]).expect(0);
    assert_eq!(std::fs::read_dir(&place.0).unwrap().count(), 0);
}
