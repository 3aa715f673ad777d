//! Use-cases: the years, one year, what an import would do, and the import.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::access::audit::{self, Entry};
use crate::access::{Actor, Scope};
use crate::domain::holiday_effect::{DayChange, Missing, Need, Origin, effects, missing};
use crate::domain::holidays::HolidayYear;
use crate::domain::policy::Policy;
use crate::domain::policy_load::{self, ImportFault};
use crate::domain::sla::{NamedCalendar, Sla};
use crate::error::Error;
use crate::platform::db::{self, Conn, Moment};
use crate::platform::fields::{self, Completeness, FaultCode, FieldFault};
use crate::platform::random;
use crate::platform::services::Services;
use crate::platform::web::incoming::IfMatch;

use super::model::{
    DayView, Days, FIRST_YEAR, IMPORT, Import, LAST_YEAR, Preview, YearDetail, YearView, Years,
};
use super::store::{self, Row};

/// What the use-cases look at besides the rows.
pub struct Desk<'a> {
    /// The program's parts.
    pub services: &'a Services,
    /// Who asks.
    pub actor: &'a Actor,
    /// When.
    pub now: Moment,
}

impl Desk<'_> {
    /// What is shipped with the version in force.
    fn shipped(&self) -> Result<Policy, Error> {
        let published = self.services.policies.published();
        Ok(published.at(self.now.0).map_err(Error::internal)?.clone())
    }
}

/// The days in force of a year with where they come from: of rows, newest first, and what is shipped.
fn in_force(sla: &Sla, rows: &[Row], year: i32) -> Result<(Option<Days>, Origin), Error> {
    Ok(match (rows.first(), sla.holidays().year(year)) {
        (Some(row), _) => (Some(row.days()?), Origin::Imported),
        (None, Some(shipped)) => (Some(shipped.into()), Origin::Shipped),
        (None, None) => (None, Origin::Nowhere),
    })
}

fn import_of(row: &Row) -> Result<Import, Error> {
    let days = row.days()?;
    Ok(Import {
        revision: row.revision,
        off_count: days.off.len(),
        worked_count: days.worked.len(),
        source: row.source.clone(),
        imported_by: row.imported_by_name.clone(),
        imported_at: row.imported_at,
    })
}

/// A year as it stands; `rows` are its imports, newest first.
fn detail(policy: &Policy, rows: &[Row], year: i32, needed: &[Missing]) -> Result<YearDetail, Error> {
    let (days, origin) = in_force(&policy.sla, rows, year)?;
    let days = days.unwrap_or_default();
    let needed = needed.iter().find(|it| it.year == year && origin == Origin::Nowhere);
    Ok(YearDetail {
        year: YearView {
            year,
            origin,
            needed: needed.map(|it| if it.begun { Need::Now } else { Need::Soon }),
            off_count: days.off.len(),
            worked_count: days.worked.len(),
            import: rows.first().map(import_of).transpose()?,
        },
        days,
        imports: rows.iter().map(import_of).collect::<Result<_, _>>()?,
        version: rows.first().map_or(0, |row| row.revision),
    })
}

/// The years that are needed now or soon, whether or not anything is known of them.
fn looked_at(policy: &Policy, now: Moment) -> Vec<Missing> {
    missing(&crate::domain::holidays::Holidays::default(), policy.local_date(now.0))
}

/// Every year that is known or needed, newest first.
pub fn years(conn: &mut Conn, scope: &Scope, desk: &Desk<'_>) -> Result<Years, Error> {
    let policy = desk.shipped()?;
    let rows = store::list(conn, scope)?;
    let needed = looked_at(&policy, desk.now);
    let mut all: BTreeSet<i32> = policy.sla.holidays().years().map(|(year, _)| year).collect();
    all.extend(rows.iter().map(|row| row.year));
    all.extend(needed.iter().map(|it| it.year));
    let of = |year: i32| rows.iter().filter(|row| row.year == year).cloned().collect::<Vec<_>>();
    let items = all.into_iter().rev().map(|year| Ok(detail(&policy, &of(year), year, &needed)?.year));
    Ok(Years { items: items.collect::<Result<_, Error>>()? })
}

/// One year, whether or not anything is known of it.
///
/// # Errors
/// `NotFound` for one that no calendar speaks of.
pub fn year(conn: &mut Conn, scope: &Scope, desk: &Desk<'_>, year: i32) -> Result<YearDetail, Error> {
    if !scope.sees_all() || !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return Err(Error::NotFound);
    }
    let policy = desk.shipped()?;
    detail(&policy, &store::of_year(conn, scope, year)?, year, &looked_at(&policy, desk.now))
}

/// The calendar whose days are shown: that of the desk, or the first that keeps holidays.
fn shown(sla: &Sla) -> &NamedCalendar {
    let keeps = |it: &&NamedCalendar| it.hours.keeps_holidays();
    Some(sla.desk()).filter(keeps).or_else(|| sla.calendars().find(keeps)).unwrap_or_else(|| sla.desk())
}

/// What an import of `body` would do, day by day. Nothing is stored.
///
/// # Errors
/// `NotFound`; `Invalid` with every line at fault.
pub fn preview(
    conn: &mut Conn,
    scope: &Scope,
    desk: &Desk<'_>,
    number: i32,
    body: &Value,
) -> Result<Preview, Error> {
    let known = year(conn, scope, desk, number)?;
    let (_, new) = read(number, body)?;
    let policy = desk.shipped()?;
    let calendar = shown(&policy.sla);
    let mut holidays = policy.sla.holidays().clone();
    if known.year.origin == Origin::Imported {
        holidays.set(number, known.days.into()).map_err(|fault| Error::internal(fault.to_string()))?;
    }
    let items: Vec<DayView> =
        effects(&calendar.hours, &holidays, number, &new).into_iter().map(DayView::from).collect();
    Ok(Preview {
        year: number,
        off_count: new.off.len(),
        worked_count: new.worked.len(),
        changed_count: items.iter().filter(|day| day.change != DayChange::Same).count(),
        calendar: calendar.id.clone(),
        items,
    })
}

/// Imports a year: the next revision, in force from now on.
///
/// # Errors
/// `NotFound`; `PreconditionRequired`, `Stale` where somebody imported it meanwhile; `Invalid` with every line at fault.
pub fn import(
    conn: &mut Conn,
    scope: &Scope,
    desk: &Desk<'_>,
    (number, expected): (i32, IfMatch),
    body: &Value,
) -> Result<YearDetail, Error> {
    db::lock(conn, "holiday_years")?;
    let before = year(conn, scope, desk, number)?;
    expected.check(before.version)?;
    let (body, mut new) = read(number, body)?;
    new.off.sort_unstable();
    new.worked.sort_unstable();
    let row = Row {
        id: random::id(desk.now),
        year: number,
        revision: before.version + 1,
        days: serde_json::to_value(Days::from(&new))?,
        source: body.get("source").and_then(Value::as_str).map(str::to_string),
        imported_by: desk.actor.user(),
        imported_by_name: desk.actor.name().to_string(),
        imported_at: desk.now,
    };
    store::insert(conn, &row)?;
    let told = |days: &Days, source: Option<&String>, revision: i32| json!({ "off": days.off, "worked": days.worked, "source": source, "revision": revision });
    let source = before.year.import.as_ref().and_then(|import| import.source.as_ref());
    let entry = Entry {
        action: "holiday_year.import",
        object_kind: "holiday_year",
        object: Some(row.id),
        label: &number.to_string(),
        before: (before.year.origin != Origin::Nowhere).then(|| told(&before.days, source, before.version)),
        after: Some(told(&Days::from(&new), row.source.as_ref(), row.revision)),
    };
    audit::write(conn, desk.actor, desk.now, entry)?;
    year(conn, scope, desk, number)
}

/// The body and the days that it names.
fn read(year: i32, body: &Value) -> Result<(Map<String, Value>, HolidayYear), Error> {
    let body = fields::check(IMPORT, body, Completeness::Complete).map_err(Error::Invalid)?;
    let text = body.get("days").and_then(Value::as_str).unwrap_or_default();
    let days = policy_load::holiday_year(year, text);
    let days = days.map_err(|faults| Error::Invalid(faults.iter().map(|it| wrong(it, year)).collect()))?;
    Ok((body, days))
}

/// `days.3` is the third line.
fn wrong(fault: &ImportFault, year: i32) -> FieldFault {
    FieldFault::new(format!("days.{}", fault.line), FaultCode::new(fault.code.as_str()))
        .with("line", fault.line)
        .with("what", &fault.detail)
        .with("year", year)
}
