//! What a request will be entitled to and promised, before it is sent: the entitlement panel, and the deadlines of the
//! profile with the definitions of its severities (2.4, 3.1, 4.1).

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::access::{Action, Page};
use crate::domain::catalogue::is_onsite;
use crate::domain::policy::Policy;
use crate::domain::request_words::RequestKind;
use crate::domain::sla::{Ask, Profile};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::policy::Panel;
use crate::features::{customers, deadlines, policy};
use crate::platform::db::{Conn, Id, Moment};

use super::super::service;
use super::in_force;
use super::new::read;

/// A severity as the profile defines it.
#[derive(Debug, Clone, Serialize)]
pub struct Severity {
    /// `1` to `4`.
    pub value: String,
    /// Its name.
    pub name: String,
    /// Its definition; a word where the profile lacks it.
    pub definition: String,
}

/// What can be said before a request is sent.
#[derive(Debug, Serialize)]
pub struct Foreseen {
    view: Panel,
    profile: String,
    promised: Vec<String>,
    /// The severities of the profile.
    pub severities: Vec<Severity>,
}

/// What the fields of a request, however incomplete, lead to.
///
/// # Errors
/// What the database answers; never a fault of the fields.
pub fn foresee(conn: &mut Conn, page: &Page, body: &Map<String, Value>) -> Result<Foreseen, Error> {
    let policies = page.services.policies.current();
    let now = in_force(&policies, page)?;
    let customer = customer(conn, page, body)?;
    let mut content = body.clone();
    if let Some(customer) = &customer {
        content.insert("customer_id".into(), json!(customer.id));
        content.entry("service_code").or_insert_with(|| {
            let channel = body.get("channel").and_then(Value::as_str);
            json!(service::usual_code(customer, service::channel(&page.actor, channel)))
        });
        content.entry("city").or_insert_with(|| json!(customer.city));
    }
    let view = policy::panel(conn, &page.actor, &page.services, (&content, None), page.now, page.lang())?;
    let by_contract = by_contract(conn, page, customer.as_ref(), &content)?;
    let profile = profile(now, customer.as_ref(), by_contract.as_deref(), &content);
    Ok(Foreseen {
        view,
        profile: profile
            .map_or_else(String::new, |profile| profile.name.for_locale(page.lang().tag()).into()),
        promised: profile.map_or_else(Vec::new, |profile| promised(page, now, profile, &content)),
        severities: severities(page, profile),
    })
}

/// The customer that is named, or the only one of whoever asks.
fn customer(
    conn: &mut Conn,
    page: &Page,
    body: &Map<String, Value>,
) -> Result<Option<customers::Customer>, Error> {
    let scope = page.may(Action::ViewCustomers)?;
    let id: Option<Id> = body.get("customer_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let found = id.map(|id| customers::find(conn, &scope, id));
    match found.transpose() {
        Ok(found) => Ok(found),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The profile that the contract names for a fault.
fn by_contract(
    conn: &mut Conn,
    page: &Page,
    customer: Option<&customers::Customer>,
    content: &Map<String, Value>,
) -> Result<Option<String>, Error> {
    let text = |name: &str| content.get(name).and_then(Value::as_str);
    let (Some(customer), true) = (customer, text("kind").is_none_or(|kind| kind == "fault")) else {
        return Ok(None);
    };
    let from: Moment = text("reported_at").and_then(|at| at.parse().ok()).unwrap_or(page.now);
    let product = service::product_of(conn, &page.actor, customer.id, text("serial"))?;
    let zone = page.services.settings.time_zone;
    service::profile_by_contract(conn, zone, (customer.id, product.as_ref()), from)
}

/// The profile that will hold (3.1): the one that is named, else that of the contract, else the customer's own, else that of
/// class and kind. A name that this version does not know is passed over, as in raising.
fn profile<'a>(
    policy: &'a Policy,
    customer: Option<&customers::Customer>,
    by_contract: Option<&str>,
    content: &Map<String, Value>,
) -> Option<&'a Profile> {
    let named = content.get("profile").and_then(Value::as_str);
    let own = customer.and_then(|customer| customer.sla_profile.as_deref());
    let chosen = [named, by_contract, own].into_iter().flatten().find_map(|name| policy.sla.profile(name));
    chosen.or_else(|| {
        let class = customer.map_or(ClientClass::EndUser, |customer| customer.class);
        // Until the kind is said it is taken for a fault: that is what has severities to choose from.
        let is_fault = content.get("kind").and_then(Value::as_str).is_none_or(|kind| kind == "fault");
        policy.sla.profile(policy.sla.default_profile(class, is_fault))
    })
}

fn promised(page: &Page, policy: &Policy, profile: &Profile, content: &Map<String, Value>) -> Vec<String> {
    let text = |name: &str| content.get(name).and_then(Value::as_str).unwrap_or_default();
    let Ok(kind) = text("kind").parse::<RequestKind>() else { return vec![] };
    let from: Moment = text("reported_at").parse().unwrap_or(page.now);
    let Some(tier) = text("city").parse().ok().and_then(|city| policy.tier_of(city, from.0)) else {
        return vec![];
    };
    let severity = content.get("severity").and_then(Value::as_u64).filter(|_| kind.has_severity());
    let ask = Ask {
        profile: &profile.id,
        severity: severity.and_then(|severity| u8::try_from(severity).ok()),
        tier,
        from: from.0,
        onsite: is_onsite(text("service_code")),
        pauses: &[],
    };
    // Whatever is still missing or does not fit is told beside its field when it is sent.
    let targets = policy.sla.targets(&ask).unwrap_or_default();
    let (texts, lang) = (&page.services.texts, page.lang());
    let told = |target| deadlines::explain_target(policy, target, texts, lang).explanation.text;
    targets.iter().map(told).collect()
}

/// The severities, as the profile that holds defines them.
fn severities(page: &Page, profile: Option<&Profile>) -> Vec<Severity> {
    let (texts, lang) = (&page.services.texts, page.lang());
    let one = |severity: u8| {
        let terms = profile.and_then(|profile| profile.severity(severity));
        let value = severity.to_string();
        Severity {
            name: terms.map_or_else(
                || texts.word(lang, "severity", &value),
                |terms| terms.name.for_locale(lang.tag()).to_string(),
            ),
            definition: terms.map_or_else(
                || texts.text(lang, "request-severity-not-in-profile", &[]),
                |terms| terms.description.for_locale(lang.tag()).to_string(),
            ),
            value,
        }
    };
    (1..=4).map(one).collect()
}

#[derive(Serialize)]
struct Fragment {
    foreseen: Foreseen,
}

/// `POST /requests/entitlement`: the panel for a form that is still being filled.
///
/// # Errors
/// 403; never a fault of the form.
pub async fn entitlement(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::WorkOnRequests)?;
    let foreseen = page
        .read(|conn, page| {
            let (typed, _) = read(conn, page)?;
            foresee(conn, page, &typed.body)
        })
        .await?;
    let html =
        page.services.views.render(page.lang(), "pages/requests/entitlement.html", &Fragment { foreseen })?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html))
}
