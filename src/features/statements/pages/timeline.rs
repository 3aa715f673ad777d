//! What happened to a statement or to a line, as timelines show it.

use serde::Serialize;

use crate::access::Page;
use crate::domain::money::format_fen;
use crate::domain::statement_words::StatementEvent;
use crate::features::statements::history::Happening;
use crate::features::statements::model::Said;
use crate::platform::db::Moment;

/// One event.
#[derive(Debug, Serialize)]
pub struct Event {
    at: Moment,
    title: String,
    actor: String,
    text: Option<String>,
    tone: &'static str,
}

impl Event {
    /// What was said of the line that the page is about.
    pub fn of_line(said: &Said, page: &Page) -> Self {
        let title = word(page, said.kind);
        Event::new(said.at, said.kind, title, (said.actor_name.clone(), said.text.clone()))
    }

    /// What happened to the statement that the page is about, or to one of its lines.
    pub fn of_statement(event: Happening, page: &Page) -> Self {
        let (texts, lang) = (&page.services.texts, page.lang());
        let what = word(page, event.kind);
        let title = match (event.line, event.amount_fen) {
            (Some(line), _) => {
                texts.text(lang, "statement-event-of-line", &[("line", line.to_string()), ("what", what)])
            }
            (None, 0) => what,
            (None, fen) => {
                texts.text(lang, "statement-event-of-money", &[("amount", format_fen(fen)), ("what", what)])
            }
        };
        Event::new(event.at, event.kind, title, (event.actor_name, event.text))
    }

    fn new(at: Moment, kind: StatementEvent, title: String, (actor, text): (String, String)) -> Self {
        use StatementEvent as E;
        let tone = match kind {
            E::Confirmed | E::Allocated | E::Corrected => "good",
            E::Questioned | E::Unallocated => "attention",
            E::Disputed => "danger",
            E::Issued | E::Credited | E::Accepted => "accent",
            E::Answered | E::Upheld => "neutral",
        };
        Event { at, title, actor, text: Some(text).filter(|text| !text.is_empty()), tone }
    }
}

fn word(page: &Page, kind: StatementEvent) -> String {
    page.services.texts.word(page.lang(), "statement-event", kind.as_str())
}
