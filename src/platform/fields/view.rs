//! Fields as templates show them, in forms and on detail pages.
//!
//! Rendering accepts any value, checked or not, so that a form that was refused shows exactly what was typed.

use super::fault::FieldFault;
use super::form::Unparsed;
use super::table::{Field, Kind, Variant};
use super::wording::{self, Translate, lookup};
use super::{join, moment};
use crate::domain::money::plain_yuan;
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Stands for the row number in the names of the row that a script copies.
pub(super) const BLANK_ROW: &str = "__index__";

/// One field, ready for the template `components/field`.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// The name of the input, which is the path: `parts.0.quantity`.
    pub name: String,
    /// The id of the input: `field-parts-0-quantity`.
    pub id: String,
    /// `text`, `long_text`, `integer`, `moment`, `date`, `choice`, `choices`, `bool`, `city`, `reference`, `phone`,
    /// `email`, `group`, `list`, `either` or `password`.
    pub kind: &'static str,
    pub label: String,
    pub help: Option<String>,
    /// As typed, or as an input of this kind takes it; moments in local time; `true` or empty for a box.
    pub value: String,
    pub required: bool,
    pub error: Option<String>,
    pub options: Vec<OptionView>,
    pub max_length: Option<usize>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub unit: Option<String>,
    /// Of a group.
    pub fields: Vec<FieldView>,
    /// Of a list: those there are and the spare ones.
    pub rows: Vec<RowView>,
    /// Of a list: what a script copies, with `__index__` for the number.
    pub blank_row: Option<Box<RowView>>,
    /// Of an either-or object.
    pub variants: Vec<VariantView>,
    pub wide: bool,
    /// The reviewer's remark on this field.
    pub remark: Option<String>,
    pub list_id: Option<&'static str>,
}

/// One option of a choice.
#[derive(Debug, Clone, Serialize)]
pub struct OptionView {
    pub value: String,
    pub label: String,
    pub help: Option<String>,
    pub chosen: bool,
}

/// One row of a list.
#[derive(Debug, Clone, Serialize)]
pub struct RowView {
    pub index: usize,
    pub fields: Vec<FieldView>,
}

/// One way of an either-or object.
#[derive(Debug, Clone, Serialize)]
pub struct VariantView {
    pub key: &'static str,
    pub label: String,
    pub fields: Vec<FieldView>,
    pub chosen: bool,
}

/// An option that the page supplies for a reference or a city.
#[derive(Debug, Clone)]
pub struct Offer {
    pub value: String,
    pub label: String,
}

/// Everything a rendering needs beside the table.
pub struct ViewInput<'a> {
    /// The name of the table in Fluent keys, such as `fault_record`.
    pub table: &'a str,
    /// The body, checked or as decoded from the form.
    pub values: &'a Map<String, Value>,
    /// What the form said that has no place in the body.
    pub unparsed: &'a Unparsed,
    pub faults: &'a [FieldFault],
    /// Remarks by path.
    pub remarks: &'a BTreeMap<String, String>,
    /// Options of references and cities by path without row numbers (`parts.product_id`).
    pub offers: &'a BTreeMap<String, Vec<Offer>>,
    /// The zone in which moments are shown.
    pub tz: Tz,
    /// Blank rows after those there are.
    pub spare: usize,
    pub translate: &'a Translate<'a>,
}

/// A part of a form with a heading, `section-<key>`.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    pub key: &'static str,
    /// Names of fields of the first level.
    pub fields: &'static [&'static str],
}

/// A section, ready for a template.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    pub key: &'static str,
    pub title: String,
    pub fields: Vec<FieldView>,
}

/// All fields of a table, in its order.
#[must_use]
pub fn view(fields: &'static [Field], input: &ViewInput<'_>) -> Vec<FieldView> {
    all(fields, Some(input.values), "", input)
}

/// The fields of a table by section; a field that no section names is not shown.
#[must_use]
pub fn sections(fields: &'static [Field], sections: &[Section], input: &ViewInput<'_>) -> Vec<SectionView> {
    let one = |section: &Section| SectionView {
        key: section.key,
        title: lookup("section", input.table, section.key, "", input.translate)
            .unwrap_or_else(|| section.key.into()),
        fields: section
            .fields
            .iter()
            .filter_map(|name| fields.iter().find(|field| field.name == *name))
            .map(|field| render(field, input.values.get(field.name), field.name, input))
            .collect(),
    };
    sections.iter().map(one).collect()
}

fn all(
    fields: &'static [Field],
    values: Option<&Map<String, Value>>,
    path: &str,
    input: &ViewInput<'_>,
) -> Vec<FieldView> {
    let one = |field: &'static Field| {
        render(field, values.and_then(|values| values.get(field.name)), &join(path, field.name), input)
    };
    fields.iter().map(one).collect()
}

fn render(field: &'static Field, value: Option<&Value>, path: &str, input: &ViewInput<'_>) -> FieldView {
    let fault = input.faults.iter().find(|fault| fault.path == path || of_an_item(field, &fault.path, path));
    let inner = value.and_then(Value::as_object);
    let mut view = FieldView {
        name: path.to_owned(),
        id: format!("field-{}", path.replace('.', "-")),
        kind: kind_name(&field.kind),
        label: wording::label(input.table, path, input.translate),
        help: lookup("field-help", input.table, path, "", input.translate),
        value: typed(field, value, path, input),
        required: field.required,
        error: fault.map(|fault| wording::message(input.table, fault, input.translate)),
        options: options(field, value, path, input),
        max_length: max_length(&field.kind),
        min: None,
        max: None,
        unit: field.unit.map(|unit| unit_text(unit, input)),
        fields: Vec::new(),
        rows: Vec::new(),
        blank_row: None,
        variants: Vec::new(),
        wide: field.wide,
        remark: input.remarks.get(path).cloned(),
        list_id: field.list_id,
    };
    match &field.kind {
        Kind::Integer { min, max } => (view.min, view.max) = (Some(*min), Some(*max)),
        Kind::Group(fields) => view.fields = all(fields, inner, path, input),
        Kind::Either(ways) => view.variants = variants(ways, inner, path, input),
        Kind::List { max, fields } => {
            view.rows = rows(fields, value.and_then(Value::as_array), *max, path, input);
            let fields = all(fields, None, &join(path, BLANK_ROW), input);
            view.blank_row = Some(Box::new(RowView { index: view.rows.len(), fields }));
        }
        _ => {}
    }
    view
}

/// A fault of one item of a list of texts is shown at the one input that all items share.
fn of_an_item(field: &Field, fault: &str, path: &str) -> bool {
    matches!(field.kind, Kind::TextList { .. } | Kind::Choices(_))
        && fault.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
}

fn rows(
    fields: &'static [Field],
    rows: Option<&Vec<Value>>,
    max: usize,
    path: &str,
    input: &ViewInput<'_>,
) -> Vec<RowView> {
    let there = rows.map_or(0, Vec::len);
    let shown = there.saturating_add(input.spare).min(max.max(there));
    let one = |index: usize| {
        let row = rows.and_then(|rows| rows.get(index)).and_then(Value::as_object);
        RowView { index, fields: all(fields, row, &join(path, &index.to_string()), input) }
    };
    (0..shown).map(one).collect()
}

fn variants(
    ways: &'static [Variant],
    inner: Option<&Map<String, Value>>,
    path: &str,
    input: &ViewInput<'_>,
) -> Vec<VariantView> {
    let said = input.unparsed.get(&join(path, "_which")).map(String::as_str);
    let unparsed = |variant: &Variant| {
        variant.fields.iter().any(|field| input.unparsed.contains_key(&join(path, field.name)))
    };
    let has = |variant: &Variant| {
        inner.is_some_and(|inner| variant.fields.iter().any(|field| inner.contains_key(field.name)))
    };
    let chosen = ways
        .iter()
        .position(|variant| said == Some(variant.key))
        .or_else(|| ways.iter().position(has))
        .or_else(|| ways.iter().position(unparsed));
    let one = |(at, variant): (usize, &'static Variant)| VariantView {
        key: variant.key,
        label: option_label(path, variant.key, input),
        fields: all(variant.fields, inner, path, input),
        chosen: chosen == Some(at),
    };
    ways.iter().enumerate().map(one).collect()
}

fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text { .. } => "text",
        Kind::LongText { .. } | Kind::TextList { .. } => "long_text",
        Kind::Integer { .. } => "integer",
        Kind::Money { .. } => "money",
        Kind::Moment => "moment",
        Kind::Date => "date",
        Kind::Bool => "bool",
        Kind::Choice(_) => "choice",
        Kind::Choices(_) => "choices",
        Kind::City => "city",
        Kind::Id => "reference",
        Kind::Phone => "phone",
        Kind::Email => "email",
        Kind::Password { .. } => "password",
        Kind::Group(_) => "group",
        Kind::List { .. } => "list",
        Kind::Either(_) => "either",
    }
}

fn max_length(kind: &Kind) -> Option<usize> {
    match kind {
        Kind::Text { max } | Kind::LongText { max } | Kind::Password { max } => Some(*max),
        Kind::TextList { max_items, max } => Some(max_items.saturating_mul(max.saturating_add(1))),
        Kind::Email => Some(254),
        Kind::Phone => Some(40),
        _ => None,
    }
}

fn typed(field: &Field, value: Option<&Value>, path: &str, input: &ViewInput<'_>) -> String {
    if matches!(field.kind, Kind::Password { .. }) {
        return String::new();
    }
    if let Some(typed) = input.unparsed.get(path) {
        return typed.clone();
    }
    match (&field.kind, value) {
        (Kind::Moment, Some(Value::String(wire))) => {
            moment::to_local(wire, input.tz).unwrap_or_else(|| wire.clone())
        }
        (Kind::TextList { .. } | Kind::Choices(_), Some(Value::Array(items))) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
        }
        (Kind::Money { .. }, Some(Value::Number(fen))) => fen.as_i64().map(plain_yuan).unwrap_or_default(),
        (Kind::Bool, Some(Value::Bool(false))) => String::new(),
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(plain @ (Value::Number(_) | Value::Bool(_)))) => plain.to_string(),
        _ => String::new(),
    }
}

fn options(field: &Field, value: Option<&Value>, path: &str, input: &ViewInput<'_>) -> Vec<OptionView> {
    let is = |option: &str| match value {
        Some(Value::String(chosen)) => chosen == option,
        Some(Value::Array(chosen)) => chosen.iter().any(|one| one.as_str() == Some(option)),
        _ => false,
    };
    match &field.kind {
        Kind::Choice(options) | Kind::Choices(options) => options
            .iter()
            .map(|option| OptionView {
                value: (*option).to_owned(),
                label: option_label(path, option, input),
                help: lookup("option-help", input.table, path, &tail(option), input.translate),
                chosen: is(option),
            })
            .collect(),
        _ => input.offers.get(&wording::shape(path)).map_or_else(Vec::new, |offers| {
            let one = |offer: &Offer| OptionView {
                value: offer.value.clone(),
                label: offer.label.clone(),
                help: None,
                chosen: is(&offer.value),
            };
            offers.iter().map(one).collect()
        }),
    }
}

fn tail(option: &str) -> String {
    format!("-{}", wording::dashed(option))
}

fn option_label(path: &str, option: &str, input: &ViewInput<'_>) -> String {
    wording::option(input.table, path, option, input.translate)
}

fn unit_text(unit: &str, input: &ViewInput<'_>) -> String {
    (input.translate)(&format!("unit-{}", wording::dashed(unit)), &[]).unwrap_or_else(|| unit.to_owned())
}
