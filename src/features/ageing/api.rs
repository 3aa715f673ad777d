//! `/ageing` (chapter 6).

use crate::access::call::Reply;
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{LIST, PayerAges, Terms};
use super::service;

/// `GET /ageing`.
///
/// # Errors
/// 403 where the role has nothing to do with money; 422 naming each wrong key.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewPayments)?;
    let query = call.list(&LIST)?;
    let page = call
        .read(move |conn, call| {
            let settings = &call.services.settings;
            let terms = Terms::at(call.now, settings.time_zone, settings.payment_term_days);
            Ok(service::list(conn, &scope, &terms, &query)?.0)
        })
        .await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// What this call is.
pub fn describe(docs: &mut Docs) {
    docs.add(
        Doc::get("/api/v1/ageing", "accounts", "Payers by how long their statements are overdue, most first")
            .list(&LIST)
            .answers_list::<PayerAges>(),
    );
}
