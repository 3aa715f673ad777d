//! What a person wants by mail, by kind. In the portal everything is told that concerns the person.

use std::sync::LazyLock;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::access::{Action, Actor};
use crate::domain::notice_words::NoticeKind;
use crate::error::Error;
use crate::platform::db::Conn;
use crate::platform::fields::{self, Completeness, Field};

use super::store;

/// The choice of one kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Choice {
    /// What is told.
    #[schema(value_type = String)]
    pub kind: NoticeKind,
    /// Whether it comes by mail.
    pub mail: bool,
}

/// The body that changes choices: each kind that is a choice, yes or no.
#[must_use]
pub fn table() -> &'static [Field] {
    static CHOICES: LazyLock<Vec<Field>> = LazyLock::new(|| {
        let choices = NoticeKind::ALL.iter().filter(|kind| kind.is_choice());
        choices.map(|kind| Field::flag(kind.as_str())).collect()
    });
    &CHOICES
}

/// The kinds that can concern `actor` and are left to its choice.
fn offered(actor: &Actor) -> impl Iterator<Item = NoticeKind> {
    let concerns = |kind: NoticeKind| actor.roles().iter().any(|role| kind.concerns(*role));
    // A contact hears of charges only where it is marked for them.
    let pays = |kind: NoticeKind| kind != NoticeKind::ChargeConfirmed || actor.can(Action::ViewCharges);
    NoticeKind::ALL.iter().copied().filter(move |kind| kind.is_choice() && concerns(*kind) && pays(*kind))
}

/// The choices of `actor`, one for each kind that can concern it.
///
/// # Errors
/// What the database answers.
pub fn view(conn: &mut Conn, actor: &Actor) -> Result<Vec<Choice>, Error> {
    let chosen = store::choices(conn, &actor.may(Action::OwnAccount)?)?;
    let choice = |kind: NoticeKind| Choice {
        kind,
        mail: chosen.get(&kind).copied().unwrap_or(kind.mailed_unless_chosen()),
    };
    Ok(offered(actor).map(choice).collect())
}

/// Changes the choices that `body` names.
///
/// # Errors
/// `Invalid` naming what is no kind, or what never concerns this person.
pub fn change(conn: &mut Conn, actor: &Actor, body: &Value) -> Result<Vec<Choice>, Error> {
    let scope = actor.may(Action::OwnAccount)?;
    let body = fields::check(table(), body, Completeness::Complete).map_err(Error::Invalid)?;
    let offered: Vec<NoticeKind> = offered(actor).collect();
    for (name, value) in &body {
        let kind = name.parse().ok().filter(|kind| offered.contains(kind));
        let kind = kind.ok_or_else(|| Error::field(name, fields::FaultCode::new("not_allowed")))?;
        if let Some(mail) = value.as_bool() {
            store::choose(conn, &scope, kind, mail)?;
        }
    }
    view(conn, actor)
}
