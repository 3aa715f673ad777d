//! A list, and the records of a replay, as workbooks. That somebody took one is an entry of the log.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use crate::access::audit::{self, Entry};
use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::money::plain_yuan;
use crate::error::Error;
use crate::features::policy::Prices;
use crate::features::shell::export::Table;
use crate::platform::db::Id;
use crate::platform::export::{Format, MOST_ROWS, Sheet};
use crate::platform::i18n::{Lang, Texts};

use super::super::content::to_list;
use super::super::model::{Head, LIST};
use super::super::replay;
use super::super::replay_model::{RECORDS, ReplayRecord};
use super::super::service;

const TABLE: Table<Head> = Table {
    name: "price-lists",
    action: "price_list.export",
    heads: &[
        "price-list",
        "export-number",
        "field-status",
        "price-from",
        "price-created",
        "price-created-on",
        "price-published",
        "price-published-on",
    ],
    row: |head, words| {
        vec![
            head.name.clone(),
            head.number.map_or_else(String::new, |number| number.to_string()),
            words.word("price-status", head.status.as_str()),
            words.moment(head.effective_from),
            head.created_by_name.clone(),
            words.moment(head.created_at),
            head.published_by_name.clone().unwrap_or_default(),
            words.moment(head.published_at),
        ]
    },
};

/// `GET /billing/prices/export.xlsx`: what the filters find.
///
/// # Errors
/// `Forbidden`; `Invalid` naming each wrong filter.
pub async fn lists(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPriceLists)?;
    TABLE.xlsx(&page, &LIST, move |conn, _, query| service::list(conn, &scope, query)).await
}

/// `GET /billing/prices/{id}/export.xlsx`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn xlsx(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPriceLists)?;
    let id = path_id(&request)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let row = page.read(move |conn, _| service::show(conn, &scope, id)).await?;
    let list = to_list(row.number.unwrap_or(0), row.effective_from.unwrap_or(page.now), &row.content)?;
    let policies = page.services.policies.current();
    let policy = policies.at(page.now.0).map_err(Error::internal)?;
    let heads = ["prices-what", "price-name", "prices-unit", "price-yuan", "price-percent", "price-vat"];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (code, price) in &list.services {
        let name = policy.catalogue.find(code).map(|service| service.name.for_locale(lang.tag()).to_string());
        let vat = price.vat_rate.unwrap_or(list.service_vat).to_string();
        let unit = texts.word(lang, "unit", price.unit.as_str());
        rows.push(cells(code, name.unwrap_or_default(), unit, plain_yuan(price.price_fen), "", &vat));
    }
    rows.extend(other(&Prices::of(policy, &list, lang), list.service_vat, texts, lang));
    for part in list.parts.values() {
        let vat = part.vat_rate.unwrap_or(list.goods_vat).to_string();
        let name = part.name.for_locale(lang.tag()).to_string();
        let unit = texts.word(lang, "unit", "piece");
        rows.push(cells(&part.part, name, unit, plain_yuan(part.price_fen), "", &vat));
    }
    log(&page, id, &row.name, rows.len()).await?;
    let sheet =
        Sheet { columns: heads.map(|key| texts.text(lang, key, &[])).to_vec(), rows, note: Some(row.name) };
    let number = row.number.map_or_else(|| "draft".to_string(), |number| number.to_string());
    sheet.download(Format::Xlsx, &format!("prices-{number}"))
}

fn cells(what: &str, name: String, unit: String, yuan: String, percent: &str, vat: &str) -> Vec<String> {
    vec![what.to_string(), name, unit, yuan, percent.to_string(), vat.to_string()]
}

/// Travel, hours, fees, surcharges, discounts and what agents earn.
fn other(prices: &Prices, service_vat: i64, texts: &Texts, lang: Lang) -> Vec<Vec<String>> {
    let vat = service_vat.to_string();
    let priced = prices.other().iter().filter_map(|row| {
        let (what, unit) = (texts.text(lang, row.key?, &[]), texts.word(lang, "unit", row.unit.as_str()));
        Some(cells(&what, String::new(), unit, plain_yuan(row.price_fen), "", &vat))
    });
    let percents = prices.percents().map(|row| {
        let percent = row.percent.to_string();
        let what = texts.text(lang, row.key, &[("percent", percent.clone())]);
        cells(&what, String::new(), String::new(), String::new(), &percent, "")
    });
    priced.chain(percents).collect()
}

/// `GET /billing/price-replays/{id}/export.xlsx`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid` naming each wrong key.
pub async fn replay_xlsx(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPriceReplays)?;
    let id = path_id(&request)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let mut query = RECORDS.read(&page.incoming.query)?;
    query.limit = i64::try_from(MOST_ROWS).map_err(Error::internal)?;
    query.after = None;
    let (list, found) = page.read(move |conn, _| replay::records(conn, &scope, id, &query)).await?;
    log(&page, list, "", found.items.len()).await?;
    let heads = [
        "replay-record",
        "field-payer",
        "field-customer",
        "field-class",
        "field-service-code",
        "replay-before",
        "replay-after",
        "replay-difference",
    ];
    let row = |record: &ReplayRecord| {
        vec![
            record.number.clone(),
            record.payer_name.clone(),
            record.customer_name.clone(),
            Some(&record.class)
                .filter(|class| !class.is_empty())
                .map_or_else(String::new, |class| texts.word(lang, "class", class)),
            record.service_code.clone(),
            plain_yuan(record.before_fen),
            plain_yuan(record.after_fen),
            plain_yuan(record.after_fen - record.before_fen),
        ]
    };
    let sheet = Sheet {
        columns: heads.map(|key| texts.text(lang, key, &[])).to_vec(),
        rows: found.items.iter().map(row).collect(),
        note: found.next.map(|_| texts.text(lang, "export-cut", &[("count", MOST_ROWS.to_string())])),
    };
    sheet.download(Format::Xlsx, "price-replay")
}

async fn log(page: &Page, id: Id, label: &str, rows: usize) -> Result<(), Error> {
    let label = label.to_string();
    page.write(move |conn, page| {
        let entry = Entry {
            action: "price_list.export",
            object_kind: "price_list",
            object: Some(id),
            label: &label,
            before: None,
            after: Some(json!({ "format": "xlsx", "rows": rows })),
        };
        audit::write(conn, &page.actor, page.now, entry)
    })
    .await
}
