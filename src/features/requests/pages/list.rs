//! `/requests`: the queues as tabs, filters as chips in the address, what is due in words and colour.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use crate::access::{Action, Actor, Page};
use crate::domain::request_words::{Holder, RequestKind, RequestStatus};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::saved_views::{self, Bar, SavedView, asking};
use crate::features::shell;
use crate::features::shell::columns::{Column, columns};
use crate::platform::db::{Id, Moment};
use crate::platform::web::filters::{self, Asked, FilterGroup};
use crate::platform::web::flash::see_other;

use super::super::model::{LIST, QUEUES, Request};
use super::super::{queues, service};
use super::HERE;
use super::due::{self, Due};

/// What is owed first stands first in these.
const BY_DUE: &[&str] = &["due_today", "overdue"];
/// What somebody who asked has to look at.
const OF_CUSTOMERS: &[&str] = &["waiting_customer"];
/// What somebody who only looks on may want to see.
const OF_ONLOOKERS: &[&str] = &["unassigned", "due_today", "overdue", "waiting_customer", "escalated"];

/// A row as the template shows it.
#[derive(Debug, Serialize)]
pub struct Row {
    id: Id,
    href: String,
    pick: String,
    number: String,
    subject: String,
    kind: RequestKind,
    status: RequestStatus,
    holder: Holder,
    severity: Option<i32>,
    customer_name: String,
    customer_class: ClientClass,
    assignee_name: String,
    reported_at: Moment,
    due: Option<Due>,
}

impl Row {
    /// Its page.
    #[must_use]
    pub fn href(&self) -> &str {
        &self.href
    }

    /// Puts a request into words for whoever reads the list.
    #[must_use]
    pub fn of(row: Request, page: &Page) -> Self {
        Row {
            due: due::next(row.status, row.next_due_at, page.now, (&page.services.texts, page.lang())),
            href: format!("{HERE}/{}", row.id),
            pick: format!("{}.{}", row.id, row.version),
            id: row.id,
            number: row.number,
            subject: row.subject,
            kind: row.kind,
            status: row.status,
            holder: row.holder,
            severity: row.severity,
            customer_name: row.customer_name,
            customer_class: row.customer_class,
            assignee_name: row.assignee_name,
            reported_at: row.reported_at,
        }
    }
}

#[derive(Debug, Serialize)]
struct Tab {
    label: String,
    href: String,
    current: bool,
    count: Option<String>,
}

#[derive(Serialize)]
struct ListPage {
    tabs: Vec<Tab>,
    filters: Vec<FilterGroup>,
    views: Option<Bar>,
    faults: Vec<String>,
    clear_href: Option<String>,
    q: Option<String>,
    hidden: BTreeMap<String, String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    next_href: Option<String>,
    first_href: Option<String>,
    queue: Option<String>,
    people: Vec<Colleague>,
    may_raise: bool,
    asks: bool,
    xlsx_href: String,
}

/// Somebody to whom picked requests can be given.
#[derive(Debug, Serialize)]
struct Colleague {
    id: Id,
    name: String,
}

/// The queues that `actor` works through.
#[must_use]
pub fn queues_of(actor: &Actor) -> &'static [&'static str] {
    match actor.class() {
        Some(ClientClass::EndUser | ClientClass::KeyAccount) => OF_CUSTOMERS,
        _ if actor.can(Action::WorkOnRequests) => QUEUES,
        _ => OF_ONLOOKERS,
    }
}

/// What the queues are called: whoever asked reads "waiting for you".
fn queue_words(actor: &Actor) -> &'static str {
    if queues_of(actor) == OF_CUSTOMERS { "queue-own" } else { "queue" }
}

/// `GET /requests`.
///
/// # Errors
/// 403.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewRequests)?;
    let views = page.read(|conn, page| saved_views::of_list(conn, &page.actor, "requests")).await?;
    if let Some(default) = saved_views::opens_with(&views, &page.incoming.query) {
        return Ok(see_other(&default));
    }
    let (asking_for, texts, lang) = (&page.incoming.query, &page.services.texts, page.lang());
    let asked = if BY_DUE.contains(&page.query("queue")) {
        filters::read_in(&LIST, asking_for, "next_due_at", texts, lang)
    } else {
        filters::read(&LIST, asking_for, texts, lang)
    };
    let query = asked.query.clone();
    let (found, counts, people) = page
        .read(move |conn, page| {
            let rows = service::page(conn, &page.actor, &page.services, &scope, &query, page.now)?;
            let mut counts = Vec::new();
            for name in queues_of(&page.actor) {
                counts.push((*name, queues::waiting(conn, &scope, page, name)?));
            }
            let people = match page.may(Action::AssignRequests) {
                Ok(_) => service::colleagues(conn, &super::desk(page))?,
                Err(_) => vec![],
            };
            Ok((rows.map(|row| Row::of(row, page)), counts, people))
        })
        .await?;
    let asks = queues_of(&page.actor) == OF_CUSTOMERS;
    let queue = asked.query.filter("queue").map(str::to_string);
    let narrowed = asked.query.filters.iter().any(|(key, _)| *key != "queue") || asked.query.q.is_some();
    let kept = queue.as_deref();
    let data = ListPage {
        tabs: tabs(&asked, &counts, &views, &page),
        filters: chips(&asked, asks, &views, &page),
        views: Bar::new("requests", &views, &page.incoming.query, &asked),
        clear_href: narrowed.then(|| match kept {
            Some(queue) => format!("{HERE}?queue={queue}"),
            None => asking(&views, HERE.to_string()),
        }),
        q: asked.query.q.clone(),
        hidden: asked.others(&["q"]),
        columns: heads(&asked, asks, &page),
        rows: found.items,
        next_href: found.next.as_ref().map(|after| asked.href(HERE, &[("after", Some(after))])),
        first_href: asked.query.after.as_ref().map(|_| asking(&views, asked.href(HERE, &[]))),
        may_raise: page.actor.can(Action::WorkOnRequests),
        people: people.into_iter().map(|one| Colleague { id: one.id, name: one.name }).collect(),
        asks,
        queue,
        xlsx_href: asked.href(&format!("{HERE}/export.xlsx"), &[]),
        faults: asked.faults,
    };
    shell::render(&page, "pages/requests/list.html", "title-requests", &[], &data).await
}

fn tabs(asked: &Asked, counts: &[(&'static str, usize)], views: &[SavedView], page: &Page) -> Vec<Tab> {
    let chosen = asked.query.filter("queue");
    let one = |name: Option<&'static str>, count: Option<usize>| Tab {
        label: page.services.texts.word(page.lang(), queue_words(&page.actor), name.unwrap_or("all")),
        // Each queue has its own order.
        href: asking(views, asked.href(HERE, &[("queue", name), ("sort", None)])),
        current: chosen == name,
        count: count.and_then(queues::counted),
    };
    let all = std::iter::once(one(None, None));
    counts.iter().map(|(name, count)| one(Some(*name), Some(*count))).chain(all).collect()
}

fn chips(asked: &Asked, asks: bool, views: &[SavedView], page: &Page) -> Vec<FilterGroup> {
    let (texts, lang) = (&page.services.texts, page.lang());
    let label = |key: &str| texts.text(lang, key, &[]);
    let words = |prefix: &str, values: &[&'static str]| -> Vec<(String, &'static str)> {
        values.iter().map(|value| (texts.word(lang, prefix, value), *value)).collect()
    };
    let statuses: Vec<&'static str> = RequestStatus::ALL.iter().map(|status| status.as_str()).collect();
    let holders: Vec<&'static str> = Holder::ALL.iter().map(|holder| holder.as_str()).collect();
    let group = |key: &str, name: &'static str, options: &[(String, &str)]| {
        asked.group(HERE, label(key), name, options, texts, lang)
    };
    let mut groups = vec![
        group("field-status", "status", &words("request-status", &statuses)),
        group("requests-filter-kind", "kind", &words("request-kind", RequestKind::TEXTS)),
    ];
    if !asks {
        groups.push(group("requests-filter-severity", "severity", &words("severity", &["1", "2", "3", "4"])));
    }
    if page.actor.is_vendor() {
        groups.push(group("requests-filter-holder", "holder", &words("holder", &holders)));
    }
    for option in groups.iter_mut().flat_map(|group| &mut group.options) {
        option.href = asking(views, std::mem::take(&mut option.href));
    }
    groups
}

fn heads(asked: &Asked, asks: bool, page: &Page) -> Vec<Column> {
    let all = [
        ("requests-what", None),
        ("field-customer", None),
        ("field-status", None),
        ("requests-severity", None),
        ("requests-assignee", None),
        ("requests-due", Some("next_due_at")),
        ("requests-reported", Some("reported_at")),
    ];
    let heads: Vec<(&str, Option<&str>)> =
        all.into_iter().filter(|(key, _)| !(asks && *key == "field-customer")).collect();
    columns(asked, HERE, &heads, &page.services.texts, page.lang())
}
