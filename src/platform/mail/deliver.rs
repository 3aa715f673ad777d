//! The job that sends what waits: claim, say that it goes out, send, mark. Nothing is locked while a server takes its time, and the claim is
//! renewed as long as it does.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use chrono::TimeDelta;

use super::outbox::{self, Queued};
use super::{Handed, Letter, Mailer, render};
use crate::error::Error;
use crate::platform::db::{Conn, Moment};
use crate::platform::jobs::Job;
use crate::platform::services::Services;

/// Sends what waits.
pub const SEND: Job = Job { name: "mail", rest: Duration::from_secs(2), run: send_one };
/// Removes what was sent long ago.
pub const FORGET: Job = Job { name: "mail-forget", rest: Duration::from_secs(3600), run: forget_some };

/// How often a claim is renewed while the server takes its time.
const RENEWED_EACH: Duration = Duration::from_secs(20);
/// How long a mail that was sent is kept.
const KEPT: TimeDelta = TimeDelta::days(90);
/// How often, and how long apart, it is tried to note that a mail was taken: forgetting that would send it twice.
const NOTED_TRIES: u32 = 60;
const NOTED_EACH: Duration = Duration::from_millis(500);

/// Sends the mail that has waited longest; answers how many that were.
fn send_one(services: &Services, now: Moment) -> Result<usize, Error> {
    let mailer = &services.mailer;
    if !mailer.is_connected() {
        return Ok(0);
    }
    let Some(mail) = services.db.write(|conn| outbox::claim(conn, mailer.instance, now))? else {
        return Ok(0);
    };
    if mail.may_have_arrived() {
        tracing::warn!(mail = %mail.id, "a mail was being handed over when its instance died; it may have arrived");
        return give_up(services, &mail, "interrupted").map(|()| 1);
    }
    if mail.good_until <= now {
        return give_up(services, &mail, "expired").map(|()| 1);
    }
    let letter = match render::letter(services, &mail) {
        Ok(letter) => letter,
        Err(fault) => {
            tracing::error!(mail = %mail.id, message = mail.message, %fault, "a mail cannot be put into words");
            return give_up(services, &mail, "template").map(|()| 1);
        }
    };
    let begin = |conn: &mut Conn| outbox::begin_handing(conn, mail.id, mailer.instance, now);
    if !services.db.write(begin)? {
        // Another instance has it by now.
        return Ok(1);
    }
    match hand_over(services, &letter) {
        Handed::Taken => note_taken(services, &mail).map(|()| 1),
        Handed::Refused(reason) => {
            tracing::warn!(mail = %mail.id, reason, "a mail was refused and is given up");
            give_up(services, &mail, &reason).map(|()| 1)
        }
        Handed::Later(reason) => postpone(services, &mail, &reason, later(mail.tries)).map(|()| 1),
        Handed::Unanswered(reason) => {
            postpone(services, &mail, &reason, soon(mail.tries))?;
            tracing::warn!(mail = %mail.id, reason, "the mail server did not answer");
            // The server, not the mail: the job rests before it tries the next one.
            Err(Error::Unavailable)
        }
    }
}

/// Hands the mail over, renewing the claim for as long as that takes.
fn hand_over(services: &Services, letter: &Letter) -> Handed {
    let mailer: &Mailer = &services.mailer;
    std::thread::scope(|scope| {
        let (done, outcome) = channel();
        let sending = scope.spawn(move || {
            // Nobody listens any more only where this thread's creator is gone too.
            let _ = done.send(mailer.hand_over(letter));
        });
        loop {
            match outcome.recv_timeout(RENEWED_EACH) {
                Ok(handed) => return handed,
                Err(RecvTimeoutError::Disconnected) => {
                    // It panicked: this mail is at fault, and the others are to go on.
                    let _ = sending.join();
                    return Handed::Refused("template".into());
                }
                Err(RecvTimeoutError::Timeout) => {
                    let now = Moment::from(services.clock.now());
                    let renewed =
                        services.db.write(|conn| outbox::renew(conn, letter.id, mailer.instance, now));
                    if let Err(fault) = renewed {
                        tracing::warn!(mail = %letter.id, %fault, "a claim could not be renewed");
                    }
                }
            }
        }
    })
}

/// The receiver has it: that is noted even where the database is away for a while.
fn note_taken(services: &Services, mail: &Queued) -> Result<(), Error> {
    let note = || {
        let now = Moment::from(services.clock.now());
        services.db.write(|conn| outbox::mark_sent(conn, mail.id, now))
    };
    for _ in 1..NOTED_TRIES {
        match note() {
            Ok(()) => return Ok(()),
            Err(fault) => {
                tracing::warn!(mail = %mail.id, %fault, "a mail was sent and could not be noted yet");
                std::thread::sleep(NOTED_EACH);
            }
        }
    }
    note()
}

fn give_up(services: &Services, mail: &Queued, reason: &str) -> Result<(), Error> {
    let (instance, now) = (services.mailer.instance, Moment::from(services.clock.now()));
    services.db.write(|conn| outbox::mark_failed(conn, mail.id, instance, reason, now))
}

fn postpone(services: &Services, mail: &Queued, reason: &str, wait: TimeDelta) -> Result<(), Error> {
    let next = Moment::from(services.clock.now()).plus(wait);
    services.db.write(|conn| outbox::postpone(conn, mail.id, services.mailer.instance, reason, next))
}

/// A receiver that says "not now" is given time: a minute, then twice as long each time, at most an hour.
fn later(tries: i32) -> TimeDelta {
    doubled(60, tries, 3600)
}

/// A server that is away may be back soon: five seconds, then twice as long each time, at most a minute.
fn soon(tries: i32) -> TimeDelta {
    doubled(5, tries, 60)
}

fn doubled(first: i64, tries: i32, most: i64) -> TimeDelta {
    let doublings = u32::try_from(tries.saturating_sub(1).clamp(0, 20)).unwrap_or(0);
    TimeDelta::seconds((first << doublings).min(most))
}

fn forget_some(services: &Services, now: Moment) -> Result<usize, Error> {
    services.db.write(|conn| outbox::forget(conn, now.plus(-KEPT), 500))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let minutes: Vec<i64> = (1..9).map(|tries| later(tries).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60]);
        let seconds: Vec<i64> = (1..7).map(|tries| soon(tries).num_seconds()).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 60, 60]);
        assert_eq!(later(i32::MAX).num_minutes(), 60);
    }
}
