//! `/billing/prices`: the lists, one list with what it changes, its form, its steps, and its replays.

mod act;
mod edit;
mod export;
mod replay;
mod show;

pub use act::{check, discard, publish, start_replay};
pub use edit::{create, edit, new, parts, save, save_parts};
pub use export::{lists as lists_xlsx, replay_xlsx, xlsx};
pub use replay::replay;
pub use show::show;

use std::cmp::Ordering;

use actix_web::HttpResponse;
use serde::Serialize;

use crate::access::{Action, Page};
use crate::domain::policy::PolicySet;
use crate::domain::price_words::PriceListStatus;
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::columns::columns;
use crate::features::shell::list::ListFrame;
use crate::platform::db::Moment;
use crate::platform::web::filters;

use super::model::{Head, InForce, LIST};
use super::service::{self, Desk};

pub(super) const HERE: &str = "/billing/prices";

/// What the use-cases look at.
fn desk<'a>(page: &'a Page, policies: &'a PolicySet) -> Desk<'a> {
    Desk { policies, actor: &page.actor, now: page.now }
}

type Place = (PriceListStatus, Option<i32>, Option<Moment>);

/// Where a list stands to whoever reads: a published one is superseded once one holds that begins after it, or at once with it
/// and has a later number.
fn standing(policies: &PolicySet, now: Moment, (status, number, from): Place) -> &'static str {
    let in_force = policies.at(now.0).ok().and_then(|policy| policy.prices.at(now.0));
    let (PriceListStatus::Published, Some(number), Some(from), Some(now)) = (status, number, from, in_force)
    else {
        return status.as_str();
    };
    match (from.0, number).cmp(&(now.period.from, now.version)) {
        Ordering::Less => "superseded",
        Ordering::Equal => "in_force",
        Ordering::Greater => status.as_str(),
    }
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    head: Head,
    standing: &'static str,
}

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    list: ListFrame<Row>,
    in_force: InForce,
    may_write: bool,
}

/// `GET /billing/prices`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPriceLists)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    let policies = page.services.policies.current();
    let statuses: Vec<(String, &str)> = PriceListStatus::TEXTS
        .iter()
        .map(|status| (texts.word(lang, "price-status", status), *status))
        .collect();
    let heads = [
        ("price-list", None),
        ("field-status", None),
        ("price-from", None),
        ("price-created", Some("created_at")),
        ("price-published", None),
    ];
    let columns = columns(&asked, HERE, &heads, texts, lang);
    let filters =
        vec![asked.group(HERE, texts.text(lang, "field-status", &[]), "status", &statuses, texts, lang)];
    let row = |head: Head| {
        let place = (head.status, head.number, head.effective_from);
        Row { standing: standing(&policies, page.now, place), head }
    };
    let data = ListPage {
        list: ListFrame::new(asked, HERE, (filters, columns), &[], found.map(row)),
        in_force: service::in_force(&desk(&page, &policies), page.now.0)?,
        may_write: page.actor.can(Action::ManagePriceLists),
    };
    shell::render(&page, "pages/price_lists/list.html", "title-prices", &[], &data).await
}
