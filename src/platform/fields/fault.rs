//! What is wrong with one field: a path, a stable code and the figures its message needs (chapter 8.2, `errors`).

use serde::Serialize;
use std::fmt;

/// A stable English code. Features add their own with [`FaultCode::new`]; each needs a text `error-<code-with-dashes>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FaultCode(&'static str);

macro_rules! codes {
    ($($name:ident = $text:literal),* $(,)?) => {
        impl FaultCode {
            $(#[doc = concat!("`", $text, "`")] pub const $name: Self = Self($text);)*
            /// Every code this engine itself can give.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

codes! {
    REQUIRED = "required",
    UNKNOWN_FIELD = "unknown_field",
    WRONG_TYPE = "wrong_type",
    TOO_LONG = "too_long",
    TOO_SHORT = "too_short",
    TOO_SMALL = "too_small",
    TOO_LARGE = "too_large",
    TOO_MANY = "too_many",
    REPEATED = "repeated",
    NOT_AN_OPTION = "not_an_option",
    ONLY_ONE_WAY = "only_one_way",
    NOT_AN_INTEGER = "not_an_integer",
    NOT_AN_AMOUNT = "not_an_amount",
    NOT_A_MOMENT = "not_a_moment",
    NOT_A_DATE = "not_a_date",
    BEFORE_2013 = "before_2013",
    AFTER_2199 = "after_2199",
    NOT_AN_EMAIL = "not_an_email",
    NOT_A_PHONE = "not_a_phone",
    NOT_A_CITY = "not_a_city",
    NOT_AN_ID = "not_an_id",
    CONTROL_CHARACTERS = "control_characters",
    NOT_FOUND = "not_found",
}

impl FaultCode {
    /// A code of a feature's own.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// The code as it goes over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// One fault of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// Dotted path; empty when the body itself is at fault.
    pub path: String,
    /// What is wrong.
    pub code: FaultCode,
    /// Named arguments of the message, such as `max`.
    pub args: Vec<(&'static str, String)>,
}

impl FieldFault {
    /// A fault without arguments.
    pub fn new(path: impl Into<String>, code: FaultCode) -> Self {
        Self { path: path.into(), code, args: Vec::new() }
    }

    /// Adds a named argument for the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}
