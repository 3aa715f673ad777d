//! The heads of a list's columns: a column that sorts leads to the list sorted by it, and back to the reverse.

use serde::Serialize;

use crate::platform::i18n::{Lang, Texts};
use crate::platform::web::filters::Asked;

/// The head of one column.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    label: String,
    href: Option<String>,
    sort: Option<&'static str>,
    /// Whether it stands at the right, as amounts do.
    number: bool,
}

/// The same heads, those at these places over amounts.
#[must_use]
pub fn amounts(mut columns: Vec<Column>, at: &[usize]) -> Vec<Column> {
    at.iter().for_each(|at| {
        if let Some(column) = columns.get_mut(*at) {
            column.number = true;
        }
    });
    columns
}

/// The heads of the list at `here`: each the key of its words and, where it sorts, by what.
#[must_use]
pub fn columns(
    asked: &Asked,
    here: &str,
    heads: &[(&str, Option<&str>)],
    texts: &Texts,
    lang: Lang,
) -> Vec<Column> {
    let descending = asked.query.descending;
    let one = |(key, sort): &(&str, Option<&str>)| {
        let sorted = sort.is_some_and(|sort| asked.query.sort == sort);
        let next = sort.map(|sort| if sorted && !descending { format!("-{sort}") } else { sort.to_string() });
        Column {
            label: texts.text(lang, key, &[]),
            href: next.map(|next| asked.href(here, &[("sort", Some(&next))])),
            sort: sorted.then_some(if descending { "descending" } else { "ascending" }),
            number: false,
        }
    };
    heads.iter().map(one).collect()
}
