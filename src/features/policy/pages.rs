//! The page of the policy as published, with "what would I get?", and the panel beside the forms of records.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::access::{Action, Page};
use crate::domain::policy::Policy;
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::{service_records, shell};
use crate::platform::db::Id;
use crate::platform::fields::{
    self, Completeness, Field, FieldFault, FieldView, OptionView, Unparsed, ViewInput,
};

use super::explain::Panel;
use super::model::CLASSES;
use super::panel::{content_of_form, panel, panel_for};
use super::places::{CityOffer, city_offers, city_typed};
use super::published::Published;
use super::service::{self, classes_of};
use super::whose::Whose;

/// What "what would I get?" asks.
pub const ASK: &[Field] = &[
    Field::choice("class", CLASSES).required(),
    Field::text("service_code", 20).required(),
    Field::city("city").required().list_id("cities"),
    Field::moment("at"),
    Field::flag("escalated"),
];

#[derive(Serialize)]
struct MatrixPage {
    policy: Published,
    own: Option<ClientClass>,
    fields: Vec<FieldView>,
    class: Option<ClientClass>,
    panel: Panel,
    asked: bool,
    cities: Vec<CityOffer>,
    sees_lists: bool,
}

/// `GET /service-matrix`.
///
/// # Errors
/// `Invalid` where no version was in force at the moment asked for.
pub async fn matrix(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ViewPolicy)?;
    let policies = page.services.policies.current();
    let now = policies.at(page.now.0).map_err(|_| Error::internal("no policy is in force"))?;
    let question = Question::read(&page, now);
    let at = service::moment(&question.values, page.now);
    let policy = policies.at(at).unwrap_or(now);
    let with_prices = page.actor.is_vendor() || page.actor.class() == Some(ClientClass::Agent);
    let classes = classes_of(&page.actor);
    let data = MatrixPage {
        policy: Published::of(policy, policies.effective_to(policy.version), at, with_prices, page.lang()),
        own: page.actor.class(),
        class: classes.first().filter(|_| classes.len() == 1).copied(),
        panel: question.answer(&page),
        asked: question.asked,
        fields: question.fields(&page, policy),
        cities: city_offers(policy, page.lang()),
        sees_lists: page.actor.can(Action::ViewPriceLists),
    };
    shell::render(&page, "pages/policy/matrix.html", "title-service-matrix", &[], &data).await
}

/// The form as it stands in the address.
struct Question {
    asked: bool,
    values: Map<String, Value>,
    faults: Vec<FieldFault>,
    unparsed: Unparsed,
}

impl Question {
    fn read(page: &Page, policy: &Policy) -> Self {
        let mut pairs: Vec<(String, String)> = page
            .incoming
            .query
            .iter()
            .filter(|(key, _)| ASK.iter().any(|field| field.name == key))
            .map(|(key, value)| {
                (key.clone(), if key == "city" { city_typed(policy, value) } else { value.clone() })
            })
            .collect();
        let classes = classes_of(&page.actor);
        let allowed = |class: &str| classes.iter().any(|one| one.as_str() == class);
        pairs.retain(|(key, value)| key != "class" || allowed(value));
        let asked = pairs
            .iter()
            .any(|(key, value)| matches!(key.as_str(), "service_code" | "city") && !value.is_empty());
        if let Some(class) = classes.first().filter(|_| !pairs.iter().any(|(key, _)| key == "class")) {
            pairs.push(("class".into(), class.as_str().into()));
        }
        let (body, mut faults, unparsed) = fields::from_form(ASK, &pairs, page.services.settings.time_zone);
        let Value::Object(values) = body else {
            return Question { asked, values: Map::new(), faults, unparsed };
        };
        if asked && let Err(more) = fields::check(ASK, &Value::Object(values.clone()), Completeness::Complete)
        {
            faults.extend(more.into_iter().filter(|fault| !unparsed.contains_key(&fault.path)));
        }
        Question { asked, values, faults, unparsed }
    }

    /// The panel beside the form.
    fn answer(&self, page: &Page) -> Panel {
        let (texts, lang) = (&page.services.texts, page.lang());
        let wrong: Vec<FieldFault> =
            self.faults.iter().filter(|fault| fault.code != fields::FaultCode::REQUIRED).cloned().collect();
        if !wrong.is_empty() {
            return super::panel::refused(&wrong, texts, lang);
        }
        let class = self.values.get("class").and_then(Value::as_str).and_then(|class| class.parse().ok());
        let mut content = self.values.clone();
        if let Some(at) = self.values.get("at") {
            content.insert("reported_at".into(), at.clone());
        }
        let whose = class.map(Whose::of_class);
        panel_for(&page.actor, &page.services, &content, whose.as_ref(), page.now, lang)
    }

    fn fields(&self, page: &Page, policy: &Policy) -> Vec<FieldView> {
        let (texts, lang) = (&page.services.texts, page.lang());
        let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
        let mut views = fields::view(
            ASK,
            &ViewInput {
                table: "ask",
                values: &self.values,
                unparsed: &self.unparsed,
                faults: &self.faults,
                remarks: &BTreeMap::new(),
                offers: &BTreeMap::new(),
                tz: page.services.settings.time_zone,
                spare: 0,
                translate: &translate,
            },
        );
        let classes = classes_of(&page.actor);
        views.retain(|view| match view.name.as_str() {
            "class" => classes.len() > 1,
            "escalated" => classes.len() > 1,
            _ => true,
        });
        for view in &mut views {
            match view.name.as_str() {
                "class" => {
                    view.options.retain(|option| classes.iter().any(|class| class.as_str() == option.value));
                }
                "service_code" => offer_services(view, policy, classes, lang.tag()),
                _ => {}
            }
        }
        views
    }
}

/// The services of the catalogue that are offered to any of `classes`, as options.
fn offer_services(view: &mut FieldView, policy: &Policy, classes: &[ClientClass], locale: &str) {
    let offered =
        policy.catalogue.iter().filter(|service| classes.iter().any(|class| service.is_offered_to(*class)));
    view.kind = "choice";
    view.options = offered
        .map(|service| OptionView {
            value: service.code.clone(),
            label: format!("{} {}", service.code, service.name.for_locale(locale)),
            help: None,
            chosen: view.value == service.code,
        })
        .collect();
}

#[derive(Serialize)]
struct Fragment {
    view: Panel,
}

/// `POST /entitlement?record=`: the panel for a form that is still being filled; `record` is the one that is corrected, where it
/// is in sight.
///
/// # Errors
/// What the database answers; never a fault of the form.
pub async fn entitlement(page: Page) -> Result<HttpResponse, Error> {
    page.may(Action::ViewPolicy)?;
    let view = page
        .read(|conn, page| {
            let content = content_of_form(&page.services, &page.form, page.now);
            let own = match (page.query("record").parse::<Id>(), page.may(Action::ViewRecords)) {
                (Ok(record), Ok(scope)) => service_records::in_sight(conn, &scope, &[record])?.pop(),
                _ => None,
            };
            panel(conn, &page.actor, &page.services, (&content, own), page.now, page.lang())
        })
        .await?;
    let html =
        page.services.views.render(page.lang(), "pages/policy/entitlement.html", &Fragment { view })?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html))
}
