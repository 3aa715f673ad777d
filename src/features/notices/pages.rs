//! `/notices`: what I was told; opening one marks it and leads to what it is about.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::platform::db::{Id, Moment};
use crate::platform::web::filters::{self, FilterGroup};
use crate::platform::web::flash::{self, Tone, see_other};

use super::model::{LIST, Notice};
use super::{service, tell};

const HERE: &str = "/notices";

#[derive(Serialize)]
struct Row {
    id: Id,
    href: String,
    text: String,
    why: Option<String>,
    icon: &'static str,
    at: Moment,
    unread: bool,
}

#[derive(Serialize)]
struct ListPage {
    filters: Vec<FilterGroup>,
    faults: Vec<String>,
    rows: Vec<Row>,
    unread_here: bool,
    narrowed: bool,
    next_href: Option<String>,
    first_href: Option<String>,
}

/// `GET /notices`.
///
/// # Errors
/// What the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::OwnAccount)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&LIST, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    let states =
        [(texts.text(lang, "notices-unread", &[]), "true"), (texts.text(lang, "notices-read", &[]), "false")];
    let label = texts.text(lang, "notices-show", &[]);
    let rows: Vec<Row> = found.items.iter().map(|notice| row(&page, notice)).collect();
    let data = ListPage {
        filters: vec![asked.group(HERE, label, "unread", &states, texts, lang)],
        unread_here: rows.iter().any(|row| row.unread),
        rows,
        narrowed: asked.query.filter("unread").is_some(),
        next_href: found.next.as_ref().map(|after| asked.href(HERE, &[("after", Some(after))])),
        first_href: asked.query.after.as_ref().map(|_| asked.href(HERE, &[])),
        faults: asked.faults,
    };
    shell::render(&page, "pages/notices/list.html", "title-notices", &[], &data).await
}

fn row(page: &Page, notice: &Notice) -> Row {
    use crate::domain::notice_words::NoticeKind as K;
    let count = notice.params.get("count").and_then(serde_json::Value::as_u64).unwrap_or(1);
    let key = tell::text_key(notice.kind, usize::try_from(count).unwrap_or(1));
    let args = [("number", notice.number.clone()), ("count", count.to_string())];
    Row {
        id: notice.id,
        href: format!("{HERE}/{}", notice.id),
        text: page.services.texts.text(page.lang(), &key, &args),
        icon: match notice.kind {
            K::RecordSubmitted => "clipboard",
            K::RecordReturned | K::RecordWithdrawn => "back",
            K::RecordApproved => "check-circle",
            K::RecordRejected => "x-circle",
            K::CorrectionBegun | K::CorrectionAsked | K::RecordCorrected => "refresh",
            K::RecordShared => "document",
            K::ChargeConfirmed
            | K::WaiverAsked
            | K::CreditProposed
            | K::CreditRefused
            | K::StatementIssued
            | K::LineQuestioned
            | K::LineDisputed
            | K::LineAnswered
            | K::LineAccepted
            | K::PaymentRecorded
            | K::PaymentReversed => "money",
            K::PasswordChanged => "key",
            K::RequestRaised | K::RequestAssigned => "clipboard",
            K::RequestMessage => "document",
            K::RequestMoved => "refresh",
            K::RequestEscalated => "back",
            K::DeadlineNear
            | K::DeadlineBreached
            | K::RecordOverdue
            | K::StatementOverdue
            | K::ContractEnding
            | K::LoanerOverdue => "clock",
            K::ClaimDecided => "refresh",
        },
        why: notice.params.get("reason").and_then(serde_json::Value::as_str).map(str::to_string),
        at: notice.at,
        unread: notice.read_at.is_none(),
    }
}

/// `GET /notices/{id}`: marks it as read and goes to what it is about. Mails lead here.
///
/// # Errors
/// `NotFound` where it is not one's own.
pub async fn open(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::OwnAccount)?;
    let id = path_id(&request)?;
    let notice = page.write(move |conn, page| service::read(conn, &scope, id, page.now)).await?;
    Ok(see_other(&notice.page()))
}

/// `POST /notices/{id}/read`.
///
/// # Errors
/// `NotFound` where it is not one's own.
pub async fn read(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::OwnAccount)?;
    let id = path_id(&request)?;
    page.write(move |conn, page| service::read(conn, &scope, id, page.now)).await?;
    Ok(see_other(HERE))
}

/// `POST /notices/read-all`.
///
/// # Errors
/// What the database answers.
pub async fn read_all(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::OwnAccount)?;
    page.write(move |conn, page| service::read_all(conn, &scope, page.now)).await?;
    Ok(flash::redirect(HERE, Tone::Good, "notices-read"))
}
