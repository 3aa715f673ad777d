//! Profiles of deadlines with their calendars: what is promised for each severity, and in whose hours (chapter 3).
//!
//! Invariant: what `policy_load` lets in is whole: every profile names severities once, every target a calendar that
//! exists, and every class a profile that exists. What counts when is the engine's to say (`deadline`).

mod ask;
mod profile;

use std::collections::BTreeMap;

use serde::Serialize;

pub use self::ask::{Ask, SlaError, Target};
pub use self::profile::{Profile, SeverityTerms, TargetKind, Term, UsualPenalties};
use super::calendar::ServiceCalendar;
use super::holidays::Holidays;
use super::words::{ClientClass, Name};

/// A service calendar by name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NamedCalendar {
    /// `mon-fri-8-18`.
    pub id: String,
    /// In both languages.
    pub name: Name,
    /// Its hours and days.
    #[serde(skip)]
    pub hours: ServiceCalendar,
}

/// Which profile holds where neither contract nor customer names one (3.3).
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DefaultProfiles {
    /// Of agents.
    pub agent: String,
    /// Of end users.
    pub end_user: String,
    /// Of key accounts.
    pub key_account: String,
    /// Of whatever is no fault, whosever it is.
    pub no_fault: String,
}

/// Profiles, calendars and holidays of one version of the policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sla {
    calendars: BTreeMap<String, NamedCalendar>,
    desk: NamedCalendar,
    holidays: Holidays,
    profiles: Vec<Profile>,
    defaults: DefaultProfiles,
}

impl Sla {
    /// Puts together what `policy_load` has checked.
    pub fn new(
        calendars: BTreeMap<String, NamedCalendar>,
        desk: NamedCalendar,
        holidays: Holidays,
        profiles: Vec<Profile>,
        defaults: DefaultProfiles,
    ) -> Self {
        Self { calendars, desk, holidays, profiles, defaults }
    }

    /// The profile of a name.
    pub fn profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.id == id)
    }

    /// Every profile, in the order of their file.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.iter()
    }

    /// The calendar of a name.
    pub fn calendar(&self, id: &str) -> Option<&NamedCalendar> {
        self.calendars.get(id)
    }

    /// Every calendar, by name.
    pub fn calendars(&self) -> impl Iterator<Item = &NamedCalendar> {
        self.calendars.values()
    }

    /// The office hours of the desk (3.6).
    pub fn desk(&self) -> &NamedCalendar {
        &self.desk
    }

    /// The holidays in use.
    pub fn holidays(&self) -> &Holidays {
        &self.holidays
    }

    /// The profile of whoever has neither contract nor choice of its own: by class for faults, one for all else.
    pub fn default_profile(&self, class: ClientClass, kind_is_fault: bool) -> &str {
        match class {
            _ if !kind_is_fault => &self.defaults.no_fault,
            ClientClass::Agent => &self.defaults.agent,
            ClientClass::EndUser => &self.defaults.end_user,
            ClientClass::KeyAccount => &self.defaults.key_account,
        }
    }

    /// Which profile holds by default for whom.
    pub fn defaults(&self) -> &DefaultProfiles {
        &self.defaults
    }

    /// The same with the years that an administrator imported in place of those shipped.
    #[must_use]
    pub fn with_imported(&self, imported: &Holidays) -> Self {
        let holidays = self.holidays.replaced_by(imported);
        let renewed = |calendar: &NamedCalendar| NamedCalendar {
            hours: calendar.hours.with_holidays(&holidays),
            ..calendar.clone()
        };
        Self {
            calendars: self.calendars.iter().map(|(id, it)| (id.clone(), renewed(it))).collect(),
            desk: renewed(&self.desk),
            profiles: self.profiles.clone(),
            defaults: self.defaults.clone(),
            holidays,
        }
    }
}
