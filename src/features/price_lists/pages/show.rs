//! One list: what it says, how it differs from the one that it would supersede, what happened to it, its replays.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::money::format_fen;
use crate::domain::price_words::PriceListStatus;
use crate::error::Error;
use crate::features::{policy, shell};
use crate::platform::db::Moment;
use crate::platform::fields;
use crate::platform::i18n::{Lang, Texts};

use super::super::content::to_list;
use super::super::model::{Difference, Head};
use super::super::replay_model::Replay;
use super::super::service;
use super::{desk, standing};

/// A difference in words.
#[derive(Serialize)]
pub(super) struct DifferenceRow {
    label: String,
    old: Option<String>,
    new: Option<String>,
}

impl DifferenceRow {
    pub(super) fn of(it: &Difference, texts: &Texts, lang: Lang) -> Self {
        let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
        let parts: Vec<&str> = it.field.split('.').collect();
        let label = match parts.as_slice() {
            // A code may hold anything but is one of three parts.
            [table, middle @ .., last] if matches!(*table, "services" | "parts") && !middle.is_empty() => {
                let last = fields::label("price", &format!("{table}.0.{last}"), &translate);
                format!("{} · {last}", middle.join("."))
            }
            _ => fields::label("price", &it.field, &translate),
        };
        let said = |value: &Value| match value {
            Value::Number(number) if it.field.ends_with("_fen") => {
                format_fen(number.as_i64().unwrap_or_default())
            }
            Value::Number(number) => format!("{number}%"),
            Value::String(text) if it.field.ends_with(".unit") => texts.word(lang, "unit", text),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        DifferenceRow { label, old: it.old.as_ref().map(said), new: it.new.as_ref().map(said) }
    }
}

#[derive(Serialize)]
struct Happened {
    at: Moment,
    title: String,
    actor: String,
    tone: &'static str,
}

/// A published list that begins after a draft.
#[derive(Serialize)]
struct Later {
    number: i32,
    from: Moment,
}

#[derive(Serialize)]
struct ListPage {
    list: Head,
    standing: &'static str,
    prices: policy::Prices,
    against: i32,
    differences: Vec<DifferenceRow>,
    followed_by: Vec<Later>,
    events: Vec<Happened>,
    replays: Vec<Replay>,
    sees_replays: bool,
    may_write: bool,
    may_publish: bool,
    may_replay: bool,
    open: bool,
    own: bool,
}

/// `GET /billing/prices/{id}`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPriceLists)?;
    let id = path_id(&request)?;
    let whole = page.read(move |conn, page| service::whole_of(conn, &page.actor, &scope, id)).await?;
    let service::Whole { row, events, own, replays } = whole;
    let policies = page.services.policies.current();
    let policy = policies.at(page.now.0).map_err(Error::internal)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let from = row.effective_from.unwrap_or(page.now);
    let list = to_list(row.number.unwrap_or(0), from, &row.content)?;
    let found = service::differences(&desk(&page, &policies), &row)?;
    let happened = events.into_iter().map(|event| Happened {
        at: event.at,
        title: texts.word(lang, "price-event", event.kind.as_str()),
        actor: event.actor_name,
        tone: if event.kind.as_str() == "published" { "good" } else { "neutral" },
    });
    let open = matches!(row.status, PriceListStatus::Draft | PriceListStatus::Checked);
    let followed_by = if open { service::later(&desk(&page, &policies), &row) } else { vec![] };
    let may_write = page.actor.can(Action::ManagePriceLists);
    let data = ListPage {
        standing: standing(&policies, page.now, (row.status, row.number, row.effective_from)),
        followed_by: followed_by.into_iter().map(|(number, from)| Later { number, from }).collect(),
        prices: policy::Prices::of(policy, &list, lang),
        against: found.against,
        differences: found.items.iter().map(|it| DifferenceRow::of(it, texts, lang)).collect(),
        events: happened.collect(),
        replays,
        sees_replays: page.actor.can(Action::ViewPriceReplays),
        may_write: may_write && open,
        may_publish: may_write && !own && row.status == PriceListStatus::Checked,
        may_replay: open && page.actor.can(Action::ReplayPrices),
        open,
        own: own && open && may_write,
        list: row.into(),
    };
    shell::render(&page, "pages/price_lists/view.html", "title-price-list", &[], &data).await
}
