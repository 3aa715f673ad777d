//! The list of a kind of record: chips and search in the address, rows that lead on.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::access::{Action, Page};
use crate::domain::policy::Policy;
use crate::domain::record_words::RecordStatus;
use crate::error::Error;
use crate::features::shell;
use crate::platform::fields::Kind;
use crate::platform::web::filters::{self, Asked, FilterGroup};

use super::super::form::Form;
use super::super::service;
use super::super::{LIST, RecordRow};

#[derive(Debug, Serialize)]
struct Row {
    #[serde(flatten)]
    row: RecordRow,
    href: String,
    service: String,
}

#[derive(Debug, Serialize)]
struct ListPage {
    note: String,
    empty_help: String,
    new_label: String,
    faults: Vec<String>,
    filters: Vec<FilterGroup>,
    clear_href: Option<&'static str>,
    q: Option<String>,
    hidden: std::collections::BTreeMap<String, String>,
    here: &'static str,
    rows: Vec<Row>,
    next_href: Option<String>,
    first_href: Option<String>,
    sort_href: String,
    descending: bool,
    new_href: Option<String>,
    serial: Option<String>,
    xlsx_href: String,
}

/// `GET` of a list.
///
/// # Errors
/// 403.
pub async fn list(page: Page, form: &'static Form) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewRecords)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page
        .read(move |conn, page| {
            let rows = service::page(conn, &scope, form.kind, &query)?;
            Ok(rows.map(|row| RecordRow::new(row, &page.actor, &scope, page.now)))
        })
        .await?;
    let policies = page.services.policies.current();
    let policy = policies.at(page.now.0).map_err(|_| Error::internal("no policy is in force"))?;
    let row = |row: RecordRow| Row {
        href: format!("{}/{}", form.path, row.id),
        service: row
            .service_code
            .as_deref()
            .map_or_else(String::new, |code| service_name(policy, code, &page)),
        row,
    };
    let key = form.table.replace('_', "-");
    let data = ListPage {
        note: texts.text(lang, &format!("records-note-{key}"), &[]),
        empty_help: texts.text(lang, &format!("records-empty-help-{key}"), &[]),
        new_label: texts.text(lang, super::title(form, super::Purpose::New), &[]),
        filters: chips(form, &asked, policy, &page),
        clear_href: (!asked.query.filters.is_empty() || asked.query.q.is_some()).then_some(form.path),
        q: asked.query.q.clone(),
        hidden: asked.others(&["q"]),
        here: form.path,
        next_href: found.next.as_ref().map(|after| asked.href(form.path, &[("after", Some(after))])),
        first_href: asked.query.after.as_ref().map(|_| asked.href(form.path, &[])),
        sort_href: asked.href(form.path, &[("sort", asked.query.descending.then_some("reported_at"))]),
        descending: asked.query.descending,
        new_href: page.actor.can(Action::WriteRecords).then(|| format!("{}/new", form.path)),
        serial: asked.query.filter("serial").map(str::to_string),
        rows: found.items.into_iter().map(row).collect(),
        xlsx_href: asked.href(&format!("{}/export.xlsx", form.path), &[]),
        faults: asked.faults,
    };
    let title = format!("nav-{}", &form.path[1..]);
    shell::render(&page, "pages/records/list.html", &title, &[], &data).await
}

fn service_name(policy: &Policy, code: &str, page: &Page) -> String {
    let found = policy.catalogue.find(code);
    found.map_or_else(String::new, |service| service.name.for_locale(page.lang().tag()).to_string())
}

fn chips(form: &Form, asked: &Asked, policy: &Policy, page: &Page) -> Vec<FilterGroup> {
    let (texts, lang) = (&page.services.texts, page.lang());
    let label = |key: &str| texts.text(lang, key, &[]);
    let writes = page.actor.can(Action::WriteRecords);
    let sees_open = writes || page.actor.can(Action::ReviewRecords) || page.actor.is_vendor();
    let mut groups = Vec::new();
    if writes {
        let me = page.actor.user().to_string();
        let mine = [(label("records-mine"), me.as_str())];
        groups.push(asked.group(form.path, label("records-filter-author"), "author_id", &mine, texts, lang));
    }
    if sees_open {
        let shown = RecordStatus::ALL.iter().filter(|status| writes || **status != RecordStatus::Draft);
        let words: Vec<(String, &str)> =
            shown.map(|status| (texts.word(lang, "status", status.as_str()), status.as_str())).collect();
        groups.push(asked.group(form.path, label("field-status"), "status", &words, texts, lang));
    }
    let codes = codes(form);
    let words: Vec<(String, &str)> =
        codes.iter().map(|code| (format!("{code} {}", service_name(policy, code, page)), *code)).collect();
    groups.push(asked.group(form.path, label("field-service-code"), "service_code", &words, texts, lang));
    groups
}

/// The codes that a kind takes, as its table says.
fn codes(form: &Form) -> &'static [&'static str] {
    let field = form.fields.iter().find(|field| field.name == "service_code");
    match field.map(|field| field.kind) {
        Some(Kind::Choice(codes)) => codes,
        _ => &[],
    }
}
