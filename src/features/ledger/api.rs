//! `/accounts` (chapter 6).

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{ACCOUNTS, ENTRIES, Line, PayerAccount};
use super::service;

/// `GET /accounts?owing=&q=`.
///
/// # Errors
/// 403 where the role has nothing to do with money; 422 naming each wrong key.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewAccounts)?;
    let query = call.list(&ACCOUNTS)?;
    let page = call.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `GET /accounts/{id}`, by the payer's id.
///
/// # Errors
/// 404 where it has none or is out of sight.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewAccounts)?;
    let payer = path_id(&request)?;
    let account = call.read(move |conn, _| service::show(conn, &scope, payer)).await?;
    Ok(Answer::ok(&account)?.into_response())
}

/// `GET /accounts/{id}/entries?kind=&account=`.
///
/// # Errors
/// 404, 422.
pub async fn entries(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewAccounts)?;
    let payer = path_id(&request)?;
    let query = call.list(&ENTRIES)?;
    let page = call.read(move |conn, call| service::lines(conn, &call.actor, &scope, payer, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "accounts";
    docs.add(
        Doc::get("/api/v1/accounts", tag, "Payers with what they owe, the largest first")
            .list(&ACCOUNTS)
            .answers_list::<PayerAccount>(),
    );
    docs.add(
        Doc::get("/api/v1/accounts/{id}", tag, "What the accounts of a payer come to")
            .answers::<PayerAccount>(),
    );
    docs.add(
        Doc::get("/api/v1/accounts/{id}/entries", tag, "What moved the accounts of a payer, newest first")
            .list(&ENTRIES)
            .answers_list::<Line>(),
    );
}
