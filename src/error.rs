//! The one error of the program: what can go wrong from a caller's point of view (8.2).
//!
//! Codes are stable English identifiers and double as translation keys (`error-<code>`).

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::platform::fields::FieldFault;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 400: the request cannot be read at all.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// 401: nobody, or somebody whose session has ended.
    #[error("unauthenticated: {0}")]
    Unauthenticated(&'static str),
    /// 403: this role never does that, or not to this object now.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// 404: missing or out of sight; the two cannot be told apart.
    #[error("not found")]
    NotFound,
    /// 405: the address exists, the method does not.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// 409: the state of the object does not allow it.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// 409: somebody else was faster; the second is that person's name.
    #[error("taken: {0}")]
    Taken(&'static str, String),
    /// 412: the object has changed since the caller read it.
    #[error("stale version")]
    Stale,
    /// 413: the body is larger than allowed.
    #[error("body too large")]
    TooLarge,
    /// 415: the body is of a kind that this address does not take.
    #[error("unsupported media type")]
    UnsupportedMedia,
    /// 422: fields are wrong; each is named.
    #[error("invalid fields")]
    Invalid(Vec<FieldFault>),
    /// 428: `If-Match` is needed and was not sent.
    #[error("precondition required")]
    PreconditionRequired,
    /// 429: too many tries; seconds to wait.
    #[error("too many tries")]
    TooMany(u64),
    /// 503: try again in a moment.
    #[error("unavailable")]
    Unavailable,
    /// 503: the server lacks something that whoever runs it has to install.
    #[error("lacking: {0}")]
    Lacking(&'static str),
    /// 507: the disk is full; reading goes on.
    #[error("disk full")]
    DiskFull,
    /// A value that must be unique exists already; stores turn it into what it means.
    #[error("duplicate: {0}")]
    Duplicate(String),
    /// The transaction lost a race and may be tried again.
    #[error("lost a race")]
    LostRace,
    /// 500: our fault. Logged once, at the boundary; never shown.
    #[error("internal: {0}")]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// One wrong field.
    #[must_use]
    pub fn field(path: &str, code: crate::platform::fields::FaultCode) -> Self {
        Error::Invalid(vec![FieldFault::new(path, code)])
    }

    /// An internal error from anything that describes itself.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error::Internal(source.into())
    }

    /// The status code (8.2).
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Error::Malformed(_) => 400,
            Error::Unauthenticated(_) => 401,
            Error::Forbidden(_) => 403,
            Error::NotFound => 404,
            Error::MethodNotAllowed => 405,
            Error::Conflict(_) | Error::Taken(..) | Error::Duplicate(_) => 409,
            Error::Stale => 412,
            Error::TooLarge => 413,
            Error::UnsupportedMedia => 415,
            Error::Invalid(_) => 422,
            Error::PreconditionRequired => 428,
            Error::TooMany(_) => 429,
            Error::Unavailable | Error::LostRace | Error::Lacking(_) => 503,
            Error::DiskFull => 507,
            Error::Internal(_) => 500,
        }
    }

    /// The stable code, also the tail of the translation key.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Error::Malformed(code)
            | Error::Unauthenticated(code)
            | Error::Forbidden(code)
            | Error::Conflict(code)
            | Error::Taken(code, _)
            | Error::Lacking(code) => code,
            Error::NotFound => "not_found",
            Error::MethodNotAllowed => "method_not_allowed",
            Error::Stale => "stale_version",
            Error::TooLarge => "too_large",
            Error::UnsupportedMedia => "unsupported_media_type",
            Error::Invalid(_) => "invalid_fields",
            Error::PreconditionRequired => "precondition_required",
            Error::TooMany(_) => "too_many_tries",
            Error::Unavailable | Error::LostRace => "unavailable",
            Error::DiskFull => "disk_full",
            Error::Duplicate(_) => "duplicate",
            Error::Internal(_) => "internal",
        }
    }

    /// Seconds after which another try makes sense.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Error::TooMany(seconds) => Some(*seconds),
            Error::Unavailable | Error::LostRace => Some(2),
            Error::Lacking(_) => Some(3600),
            _ => None,
        }
    }
}

impl From<DieselError> for Error {
    fn from(fault: DieselError) -> Self {
        let DieselError::DatabaseError(kind, info) = &fault else {
            return match fault {
                DieselError::NotFound => Error::NotFound,
                DieselError::BrokenTransactionManager => Error::Unavailable,
                other => Error::internal(other),
            };
        };
        let message = info.message();
        match kind {
            DatabaseErrorKind::SerializationFailure => Error::LostRace,
            DatabaseErrorKind::ClosedConnection => Error::Unavailable,
            DatabaseErrorKind::UniqueViolation => {
                Error::Duplicate(info.constraint_name().unwrap_or(message).to_string())
            }
            _ if message.contains("deadlock") => Error::LostRace,
            _ if message.contains("disk is full") || message.contains("No space left") => Error::DiskFull,
            _ if ["is locked", "lock timeout", "connection", "shutting down", "starting up"]
                .iter()
                .any(|sign| message.contains(sign)) =>
            {
                tracing::warn!(message, "the database did not answer in time");
                Error::Unavailable
            }
            _ => Error::internal(fault),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(fault: serde_json::Error) -> Self {
        Error::internal(fault)
    }
}
