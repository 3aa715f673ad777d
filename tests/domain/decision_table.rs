//! The whole table of chapters 2.1 to 2.4, written out: class × code × place × escalation.
//!
//! Each cell says outcome (F free, C charged, N not provided), level, provider, payer, who bills. The four cells of a row:
//! same city, same city escalated, other city, other city escalated. Nothing here is computed from the code under test.

use tierdesk::domain::decision::{Decision, decide};

use super::{input, policies};

#[rustfmt::skip]
pub const TABLE: &[(&str, &str, [&str; 4])] = &[
    ("agent", "SPSR001", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("agent", "SPSR002", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("agent", "SPSR003", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("agent", "SPSR004", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("agent", "SPSL005", ["F S1 vendor - -", "F S1 vendor - -", "C S1 vendor agent vendor", "C S1 vendor agent vendor"]),
    ("agent", "SPSR006", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("agent", "SPSL007", ["F S1 vendor - -", "F S1 vendor - -", "C S1 vendor agent vendor", "C S1 vendor agent vendor"]),
    ("agent", "SASR008", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("agent", "SASR009", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("agent", "SASR010", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("agent", "SASL011", ["F S1 vendor - -", "F S1 vendor - -", "C S1 vendor agent vendor", "C S1 vendor agent vendor"]),
    ("agent", "SASL012", ["F S1 vendor - -", "F S1 vendor - -", "C S1 vendor agent vendor", "C S1 vendor agent vendor"]),
    ("agent", "SASL013", ["F S1 vendor - -", "F S1 vendor - -", "C S1 vendor agent vendor", "C S1 vendor agent vendor"]),
    ("agent", "SASL014", ["F S1 vendor - -", "F S1 vendor - -", "C S1 vendor agent vendor", "C S1 vendor agent vendor"]),
    ("end_user", "SPSR001", ["F S2 agent - -", "F S2 vendor - -", "F S2 agent - -", "F S2 vendor - -"]),
    ("end_user", "SPSR002", ["F S2 agent - -", "F S2 vendor - -", "F S2 agent - -", "F S2 vendor - -"]),
    ("end_user", "SPSR003", ["F S2 agent - -", "F S2 vendor - -", "F S2 agent - -", "F S2 vendor - -"]),
    ("end_user", "SPSR004", ["F S2 agent - -", "F S2 vendor - -", "F S2 agent - -", "F S2 vendor - -"]),
    ("end_user", "SPSL005", ["N X agent - -", "N X agent - -", "N X agent - -", "N X agent - -"]),
    ("end_user", "SPSR006", ["F S2 agent - -", "F S2 vendor - -", "F S2 agent - -", "F S2 vendor - -"]),
    ("end_user", "SPSL007", ["N X agent - -", "N X agent - -", "N X agent - -", "N X agent - -"]),
    ("end_user", "SASR008", ["F S2 agent - -", "F S2 vendor - -", "F S2 agent - -", "F S2 vendor - -"]),
    ("end_user", "SASR009", ["F S2 agent - -", "F S2 vendor - -", "F S2 agent - -", "F S2 vendor - -"]),
    ("end_user", "SASR010", ["F S2 agent - -", "F S2 vendor - -", "F S2 agent - -", "F S2 vendor - -"]),
    ("end_user", "SASL011", ["C S0 agent end_user agent", "C S0 vendor agent vendor", "C S0 agent end_user agent", "C S0 vendor agent vendor"]),
    ("end_user", "SASL012", ["C S0 agent end_user agent", "C S0 vendor agent vendor", "C S0 agent end_user agent", "C S0 vendor agent vendor"]),
    ("end_user", "SASL013", ["N - - - -", "N - - - -", "N - - - -", "N - - - -"]),
    ("end_user", "SASL014", ["C S0 agent end_user agent", "C S0 vendor agent vendor", "C S0 agent end_user agent", "C S0 vendor agent vendor"]),
    ("key_account", "SPSR001", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("key_account", "SPSR002", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("key_account", "SPSR003", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("key_account", "SPSR004", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("key_account", "SPSL005", ["F S1 vendor - -", "F S1 vendor - -", "C S1 vendor key_account vendor", "C S1 vendor key_account vendor"]),
    ("key_account", "SPSR006", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("key_account", "SPSL007", ["F S1 vendor - -", "F S1 vendor - -", "C S1 vendor key_account vendor", "C S1 vendor key_account vendor"]),
    ("key_account", "SASR008", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("key_account", "SASR009", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("key_account", "SASR010", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("key_account", "SASL011", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("key_account", "SASL012", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
    ("key_account", "SASL013", ["N - - - -", "N - - - -", "N - - - -", "N - - - -"]),
    ("key_account", "SASL014", ["F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -", "F S2 vendor - -"]),
];

fn short(decision: &Decision) -> String {
    let outcome = match decision.outcome.as_str() {
        "free" => "F",
        "charged" => "C",
        _ => "N",
    };
    let or_dash = |text: Option<&'static str>| text.unwrap_or("-");
    format!(
        "{outcome} {} {} {} {}",
        or_dash(decision.level.map(tierdesk::domain::words::Level::as_str)),
        or_dash(decision.provider.map(tierdesk::domain::words::Provider::as_str)),
        or_dash(decision.payer.map(tierdesk::domain::words::Payer::as_str)),
        or_dash(decision.billed_by.map(tierdesk::domain::words::BilledBy::as_str)),
    )
}

#[test]
fn every_cell_of_the_table() {
    let policies = policies();
    assert_eq!(TABLE.len(), 42);
    for (class, code, cells) in TABLE {
        let places = [("440300", false), ("440300", true), ("530100", false), ("530100", true)];
        for ((city, escalated), expected) in places.into_iter().zip(cells) {
            let input = input(class.parse().unwrap(), code, city, escalated);
            let decision = decide(policies, &input).unwrap();
            assert_eq!(short(&decision), *expected, "{class} {code} {city} escalated: {escalated}");
            let onsite = code.as_bytes()[3] == b'L';
            assert_eq!(decision.same_city, onsite.then_some(city == "440300"), "{class} {code} {city}");
        }
    }
}
