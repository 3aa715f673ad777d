//! The service requests of the demo: each step through the use-cases, with the clock in the past; what came due between
//! two steps was told when it came due.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::access::Actor;
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::customers::Customer;
use crate::features::requests::{self, Desk, Request};
use crate::features::review::form_of;
use crate::features::service_records::{self, Work};
use crate::platform::db::{Conn, Moment};
use crate::platform::services::Services;
use crate::platform::views::local_date;
use crate::platform::web::incoming::IfMatch;

use super::cases::{Cases, Occasion};
use super::people::Cast;

#[derive(Debug, Deserialize)]
struct File {
    request: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    ago: i64,
    by: String,
    customer: String,
    kind: String,
    claim: Option<String>,
    severity: Option<i64>,
    code: String,
    channel: Option<String>,
    product: Option<String>,
    serial: Option<String>,
    subject: String,
    description: String,
    record: Option<Record>,
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
struct Record {
    case: String,
    by: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    after: i64,
    by: String,
    #[serde(rename = "do")]
    what: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    tried: String,
    #[serde(default)]
    public: bool,
    due: Option<i64>,
    new_serial: Option<String>,
    amount_fen: Option<i64>,
}

/// Raises all of them and lets them go their ways.
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
        toml::from_str(include_str!("../../../config/demo/requests.toml")).map_err(Error::internal)?;
    for entry in &file.request {
        let customer = customers
            .get(&entry.customer)
            .ok_or_else(|| Error::internal(format!("no customer {}", entry.customer)))?;
        let stage = Stage { services, cast, reported: now.plus(-TimeDelta::minutes(entry.ago)), now };
        stage
            .play(conn, entry, customer)
            .map_err(|fault| Error::internal(format!("request {}: {fault:?}", entry.subject)))?;
    }
    Ok(())
}

/// One request on its way.
struct Stage<'a> {
    services: &'a Services,
    cast: &'a Cast,
    reported: Moment,
    now: Moment,
}

impl Stage<'_> {
    fn desk<'b>(&'b self, actor: &'b Actor, now: Moment) -> Desk<'b> {
        Desk { services: self.services, actor, now }
    }

    fn after(&self, minutes: i64) -> Moment {
        self.reported.plus(TimeDelta::minutes(minutes))
    }

    fn play(&self, conn: &mut Conn, entry: &Entry, customer: &Customer) -> Result<(), Error> {
        let raiser = self.cast.person(&entry.by)?;
        let body = self.body(entry, customer);
        let mut request = requests::raise(conn, &self.desk(raiser, self.reported), &body)?.request;
        for step in &entry.steps {
            request = self.take(conn, &request, step)?;
        }
        if let Some(record) = &entry.record {
            self.file(conn, &request, record, customer)?;
        }
        requests::watch_until(conn, self.services, request.id, self.now)
    }

    fn body(&self, entry: &Entry, customer: &Customer) -> Value {
        let mut body = json!({
            "customer_id": customer.id, "kind": entry.kind, "service_code": entry.code, "subject": entry.subject,
            "description": entry.description, "city": customer.city, "reported_at": self.reported,
            "severity": entry.severity, "channel": entry.channel, "product": entry.product, "serial": entry.serial,
        });
        if let Some(claim) = &entry.claim {
            body["claim"] = json!(claim);
        }
        if let Some(contact) = customer.contacts().first() {
            body["contact"] = json!({ "name": contact.name, "phone": contact.phone, "email": contact.email });
        }
        body
    }

    fn take(&self, conn: &mut Conn, request: &Request, step: &Step) -> Result<Request, Error> {
        let at = self.after(step.after);
        requests::watch_until(conn, self.services, request.id, at)?;
        let desk = self.desk(self.cast.person(&step.by)?, at);
        let id = request.id;
        match step.what.as_str() {
            "message" => {
                let visibility = if step.public { "public" } else { "internal" };
                requests::message(conn, &desk, id, &json!({ "body": step.text, "visibility": visibility }))
            }
            "call" | "mail" | "visit" | "workaround" => {
                requests::note(conn, &desk, id, &json!({ "kind": step.what, "body": step.text }))
            }
            "promise" => {
                let due = self.after(step.due.unwrap_or(step.after + 60));
                requests::promise(conn, &desk, id, &json!({ "promise": step.text, "due_at": due }))
            }
            "exchange" => {
                let day = local_date(at.0, self.services.settings.time_zone);
                let body = json!({
                    "remedy": "exchange", "reason": step.text, "new_serial": step.new_serial, "delivered_on": day,
                });
                requests::remedy(conn, &desk, (id, IfMatch::Version(request.version)), &body)
            }
            "return" => {
                let body = json!({
                    "remedy": "return", "reason": step.text, "amount_fen": step.amount_fen, "vat_rate": 13,
                });
                requests::remedy(conn, &desk, (id, IfMatch::Version(request.version)), &body)
            }
            to => {
                let mut body = json!({ "to": to });
                for (name, text) in [("reason", &step.text), ("tried", &step.tried)] {
                    if !text.is_empty() {
                        body[name] = json!(text);
                    }
                }
                requests::step(conn, &desk, (id, IfMatch::Version(request.version)), &body)
            }
        }
    }

    /// The record of the work, which closes a request that was confirmed.
    fn file(
        &self,
        conn: &mut Conn,
        request: &Request,
        record: &Record,
        customer: &Customer,
    ) -> Result<(), Error> {
        let cases = Cases::read()?;
        let case = cases.find(&record.case)?;
        let author = self.cast.person(&record.by)?;
        let zone = self.services.settings.time_zone;
        let contacts = customer.contacts();
        let occasion = Occasion {
            at: self.reported.0.with_timezone(&zone),
            customer: customer.id.to_string(),
            city: &customer.city,
            contact: serde_json::to_value(contacts.first())?,
            contact_name: contacts.first().map_or(author.name(), |contact| contact.name.as_str()),
            engineer: author.name(),
            serial: request.content.get("serial").and_then(Value::as_str),
            accepted: None,
            escalated: false,
            number: 0,
        };
        let mut body = case.body(&occasion);
        body["request_id"] = json!(request.id);
        let form = form_of(ServiceRecordKind::FaultRecord);
        let work = Work { services: self.services, actor: author, now: request.updated_at, form };
        let draft = service_records::create(conn, &work, &body)?;
        let version = IfMatch::Version(draft.version);
        service_records::submit(conn, &work, draft.id, version).map(drop)
    }
}
