//! The views of a person beside their list.

use serde::Serialize;

use crate::platform::web::filters::Asked;

use super::lists::{self, List};
use super::model::SavedView;

#[derive(Debug, Serialize)]
struct Chip {
    name: String,
    href: String,
    current: bool,
    is_default: bool,
}

/// The views of a list as its page shows them, and what would be saved as another.
#[derive(Debug, Serialize)]
pub struct Bar {
    list: &'static str,
    views: Vec<Chip>,
    query: String,
    savable: bool,
}

impl Bar {
    /// The bar of the list called `name`; `address` is how its page was asked for, `asked` what could be read of that.
    #[must_use]
    pub fn new(name: &str, views: &[SavedView], address: &[(String, String)], asked: &Asked) -> Option<Self> {
        let list = lists::named(name)?;
        let here = compared(address);
        let one = |view: &SavedView| Chip {
            name: view.name.clone(),
            href: list.href(&view.query),
            current: here == compared(&lists::pairs(&view.query)),
            is_default: view.is_default,
        };
        let views: Vec<Chip> = views.iter().map(one).collect();
        let kept = asked.others(&["limit"]);
        let query = serde_urlencoded::to_string(&kept).unwrap_or_default();
        let savable = !kept.is_empty() && !views.iter().any(|view| view.current);
        Some(Bar { list: list.name, views, query, savable })
    }
}

/// Where the list opens for whoever asks it nothing: with the view that its owner chose for that.
#[must_use]
pub fn opens_with(views: &[SavedView], address: &[(String, String)]) -> Option<String> {
    let chosen = views.iter().find(|view| view.is_default).filter(|_| address.is_empty())?;
    lists::named(&chosen.list).map(|list: &List| list.href(&chosen.query))
}

/// An address of the list that asks for it whole, where without a question it would open with a view.
#[must_use]
pub fn asking(views: &[SavedView], href: String) -> String {
    let opens = views.iter().any(|view| view.is_default);
    if opens && !href.contains('?') { format!("{href}?q=") } else { href }
}

/// A question in which order and paging make no difference.
fn compared(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    let asks = |(key, value): &&(String, String)| !value.is_empty() && key != "after" && key != "limit";
    let mut kept: Vec<(&str, &str)> =
        pairs.iter().filter(asks).map(|(key, value)| (key.as_str(), value.as_str())).collect();
    kept.sort_unstable();
    kept
}
