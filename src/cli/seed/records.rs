//! The records of the load data, in the order of time, so that indexes grow at their ends.

use std::ops::Range;

use chrono::TimeDelta;
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use crate::access::Actor;
use crate::cli::demo::cases::{Case, Cases, Occasion};
use crate::domain::decision::decide;
use crate::domain::ids::{SUFFIX_LIMIT, record_number};
use crate::domain::policy::PolicySet;
use crate::domain::record_words::{RecordStatus, ServiceRecordKind, Verdict};
use crate::domain::words::ClientClass;
use crate::error::Error;
use crate::features::charges::{self, Source};
use crate::features::fault_records::FORM;
use crate::features::policy::{self, Beneficiary};
use crate::features::service_records::{
    Event, Facts, Filed, Head, Judged, Revision, VerdictRow, insert_filed,
};
use crate::platform::db::{Conn, Moment};
use crate::platform::fields::{self, Completeness};
use crate::platform::random;
use crate::platform::views::local_date;

use super::crowd::{Crowd, Served};
use super::requests;

/// How far back the records reach.
const REACH: TimeDelta = TimeDelta::days(730);
/// The youngest report is older than any case lasts.
const YOUNGEST: TimeDelta = TimeDelta::days(4);
/// What a customer of an agent reports, mostly from afar.
const COMMON: &[&str] = &[
    "policy-lost",
    "login-slow",
    "log-forward",
    "report-wrong",
    "policy-lost",
    "virus-library",
    "login-slow",
    "disk-failed",
    "psu-failed",
    "report-wrong",
];
/// What the vendor comes for.
const ONSITE: &[&str] = &["psu-failed", "disk-failed", "nic-storm", "leak-gateway", "dongle", "liquid"];

/// Everything that a record is made from.
pub struct Season<'a> {
    policies: &'a PolicySet,
    crowd: &'a Crowd,
    cases: Cases,
    zone: Tz,
    count: u32,
    /// Whether there is only work that the vendor charges.
    billed: bool,
    now: Moment,
}

/// What the number of the `nth` ends with, where they begin at `from`: a million in a row have different ones, for numbers drawn
/// by chance would meet in a batch of thousands. The factor is prime, so it shares nothing with a million.
fn suffix(from: u32, nth: u32) -> u32 {
    const SPREAD: u64 = 611_953;
    let place = u64::from(from) + u64::from(nth) * SPREAD;
    u32::try_from(place % u64::from(SUFFIX_LIMIT)).unwrap_or_default()
}

/// A record before its rows.
struct Draft<'a> {
    number: u32,
    /// What its number and that of its request end with.
    suffix: u32,
    served: &'a Served,
    engineer: &'a Actor,
    content: Map<String, Value>,
    escalated: bool,
    created: Moment,
}

impl<'a> Season<'a> {
    /// Prepares `count` records, where `billed` only such as the vendor charges.
    ///
    /// # Errors
    /// Where the shipped cases cannot be read.
    pub fn new(
        policies: &'a PolicySet,
        crowd: &'a Crowd,
        zone: Tz,
        (count, billed): (u32, bool),
        now: Moment,
    ) -> Result<Self, Error> {
        Ok(Season { policies, crowd, cases: Cases::read()?, zone, count, billed, now })
    }

    /// Files the records of these numbers; answers how many charges they led to.
    ///
    /// # Errors
    /// What the database answers.
    pub fn file(&self, conn: &mut Conn, numbers: Range<u32>) -> Result<usize, Error> {
        let (mut charges, from) = (0, random::suffix());
        for number in numbers {
            charges += self.write(conn, &self.draft(number, suffix(from, number))?)?;
        }
        Ok(charges)
    }

    fn draft(&self, number: u32, suffix: u32) -> Result<Draft<'_>, Error> {
        let index = usize::try_from(number).unwrap_or(0);
        let served = self.crowd.customers.get(index * 31 % self.crowd.customers.len());
        let served = served.ok_or_else(|| Error::internal("no customers"))?;
        let escalated = served.class == ClientClass::EndUser && (self.billed || number.is_multiple_of(19));
        let by_vendor = escalated || served.class == ClientClass::KeyAccount;
        let keys = if by_vendor { ONSITE } else { COMMON };
        let case = self.cases.find(keys.get(index % keys.len()).copied().unwrap_or_default())?;
        let engineer = self.crowd.engineers.get(if by_vendor { 0 } else { served.engineer });
        let engineer = engineer.ok_or_else(|| Error::internal("no engineers"))?;
        let at = self.moment(number);
        let serial = format!("LT-{:07}", index * 7 % 50_000);
        let occasion = Occasion {
            at: at.0.with_timezone(&self.zone),
            customer: served.id.to_string(),
            city: &served.city,
            contact: json!({ "name": "联系人" }),
            contact_name: "联系人",
            engineer: engineer.name(),
            serial: Some(&serial),
            accepted: Some(u64::from(number % 600)),
            escalated,
            number: index,
        };
        let content = fields::check(FORM.fields, &case.body(&occasion), Completeness::Complete)
            .map_err(Error::Invalid)?;
        let created = at.plus(TimeDelta::minutes(Case::minutes(case) + 30));
        Ok(Draft { number, suffix, served, engineer, content, escalated, created })
    }

    /// Evenly over the whole reach.
    fn moment(&self, number: u32) -> Moment {
        let span = (REACH - YOUNGEST).num_seconds();
        let passed = span * i64::from(number) / i64::from(self.count.max(1));
        self.now.plus(TimeDelta::seconds(passed) - REACH)
    }

    fn judge(&self, draft: &Draft<'_>) -> Result<Judged, Error> {
        let served = draft.served;
        let whose =
            Beneficiary { class: served.class, has_agent: served.agent.is_some(), city: None, grade: None };
        let input = policy::decision_input(&draft.content, Some(&whose), self.zone, self.now.0)
            .map_err(|missing| Error::internal(format!("a case without {missing:?}")))?;
        let input = policy::with_hours(self.policies, &draft.content, input);
        let decision = decide(self.policies, &input).map_err(Error::internal)?;
        let payer = decision.estimate.is_some().then(|| served.payer.clone());
        Ok(Judged { input, decision, payer })
    }

    /// One of twenty is a draft and two wait for review; the rest is approved, and charged.
    fn write(&self, conn: &mut Conn, draft: &Draft<'_>) -> Result<usize, Error> {
        let status = match draft.number % 20 {
            0 => RecordStatus::Draft,
            1 | 2 => RecordStatus::Submitted,
            _ => RecordStatus::Approved,
        };
        let judged = self.judge(draft)?;
        let submitted = draft.created.plus(TimeDelta::minutes(20));
        let decided = submitted.plus(TimeDelta::hours(6));
        let mut head = self.head(draft, status, submitted);
        let about = ((draft.number, draft.suffix), self.zone, self.now);
        head.request = requests::before(conn, &head, about, draft.engineer, &judged)?;
        let revision = Revision {
            revision: 1,
            content: head.content.clone(),
            decision: serde_json::to_value(&judged)?,
            submitted_by: draft.engineer.user(),
            submitted_by_name: draft.engineer.name().into(),
            submitted_at: submitted,
        };
        let verdict = self.verdict(decided);
        let approved = status == RecordStatus::Approved;
        let sent_in = status != RecordStatus::Draft;
        insert_filed(
            conn,
            &Filed {
                head: &head,
                revision: sent_in.then_some(&revision),
                verdict: approved.then_some(&verdict),
                events: &self.events(draft, status, submitted, decided),
            },
        )?;
        if approved { self.charge(conn, &head, &judged, decided) } else { Ok(0) }
    }

    fn charge(&self, conn: &mut Conn, head: &Head, judged: &Judged, at: Moment) -> Result<usize, Error> {
        let source = Source {
            record: head.id,
            kind: head.kind,
            number: &head.number,
            revision: 1,
            customer_name: &head.customer_name,
            payer: judged.payer.as_ref().map(|payer| (payer.id, payer.name.as_str())),
            input: &judged.input,
            decision: &judged.decision,
            zone: self.zone,
        };
        charges::create_for_record(conn, &self.crowd.reviewer, at, &source)
    }

    fn verdict(&self, at: Moment) -> VerdictRow {
        VerdictRow {
            revision: 1,
            verdict: Verdict::Approve,
            comment: String::new(),
            remarks: json!([]),
            reviewer_id: self.crowd.reviewer.user(),
            reviewer_name: self.crowd.reviewer.name().into(),
            decided_at: at,
        }
    }

    fn events<'b>(
        &'b self,
        draft: &'b Draft<'_>,
        status: RecordStatus,
        submitted: Moment,
        decided: Moment,
    ) -> Vec<((crate::platform::db::Id, &'b str), Event)> {
        let steps = [
            (draft.engineer, draft.created, "created"),
            (draft.engineer, submitted, "submitted"),
            (&self.crowd.reviewer, decided, "approved"),
        ];
        let happened = match status {
            RecordStatus::Draft => 1,
            RecordStatus::Submitted => 2,
            _ => 3,
        };
        let event = |(actor, at, kind): (&'b Actor, Moment, &str)| {
            let event = Event {
                at,
                kind: kind.into(),
                revision: 1,
                actor_name: actor.name().into(),
                note: String::new(),
            };
            ((actor.user(), actor.name()), event)
        };
        steps.into_iter().take(happened).map(event).collect()
    }

    fn head(&self, draft: &Draft<'_>, status: RecordStatus, submitted: Moment) -> Head {
        let facts = Facts::new(&draft.content, self.zone);
        let (sent_in, approved) = (status != RecordStatus::Draft, status == RecordStatus::Approved);
        let served = draft.served;
        let day = local_date(draft.created.0, self.zone);
        Head {
            id: random::id(draft.created),
            number: record_number(ServiceRecordKind::FaultRecord, day, draft.suffix),
            kind: ServiceRecordKind::FaultRecord,
            status,
            revision: 1,
            submitted_revision: sent_in.then_some(1),
            submitted_status: sent_in.then(|| status.as_str().to_string()),
            approved_revision: approved.then_some(1),
            version: if approved { 3 } else { 1 + i32::from(sent_in) },
            author: draft.engineer.user(),
            author_name: draft.engineer.name().into(),
            author_organisation: draft.engineer.organisation(),
            author_organisation_name: draft.engineer.organisation_name().into(),
            customer: Some(served.id),
            customer_name: served.name.clone(),
            customer_class: Some(served.class),
            agent: served.agent,
            escalated: draft.escalated,
            service_code: facts.service_code().map(Into::into),
            serial_key: facts.serial_key(),
            reported_at: facts.reported_at().unwrap_or(draft.created),
            submitted_at: sent_in.then_some(submitted),
            taken_by: None,
            taken_until: None,
            created_at: draft.created,
            updated_at: draft.created,
            summary: facts.summary(),
            content: Value::Object(draft.content.clone()),
            unparsed: json!({}),
            request: None,
        }
    }
}
