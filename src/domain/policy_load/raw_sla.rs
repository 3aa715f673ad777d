//! The files of calendars, holidays and profiles as they are written: shapes only, nothing checked beyond them.

use serde::Deserialize;
use toml::Spanned;

use crate::domain::words::Name;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCalendars {
    pub(super) desk: Spanned<String>,
    pub(super) calendars: Vec<RawCalendar>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCalendar {
    pub(super) id: Spanned<String>,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) time_zone: Spanned<String>,
    pub(super) holidays: bool,
    pub(super) hours: Vec<Spanned<RawHours>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHours {
    pub(super) days: Vec<String>,
    pub(super) from: String,
    pub(super) to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHolidays {
    pub(super) years: Vec<RawYear>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawYear {
    pub(super) year: Spanned<i64>,
    pub(super) off: Vec<Spanned<String>>,
    pub(super) worked: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProfiles {
    pub(super) defaults: RawDefaults,
    pub(super) profiles: Vec<RawProfile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDefaults {
    pub(super) agent: Spanned<String>,
    pub(super) end_user: Spanned<String>,
    pub(super) key_account: Spanned<String>,
    pub(super) no_fault: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProfile {
    pub(super) id: Spanned<String>,
    pub(super) zh: String,
    pub(super) en: String,
    #[serde(default)]
    pub(super) no_deadline: bool,
    pub(super) worst: Option<Spanned<i64>>,
    pub(super) without_severity: Option<Spanned<i64>>,
    pub(super) penalties: Option<Spanned<RawPenalties>>,
    #[serde(default)]
    pub(super) severities: Vec<RawSeverity>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSeverity {
    pub(super) severity: Spanned<i64>,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) description: Spanned<Name>,
    pub(super) plan: Option<Spanned<Name>>,
    pub(super) clock: Spanned<String>,
    pub(super) calendar: Spanned<String>,
    pub(super) targets: Vec<Spanned<RawTerm>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTerm {
    pub(super) kind: String,
    pub(super) after: Option<String>,
    pub(super) tier1: Option<String>,
    pub(super) other: Option<String>,
    #[serde(default)]
    pub(super) strict: bool,
    pub(super) clock: Option<String>,
    pub(super) calendar: Option<String>,
    #[serde(default)]
    pub(super) expert_group: bool,
    pub(super) send_engineer_after: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPenalties {
    pub(super) no_response_after: String,
    pub(super) no_response_percent: i64,
    pub(super) late_day_percent: i64,
    pub(super) outage_percent: i64,
    pub(super) cap_percent: i64,
}
