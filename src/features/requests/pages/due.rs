//! The time that is left, in words and in a tone: "2 h 10 min left", "35 min overdue", "waits for the customer".

use serde::Serialize;

use crate::domain::request_words::RequestStatus;
use crate::platform::db::Moment;
use crate::platform::i18n::{Lang, Texts};

/// So many minutes before it is due the time that is left calls for somebody.
const SOON: i64 = 120;

/// A moment by which something is owed, as people read it.
#[derive(Debug, Clone, Serialize)]
pub struct Due {
    words: String,
    tone: &'static str,
    at: Option<Moment>,
}

impl Due {
    /// In words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.words
    }
}

/// What is owed next of a request; nothing where nothing is.
#[must_use]
pub fn next(
    status: RequestStatus,
    due: Option<Moment>,
    now: Moment,
    (texts, lang): (&Texts, Lang),
) -> Option<Due> {
    match (status.is_open(), due) {
        (false, _) => None,
        (true, Some(at)) => Some(until(at, now, (texts, lang))),
        (true, None) if status == RequestStatus::WaitingCustomer => Some(standing(texts, lang)),
        (true, None) => None,
    }
}

/// A clock that stands still because the customer has to answer.
#[must_use]
pub fn standing(texts: &Texts, lang: Lang) -> Due {
    Due { words: texts.text(lang, "request-clock-stands", &[]), tone: "neutral", at: None }
}

/// How far away a moment is.
#[must_use]
pub fn until(at: Moment, now: Moment, (texts, lang): (&Texts, Lang)) -> Due {
    let minutes = (at.0 - now.0).num_minutes();
    let late = at < now;
    let key = if late { "request-overdue-by" } else { "request-time-left" };
    let tone = match minutes {
        _ if late => "danger",
        ..=SOON => "attention",
        _ => "good",
    };
    let words = texts.text(lang, key, &[("span", span(minutes.abs(), texts, lang))]);
    Due { words, tone, at: Some(at) }
}

/// Days and hours, hours and minutes, or minutes: two units are enough to act on, and none of them is zero.
fn span(minutes: i64, texts: &Texts, lang: Lang) -> String {
    let count = |key: &str, count: i64| texts.text(lang, key, &[("count", count.to_string())]);
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let (first, second) = match (days, hours) {
        (0, 0) => return count("span-minutes", rest),
        (0, _) => (count("span-hours", hours), ("span-minutes", rest)),
        _ => (count("span-days", days), ("span-hours", hours)),
    };
    match second {
        (_, 0) => first,
        (key, more) => format!("{first} {}", count(key, more)),
    }
}

/// How something ended.
#[must_use]
pub fn told(words: String, tone: &'static str) -> Due {
    Due { words, tone, at: None }
}
