//! The API described by the program itself: `/api/openapi.json`, and a page to read and try it (8.2).

mod pages;

pub use pages::{asset, index, openapi};

use utoipa::openapi::OpenApi;

use crate::platform::web::docs::Docs;

use super::{
    account, ageing, attachments, audit, charges, contracts, credits, customers, deadlines, duty_rota,
    fault_records, holidays, imports, installations, invoices, ledger, loaners, login, notices,
    organisations, payments, penalties, policy, pre_sale_reports, price_lists, products, qualifications,
    requests, review, saved_views, signatures, statements, users,
};

/// The document of every call below `/api/v1`.
#[must_use]
pub fn document() -> OpenApi {
    let mut docs = Docs::default();
    login::api::describe(&mut docs);
    account::api::describe(&mut docs);
    users::api::describe(&mut docs);
    organisations::api::describe(&mut docs);
    customers::api::describe(&mut docs);
    contracts::api::describe(&mut docs);
    products::types::api::describe(&mut docs);
    products::api::describe(&mut docs);
    imports::api::describe(&mut docs);
    installations::api::describe(&mut docs);
    loaners::api::describe(&mut docs);
    policy::api::describe(&mut docs);
    deadlines::api::describe(&mut docs);
    holidays::api::describe(&mut docs);
    fault_records::api::describe(&mut docs);
    pre_sale_reports::api::describe(&mut docs);
    attachments::api::describe(&mut docs);
    signatures::api::describe(&mut docs);
    requests::api::describe(&mut docs);
    saved_views::api::describe(&mut docs);
    qualifications::api::describe(&mut docs);
    duty_rota::api::describe(&mut docs);
    review::api::describe(&mut docs);
    charges::api::describe(&mut docs);
    credits::api::describe(&mut docs);
    penalties::api::describe(&mut docs);
    price_lists::api::describe(&mut docs);
    price_lists::replay_api::describe(&mut docs);
    ledger::api::describe(&mut docs);
    statements::api::describe(&mut docs);
    statements::lines_api::describe(&mut docs);
    statements::runs_api::describe(&mut docs);
    payments::api::describe(&mut docs);
    ageing::api::describe(&mut docs);
    invoices::api::describe(&mut docs);
    notices::api::describe(&mut docs);
    audit::api::describe(&mut docs);
    docs.finish(env!("CARGO_PKG_VERSION"))
}
