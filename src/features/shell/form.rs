//! Forms on pages: what was typed, what is wrong with it, and the fields as templates show them. Cities are shown and
//! typed by name.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::access::Page;
use crate::domain::policy::Policy;
use crate::error::Error;
use crate::features::policy;
use crate::platform::fields::{
    self, Completeness, Field, FieldFault, FieldView, Kind, Offer, Unparsed, ViewInput,
};
use crate::platform::i18n::{Lang, Texts};
use crate::platform::services::Services;

/// A form as it was sent, or as it begins.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The body that it makes.
    pub body: Map<String, Value>,
    /// What is wrong with it.
    pub faults: Vec<FieldFault>,
    /// What could not be read.
    pub unparsed: Unparsed,
    /// Blank rows after those there are.
    pub spare: usize,
}

/// A line of the summary above a form.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorLine {
    id: String,
    label: Option<String>,
    message: String,
}

/// A suggestion for a city field.
#[derive(Debug, Clone, Serialize)]
pub struct CityName {
    value: String,
    label: String,
}

/// A form as templates show it.
#[derive(Debug, Clone, Serialize)]
pub struct Form {
    /// The fields.
    pub fields: Vec<FieldView>,
    /// The summary.
    pub errors: Vec<ErrorLine>,
    /// Suggestions for a city field.
    pub cities: Vec<CityName>,
}

impl Typed {
    /// A form that begins with what is stored.
    #[must_use]
    pub fn of(body: Map<String, Value>) -> Self {
        Typed { body, ..Typed::default() }
    }

    /// Reads a form; a city may be typed by name. Every fault is found, not only those of the form itself.
    #[must_use]
    pub fn read(
        table: &'static [Field],
        pairs: &[(String, String)],
        policy: Option<&Policy>,
        tz: chrono_tz::Tz,
    ) -> Self {
        let city =
            |name: &str| table.iter().any(|field| field.name == name && matches!(field.kind, Kind::City));
        let pairs: Vec<(String, String)> = pairs
            .iter()
            .map(|(name, value)| match policy {
                Some(policy) if city(name) => (name.clone(), policy::city_typed(policy, value)),
                _ => (name.clone(), value.clone()),
            })
            .collect();
        let (body, mut faults, unparsed) = fields::from_form(table, &pairs, tz);
        if let Err(more) = fields::check(table, &body, Completeness::Complete) {
            faults.extend(more.into_iter().filter(|fault| !unparsed.contains_key(&fault.path)));
        }
        let adding = pairs.iter().any(|(name, value)| name == "_action" && value.starts_with("add:"));
        let body = body.as_object().cloned().unwrap_or_default();
        Typed { body, faults, unparsed, spare: usize::from(adding) }
    }

    /// Whether a button was pressed that only changes the form: adding or removing a row.
    #[must_use]
    pub fn only_rows(page: &Page) -> bool {
        let action = page.field("_action");
        action.starts_with("add:") || action.starts_with("remove:")
    }

    /// The body, where nothing is wrong with it.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn complete(&self) -> Result<Value, Error> {
        if self.faults.is_empty() {
            Ok(Value::Object(self.body.clone()))
        } else {
            Err(Error::Invalid(self.faults.clone()))
        }
    }

    /// The body as a patch, where nothing is wrong with it. A form says everything that it shows, so a field of `table` left
    /// empty is taken away.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn patch(&self, table: &[Field]) -> Result<Value, Error> {
        let mut patch = self.complete()?;
        if let Some(fields) = patch.as_object_mut() {
            for field in table {
                fields.entry(field.name).or_insert(Value::Null);
            }
        }
        Ok(patch)
    }

    /// The form for a template; `name` is the table's in text keys, `offers` the options of references.
    #[must_use]
    pub fn form(
        &self,
        (name, table): (&str, &'static [Field]),
        offers: &BTreeMap<String, Vec<Offer>>,
        services: &Services,
        policy: Option<&Policy>,
        lang: Lang,
    ) -> Form {
        let texts = &services.texts;
        let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
        let input = ViewInput {
            table: name,
            values: &self.body,
            unparsed: &self.unparsed,
            faults: &self.faults,
            remarks: &BTreeMap::new(),
            offers,
            tz: services.settings.time_zone,
            spare: self.spare,
            translate: &translate,
        };
        let mut fields = fields::view(table, &input);
        for field in &mut fields {
            dress(field, policy, lang);
        }
        Form {
            fields,
            errors: lines(name, &self.faults, texts, lang),
            cities: policy.map_or(vec![], |p| cities(p, lang)),
        }
    }
}

/// References with options are a choice; a city shows its name.
fn dress(field: &mut FieldView, policy: Option<&Policy>, lang: Lang) {
    if field.kind == "reference" && !field.options.is_empty() {
        field.kind = "choice";
    }
    if let ("city", Some(policy), Ok(code)) = (field.kind, policy, field.value.parse()) {
        let shown = policy::city_name(policy, code, lang);
        if policy::city_typed(policy, &shown) == field.value {
            field.value = shown;
        }
    }
}

fn cities(policy: &Policy, lang: Lang) -> Vec<CityName> {
    let province =
        |code| policy.cities.province(code).map_or("", |province| province.name.for_locale(lang.tag()));
    let name = |city: &crate::domain::city::City| city.name.for_locale(lang.tag()).to_string();
    policy
        .cities
        .iter()
        .map(|city| CityName { value: name(city), label: format!("{} {}", province(city.code), city.code) })
        .collect()
}

/// The summary of what is wrong: each line leads to its field.
#[must_use]
pub fn lines(name: &str, faults: &[FieldFault], texts: &Texts, lang: Lang) -> Vec<ErrorLine> {
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let line = |fault: &FieldFault| {
        let last = fault.path.rsplit('.').next().unwrap_or("");
        let item = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
        let path = if item { fault.path.rsplit_once('.').map_or("", |(head, _)| head) } else { &fault.path };
        ErrorLine {
            id: format!("field-{}", path.replace('.', "-")),
            label: None,
            message: fields::message(name, fault, &translate),
        }
    };
    faults.iter().map(line).collect()
}

/// Options of a reference.
#[must_use]
pub fn offers<I: IntoIterator<Item = (String, String)>>(options: I) -> Vec<Offer> {
    options.into_iter().map(|(value, label)| Offer { value, label }).collect()
}
