//! What the calculator takes (8.3).

use crate::platform::fields::Field;

/// The body of `POST /deadlines`.
pub const DEADLINE: &[Field] = &[
    Field::text("profile", 60).required(),
    Field::integer("severity", 1, 4),
    Field::city("city").required(),
    Field::moment("reported_at").required(),
    Field::flag("onsite"),
    Field::list("pauses", 200, PAUSE),
];

const PAUSE: &[Field] = &[Field::moment("from").required(), Field::moment("to").required()];
