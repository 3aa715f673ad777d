//! Statements of the demo: every month before this one is billed on the first of the next, the last one in two parts; credits
//! and a service fee are among the lines. What is old is confirmed and paid; of what is young, lines are asked about,
//! disputed and corrected.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use serde_json::{Value, json};

use crate::access::{Action, Actor};
use crate::domain::record_words::Role;
use crate::error::Error;
use crate::features::statements::{self, ANSWER, DISPUTE, Open, QUESTION, Step, UPHOLD};
use crate::features::{charges, credits, payments};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::i18n::Lang;
use crate::platform::services::Services;
use crate::platform::views::{local_date, midnight};
use crate::platform::web::incoming::IfMatch;

use super::people::Cast;

/// So many months are billed.
const MONTHS: u32 = 12;
/// What was issued longer ago is paid, in days.
const SETTLED: i64 = 100;
/// What was handed in later than so many days ago waits for the clerk.
const WAITS: i64 = 50;

/// What needs words.
#[derive(serde::Deserialize)]
struct Words {
    question: String,
    answer: String,
    dispute: String,
    open_dispute: String,
    upheld: String,
    credit: Vec<Value>,
    proposal: Value,
    fee: Value,
}

/// Bills the months before `now`.
///
/// # Errors
/// What a use-case refuses; a test proves that none does.
pub fn fill(conn: &mut Conn, services: &Services, cast: &Cast, now: Moment) -> Result<(), Error> {
    let words: Words =
        toml::from_str(include_str!("../../../config/demo/statements.toml")).map_err(Error::internal)?;
    let clerk = cast.person("billing@vendor.example")?;
    let office = Office { services, cast, clerk, now };
    let first = local_date(now.0, services.settings.time_zone).with_day(1).unwrap_or_default();
    for back in (2..=MONTHS).rev() {
        let month = first.checked_sub_months(Months::new(back)).unwrap_or(first);
        office.bill(conn, month, office.after(month))?;
    }
    let last = first.checked_sub_months(Months::new(1)).unwrap_or(first);
    // Half of what waited is confirmed and billed before the month is over: what comes later is a supplement.
    let early = office.day(last, 9);
    office.confirm_waiting(conn, 90, early)?;
    office.give(conn, &words, early)?;
    office.bill(conn, last, early.plus(TimeDelta::hours(5)))?;
    office.confirm_waiting(conn, WAITS, office.day(last, 19))?;
    office.bill(conn, last, office.after(last))?;
    office.settle_old(conn)?;
    office.answer(conn, &words)?;
    // What was confirmed this month waits for its end.
    office.confirm_waiting(conn, WAITS - 8, now.plus(-TimeDelta::minutes(20)))
}

/// Who bills whom until when.
struct Office<'a> {
    services: &'a Services,
    cast: &'a Cast,
    clerk: &'a Actor,
    now: Moment,
}

impl Office<'_> {
    /// Ten in the morning, so many days after the first of a month; never in the future.
    fn day(&self, month: NaiveDate, days: i64) -> Moment {
        let at = midnight(month + TimeDelta::days(days), self.services.settings.time_zone);
        let at = at.map_or(self.now, |at| at.plus(TimeDelta::hours(10)));
        if at.0 < self.now.0 { at } else { self.now.plus(-TimeDelta::hours(1)) }
    }

    /// The morning after a month.
    fn after(&self, month: NaiveDate) -> Moment {
        self.day(month.checked_add_months(Months::new(1)).unwrap_or(month), 0)
    }

    /// Every payer gets what waits of a month.
    fn bill(&self, conn: &mut Conn, month: NaiveDate, at: Moment) -> Result<(), Error> {
        let month = month.format("%Y-%m").to_string();
        for payer in charges::payers_to_bill(conn, &month, None, 100)? {
            statements::issue_for(conn, self.clerk, at, payer, &month)?;
        }
        Ok(())
    }

    /// The clerk confirms what was made longer ago than so many days.
    fn confirm_waiting(&self, conn: &mut Conn, days: i64, at: Moment) -> Result<(), Error> {
        let made_before = self.now.plus(-TimeDelta::days(days)).0.min(at.0);
        let asked = [("status", "pending"), ("sort", "created_at"), ("limit", "200")];
        let asked: Vec<(String, String)> = asked.map(|(key, value)| (key.into(), value.into())).to_vec();
        let waiting =
            charges::list(conn, &self.clerk.may(Action::ViewCharges)?, &charges::LIST.read(&asked)?)?;
        let old = waiting.items.iter().filter(|charge| charge.created_at.0 < made_before);
        let picked: Vec<(Id, i32)> = old.map(|charge| (charge.id, charge.version)).collect();
        let (scope, zone) = (self.clerk.may(Action::ConfirmCharges)?, self.services.settings.time_zone);
        charges::confirm_all(conn, self.clerk, &scope, at, zone, &picked).map(drop)
    }

    /// Credits and a service fee, and one proposal that waits for a second person.
    fn give(&self, conn: &mut Conn, words: &Words, at: Moment) -> Result<(), Error> {
        for credit in &words.credit {
            credits::propose_credit(conn, self.services, self.clerk, at, &self.named(credit)?)?;
        }
        let later = self.now.plus(-TimeDelta::days(2));
        credits::propose_credit(conn, self.services, self.clerk, later, &self.named(&words.proposal)?)?;
        let mut fee = self.named(&words.fee)?;
        let worked = local_date(at.plus(-TimeDelta::days(20)).0, self.services.settings.time_zone);
        fee["worked_on"] = json!(worked.to_string());
        let fee = credits::propose_fee(conn, self.services, self.clerk, at, &fee)?;
        if fee.charge_id.is_none() {
            let second = self.cast.person("billing2@vendor.example")?;
            let scope = second.may(Action::GiveCredits)?;
            let target = (fee.id, IfMatch::Version(fee.version));
            credits::confirm(conn, self.services, second, &scope, at.plus(TimeDelta::hours(2)), target)?;
        }
        Ok(())
    }

    /// A body whose payer is named by the key of its organisation.
    fn named(&self, body: &Value) -> Result<Value, Error> {
        let payer = self.cast.organisation(body["payer"].as_str().unwrap_or_default())?;
        let mut body = body.clone();
        if let Some(fields) = body.as_object_mut() {
            fields.remove("payer");
            fields.insert("payer_id".into(), json!(payer));
        }
        Ok(body)
    }

    /// Whoever pays for an organisation, where somebody of it has an account.
    fn payer(&self, organisation: Id) -> Option<&Actor> {
        let contact = self.cast.person("contact@keyaccount.example").ok();
        let managers = self.cast.agents().map(|(_, actor)| actor);
        managers
            .chain(contact.filter(|actor| actor.roles().contains(&Role::CustomerContact)))
            .find(|actor| actor.organisation() == organisation)
    }

    /// What is old was confirmed two days later and wired within the term.
    fn settle_old(&self, conn: &mut Conn) -> Result<(), Error> {
        let limit = self.now.plus(-TimeDelta::days(SETTLED));
        let scope = self.clerk.may(Action::ViewStatements)?;
        let old = statements::unsettled(conn, &scope)?;
        for (number, statement) in old.iter().filter(|open| open.issued_at < limit).enumerate() {
            if let Some(payer) = self.payer(statement.payer_id) {
                let at = statement.issued_at.plus(TimeDelta::days(2));
                self.confirm(conn, payer, at, statement.id)?;
            }
            self.wire(conn, number, statement)?;
        }
        Ok(())
    }

    fn wire(&self, conn: &mut Conn, number: usize, statement: &Open) -> Result<(), Error> {
        let at = statement.issued_at.plus(TimeDelta::days(18 + i64::try_from(number % 9).unwrap_or(0)));
        let day = local_date(at.0, self.services.settings.time_zone).to_string();
        let body = json!({
            "payer_id": statement.payer_id, "amount_fen": statement.open_fen, "method": "bank_wire",
            "reference": format!("EW-{}", 19_400 + number * 37), "received_on": day,
            "allocations": [{ "statement_id": statement.id, "amount_fen": statement.open_fen }],
        });
        payments::record(conn, self.services, self.clerk, &body, at).map(drop)
    }

    /// Of what is young, the first is asked about and answered, the second disputed, the third disputed and upheld, the
    /// others are confirmed; the youngest waits.
    fn answer(&self, conn: &mut Conn, words: &Words) -> Result<(), Error> {
        let scope = self.clerk.may(Action::ViewStatements)?;
        let young = statements::unsettled(conn, &scope)?;
        let young: Vec<(&Open, &Actor)> =
            young.iter().filter_map(|open| Some((open, self.payer(open.payer_id)?))).collect();
        let count = young.len();
        for (number, (statement, payer)) in young.into_iter().enumerate() {
            let at = statement.issued_at.plus(TimeDelta::hours(26));
            let whole = statements::show(conn, &scope, statement.id, (&self.services.texts, Lang::ZhCn))?;
            let Some(line) = whole.lines.iter().find(|line| line.record_id.is_some() && line.net_fen > 0)
            else {
                continue;
            };
            let says = |conn: &mut Conn, step: Step, version: i32, text: &str| {
                let target = (line.charge_id, IfMatch::Version(version));
                let scope = payer.may(Action::AnswerStatements)?;
                step.take(conn, payer, &scope, at, target, &json!({ "text": text })).map(drop)
            };
            match number {
                0 => {
                    says(conn, QUESTION, 1, &words.question)?;
                    let target = (line.charge_id, IfMatch::Version(2));
                    let (later, body) = (at.plus(TimeDelta::hours(3)), json!({ "text": words.answer }));
                    ANSWER.take(conn, self.clerk, &scope, later, target, &body)?;
                }
                1 => says(conn, DISPUTE, 1, &words.open_dispute)?,
                2 => {
                    says(conn, DISPUTE, 1, &words.dispute)?;
                    let reviewer = self.cast.person("reviewer@vendor.example")?;
                    let target = (line.charge_id, IfMatch::Version(2));
                    let (later, body) = (at.plus(TimeDelta::days(1)), json!({ "text": words.upheld }));
                    statements::rule(conn, reviewer, later, UPHOLD, target, &body)?;
                }
                3 => says(conn, QUESTION, 1, &words.question)?,
                _ if number + 1 < count => self.confirm(conn, payer, at, statement.id)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// A payer confirms the whole of a statement.
    fn confirm(&self, conn: &mut Conn, payer: &Actor, at: Moment, id: Id) -> Result<(), Error> {
        let scope = payer.may(Action::AnswerStatements)?;
        let found = statements::show(conn, &scope, id, (&self.services.texts, Lang::ZhCn))?;
        let target = (id, IfMatch::Version(found.summary.head.version));
        statements::confirm(conn, payer, &scope, at, target).map(drop)
    }
}
