//! `/admin/audit`: the log with its filters, each change readable.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use crate::access::{Action, Page};
use crate::domain::record_words::OrganisationKind;
use crate::error::Error;
use crate::features::shell::export::Words;
use crate::features::{organisations, shell};
use crate::platform::db::{Id, Moment};
use crate::platform::export::{Format, MOST_ROWS};
use crate::platform::web::filters::{self, FilterGroup};
use crate::platform::web::list::ListQuery;

use crate::access::audit_chain::{self, State};
use crate::access::audit_log::{self, AuditEntry, LIST};

use super::export;
use super::words::{Change, KINDS, action_words, changes};

const HERE: &str = "/admin/audit";

#[derive(Serialize)]
struct AuditPage {
    filters: Vec<FilterGroup>,
    faults: Vec<String>,
    asked: Asking,
    organisations: Vec<organisations::OrganisationRef>,
    chain: State,
    csv_href: String,
    xlsx_href: String,
    most_rows: usize,
    hidden: BTreeMap<String, String>,
    rows: Vec<Row>,
    next_href: Option<String>,
    first_href: Option<String>,
    clear_href: Option<&'static str>,
}

/// What was typed beside the chips.
#[derive(Serialize)]
struct Asking {
    object: Option<String>,
    actor: Option<String>,
    organisation_id: Option<String>,
    from: Option<String>,
    until: Option<String>,
}

/// The filters of the form; the others are kept in hidden fields.
const TYPED: &[&str] = &["object", "actor", "organisation_id", "from", "until"];

#[derive(Serialize)]
struct Row {
    at: Moment,
    actor: String,
    actor_href: Option<String>,
    address: String,
    action: String,
    code: String,
    kind: String,
    label: String,
    object_href: Option<String>,
    changes: Vec<Change>,
}

/// `GET /admin/audit`. Four statements beside those of the frame.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewAudit)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let zone = page.services.settings.time_zone;
    let (found, chain, organisations) = page
        .read(move |conn, _| {
            let found = audit_log::list(conn, &scope, zone, &query)?;
            let chain = audit_chain::state(conn, &scope)?;
            Ok((found, chain, organisations::options(conn, OrganisationKind::ALL)?))
        })
        .await?;
    let kinds: Vec<(String, &str)> =
        KINDS.iter().map(|kind| (texts.word(lang, "audit-kind", kind), *kind)).collect();
    let words = Words { texts, lang, zone };
    let data = AuditPage {
        filters: vec![asked.group(
            HERE,
            texts.text(lang, "audit-filter-kind", &[]),
            "action",
            &kinds,
            texts,
            lang,
        )],
        asked: Asking::of(&asked.query),
        organisations,
        chain,
        csv_href: asked.href(&format!("{HERE}/export.csv"), &[]),
        xlsx_href: asked.href(&format!("{HERE}/export.xlsx"), &[]),
        most_rows: MOST_ROWS,
        hidden: asked.others(TYPED),
        rows: found.items.iter().map(|entry| Row::of(entry, &words)).collect(),
        next_href: found.next.as_ref().map(|after| asked.href(HERE, &[("after", Some(after))])),
        first_href: asked.query.after.as_ref().map(|_| asked.href(HERE, &[])),
        clear_href: (!asked.query.filters.is_empty()).then_some(HERE),
        faults: asked.faults,
    };
    shell::render(&page, "pages/audit/list.html", "title-audit", &[], &data).await
}

/// `GET /admin/audit/export.csv`: what the filters find, as a file.
///
/// # Errors
/// As [`list`].
pub async fn csv(page: Page) -> Result<HttpResponse, Error> {
    export::download(&page, Format::Csv).await
}

/// `GET /admin/audit/export.xlsx`: the same as a workbook.
///
/// # Errors
/// As [`list`].
pub async fn xlsx(page: Page) -> Result<HttpResponse, Error> {
    export::download(&page, Format::Xlsx).await
}

impl Asking {
    fn of(query: &ListQuery) -> Self {
        let filter = |name| query.filter(name).map(str::to_string);
        Asking {
            object: filter("object"),
            actor: filter("actor"),
            organisation_id: filter("organisation_id"),
            from: filter("from"),
            until: filter("until"),
        }
    }
}

impl Row {
    fn of(entry: &AuditEntry, words: &Words<'_>) -> Self {
        let filtered = |key: &str, id: Id| format!("{HERE}?{key}={id}");
        Row {
            at: entry.at,
            actor: entry.actor_name.clone(),
            actor_href: entry.actor_id.map(|id| filtered("actor", id)),
            address: entry.address.clone(),
            action: action_words(&entry.action, words.texts, words.lang),
            code: entry.action.clone(),
            kind: entry.object_kind.clone(),
            label: entry.object_label.clone(),
            object_href: entry.object_id.map(|id| filtered("object", id)),
            changes: changes(entry.before.as_ref(), entry.after.as_ref(), words),
        }
    }
}
