//! The page of one payment: what it came to, what it settles, and what of it is left.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::payments::model::Whole;
use crate::features::payments::{allocate, record, service};
use crate::features::shell::form::{ErrorLine, Typed, lines};
use crate::features::{shell, statements};
use crate::platform::db::Id;

use super::opens::{self, OpenRow};

#[derive(Serialize)]
struct DetailPage {
    payment: Whole,
    /// Statements that what is left may be put to; none for whoever may not.
    open: Vec<OpenRow>,
    errors: Vec<ErrorLine>,
    may_record: bool,
    internal: bool,
}

/// `GET /billing/payments/{id}`.
///
/// # Errors
/// `NotFound` where it is missing or somebody else's.
pub async fn view(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    show_payment(&page, path_id(&request)?, None).await
}

/// Shows a payment; with what was typed where that was refused.
///
/// # Errors
/// `NotFound` where it is missing or somebody else's.
pub async fn show_payment(page: &Page, id: Id, typed: Option<&Typed>) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewPayments)?;
    let may_record = page.actor.can(Action::RecordPayments);
    let (payment, open) = page
        .read(move |conn, page| {
            let whole = service::whole(conn, &page.actor, &scope, id)?;
            let wanted = may_record && whole.payment.left_fen > 0;
            let open = if wanted { statements::open_of(conn, whole.payment.payer_id)? } else { vec![] };
            Ok((whole, open))
        })
        .await?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let number = [("number", payment.payment.number.clone())];
    let data = DetailPage {
        errors: typed.map_or(vec![], |typed| lines("payment", &typed.faults, texts, lang)),
        open: match typed {
            Some(typed) => opens::as_typed(page, &open, typed),
            None => opens::proposed(&open, &allocate::oldest_first(&open, payment.payment.left_fen)),
        },
        may_record,
        internal: page.actor.is_vendor(),
        payment,
    };
    let (template, title) = ("pages/payments/view.html", "title-payment");
    if typed.is_some() {
        return shell::render_invalid(page, template, title, &number, &data).await;
    }
    shell::render(page, template, title, &number, &data).await
}

/// `POST /billing/payments/{id}/reverse`.
///
/// # Errors
/// `NotFound`, `Forbidden`; a conflict goes back to the page and says so.
pub async fn reverse(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::RecordPayments)?;
    let id = path_id(&request)?;
    let done = page
        .write(move |conn, page| {
            let target = (id, page.incoming.if_match);
            record::reverse(conn, &page.actor, &scope, page.now, target, &page.reason())
        })
        .await;
    super::back(id, done.map(drop), "payment-reversed")
}
