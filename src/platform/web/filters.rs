//! A list on a page: its question in the address, wrong parts of it told instead of refused, and chips to change it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::platform::fields;
use crate::platform::i18n::{Lang, Texts};

use super::list::{ListQuery, ListSpec};

/// The question as it stands in the address.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What could be read of it.
    pub query: ListQuery,
    /// What could not be read, in words.
    pub faults: Vec<String>,
    pairs: Vec<(String, String)>,
}

/// One group of chips.
#[derive(Debug, Clone, Serialize)]
pub struct FilterGroup {
    /// What it is about.
    pub label: String,
    /// The chips.
    pub options: Vec<FilterOption>,
}

/// One chip.
#[derive(Debug, Clone, Serialize)]
pub struct FilterOption {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the list is filtered by it now.
    pub chosen: bool,
    /// How many rows it would show, where that is known.
    pub count: Option<i64>,
}

/// Reads an address; keys that the list does not take are left out and told.
#[must_use]
pub fn read(spec: &ListSpec, query: &[(String, String)], texts: &Texts, lang: Lang) -> Asked {
    let mut pairs: Vec<(String, String)> =
        query.iter().filter(|(_, value)| !value.is_empty()).cloned().collect();
    let mut faults = Vec::new();
    loop {
        match spec.read(&pairs) {
            Ok(query) => return Asked { query, faults, pairs },
            Err(Error::Invalid(wrong)) if !wrong.is_empty() && !pairs.is_empty() => {
                let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
                faults.extend(wrong.iter().map(|fault| fields::message("", fault, &translate)));
                let before = pairs.len();
                pairs.retain(|(key, _)| !wrong.iter().any(|fault| fault.path == *key));
                if pairs.len() == before {
                    pairs.clear();
                }
            }
            // Without a key there is nothing to refuse, so this is the question of an empty address.
            Err(_) => pairs.clear(),
        }
    }
}

/// The same of a list that is read in the order `sort` where the address names none; what leads on from it names that order.
#[must_use]
pub fn read_in(spec: &ListSpec, query: &[(String, String)], sort: &str, texts: &Texts, lang: Lang) -> Asked {
    let mut pairs = query.to_vec();
    if !pairs.iter().any(|(key, value)| key == "sort" && !value.is_empty()) {
        pairs.push(("sort".into(), sort.into()));
    }
    read(spec, &pairs, texts, lang)
}

impl Asked {
    /// The address with some keys changed; the page turned back to its beginning unless `after` is one of them.
    #[must_use]
    pub fn href(&self, path: &str, changes: &[(&str, Option<&str>)]) -> String {
        let kept = self
            .pairs
            .iter()
            .filter(|(key, _)| key != "after" && !changes.iter().any(|(name, _)| name == key));
        let mut all: Vec<(&str, &str)> = kept.map(|(key, value)| (key.as_str(), value.as_str())).collect();
        all.extend(changes.iter().filter_map(|(key, value)| Some((*key, (*value)?))));
        match serde_urlencoded::to_string(&all) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_string(),
        }
    }

    /// The other keys, for the hidden fields of a search form.
    #[must_use]
    pub fn others(&self, without: &[&str]) -> BTreeMap<String, String> {
        let kept = self.pairs.iter().filter(|(key, _)| key != "after" && !without.contains(&key.as_str()));
        kept.cloned().collect()
    }

    /// Chips for the filter `name`: all, then each of `options` (words and value).
    #[must_use]
    pub fn group(
        &self,
        path: &str,
        label: String,
        name: &'static str,
        options: &[(String, &str)],
        texts: &Texts,
        lang: Lang,
    ) -> FilterGroup {
        let now = self.query.filter(name);
        let chip = |label: String, value: Option<&str>| FilterOption {
            label,
            href: self.href(path, &[(name, value)]),
            chosen: now == value,
            count: None,
        };
        let all = chip(texts.text(lang, "filter-all", &[]), None);
        let others = options.iter().map(|(label, value)| chip(label.clone(), Some(value)));
        FilterGroup { label, options: std::iter::once(all).chain(others).collect() }
    }
}
