//! The configuration as commands see it, `migrate`, and `serve` on an empty database (8.5).

use super::{Place, Served};

#[test]
fn every_fault_is_named_at_once_with_its_key() {
    let place = Place::new();
    let mut serve = place.command(&["serve"]);
    serve
        .env("TIERDESK_SERVER__LISTEN", "nowhere")
        .env("TIERDESK_NO_SUCH__KEY", "1")
        .env("TIERDESK_SERVER__WORKERS", "0");
    let ran = super::Ran::from(serve.output().unwrap()).expect(1);
    for key in ["server.listen", "server.workers", "no_such.key"] {
        assert!(ran.err.contains(key), "{key}: {}", ran.err);
    }
    assert_eq!(
        std::fs::read_dir(&place.0).unwrap().count(),
        0,
        "a program that does not start leaves nothing"
    );
}

#[test]
fn a_missing_file_is_a_fault() {
    let ran = Place::new().run(&["migrate", "--config", "nowhere.toml"]).expect(1);
    assert!(ran.err.contains("nowhere.toml"), "{}", ran.err);
}

#[test]
fn migrating_twice_does_nothing_the_second_time() {
    let place = Place::new();
    let first = place.run(&["migrate", "--json"]).expect(0).json();
    assert!(!first["applied"].as_array().unwrap().is_empty());
    assert_eq!(place.run(&["migrate", "--json"]).expect(0).json()["applied"], serde_json::json!([]));
    assert!(place.run(&["migrate"]).expect(0).out.contains("up to date"));
}

#[test]
fn serve_offers_a_set_up_address_while_nobody_is_there_and_stops_when_told() {
    let place = Place::new();
    let before = Served::start(&place, &[("TIERDESK_SERVER__PUBLIC_URL", "https://portal.example")]).stop();
    assert!(before.iter().any(|line| line.contains("https://portal.example/setup/")), "{before:?}");
    let again = Served::start(&place, &[("TIERDESK_SERVER__PUBLIC_URL", "https://portal.example")]).stop();
    let address = |log: &[String]| log.iter().find(|line| line.contains("/setup/")).cloned();
    assert_ne!(address(&again), address(&before), "each start gives another, and only the last is good");
    place
        .run(&["admin", "create", "--email", "a@vendor.example", "--name", "A", "--organisation", "V"])
        .expect(0);
    let before = Served::start(&place, &[]).stop();
    assert!(!before.iter().any(|line| line.contains("/setup/")), "{before:?}");
}
