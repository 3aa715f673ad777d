//! `/installations`: the records in sight, one of them to read and print; new ones in `form`.

pub mod form;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::products::Desk;
use crate::features::shell;
use crate::features::shell::columns::columns;
use crate::features::shell::list::ListFrame;
use crate::platform::web::filters;

use super::model::{Installation, LIST};
use super::service;

const HERE: &str = "/installations";

pub(super) fn desk(page: &Page) -> Desk<'_> {
    Desk { services: &page.services, actor: &page.actor, now: page.now }
}

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Installation>,
    may_write: bool,
}

/// `GET /installations`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewProducts)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, page| service::list(conn, &desk(page), &scope, &query)).await?;
    let heads = [
        ("field-customer", None),
        ("field-installation-products", None),
        ("field-installed-on", None),
        ("field-product-accepted-on", None),
        ("installation-filed", Some("created_at")),
    ];
    let filters = vec![];
    let columns = columns(&asked, HERE, &heads, texts, lang);
    let data = ListPage {
        list: ListFrame::new(asked, HERE, (filters, columns), &[], found),
        may_write: page.actor.can(Action::WriteProducts),
    };
    shell::render(&page, "pages/installations/list.html", "title-installations", &[], &data).await
}

#[derive(Serialize)]
struct ShowPage {
    installation: Installation,
}

/// `GET /installations/{id}`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewProducts)?;
    let id = path_id(&request)?;
    let installation = page.read(move |conn, page| service::show(conn, &desk(page), &scope, id)).await?;
    let name = [("name", installation.customer_name.clone())];
    let data = ShowPage { installation };
    shell::render(&page, "pages/installations/view.html", "title-installation", &name, &data).await
}
