//! The form of a draft. Whose it is comes first; then that customer's products and the types stand to be ticked.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use chrono::{Days, Months, NaiveDate};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::domain::catalogue::Service;
use crate::domain::sla::Profile;
use crate::error::Error;
use crate::features::products::{self, types};
use crate::features::shell::form::{Form, Typed};
use crate::features::{customers, shell};
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{FieldFault, FieldView, OptionView};
use crate::platform::web::flash::{self, Tone};

use super::super::check;
use super::super::model::{FIELDS, stored};
use super::super::service;
use super::{HERE, desk};

/// More products of one customer than these are not shown to be ticked, but for those that are.
const MOST: i64 = 200;
/// The lists of ids that are ticked.
const TICKED: [&str; 2] = ["product_ids", "product_type_ids"];

/// Something to be ticked.
#[derive(Serialize)]
struct Tick {
    id: Id,
    label: String,
    ticked: bool,
}

/// A list to be ticked, with what is wrong with it.
#[derive(Serialize)]
struct Ticks {
    ticks: Vec<Tick>,
    faults: Vec<String>,
}

/// The customer that was chosen, with what it has.
#[derive(Serialize)]
struct Chosen {
    id: Id,
    name: String,
    href: String,
    products: Ticks,
    types: Ticks,
}

#[derive(Serialize)]
struct FormPage {
    form: Form,
    chosen: Option<Chosen>,
    customers: Vec<customers::CustomerRef>,
    action: String,
    cancel_href: String,
    version: Option<i32>,
    number: Option<String>,
    stale: bool,
}

/// A draft that is changed.
struct Draft {
    id: Id,
    number: String,
    version: i32,
}

/// `GET /contracts/new?customer_id=&from=`: `from` is a contract that is followed by the new one.
///
/// # Errors
/// `Forbidden`; `NotFound` where `from` is out of sight.
pub async fn new(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::WriteContracts)?;
    let body = match page.query("from").parse::<Id>() {
        Ok(from) => following(&page, from).await?,
        Err(_) => begun(&page),
    };
    let typed = Typed { spare: 1, ..Typed::of(body) };
    show_form(&page, &typed, None, false).await
}

/// What a new contract usually says.
fn begun(page: &Page) -> Map<String, Value> {
    let today = desk(page).today();
    let policies = page.services.policies.current();
    let prices = policies.at(page.now.0).ok().and_then(|policy| policy.prices.at(page.now.0));
    let mut body = json!({ "starts_on": today, "ends_on": year_from(today) });
    if let Some(prices) = prices {
        body["vat_rate"] = json!(prices.service_vat);
    }
    if let Ok(customer) = page.query("customer_id").parse::<Id>() {
        body["customer_id"] = json!(customer);
    }
    if let Ok(product) = page.query("product_id").parse::<Id>() {
        body["product_ids"] = json!([product]);
    }
    body.as_object().cloned().unwrap_or_default()
}

/// The last day of a year that begins on `day`.
fn year_from(day: NaiveDate) -> NaiveDate {
    day.checked_add_months(Months::new(12)).and_then(|day| day.checked_sub_days(Days::new(1))).unwrap_or(day)
}

/// The same terms again, from the day after the last one on.
async fn following(page: &Page, from: Id) -> Result<Map<String, Value>, Error> {
    let (mut body, last_on) = page
        .read(move |conn, page| {
            let scope = page.may(Action::ViewContracts)?;
            let before = service::row(conn, &scope, from)?;
            Ok((service::as_body(conn, &before)?, before.last_on))
        })
        .await?;
    body.remove("accepted_on");
    body.remove("note");
    let next = last_on.parse::<NaiveDate>().ok().and_then(|day| day.checked_add_days(Days::new(1)));
    if let Some(next) = next {
        body.insert("starts_on".into(), json!(next));
        body.insert("ends_on".into(), json!(year_from(next)));
    }
    Ok(body)
}

/// `POST /contracts/new`.
///
/// # Errors
/// `Forbidden`; wrong fields show the form again.
pub async fn create(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::WriteContracts)?;
    let mut typed = typed(&page);
    if Typed::only_rows(&page) {
        typed.faults.clear();
        return show_form(&page, &typed, None, false).await;
    }
    let checked = typed.clone();
    match page.write(move |conn, page| service::create(conn, &desk(page), &checked.complete()?)).await {
        Ok(made) => Ok(flash::redirect(&format!("{HERE}/{}", made.id), Tone::Good, "contract-created")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed, None, false).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /contracts/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`; what is no draft goes back to its page.
pub async fn edit(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WriteContracts)?;
    let id = path_id(&request)?;
    let (draft, mut body) = page.read(move |conn, page| draft(conn, page, id)).await?;
    prefill(&page, &mut body)?;
    match draft {
        Some(draft) => show_form(&page, &Typed { spare: 1, ..Typed::of(body) }, Some(draft), false).await,
        None => Ok(flash::redirect(&format!("{HERE}/{id}"), Tone::Attention, "contract-not-open")),
    }
}

/// `POST /contracts/{id}/edit`.
///
/// # Errors
/// `Forbidden`, `NotFound`; wrong fields and a version that has passed show the form again.
pub async fn save(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WriteContracts)?;
    let id = path_id(&request)?;
    let (stored, _) = page.read(move |conn, page| draft(conn, page, id)).await?;
    let there = format!("{HERE}/{id}");
    let Some(stored) = stored else {
        return Ok(flash::redirect(&there, Tone::Attention, "contract-not-open"));
    };
    let mut typed = typed(&page);
    if Typed::only_rows(&page) {
        typed.faults.clear();
        return show_form(&page, &typed, Some(stored), false).await;
    }
    let said = typed.clone();
    let saved = page
        .write(move |conn, page| {
            service::edit(conn, &desk(page), (id, page.incoming.if_match), &said.patch(FIELDS)?)
        })
        .await;
    match saved {
        Ok(_) => Ok(flash::redirect(&there, Tone::Good, "contract-saved")),
        Err(Error::Invalid(faults)) => {
            typed.faults = faults;
            show_form(&page, &typed, Some(stored), false).await
        }
        Err(Error::Stale | Error::PreconditionRequired) => show_form(&page, &typed, Some(stored), true).await,
        Err(other) => Err(other),
    }
}

/// A draft that names a profile with penalties and says nothing of its own begins with those: it would have them in force.
fn prefill(page: &Page, body: &mut Map<String, Value>) -> Result<(), Error> {
    let profile = body.get("sla_profile").and_then(Value::as_str);
    let said = body.get("penalty").filter(|said| !said.is_null()).cloned();
    if let Some(agreed) = check::agreed_penalty(&desk(page), profile, said)? {
        body.insert("penalty".into(), agreed);
    }
    Ok(())
}

/// The draft and its body; none where it is no draft any more.
fn draft(conn: &mut Conn, page: &Page, id: Id) -> Result<(Option<Draft>, Map<String, Value>), Error> {
    let row = service::writable(conn, &desk(page), id)?;
    let body = service::as_body(conn, &row)?;
    let draft = Draft { id: row.id, number: row.number, version: row.version };
    Ok((Some(draft).filter(|_| row.status == stored::DRAFT), body))
}

/// A tick sends its id once for each; a list of ids is one line each.
fn typed(page: &Page) -> Typed {
    let mut pairs: Vec<(String, String)> =
        page.form.iter().filter(|(name, _)| !TICKED.contains(&name.as_str())).cloned().collect();
    for list in TICKED {
        let ticked: Vec<&str> =
            page.form.iter().filter(|(name, _)| name == list).map(|(_, id)| id.as_str()).collect();
        pairs.push((list.to_string(), ticked.join("\n")));
    }
    Typed::read(FIELDS, &pairs, None, page.services.settings.time_zone)
}

async fn show_form(
    page: &Page,
    typed: &Typed,
    draft: Option<Draft>,
    stale: bool,
) -> Result<HttpResponse, Error> {
    let said = typed.clone();
    let (chosen, customers) = page.read(move |conn, page| offered(conn, page, &said)).await?;
    let mut form = typed.form(("contract", FIELDS), &BTreeMap::new(), &page.services, None, page.lang());
    // Whose it is, and what it covers, stand above in a way of their own.
    form.fields.retain(|field| field.name != "customer_id" && !TICKED.contains(&field.name.as_str()));
    dress(page, &mut form.fields)?;
    let here = draft.as_ref().map(|draft| format!("{HERE}/{}", draft.id));
    let data = FormPage {
        form,
        chosen,
        customers,
        action: here.as_ref().map_or_else(|| format!("{HERE}/new"), |here| format!("{here}/edit")),
        cancel_href: here.unwrap_or_else(|| HERE.to_string()),
        version: draft.as_ref().map(|draft| draft.version),
        number: draft.map(|draft| draft.number),
        stale,
    };
    let title = if data.version.is_some() { "title-contract-edit" } else { "title-contract-new" };
    let template = "pages/contracts/form.html";
    if typed.faults.is_empty() && !stale {
        return shell::render(page, template, title, &[], &data).await;
    }
    shell::render_invalid(page, template, title, &[], &data).await
}

/// Services and profiles are chosen by name.
fn dress(page: &Page, fields: &mut [FieldView]) -> Result<(), Error> {
    let policies = page.services.policies.current();
    let policy = policies.at(page.now.0).map_err(Error::internal)?;
    let tag = page.lang().tag();
    let option = |value: &str, label: String, of: &FieldView| OptionView {
        value: value.to_string(),
        label,
        help: None,
        chosen: value == of.value,
    };
    for field in fields.iter_mut() {
        if field.name == "sla_profile" {
            let named = |one: &Profile| option(&one.id, one.name.for_locale(tag).to_string(), field);
            field.options = policy.sla.profiles().map(named).collect();
            field.kind = "select";
        }
        let blank = field.blank_row.iter_mut().map(AsMut::as_mut);
        let cells = field.rows.iter_mut().chain(blank).flat_map(|row| row.fields.iter_mut());
        for code in cells.filter(|code| code.name.ends_with("service_code")) {
            let named =
                |one: &Service| option(&one.code, format!("{} {}", one.code, one.name.for_locale(tag)), code);
            code.options = policy.catalogue.iter().map(named).collect();
            code.kind = "select";
        }
    }
    Ok(())
}

type Offered = (Option<Chosen>, Vec<customers::CustomerRef>);

/// The customer with its products and the types; else the customers to choose from.
fn offered(conn: &mut Conn, page: &Page, typed: &Typed) -> Result<Offered, Error> {
    let scope = page.may(Action::ViewCustomers)?;
    let of = typed.body.get("customer_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let found = match of.map(|id| customers::find(conn, &scope, id)) {
        Some(Ok(customer)) => Some(customer),
        Some(Err(Error::NotFound)) | None => None,
        Some(Err(other)) => return Err(other),
    };
    let Some(customer) = found else {
        return Ok((None, customers::options(conn, &scope, "", 200)?));
    };
    let ticked: [Vec<Id>; 2] = TICKED.map(|list| {
        let ids = typed.body.get(list).and_then(Value::as_array).into_iter().flatten();
        ids.filter_map(|id| id.as_str()?.parse().ok()).collect()
    });
    let mut has = products::of_customer(conn, &desk(page), customer.id, MOST)?;
    // What is ticked is offered however many newer ones there are, so that saving takes nothing away unseen.
    let older: Vec<Id> =
        ticked[0].iter().copied().filter(|id| !has.iter().any(|product| product.id == *id)).collect();
    let older = products::some(conn, &desk(page), &older)?;
    has.extend(older.into_iter().filter(|product| product.customer_id == customer.id));
    let has = has.into_iter().map(|product| Tick {
        label: format!("{} · {}", product.model, product.serial),
        ticked: ticked[0].contains(&product.id),
        id: product.id,
    });
    let mut kinds: Vec<Tick> = Vec::new();
    for model in types::options(conn)? {
        if !kinds.iter().any(|known| known.id == model.type_id) {
            kinds.push(Tick {
                label: page.lang().named(&model.type_name, model.type_name_en.as_deref()).to_string(),
                ticked: ticked[1].contains(&model.type_id),
                id: model.type_id,
            });
        }
    }
    let chosen = Chosen {
        href: format!("/customers/{}", customer.id),
        id: customer.id,
        name: customer.name,
        products: Ticks { ticks: has.collect(), faults: faults(page, typed, TICKED[0]) },
        types: Ticks { ticks: kinds, faults: faults(page, typed, TICKED[1]) },
    };
    Ok((Some(chosen), vec![]))
}

fn faults(page: &Page, typed: &Typed, list: &str) -> Vec<String> {
    let (texts, lang) = (&page.services.texts, page.lang());
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let of_list = |fault: &&FieldFault| fault.path.split('.').next() == Some(list);
    let words = |fault: &FieldFault| crate::platform::fields::message("contract", fault, &translate);
    typed.faults.iter().filter(of_list).map(words).collect()
}
