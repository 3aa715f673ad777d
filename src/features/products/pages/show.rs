//! One product: coverage at a glance, its facts, the records of work on it, installations, and its history.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::product_words::ProductEvent;
use crate::error::Error;
use crate::features::installations::{self, Installation};
use crate::features::service_records::{self, RecordRow, pages::path_of};
use crate::features::{contracts, customers, organisations, shell};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::web::list::ListQuery;

use super::super::model::{EVENTS, Event, Product};
use super::super::service;
use super::{HERE, desk, type_name};

/// A record of work on it, with its address.
#[derive(Serialize)]
struct Work {
    href: String,
    #[serde(flatten)]
    row: RecordRow,
}

/// A line of the timeline.
#[derive(Serialize)]
struct Line {
    at: Moment,
    title: String,
    actor: Option<String>,
    text: Option<String>,
    tone: &'static str,
    icon: &'static str,
}

#[derive(Serialize)]
struct ShowPage {
    product: Product,
    type_words: String,
    agent_name: Option<String>,
    fixed_engineer: Option<String>,
    records: Vec<Work>,
    installations: Vec<Installation>,
    contracts: Vec<contracts::Contract>,
    replaced_by: Option<(Id, String)>,
    /// The others of its serial: what was there before, or is there now.
    same_serial: Vec<(Id, Option<String>)>,
    records_href: String,
    events_href: Option<String>,
    /// Whether the page begins further down the history than its newest line.
    older: bool,
    events: Vec<Line>,
    may_edit: bool,
    may_file: bool,
    record_href: String,
}

/// `GET /products/{id}`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewProducts)?;
    let id = path_id(&request)?;
    let data = page
        .read(move |conn, page| {
            let product = service::show(conn, &desk(page), &scope, id)?;
            let after: Vec<_> =
                page.incoming.query.iter().filter(|(name, _)| name == "after").cloned().collect();
            let owner = product.customer_id.to_string();
            let latest = ListQuery { limit: 50, ..EVENTS.read(&after)? };
            let found = service::events(conn, &desk(page), &scope, id, &latest)?;
            let (events, next) = (found.items, found.next);
            let may_edit =
                page.actor.can(Action::WriteProducts) && service::open(conn, &desk(page), id).is_ok();
            Ok(ShowPage {
                agent_name: match product.agent_id.filter(|_| page.actor.is_vendor()) {
                    Some(agent) => Some(organisations::name(conn, agent)?),
                    None => None,
                },
                fixed_engineer: customers::fixed_engineer_name(conn, product.customer_id)?,
                records: works(conn, page, &product)?,
                installations: installations::of_product(conn, &desk(page), id)?,
                replaced_by: match product.gone_on {
                    Some(_) => service::replacement(conn, &scope, id)?,
                    None => None,
                },
                same_serial: service::others_of_serial(conn, &scope, &product)?,
                records_href: href("/fault-records", &[("serial", &product.serial), ("customer_id", &owner)]),
                events_href: next.map(|next| href(&format!("{HERE}/{id}"), &[("after", &next)])),
                older: latest.after.is_some(),
                contracts: contracts::of_product(conn, &desk(page), &product)?,
                events: events.iter().map(|event| line(event, page)).collect(),
                may_edit,
                may_file: may_edit && page.actor.can(Action::WriteRecords),
                record_href: format!("/fault-records/new?product_id={}", product.id),
                type_words: type_name(&product, page.lang()),
                product,
            })
        })
        .await?;
    let name = [("name", format!("{} {}", data.product.model, data.product.serial))];
    shell::render(&page, "pages/products/view.html", "title-product", &name, &data).await
}

fn href(path: &str, query: &[(&str, &str)]) -> String {
    format!("{path}?{}", serde_urlencoded::to_string(query).unwrap_or_default())
}

/// The records of its serial within the reader's sight, newest first.
fn works(conn: &mut Conn, page: &Page, product: &Product) -> Result<Vec<Work>, Error> {
    let Ok(scope) = page.may(Action::ViewRecords) else { return Ok(vec![]) };
    let found = service_records::same_serial(conn, &scope, &product.serial, None)?;
    // The same serial typed for somebody else's device is not the history of this one.
    let of_it = found.into_iter().filter(|row| row.customer == Some(product.customer_id));
    let one = |row: service_records::Summary| Work {
        href: format!("{}/{}", path_of(row.kind), row.id),
        row: RecordRow::new(row, &page.actor, &scope, page.now),
    };
    Ok(of_it.map(one).collect())
}

fn line(event: &Event, page: &Page) -> Line {
    let (texts, lang) = (&page.services.texts, page.lang());
    let text = service::in_words(event, texts, lang);
    let (tone, icon) = match event.kind {
        ProductEvent::Accepted | ProductEvent::LoanerBack | ProductEvent::InPlace => ("good", "check-circle"),
        ProductEvent::Lent | ProductEvent::Away => ("attention", "arrow-right"),
        ProductEvent::Exchanged | ProductEvent::Returned => ("attention", "back"),
        ProductEvent::Replacement => ("accent", "refresh"),
        ProductEvent::Corrected => ("attention", "pencil"),
        ProductEvent::Registered | ProductEvent::Imported => ("accent", "plus"),
        ProductEvent::Edited => ("neutral", "pencil"),
    };
    Line {
        at: event.at,
        title: texts.word(lang, "product-event", event.kind.as_str()),
        actor: event.actor_name.clone(),
        text: (!text.is_empty()).then_some(text),
        tone,
        icon,
    }
}
