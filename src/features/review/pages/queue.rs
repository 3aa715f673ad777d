//! `/reviews`: the queue over both kinds, oldest first, and the approval of several free remote records at once.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::access::{Action, Page};
use crate::domain::record_words::{RecordStatus, ServiceRecordKind};
use crate::domain::words::{ClientClass, Outcome};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::export::Table;
use crate::features::shell::list::ListFrame;
use crate::platform::db::{Id, Moment};
use crate::platform::web::filters::{self, Asked, FilterGroup};
use crate::platform::web::flash::{self, Tone};

use super::super::look::{Waiting, waiting};
use super::super::service::approve_free;
use super::super::{Desk, QUEUE, form_of};
use super::words;

const HERE: &str = "/reviews";
const STATUSES: &[&str] = &["submitted", "in_review", "returned", "approved", "rejected"];
/// The most that one form approves, which is the longest page of a list (8.2).
const AT_ONCE: usize = 200;

/// A row as the template shows it.
#[derive(Debug, Serialize)]
pub struct Row {
    href: String,
    pick: String,
    number: String,
    kind: ServiceRecordKind,
    title: String,
    customer_name: String,
    customer_class: Option<ClientClass>,
    organisation_name: String,
    author_name: String,
    service_code: Option<String>,
    status: RecordStatus,
    revision: i32,
    submitted_at: Option<Moment>,
    waited: Option<String>,
    taker: Option<String>,
    mine: bool,
    outcome: Option<Outcome>,
    total_fen: Option<i64>,
    eligible: bool,
}

impl Row {
    /// Puts a row of the queue into words for the one who reads it.
    #[must_use]
    pub fn of(found: Waiting, page: &Page) -> Self {
        let row = found.row;
        let waits = matches!(found.status, RecordStatus::Submitted | RecordStatus::InReview);
        let waited = row.submitted_at.filter(|_| waits);
        let decision = found.judged.as_ref().map(|judged| &judged.decision);
        Row {
            href: format!("{HERE}/{}", row.id),
            pick: format!("{}.{}", row.id, row.version),
            mine: found.taker.is_some() && row.taken_by == Some(page.actor.user()),
            waited: waited.map(|since| words::waited(since, page.now, &page.services.texts, page.lang())),
            outcome: decision.map(|decision| decision.outcome),
            total_fen: decision
                .and_then(|decision| decision.estimate.as_ref())
                .map(|estimate| estimate.total_fen),
            number: row.number,
            kind: row.kind,
            title: row.summary,
            customer_name: row.customer_name,
            customer_class: row.customer_class,
            organisation_name: row.author_organisation_name,
            author_name: row.author_name,
            service_code: row.service_code,
            status: found.status,
            revision: row.revision,
            submitted_at: row.submitted_at,
            taker: found.taker,
            eligible: found.free_remote,
        }
    }
}

/// How approving several came out.
#[derive(Debug, Serialize)]
struct Approved {
    approved: String,
    left: String,
    some_left: bool,
}

#[derive(Serialize)]
struct QueuePage {
    #[serde(flatten)]
    list: ListFrame<Row>,
    eligible: usize,
    outcome: Option<Approved>,
    newest_first: bool,
    sort_href: String,
}

/// `GET /reviews`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ReviewRecords)?;
    let mut asked_for: Vec<(String, String)> = page.incoming.query.clone();
    asked_for.retain(|(key, _)| !matches!(key.as_str(), "approved" | "left"));
    let asked = filters::read_in(&QUEUE, &asked_for, "submitted_at", &page.services.texts, page.lang());
    let query = asked.query.clone();
    let found = page
        .read(move |conn, page| {
            let desk = Desk { services: &page.services, actor: &page.actor, now: page.now };
            Ok(waiting(conn, &desk, &scope, &query)?.map(|row| Row::of(row, page)))
        })
        .await?;
    let newest_first = asked.query.descending;
    let other_way = if newest_first { None } else { Some("-submitted_at") };
    let filters = groups(&asked, &page);
    let data = QueuePage {
        eligible: found.items.iter().filter(|row| row.eligible).count(),
        outcome: outcome(&page),
        sort_href: asked.href(HERE, &[("sort", other_way)]),
        newest_first,
        list: ListFrame::new(asked, HERE, (filters, vec![]), &[], found),
    };
    shell::render(&page, "pages/reviews/list.html", "title-reviews", &[], &data).await
}

const TABLE: Table<Row> = Table {
    name: "reviews",
    action: "review.export",
    heads: &[
        "export-number",
        "reviews-filter-kind",
        "export-title",
        "field-status",
        "field-customer",
        "field-service-code",
        "records-author",
        "field-organisation-id",
        "export-submitted",
        "export-waited",
        "export-taker",
    ],
    row: |row, words| {
        vec![
            row.number.clone(),
            words.word("kind", row.kind.as_str()),
            row.title.clone(),
            words.word("status", row.status.as_str()),
            row.customer_name.clone(),
            row.service_code.clone().unwrap_or_default(),
            row.author_name.clone(),
            row.organisation_name.clone(),
            words.moment(row.submitted_at),
            row.waited.clone().unwrap_or_default(),
            row.taker.clone().unwrap_or_default(),
        ]
    },
};

/// `GET /reviews/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ReviewRecords)?;
    let find = move |conn: &mut _, page: &Page, query: &_| {
        let desk = Desk { services: &page.services, actor: &page.actor, now: page.now };
        Ok(waiting(conn, &desk, &scope, query)?.map(|row| Row::of(row, page)))
    };
    TABLE.xlsx(&page, &QUEUE, find).await
}

fn groups(asked: &Asked, page: &Page) -> Vec<FilterGroup> {
    let (texts, lang) = (&page.services.texts, page.lang());
    let kinds: Vec<(String, &str)> = ServiceRecordKind::ALL
        .iter()
        .map(|kind| (texts.word(lang, "kind", kind.as_str()), kind.as_str()))
        .collect();
    let statuses: Vec<(String, &str)> =
        STATUSES.iter().map(|status| (texts.word(lang, "status", status), *status)).collect();
    let mut states =
        asked.group(HERE, texts.text(lang, "reviews-filter-status", &[]), "status", &statuses, texts, lang);
    if let Some(all) = states.options.first_mut() {
        all.label = texts.text(lang, "reviews-filter-waiting", &[]);
    }
    vec![asked.group(HERE, texts.text(lang, "reviews-filter-kind", &[]), "kind", &kinds, texts, lang), states]
}

fn outcome(page: &Page) -> Option<Approved> {
    let count = |name: &str| page.query(name).parse::<u16>().ok();
    let (approved, left) = (count("approved")?, count("left")?);
    Some(Approved { approved: approved.to_string(), left: left.to_string(), some_left: left > 0 })
}

/// `POST /reviews/approve`: several free remote records at once. What cannot be approved without a look stays.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn approve(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ReviewRecords)?;
    let mut picked: Vec<(Id, i32)> = page
        .form
        .iter()
        .filter(|(key, _)| key == "record")
        .filter_map(|(_, value)| read_pick(value))
        .collect();
    picked.sort_unstable();
    picked.dedup();
    picked.truncate(AT_ONCE);
    if picked.is_empty() {
        return Ok(flash::redirect(HERE, Tone::Attention, "reviews-none-picked"));
    }
    let chosen = picked.len();
    let approved = page
        .write(move |conn, page| {
            let desk = Desk { services: &page.services, actor: &page.actor, now: page.now };
            approve_free(conn, &desk, &picked)
        })
        .await?;
    Ok(flash::see_other(&format!("{HERE}?approved={approved}&left={}", chosen.saturating_sub(approved))))
}

/// `<id>.<version>`, as the reviewer saw it.
fn read_pick(value: &str) -> Option<(Id, i32)> {
    let (id, version) = value.split_once('.')?;
    Some((id.parse().ok()?, version.parse().ok()?))
}

/// Where the record itself is, for those who may read it.
#[must_use]
pub fn record_href(kind: ServiceRecordKind, id: Id) -> String {
    format!("{}/{id}", form_of(kind).path)
}
