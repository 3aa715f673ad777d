//! The lists that have views. Another one needs an entry here and the bar on its page.

use crate::access::Action;
use crate::error::Error;
use crate::features::requests;
use crate::platform::fields::{FaultCode, FieldFault};
use crate::platform::web::list::ListSpec;

/// A list that has views.
pub struct List {
    /// As it is stored and on the wire.
    pub name: &'static str,
    /// The key of its title.
    pub title: &'static str,
    /// Whoever may do this sees it.
    pub action: Action,
    path: &'static str,
    spec: &'static ListSpec,
}

/// The names of [`ALL`].
pub const NAMES: &[&str] = &["requests"];

/// Every list that has views.
pub const ALL: &[List] = &[List {
    name: "requests",
    title: "title-requests",
    action: Action::ViewRequests,
    path: "/requests",
    spec: &requests::LIST,
}];

/// The list of that name.
pub fn named(name: &str) -> Option<&'static List> {
    ALL.iter().find(|list| list.name == name)
}

impl List {
    /// The question in `query` as it is stored, read as the list reads its address; where a page begins and how long it is
    /// belong to no view.
    ///
    /// # Errors
    /// `Invalid` naming `query` with the keys that the list does not take so.
    pub fn question(&self, query: &str) -> Result<String, Error> {
        let mut pairs = pairs(query);
        let paging = pairs.iter().map(|(key, _)| key).filter(|key| matches!(key.as_str(), "after" | "limit"));
        let mut wrong: Vec<String> = paging.cloned().collect();
        if let Err(Error::Invalid(faults)) = self.spec.read(&pairs) {
            wrong.extend(faults.into_iter().map(|fault| fault.path));
        }
        if !wrong.is_empty() {
            wrong.dedup();
            let fault =
                FieldFault::new("query", FaultCode::new("not_a_list_query")).with("keys", wrong.join(", "));
            return Err(Error::Invalid(vec![fault]));
        }
        pairs.retain(|(_, value)| !value.is_empty());
        serde_urlencoded::to_string(&pairs).map_err(Error::internal)
    }

    /// The address of the list with a question. One that asks nothing still says so, lest the default view take its place.
    #[must_use]
    pub fn href(&self, query: &str) -> String {
        if query.is_empty() { format!("{}?q=", self.path) } else { format!("{}?{query}", self.path) }
    }
}

/// The keys and values of a query.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    // What is no query has no keys that a list takes; any text can be read as pairs.
    serde_urlencoded::from_str(query).unwrap_or_default()
}
