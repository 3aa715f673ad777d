//! `/billing/accounts`: who owes what, and how it came about.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::billing_words::{Account, EntryKind};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::columns::{amounts, columns};
use crate::features::shell::list::ListFrame;
use crate::platform::db::{Id, Moment};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::web::filters;

use super::model::{ACCOUNTS, ENTRIES, Line, PAYERS_ACCOUNTS, PayerAccount};
use super::service;

const HERE: &str = "/billing/accounts";

/// `GET /billing/accounts`.
///
/// # Errors
/// `Forbidden`; what the database answers.
pub async fn list(page: Page) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewAccounts)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&ACCOUNTS, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let found = page.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    let heads = [
        ("field-payer", None),
        ("account-receivable", Some("receivable_fen")),
        ("account-unallocated", None),
        ("account-balance", None),
    ];
    let owing = [
        (texts.text(lang, "accounts-owing", &[]), "true"),
        (texts.text(lang, "accounts-not-owing", &[]), "false"),
    ];
    let label = texts.text(lang, "account-receivable", &[]);
    let filters = vec![asked.group(HERE, label, "owing", &owing, texts, lang)];
    let columns = amounts(columns(&asked, HERE, &heads, texts, lang), &[1, 2, 3]);
    let data = ListFrame::new(asked, HERE, (filters, columns), &["q"], found);
    shell::render(&page, "pages/ledger/list.html", "title-accounts", &[], &data).await
}

/// A posting as the page of an account shows it.
#[derive(Serialize)]
struct Row {
    at: Moment,
    account: Account,
    title: String,
    href: String,
    number: String,
    amount_fen: i64,
    actor_name: String,
}

impl Row {
    fn of(line: Line, texts: &Texts, lang: Lang) -> Self {
        Row {
            at: line.at,
            account: line.account,
            title: texts.word(lang, "entry-kind", line.kind.as_str()),
            href: href(line.kind, line.object_id),
            number: line.number,
            amount_fen: line.amount_fen,
            actor_name: line.actor_name,
        }
    }
}

/// Where what moved the ledger is shown.
fn href(kind: EntryKind, object: Id) -> String {
    match kind {
        EntryKind::ChargeConfirmed | EntryKind::ChargeReversed | EntryKind::ChargeWaived => {
            format!("/billing/charges/{object}")
        }
        EntryKind::PaymentReceived | EntryKind::PaymentReversed => {
            format!("/billing/payments/{object}")
        }
        EntryKind::Allocated | EntryKind::AllocationReversed => format!("/billing/allocations/{object}"),
        EntryKind::StatementCredited => format!("/billing/statements/{object}"),
    }
}

#[derive(Serialize)]
struct AccountPage {
    account: PayerAccount,
    #[serde(flatten)]
    list: ListFrame<Row>,
    internal: bool,
}

/// `GET /billing/accounts/{id}`.
///
/// # Errors
/// `NotFound` where the payer has no account or is out of sight.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ViewAccounts)?;
    let payer = path_id(&request)?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let asked = filters::read(&ENTRIES, &page.incoming.query, texts, lang);
    let query = asked.query.clone();
    let (account, found) = page
        .read(move |conn, page| {
            let account = service::show(conn, &scope, payer)?;
            Ok((account, service::lines(conn, &page.actor, &scope, payer, &query)?))
        })
        .await?;
    let internal = page.actor.is_vendor();
    let mut heads = vec![("account-entry", None), ("account-name", None), ("account-at", Some("at"))];
    if internal {
        heads.push(("account-by", None));
    }
    heads.push(("account-amount", None));
    let here = format!("{HERE}/{payer}");
    let options = |prefix: &str, all: &'static [&'static str]| -> Vec<(String, &'static str)> {
        all.iter().map(|word| (texts.word(lang, prefix, word), *word)).collect()
    };
    let (kinds, accounts) = (options("entry-kind", EntryKind::TEXTS), options("account", PAYERS_ACCOUNTS));
    let name = [("name", account.payer_name.clone())];
    let filters = vec![
        asked.group(&here, texts.text(lang, "account-name", &[]), "account", &accounts, texts, lang),
        asked.group(&here, texts.text(lang, "account-entry", &[]), "kind", &kinds, texts, lang),
    ];
    let last = heads.len() - 1;
    let columns = amounts(columns(&asked, &here, &heads, texts, lang), &[last]);
    let found = found.map(|line| Row::of(line, texts, lang));
    let data =
        AccountPage { list: ListFrame::new(asked, &here, (filters, columns), &[], found), account, internal };
    shell::render(&page, "pages/ledger/account.html", "title-account-of", &name, &data).await
}
