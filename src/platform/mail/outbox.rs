//! The queue of mails as rows. A mail is put here in the transaction of the business that it tells of; instances claim
//! mails one by one, and a claim that nobody renews runs out, so that what a dead instance had claimed is sent by the
//! next one. What it was handing over when it died may have arrived: that is not sent twice, but shown as interrupted (5.10,
//! 9.2), unless it holds a link or a code that its reader has from nowhere else.

use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::error::Error;
use crate::platform::db::schema::mail_outbox::{self as t};
use crate::platform::db::{AnyDb, Conn, Id, Moment, insert_many, savepoint};
use crate::platform::i18n::Lang;
use crate::platform::random;
use crate::platform::web::list::{FilterKind, ListQuery, ListSpec, Listing, moment_key};

/// How long a claim holds unless it is renewed.
pub const CLAIM: TimeDelta = TimeDelta::seconds(90);
/// How often somebody who lost a mail to another instance looks for the next at once.
const LOOKS: usize = 20;

/// Where a mail leads.
#[derive(Debug, Clone)]
pub enum Link {
    /// A page of the portal.
    Page(String),
    /// A page whose last part is the sealed word of this name.
    Sealed {
        /// The path before the word.
        before: &'static str,
        /// The word's name.
        name: String,
    },
    /// Nowhere: it tells the six digits of this name.
    Code {
        /// The name.
        name: String,
    },
}

/// A mail to be sent.
#[derive(Debug)]
pub struct NewMail<'a> {
    /// What it tells of: there is never a second mail of one event for one address.
    pub event: &'a str,
    /// The person, where it has an account; its mails go when the account does.
    pub user: Option<Id>,
    /// Where it goes.
    pub address: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// The person's language.
    pub lang: Lang,
    /// The folder of its templates below `templates/mail`.
    pub message: &'static str,
    /// What the templates are filled with.
    pub params: Value,
    /// Where it leads.
    pub link: Link,
    /// When it is of no use any more.
    pub good_until: Moment,
}

/// Puts a mail into the queue; where one of the same event for the same address is there already, it is left alone.
///
/// # Errors
/// What the database answers.
pub fn put(conn: &mut Conn, now: Moment, mail: &NewMail<'_>) -> Result<(), Error> {
    put_all(conn, now, std::slice::from_ref(mail))
}

/// Puts mails into the queue, each as [`put`] does. One statement where none of them is there already.
///
/// # Errors
/// What the database answers.
pub fn put_all(conn: &mut Conn, now: Moment, mails: &[NewMail<'_>]) -> Result<(), Error> {
    if mails.is_empty() {
        return Ok(());
    }
    let row = |mail: &NewMail<'_>| {
        (
            t::id.eq(random::id(now)),
            t::event.eq(mail.event.to_string()),
            t::user_id.eq(mail.user),
            t::address.eq(mail.address.to_string()),
            t::name.eq(mail.name.to_string()),
            t::lang.eq(mail.lang.tag()),
            t::message.eq(mail.message),
            t::params.eq(params(mail)),
            t::created_at.eq(now),
            t::good_until.eq(mail.good_until),
            t::next_try_at.eq(now),
            t::tries.eq(0),
        )
    };
    let rows: Vec<_> = mails.iter().map(row).collect();
    match savepoint(conn, |conn| Ok(insert_many!(conn, t::table, rows)?)) {
        Ok(_) => Ok(()),
        Err(Error::Duplicate(_)) if mails.len() > 1 => mails.iter().try_for_each(|mail| put(conn, now, mail)),
        Err(Error::Duplicate(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// What its templates are filled with, and where it leads.
fn params(mail: &NewMail<'_>) -> Value {
    let mut params = mail.params.clone();
    match &mail.link {
        Link::Page(path) => params["path"] = json!(path),
        Link::Sealed { before, name } => {
            params["path"] = json!(before);
            params["sealed"] = json!(name);
        }
        Link::Code { name } => params["digits_of"] = json!(name),
    }
    params
}

/// Takes what waits for this person out of the queue: all of it, or the mails `of` this kind.
///
/// # Errors
/// What the database answers.
pub fn withdraw(conn: &mut Conn, user: Id, of: Option<&str>) -> Result<(), Error> {
    let waiting =
        t::table.filter(t::user_id.eq(user)).filter(t::sent_at.is_null()).filter(t::failed_at.is_null());
    match of {
        Some(message) => diesel::delete(waiting.filter(t::message.eq(message))).execute(conn)?,
        None => diesel::delete(waiting).execute(conn)?,
    };
    Ok(())
}

/// Takes what is of no use any more out of the queue, as if it had never been written: for sample data, which tells of
/// the past.
///
/// # Errors
/// What the database answers.
pub fn drop_stale(conn: &mut Conn, now: Moment) -> Result<(), Error> {
    diesel::delete(t::table.filter(t::good_until.le(now)).filter(t::sent_at.is_null())).execute(conn)?;
    Ok(())
}

/// A mail in the queue.
#[derive(Debug, Clone, Queryable)]
pub struct Queued {
    /// The mail.
    pub id: Id,
    /// Where it goes.
    pub address: String,
    /// The person's name.
    pub name: String,
    /// The person's language.
    pub lang: String,
    /// The folder of its templates.
    pub message: String,
    /// What they are filled with.
    pub params: Value,
    /// When it was written.
    pub created_at: Moment,
    /// When it is of no use any more.
    pub good_until: Moment,
    /// When it is tried next.
    pub next_try_at: Moment,
    /// How often it was tried.
    pub tries: i32,
    /// When the receiver took it.
    pub sent_at: Option<Moment>,
    /// When it was given up.
    pub failed_at: Option<Moment>,
    /// What was said the last time it was not taken.
    pub last_error: Option<String>,
    /// When its hand-over began, while the outcome is not known.
    pub handed_at: Option<Moment>,
}

impl Queued {
    /// Whether it began to be handed over by somebody who died before the outcome was known, and tells nothing that its
    /// reader does not find in the portal as well.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        let only_here = ["sealed", "digits_of"].iter().any(|key| self.params.get(*key).is_some());
        self.handed_at.is_some() && !only_here
    }
}

macro_rules! columns {
    () => {
        (
            t::id,
            t::address,
            t::name,
            t::lang,
            t::message,
            t::params,
            t::created_at,
            t::good_until,
            t::next_try_at,
            t::tries,
            t::sent_at,
            t::failed_at,
            t::last_error,
            t::handed_at,
        )
    };
}

/// Claims the mail that has waited longest, if one waits and nobody has it.
///
/// # Errors
/// What the database answers.
pub fn claim(conn: &mut Conn, instance: Id, now: Moment) -> Result<Option<Queued>, Error> {
    for _ in 0..LOOKS {
        let free = t::claimed_until.is_null().or(t::claimed_until.assume_not_null().lt(now));
        let waiting = t::sent_at.is_null().and(t::failed_at.is_null()).and(free);
        let found: Option<Id> = t::table
            .filter(waiting)
            .filter(t::next_try_at.le(now))
            .order((t::next_try_at, t::id))
            .select(t::id)
            .first(conn)
            .optional()?;
        let Some(id) = found else { return Ok(None) };
        // Whoever waited here for another instance finds the claim of that one, and looks for the next mail.
        let claimed = diesel::update(t::table.filter(t::id.eq(id)).filter(waiting))
            .set((
                t::claimed_by.eq(instance),
                t::claimed_until.eq(now.plus(CLAIM)),
                t::tries.eq(t::tries + 1),
            ))
            .execute(conn)?;
        if claimed == 1 {
            return Ok(Some(t::table.find(id).select(columns!()).first(conn)?));
        }
    }
    Ok(None)
}

/// It goes out now: until the outcome is noted, nobody knows whether it was taken. False where the claim is lost.
///
/// # Errors
/// What the database answers.
pub fn begin_handing(conn: &mut Conn, id: Id, instance: Id, now: Moment) -> Result<bool, Error> {
    let own = t::table.filter(t::id.eq(id)).filter(t::claimed_by.eq(instance));
    Ok(diesel::update(own).set(t::handed_at.eq(now)).execute(conn)? == 1)
}

/// Holds a claim for longer.
///
/// # Errors
/// What the database answers.
pub fn renew(conn: &mut Conn, id: Id, instance: Id, now: Moment) -> Result<(), Error> {
    diesel::update(t::table.filter(t::id.eq(id)).filter(t::claimed_by.eq(instance)))
        .set(t::claimed_until.eq(now.plus(CLAIM)))
        .execute(conn)?;
    Ok(())
}

/// The receiver has it, whoever claims it now.
///
/// # Errors
/// What the database answers.
pub fn mark_sent(conn: &mut Conn, id: Id, now: Moment) -> Result<(), Error> {
    diesel::update(t::table.find(id))
        .set((
            t::sent_at.eq(now),
            t::failed_at.eq(None::<Moment>),
            t::claimed_until.eq(None::<Moment>),
            t::handed_at.eq(None::<Moment>),
            t::last_error.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(())
}

/// It is given up; the administrator sees it with `reason`.
///
/// # Errors
/// What the database answers.
pub fn mark_failed(conn: &mut Conn, id: Id, instance: Id, reason: &str, now: Moment) -> Result<(), Error> {
    diesel::update(t::table.filter(t::id.eq(id)).filter(t::claimed_by.eq(instance)))
        .set((t::failed_at.eq(now), t::claimed_until.eq(None::<Moment>), t::last_error.eq(reason)))
        .execute(conn)?;
    Ok(())
}

/// It is tried again at `next`.
///
/// # Errors
/// What the database answers.
pub fn postpone(conn: &mut Conn, id: Id, instance: Id, reason: &str, next: Moment) -> Result<(), Error> {
    diesel::update(t::table.filter(t::id.eq(id)).filter(t::claimed_by.eq(instance)))
        .set((
            t::next_try_at.eq(next),
            t::claimed_until.eq(None::<Moment>),
            t::handed_at.eq(None::<Moment>),
            t::last_error.eq(reason),
        ))
        .execute(conn)?;
    Ok(())
}

/// What the list of mails takes.
pub const LIST: ListSpec = ListSpec {
    filters: &[("state", FilterKind::Choice(&["waiting", "failed", "sent"]))],
    sorts: &["created_at"],
    search: false,
};

/// A page of the queue.
///
/// # Errors
/// What the database answers.
pub fn list(conn: &mut Conn, query: &ListQuery) -> Result<Listing<Queued>, Error> {
    let mut rows = t::table.into_boxed::<AnyDb>();
    rows = match query.filter("state") {
        Some("waiting") => rows.filter(t::sent_at.is_null().and(t::failed_at.is_null())),
        Some("failed") => rows.filter(t::failed_at.is_not_null()),
        Some("sent") => rows.filter(t::sent_at.is_not_null()),
        _ => rows,
    };
    if let Some((id, at)) = query.after.as_ref().and_then(|after| Some((after.id(), after.moment()?))) {
        rows = if query.descending {
            rows.filter(t::created_at.lt(at).or(t::created_at.eq(at).and(t::id.lt(id))))
        } else {
            rows.filter(t::created_at.gt(at).or(t::created_at.eq(at).and(t::id.gt(id))))
        };
    }
    rows = if query.descending {
        rows.order((t::created_at.desc(), t::id.desc()))
    } else {
        rows.order((t::created_at.asc(), t::id.asc()))
    };
    let found = rows.select(columns!()).limit(query.limit + 1).load(conn)?;
    Ok(Listing::cut(found, query, |row: &Queued| (moment_key(row.created_at), row.id)))
}

/// How many mails wait, and how many were given up.
///
/// # Errors
/// What the database answers.
pub fn counts(conn: &mut Conn) -> Result<(i64, i64), Error> {
    use diesel::dsl::count_star;
    let waiting = t::table.filter(t::sent_at.is_null()).filter(t::failed_at.is_null());
    let failed = t::table.filter(t::failed_at.is_not_null());
    Ok((waiting.select(count_star()).first(conn)?, failed.select(count_star()).first(conn)?))
}

/// Puts a mail that was given up, or that waits, to the head of the queue; answers its address.
///
/// # Errors
/// `NotFound`; `Conflict` where it was sent.
pub fn retry(conn: &mut Conn, id: Id, good_until: Moment, now: Moment) -> Result<String, Error> {
    let mail: Queued = t::table.find(id).select(columns!()).first(conn)?;
    if mail.sent_at.is_some() {
        return Err(Error::Conflict("mail_was_sent"));
    }
    // A link that has run out leads nowhere, however late the mail arrives.
    if mail.good_until <= now && mail.params.get("sealed").is_some() {
        return Err(Error::Conflict("mail_is_of_no_use"));
    }
    // One that goes out this moment may arrive: that is known of it still, should its instance die.
    diesel::update(t::table.filter(t::id.eq(id)).filter(t::failed_at.is_not_null()))
        .set(t::handed_at.eq(None::<Moment>))
        .execute(conn)?;
    diesel::update(t::table.filter(t::id.eq(id)).filter(t::sent_at.is_null()))
        .set((
            t::failed_at.eq(None::<Moment>),
            t::next_try_at.eq(now),
            t::good_until.eq(if mail.good_until > now { mail.good_until } else { good_until }),
        ))
        .execute(conn)?;
    Ok(mail.address)
}

/// Removes up to `most` mails that were sent before `before`; answers how many.
///
/// # Errors
/// What the database answers.
pub fn forget(conn: &mut Conn, before: Moment, most: i64) -> Result<usize, Error> {
    let old: Vec<Id> = t::table
        .filter(t::created_at.lt(before))
        .filter(t::sent_at.is_not_null())
        .order((t::created_at, t::id))
        .select(t::id)
        .limit(most)
        .load(conn)?;
    if old.is_empty() {
        return Ok(0);
    }
    Ok(diesel::delete(t::table.filter(t::id.eq_any(old))).execute(conn)?)
}
