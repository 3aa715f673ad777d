//! Telling people: called in the transaction of what there is to tell.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::domain::notice_words::NoticeKind;
use crate::error::Error;
use crate::features::users::{self, Reader, Whom};
use crate::platform::db::{Conn, Id, Moment, savepoint};
use crate::platform::mail::outbox::{self, Link, NewMail};
use crate::platform::random;

use super::store::{self, NewNotice};

/// A notice that could not leave by mail for so long is old news.
const NEWS_FOR: TimeDelta = TimeDelta::days(7);
/// So many people are told with one statement.
const HANDFUL: usize = 500;

/// What an event is about.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    /// `fault_record`, `pre_sale_report`, `charge` or `account`.
    pub kind: &'a str,
    /// Which; none where it is about several.
    pub id: Option<Id>,
    /// Its number, which is all that a mail says of it.
    pub number: &'a str,
}

/// Something that happened.
#[derive(Debug)]
pub struct Event<'a> {
    /// What.
    pub kind: NoticeKind,
    /// Who did it, and is not told.
    pub by: Option<Id>,
    /// To what.
    pub object: Object<'a>,
    /// What tells this time from another time that the same happened to the same: a revision, a version.
    pub occasion: String,
    /// Whom it concerns; they must be able to see the object.
    pub to: &'a [Whom],
    /// How many there are, where the words say so.
    pub count: usize,
}

/// Tells everybody concerned, each once: in the portal, and by mail where they want it.
///
/// # Errors
/// What the database answers.
pub fn tell(conn: &mut Conn, now: Moment, event: &Event<'_>) -> Result<(), Error> {
    tell_all(conn, now, event, &params(event))
}

/// Tells what somebody gave a reason for. The portal shows it; a mail says no more than any other.
///
/// # Errors
/// What the database answers.
pub fn tell_why(conn: &mut Conn, now: Moment, event: &Event<'_>, reason: &str) -> Result<(), Error> {
    let mut params = params(event);
    params["reason"] = json!(reason);
    tell_all(conn, now, event, &params)
}

fn params(event: &Event<'_>) -> Value {
    if event.count > 1 { json!({ "count": event.count }) } else { json!({}) }
}

fn tell_all(conn: &mut Conn, now: Moment, event: &Event<'_>, params: &Value) -> Result<(), Error> {
    let mut readers = users::reachable(conn, event.to)?;
    readers.retain(|reader| Some(reader.id) != event.by);
    if readers.is_empty() {
        return Ok(());
    }
    let people: Vec<Id> = readers.iter().map(|reader| reader.id).collect();
    let choices = store::choices_of(conn, &people, event.kind)?;
    let object = event.object.id.map_or_else(String::new, |id| id.to_string());
    let key = format!("{} {object} {}", event.kind, event.occasion);
    let chosen = |reader: &Reader| match choices.get(&reader.id) {
        Some(chosen) if event.kind.is_choice() => *chosen,
        _ => event.kind.mailed_unless_chosen(),
    };
    let told = readers.into_iter().map(|reader| (chosen(&reader), reader));
    let told: Vec<(bool, Reader)> =
        told.filter(|(by_mail, _)| *by_mail || !event.kind.told_by_choice()).collect();
    for handful in told.chunks(HANDFUL) {
        tell_these(conn, now, (event, &key, params), handful)?;
    }
    Ok(())
}

/// Tells these people. Two statements where none of them was told before.
fn tell_these(
    conn: &mut Conn,
    now: Moment,
    (event, key, params): (&Event<'_>, &str, &Value),
    told: &[(bool, Reader)],
) -> Result<(), Error> {
    let notice = |(_, reader): &(bool, Reader)| NewNotice {
        id: random::id(now),
        user: reader.id,
        kind: event.kind,
        object_kind: event.object.kind,
        object: event.object.id,
        number: event.object.number,
        params,
        event: key,
    };
    let notices: Vec<NewNotice<'_>> = told.iter().map(notice).collect();
    let new = write(conn, now, &notices)?;
    let mails = told.iter().zip(&notices).zip(new).filter(|(((by_mail, _), _), new)| *by_mail && *new);
    let mails: Vec<NewMail<'_>> =
        mails.map(|(((_, reader), notice), _)| mail((event, key), reader, notice.id, now)).collect();
    outbox::put_all(conn, now, &mails)
}

/// Writes notices: which of them were told for the first time. All at once; one by one where somebody was told before.
fn write(conn: &mut Conn, now: Moment, notices: &[NewNotice<'_>]) -> Result<Vec<bool>, Error> {
    match savepoint(conn, |conn| store::insert(conn, now, notices)) {
        Ok(()) => Ok(vec![true; notices.len()]),
        Err(Error::Duplicate(_)) if notices.len() > 1 => {
            let mut new = Vec::new();
            for one in notices {
                new.extend(write(conn, now, std::slice::from_ref(one))?);
            }
            Ok(new)
        }
        // It was told before.
        Err(Error::Duplicate(_)) => Ok(vec![false]),
        Err(other) => Err(other),
    }
}

fn mail<'a>((event, key): (&Event<'_>, &'a str), reader: &'a Reader, notice: Id, now: Moment) -> NewMail<'a> {
    let params: Value = json!({
        "text": text_key(event.kind, event.count),
        "number": event.object.number,
        "count": event.count.to_string(),
        "choice": event.kind.is_choice(),
    });
    NewMail {
        event: key,
        user: Some(reader.id),
        address: &reader.email,
        name: &reader.name,
        lang: reader.lang,
        message: if event.kind == NoticeKind::PasswordChanged { "password_changed" } else { "notice" },
        params,
        link: Link::Page(format!("/notices/{notice}")),
        good_until: now.plus(NEWS_FOR),
    }
}

/// The key of the words for a notice; it is filled with `number` and `count`.
pub(super) fn text_key(kind: NoticeKind, count: usize) -> String {
    if kind == NoticeKind::ChargeConfirmed && count > 1 {
        return "notice-charge-confirmed-several".to_string();
    }
    format!("notice-{}", kind.as_str().replace('_', "-"))
}

/// Tells somebody that the password of the account was changed, so that whoever did not do it hears of it.
///
/// # Errors
/// What the database answers.
pub fn password_changed(conn: &mut Conn, user: Id, now: Moment) -> Result<(), Error> {
    let event = Event {
        kind: NoticeKind::PasswordChanged,
        by: None,
        object: Object { kind: "account", id: Some(user), number: "" },
        occasion: now.0.timestamp_micros().to_string(),
        to: &[Whom::Person(user)],
        count: 1,
    };
    tell(conn, now, &event)
}
