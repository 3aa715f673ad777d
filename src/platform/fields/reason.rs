//! The body of a step that wants a reason and nothing else.

use serde_json::Value;

use super::{Completeness, Field, check};
use crate::error::Error;

/// The body: why, for whoever reads it later.
pub const REASON: &[Field] = &[Field::long_text("reason", 1000).required()];

/// The reason in a body.
///
/// # Errors
/// `Invalid` where there is none.
pub fn reason(body: &Value) -> Result<String, Error> {
    let body = check(REASON, body, Completeness::Complete).map_err(Error::Invalid)?;
    Ok(body.get("reason").and_then(Value::as_str).unwrap_or_default().to_string())
}
