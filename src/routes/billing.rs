//! Every URL of billing: charges, credits, accounts, statements, payments, invoices.

use crate::access::Action;
use crate::features::{
    ageing, charges, credits, invoices, ledger, payments, penalties, price_lists, statements,
};

use super::Access::Needs;
use super::Route;

routes! {
    // Charges
    "/api/v1/charges" { get charges::api::list: Needs(Action::ViewCharges) }
    "/api/v1/charges/{id}" { get charges::api::view: Needs(Action::ViewCharges) }
    "/api/v1/charges/{id}/confirm" { post charges::api::confirm_one: Needs(Action::ConfirmCharges) }
    "/api/v1/statements" { get statements::api::list: Needs(Action::ViewStatements); post statements::api::issue: Needs(Action::IssueStatements) }
    "/api/v1/statements/{id}" { get statements::api::show: Needs(Action::ViewStatements) }
    "/api/v1/statements/{id}/lines" { get statements::api::lines: Needs(Action::ViewStatements) }
    "/api/v1/statements/{id}/pdf" { get statements::api::pdf: Needs(Action::ViewStatements) }
    "/api/v1/statements/{id}/xlsx" { get statements::api::xlsx: Needs(Action::ViewStatements) }
    "/api/v1/statements/{id}/confirm" { post statements::api::confirm: Needs(Action::AnswerStatements) }
    "/api/v1/statement-runs" { get statements::runs_api::list: Needs(Action::IssueStatements); post statements::runs_api::start: Needs(Action::IssueStatements) }
    "/api/v1/statement-runs/{id}" { get statements::runs_api::show: Needs(Action::IssueStatements) }
    "/api/v1/statement-lines/{id}" { get statements::lines_api::show: Needs(Action::ViewStatements) }
    "/api/v1/statement-lines/{id}/confirm" { post statements::lines_api::confirm: Needs(Action::AnswerStatements) }
    "/api/v1/statement-lines/{id}/question" { post statements::lines_api::question: Needs(Action::AnswerStatements) }
    "/api/v1/statement-lines/{id}/dispute" { post statements::lines_api::dispute: Needs(Action::AnswerStatements) }
    "/api/v1/statement-lines/{id}/answer" { post statements::lines_api::answer: Needs(Action::IssueStatements) }
    "/api/v1/disputed-lines" { get statements::lines_api::disputed: Needs(Action::ReviewRecords) }
    "/api/v1/disputed-lines/{id}" { get statements::lines_api::disputed_one: Needs(Action::ReviewRecords) }
    "/api/v1/disputed-lines/{id}/uphold" { post statements::lines_api::uphold: Needs(Action::ReviewRecords) }
    "/api/v1/disputed-lines/{id}/accept" { post statements::lines_api::accept: Needs(Action::ReviewRecords) }
    "/api/v1/accounts" { get ledger::api::list: Needs(Action::ViewAccounts) }
    "/api/v1/accounts/{id}" { get ledger::api::show: Needs(Action::ViewAccounts) }
    "/api/v1/accounts/{id}/entries" { get ledger::api::entries: Needs(Action::ViewAccounts) }
    "/billing/accounts" { get ledger::pages::list: Needs(Action::ViewAccounts) }
    "/billing/accounts/{id}" { get ledger::pages::show: Needs(Action::ViewAccounts) }
    "/api/v1/charges/{id}/hold" { post charges::api::hold_one: Needs(Action::ConfirmCharges) }
    "/api/v1/charges/{id}/release" { post charges::api::release_one: Needs(Action::ConfirmCharges) }
    "/api/v1/charges/{id}/price" { post charges::api::price_one: Needs(Action::ConfirmCharges) }
    "/api/v1/charges/{id}/waive" { post charges::api::waive_one: Needs(Action::ConfirmCharges) }
    "/api/v1/charges/{id}/grant-waiver" { post charges::api::grant_waiver: Needs(Action::ConfirmCharges) }
    "/api/v1/charges/{id}/refuse-waiver" { post charges::api::refuse_waiver: Needs(Action::ConfirmCharges) }
    "/api/v1/credits" { get credits::api::list: Needs(Action::ViewCredits); post credits::api::create: Needs(Action::GiveCredits) }
    "/api/v1/credits/{id}" { get credits::api::show: Needs(Action::ViewCredits) }
    "/api/v1/credits/{id}/confirm" { post credits::api::confirm: Needs(Action::GiveCredits) }
    "/api/v1/credits/{id}/refuse" { post credits::api::refuse: Needs(Action::GiveCredits) }
    "/api/v1/credits/{id}/reverse" { post credits::api::reverse: Needs(Action::GiveCredits) }
    "/api/v1/requests/{id}/outage" { post penalties::api::state_outage: Needs(Action::GiveCredits) }
    "/api/v1/service-fees" { post credits::api::create_fee: Needs(Action::GiveCredits) }
    "/api/v1/price-lists" { get price_lists::api::list: Needs(Action::ViewPriceLists); post price_lists::api::create: Needs(Action::ManagePriceLists) }
    "/api/v1/price-lists/in-force" { get price_lists::api::in_force: Needs(Action::ViewPriceLists) }
    "/api/v1/price-lists/{id}" { get price_lists::api::show: Needs(Action::ViewPriceLists); patch price_lists::api::edit: Needs(Action::ManagePriceLists) }
    "/api/v1/price-lists/{id}/differences" { get price_lists::api::differences: Needs(Action::ViewPriceLists) }
    "/api/v1/price-lists/{id}/check" { post price_lists::api::check: Needs(Action::ManagePriceLists) }
    "/api/v1/price-lists/{id}/publish" { post price_lists::api::publish: Needs(Action::ManagePriceLists) }
    "/api/v1/price-lists/{id}/discard" { post price_lists::api::discard: Needs(Action::ManagePriceLists) }
    "/api/v1/price-lists/{id}/parts" { post price_lists::api::import_parts: Needs(Action::ManagePriceLists) }
    "/api/v1/price-lists/{id}/replays" { get price_lists::replay_api::list: Needs(Action::ViewPriceReplays); post price_lists::replay_api::start: Needs(Action::ReplayPrices) }
    "/api/v1/price-replays/{id}" { get price_lists::replay_api::show: Needs(Action::ViewPriceReplays) }
    "/api/v1/price-replays/{id}/records" { get price_lists::replay_api::records: Needs(Action::ViewPriceReplays) }
    "/billing/prices" { get price_lists::pages::list: Needs(Action::ViewPriceLists) }
    "/billing/prices/new" { get price_lists::pages::new: Needs(Action::ManagePriceLists); post price_lists::pages::create: Needs(Action::ManagePriceLists) }
    "/billing/prices/{id}" { get price_lists::pages::show: Needs(Action::ViewPriceLists) }
    "/billing/prices/{id}/edit" { get price_lists::pages::edit: Needs(Action::ManagePriceLists); post price_lists::pages::save: Needs(Action::ManagePriceLists) }
    "/billing/prices/{id}/parts" { get price_lists::pages::parts: Needs(Action::ManagePriceLists); post price_lists::pages::save_parts: Needs(Action::ManagePriceLists) }
    "/billing/prices/{id}/check" { post price_lists::pages::check: Needs(Action::ManagePriceLists) }
    "/billing/prices/{id}/publish" { post price_lists::pages::publish: Needs(Action::ManagePriceLists) }
    "/billing/prices/{id}/discard" { post price_lists::pages::discard: Needs(Action::ManagePriceLists) }
    "/billing/prices/{id}/export.xlsx" { get price_lists::pages::xlsx: Needs(Action::ViewPriceLists) }
    "/billing/prices/{id}/replay" { post price_lists::pages::start_replay: Needs(Action::ReplayPrices) }
    "/billing/price-replays/{id}" { get price_lists::pages::replay: Needs(Action::ViewPriceReplays) }
    "/billing/price-replays/{id}/export.xlsx" { get price_lists::pages::replay_xlsx: Needs(Action::ViewPriceReplays) }
    "/billing/credits" { get credits::pages::list: Needs(Action::ViewCredits) }
    "/billing/credits/new" { get credits::pages::new_credit: Needs(Action::GiveCredits); post credits::pages::create_credit: Needs(Action::GiveCredits) }
    "/billing/credits/new-fee" { get credits::pages::new_fee: Needs(Action::GiveCredits); post credits::pages::create_fee: Needs(Action::GiveCredits) }
    "/billing/credits/{id}" { get credits::pages::show: Needs(Action::ViewCredits) }
    "/billing/credits/{id}/confirm" { post credits::pages::confirm: Needs(Action::GiveCredits) }
    "/billing/credits/{id}/refuse" { post credits::pages::refuse: Needs(Action::GiveCredits) }
    "/billing/credits/{id}/reverse" { post credits::pages::reverse: Needs(Action::GiveCredits) }
    "/requests/{id}/outage" { post penalties::pages::state_outage: Needs(Action::GiveCredits) }
    "/billing/charges" { get charges::pages::list: Needs(Action::ViewCharges) }
    "/billing/charges/confirm" { post charges::pages::confirm_many: Needs(Action::ConfirmCharges) }
    "/billing/charges/{id}" { get charges::pages::view: Needs(Action::ViewCharges) }
    "/billing/charges/{id}/confirm" { post charges::pages::confirm_one: Needs(Action::ConfirmCharges) }
    "/billing/charges/{id}/hold" { post charges::pages::hold: Needs(Action::ConfirmCharges) }
    "/billing/charges/{id}/release" { post charges::pages::release: Needs(Action::ConfirmCharges) }
    "/billing/charges/{id}/price" { post charges::pages::price: Needs(Action::ConfirmCharges) }
    "/billing/charges/{id}/waive" { post charges::pages::waive: Needs(Action::ConfirmCharges) }
    "/billing/charges/{id}/grant-waiver" { post charges::pages::grant_waiver: Needs(Action::ConfirmCharges) }
    "/billing/charges/{id}/refuse-waiver" { post charges::pages::refuse_waiver: Needs(Action::ConfirmCharges) }
    "/billing/statements" { get statements::pages::list: Needs(Action::ViewStatements) }
    "/billing/statements/new" { get statements::pages::new: Needs(Action::IssueStatements); post statements::pages::create: Needs(Action::IssueStatements) }
    "/billing/statements/{id}" { get statements::pages::view: Needs(Action::ViewStatements) }
    "/billing/statements/{id}/confirm" { post statements::pages::confirm: Needs(Action::AnswerStatements) }
    "/billing/statements/{id}/pdf" { get statements::pages::pdf: Needs(Action::ViewStatements) }
    "/billing/statements/{id}/xlsx" { get statements::pages::xlsx: Needs(Action::ViewStatements) }
    "/billing/statement-runs" { get statements::pages::runs: Needs(Action::IssueStatements); post statements::pages::start_run: Needs(Action::IssueStatements) }
    "/billing/statement-runs/{id}" { get statements::pages::run: Needs(Action::IssueStatements) }
    "/billing/statement-lines/{id}" { get statements::pages::line: Needs(Action::ViewStatements) }
    "/billing/statement-lines/{id}/confirm" { post statements::pages::confirm_line: Needs(Action::AnswerStatements) }
    "/billing/statement-lines/{id}/question" { post statements::pages::question: Needs(Action::AnswerStatements) }
    "/billing/statement-lines/{id}/dispute" { post statements::pages::dispute: Needs(Action::AnswerStatements) }
    "/billing/statement-lines/{id}/answer" { post statements::pages::answer: Needs(Action::IssueStatements) }

    // Payments, what is late, invoices
    "/api/v1/payments" { get payments::api::list: Needs(Action::ViewPayments); post payments::api::create: Needs(Action::RecordPayments) }
    "/api/v1/payments/{id}" { get payments::api::view: Needs(Action::ViewPayments) }
    "/api/v1/payments/{id}/reverse" { post payments::api::reverse: Needs(Action::RecordPayments) }
    "/api/v1/payments/{id}/allocations" { post payments::api::allocate: Needs(Action::RecordPayments) }
    "/api/v1/allocations/{id}" { get payments::api::allocation: Needs(Action::ViewPayments) }
    "/api/v1/allocations/{id}/undo" { post payments::api::undo: Needs(Action::RecordPayments) }
    "/api/v1/accounts/{id}/credits" { get payments::api::credits: Needs(Action::ViewPayments) }
    "/api/v1/accounts/{id}/allocations" { post payments::api::allocate_credit: Needs(Action::RecordPayments) }
    "/api/v1/accounts/{id}/invoice-data" { get invoices::api::show: Needs(Action::ViewPayments); patch invoices::api::edit: Needs(Action::EditInvoiceData) }
    "/api/v1/ageing" { get ageing::api::list: Needs(Action::ViewPayments) }
    "/billing/payments" { get payments::pages::list: Needs(Action::ViewPayments) }
    "/billing/payments/new" { get payments::pages::new: Needs(Action::RecordPayments); post payments::pages::create: Needs(Action::RecordPayments) }
    "/billing/payments/{id}" { get payments::pages::view: Needs(Action::ViewPayments) }
    "/billing/payments/{id}/reverse" { post payments::pages::reverse: Needs(Action::RecordPayments) }
    "/billing/payments/{id}/allocate" { post payments::pages::allocate: Needs(Action::RecordPayments) }
    "/billing/allocations/{id}" { get payments::pages::allocation: Needs(Action::ViewPayments) }
    "/billing/allocations/{id}/undo" { post payments::pages::undo: Needs(Action::RecordPayments) }
    "/billing/accounts/{id}/credits" { get payments::pages::credits: Needs(Action::ViewPayments); post payments::pages::allocate_credit: Needs(Action::RecordPayments) }
    "/billing/accounts/{id}/invoice-data" { get invoices::pages::show: Needs(Action::ViewPayments); post invoices::pages::save: Needs(Action::EditInvoiceData) }
    "/billing/ageing" { get ageing::pages::list: Needs(Action::ViewPayments) }
    "/billing/invoices" { get invoices::pages::month: Needs(Action::RecordPayments) }
}
