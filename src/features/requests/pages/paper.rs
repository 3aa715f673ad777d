//! The paper forms of a request (4.1): 《服务请求登记表》, what was asked and decided, and 《服务请求跟踪表》, what was promised and what
//! happened since. Each is signed by the customer, so nothing internal is on it, whoever prints it.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};

use crate::access::call::path_id;
use crate::access::{Action, Page, audit_chain};
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, Field};
use crate::platform::pdf::{Cell, Footer, Print, Section, Sheet, SignaturePlace, Table, qr, rows};
use crate::platform::views;

use super::HERE;
use super::claim::ClaimCard;
use super::show::{self, Said, ShowPage};

/// What the query of a print may ask.
const QUERY: &[Field] = &[Field::choice("form", &["registration", "tracking"])];
const TEMPLATE: &str = "sheet.typ";

/// `GET /requests/{id}/pdf?form=registration|tracking`. Without a Chinese font on the server the request's page says so.
///
/// # Errors
/// 403, 404, 422, 503.
pub async fn pdf(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::ViewRequests)?;
    let id = path_id(&request)?;
    let tracking = tracks(&page.incoming.query)?;
    let (number, print) = page.read(move |conn, page| print(conn, page, id, tracking)).await?;
    page.services.printer.download(print, &number).await
}

fn tracks(query: &[(String, String)]) -> Result<bool, Error> {
    let body: Map<String, Value> = query.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
    let asked = fields::check(QUERY, &Value::Object(body), Completeness::Draft).map_err(Error::Invalid)?;
    Ok(asked.get("form").and_then(Value::as_str) == Some("tracking"))
}

fn print(conn: &mut Conn, page: &Page, id: Id, tracking: bool) -> Result<(String, Print), Error> {
    let seen = show::of(conn, page, id, &Said::default())?;
    let chain = audit_chain::chain_head(conn)?
        .map(|head| page.services.texts.text(page.lang(), "paper-chain", &[("hash", head.hash)]));
    let form = Form { page, seen: &seen };
    let link = format!("{}{HERE}/{id}", page.services.settings.public_url);
    let code = qr(&link)?;
    let sheet = form.sheet(tracking, link, chain);
    let print = Print {
        template: TEMPLATE,
        data: serde_json::to_value(&sheet)?,
        pictures: vec![("qr".to_string(), code.into_bytes())],
        name: format!("{} {tracking} {}", seen.number, page.lang().tag()),
        at: page.now.0,
    };
    Ok((seen.number, print))
}

struct Form<'a> {
    page: &'a Page,
    seen: &'a ShowPage,
}

impl Form<'_> {
    fn t(&self, key: &str) -> String {
        self.page.services.texts.text(self.page.lang(), key, &[])
    }

    fn word(&self, prefix: &str, value: &str) -> String {
        self.page.services.texts.word(self.page.lang(), prefix, value)
    }

    fn at(&self, at: Option<Moment>) -> String {
        let zone = self.page.services.settings.time_zone;
        at.map_or_else(String::new, |at| views::local(&at.0.to_rfc3339(), zone))
    }

    fn cell(&self, key: &str, value: impl Into<String>, wide: bool) -> Cell {
        Cell { label: self.t(key), value: value.into(), note: None, wide }
    }

    fn sheet(&self, tracking: bool, link: String, chain: Option<String>) -> Sheet {
        let (texts, lang) = (&self.page.services.texts, self.page.lang());
        let args = [("number", self.seen.number.clone()), ("at", self.at(Some(self.page.now)))];
        let pages = [("page", "{page}".to_string()), ("pages", "{pages}".to_string())];
        let title =
            if tracking { "paper-title-request-tracking" } else { "paper-title-request-registration" };
        Sheet {
            lang: lang.tag(),
            title: self.t(title),
            number: self.seen.number.clone(),
            mark: None,
            issuer: self.t("brand"),
            qr_note: self.t("paper-request-qr"),
            link,
            sections: if tracking { self.tracked() } else { self.registered() },
            signatures: self.places(),
            signed_name: self.t("paper-signed-name"),
            signed_at: self.t("paper-signed-at"),
            appendix: vec![],
            footer: Footer {
                text: texts.text(lang, "paper-request-footer", &args),
                chain,
                pages: texts.text(lang, "paper-page", &pages),
            },
        }
    }

    fn registered(&self) -> Vec<Section> {
        let seen = self.seen;
        let contact = |name: &str| {
            let contact = seen.contact.as_ref().and_then(|contact| contact.get(name));
            contact.and_then(Value::as_str).unwrap_or_default().to_string()
        };
        let who = vec![
            self.cell("field-request-customer-id", seen.customer_name.clone(), true),
            self.cell("field-contact", contact("name"), false),
            self.cell("field-phone", contact("phone"), false),
            self.cell("field-email", contact("email"), false),
            self.cell("field-city", seen.city.clone(), false),
            self.cell("field-site-address", seen.site_address.clone().unwrap_or_default(), true),
        ];
        let severity = Cell {
            note: seen.severity_what.clone(),
            ..self.cell("field-request-severity", seen.severity.clone().unwrap_or_default(), true)
        };
        let channel = seen.channel.as_deref().map(|channel| self.word("option-channel", channel));
        let mut what = vec![
            self.cell("field-request-kind", self.word("request-kind", seen.kind.as_str()), false),
            self.cell("field-request-channel", channel.unwrap_or_default(), false),
            self.cell("field-service-code", seen.service.clone(), true),
            severity,
            self.cell("field-product", seen.product.clone().unwrap_or_default(), false),
            self.cell("field-serial", seen.serial.clone().unwrap_or_default(), false),
            self.cell("field-request-reported-at", self.at(Some(seen.reported_at)), false),
            self.cell("field-status", self.word("request-status", seen.status.as_str()), false),
            self.cell("field-subject", seen.subject.clone(), true),
            self.cell("field-description", seen.description.clone(), true),
        ];
        if let Some(claim) = seen.claim.as_ref().and_then(ClaimCard::what) {
            what.insert(1, self.cell("field-request-claim", claim, false));
        }
        let (texts, lang) = (&self.page.services.texts, self.page.lang());
        let decision = seen.panel.as_ref().map(|panel| panel.on_paper(texts, lang, false));
        [self.section("request-section-who", who), self.section("request-section-what", what)]
            .into_iter()
            .chain(decision)
            .collect()
    }

    fn tracked(&self) -> Vec<Section> {
        let seen = self.seen;
        let about = vec![
            self.cell("field-request-customer-id", seen.customer_name.clone(), true),
            self.cell("field-subject", seen.subject.clone(), true),
            self.cell("field-status", self.word("request-status", seen.status.as_str()), false),
            self.cell("request-holder", self.word("holder", seen.holder.as_str()), false),
            self.cell("requests-assignee", seen.assignee.clone().unwrap_or_default(), false),
            self.cell("field-request-reported-at", self.at(Some(seen.reported_at)), false),
            self.cell("request-resolved-at", self.at(seen.resolved_at), false),
            self.cell("request-confirmed-at", self.at(seen.confirmed_at), false),
        ];
        let due = seen.deadlines.iter().map(|deadline| {
            vec![deadline.title().to_string(), self.at(deadline.due_at()), deadline.state().to_string()]
        });
        let due = Table::new(
            self.t("request-deadlines"),
            ["request-target", "field-due-at", "field-status"].map(|key| self.t(key)).to_vec(),
            due.collect(),
        );
        let lines = seen.events.iter().filter(|line| !line.is_internal()).map(|line| {
            let said = [line.title(), line.text()].into_iter().filter(|text| !text.is_empty());
            let what = said.chain(line.files());
            vec![self.at(Some(line.at())), what.collect::<Vec<_>>().join("\n"), line.actor().to_string()]
        });
        let lines = Table::new(
            String::new(),
            ["paper-event-at", "paper-event-what", "paper-event-who"].map(|key| self.t(key)).to_vec(),
            lines.collect(),
        );
        let mut about = self.section("request-about", about);
        about.tables = vec![due];
        vec![about, Section { title: self.t("timeline-label"), rows: vec![], tables: vec![lines] }]
    }

    fn section(&self, title: &str, cells: Vec<Cell>) -> Section {
        Section { title: self.t(title), rows: rows(cells), tables: vec![] }
    }

    fn places(&self) -> Vec<SignaturePlace> {
        let place = |role: &str| SignaturePlace {
            role: self.t(role),
            name: None,
            at: None,
            note: None,
            mark: None,
            picture: None,
            src: None,
        };
        vec![place("paper-sign-customer"), place("paper-sign-engineer")]
    }
}
