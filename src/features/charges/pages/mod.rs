//! `/billing/charges`: the list with its filters, one charge with its derivation, confirming many; what is done with one
//! is in `act`.

mod act;

pub use act::{confirm_one, grant_waiver, hold, price, refuse_waiver, release, waive};

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::record_words::ChargeStatus;
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::form::{Form, Typed};
use crate::platform::db::Id;
use crate::platform::web::filters::{self, FilterGroup};
use crate::platform::web::flash::{self, Tone};

use super::confirm::confirm_all;
use super::model::{Charge, LIST, STATUSES};
use super::price::PRICE;
use super::service;
use super::view::{Around, Detail, Row};

const HERE: &str = "/billing/charges";

#[derive(Serialize)]
struct ListPage {
    filters: Vec<FilterGroup>,
    faults: Vec<String>,
    q: Option<String>,
    month: Option<String>,
    hidden: BTreeMap<String, String>,
    rows: Vec<Row>,
    amount_total_fen: i64,
    list_total_fen: i64,
    next_href: Option<String>,
    first_href: Option<String>,
    clear_href: Option<&'static str>,
    sort_href: String,
    descending: bool,
    may_confirm: bool,
    xlsx_href: String,
}

/// `GET /billing/charges`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewCharges)?;
    let asked = filters::read(&LIST, &page.incoming.query, &page.services.texts, page.lang());
    let query = asked.query.clone();
    let found = page.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let statuses: Vec<(String, &str)> =
        STATUSES.iter().map(|status| (texts.word(lang, "charge-status", status), *status)).collect();
    let label = |key: &str| texts.text(lang, key, &[]);
    let mut filters =
        vec![asked.group(HERE, label("charges-filter-status"), "status", &statuses, texts, lang)];
    if page.actor.can(Action::ConfirmCharges) {
        let waivers = [(label("charges-waiver-asked"), "true")];
        filters.push(asked.group(HERE, label("charges-waivers"), "waiver_asked", &waivers, texts, lang));
    }
    let rows: Vec<Row> = found.items.iter().map(Row::of).collect();
    let data = ListPage {
        filters,
        q: asked.query.q.clone(),
        month: asked.query.filter("month").map(str::to_string),
        hidden: asked.others(&["q", "month"]),
        amount_total_fen: owed(&found.items),
        list_total_fen: found.items.iter().map(|charge| charge.list_fen).fold(0, i64::saturating_add),
        next_href: found.next.as_ref().map(|after| asked.href(HERE, &[("after", Some(after))])),
        first_href: asked.query.after.as_ref().map(|_| asked.href(HERE, &[])),
        clear_href: (!asked.query.filters.is_empty() || asked.query.q.is_some()).then_some(HERE),
        sort_href: asked.href(HERE, &[("sort", asked.query.descending.then_some("created_at"))]),
        descending: asked.query.descending,
        may_confirm: page.actor.can(Action::ConfirmCharges) && rows.iter().any(Row::can_be_confirmed),
        xlsx_href: asked.href(&format!("{HERE}/export.xlsx"), &[]),
        faults: asked.faults,
        rows,
    };
    shell::render(&page, "pages/charges/list.html", "title-charges", &[], &data).await
}

/// What charges come to, fen; what was waived is not owed.
fn owed(charges: &[Charge]) -> i64 {
    let owed = charges.iter().filter(|charge| charge.status != ChargeStatus::Waived);
    owed.map(|charge| charge.amount_fen).fold(0, i64::saturating_add)
}

#[derive(Serialize)]
struct DetailPage {
    charge: Detail,
    may_bill: bool,
    may_confirm: bool,
    waiver_limit_fen: i64,
    internal: bool,
    price_form: Option<Form>,
}

/// `GET /billing/charges/{id}`.
///
/// # Errors
/// `NotFound` where it is missing or somebody else's.
pub async fn view(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    show(&page, path_id(&request)?, &Typed::default()).await
}

/// Shows a charge; with a price that was refused.
async fn show(page: &Page, id: Id, typed: &Typed) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewCharges)?;
    let internal = page.actor.is_vendor();
    let charge = page
        .read(move |conn, page| {
            let whole = service::whole(conn, &scope, id)?;
            let (texts, lang) = (&page.services.texts, page.lang());
            let sees = (page.actor.can(Action::ViewContracts), page.actor.can(Action::ViewRequests));
            Ok(Detail::of(&whole, &Around { internal, texts, lang, reader: page.actor.user(), sees }))
        })
        .await?;
    let may_bill = page.actor.can(Action::ConfirmCharges);
    let form = || typed.form(("charge-price", PRICE), &BTreeMap::new(), &page.services, None, page.lang());
    let number = [("number", charge.number().to_string())];
    let data = DetailPage {
        may_bill,
        may_confirm: may_bill && charge.can_be_confirmed(),
        price_form: (may_bill && charge.can_be_priced()).then(form),
        waiver_limit_fen: page.services.settings.waiver_limit_fen,
        charge,
        internal,
    };
    let template = "pages/charges/view.html";
    if typed.faults.is_empty() {
        return shell::render(page, template, "title-charge", &number, &data).await;
    }
    shell::render_invalid(page, template, "title-charge", &number, &data).await
}

/// `POST /billing/charges/confirm`: several at once; those that changed in the meantime stay as they are.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn confirm_many(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ConfirmCharges)?;
    let picked: Vec<(Id, i32)> = page
        .form
        .iter()
        .filter(|(key, _)| key == "charge")
        .filter_map(|(_, value)| read_pick(value))
        .take(200)
        .collect();
    let (done, left) = page
        .write(move |conn, page| {
            let zone = page.services.settings.time_zone;
            confirm_all(conn, &page.actor, &scope, page.now, zone, &picked)
        })
        .await?;
    let (tone, key) = match (done, left) {
        (0, 0) => (Tone::Attention, "charges-none-picked"),
        (_, 0) => (Tone::Good, "charges-confirmed"),
        (0, _) => (Tone::Attention, "charges-none-confirmed"),
        _ => (Tone::Attention, "charges-some-confirmed"),
    };
    Ok(flash::redirect("/billing/charges?status=pending", tone, key))
}

fn read_pick(value: &str) -> Option<(Id, i32)> {
    let (id, version) = value.split_once('.')?;
    Some((id.parse().ok()?, version.parse().ok()?))
}
