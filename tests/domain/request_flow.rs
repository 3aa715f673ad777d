//! `docs/requests.md` is drawn from the table of moves; `UPDATE_GOLDEN=1` draws it anew.

use std::fmt::Write;

use tierdesk::domain::request_flow::{By, Move, TABLE};
use tierdesk::domain::request_words::RequestStatus;

use crate::support::variable;

const HEAD: &str = "# Service requests

How a request moves (chapter 4.1). Diagram and table are drawn from `src/domain/request_flow.rs` by
`UPDATE_GOLDEN=1 cargo test request_flow`; the test fails where this page is not what the table says. What is not here is
refused with 409. A request that is handed on begins anew with the next holder, with clocks of its own.

```mermaid
stateDiagram-v2
";

fn who(row: &Move) -> &'static str {
    match row.by {
        By::Serving => "whoever serves",
        By::Customer => "whoever asked",
        By::Either => "either",
    }
}

fn drawn() -> String {
    let mut page = HEAD.to_string();
    let name = |status: &RequestStatus| status.as_str();
    page.push_str("    [*] --> new : raise\n");
    for row in TABLE {
        for from in row.from {
            writeln!(page, "    {} --> {} : {}", name(from), name(&row.to), row.step).unwrap();
        }
    }
    // Whatever no move leads out of is an end.
    for end in RequestStatus::ALL.iter().filter(|it| !TABLE.iter().any(|row| row.from.contains(it))) {
        writeln!(page, "    {} --> [*]", name(end)).unwrap();
    }
    page.push_str("```\n\n| step | from | to | by | reason |\n|---|---|---|---|---|\n");
    for row in TABLE {
        let from: Vec<String> = row.from.iter().map(|it| format!("`{}`", name(it))).collect();
        let reason = if row.reason { "required" } else { "" };
        let (from, to) = (from.join(", "), name(&row.to));
        writeln!(page, "| `{}` | {from} | `{to}` | {} | {reason} |", row.step, who(row)).unwrap();
    }
    page
}

#[test]
fn the_page_of_requests_is_what_the_table_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/requests.md");
    if variable("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, drawn()).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(kept, drawn(), "run UPDATE_GOLDEN=1 cargo test request_flow and look at the difference");
}

#[test]
fn every_state_is_reached_and_ends_are_two() {
    let ends: Vec<&RequestStatus> =
        RequestStatus::ALL.iter().filter(|it| !TABLE.iter().any(|row| row.from.contains(it))).collect();
    assert_eq!(ends, [&RequestStatus::Closed, &RequestStatus::Cancelled]);
    for status in RequestStatus::ALL.iter().filter(|it| **it != RequestStatus::New) {
        assert!(TABLE.iter().any(|row| row.to == *status), "nothing leads to {status}");
    }
}
