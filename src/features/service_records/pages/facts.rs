//! What a record says, as a page shows it to read: the filled fields of each section as facts, rows as tables.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::domain::policy::Policy;
use crate::features::policy;
use crate::platform::fields::{self, FieldView, SectionView, Unparsed, ViewInput};
use crate::platform::i18n::{Lang, Texts};

use super::super::form::Form;
use super::choices::severity_words;

/// One part of a record, for the component `record.content`.
#[derive(Debug, Clone, Serialize)]
pub struct ContentSection {
    /// Its heading.
    pub title: String,
    /// Its fields.
    pub facts: Vec<Fact>,
    /// Its lists.
    pub tables: Vec<Rows>,
}

/// A field with its value, for the component `ui.fact`.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// Its label.
    pub label: String,
    /// What was said; null where nothing was.
    pub value: Value,
    /// How it is shown: `text`, `long_text`, `moment`, `date`, `money` or `minutes`.
    pub kind: &'static str,
    href: Option<String>,
    /// What its value means.
    pub note: Option<String>,
    /// Whether it takes the whole width.
    pub wide: bool,
}

/// A list of a record.
#[derive(Debug, Clone, Serialize)]
pub struct Rows {
    /// Its label.
    pub title: String,
    /// The labels of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// What the bare fields of a record mean.
pub struct Around<'a> {
    /// The policy that names services and cities.
    pub policy: &'a Policy,
    /// The customer's name.
    pub customer_name: &'a str,
    /// The page of the customer, for those who may see it.
    pub customer_href: Option<String>,
    /// Texts.
    pub texts: &'a Texts,
    /// In this language.
    pub lang: Lang,
    /// The zone of times.
    pub zone: chrono_tz::Tz,
    /// Whether short fields that say nothing are there too, as boxes on paper are.
    pub blanks: bool,
    /// Fields that are not there at all.
    pub hidden: &'static [&'static str],
}

/// The filled fields by section; a section that says nothing is left out.
#[must_use]
pub fn content_sections(
    form: &Form,
    content: &Map<String, Value>,
    around: &Around<'_>,
) -> Vec<ContentSection> {
    let input = ViewInput {
        table: form.table,
        values: content,
        unparsed: &Unparsed::new(),
        faults: &[],
        remarks: &BTreeMap::new(),
        offers: &BTreeMap::new(),
        tz: around.zone,
        spare: 0,
        translate: &|key, args| around.texts.find(around.lang, key, args),
    };
    let views = fields::sections(form.fields, form.sections, &input);
    let shown = views.into_iter().map(|view| section(&view, content, around));
    let speaks = |section: &ContentSection| {
        section.facts.iter().any(|fact| !fact.value.is_null()) || !section.tables.is_empty()
    };
    shown.filter(speaks).collect()
}

fn section(view: &SectionView, content: &Map<String, Value>, around: &Around<'_>) -> ContentSection {
    let mut section = ContentSection { title: view.title.clone(), facts: vec![], tables: vec![] };
    for field in view.fields.iter().filter(|field| !around.hidden.contains(&field.name.as_str())) {
        match field.kind {
            "list" if !field.rows.is_empty() => section.tables.push(table(field, around)),
            "list" => {}
            _ => {
                let fact = fact(field, content.get(&field.name), around);
                section.facts.extend(fact.or_else(|| blank(field, around)));
            }
        }
    }
    section
}

/// The box of a short field that says nothing.
fn blank(field: &FieldView, around: &Around<'_>) -> Option<Fact> {
    let boxed = around.blanks && !field.wide && !matches!(field.kind, "group" | "either" | "bool");
    boxed.then(|| Fact::new(field))
}

fn fact(field: &FieldView, value: Option<&Value>, around: &Around<'_>) -> Option<Fact> {
    let mut fact = Fact::new(field);
    match (field.kind, value?) {
        ("moment", at) => (fact.value, fact.kind) = (at.clone(), "moment"),
        ("date", at) => (fact.value, fact.kind) = (at.clone(), "date"),
        ("integer", number) if field.unit.is_some() => {
            (fact.value, fact.kind) = (number.clone(), "minutes");
        }
        ("money", fen) => (fact.value, fact.kind) = (fen.clone(), "money"),
        ("reference", _) if field.name == "customer_id" => {
            (fact.value, fact.href) = (around.customer_name.into(), around.customer_href.clone());
        }
        ("group" | "either", _) => {
            let inner = lines(field, around);
            (fact.value, fact.kind, fact.wide) = (inner.join("\n").into(), "long_text", inner.len() > 2);
        }
        ("integer", Value::Number(number)) if field.name == "severity" => {
            let words = severity_words(number.as_i64().unwrap_or_default(), around.texts, around.lang);
            let (name, definition) = words.unwrap_or_else(|| (number.to_string(), String::new()));
            (fact.value, fact.note, fact.wide) = (name.into(), Some(definition), true);
        }
        ("long_text", _) => (fact.value, fact.kind) = (json!(plain(field, around)), "long_text"),
        _ => fact.value = plain(field, around).into(),
    }
    (fact.value != json!("")).then_some(fact)
}

impl Fact {
    fn new(field: &FieldView) -> Self {
        let (label, wide) = (field.label.clone(), field.wide);
        Fact { label, value: Value::Null, kind: "text", href: None, note: None, wide }
    }
}

/// A field as a text: what was chosen, yes, the name of a city, a local time.
fn plain(field: &FieldView, around: &Around<'_>) -> String {
    let (texts, lang) = (around.texts, around.lang);
    match field.kind {
        "choice" if field.name == "service_code" => service_name(&field.value, around),
        "choice" | "choices" => {
            let chosen = field.options.iter().filter(|option| option.chosen);
            chosen.map(|option| option.label.as_str()).collect::<Vec<_>>().join(" · ")
        }
        "bool" if field.value == "true" => texts.text(lang, "word-yes", &[]),
        "bool" => String::new(),
        "city" => match field.value.parse() {
            Ok(code) => policy::city_name(around.policy, code, lang),
            Err(_) => field.value.clone(),
        },
        "moment" => field.value.replace('T', " "),
        _ => match &field.unit {
            Some(unit) if !field.value.is_empty() => format!("{} {unit}", field.value),
            _ => field.value.clone(),
        },
    }
}

fn service_name(code: &str, around: &Around<'_>) -> String {
    let Some(service) = around.policy.catalogue.find(code) else { return code.to_string() };
    format!("{code} {}", service.name.for_locale(around.lang.tag()))
}

/// The inner fields of a group or of the chosen way, one a line.
fn lines(field: &FieldView, around: &Around<'_>) -> Vec<String> {
    let line = |inner: &FieldView| {
        let value = plain(inner, around);
        let args = [("label", inner.label.clone()), ("value", value.clone())];
        (!value.is_empty()).then(|| around.texts.text(around.lang, "record-line", &args))
    };
    let mut all: Vec<String> = field.fields.iter().filter_map(line).collect();
    for way in field.variants.iter().filter(|way| way.chosen) {
        all.push(way.label.clone());
        all.extend(way.fields.iter().filter_map(line));
    }
    all
}

/// The rows of a list, without the columns that nothing was said in.
fn table(field: &FieldView, around: &Around<'_>) -> Rows {
    let cells: Vec<Vec<String>> =
        field.rows.iter().map(|row| row.fields.iter().map(|inner| plain(inner, around)).collect()).collect();
    let labels = field.rows.first().map(|row| &row.fields);
    let used: Vec<(usize, String)> = labels
        .into_iter()
        .flatten()
        .enumerate()
        .filter(|(at, _)| cells.iter().any(|row| row.get(*at).is_some_and(|cell| !cell.is_empty())))
        .map(|(at, inner)| (at, inner.label.clone()))
        .collect();
    let pick =
        |row: &Vec<String>| used.iter().map(|(at, _)| row.get(*at).cloned().unwrap_or_default()).collect();
    Rows {
        title: field.label.clone(),
        columns: used.iter().map(|(_, label)| label.clone()).collect(),
        rows: cells.iter().map(pick).collect(),
    }
}
