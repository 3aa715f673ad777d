//! The own account on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::session::OpenSession;
use crate::features::users::model::LANGUAGES;
use crate::platform::fields::Field;

/// The body that changes the own account.
pub const CHANGE: &[Field] = &[Field::choice("language", LANGUAGES)];

/// The body that changes the own password.
pub const PASSWORD: &[Field] =
    &[Field::password("current_password", 200).required(), Field::password("new_password", 200).required()];

/// The same as a form, which asks for the new one twice.
pub const PASSWORD_FORM: &[Field] = &[
    Field::password("current_password", 200).required(),
    Field::password("new_password", 200).required(),
    Field::password("repeat_password", 200).required(),
];

/// An open session of one's own.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OwnSession {
    /// The session.
    #[serde(flatten)]
    pub session: OpenSession,
    /// Whether it is the one in which this was asked.
    pub current: bool,
}
