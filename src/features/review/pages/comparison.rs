//! Two revisions of a record side by side, field by field in the order of its form, with what changed marked (4.4).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::policy::Policy;
use crate::features::service_records::Form;
use crate::platform::fields::{self, Change, Kind};
use crate::platform::i18n::{Lang, Texts};

/// A part of the form.
#[derive(Debug, Serialize)]
pub struct Section {
    title: String,
    rows: Vec<Row>,
    /// Fields that neither revision fills; a remark can be pinned to them all the same.
    empty: Vec<Row>,
}

/// One field.
#[derive(Debug, Serialize)]
pub struct Row {
    field: String,
    label: String,
    old: Option<String>,
    new: Option<String>,
    changed: bool,
    remark: Option<String>,
}

/// Whose eyes the values are put into words for.
pub struct Reader<'a> {
    /// The form of the record.
    pub form: &'static Form,
    /// The policy under which it was decided, for names of cities and services.
    pub policy: Option<&'a Policy>,
    /// The zone of moments.
    pub zone: chrono_tz::Tz,
    /// The texts.
    pub texts: &'a Texts,
    /// The language.
    pub lang: Lang,
    /// Names of things that the content has by id.
    pub names: BTreeMap<String, String>,
}

impl Reader<'_> {
    /// The label of a field with those of what it stands in: `permission.by` → "permission · by".
    #[must_use]
    pub fn label(&self, path: &str) -> String {
        let translate = |key: &str, args: &[(&str, String)]| self.texts.find(self.lang, key, args);
        let mut parts: Vec<String> = Vec::new();
        let mut so_far = String::new();
        for piece in path.split('.') {
            if !so_far.is_empty() {
                so_far.push('.');
            }
            so_far.push_str(piece);
            match (piece.parse::<usize>(), parts.last_mut()) {
                (Ok(number), Some(list)) => list.push_str(&format!(" {}", number + 1)),
                _ => parts.push(fields::label(self.form.table, &so_far, &translate)),
            }
        }
        parts.join(" · ")
    }

    /// The filled fields of a body by path, in words.
    fn values(&self, body: Option<&Map<String, Value>>) -> Vec<(String, String)> {
        let Some(body) = body else { return vec![] };
        let filled = fields::changes(self.form.fields, &Map::new(), body);
        let translate = |key: &str, args: &[(&str, String)]| self.texts.find(self.lang, key, args);
        let views = fields::change_views(self.form.table, &filled, self.zone, &translate);
        let both = filled.iter().zip(views);
        both.map(|(change, view)| (view.path, self.value(change, view.new.unwrap_or_default()))).collect()
    }

    fn value(&self, change: &Change, shown: String) -> String {
        let unit = change.field.unit.filter(|unit| *unit == "minutes");
        match &change.field.kind {
            Kind::City => self.city(&shown).unwrap_or(shown),
            Kind::Id => self.names.get(&shown).cloned().unwrap_or(shown),
            Kind::Choice(_) if change.path == "service_code" => self.service(&shown).unwrap_or(shown),
            Kind::Integer { .. } if unit.is_some() => {
                self.texts.text(self.lang, "quantity-minutes", &[("count", shown)])
            }
            Kind::Integer { .. } if change.path == "severity" => self.severity(&shown).unwrap_or(shown),
            _ => shown,
        }
    }

    /// The level of a fault with its definition, as beside the field (4.1).
    fn severity(&self, level: &str) -> Option<String> {
        let find = |key: String| self.texts.find(self.lang, &key, &[]);
        Some(format!("{}\n{}", find(format!("severity-{level}"))?, find(format!("severity-help-{level}"))?))
    }

    fn city(&self, code: &str) -> Option<String> {
        let city = self.policy?.cities.find(code)?;
        Some(format!("{} ({code})", city.name.for_locale(self.lang.tag())))
    }

    fn service(&self, shown: &str) -> Option<String> {
        let service = self.policy?.catalogue.find(shown)?;
        Some(format!("{shown} {}", service.name.for_locale(self.lang.tag())))
    }
}

/// Lays `new` beside `old`; only the fields that differ where `changed_only`.
#[must_use]
pub fn sections(
    reader: &Reader<'_>,
    old: Option<&Map<String, Value>>,
    new: &Map<String, Value>,
    remarks: &BTreeMap<String, String>,
    changed_only: bool,
) -> Vec<Section> {
    let differ: BTreeSet<String> = old
        .map(|old| fields::changes(reader.form.fields, old, new))
        .unwrap_or_default()
        .into_iter()
        .map(|change| change.path)
        .collect();
    let (was, is) = (reader.values(old), reader.values(Some(new)));
    let row = |path: &str| {
        let find = |values: &[(String, String)]| {
            values.iter().find(|(other, _)| other == path).map(|(_, value)| value.clone())
        };
        Row {
            field: path.to_string(),
            label: reader.label(path),
            old: find(&was),
            new: find(&is),
            changed: differ.contains(path),
            remark: remarks.get(path).cloned(),
        }
    };
    let below = |path: &str, field: &str| path.split('.').next() == Some(field);
    let mut found = Vec::new();
    for section in reader.form.sections {
        let (mut rows, mut empty) = (Vec::new(), Vec::new());
        for field in section.fields {
            let mut paths: Vec<&str> = is
                .iter()
                .chain(&was)
                .map(|(path, _)| path.as_str())
                .filter(|path| below(path, field))
                .collect();
            let mut seen = BTreeSet::new();
            paths.retain(|path| seen.insert(*path));
            if paths.is_empty() {
                empty.push(row(field));
            }
            rows.extend(paths.into_iter().map(row));
        }
        if changed_only {
            rows.retain(|row| row.changed || row.remark.is_some());
            empty.retain(|row| row.remark.is_some());
        }
        if !rows.is_empty() || !empty.is_empty() {
            found.push(Section { title: title(reader, section.key), rows, empty });
        }
    }
    found
}

fn title(reader: &Reader<'_>, key: &str) -> String {
    let table = reader.form.table.replace('_', "-");
    let find = |key: &str| reader.texts.find(reader.lang, key, &[]);
    find(&format!("section-{table}-{key}"))
        .or_else(|| find(&format!("section-{key}")))
        .unwrap_or_else(|| key.to_string())
}

/// How many fields differ.
#[must_use]
pub fn count_changed(sections: &[Section]) -> usize {
    sections.iter().flat_map(|section| &section.rows).filter(|row| row.changed).count()
}
