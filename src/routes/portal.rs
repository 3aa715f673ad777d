//! Every URL of the portal but those of billing.

use crate::access::Action;
use crate::features::{
    account, attachments, audit, contracts, customers, deadlines, docs, duty_rota, fault_records, holidays,
    home, imports, installations, loaners, login, mail, notices, organisations, policy, pre_sale_reports,
    products, qualifications, requests, review, saved_views, search, signatures, statements, status, users,
};
use crate::platform::web::statics;

use super::Access::{Needs, Public};
use super::Route;

routes! {
    // The program itself
    "/healthz" { get status::healthz: Public }
    "/readyz" { get status::readyz: Public }
    "/metrics" { get status::metrics: Public }
    "/static/{digest}/{path:.*}" { get statics::serve: Public }

    // The role home
    "/" { get home::pages::show: Needs(Action::OwnAccount) }

    // Coming and going
    "/api/v1/auth/login" { post login::api::login: Public }
    "/api/v1/auth/refresh" { post login::api::refresh: Public }
    "/api/v1/auth/forgot-password" { post login::api::forgot_password: Public }
    "/api/v1/auth/logout" { post login::api::logout: Needs(Action::OwnAccount) }
    "/api/v1/me" { get account::api::show: Needs(Action::OwnAccount); patch account::api::change: Needs(Action::OwnAccount) }
    "/api/v1/me/password" { post account::api::set_password: Needs(Action::OwnAccount) }
    "/api/v1/me/sessions" { get account::api::sessions: Needs(Action::OwnAccount) }
    "/api/v1/me/sessions/{id}/end" { post account::api::end_session: Needs(Action::OwnAccount) }
    "/api/v1/me/end-other-sessions" { post account::api::end_others: Needs(Action::OwnAccount) }
    "/login" { get login::pages::form: Public; post login::pages::submit: Public }
    "/logout" { post login::pages::logout: Needs(Action::OwnAccount) }
    "/forgot-password" { get login::forgotten::form: Public; post login::forgotten::submit: Public }
    "/language" { post login::pages::language: Public }
    "/set-password/{token}" { get login::links::password_form: Public; post login::links::set_password: Public }
    "/setup/{token}" { get login::links::setup_form: Public; post login::links::set_up: Public }
    "/account" { get account::pages::show: Needs(Action::OwnAccount) }
    "/account/password" { post account::pages::set_password: Needs(Action::OwnAccount) }
    "/account/sessions/{id}/end" { post account::pages::end_session: Needs(Action::OwnAccount) }
    "/account/notices" { post account::pages::choose_notices: Needs(Action::OwnAccount) }
    "/account/end-other-sessions" { post account::pages::end_others: Needs(Action::OwnAccount) }

    // Notices and mail
    "/api/v1/notices" { get notices::api::list: Needs(Action::OwnAccount) }
    "/api/v1/notices/read-all" { post notices::api::read_all: Needs(Action::OwnAccount) }
    "/api/v1/notices/{id}/read" { post notices::api::read: Needs(Action::OwnAccount) }
    "/api/v1/me/notice-choices" { get notices::api::choices: Needs(Action::OwnAccount); post notices::api::choose: Needs(Action::OwnAccount) }
    "/notices" { get notices::pages::list: Needs(Action::OwnAccount) }
    "/notices/read-all" { post notices::pages::read_all: Needs(Action::OwnAccount) }
    "/notices/{id}" { get notices::pages::open: Needs(Action::OwnAccount) }
    "/notices/{id}/read" { post notices::pages::read: Needs(Action::OwnAccount) }
    "/admin/mail" { get mail::pages::list: Needs(Action::ManageMail) }
    "/admin/mail/{id}/retry" { post mail::pages::retry: Needs(Action::ManageMail) }
    "/demo/mail" { get mail::demo::list: Public }
    "/demo/mail/{id}" { get mail::demo::wire: Public }

    // Saved views
    "/api/v1/saved-views" { get saved_views::api::list: Needs(Action::OwnAccount); post saved_views::api::create: Needs(Action::OwnAccount) }
    "/api/v1/saved-views/{id}" {
        get saved_views::api::show: Needs(Action::OwnAccount);
        patch saved_views::api::edit: Needs(Action::OwnAccount);
        delete saved_views::api::remove: Needs(Action::OwnAccount);
    }
    "/saved-views" { get saved_views::pages::list: Needs(Action::OwnAccount) }
    "/saved-views/new" { get saved_views::pages::new: Needs(Action::OwnAccount); post saved_views::pages::create: Needs(Action::OwnAccount) }
    "/saved-views/{id}" { post saved_views::pages::save: Needs(Action::OwnAccount) }
    "/saved-views/{id}/delete" { post saved_views::pages::remove: Needs(Action::OwnAccount) }

    // Search
    "/search" { get search::pages::search: Needs(Action::OwnAccount) }

    // Organisations and people
    "/api/v1/organisations" { get organisations::api::list: Needs(Action::ViewPeople); post organisations::api::create: Needs(Action::ManageOrganisations) }
    "/api/v1/organisations/{id}" { get organisations::api::show: Needs(Action::ViewPeople); patch organisations::api::edit: Needs(Action::ManageOrganisations) }
    "/api/v1/users" { get users::api::list: Needs(Action::ViewPeople); post users::api::create: Needs(Action::ManagePeople) }
    "/api/v1/users/{id}" { get users::api::show: Needs(Action::ViewPeople); patch users::api::edit: Needs(Action::ManagePeople) }
    "/api/v1/users/{id}/deactivate" { post users::api::deactivate: Needs(Action::ManagePeople) }
    "/api/v1/users/{id}/reactivate" { post users::api::reactivate: Needs(Action::ManagePeople) }
    "/api/v1/users/{id}/end-sessions" { post users::api::end_sessions: Needs(Action::ManagePeople) }
    "/api/v1/users/{id}/invite" { post users::api::invite: Needs(Action::ManagePeople) }

    "/organisations" { get organisations::pages::list: Needs(Action::ViewPeople) }
    "/organisations/new" { get organisations::pages::new: Needs(Action::ManageOrganisations); post organisations::pages::create: Needs(Action::ManageOrganisations) }
    "/organisations/{id}/edit" { get organisations::pages::edit: Needs(Action::ManageOrganisations); post organisations::pages::save: Needs(Action::ManageOrganisations) }
    "/people" { get users::pages::list: Needs(Action::ViewPeople) }
    "/people/new" { get users::pages::new: Needs(Action::ManagePeople); post users::pages::create: Needs(Action::ManagePeople) }
    "/people/{id}" { get users::pages::show: Needs(Action::ViewPeople) }
    "/people/{id}/edit" { get users::pages::edit: Needs(Action::ManagePeople); post users::pages::save: Needs(Action::ManagePeople) }
    "/people/{id}/deactivate" { post users::pages::entry::deactivate: Needs(Action::ManagePeople) }
    "/people/{id}/reactivate" { post users::pages::entry::reactivate: Needs(Action::ManagePeople) }
    "/people/{id}/end-sessions" { post users::pages::entry::end_sessions: Needs(Action::ManagePeople) }
    "/people/{id}/invite" { post users::pages::entry::invite: Needs(Action::ManagePeople) }

    // Customers
    "/customers" { get customers::pages::list: Needs(Action::ViewCustomers) }
    "/customers/new" { get customers::pages::form::new: Needs(Action::WriteCustomers); post customers::pages::form::create: Needs(Action::WriteCustomers) }
    "/customers/import" { get imports::pages::customers: Needs(Action::WriteCustomers); post imports::pages::send_customers: Needs(Action::WriteCustomers) }
    "/customers/import/template.xlsx" { get imports::pages::customers_xlsx: Needs(Action::WriteCustomers) }
    "/customers/import/template.csv" { get imports::pages::customers_csv: Needs(Action::WriteCustomers) }
    "/customers/{id}" { get customers::pages::show: Needs(Action::ViewCustomers) }
    "/customers/{id}/edit" { get customers::pages::form::edit: Needs(Action::WriteCustomers); post customers::pages::form::save: Needs(Action::WriteCustomers) }
    "/api/v1/customers" { get customers::api::list: Needs(Action::ViewCustomers); post customers::api::create: Needs(Action::WriteCustomers) }
    "/api/v1/customers/{id}" { get customers::api::show: Needs(Action::ViewCustomers); patch customers::api::edit: Needs(Action::WriteCustomers) }
    "/customers/{id}/sharing" { post customers::pages::share: Needs(Action::ShareRequests) }
    "/api/v1/customers/{id}/sharing" { post customers::api::share: Needs(Action::ShareRequests) }

    // Maintenance contracts
    "/api/v1/contracts" { get contracts::api::list: Needs(Action::ViewContracts); post contracts::api::create: Needs(Action::WriteContracts) }
    "/api/v1/contracts/{id}" { get contracts::api::show: Needs(Action::ViewContracts); patch contracts::api::edit: Needs(Action::WriteContracts) }
    "/api/v1/contracts/{id}/uses" { get contracts::api::uses: Needs(Action::ViewContracts) }
    "/api/v1/contracts/{id}/activate" { post contracts::api::activate: Needs(Action::ActivateContracts) }
    "/api/v1/contracts/{id}/end" { post contracts::api::end: Needs(Action::ActivateContracts) }
    "/api/v1/contracts/{id}/cancel" { post contracts::api::cancel: Needs(Action::WriteContracts) }
    "/api/v1/contracts/{id}/accept" { post contracts::api::accept: Needs(Action::WriteContracts) }
    "/contracts" { get contracts::pages::list: Needs(Action::ViewContracts) }
    "/contracts/new" { get contracts::pages::new: Needs(Action::WriteContracts); post contracts::pages::create: Needs(Action::WriteContracts) }
    "/contracts/{id}" { get contracts::pages::show: Needs(Action::ViewContracts) }
    "/contracts/{id}/edit" { get contracts::pages::edit: Needs(Action::WriteContracts); post contracts::pages::save: Needs(Action::WriteContracts) }
    "/contracts/{id}/activate" { post contracts::pages::activate: Needs(Action::ActivateContracts) }
    "/contracts/{id}/end" { post contracts::pages::end: Needs(Action::ActivateContracts) }
    "/contracts/{id}/cancel" { post contracts::pages::cancel: Needs(Action::WriteContracts) }
    "/contracts/{id}/accept" { post contracts::pages::accept: Needs(Action::WriteContracts) }

    // The installed base
    "/api/v1/products" { get products::api::list: Needs(Action::ViewProducts); post products::api::create: Needs(Action::WriteProducts) }
    "/api/v1/products/{id}" { get products::api::show: Needs(Action::ViewProducts); patch products::api::edit: Needs(Action::WriteProducts) }
    "/api/v1/products/{id}/events" { get products::api::events: Needs(Action::ViewProducts) }
    "/api/v1/product-types" { get products::types::api::list: Needs(Action::ViewProducts); post products::types::api::create: Needs(Action::ManageProductTypes) }
    "/api/v1/product-types/{id}" { get products::types::api::show: Needs(Action::ViewProducts); patch products::types::api::edit: Needs(Action::ManageProductTypes) }
    "/api/v1/installations" { get installations::api::list: Needs(Action::ViewProducts); post installations::api::create: Needs(Action::WriteProducts) }
    "/api/v1/installations/{id}" { get installations::api::show: Needs(Action::ViewProducts) }
    "/products" { get products::pages::list: Needs(Action::ViewProducts) }
    "/products/new" { get products::pages::form::new: Needs(Action::WriteProducts); post products::pages::form::create: Needs(Action::WriteProducts) }
    "/products/import" { get imports::pages::products: Needs(Action::WriteProducts); post imports::pages::send_products: Needs(Action::WriteProducts) }
    "/products/import/template.xlsx" { get imports::pages::products_xlsx: Needs(Action::WriteProducts) }
    "/products/import/template.csv" { get imports::pages::products_csv: Needs(Action::WriteProducts) }
    "/products/{id}" { get products::pages::show: Needs(Action::ViewProducts) }
    "/products/{id}/edit" { get products::pages::form::edit: Needs(Action::WriteProducts); post products::pages::form::save: Needs(Action::WriteProducts) }
    "/api/v1/loaners" { get loaners::api::list: Needs(Action::ViewProducts); post loaners::api::create: Needs(Action::WriteProducts) }
    "/api/v1/loaners/{id}" { get loaners::api::show: Needs(Action::ViewProducts) }
    "/api/v1/loaners/{id}/lend" { post loaners::api::lend: Needs(Action::WriteProducts) }
    "/api/v1/loaners/{id}/device-back" { post loaners::api::device_back: Needs(Action::WriteProducts) }
    "/api/v1/loaners/{id}/loaner-back" { post loaners::api::loaner_back: Needs(Action::WriteProducts) }
    "/api/v1/loaners/{id}/decline" { post loaners::api::decline: Needs(Action::WriteProducts) }
    "/loaners" { get loaners::pages::list: Needs(Action::ViewProducts) }
    "/loaners/new" { get loaners::pages::new: Needs(Action::WriteProducts); post loaners::pages::create: Needs(Action::WriteProducts) }
    "/loaners/{id}" { get loaners::pages::show: Needs(Action::ViewProducts) }
    "/loaners/{id}/lend" { post loaners::pages::lend: Needs(Action::WriteProducts) }
    "/loaners/{id}/device-back" { post loaners::pages::device_back: Needs(Action::WriteProducts) }
    "/loaners/{id}/loaner-back" { post loaners::pages::loaner_back: Needs(Action::WriteProducts) }
    "/loaners/{id}/decline" { post loaners::pages::decline: Needs(Action::WriteProducts) }
    "/api/v1/imports/customers" { post imports::api::customers: Needs(Action::WriteCustomers) }
    "/api/v1/imports/products" { post imports::api::products: Needs(Action::WriteProducts) }
    "/api/v1/imports/{id}" { get imports::api::show: Needs(Action::ImportData) }
    "/api/v1/imports/{id}/lines" { get imports::api::lines: Needs(Action::ImportData) }
    "/api/v1/imports/{id}/apply" { post imports::api::apply: Needs(Action::ImportData) }
    "/imports/{id}" { get imports::pages::show: Needs(Action::ImportData) }
    "/imports/{id}/apply" { post imports::pages::apply: Needs(Action::ImportData) }
    "/imports/{id}/export.xlsx" { get imports::pages::export: Needs(Action::ImportData) }
    "/admin/product-types" { get products::types::pages::list: Needs(Action::ManageProductTypes) }
    "/admin/product-types/new" { get products::types::pages::new: Needs(Action::ManageProductTypes); post products::types::pages::create: Needs(Action::ManageProductTypes) }
    "/admin/product-types/{id}/edit" { get products::types::pages::edit: Needs(Action::ManageProductTypes); post products::types::pages::save: Needs(Action::ManageProductTypes) }
    "/installations" { get installations::pages::list: Needs(Action::ViewProducts) }
    "/installations/new" { get installations::pages::form::new: Needs(Action::WriteProducts); post installations::pages::form::create: Needs(Action::WriteProducts) }
    "/installations/{id}" { get installations::pages::show: Needs(Action::ViewProducts) }

    // The service policy
    "/api/v1/service-matrix" { get policy::api::matrix: Needs(Action::ViewPolicy) }
    "/api/v1/service-catalogue" { get policy::api::catalogue: Needs(Action::ViewPolicy) }
    "/service-matrix" { get policy::pages::matrix: Needs(Action::ViewPolicy) }
    "/entitlement" { post policy::pages::entitlement: Needs(Action::ViewPolicy) }
    "/api/v1/decisions" { post policy::api::decide: Needs(Action::ViewPolicy) }
    "/api/v1/deadlines" { post deadlines::api::calculate: Needs(Action::CalculateDeadlines) }

    // Calendars and holidays
    "/api/v1/holiday-years" { get holidays::api::list: Needs(Action::ViewCalendars) }
    "/api/v1/holiday-years/{year}" { get holidays::api::show: Needs(Action::ViewCalendars) }
    "/api/v1/holiday-years/{year}/preview" { post holidays::api::preview: Needs(Action::ManageCalendars) }
    "/api/v1/holiday-years/{year}/import" { post holidays::api::import: Needs(Action::ManageCalendars) }
    "/admin/calendars" { get holidays::pages::list: Needs(Action::ViewCalendars) }
    "/admin/calendars/import" { get holidays::pages::form: Needs(Action::ManageCalendars); post holidays::pages::submit: Needs(Action::ManageCalendars) }
    "/admin/calendars/{year}" { get holidays::pages::show: Needs(Action::ViewCalendars) }

    // Service requests
    "/api/v1/requests" { get requests::api::list: Needs(Action::ViewRequests); post requests::api::create: Needs(Action::WorkOnRequests) }
    "/api/v1/request-queues" { get requests::api::counts: Needs(Action::ViewRequests) }
    "/api/v1/requests/{id}" { get requests::api::show: Needs(Action::ViewRequests); patch requests::api::edit: Needs(Action::WorkOnRequests) }
    "/api/v1/requests/{id}/transitions" { post requests::api::transition: Needs(Action::WorkOnRequests) }
    "/api/v1/requests/{id}/remedy" { post requests::api::remedy: Needs(Action::WorkOnRequests) }
    "/api/v1/requests/{id}/assignment" { post requests::api::assign: Needs(Action::AssignRequests) }
    "/api/v1/requests/{id}/candidates" { get requests::routing::api::candidates: Needs(Action::AssignRequests) }
    "/api/v1/requests/{id}/agents" { get requests::routing::api::agents: Needs(Action::RouteProspects) }
    "/api/v1/requests/{id}/agent" { post requests::routing::api::hand_to: Needs(Action::RouteProspects) }
    "/api/v1/requests/{id}/records" { get requests::api::records_of: Needs(Action::ViewRequests) }
    "/api/v1/requests/{id}/record" { post requests::api::begin_record: Needs(Action::WriteRecords) }
    "/api/v1/requests/{id}/escalation" { get requests::api::escalation: Needs(Action::WorkOnRequests) }
    "/api/v1/requests/{id}/messages" { post requests::api::message: Needs(Action::WorkOnRequests) }
    "/api/v1/requests/{id}/notes" { post requests::api::note: Needs(Action::WorkOnRequests) }
    "/api/v1/requests/{id}/attachments" {
        get requests::files::api::list: Needs(Action::ViewRequests);
        post requests::files::api::add: Needs(Action::WorkOnRequests);
    }
    "/api/v1/request-attachments/{id}" { get requests::files::api::content: Needs(Action::ViewRequests) }
    "/api/v1/requests/{id}/promises" { post requests::api::promise: Needs(Action::WorkOnRequests) }

    "/api/v1/overdue-records" { get requests::overdue::api::list: Needs(Action::ViewOverdueRecords) }
    "/overdue-records" { get requests::overdue::pages::list: Needs(Action::ViewOverdueRecords) }

    // The duty rota
    "/api/v1/duty-shifts" { get duty_rota::api::list: Needs(Action::ViewDutyRota); post duty_rota::api::add: Needs(Action::ManageDutyRota) }
    "/api/v1/duty-shifts/copy" { post duty_rota::api::copy: Needs(Action::ManageDutyRota) }
    "/api/v1/duty-shifts/{id}" { delete duty_rota::api::remove: Needs(Action::ManageDutyRota) }
    "/duty-rota" { get duty_rota::pages::show: Needs(Action::ViewDutyRota); post duty_rota::pages::add: Needs(Action::ManageDutyRota) }
    "/duty-rota/copy" { post duty_rota::pages::copy: Needs(Action::ManageDutyRota) }
    "/duty-rota/{id}/remove" { post duty_rota::pages::remove: Needs(Action::ManageDutyRota) }

    // Qualifications
    "/api/v1/qualifications" { get qualifications::api::list: Needs(Action::ViewQualifications); post qualifications::api::create: Needs(Action::ManageQualifications) }
    "/api/v1/qualifications/{id}" { get qualifications::api::show: Needs(Action::ViewQualifications) }
    "/api/v1/qualifications/{id}/revoke" { post qualifications::api::revoke: Needs(Action::ManageQualifications) }
    "/qualifications" { get qualifications::pages::list: Needs(Action::ViewQualifications) }
    "/qualifications/new" { get qualifications::pages::new: Needs(Action::ManageQualifications); post qualifications::pages::create: Needs(Action::ManageQualifications) }
    "/qualifications/{id}/revoke" { post qualifications::pages::revoke: Needs(Action::ManageQualifications) }

    "/requests" { get requests::pages::list: Needs(Action::ViewRequests) }
    "/requests/new" {
        get requests::pages::new: Needs(Action::WorkOnRequests);
        post requests::pages::create: Needs(Action::WorkOnRequests);
    }
    "/requests/assign" { post requests::pages::assign_many: Needs(Action::AssignRequests) }
    "/requests/entitlement" { post requests::pages::entitlement: Needs(Action::WorkOnRequests) }
    "/requests/{id}" { get requests::pages::show: Needs(Action::ViewRequests) }
    "/requests/{id}/pdf" { get requests::pages::pdf: Needs(Action::ViewRequests) }
    "/requests/{id}/edit" {
        get requests::pages::edit: Needs(Action::WorkOnRequests);
        post requests::pages::save: Needs(Action::WorkOnRequests);
    }
    "/requests/{id}/escalate" {
        get requests::pages::ask: Needs(Action::WorkOnRequests);
        post requests::pages::escalate: Needs(Action::WorkOnRequests);
    }
    "/requests/{id}/step" { post requests::pages::step: Needs(Action::WorkOnRequests) }
    "/requests/{id}/messages" { post requests::pages::message: Needs(Action::WorkOnRequests) }
    "/request-attachments/{id}" { get requests::files::pages::content: Needs(Action::ViewRequests) }
    "/request-attachments/{id}/preview" { get requests::files::pages::preview: Needs(Action::ViewRequests) }
    "/requests/{id}/notes" { post requests::pages::note: Needs(Action::WorkOnRequests) }
    "/requests/{id}/promises" { post requests::pages::promise: Needs(Action::WorkOnRequests) }
    "/requests/{id}/remedy" { post requests::pages::remedy: Needs(Action::WorkOnRequests) }
    "/requests/{id}/assignment" { post requests::pages::assign: Needs(Action::AssignRequests) }

    // Fault records
    "/api/v1/fault-records" {
        get fault_records::api::list: Needs(Action::ViewRecords);
        post fault_records::api::create: Needs(Action::WriteRecords);
    }
    "/api/v1/fault-records/{id}" {
        get fault_records::api::show: Needs(Action::ViewRecords);
        patch fault_records::api::edit: Needs(Action::WriteRecords);
    }
    "/api/v1/fault-records/{id}/pdf" { get fault_records::api::pdf: Needs(Action::ViewRecords) }
    "/api/v1/fault-records/{id}/submit" { post fault_records::api::submit: Needs(Action::WriteRecords) }
    "/api/v1/fault-records/{id}/withdraw" { post fault_records::api::withdraw: Needs(Action::WriteRecords) }
    "/api/v1/fault-records/{id}/correct" { post fault_records::api::correct: Needs(Action::WriteRecords) }
    "/api/v1/fault-records/{id}/discard" { post fault_records::api::discard: Needs(Action::WriteRecords) }
    "/api/v1/fault-records/{id}/attachments" {
        get attachments::api::list: Needs(Action::ViewRecords);
        post attachments::api::add: Needs(Action::WriteRecords);
    }
    "/api/v1/fault-records/{id}/take" { post review::api::take: Needs(Action::ReviewRecords) }
    "/api/v1/fault-records/{id}/release" { post review::api::release: Needs(Action::ReviewRecords) }
    "/api/v1/fault-records/{id}/review" { post review::api::review: Needs(Action::ReviewRecords) }

    "/fault-records" { get fault_records::pages::list: Needs(Action::ViewRecords) }
    "/fault-records/new" {
        get fault_records::pages::new: Needs(Action::WriteRecords);
        post fault_records::pages::create: Needs(Action::WriteRecords);
    }
    "/fault-records/new/autosave" { post fault_records::pages::autosave_new: Needs(Action::WriteRecords) }
    "/fault-records/{id}" { get fault_records::pages::show: Needs(Action::ViewRecords) }
    "/fault-records/{id}/pdf" { get fault_records::pages::pdf: Needs(Action::ViewRecords) }
    "/fault-records/{id}/edit" {
        get fault_records::pages::edit: Needs(Action::WriteRecords);
        post fault_records::pages::save: Needs(Action::WriteRecords);
    }
    "/fault-records/{id}/autosave" { post fault_records::pages::autosave: Needs(Action::WriteRecords) }
    "/fault-records/{id}/submit" { post fault_records::pages::submit: Needs(Action::WriteRecords) }
    "/fault-records/{id}/withdraw" { post fault_records::pages::withdraw: Needs(Action::WriteRecords) }
    "/fault-records/{id}/correct" { post fault_records::pages::correct: Needs(Action::WriteRecords) }
    "/fault-records/{id}/discard" { post fault_records::pages::discard: Needs(Action::WriteRecords) }
    "/fault-records/{id}/attachments" { post attachments::pages::add: Needs(Action::WriteRecords) }
    "/fault-records/{id}/sign" {
        get signatures::pages::show: Needs(Action::WriteRecords);
        post signatures::pages::sign: Needs(Action::WriteRecords);
    }
    "/fault-records/{id}/sign/link" { post signatures::pages::offer: Needs(Action::WriteRecords) }
    "/fault-records/{id}/sign/code" { post signatures::pages::send_code: Needs(Action::WriteRecords) }
    "/fault-records/{id}/sign/scan" { post signatures::pages::scan: Needs(Action::WriteRecords) }

    // Pre-sale reports
    "/api/v1/pre-sale-reports" {
        get pre_sale_reports::api::list: Needs(Action::ViewRecords);
        post pre_sale_reports::api::create: Needs(Action::WriteRecords);
    }
    "/api/v1/pre-sale-reports/{id}" {
        get pre_sale_reports::api::show: Needs(Action::ViewRecords);
        patch pre_sale_reports::api::edit: Needs(Action::WriteRecords);
    }
    "/api/v1/pre-sale-reports/{id}/pdf" { get pre_sale_reports::api::pdf: Needs(Action::ViewRecords) }
    "/api/v1/pre-sale-reports/{id}/submit" { post pre_sale_reports::api::submit: Needs(Action::WriteRecords) }
    "/api/v1/pre-sale-reports/{id}/withdraw" { post pre_sale_reports::api::withdraw: Needs(Action::WriteRecords) }
    "/api/v1/pre-sale-reports/{id}/correct" { post pre_sale_reports::api::correct: Needs(Action::WriteRecords) }
    "/api/v1/pre-sale-reports/{id}/discard" { post pre_sale_reports::api::discard: Needs(Action::WriteRecords) }
    "/api/v1/pre-sale-reports/{id}/attachments" {
        get attachments::api::list: Needs(Action::ViewRecords);
        post attachments::api::add: Needs(Action::WriteRecords);
    }
    "/api/v1/pre-sale-reports/{id}/take" { post review::api::take: Needs(Action::ReviewRecords) }
    "/api/v1/pre-sale-reports/{id}/release" { post review::api::release: Needs(Action::ReviewRecords) }
    "/api/v1/pre-sale-reports/{id}/review" { post review::api::review: Needs(Action::ReviewRecords) }

    "/pre-sale-reports" { get pre_sale_reports::pages::list: Needs(Action::ViewRecords) }
    "/pre-sale-reports/new" {
        get pre_sale_reports::pages::new: Needs(Action::WriteRecords);
        post pre_sale_reports::pages::create: Needs(Action::WriteRecords);
    }
    "/pre-sale-reports/new/autosave" { post pre_sale_reports::pages::autosave_new: Needs(Action::WriteRecords) }
    "/pre-sale-reports/{id}" { get pre_sale_reports::pages::show: Needs(Action::ViewRecords) }
    "/pre-sale-reports/{id}/pdf" { get pre_sale_reports::pages::pdf: Needs(Action::ViewRecords) }
    "/pre-sale-reports/{id}/edit" {
        get pre_sale_reports::pages::edit: Needs(Action::WriteRecords);
        post pre_sale_reports::pages::save: Needs(Action::WriteRecords);
    }
    "/pre-sale-reports/{id}/autosave" { post pre_sale_reports::pages::autosave: Needs(Action::WriteRecords) }
    "/pre-sale-reports/{id}/submit" { post pre_sale_reports::pages::submit: Needs(Action::WriteRecords) }
    "/pre-sale-reports/{id}/withdraw" { post pre_sale_reports::pages::withdraw: Needs(Action::WriteRecords) }
    "/pre-sale-reports/{id}/correct" { post pre_sale_reports::pages::correct: Needs(Action::WriteRecords) }
    "/pre-sale-reports/{id}/discard" { post pre_sale_reports::pages::discard: Needs(Action::WriteRecords) }
    "/pre-sale-reports/{id}/attachments" { post attachments::pages::add: Needs(Action::WriteRecords) }

    // Attachments
    "/api/v1/attachments/{id}" {
        get attachments::api::content: Needs(Action::ViewRecords);
        delete attachments::api::remove: Needs(Action::WriteRecords);
    }
    "/attachments/{id}" { get attachments::pages::content: Needs(Action::ViewRecords) }
    "/attachments/{id}/preview" { get attachments::pages::preview: Needs(Action::ViewRecords) }
    "/attachments/{id}/remove" { post attachments::pages::remove: Needs(Action::WriteRecords) }

    // Signatures
    "/api/v1/fault-records/{id}/signatures" {
        get signatures::api::list: Needs(Action::ViewRecords);
        post signatures::api::sign: Needs(Action::WriteRecords);
    }
    "/api/v1/fault-records/{id}/signature-links" { post signatures::api::offer: Needs(Action::WriteRecords) }
    "/api/v1/fault-records/{id}/signature-codes" { post signatures::api::send_code: Needs(Action::WriteRecords) }
    "/signatures/{id}/picture" { get signatures::pages::picture: Needs(Action::ViewRecords) }
    "/sign/{token}" { get signatures::pages::asked: Public; post signatures::pages::confirm: Public }

    // Review
    "/api/v1/reviews" { get review::api::queue: Needs(Action::ReviewRecords) }
    "/reviews" { get review::pages::list: Needs(Action::ReviewRecords) }
    "/reviews/approve" { post review::pages::approve: Needs(Action::ReviewRecords) }
    "/reviews/disputed" { get statements::pages::disputed: Needs(Action::ReviewRecords) }
    "/reviews/disputed/{id}" { get statements::pages::disputed_one: Needs(Action::ReviewRecords) }
    "/reviews/disputed/{id}/uphold" { post statements::pages::uphold: Needs(Action::ReviewRecords) }
    "/reviews/disputed/{id}/accept" { post statements::pages::accept: Needs(Action::ReviewRecords) }
    "/reviews/{id}" { get review::pages::show: Needs(Action::ReviewRecords) }
    "/reviews/{id}/take" { post review::pages::take: Needs(Action::ReviewRecords) }
    "/reviews/{id}/release" { post review::pages::release: Needs(Action::ReviewRecords) }
    "/reviews/{id}/decide" { post review::pages::decide: Needs(Action::ReviewRecords) }

    // The audit log
    "/api/v1/audit" { get audit::api::list: Needs(Action::ViewAudit) }
    "/admin/audit" { get audit::pages::list: Needs(Action::ViewAudit) }
    "/admin/audit/export.csv" { get audit::pages::csv: Needs(Action::ViewAudit) }
    "/admin/audit/export.xlsx" { get audit::pages::xlsx: Needs(Action::ViewAudit) }

    // The API described
    "/api/openapi.json" { get docs::openapi: Public }
    "/api/docs" { get docs::index: Public }
    "/api/docs/{path:.*}" { get docs::asset: Public }
}
