//! Every list as a file. They stand before the pages of single things, whose ids they are not.

use crate::access::Action;
use crate::features::{
    ageing, charges, contracts, credits, customers, fault_records, installations, invoices, ledger, loaners,
    organisations, payments, pre_sale_reports, price_lists, products, qualifications, requests, review,
    statements, users,
};

use super::Access::Needs;
use super::Route;

routes! {
    "/requests/export.xlsx" { get requests::export::xlsx: Needs(Action::ViewRequests) }
    "/fault-records/export.xlsx" { get fault_records::pages::xlsx: Needs(Action::ViewRecords) }
    "/pre-sale-reports/export.xlsx" { get pre_sale_reports::pages::xlsx: Needs(Action::ViewRecords) }
    "/reviews/export.xlsx" { get review::pages::xlsx: Needs(Action::ReviewRecords) }
    "/customers/export.xlsx" { get customers::export::xlsx: Needs(Action::ViewCustomers) }
    "/contracts/export.xlsx" { get contracts::pages::xlsx: Needs(Action::ViewContracts) }
    "/contracts/{id}/export.xlsx" { get contracts::pages::uses_xlsx: Needs(Action::ViewContracts) }
    "/overdue-records/export.xlsx" { get requests::overdue::export::xlsx: Needs(Action::ViewOverdueRecords) }
    "/admin/product-types/export.xlsx" { get products::types::export::xlsx: Needs(Action::ManageProductTypes) }
    "/products/export.csv" { get products::pages::export::csv: Needs(Action::ViewProducts) }
    "/products/export.xlsx" { get products::pages::export::xlsx: Needs(Action::ViewProducts) }
    "/installations/export.xlsx" { get installations::export::xlsx: Needs(Action::ViewProducts) }
    "/loaners/export.xlsx" { get loaners::xlsx: Needs(Action::ViewProducts) }
    "/qualifications/export.xlsx" { get qualifications::export::xlsx: Needs(Action::ViewQualifications) }
    "/people/export.xlsx" { get users::export::xlsx: Needs(Action::ViewPeople) }
    "/organisations/export.xlsx" { get organisations::export::xlsx: Needs(Action::ViewPeople) }
    "/billing/charges/export.xlsx" { get charges::export::xlsx: Needs(Action::ViewCharges) }
    "/billing/credits/export.xlsx" { get credits::export::xlsx: Needs(Action::ViewCredits) }
    "/billing/accounts/export.xlsx" { get ledger::export::xlsx: Needs(Action::ViewAccounts) }
    "/billing/accounts/{id}/export.xlsx" { get ledger::export::entries: Needs(Action::ViewAccounts) }
    "/billing/accounts/{id}/credits/export.xlsx" { get payments::pages::credits_xlsx: Needs(Action::ViewPayments) }
    "/billing/prices/export.xlsx" { get price_lists::pages::lists_xlsx: Needs(Action::ViewPriceLists) }
    "/billing/payments/export.xlsx" { get payments::pages::xlsx: Needs(Action::ViewPayments) }
    "/billing/ageing/export.xlsx" { get ageing::pages::xlsx: Needs(Action::ViewPayments) }
    "/billing/statements/export.xlsx" { get statements::pages::export: Needs(Action::ViewStatements) }
    "/billing/statement-runs/export.xlsx" { get statements::pages::export_runs: Needs(Action::IssueStatements) }
    "/reviews/disputed/export.xlsx" { get statements::pages::export_disputed: Needs(Action::ReviewRecords) }
    "/billing/invoices/export.xlsx" { get invoices::pages::xlsx: Needs(Action::RecordPayments) }
}
