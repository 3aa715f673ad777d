//! `/overdue-records`: what is owed, by whom, and since when.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell::columns::{Column, columns};
use crate::features::shell::form::{Form, Typed, offers};
use crate::features::{organisations, shell};
use crate::platform::fields::Field;
use crate::platform::web::filters;

use super::{LIST, OverdueRecord};

const HERE: &str = "/overdue-records";

/// The filter above the list.
const NARROW: &[Field] = &[Field::id("agent_id")];

#[derive(Serialize)]
struct ListPage {
    what: String,
    faults: Vec<String>,
    narrow: Form,
    hidden: BTreeMap<String, String>,
    columns: Vec<Column>,
    rows: Vec<OverdueRecord>,
    next_href: Option<String>,
    first_href: Option<String>,
    everybody: bool,
    xlsx_href: String,
}

/// `GET /overdue-records`; what is owed longest comes first.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewOverdueRecords)?;
    let everybody = scope.sees_all();
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read_in(&LIST, &page.incoming.query, "due_at", texts, lang);
    let query = asked.query.clone();
    let (found, agents) = page
        .read(move |conn, page| {
            let agents = if everybody { organisations::agents(conn)? } else { vec![] };
            Ok((super::list(conn, &page.actor, &scope, &query, page.now)?, agents))
        })
        .await?;
    let chosen = json!({ "agent_id": asked.query.filter("agent_id") });
    let agents = offers(agents.into_iter().map(|agent| (agent.id.to_string(), agent.name)));
    let given = BTreeMap::from([("agent_id".to_string(), agents)]);
    let narrow = Typed::of(chosen.as_object().cloned().unwrap_or_default());
    let narrow = narrow.form(("overdue_record", NARROW), &given, &page.services, None, lang);
    let heads = [
        ("overdue-record-request", None),
        ("overdue-record-owed-by", None),
        ("overdue-record-ended", None),
        ("overdue-record-since", Some("due_at")),
        ("overdue-record-begin", None),
    ];
    let term = page.services.settings.record_term;
    let weekday = format!("deadline-weekday-{}", term.due_day.number_from_monday());
    let args = [("weekday", texts.text(lang, &weekday, &[])), ("days", term.grace_days.to_string())];
    let key = if term.grace_days == 0 { "overdue-records-what" } else { "overdue-records-what-later" };
    let data = ListPage {
        what: texts.text(lang, key, &args),
        narrow,
        hidden: asked.others(&["agent_id"]),
        columns: columns(&asked, HERE, &heads, texts, lang),
        next_href: found.next.as_ref().map(|after| asked.href(HERE, &[("after", Some(after))])),
        first_href: asked.query.after.as_ref().map(|_| asked.href(HERE, &[])),
        xlsx_href: asked.href(&format!("{HERE}/export.xlsx"), &[]),
        rows: found.items,
        faults: asked.faults,
        everybody,
    };
    shell::render(&page, "pages/overdue_records/list.html", "title-overdue-records", &[], &data).await
}
