//! A forgotten password (chapter 7): whoever asks gets the same answer after the same work, because all that a request
//! does is to write down the address; a job looks afterwards whether somebody has it.

use std::time::Duration;

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::access::audit::{self, Entry};
use crate::error::Error;
use crate::platform::db::schema::password_requests::{self, dsl};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::Field;
use crate::platform::jobs::Job;
use crate::platform::random;
use crate::platform::seal::Seal;
use crate::platform::services::Services;

use super::mailed::{self, PASSWORD_RESET, Whom};
use super::{links, store};

/// The body of such a request.
pub const FORGOTTEN: &[Field] = &[Field::email("email").required()];
/// Sends the links that were asked for.
pub const PASSWORD_REQUESTS: Job =
    Job { name: "password-requests", rest: Duration::from_secs(1), run: answer_one };

/// How long such a link is good.
const LIFETIME: TimeDelta = TimeDelta::hours(1);
/// Within this time nobody is sent a second link, whoever asks and from where.
const BETWEEN: TimeDelta = TimeDelta::minutes(5);

/// Writes down that somebody asks for a link for `address`, whether or not anybody has it.
///
/// # Errors
/// What the database answers.
pub fn ask_for_link(conn: &mut Conn, address: &str, now: Moment) -> Result<(), Error> {
    diesel::insert_into(password_requests::table)
        .values((dsl::id.eq(random::id(now)), dsl::address.eq(address), dsl::asked_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

fn answer_one(services: &Services, now: Moment) -> Result<usize, Error> {
    // Most of the time nobody asked, and a look does not take the writer's turn.
    let waits: Option<Id> = services
        .db
        .read(|conn| Ok(password_requests::table.select(dsl::id).order(dsl::id).first(conn).optional()?))?;
    let Some(id) = waits else { return Ok(0) };
    services.db.write(|conn| answer(conn, &services.seal, id, now)).map(|()| 1)
}

fn answer(conn: &mut Conn, seal: &Seal, id: Id, now: Moment) -> Result<(), Error> {
    let asked: Option<String> =
        password_requests::table.find(id).select(dsl::address).first(conn).optional()?;
    let Some(address) = asked else { return Ok(()) };
    // Of two instances one removes the row; the other goes on to the next.
    if diesel::delete(password_requests::table.find(id)).execute(conn)? == 0 {
        return Ok(());
    }
    let Some(account) = store::credentials(conn, &address)? else { return Ok(()) };
    let Some(reader) = mailed::reachable(conn, &[Whom::Person(account.id)])?.pop() else { return Ok(()) };
    if links::given_since(conn, reader.id, now.plus(-BETWEEN), now)? {
        return Ok(());
    }
    mailed::link(conn, (seal, now), &reader, PASSWORD_RESET, LIFETIME)?;
    let entry = Entry {
        action: "user.forgot_password",
        object_kind: "user",
        object: Some(reader.id),
        label: &reader.email,
        before: None,
        after: None,
    };
    audit::write_for(conn, &reader.name, "", now, entry)
}
