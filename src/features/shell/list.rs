//! What the page of every list has: filters, search, heads, rows, the way to the next page and back to the first.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::platform::web::filters::{Asked, FilterGroup};
use crate::platform::web::list::Listing;

use super::columns::Column;

/// A page of a list as templates show it; a page with more to say flattens it into its own struct.
#[derive(Debug, Serialize)]
pub struct ListFrame<R> {
    faults: Vec<String>,
    filters: Vec<FilterGroup>,
    q: Option<String>,
    hidden: BTreeMap<String, String>,
    columns: Vec<Column>,
    rows: Vec<R>,
    next_href: Option<String>,
    first_href: Option<String>,
    clear_href: Option<String>,
    xlsx_href: String,
}

impl<R> ListFrame<R> {
    /// The rows `found` of the list at `here`, asked for as in `asked`; `beside` are the keys that have a field of their own
    /// in the search form.
    #[must_use]
    pub fn new(
        asked: Asked,
        here: &str,
        (filters, columns): (Vec<FilterGroup>, Vec<Column>),
        beside: &[&str],
        found: Listing<R>,
    ) -> Self {
        let narrowed = !asked.query.filters.is_empty() || asked.query.q.is_some();
        ListFrame {
            filters,
            hidden: asked.others(beside),
            columns,
            next_href: found.next.as_ref().map(|after| asked.href(here, &[("after", Some(after))])),
            first_href: asked.query.after.as_ref().map(|_| asked.href(here, &[])),
            clear_href: narrowed.then(|| here.to_string()),
            rows: found.items,
            xlsx_href: asked.href(&format!("{here}/export.xlsx"), &[]),
            q: asked.query.q,
            faults: asked.faults,
        }
    }
}
