//! What the bare fields of a record's form offer to choose from: customers in sight, services by name, severities with
//! their definitions, cities by name; and which gates stand open for the work as it was typed.

use serde_json::{Map, Value};

use crate::access::{Action, Page};
use crate::domain::catalogue::read_code;
use crate::domain::city::CityCode;
use crate::domain::policy::Policy;
use crate::domain::words::Delivery;
use crate::error::Error;
use crate::features::{customers, policy};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{FaultCode, FieldView, OptionView, SectionView};
use crate::platform::i18n::{Lang, Texts};

use super::super::form::{Form, GateInput};

/// The severities with their definitions (3.2), as text keys.
const SEVERITIES: [(&str, &str); 4] = [
    ("severity-1", "severity-help-1"),
    ("severity-2", "severity-help-2"),
    ("severity-3", "severity-help-3"),
    ("severity-4", "severity-help-4"),
];

/// A severity in words, with its definition.
#[must_use]
pub fn severity_words(severity: i64, texts: &Texts, lang: Lang) -> Option<(String, String)> {
    let at = usize::try_from(severity.checked_sub(1)?).ok()?;
    let (name, definition) = SEVERITIES.get(at)?;
    Some((texts.text(lang, name, &[]), texts.text(lang, definition, &[])))
}

/// More customers than this are looked for by name.
const MOST_CUSTOMERS: i64 = 200;

/// The customers that a form offers, and the words they were looked for with.
#[derive(Debug, Default)]
pub struct Customers {
    options: Vec<(Id, String)>,
    /// Whether there are more than are shown.
    pub more: bool,
}

impl Customers {
    /// Those in sight that `q` finds, and the one that is chosen.
    pub fn read(conn: &mut Conn, page: &Page, q: &str, chosen: Option<Id>) -> Result<Self, Error> {
        let Ok(scope) = page.may(Action::ViewCustomers) else { return Ok(Customers::default()) };
        let (texts, lang) = (&page.services.texts, page.lang());
        let label = |name: &str, class: &str| format!("{name} · {}", texts.word(lang, "class", class));
        let q: String = q.trim().chars().filter(|c| *c != '\0').take(100).collect();
        let found = customers::options(conn, &scope, &q, MOST_CUSTOMERS + 1)?;
        let more = i64::try_from(found.len()).is_ok_and(|count| count > MOST_CUSTOMERS);
        let mut options: Vec<(Id, String)> =
            found.iter().take(200).map(|one| (one.id, label(&one.name, one.class.as_str()))).collect();
        if let Some(id) = chosen.filter(|id| !options.iter().any(|(one, _)| one == id)) {
            match customers::find(conn, &scope, id) {
                Ok(one) => options.insert(0, (one.id, label(&one.name, one.class.as_str()))),
                Err(Error::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(Customers { options, more })
    }
}

/// What dressing needs beside the fields.
pub struct Dress<'a> {
    /// Which form.
    pub form: &'static Form,
    /// Its values.
    pub body: &'a Map<String, Value>,
    /// Whom it may be for.
    pub customers: &'a Customers,
    /// The policy of today.
    pub policy: &'a Policy,
    /// Texts.
    pub texts: &'a Texts,
    /// In this language.
    pub lang: Lang,
    /// Now.
    pub now: Moment,
}

impl Dress<'_> {
    /// Whether the work is on site, as far as the code says.
    pub fn delivery(&self) -> Delivery {
        let code = self.body.get("service_code").and_then(Value::as_str).and_then(read_code);
        code.map_or(Delivery::Remote, |code| code.delivery)
    }

    /// Dresses every field.
    pub fn sections(&self, sections: &mut [SectionView]) {
        let wanted = self.gates();
        for field in sections.iter_mut().flat_map(|section| &mut section.fields) {
            match field.name.as_str() {
                "customer_id" => self.customer(field),
                "service_code" => self.services(field),
                "severity" => self.severities(field),
                "city" => self.city(field),
                _ => {}
            }
            field.required |= wanted.contains(&field.name);
            if !field.required && !self.body.contains_key(&field.name) {
                not_needed_yet(field);
            }
            readable(field);
        }
    }

    fn customer(&self, field: &mut FieldView) {
        let typed = field.value.clone();
        let offer = |(id, name): &(Id, String)| OptionView {
            value: id.to_string(),
            label: name.clone(),
            help: None,
            chosen: id.to_string() == typed,
        };
        field.options = self.customers.options.iter().map(offer).collect();
        field.kind = "select";
        field.wide = true;
    }

    fn services(&self, field: &mut FieldView) {
        for option in &mut field.options {
            let Some(service) = self.policy.catalogue.find(&option.value) else { continue };
            let delivery = self.texts.word(self.lang, "delivery", service.delivery.as_str());
            let args = [
                ("code", service.code.clone()),
                ("name", service.name.for_locale(self.lang.tag()).to_string()),
                ("delivery", delivery),
            ];
            option.label = self.texts.text(self.lang, "record-service-option", &args);
        }
        field.kind = "select";
        field.wide = true;
    }

    fn severities(&self, field: &mut FieldView) {
        let option = |severity: i64| {
            let (label, definition) = severity_words(severity, self.texts, self.lang)?;
            let value = severity.to_string();
            Some(OptionView { label, help: Some(definition), chosen: field.value == value, value })
        };
        field.options = (field.min.unwrap_or(1)..=field.max.unwrap_or(4)).filter_map(option).collect();
        field.kind = "choice";
        field.wide = true;
    }

    fn city(&self, field: &mut FieldView) {
        field.list_id = Some("cities");
        if let Ok(code) = field.value.parse::<CityCode>()
            && self.policy.cities.resolve(code).is_some()
        {
            field.value = city_words(&policy::city_name(self.policy, code, self.lang), &field.value);
        }
    }

    /// The fields that a gate asks for as things stand: those that it would miss were they not there.
    fn gates(&self) -> Vec<String> {
        let (delivery, now) = (self.delivery(), self.now);
        let missed = |name: &str| {
            let mut content = self.body.clone();
            content.remove(name);
            let faults = (self.form.gates)(&GateInput { content: &content, delivery, now });
            faults.iter().any(|fault| fault.path == name && fault.code == FaultCode::REQUIRED)
        };
        let optional = self.form.fields.iter().filter(|field| !field.required);
        optional.map(|field| field.name).filter(|name| missed(name)).map(str::to_string).collect()
    }
}

/// A city as a form shows it: name and code, either of which is understood.
#[must_use]
pub fn city_words(name: &str, code: &str) -> String {
    format!("{name} {code}")
}

/// What a group needs it needs only once it says anything.
fn not_needed_yet(group: &mut FieldView) {
    let ways = group.variants.iter_mut().flat_map(|variant| &mut variant.fields);
    group.fields.iter_mut().chain(ways).for_each(|inner| inner.required = false);
}

/// A browser's picker shows nothing for a text that is no moment; a plain input shows what was typed.
fn readable(field: &mut FieldView) {
    let odd = match field.kind {
        "moment" => {
            !matches!(field.value.len(), 0 | 16 | 19) || field.value.as_bytes().get(10) != Some(&b'T')
        }
        "date" => field.value.parse::<chrono::NaiveDate>().is_err(),
        _ => false,
    };
    if odd && !field.value.is_empty() {
        field.kind = "text";
    }
    field.fields.iter_mut().for_each(readable);
    field.rows.iter_mut().flat_map(|row| &mut row.fields).for_each(readable);
    field.variants.iter_mut().flat_map(|variant| &mut variant.fields).for_each(readable);
}

/// Every city, as the form shows one.
pub fn cities(policy: &Policy, lang: Lang) -> Vec<policy::CityOffer> {
    let offer = |city: policy::CityOffer| {
        let name = city.label.split(" · ").next().unwrap_or_default();
        policy::CityOffer { value: city_words(name, &city.value), label: city.label.clone() }
    };
    policy::city_offers(policy, lang).into_iter().map(offer).collect()
}

/// The parts of the price list in force, by number.
pub fn parts(policy: &Policy, lang: Lang, now: Moment) -> Vec<policy::CityOffer> {
    let list = policy.prices.at(now.0).map(|list| list.parts.values());
    let offer = |part: &crate::domain::price_list::Part| policy::CityOffer {
        value: part.part.clone(),
        label: part.name.for_locale(lang.tag()).to_string(),
    };
    list.into_iter().flatten().map(offer).collect()
}
