//! Lists (8.2): `limit`, `after`, `q`, filters and `sort`, by keyset and never by offset. A list says once what it
//! takes; anything else is refused.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::platform::db::{Id, Moment};
use crate::platform::fields::{FaultCode, FieldFault};
use crate::platform::views::midnight;

/// The longest search words, in characters.
const LONGEST_SEARCH: usize = 100;

/// What a filter's value must be.
#[derive(Debug, Clone, Copy)]
pub enum FilterKind {
    /// One of these identifiers.
    Choice(&'static [&'static str]),
    /// The id of an object.
    Id,
    /// Six digits of a city.
    City,
    /// `2026-03`.
    Month,
    /// `2026-03-02`.
    Date,
    /// Words of at most this many characters.
    Text(usize),
    /// `true` or `false`.
    Bool,
}

/// What a list takes.
#[derive(Debug, Clone, Copy)]
pub struct ListSpec {
    /// Filters by name.
    pub filters: &'static [(&'static str, FilterKind)],
    /// Sort keys; each also with `-` before it for the reverse. The first is the default, reversed.
    pub sorts: &'static [&'static str],
    /// Whether `q` searches.
    pub search: bool,
}

/// A checked question to a list.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// How many, 1–200.
    pub limit: i64,
    /// Where the last page ended.
    pub after: Option<Cursor>,
    /// Search words.
    pub q: Option<String>,
    /// Filters given, in order.
    pub filters: Vec<(&'static str, String)>,
    /// The sort key.
    pub sort: &'static str,
    /// Whether largest first.
    pub descending: bool,
}

/// Where a page ends: the sort value and the id of its last row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    s: String,
    v: String,
    i: Id,
}

impl Cursor {
    /// The moment at which the page ended.
    #[must_use]
    pub fn moment(&self) -> Option<Moment> {
        self.v.parse().ok()
    }
    /// The text at which the page ended.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.v
    }
    /// The id at which the page ended.
    #[must_use]
    pub fn id(&self) -> Id {
        self.i
    }
}

/// One page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Listing<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; null on the last.
    pub next: Option<String>,
}

impl<T> Listing<T> {
    /// Cuts `rows` (one more than asked, where there is more) to the page and makes its cursor from the last row.
    pub fn cut(mut rows: Vec<T>, query: &ListQuery, key: impl Fn(&T) -> (String, Id)) -> Self {
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|last| {
            let (v, i) = key(last);
            query.cursor(v, i)
        });
        Listing { items: rows, next }
    }

    /// The same page with other rows.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Listing<U> {
        Listing { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

/// A moment as a cursor carries it.
#[must_use]
pub fn moment_key(at: Moment) -> String {
    at.0.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}

impl ListQuery {
    /// The value of a filter.
    #[must_use]
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.filters.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// The id in a filter.
    #[must_use]
    pub fn filter_id(&self, name: &str) -> Option<Id> {
        self.filter(name)?.parse().ok()
    }

    /// The first moment of the day in a filter and the first after it, as people in `zone` count days.
    #[must_use]
    pub fn filter_day(&self, name: &str, zone: Tz) -> Option<(Moment, Moment)> {
        let day = day(self.filter(name)?)?;
        Some((midnight(day, zone)?, midnight(day.succ_opt()?, zone)?))
    }

    fn cursor(&self, v: String, i: Id) -> String {
        let cursor = Cursor { s: self.sort_name(), v, i };
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap_or_default())
    }

    fn sort_name(&self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.sort)
    }
}

impl ListSpec {
    /// Reads a query; what is not documented is refused, every fault at once.
    ///
    /// # Errors
    /// `Invalid` naming each key.
    pub fn read(&self, query: &[(String, String)]) -> Result<ListQuery, Error> {
        let mut faults = Vec::new();
        let mut found = ListQuery {
            limit: 50,
            after: None,
            q: None,
            filters: vec![],
            sort: self.sorts.first().copied().unwrap_or("id"),
            descending: true,
        };
        let mut after = None;
        for (index, (key, value)) in query.iter().enumerate() {
            if query[..index].iter().any(|(earlier, _)| earlier == key) {
                faults.push(FieldFault::new(key, FaultCode::REPEATED));
                continue;
            }
            let outcome = match key.as_str() {
                "limit" => read_limit(value).map(|limit| found.limit = limit),
                "after" => {
                    after = Some(value);
                    Ok(())
                }
                "q" if self.search => read_search(value).map(|words| found.q = words),
                "sort" => self.read_sort(value).map(|(sort, descending)| {
                    found.sort = sort;
                    found.descending = descending;
                }),
                _ => self.read_filter(key, value).map(|filter| found.filters.extend(filter)),
            };
            if let Err(code) = outcome {
                faults.push(FieldFault::new(key, code));
            }
        }
        if let Some(text) = after {
            match read_cursor(text, &found.sort_name()) {
                Some(cursor) if !found.sort.ends_with("_at") || cursor.moment().is_some() => {
                    found.after = Some(cursor);
                }
                _ => faults.push(FieldFault::new("after", FaultCode::new("not_a_cursor"))),
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(Error::Invalid(faults)) }
    }

    fn read_sort(&self, value: &str) -> Result<(&'static str, bool), FaultCode> {
        let (name, descending) = value.strip_prefix('-').map_or((value, false), |name| (name, true));
        let known = self.sorts.iter().find(|sort| **sort == name);
        known.map(|sort| (*sort, descending)).ok_or(FaultCode::NOT_AN_OPTION)
    }

    fn read_filter(&self, key: &str, value: &str) -> Result<Option<(&'static str, String)>, FaultCode> {
        let (name, kind) =
            self.filters.iter().find(|(name, _)| *name == key).ok_or(FaultCode::UNKNOWN_FIELD)?;
        if value.is_empty() {
            return Ok(None);
        }
        match kind {
            FilterKind::Choice(options) if !options.contains(&value) => Err(FaultCode::NOT_AN_OPTION),
            FilterKind::Id if value.parse::<Id>().is_err() => Err(FaultCode::NOT_AN_ID),
            FilterKind::City if value.len() != 6 || !value.bytes().all(|b| b.is_ascii_digit()) => {
                Err(FaultCode::NOT_A_CITY)
            }
            FilterKind::Month if !is_month(value) => Err(FaultCode::new("not_a_month")),
            FilterKind::Date if day(value).is_none() => Err(FaultCode::NOT_A_DATE),
            FilterKind::Text(longest) if value.chars().count() > *longest => Err(FaultCode::TOO_LONG),
            FilterKind::Text(_) if value.contains('\0') => Err(FaultCode::CONTROL_CHARACTERS),
            FilterKind::Bool if !matches!(value, "true" | "false") => Err(FaultCode::NOT_AN_OPTION),
            _ => Ok(Some((name, value.to_string()))),
        }
    }
}

fn read_limit(value: &str) -> Result<i64, FaultCode> {
    value.parse().ok().filter(|limit| (1..=200).contains(limit)).ok_or(FaultCode::NOT_AN_OPTION)
}

fn read_search(value: &str) -> Result<Option<String>, FaultCode> {
    let words = value.trim();
    if words.chars().count() > LONGEST_SEARCH {
        return Err(FaultCode::TOO_LONG);
    }
    if words.contains('\0') {
        return Err(FaultCode::CONTROL_CHARACTERS);
    }
    Ok((!words.is_empty()).then(|| words.to_string()))
}

fn read_cursor(text: &str, sort: &str) -> Option<Cursor> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let cursor: Cursor = serde_json::from_slice(&bytes).ok()?;
    (cursor.s == sort && !cursor.v.contains('\0')).then_some(cursor)
}

/// A day of four figures for the year, which every calendar of ours holds.
fn day(value: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(value, "%Y-%m-%d")
        .ok()
        .filter(|_| value.len() == 10 && value.starts_with(['1', '2']))
}

/// Whether a text is a month of the calendar: `2026-03`.
#[must_use]
pub fn is_month(value: &str) -> bool {
    value.len() == 7 && chrono::NaiveDate::parse_from_str(&format!("{value}-01"), "%Y-%m-%d").is_ok()
}

/// The fault of a cursor that this list did not give.
#[must_use]
pub fn not_a_cursor() -> Error {
    Error::field("after", FaultCode::new("not_a_cursor"))
}
