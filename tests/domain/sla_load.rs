//! What can be wrong with calendars, holidays and profiles is named with file, line and code.

use super::policy_load::{faults, line_of};
use tierdesk::domain::policy_load::FaultCode;

const LEVEL_1: &str =
    "{ kind = \"respond\", tier1 = \"12h\", other = \"48h\", strict = true, expert_group = true }";
const LEVEL_4: &str = "{ kind = \"respond\", tier1 = \"120h\", other = \"168h\", strict = true }";
const PENALTIES: &str = "no_response_percent = 1";

#[test]
#[rustfmt::skip]
fn each_kind_of_fault_is_named() {
    use FaultCode::*;
    let cases: &[(&str, &str, &str, FaultCode)] = &[
        ("calendars.toml", "id = \"office\"", "id = \"7x24\"", DuplicateCalendar),
        ("calendars.toml", "desk = \"office\"", "desk = \"nowhere\"", UnknownCalendar),
        ("calendars.toml", "from = \"13:00\", to = \"18:00\"", "from = \"11:59\", to = \"18:00\"", BadHours),
        ("calendars.toml", "from = \"13:00\", to = \"18:00\"", "from = \"18:00\", to = \"13:00\"", BadHours),
        ("calendars.toml", "from = \"00:00\", to = \"24:00\"", "from = \"00:00\", to = \"24:01\"", BadHours),
        ("calendars.toml", "from = \"00:00\", to = \"24:00\"", "from = \"0:00\", to = \"24:00\"", BadHours),
        ("calendars.toml", "\"fri\", \"sat\", \"sun\"]", "\"fri\", \"sat\", \"day\"]", NotAnOption),
        ("calendars.toml", "zh = \"7×24 小时\"", "zh = \"7×24 小时\"\nwish = 1", BadToml),
        ("holidays.toml", "\"2026-06-19..2026-06-21\"", "\"2026-06-21..2026-06-19\"", NotADay),
        ("holidays.toml", "\"2026-06-19..2026-06-21\"", "\"2026-06-31\"", NotADay),
        ("holidays.toml", "\"2026-06-19..2026-06-21\"", "\"2027-06-19\"", BadHoliday),
        ("holidays.toml", "\"2026-06-19..2026-06-21\"", "\"2026-05-01\"", BadHoliday),
        ("holidays.toml", "\"2026-05-09\"", "\"2026-05-08\"", BadHoliday),
        ("holidays.toml", "year = 2025", "year = 2024", DuplicateYear),
        ("holidays.toml", "year = 2025", "year = 25", BadYear),
        ("sla-profiles.toml", "key_account = \"vip\"", "key_account = \"gold\"", UnknownProfile),
        ("sla-profiles.toml", "id = \"none\"", "id = \"vip\"", DuplicateProfile),
        ("sla-profiles.toml", "worst = 3", "worst = 2", BadSeverity),
        ("sla-profiles.toml", "without_severity = 4", "without_severity = 5", BadSeverity),
        ("sla-profiles.toml", LEVEL_1, "{ kind = \"greet\", after = \"1h\" }", NotAnOption),
        ("sla-profiles.toml", LEVEL_1, "{ kind = \"onsite\", after = \"1h\" }", BadTarget),
        ("sla-profiles.toml", LEVEL_1, "{ kind = \"respond\", after = \"1h\", tier1 = \"1h\" }", BadDuration),
        ("sla-profiles.toml", LEVEL_1, "{ kind = \"respond\", tier1 = \"1h\" }", BadDuration),
        ("sla-profiles.toml", LEVEL_1, "{ kind = \"respond\", after = \"1 week\" }", BadDuration),
        ("sla-profiles.toml", LEVEL_1, "{ kind = \"respond\", after = \"0h\" }", BadDuration),
        ("sla-profiles.toml", LEVEL_1, "{ kind = \"respond\", after = \"1h\", clock = \"sundial\" }", NotAnOption),
        ("sla-profiles.toml", LEVEL_1, "{ kind = \"respond\", after = \"1h\", calendar = \"moon\" }", UnknownCalendar),
        ("sla-profiles.toml", LEVEL_4, "{ kind = \"respond\", tier1 = \"120h\", other = \"167h\" }", BadDuration),
        ("sla-profiles.toml", PENALTIES, "no_response_percent = 101", BadPercent),
        ("sla-profiles.toml", "no_response_after = \"4h\"", "no_response_after = \"soon\"", BadDuration),
    ];
    for (file, old, new, code) in cases {
        let found = faults(&[(file, old, new)]);
        let fault = found.iter().find(|fault| fault.code == *code);
        let fault = fault.unwrap_or_else(|| panic!("{file}: {new}: {code} is not among {found:?}"));
        // Of two of a kind the second is at fault.
        let added = usize::from((*code == BadToml && new.contains('\n')) || *code == BadTarget);
        assert_eq!((fault.file.as_str(), fault.line), (*file, line_of(file, old) + added), "{new}: {fault}");
    }
}

#[test]
fn a_profile_says_that_it_promises_nothing() {
    let found = faults(&[("sla-profiles.toml", "no_deadline = true", "no_deadline = false")]);
    let line = line_of("sla-profiles.toml", "id = \"none\"");
    assert_eq!((found.len(), found[0].code, found[0].line), (1, FaultCode::BadProfile, line));
}

#[test]
fn a_calendar_that_is_wrong_is_not_blamed_on_the_profiles() {
    let found =
        faults(&[("calendars.toml", "from = \"08:00\", to = \"18:00\"", "from = \"08:00\", to = \"07:00\"")]);
    assert_eq!((found.len(), found[0].code), (1, FaultCode::BadHours), "{found:?}");
}
