//! Pages from Tera templates, one engine a language so that `t(key)` needs no argument for it.

use std::sync::Arc;

use chrono::{DateTime, Months, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use crate::error::Error;

use super::db::Moment;
use super::i18n::{Lang, Texts};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates"]
#[include = "*.html"]
#[include = "*.txt"]
struct Files;

/// The templates of all pages in both languages.
pub struct Views {
    chinese: Tera,
    english: Tera,
}

impl Views {
    /// Reads every embedded template.
    ///
    /// # Errors
    /// The first template that cannot be read.
    pub fn load(texts: &Arc<Texts>, zone: Tz) -> Result<Self, tera::Error> {
        Ok(Views { chinese: engine(Lang::ZhCn, texts, zone)?, english: engine(Lang::En, texts, zone)? })
    }

    /// Renders `template` with the fields of `page`.
    ///
    /// # Errors
    /// `Internal` where the template asks for what the page does not have.
    pub fn render(&self, lang: Lang, template: &str, page: &impl Serialize) -> Result<String, Error> {
        let context = Context::from_serialize(page).map_err(Error::internal)?;
        let engine = match lang {
            Lang::ZhCn => &self.chinese,
            Lang::En => &self.english,
        };
        engine.render(template, &context).map_err(|fault| Error::internal(chain(&fault)))
    }
}

fn chain(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut inner = fault.source();
    while let Some(source) = inner {
        text.push_str(": ");
        text.push_str(&source.to_string());
        inner = source.source();
    }
    text
}

fn engine(lang: Lang, texts: &Arc<Texts>, zone: Tz) -> Result<Tera, tera::Error> {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    let all = texts.clone();
    tera.register_function("t", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let key: String = kwargs.must_get("key")?;
        let args = arguments(&kwargs);
        Ok(all.text(lang, &key, &args))
    });
    let all = texts.clone();
    tera.register_function("word", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let (prefix, value): (String, String) = (kwargs.must_get("prefix")?, kwargs.must_get("value")?);
        Ok(all.word(lang, &prefix, &value))
    });
    tera.register_function("icon", super::web::icons::icon);
    tera.register_filter("money", |fen: i64, _: Kwargs, _: &State| crate::domain::money::format_fen(fen));
    tera.register_filter("moment", move |at: String, _: Kwargs, _: &State| local(&at, zone));
    tera.register_filter("date", move |at: String, _: Kwargs, _: &State| date(&at, zone));
    let all = texts.clone();
    tera.register_filter("minutes", move |count: i64, _: Kwargs, _: &State| minutes(count, &all, lang));
    let mut sources = Vec::new();
    for file in Files::iter() {
        let Some(found) = Files::get(&file) else { continue };
        sources.push((file.to_string(), String::from_utf8_lossy(&found.data).into_owned()));
    }
    tera.add_raw_templates(sources)?;
    Ok(tera)
}

fn arguments(kwargs: &Kwargs) -> Vec<(&str, String)> {
    kwargs
        .iter()
        .filter_map(|(key, value)| Some((key.as_str()?, plain(value))))
        .filter(|(key, _)| *key != "key")
        .collect()
}

fn plain(value: &Value) -> String {
    value.to_string()
}

/// A moment as people in `zone` read it; text that is no moment stays as it is.
#[must_use]
pub fn local(at: &str, zone: Tz) -> String {
    DateTime::parse_from_rfc3339(at)
        .map_or_else(|_| at.to_string(), |at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string())
}

fn date(at: &str, zone: Tz) -> String {
    if let Ok(at) = DateTime::parse_from_rfc3339(at) {
        return at.with_timezone(&zone).format("%Y-%m-%d").to_string();
    }
    NaiveDate::parse_from_str(at, "%Y-%m-%d").map_or_else(|_| at.to_string(), |date| date.to_string())
}

/// A duration in hours and minutes.
#[must_use]
pub fn minutes(count: i64, texts: &Texts, lang: Lang) -> String {
    let (hours, rest) = (count / 60, count % 60);
    let args = [("hours", hours.to_string()), ("minutes", rest.to_string())];
    match (hours, rest) {
        (0, _) => texts.text(lang, "duration-minutes", &args),
        (_, 0) => texts.text(lang, "duration-hours", &args),
        _ => texts.text(lang, "duration-hours-minutes", &args),
    }
}

/// The first moment of a day, also where the clock is put forward at midnight.
#[must_use]
pub fn midnight(day: NaiveDate, zone: Tz) -> Option<Moment> {
    let local = |hour| zone.from_local_datetime(&day.and_hms_opt(hour, 0, 0)?).earliest();
    local(0).or_else(|| local(1)).map(|at| at.to_utc().into())
}

/// The month before that in which `at` falls in `zone`: `2026-02`.
#[must_use]
pub fn month_before(at: DateTime<Utc>, zone: Tz) -> String {
    let today = local_date(at, zone);
    today.checked_sub_months(Months::new(1)).unwrap_or(today).format("%Y-%m").to_string()
}

/// The calendar day on which `at` falls in `zone`.
#[must_use]
pub fn local_date(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}
