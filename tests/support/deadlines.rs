//! Deadlines worked out by hand from chapter 3, for every way of asking.

use serde_json::{Value, json};

use super::fixture::{KUNMING, SHENZHEN};

/// One question with its answer.
pub struct Worked {
    /// What the row shows.
    pub what: &'static str,
    pub profile: &'static str,
    pub severity: Option<i64>,
    /// In a tier-1 city; else elsewhere.
    pub tier1: bool,
    /// Local time of Shanghai.
    pub reported: &'static str,
    /// Local times between which it waited for the customer.
    pub pauses: &'static [(&'static str, &'static str)],
    /// Kind and local time of each target.
    pub due: &'static [(&'static str, &'static str)],
    /// Whether all of them are "<".
    pub strict: bool,
}

const FRIDAY: &str = "2026-03-06T17:00:00";

#[rustfmt::skip]
pub const WORKED: &[Worked] = &[
    // 3.2: elapsed, 7×24.
    row("level 1", "response-system", 1, true, FRIDAY, &[("respond", "2026-03-07T05:00:00"), ("onsite", "2026-03-07T05:00:00")]),
    row("level 1", "response-system", 1, false, FRIDAY, &[("respond", "2026-03-08T17:00:00"), ("onsite", "2026-03-08T17:00:00")]),
    row("level 2", "response-system", 2, true, FRIDAY, &[("respond", "2026-03-07T17:00:00"), ("onsite", "2026-03-07T17:00:00")]),
    row("level 2", "response-system", 2, false, FRIDAY, &[("respond", "2026-03-09T17:00:00"), ("onsite", "2026-03-09T17:00:00")]),
    row("level 1 into the new year", "response-system", 1, true, "2025-12-31T20:00:00", &[("respond", "2026-01-01T08:00:00"), ("onsite", "2026-01-01T08:00:00")]),
    // Whole service days. A Friday at 17:00 is inside: the same time of day, n service days later.
    row("level 3, Friday 17:00", "response-system", 3, true, FRIDAY, &[("respond", "2026-03-10T17:00:00"), ("onsite", "2026-03-10T17:00:00")]),
    row("level 3, Friday 17:00", "response-system", 3, false, FRIDAY, &[("respond", "2026-03-13T17:00:00"), ("onsite", "2026-03-13T17:00:00")]),
    row("level 4, Friday 17:00", "response-system", 4, true, FRIDAY, &[("respond", "2026-03-13T17:00:00"), ("onsite", "2026-03-13T17:00:00")]),
    row("level 4, Friday 17:00", "response-system", 4, false, FRIDAY, &[("respond", "2026-03-17T17:00:00"), ("onsite", "2026-03-17T17:00:00")]),
    // At 20:00 it is over: from Monday 08:00.
    row("level 3, Friday 20:00", "response-system", 3, true, "2026-03-06T20:00:00", &[("respond", "2026-03-11T08:00:00"), ("onsite", "2026-03-11T08:00:00")]),
    row("level 3, Friday 20:00", "response-system", 3, false, "2026-03-06T20:00:00", &[("respond", "2026-03-16T08:00:00"), ("onsite", "2026-03-16T08:00:00")]),
    row("level 4, Friday 20:00", "response-system", 4, true, "2026-03-06T20:00:00", &[("respond", "2026-03-16T08:00:00"), ("onsite", "2026-03-16T08:00:00")]),
    row("level 4, Friday 20:00", "response-system", 4, false, "2026-03-06T20:00:00", &[("respond", "2026-03-18T08:00:00"), ("onsite", "2026-03-18T08:00:00")]),
    // Closing time itself is inside; a second later is not.
    row("level 3, closing time", "response-system", 3, true, "2026-03-06T18:00:00", &[("respond", "2026-03-10T18:00:00"), ("onsite", "2026-03-10T18:00:00")]),
    row("level 3, a second after closing time", "response-system", 3, true, "2026-03-06T18:00:01", &[("respond", "2026-03-11T08:00:00"), ("onsite", "2026-03-11T08:00:00")]),
    // National Day, 1 to 7 October; Saturday the 10th is worked.
    row("level 3 on a holiday", "response-system", 3, true, "2026-10-02T10:00:00", &[("respond", "2026-10-10T08:00:00"), ("onsite", "2026-10-10T08:00:00")]),
    row("level 3 on a holiday", "response-system", 3, false, "2026-10-02T10:00:00", &[("respond", "2026-10-14T08:00:00"), ("onsite", "2026-10-14T08:00:00")]),
    row("level 3 on the eve of a holiday, 23:50", "response-system", 3, true, "2026-09-30T23:50:00", &[("respond", "2026-10-10T08:00:00"), ("onsite", "2026-10-10T08:00:00")]),
    // Saturday 9 May is worked.
    row("level 3 across a swapped Saturday", "response-system", 3, true, "2026-05-07T15:00:00", &[("respond", "2026-05-09T15:00:00"), ("onsite", "2026-05-09T15:00:00")]),
    row("level 3 across a swapped Saturday", "response-system", 3, false, "2026-05-07T15:00:00", &[("respond", "2026-05-13T15:00:00"), ("onsite", "2026-05-13T15:00:00")]),
    // Saturday 14 February is worked, the nine days after it are off, Saturday the 28th is worked again.
    row("level 3 on a swapped Saturday", "response-system", 3, true, "2026-02-14T10:00:00", &[("respond", "2026-02-25T10:00:00"), ("onsite", "2026-02-25T10:00:00")]),
    row("level 3 on a swapped Saturday", "response-system", 3, false, "2026-02-14T10:00:00", &[("respond", "2026-02-28T10:00:00"), ("onsite", "2026-02-28T10:00:00")]),
    // 1 to 3 January are off, Sunday the 4th is worked.
    row("level 3 across the new year", "response-system", 3, true, "2025-12-31T16:00:00", &[("respond", "2026-01-05T16:00:00"), ("onsite", "2026-01-05T16:00:00")]),
    row("level 3 across the new year", "response-system", 3, false, "2025-12-31T16:00:00", &[("respond", "2026-01-08T16:00:00"), ("onsite", "2026-01-08T16:00:00")]),
    row("level 4 across the new year", "response-system", 4, false, "2025-12-31T16:00:00", &[("respond", "2026-01-12T16:00:00"), ("onsite", "2026-01-12T16:00:00")]),
    // 2024: Thursday 26 September; Sunday the 29th is worked, 1 to 7 October are off, Saturday the 12th is worked.
    row("level 3 across National Day 2024", "response-system", 3, false, "2024-09-26T09:00:00", &[("respond", "2024-10-09T09:00:00"), ("onsite", "2024-10-09T09:00:00")]),
    // 2025: Saturday 25 January is free, Sunday the 26th worked, 28 January to 4 February off.
    row("level 3 across Spring Festival 2025", "response-system", 3, true, "2025-01-24T17:00:00", &[("respond", "2025-01-27T17:00:00"), ("onsite", "2025-01-27T17:00:00")]),
    row("level 3 across Spring Festival 2025", "response-system", 3, false, "2025-01-24T17:00:00", &[("respond", "2025-02-07T17:00:00"), ("onsite", "2025-02-07T17:00:00")]),
    // Five hours' waiting push 15:00 to 20:00, which is closed: Monday 08:00. The response does not wait.
    Worked { pauses: &[("2026-03-04T16:00:00", "2026-03-04T21:00:00")], ..row("level 3 pushed out of hours", "response-system", 3, true, "2026-03-04T15:00:00", &[("respond", "2026-03-06T15:00:00"), ("onsite", "2026-03-09T08:00:00")]) },
    // Three hours push it to closing time, which still counts as inside.
    Worked { pauses: &[("2026-03-04T16:00:00", "2026-03-04T19:00:00")], ..row("level 3 pushed to closing time", "response-system", 3, true, "2026-03-04T15:00:00", &[("respond", "2026-03-06T15:00:00"), ("onsite", "2026-03-06T18:00:00")]) },
    // A pause over the weekend takes nothing from service days, but from a clock that never stops it does.
    Worked { pauses: &[("2026-03-07T00:00:00", "2026-03-09T00:00:00")], ..row("level 3 paused over the weekend", "response-system", 3, true, FRIDAY, &[("respond", "2026-03-10T17:00:00"), ("onsite", "2026-03-10T17:00:00")]) },
    Worked { pauses: &[("2026-03-06T18:00:00", "2026-03-06T20:30:00")], ..row("level 1 paused", "response-system", 1, true, FRIDAY, &[("respond", "2026-03-07T05:00:00"), ("onsite", "2026-03-07T07:30:00")]) },
    // 3.3, the same in all cities.
    within("vip 1", "vip", 1, true, &[("respond", "2026-03-06T17:05:00")]),
    within("vip 1", "vip", 1, false, &[("respond", "2026-03-06T17:05:00")]),
    within("vip 2", "vip", 2, true, &[("respond", "2026-03-06T17:30:00"), ("onsite", "2026-03-06T21:00:00"), ("resolve", "2026-03-07T17:00:00")]),
    within("vip 2", "vip", 2, false, &[("respond", "2026-03-06T17:30:00"), ("onsite", "2026-03-06T21:00:00"), ("resolve", "2026-03-07T17:00:00")]),
    within("vip 3", "vip", 3, true, &[("respond", "2026-03-06T19:00:00"), ("onsite", "2026-03-07T01:00:00"), ("workaround", "2026-03-06T19:00:00")]),
    within("vip 3", "vip", 3, false, &[("respond", "2026-03-06T19:00:00"), ("onsite", "2026-03-07T01:00:00"), ("workaround", "2026-03-06T19:00:00")]),
    // Waiting from 18:00 to 20:30 moves onsite and resolve by two hours and a half; workaround and respond never wait.
    Worked { pauses: &[("2026-03-06T18:00:00", "2026-03-06T20:30:00")], ..within("vip 2 paused", "vip", 2, true, &[("respond", "2026-03-06T17:30:00"), ("onsite", "2026-03-06T23:30:00"), ("resolve", "2026-03-07T19:30:00")]) },
    Worked { pauses: &[("2026-03-06T18:00:00", "2026-03-06T20:30:00")], ..within("vip 3 paused", "vip", 3, true, &[("respond", "2026-03-06T19:00:00"), ("onsite", "2026-03-07T03:30:00"), ("workaround", "2026-03-06T19:00:00")]) },
    // 3.4
    within("project 1", "project", 1, true, &[("respond", "2026-03-06T17:05:00"), ("resolve", "2026-03-06T21:00:00")]),
    within("project 1", "project", 1, false, &[("respond", "2026-03-06T17:05:00"), ("resolve", "2026-03-06T21:00:00")]),
    within("project 2", "project", 2, true, &[("respond", "2026-03-06T17:05:00"), ("resolve", "2026-03-06T21:00:00")]),
    within("project 2", "project", 2, false, &[("respond", "2026-03-06T17:05:00"), ("resolve", "2026-03-06T21:00:00")]),
    within("project 3", "project", 3, true, &[("respond", "2026-03-06T17:05:00"), ("resolve", "2026-03-06T21:00:00")]),
    within("project 3", "project", 3, false, &[("respond", "2026-03-06T17:05:00"), ("resolve", "2026-03-06T21:00:00")]),
    within("project 4", "project", 4, true, &[("respond", "2026-03-06T17:05:00"), ("resolve", "2026-03-06T21:00:00")]),
    within("project 4", "project", 4, false, &[("respond", "2026-03-06T17:05:00"), ("resolve", "2026-03-06T21:00:00")]),
    // 3.5
    within("P1", "standard", 1, true, &[("respond", "2026-03-06T19:00:00"), ("onsite", "2026-03-07T05:00:00"), ("resolve", "2026-03-07T17:00:00")]),
    within("P1", "standard", 1, false, &[("respond", "2026-03-06T19:00:00"), ("onsite", "2026-03-07T05:00:00"), ("resolve", "2026-03-07T17:00:00")]),
    within("P2", "standard", 2, true, &[("respond", "2026-03-07T17:00:00"), ("resolve", "2026-03-08T17:00:00")]),
    within("P2", "standard", 2, false, &[("respond", "2026-03-07T17:00:00"), ("resolve", "2026-03-08T17:00:00")]),
    within("P3", "standard", 3, true, &[("respond", "2026-03-07T17:00:00"), ("resolve", "2026-03-08T17:00:00")]),
    within("P3", "standard", 3, false, &[("respond", "2026-03-07T17:00:00"), ("resolve", "2026-03-08T17:00:00")]),
    within("P4", "standard", 4, true, &[("respond", "2026-03-07T17:00:00")]),
    within("P4", "standard", 4, false, &[("respond", "2026-03-07T17:00:00")]),
    // A kind without a severity is a wish or a question, or counts as one.
    Worked { severity: None, ..within("no severity", "standard", 0, true, &[("respond", "2026-03-07T17:00:00")]) },
    Worked { severity: None, ..within("no deadline", "none", 0, true, &[]) },
];

type Due = &'static [(&'static str, &'static str)];

const fn row(
    what: &'static str,
    profile: &'static str,
    severity: i64,
    tier1: bool,
    reported: &'static str,
    due: Due,
) -> Worked {
    Worked { what, profile, severity: Some(severity), tier1, reported, pauses: &[], due, strict: true }
}

const fn within(what: &'static str, profile: &'static str, severity: i64, tier1: bool, due: Due) -> Worked {
    Worked { strict: false, ..row(what, profile, severity, tier1, FRIDAY, due) }
}

/// A local time of Shanghai as it goes over the wire.
pub fn wire(local: &str) -> String {
    format!("{local}+08:00")
}

impl Worked {
    pub fn city(&self) -> &'static str {
        if self.tier1 { SHENZHEN } else { KUNMING }
    }

    /// The body of `POST /deadlines`.
    pub fn body(&self) -> Value {
        let pauses: Vec<Value> =
            self.pauses.iter().map(|(from, to)| json!({ "from": wire(from), "to": wire(to) })).collect();
        json!({
            "profile": self.profile, "severity": self.severity, "city": self.city(),
            "reported_at": wire(self.reported), "pauses": pauses,
        })
    }

    /// Fails unless an answer says what was worked out.
    #[track_caller]
    pub fn check(&self, answer: &Value) {
        let instant = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let told: Vec<(String, _, bool)> = answer["targets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|target| {
                let text = |name: &str| target[name].as_str().unwrap().to_string();
                (text("kind"), instant(&text("due_at")), target["strict"].as_bool().unwrap())
            })
            .collect();
        let worked: Vec<_> =
            self.due.iter().map(|(kind, due)| (kind.to_string(), instant(&wire(due)), self.strict)).collect();
        assert_eq!(told, worked, "{} in {}: {answer}", self.what, self.city());
    }
}
