//! What every kind of record says in the same words: whom for, what, where, when. Read from the content for the
//! columns that lists sort and filter by, and for the entitlement decision.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use crate::features::policy;
use crate::platform::db::{Id, Moment};

/// Typed reading of a content that was checked against its table.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    content: &'a Map<String, Value>,
    zone: Tz,
}

impl<'a> Facts<'a> {
    /// Reads `content`; dates are days of `zone`.
    #[must_use]
    pub fn new(content: &'a Map<String, Value>, zone: Tz) -> Self {
        Facts { content, zone }
    }

    /// The content that is read.
    #[must_use]
    pub fn content(&self) -> &'a Map<String, Value> {
        self.content
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.content.get(name).and_then(Value::as_str)
    }

    fn moment(&self, name: &str) -> Option<DateTime<Utc>> {
        DateTime::parse_from_rfc3339(self.text(name)?).ok().map(|at| at.to_utc())
    }

    fn day(&self, name: &str) -> Option<NaiveDate> {
        self.text(name)?.parse().ok()
    }

    /// Whom the work was for.
    #[must_use]
    pub fn customer(&self) -> Option<Id> {
        self.text("customer_id")?.parse().ok()
    }

    /// The code of the catalogue.
    #[must_use]
    pub fn service_code(&self) -> Option<&'a str> {
        self.text("service_code")
    }

    /// The place of work, six digits.
    #[must_use]
    pub fn city(&self) -> Option<&'a str> {
        self.text("city")
    }

    /// The serial as it is compared: without blanks, in capitals.
    #[must_use]
    pub fn serial_key(&self) -> Option<String> {
        let key: String = self.text("serial")?.chars().filter(|c| !c.is_whitespace()).collect();
        (!key.is_empty()).then(|| key.to_uppercase())
    }

    /// The registered device that it was.
    #[must_use]
    pub fn product(&self) -> Option<Id> {
        self.text("product_id")?.parse().ok()
    }

    /// Whether the vendor is said to have done the work after escalation.
    #[must_use]
    pub fn escalated(&self) -> bool {
        self.content.get("escalated").and_then(Value::as_bool).unwrap_or(false)
    }

    /// The request that asked for the work.
    #[must_use]
    pub fn request(&self) -> Option<Id> {
        self.text("request_id")?.parse().ok()
    }

    /// One line that tells the record apart in a list.
    #[must_use]
    pub fn summary(&self) -> String {
        let text = self.text("symptom").or_else(|| self.text("summary")).unwrap_or("");
        let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        line.chars().take(120).collect()
    }

    /// The moment of the work, and the field that says it (8.3).
    #[must_use]
    pub fn worked_at(&self) -> Option<(DateTime<Utc>, &'static str)> {
        let field = ["arrived_at", "reported_at"].into_iter().find(|name| self.moment(name).is_some());
        Some((policy::moment_of_work(self.content, self.zone)?, field.unwrap_or("held_on")))
    }

    /// When the matter came up: what lists are sorted by.
    #[must_use]
    pub fn reported_at(&self) -> Option<Moment> {
        let at = self.moment("reported_at").or_else(|| self.midnight(self.day("held_on")?))?;
        Some(at.into())
    }

    fn midnight(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        self.zone.from_local_datetime(&day.and_hms_opt(0, 0, 0)?).earliest().map(|at| at.to_utc())
    }

    /// Everybody who is said to have worked on it, in small letters.
    #[must_use]
    pub fn engineers(&self) -> Vec<String> {
        let list = |value: Option<&'a Value>| value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let visits = list(self.content.get("visits")).iter().flat_map(|visit| list(visit.get("engineers")));
        let all = list(self.content.get("engineers")).iter().chain(visits);
        all.filter_map(Value::as_str).map(|name| name.trim().to_lowercase()).collect()
    }
}
