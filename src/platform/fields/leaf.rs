//! The check of one value that has no fields of its own.

use super::fault::FaultCode;
use super::table::Kind;
use super::text::{self, Refused, refused};
use super::{moment, text::city};
use serde_json::Value;

/// The canonical value, or `None` when it is as good as absent.
pub(super) fn leaf(kind: &Kind, value: &Value) -> Result<Option<Value>, Refused> {
    match kind {
        Kind::Integer { min, max } | Kind::Money { min, max } => integer(value, *min, *max).map(Some),
        Kind::Bool if value.is_boolean() => Ok(Some(value.clone())),
        Kind::Bool => refused(FaultCode::WRONG_TYPE),
        _ => string(kind, value),
    }
}

fn integer(value: &Value, min: i64, max: i64) -> Result<Value, Refused> {
    if value.is_u64() && !value.is_i64() {
        return Err((FaultCode::TOO_LARGE, vec![("max", max.to_string())]));
    }
    match value.as_i64() {
        None => refused(FaultCode::WRONG_TYPE),
        Some(n) if n < min => Err((FaultCode::TOO_SMALL, vec![("min", min.to_string())])),
        Some(n) if n > max => Err((FaultCode::TOO_LARGE, vec![("max", max.to_string())])),
        Some(n) => Ok(n.into()),
    }
}

fn string(kind: &Kind, value: &Value) -> Result<Option<Value>, Refused> {
    let Value::String(typed) = value else { return refused(FaultCode::WRONG_TYPE) };
    let secret = matches!(kind, Kind::Password { .. });
    if typed.is_empty() || (!secret && typed.trim().is_empty()) {
        return Ok(None);
    }
    let clean = match kind {
        Kind::LongText { max } => text::lines(typed, *max),
        Kind::Text { max } => text::line(typed, *max),
        Kind::Password { max } => text::secret(typed, *max),
        Kind::Choice(options) => option(typed, options),
        Kind::Moment => moment::wire(typed),
        Kind::Date => moment::date(typed),
        Kind::City => city(typed),
        Kind::Id => text::id(typed),
        Kind::Phone => text::phone(typed),
        Kind::Email => text::email(typed),
        _ => refused(FaultCode::WRONG_TYPE),
    }?;
    Ok(Some(clean.into()))
}

/// The option that `typed` names.
pub(super) fn option(typed: &str, options: &[&'static str]) -> Result<String, Refused> {
    let typed = typed.trim();
    if options.contains(&typed) { Ok(typed.to_owned()) } else { refused(FaultCode::NOT_AN_OPTION) }
}
