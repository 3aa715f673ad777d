//! The form of a request: which fields somebody is asked for, and what each offers to choose from.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;
use serde_json::json;

use crate::access::Page;
use crate::domain::policy::Policy;
use crate::domain::request_words::RequestStatus;
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::form::{Form, Typed, offers};
use crate::platform::db::Conn;
use crate::platform::fields::{FieldView, OptionView};

use super::super::model::{FIELDS, Request};
use super::super::rules::Side;
use super::choices::{self, Suggestion, TYPED};
use super::enclosed::Enclosed;
use super::foresee::{Foreseen, foresee};
use super::{HERE, in_force};

const WHAT: &[&str] = &["kind", "claim", "severity", "subject", "description"];
const PLACE: &[&str] = &["service_code", "product", "serial", "city", "site_address"];
/// What is left to those who do not serve it once somebody works on it.
const WORDS_ONLY: &[&str] = &["subject", "description", "product", "site_address", "contact"];

/// What the form is filled with.
pub struct Filled<'a> {
    /// What was typed, or what is stored.
    pub typed: &'a Typed,
    /// What was typed for the customer.
    pub words: &'a str,
    /// The request that is changed; none where it is new.
    pub stored: Option<(&'a Request, Side)>,
    /// Why it was not saved, where that is no matter of a field.
    pub obstacle: Option<String>,
    /// The files that come with a new one.
    pub enclosed: Enclosed,
}

#[derive(Debug, Serialize)]
struct Section {
    key: &'static str,
    title: String,
    help: Option<String>,
    open: bool,
    error_count: Option<usize>,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
pub struct FormPage {
    form: Form,
    sections: Vec<Section>,
    customers: Vec<Suggestion>,
    only_customer: Option<String>,
    action: String,
    cancel_href: String,
    version: Option<i32>,
    number: Option<String>,
    foreseen: Foreseen,
    obstacle: Option<String>,
    enclosed: Option<Enclosed>,
}

/// The sections that `page`'s person fills in, each with its fields.
fn sections(page: &Page, stored: Option<(&Request, Side)>) -> Vec<(&'static str, Vec<&'static str>)> {
    let all = |groups: &[&[&'static str]]| groups.concat();
    let profile: &[&'static str] = if page.actor.is_vendor() { &["profile"] } else { &[] };
    let asks = matches!(page.actor.class(), Some(ClientClass::EndUser | ClientClass::KeyAccount));
    let mut sections = match stored {
        None if asks => {
            vec![("what", all(&[&["customer_id"], WHAT])), ("place", all(&[PLACE])), ("who", vec!["contact"])]
        }
        None => vec![
            ("who", vec!["customer_id", "contact"]),
            ("what", all(&[WHAT])),
            ("place", all(&[PLACE])),
            ("how", all(&[&["channel", "reported_at"], profile])),
        ],
        Some(_) => vec![
            ("what", all(&[WHAT])),
            ("place", all(&[PLACE])),
            ("who", vec!["contact"]),
            ("how", profile.to_vec()),
        ],
    };
    if let Some((request, side)) = stored {
        let whole = side == Side::Serving || (side == Side::Customer && request.status == RequestStatus::New);
        for (_, fields) in &mut sections {
            fields.retain(|name| whole || WORDS_ONLY.contains(name));
        }
    }
    sections.retain(|(_, fields)| !fields.is_empty());
    sections
}

/// The names of the fields that a person changes of a stored request.
#[must_use]
pub fn changeable(page: &Page, request: &Request, side: Side) -> Vec<&'static str> {
    sections(page, Some((request, side))).into_iter().flat_map(|(_, fields)| fields).collect()
}

impl FormPage {
    /// The page for what was filled in.
    ///
    /// # Errors
    /// What the database answers.
    pub fn of(conn: &mut Conn, page: &Page, filled: &Filled<'_>) -> Result<Self, Error> {
        let policies = page.services.policies.current();
        let policy = in_force(&policies, page)?;
        let asks = matches!(page.actor.class(), Some(ClientClass::EndUser | ClientClass::KeyAccount));
        let own = if asks { choices::own(conn, page)? } else { vec![] };
        let mut known = filled.typed.body.clone();
        if let [only] = own.as_slice() {
            // Nobody is asked for the only customer there is.
            known.entry("customer_id").or_insert_with(|| json!(only.id));
        }
        let foreseen = foresee(conn, page, &known)?;
        let named = offers(own.iter().map(|one| (one.id.to_string(), one.name.clone())));
        let offered = [("customer_id".to_string(), named)].into();
        let mut form =
            filled.typed.form(("request", FIELDS), &offered, &page.services, Some(policy), page.lang());
        let only = matches!(own.as_slice(), [_]);
        let dress = Dress { page, policy, foreseen: &foreseen, words: filled.words, asks };
        let mut sections: Vec<Section> = sections(page, filled.stored)
            .into_iter()
            .map(|(key, names)| dress.section(key, &names, &mut form))
            .collect();
        if only && let Some(what) = sections.iter_mut().find(|section| section.key == "what") {
            what.fields.retain(|field| field.name != "customer_id");
        }
        let stored = filled.stored.map(|(request, _)| request);
        let here = stored.map(|request| format!("{HERE}/{}", request.id));
        Ok(FormPage {
            sections,
            customers: if asks || stored.is_some() { vec![] } else { choices::suggestions(conn, page)? },
            only_customer: own.first().filter(|_| only && stored.is_none()).map(|one| one.id.to_string()),
            action: here.as_ref().map_or_else(|| format!("{HERE}/new"), |here| format!("{here}/edit")),
            cancel_href: here.unwrap_or_else(|| HERE.to_string()),
            version: stored.map(|request| request.version),
            number: stored.map(|request| request.number.clone()),
            obstacle: filled.obstacle.clone(),
            enclosed: stored.is_none().then(|| filled.enclosed.clone()),
            foreseen,
            form,
        })
    }

    /// Shows it.
    ///
    /// # Errors
    /// `Internal`.
    pub async fn show(&self, page: &Page, status: u16) -> Result<HttpResponse, Error> {
        let title = if self.version.is_some() { "title-request-edit" } else { "title-request-new" };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        shell::render_as(page, status, "pages/requests/form.html", title, &[], self).await
    }
}

struct Dress<'a> {
    page: &'a Page,
    policy: &'a Policy,
    foreseen: &'a Foreseen,
    words: &'a str,
    asks: bool,
}

impl Dress<'_> {
    fn section(&self, key: &'static str, names: &[&str], form: &mut Form) -> Section {
        let mut fields = Vec::new();
        for name in names {
            if let Some(at) = form.fields.iter().position(|field| field.name == *name) {
                let mut field = form.fields.swap_remove(at);
                self.dress(&mut field);
                fields.push(field);
            }
        }
        let wrong =
            |field: &&FieldView| field.error.is_some() || field.fields.iter().any(|f| f.error.is_some());
        let errors = fields.iter().filter(wrong).count();
        let text = |key: &str| self.page.services.texts.find(self.page.lang(), key, &[]);
        Section {
            key,
            title: self.page.services.texts.word(self.page.lang(), "request-section", key),
            help: text(&format!("request-section-help-{key}")),
            open: true,
            error_count: (errors > 0).then_some(errors),
            fields,
        }
    }

    fn dress(&self, field: &mut FieldView) {
        match field.name.as_str() {
            "customer_id" if !self.asks => {
                field.name = TYPED.to_string();
                field.kind = "text";
                field.value = self.words.to_string();
                field.list_id = Some("customers");
                field.wide = true;
                let (texts, lang) = (&self.page.services.texts, self.page.lang());
                field.help = Some(texts.text(lang, "request-customer-help", &[]));
            }
            "customer_id" => field.wide = true,
            "kind" => field.wide = true,
            "severity" => self.severities(field),
            "service_code" => self.services(field),
            "channel" => field.kind = "select",
            "profile" => self.profiles(field),
            // What a contact needs it needs only once it says anything.
            "contact" => field.fields.iter_mut().for_each(|inner| inner.required = false),
            _ => {}
        }
    }

    fn severities(&self, field: &mut FieldView) {
        let (texts, lang) = (&self.page.services.texts, self.page.lang());
        let one = |severity: &super::foresee::Severity| OptionView {
            chosen: field.value == severity.value,
            value: severity.value.clone(),
            label: severity.name.clone(),
            help: Some(severity.definition.clone()),
        };
        let none = OptionView {
            value: String::new(),
            label: texts.text(lang, "request-severity-none", &[]),
            help: Some(texts.text(lang, "request-severity-none-help", &[])),
            chosen: field.value.is_empty(),
        };
        field.options = self.foreseen.severities.iter().map(one).chain([none]).collect();
        field.kind = "choice";
        field.wide = true;
    }

    fn services(&self, field: &mut FieldView) {
        let (texts, lang) = (&self.page.services.texts, self.page.lang());
        let class = self.page.actor.class().filter(|_| self.asks);
        field.options.retain_mut(|option| {
            let Some(service) = self.policy.catalogue.find(&option.value) else { return false };
            let args = [
                ("code", service.code.clone()),
                ("name", service.name.for_locale(lang.tag()).to_string()),
                ("delivery", texts.word(lang, "delivery", service.delivery.as_str())),
            ];
            option.label = texts.text(lang, "record-service-option", &args);
            class.is_none_or(|class| service.is_offered_to(class))
        });
        field.kind = "select";
        field.wide = true;
        field.help = Some(texts.text(lang, "request-service-help", &[]));
    }

    fn profiles(&self, field: &mut FieldView) {
        let tag = self.page.lang().tag();
        let one = |profile: &crate::domain::sla::Profile| OptionView {
            chosen: field.value == profile.id,
            value: profile.id.clone(),
            label: profile.name.for_locale(tag).to_string(),
            help: None,
        };
        field.options = self.policy.sla.profiles().map(one).collect();
        field.kind = "select";
    }
}
