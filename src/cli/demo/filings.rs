//! The sixty records of the demo: each goes the way of real work through the same use-cases, with the clock in the
//! past, so that decisions, charges, timelines and audit rows are what they would have been.

use std::collections::BTreeMap;

use chrono::{NaiveTime, TimeDelta, TimeZone};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::access::{Action, Actor};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::charges;
use crate::features::customers::Customer;
use crate::features::products;
use crate::features::review::{self, Desk, form_of};
use crate::features::service_records::{self, Head, Work};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::services::Services;
use crate::platform::web::incoming::IfMatch;

use super::cases::{Case, Cases, Occasion};
use super::files;
use super::people::Cast;

#[derive(Debug, Deserialize)]
struct File {
    filings: Vec<Filing>,
    words: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Filing {
    days: i64,
    at: NaiveTime,
    case: String,
    customer: String,
    author: String,
    fate: Fate,
    serial: Option<String>,
    accepted: Option<u64>,
    #[serde(default)]
    escalated: bool,
    /// Whether the serial is that of a registered product, which the record names.
    #[serde(default)]
    registered: bool,
}

/// How far a record got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Fate {
    Draft,
    Submitted,
    Withdrawn,
    InReview,
    Returned,
    Resubmitted,
    Rejected,
    Approved,
    Confirmed,
    ReturnedApproved,
    ReturnedConfirmed,
    Correcting,
    CorrectionSubmitted,
    Corrected,
}

#[derive(Debug, Deserialize)]
struct Words {
    approve: Vec<String>,
    return_comment: String,
    reject_comment: String,
    supplement: String,
    correction: String,
    remark: BTreeMap<String, Vec<Value>>,
}

/// Files all of them.
///
/// # Errors
/// What a use-case refuses; a test proves that none does.
pub fn fill(
    conn: &mut Conn,
    services: &Services,
    cast: &Cast,
    customers: &BTreeMap<String, Customer>,
    now: Moment,
) -> Result<(), Error> {
    let file: File =
        toml::from_str(include_str!("../../../config/demo/filings.toml")).map_err(Error::internal)?;
    let cases = Cases::read()?;
    for (number, filing) in file.filings.iter().enumerate() {
        let case = cases.find(&filing.case)?;
        let customer = customers
            .get(&filing.customer)
            .ok_or_else(|| Error::internal(format!("no customer {}", filing.customer)))?;
        let stage = Stage { services, cast, words: &file.words, number, now };
        stage.play(conn, filing, case, customer).map_err(|fault| named(&fault, number, filing))?;
    }
    Ok(())
}

fn named(fault: &Error, number: usize, filing: &Filing) -> Error {
    Error::internal(format!("filing {number} ({} for {}): {fault:?}", filing.case, filing.customer))
}

/// One record on its way.
struct Stage<'a> {
    services: &'a Services,
    cast: &'a Cast,
    words: &'a Words,
    number: usize,
    now: Moment,
}

impl Stage<'_> {
    fn play(
        &self,
        conn: &mut Conn,
        filing: &Filing,
        case: Case<'_>,
        customer: &Customer,
    ) -> Result<(), Error> {
        let kind = match case {
            Case::Fault(_) => ServiceRecordKind::FaultRecord,
            Case::PreSale(_) => ServiceRecordKind::PreSaleReport,
        };
        let author = self.cast.person(&filing.author)?;
        let zone = self.services.settings.time_zone;
        let day = self.now.0.with_timezone(&zone).date_naive() - TimeDelta::days(filing.days);
        let at = zone
            .from_local_datetime(&day.and_time(filing.at))
            .earliest()
            .unwrap_or(self.now.0.with_timezone(&zone));
        let contacts = customer.contacts();
        let contact_name = contacts.first().map_or(author.name(), |contact| contact.name.as_str());
        let occasion = Occasion {
            at,
            customer: customer.id.to_string(),
            city: &customer.city,
            contact: serde_json::to_value(contacts.first())?,
            contact_name,
            engineer: author.name(),
            serial: filing.serial.as_deref(),
            accepted: filing.accepted,
            escalated: filing.escalated,
            number: self.number,
        };
        let mut body = case.body(&occasion);
        if let (true, Some(serial)) = (filing.registered, &filing.serial) {
            let desk = self.cast.person("manager@vendor.example")?;
            let product = products::registered(conn, desk, serial, customer.id)?.ok_or(Error::NotFound)?;
            body["product_id"] = json!(product.id());
        }
        let end = Moment::from((at + TimeDelta::minutes(case.minutes())).to_utc());
        let mut run = Run { stage: self, kind, author, at: end };
        run.go(conn, filing.fate, &body, case)
    }
}

/// The clock of one record, and who acts.
struct Run<'a> {
    stage: &'a Stage<'a>,
    kind: ServiceRecordKind,
    author: &'a Actor,
    at: Moment,
}

impl Run<'_> {
    /// Time passes: the given minutes, but never up to the present, so that everything lies in the past and in order.
    fn wait(&mut self, minutes: i64) {
        let next = self.at.plus(TimeDelta::minutes(minutes));
        let latest = self.stage.now.plus(TimeDelta::minutes(-20));
        self.at = if next < latest { next } else { self.at.plus(TimeDelta::minutes(1)) };
    }

    fn go(&mut self, conn: &mut Conn, fate: Fate, body: &Value, case: Case<'_>) -> Result<(), Error> {
        self.wait(35);
        let head = service_records::create(conn, &self.work(), body)?;
        let stage = self.stage;
        files::attach(conn, stage.services, self.author, &head, stage.number, self.at)?;
        if fate == Fate::Draft {
            return Ok(());
        }
        self.wait(90);
        let head = self.submit(conn, &head)?;
        match fate {
            Fate::Draft | Fate::Submitted => Ok(()),
            Fate::Withdrawn => self.withdraw(conn, &head),
            Fate::InReview => self.take_now(conn, &head),
            Fate::Rejected => self
                .verdict(
                    conn,
                    &head,
                    &json!({ "verdict": "reject", "comment": self.stage.words.reject_comment }),
                )
                .map(drop),
            Fate::Returned => self.send_back(conn, &head).map(drop),
            Fate::Resubmitted => self.resubmit(conn, &head).map(drop),
            Fate::Approved | Fate::Confirmed => self.approve(conn, &head).map(drop),
            Fate::ReturnedApproved | Fate::ReturnedConfirmed => {
                let head = self.resubmit(conn, &head)?;
                self.approve(conn, &head).map(drop)
            }
            Fate::Correcting | Fate::CorrectionSubmitted | Fate::Corrected => {
                self.correct(conn, &head, fate, case)
            }
        }?;
        if matches!(fate, Fate::Confirmed | Fate::ReturnedConfirmed) {
            self.wait(3 * 24 * 60);
            self.confirm(conn, &head)?;
        }
        Ok(())
    }

    fn work(&self) -> Work<'_> {
        Work { services: self.stage.services, actor: self.author, now: self.at, form: form_of(self.kind) }
    }

    fn desk(&self) -> Result<Desk<'_>, Error> {
        let reviewer =
            if self.stage.number % 3 == 2 { "reviewer2@vendor.example" } else { "reviewer@vendor.example" };
        Ok(Desk { services: self.stage.services, actor: self.stage.cast.person(reviewer)?, now: self.at })
    }

    fn submit(&self, conn: &mut Conn, head: &Head) -> Result<Head, Error> {
        Ok(service_records::submit(conn, &self.work(), head.id, IfMatch::Version(head.version))?.0)
    }

    fn withdraw(&mut self, conn: &mut Conn, head: &Head) -> Result<(), Error> {
        self.wait(15);
        service_records::withdraw(conn, &self.work(), head.id, IfMatch::Version(head.version)).map(drop)
    }

    /// Taken a moment ago: a take holds for half an hour.
    fn take_now(&mut self, conn: &mut Conn, head: &Head) -> Result<(), Error> {
        self.at = self.stage.now;
        review::take(conn, &self.desk()?, self.kind, head.id, IfMatch::Version(head.version)).map(drop)
    }

    /// Somebody takes it the next day, looks at it, and decides.
    fn verdict(&mut self, conn: &mut Conn, head: &Head, verdict: &Value) -> Result<Head, Error> {
        self.wait(20 * 60);
        let taken = review::take(conn, &self.desk()?, self.kind, head.id, IfMatch::Version(head.version))?;
        self.wait(12);
        review::review(conn, &self.desk()?, self.kind, head.id, IfMatch::Version(taken.version), verdict)
    }

    fn approve(&mut self, conn: &mut Conn, head: &Head) -> Result<Head, Error> {
        let words = &self.stage.words.approve;
        let comment = words.iter().cycle().nth(self.stage.number).cloned().unwrap_or_default();
        self.verdict(conn, head, &json!({ "verdict": "approve", "comment": comment }))
    }

    fn send_back(&mut self, conn: &mut Conn, head: &Head) -> Result<Head, Error> {
        let words = self.stage.words;
        let remarks = words.remark.get(self.kind.as_str());
        let body = json!({ "verdict": "return", "comment": words.return_comment, "remarks": remarks });
        self.verdict(conn, head, &body)
    }

    fn resubmit(&mut self, conn: &mut Conn, head: &Head) -> Result<Head, Error> {
        let head = self.send_back(conn, head)?;
        self.wait(5 * 60);
        let named = if self.kind == ServiceRecordKind::FaultRecord { "handling" } else { "summary" };
        let before = head.content.get(named).and_then(Value::as_str).unwrap_or_default();
        let patch = json!({ named: format!("{before}\n{}", self.stage.words.supplement) });
        let head = self.edit(conn, &head, &patch)?;
        self.wait(10);
        self.submit(conn, &head)
    }

    fn edit(&self, conn: &mut Conn, head: &Head, patch: &Value) -> Result<Head, Error> {
        service_records::edit(conn, &self.work(), head.id, IfMatch::Version(head.version), patch)
    }

    /// An approved record is put right: begun, sent in or approved again, as far as its fate goes.
    fn correct(&mut self, conn: &mut Conn, head: &Head, fate: Fate, case: Case<'_>) -> Result<(), Error> {
        let head = self.approve(conn, head)?;
        if fate == Fate::Corrected {
            self.wait(24 * 60);
            self.confirm(conn, &head)?;
        }
        self.wait(6 * 24 * 60);
        let head = service_records::correct(conn, &self.work(), head.id, IfMatch::Version(head.version))?;
        self.wait(6);
        let patch =
            json!({ "labour_minutes": case.labour_minutes() + 30, "remarks": self.stage.words.correction });
        let head = self.edit(conn, &head, &patch)?;
        if fate == Fate::Correcting {
            return Ok(());
        }
        self.wait(9);
        let head = self.submit(conn, &head)?;
        if fate == Fate::Corrected { self.approve(conn, &head).map(drop) } else { Ok(()) }
    }

    /// The billing clerk confirms every charge of the record.
    fn confirm(&self, conn: &mut Conn, head: &Head) -> Result<(), Error> {
        let clerk = if self.stage.number.is_multiple_of(2) {
            "billing@vendor.example"
        } else {
            "billing2@vendor.example"
        };
        let clerk = self.stage.cast.person(clerk)?;
        let all = charges::LIST.read(&[("record_id".into(), head.id.to_string())])?;
        let charges = charges::list(conn, &clerk.may(Action::ViewCharges)?, &all)?;
        let picked: Vec<(Id, i32)> = charges.items.iter().map(|charge| (charge.id, charge.version)).collect();
        let zone = self.stage.services.settings.time_zone;
        charges::confirm_all(conn, clerk, &clerk.may(Action::ConfirmCharges)?, self.at, zone, &picked)
            .map(drop)
    }
}
