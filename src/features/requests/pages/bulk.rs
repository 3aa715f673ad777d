//! Giving several requests to somebody at once: each is its own decision, and what became of each is said.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::{Value, json};

use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::platform::db::Id;
use crate::platform::fields;
use crate::platform::web::flash::{self, Tone};
use crate::platform::web::incoming::IfMatch;

use super::super::service;
use super::{HERE, desk, obstacle};

/// The most that one form gives away: what a page shows.
const AT_ONCE: usize = 50;

/// What became of one request.
#[derive(Debug, Serialize)]
struct Outcome {
    number: String,
    subject: String,
    href: String,
    done: bool,
    words: String,
}

#[derive(Serialize)]
struct BulkPage {
    outcomes: Vec<Outcome>,
    done: String,
    left: String,
    some_left: bool,
}

/// `POST /requests/assign`.
///
/// # Errors
/// 403; what stands in the way of one request is said beside it.
pub async fn assign_many(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::AssignRequests)?;
    let mut picked: Vec<(Id, i32)> = page
        .form
        .iter()
        .filter(|(key, _)| key == "request")
        .filter_map(|(_, value)| {
            let (id, version) = value.split_once('.')?;
            Some((id.parse().ok()?, version.parse().ok()?))
        })
        .collect();
    picked.sort_unstable();
    picked.dedup_by_key(|(id, _)| *id);
    picked.truncate(AT_ONCE);
    if picked.is_empty() {
        return Ok(flash::redirect(HERE, Tone::Attention, "requests-none-picked"));
    }
    if page.field("user_id").is_empty() {
        return Ok(flash::redirect(HERE, Tone::Attention, "requests-nobody-chosen"));
    }
    let mut outcomes = Vec::new();
    for (id, version) in picked {
        outcomes.extend(one(&page, id, version).await?);
    }
    let done = outcomes.iter().filter(|outcome| outcome.done).count();
    let left = outcomes.len() - done;
    let data = BulkPage { outcomes, done: done.to_string(), left: left.to_string(), some_left: left > 0 };
    shell::render(&page, "pages/requests/assigned.html", "title-requests-assigned", &[], &data).await
}

/// One request; nothing is said of what is out of sight.
async fn one(page: &Page, id: Id, version: i32) -> Result<Option<Outcome>, Error> {
    let seen = match page.read(move |conn, page| service::request(conn, &page.actor, id)).await {
        Ok(request) => request,
        Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let mut body = json!({ "user_id": page.field("user_id") });
    if !page.field("reason").is_empty() {
        body["reason"] = Value::from(page.field("reason"));
    }
    let given = page
        .write(move |conn, page| service::assign(conn, &desk(page), (id, IfMatch::Version(version)), &body))
        .await;
    let (done, words) = match given {
        Ok(request) => (true, request.assignee_name),
        Err(Error::Invalid(faults)) => (false, told(page, &faults)),
        Err(other) => obstacle(page, other).map(|(_, words)| (false, words))?,
    };
    let href = format!("{HERE}/{id}");
    Ok(Some(Outcome { number: seen.number, subject: seen.subject, href, done, words }))
}

fn told(page: &Page, faults: &[fields::FieldFault]) -> String {
    let translate = |key: &str, args: &[(&str, String)]| page.services.texts.find(page.lang(), key, args);
    let words: Vec<String> =
        faults.iter().map(|fault| fields::message("request_assignment", fault, &translate)).collect();
    words.join(" ")
}
