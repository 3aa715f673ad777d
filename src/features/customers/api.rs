//! `/customers` (8.3).

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::check::credit_code_warning;
use super::model::{Customer, CustomerRef, FIELDS, LIST, SHARING, Saved, Warning};
use super::service::{self, Alike};

/// `GET /customers`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewCustomers)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, _| service::list(conn, &scope, &query)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// `POST /customers`.
///
/// # Errors
/// 403, 422.
pub async fn create(call: Call) -> Reply {
    let scope = call.may(Action::WriteCustomers)?;
    call.write(move |conn, call| {
        let with = (&**call.services, call.now);
        let (customer, alike) = service::create(conn, &call.actor, &scope, with, &call.body)?;
        let (location, version) = (format!("/api/v1/customers/{}", customer.id), customer.version);
        let saved = saved(customer, alike, call.lang(), &call.services.texts);
        Ok(Answer::created(&saved, location)?.version(version))
    })
    .await
}

/// `GET /customers/{id}`.
///
/// # Errors
/// 403, 404.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::ViewCustomers)?;
    let id = path_id(&request)?;
    if call.actor.is_vendor() {
        // The trace that this leaves is a row, and rows need a transaction.
        return call
            .write(move |conn, call| {
                let customer = service::show(conn, &call.actor, &scope, id, call.now)?;
                Ok(Answer::ok(&customer)?.version(customer.version))
            })
            .await;
    }
    let customer =
        call.read(move |conn, call| service::show(conn, &call.actor, &scope, id, call.now)).await?;
    Ok(Answer::ok(&customer)?.version(customer.version).into_response())
}

/// `PATCH /customers/{id}`.
///
/// # Errors
/// 403, 404, 428, 412, 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    let scope = call.may(Action::WriteCustomers)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let (with, target) = ((&**call.services, call.now), (id, call.if_match()));
        let (customer, alike) = service::edit(conn, &call.actor, &scope, with, target, &call.body)?;
        let version = customer.version;
        let saved = saved(customer, alike, call.lang(), &call.services.texts);
        Ok(Answer::ok(&saved)?.version(version))
    })
    .await
}

/// `POST /customers/{id}/sharing`: the customer says whether its people see each other's requests.
///
/// # Errors
/// 403, 404, 428, 412, 422.
pub async fn share(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ShareRequests)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let target = (id, call.if_match());
        let customer = service::share(conn, &call.actor, target, &call.body, call.now)?;
        Ok(Answer::ok(&customer)?.version(customer.version))
    })
    .await
}

fn saved(customer: Customer, alike: Alike, lang: Lang, texts: &Texts) -> Saved {
    let warnings = warnings(customer.credit_code.as_deref(), alike, lang, texts);
    Saved { customer, warnings }
}

/// What is odd about a customer, in words.
pub(super) fn warnings(credit_code: Option<&str>, alike: Alike, lang: Lang, texts: &Texts) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut warn = |field, code: &'static str, customers: Vec<CustomerRef>| {
        let names: Vec<&str> = customers.iter().map(|other| other.name.as_str()).collect();
        let names = names.join(if lang == Lang::En { ", " } else { "、" });
        let message = texts.text(lang, &format!("warning-{}", code.replace('_', "-")), &[("names", names)]);
        warnings.push(Warning { field, code, message, customers });
    };
    if let Some(code) = credit_code.and_then(credit_code_warning) {
        warn("credit_code", code, vec![]);
    }
    if !alike.names.is_empty() {
        warn("name", "same_name", alike.names);
    }
    if !alike.codes.is_empty() {
        warn("credit_code", "same_credit_code", alike.codes);
    }
    warnings
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "customers";
    docs.add(Doc::get("/api/v1/customers", tag, "Customers in sight").list(&LIST).answers_list::<Customer>());
    docs.add(
        Doc::post("/api/v1/customers", tag, "Create a customer; what is odd about it comes back as warnings")
            .body(FIELDS)
            .creates::<Saved>(),
    );
    docs.add(Doc::get("/api/v1/customers/{id}", tag, "One customer").answers_versioned::<Customer>());
    docs.add(
        Doc::patch("/api/v1/customers/{id}", tag, "Change a customer")
            .changes()
            .partial_body(FIELDS)
            .answers_versioned::<Saved>(),
    );
    docs.add(
        Doc::post("/api/v1/customers/{id}/sharing", tag, "Say whether its people see each other's requests")
            .changes()
            .body(SHARING)
            .answers_versioned::<Customer>(),
    );
}
