//! What a draft would have done: totals by payer, class and code, each leading to the records behind it.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::columns::columns;
use crate::features::shell::list::ListFrame;
use crate::platform::web::filters;

use super::super::replay as replaying;
use super::super::replay_model::{RECORDS, ReplayRecord, ReplayView, Total};
use super::super::service;
use super::HERE;

#[derive(Serialize)]
struct TotalRow {
    #[serde(flatten)]
    total: Total,
    label: String,
    href: String,
    difference_fen: i64,
    current: bool,
}

#[derive(Serialize)]
struct Table {
    title: &'static str,
    rows: Vec<TotalRow>,
}

#[derive(Serialize)]
struct RecordRow {
    href: Option<String>,
    difference_fen: i64,
    charges_href: String,
    #[serde(flatten)]
    record: ReplayRecord,
}

#[derive(Serialize)]
struct ReplayPage {
    #[serde(flatten)]
    list: ListFrame<RecordRow>,
    view: ReplayView,
    difference_fen: i64,
    tables: Vec<Table>,
    list_href: String,
    list_name: String,
    export_href: String,
}

/// `GET /billing/price-replays/{id}`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn replay(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPriceReplays)?;
    let id = path_id(&request)?;
    let here = format!("/billing/price-replays/{id}");
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&RECORDS, &page.incoming.query, texts, lang);
    let mut query = asked.query.clone();
    if page.query("sort").is_empty() {
        query.descending = false;
    }
    let (view, list_name, found) = page
        .read(move |conn, _| {
            let view = replaying::show(conn, &scope, id)?;
            let list = service::show(conn, &scope, view.replay.list_id)?;
            Ok((view, list.name, replaying::records(conn, &scope, id, &query)?.1))
        })
        .await?;
    let table = |title: &'static str, filter: &'static str, all: &[Total], word: Option<&str>| Table {
        title,
        rows: all
            .iter()
            .map(|total| TotalRow {
                label: match (word, total.name.as_str()) {
                    (_, "") if total.key.is_empty() => texts.text(lang, "replay-unknown", &[]),
                    (Some(prefix), _) => texts.word(lang, prefix, &total.key),
                    (None, "") => total.key.clone(),
                    (None, name) => name.to_string(),
                },
                href: format!("{here}?{filter}={}#records", total.key),
                difference_fen: total.after_fen - total.before_fen,
                current: asked.query.filter(filter) == Some(total.key.as_str())
                    || asked.query.filter_id(filter).is_some_and(|id| id.to_string() == total.key),
                total: total.clone(),
            })
            .collect(),
    };
    let tables = vec![
        table("replay-by-payer", "payer_id", &view.by_payer, None),
        table("replay-by-class", "class", &view.by_class, Some("class")),
        table("replay-by-service", "service_code", &view.by_service, None),
    ];
    let heads = [
        ("replay-record", Some("number")),
        ("field-payer", None),
        ("replay-before", None),
        ("replay-after", None),
        ("replay-difference", None),
    ];
    let changed =
        [(texts.text(lang, "replay-changed", &[]), "true"), (texts.text(lang, "replay-same", &[]), "false")];
    let filters = vec![asked.group(
        &here,
        texts.text(lang, "replay-difference", &[]),
        "changed",
        &changed,
        texts,
        lang,
    )];
    let columns = columns(&asked, &here, &heads, texts, lang);
    let row = |record: ReplayRecord| RecordRow {
        href: record.href(),
        difference_fen: record.after_fen - record.before_fen,
        charges_href: format!("/billing/charges?record_id={}", record.record_id),
        record,
    };
    let export_href = asked.href(&format!("{here}/export.xlsx"), &[]);
    let data = ReplayPage {
        list: ListFrame::new(asked, &here, (filters, columns), &[], found.map(row)),
        difference_fen: view.total.after_fen - view.total.before_fen,
        list_href: format!("{HERE}/{}", view.replay.list_id),
        list_name,
        export_href,
        tables,
        view,
    };
    shell::render(&page, "pages/price_lists/replay.html", "title-price-replay", &[], &data).await
}
