//! The cases of the demo: what was done, once, as `config/demo/faults.toml` and `presales.toml` tell it; and the body
//! that a filing of a case sends, in the shape of 8.3.

use chrono::{DateTime, Days, NaiveDate, SecondsFormat, TimeDelta};
use chrono_tz::Tz;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error::Error;

/// When, where, for whom and by whom a case happened.
#[derive(Debug)]
pub struct Occasion<'a> {
    /// The moment of the report, or of the session.
    pub at: DateTime<Tz>,
    /// The customer's id.
    pub customer: String,
    /// Its place.
    pub city: &'a str,
    /// Whom to talk to there.
    pub contact: Value,
    /// That person's name.
    pub contact_name: &'a str,
    /// Who did it.
    pub engineer: &'a str,
    /// The serial of the device.
    pub serial: Option<&'a str>,
    /// Days from acceptance to the report.
    pub accepted: Option<u64>,
    /// Whether the agent passed it on.
    pub escalated: bool,
    /// Counts the filings.
    pub number: usize,
}

impl Occasion<'_> {
    fn moment(&self, minutes: i64) -> Value {
        Value::from((self.at + TimeDelta::minutes(minutes)).to_rfc3339_opts(SecondsFormat::Secs, false))
    }

    fn day(&self, after: i64) -> Value {
        Value::from((self.at + TimeDelta::days(after)).date_naive().to_string())
    }

    fn by_contact(&self, minutes: i64) -> Value {
        json!({ "by": self.contact_name, "at": self.moment(minutes) })
    }

    fn in_words(&self, text: &str) -> Value {
        Value::from(text.replace("{contact}", self.contact_name))
    }
}

/// All cases.
#[derive(Debug)]
pub struct Cases {
    faults: Vec<Fault>,
    presales: Vec<PreSale>,
}

/// A case of either kind.
#[derive(Debug, Clone, Copy)]
pub enum Case<'a> {
    /// A fault record.
    Fault(&'a Fault),
    /// A pre-sale report.
    PreSale(&'a PreSale),
}

impl Case<'_> {
    /// The body that files it, complete.
    #[must_use]
    pub fn body(self, occasion: &Occasion<'_>) -> Value {
        let mut body = Map::new();
        body.insert("customer_id".into(), occasion.customer.clone().into());
        body.insert("contact".into(), occasion.contact.clone());
        body.insert("city".into(), occasion.city.into());
        body.insert("engineers".into(), json!([occasion.engineer]));
        if occasion.escalated {
            body.insert("escalated".into(), true.into());
        }
        match self {
            Case::Fault(case) => case.fill(occasion, &mut body),
            Case::PreSale(case) => case.fill(occasion, &mut body),
        }
        body.retain(|_, value| !value.is_null());
        Value::Object(body)
    }

    /// Minutes from the report to the end of the work.
    #[must_use]
    pub fn minutes(self) -> i64 {
        match self {
            Case::Fault(case) => {
                let visits = case.visits.iter().map(|visit| visit.left);
                [case.restored, case.left, Some(case.responded)]
                    .into_iter()
                    .flatten()
                    .chain(visits)
                    .max()
                    .unwrap_or(0)
            }
            Case::PreSale(case) => case.labour_minutes,
        }
    }

    /// What labour it names.
    #[must_use]
    pub fn labour_minutes(self) -> i64 {
        match self {
            Case::Fault(case) => case.labour_minutes,
            Case::PreSale(case) => case.labour_minutes,
        }
    }
}

impl Cases {
    /// Reads the shipped cases.
    ///
    /// # Errors
    /// `Internal`; a test proves that there is none.
    pub fn read() -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct File<T> {
            case: Vec<T>,
        }
        let faults: File<Fault> =
            toml::from_str(include_str!("../../../config/demo/faults.toml")).map_err(Error::internal)?;
        let presales: File<PreSale> =
            toml::from_str(include_str!("../../../config/demo/presales.toml")).map_err(Error::internal)?;
        Ok(Cases { faults: faults.case, presales: presales.case })
    }

    /// The case of this key.
    ///
    /// # Errors
    /// `Internal` where there is none.
    pub fn find(&self, key: &str) -> Result<Case<'_>, Error> {
        let fault = self.faults.iter().find(|case| case.key == key).map(Case::Fault);
        let presale = self.presales.iter().find(|case| case.key == key).map(Case::PreSale);
        fault.or(presale).ok_or_else(|| Error::internal(format!("no case {key}")))
    }
}

/// A case of a fault record; times in minutes after the report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    key: String,
    service_code: String,
    product: String,
    model: String,
    product_version: String,
    severity: i64,
    channel: String,
    symptom: String,
    effect: String,
    environment: String,
    remote_attempt: Option<String>,
    cause: String,
    cause_class: String,
    handling: String,
    result: String,
    #[serde(default)]
    remote_consent: bool,
    #[serde(default)]
    parts: Vec<Value>,
    backup_not_needed: Option<String>,
    training: Option<Training>,
    training_none: Option<String>,
    satisfaction: Option<i64>,
    comment: Option<String>,
    acceptance_refused: Option<String>,
    responded: i64,
    arrived: Option<i64>,
    work_started: Option<i64>,
    workaround: Option<i64>,
    restored: Option<i64>,
    left: Option<i64>,
    labour_minutes: i64,
    #[serde(default)]
    visits: Vec<Visit>,
}

#[derive(Debug, Deserialize)]
struct Training {
    minutes: i64,
    trainees: String,
}

#[derive(Debug, Deserialize)]
struct Visit {
    arrived: i64,
    left: i64,
}

impl Fault {
    fn fill(&self, occasion: &Occasion<'_>, body: &mut Map<String, Value>) {
        let at = |minutes: Option<i64>| minutes.map_or(Value::Null, |minutes| occasion.moment(minutes));
        let solved = self.result != "unsolved";
        let accepted =
            occasion.accepted.and_then(|days| occasion.at.date_naive().checked_sub_days(Days::new(days)));
        let fields = json!({
            "service_code": self.service_code, "product": self.product, "model": self.model,
            "product_version": self.product_version, "serial": occasion.serial.unwrap_or("-"),
            "accepted_on": accepted.map(|day: NaiveDate| day.to_string()),
            "reported_at": occasion.moment(0), "channel": self.channel, "severity": self.severity,
            "symptom": self.symptom, "effect": self.effect, "environment": self.environment,
            "responded_at": occasion.moment(self.responded), "workaround_at": at(self.workaround),
            "restored_at": at(self.restored), "cause": self.cause, "cause_class": self.cause_class,
            "handling": self.handling, "result": self.result, "labour_minutes": self.labour_minutes,
            "verified_with_customer": solved.then_some(true),
            "parts": (!self.parts.is_empty()).then_some(&self.parts),
            "remote_login": self.remote_consent.then_some(true),
            "remote_consent": self.remote_consent.then(|| occasion.by_contact(self.responded + 5)),
        });
        body.extend(fields.as_object().cloned().unwrap_or_default());
        if let (Some(arrived), Some(started), Some(left)) = (self.arrived, self.work_started, self.left) {
            self.fill_onsite(occasion, body, arrived, started, left);
        }
    }

    fn fill_onsite(
        &self,
        occasion: &Occasion<'_>,
        body: &mut Map<String, Value>,
        arrived: i64,
        started: i64,
        left: i64,
    ) {
        let last = self.visits.iter().map(|visit| visit.left).max().unwrap_or(left);
        let visit = |visit: &Visit| {
            json!({
                "arrived_at": occasion.moment(visit.arrived), "left_at": occasion.moment(visit.left),
                "engineers": [occasion.engineer],
            })
        };
        let visits: Vec<Value> = self.visits.iter().map(visit).collect();
        let fields = json!({
            "remote_attempt": self.remote_attempt,
            "onsite_agreement": occasion.by_contact(self.responded + 10),
            "arrived_at": occasion.moment(arrived), "work_started_at": occasion.moment(started),
            "left_at": occasion.moment(left), "permission": occasion.by_contact(arrived + 3),
            "backup": match &self.backup_not_needed {
                Some(why) => json!({ "not_needed": why }),
                None => occasion.by_contact(arrived + 6),
            },
            "training": match &self.training {
                Some(given) => json!({ "minutes": given.minutes, "trainees": occasion.in_words(&given.trainees) }),
                None => json!({ "none": self.training_none }),
            },
            "acceptance": self.acceptance(occasion, last),
            "visits": (!visits.is_empty()).then_some(visits),
            "travel_minutes": 45 + (occasion.number % 5) * 15,
        });
        body.extend(fields.as_object().cloned().unwrap_or_default());
    }

    fn acceptance(&self, occasion: &Occasion<'_>, left: i64) -> Value {
        if let Some(why) = &self.acceptance_refused {
            return json!({ "refused": why });
        }
        let mut acceptance = json!({
            "by": occasion.contact_name, "at": occasion.moment(left), "satisfaction": self.satisfaction.unwrap_or(4),
        });
        if let (Some(comment), Some(fields)) = (&self.comment, acceptance.as_object_mut()) {
            fields.insert("comment".into(), comment.as_str().into());
        }
        acceptance
    }
}

/// A case of a pre-sale report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreSale {
    key: String,
    service_code: String,
    summary: String,
    labour_minutes: i64,
    delivered_by: String,
    permission: Option<String>,
    analysis: String,
    products: Vec<String>,
    solution: Option<String>,
    next_step: String,
    #[serde(default)]
    findings: Vec<Value>,
    trial: Option<Trial>,
}

#[derive(Debug, Deserialize)]
struct Trial {
    contract_no: String,
    days: i64,
}

impl PreSale {
    fn fill(&self, occasion: &Occasion<'_>, body: &mut Map<String, Value>) {
        let products: Vec<Value> =
            self.products.iter().map(|product| json!({ "product": product })).collect();
        let permission = self.permission.as_ref().map(|scope| {
            json!({ "by": occasion.contact_name, "at": occasion.moment(-3 * 24 * 60), "scope": scope })
        });
        let fields = json!({
            "service_code": self.service_code, "held_on": occasion.day(0), "summary": self.summary,
            "labour_minutes": self.labour_minutes, "delivered_by": self.delivered_by, "delivered_on": occasion.day(1),
            "analysis": self.analysis, "products": products, "solution": self.solution, "next_step": self.next_step,
            "permission": permission, "findings": (!self.findings.is_empty()).then_some(&self.findings),
            "trial": self.trial.as_ref().map(|trial| trial.body(occasion)),
        });
        body.extend(fields.as_object().cloned().unwrap_or_default());
    }
}

impl Trial {
    fn body(&self, occasion: &Occasion<'_>) -> Value {
        let year = occasion.at.format("%Y").to_string();
        let number =
            self.contract_no.replace("{year}", &year).replace("{n}", &format!("{:03}", occasion.number));
        json!({
            "contract_no": number, "signed_on": occasion.day(-4), "from": occasion.day(0), "to": occasion.day(self.days),
        })
    }
}
