//! A record on paper (4.5): the same words as its page, in ruled tables, with places to sign and a code that opens it.
//! What the vendor and its agent settle between them, and what reviewers remark, is not on paper: it goes to customers.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde_json::{Map, Value, json};

use crate::domain::money::format_fen;
use crate::domain::record_words::{RecordStatus, ServiceRecordKind};
use crate::error::Error;
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, Field};
use crate::platform::i18n::Lang;
use crate::platform::pdf::{Cell, Footer, Print, Section, Sheet, SignaturePlace, Table, qr, rows};
use crate::platform::services::Services;
use crate::platform::views;

use super::form::Form;
use super::model::Head;
use super::pages::{ContentSection, Fact, Rows, lines};
use super::service::Work;
use super::shown::Shown;

/// What stands in a box that says nothing.
const EMPTY: &str = "—";
const TEMPLATE: &str = "sheet.typ";

/// What the query of a print may ask: the copy to hand to the customer, without what the serving side notes for itself.
pub const QUERY: &[Field] = &[Field::choice("copy", &["customer"])];

fn customers_copy(query: &[(String, String)]) -> Result<bool, Error> {
    let body: Map<String, Value> = query.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
    let asked = fields::check(QUERY, &Value::Object(body), Completeness::Complete).map_err(Error::Invalid)?;
    Ok(asked.contains_key("copy"))
}

/// What is to be printed of the record `id`, with its number.
///
/// # Errors
/// 403, 404, 422 for a query that is not [`QUERY`].
pub fn print(
    conn: &mut Conn,
    work: Work<'_>,
    lang: Lang,
    id: Id,
    query: &[(String, String)],
) -> Result<(String, Print), Error> {
    let mut shown = Shown::read(conn, work, lang, id)?;
    shown.for_customer |= customers_copy(query)?;
    let sheet = sheet(&shown)?;
    let code = qr_of(&shown.head, work.form, work.services)?;
    let name = format!("{} {} {}", shown.view.number, shown.view.revision, lang.tag());
    let print = Print {
        template: TEMPLATE,
        data: serde_json::to_value(chained(conn, work.services, lang, sheet)?)?,
        pictures: vec![("qr".to_string(), code.into_bytes())],
        name,
        at: work.now.0,
    };
    Ok((shown.view.number.clone(), print))
}

/// The answer that hands a PDF over under the number of its record.
#[must_use]
pub fn answer(number: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{number}.pdf\"")))
        .body(bytes)
}

/// The code that opens the record.
///
/// # Errors
/// `Internal` where the public address is too long for one.
pub fn qr_of(head: &Head, form: &Form, services: &Services) -> Result<String, Error> {
    qr(&address(head, form, services))
}

fn address(head: &Head, form: &Form, services: &Services) -> String {
    format!("{}{}/{}", services.settings.public_url, form.path, head.id)
}

/// The record as a form of ruled tables.
///
/// # Errors
/// `Internal` where no policy is in force.
pub fn sheet(shown: &Shown<'_>) -> Result<Sheet, Error> {
    let services = shown.work.services;
    let t = |key: &str| services.texts.text(shown.lang, key, &[]);
    let title = match shown.form().kind {
        ServiceRecordKind::PreSaleReport => t("paper-title-pre-sale-report"),
        ServiceRecordKind::FaultRecord => t("paper-title-fault-record"),
    };
    let mut sections = vec![about(shown)];
    sections.extend(shown.content(true)?.iter().map(|section| content(section, shown)));
    if let Some(panel) = &shown.panel {
        let decision = panel.on_paper(&services.texts, shown.lang, shown.preliminary);
        sections.push(decision);
    }
    Ok(Sheet {
        lang: shown.lang.tag(),
        title,
        number: shown.view.number.clone(),
        mark: mark(shown),
        issuer: t("brand"),
        qr_note: t("paper-qr"),
        link: address(&shown.head, shown.form(), services),
        sections,
        signatures: signatures(shown),
        signed_name: t("paper-signed-name"),
        signed_at: t("paper-signed-at"),
        appendix: history(shown).filter(|_| !shown.for_customer).into_iter().collect(),
        footer: footer(shown),
    })
}

/// What has not been approved says so across the page.
fn mark(shown: &Shown<'_>) -> Option<String> {
    let status = shown.view.status;
    let holds = status == RecordStatus::Approved;
    (!holds).then(|| shown.work.services.texts.word(shown.lang, "status", status.as_str()))
}

fn about(shown: &Shown<'_>) -> Section {
    let view = &shown.view;
    let (texts, lang) = (&shown.work.services.texts, shown.lang);
    let cell = |label: &str, value: String| Cell {
        label: texts.text(lang, label, &[]),
        value,
        note: None,
        wide: false,
    };
    let revision = texts.text(lang, "record-revision", &[("revision", view.revision.to_string())]);
    let status = texts.word(lang, "status", view.status.as_str());
    let status = texts.text(lang, "paper-status", &[("status", status), ("revision", revision)]);
    let submitted = view.submitted_at.map(|at| moment(shown, at)).unwrap_or_default();
    let cells = vec![
        cell("field-status", status),
        cell("record-submitted-at", submitted),
        cell("paper-organisation", view.organisation_name.clone()),
        cell("records-author", view.author_name.clone()),
    ];
    Section { title: texts.text(lang, "record-about", &[]), rows: rows(cells), tables: vec![] }
}

fn moment(shown: &Shown<'_>, at: Moment) -> String {
    views::local(&at.0.to_rfc3339(), shown.work.services.settings.time_zone)
}

fn content(section: &ContentSection, shown: &Shown<'_>) -> Section {
    let cells = section.facts.iter().map(|fact| cell(fact, shown)).collect();
    let table = |list: &Rows| Table::new(list.title.clone(), list.columns.clone(), list.rows.clone());
    Section {
        title: section.title.clone(),
        rows: rows(cells),
        tables: section.tables.iter().map(table).collect(),
    }
}

fn cell(fact: &Fact, shown: &Shown<'_>) -> Cell {
    let services = shown.work.services;
    let value = match (fact.kind, &fact.value) {
        ("moment", Value::String(at)) => views::local(at, services.settings.time_zone),
        ("money", Value::Number(fen)) => format_fen(fen.as_i64().unwrap_or_default()),
        ("minutes", Value::Number(count)) => {
            views::minutes(count.as_i64().unwrap_or_default(), &services.texts, shown.lang)
        }
        (_, Value::String(text)) => text.clone(),
        // A draft may be filled in with a pen; afterwards nothing is to be added.
        (_, Value::Null) if shown.view.status == RecordStatus::Draft => String::new(),
        (_, Value::Null) => EMPTY.to_string(),
        (_, other) => other.to_string(),
    };
    Cell { label: fact.label.clone(), value, note: fact.note.clone(), wide: fact.wide }
}

/// Who did what when, without what was said of it.
fn history(shown: &Shown<'_>) -> Option<Section> {
    let (texts, lang) = (&shown.work.services.texts, shown.lang);
    let t = |key: &str| texts.text(lang, key, &[]);
    let events = lines(shown.form(), &shown.view, texts, lang);
    let rows: Vec<Vec<String>> = events
        .iter()
        .map(|line| vec![moment(shown, line.at), line.title.clone(), line.actor.clone()])
        .collect();
    if rows.is_empty() {
        return None;
    }
    let columns = vec![t("paper-event-at"), t("paper-event-what"), t("paper-event-who")];
    Some(Section {
        title: t("timeline-label"),
        rows: vec![],
        tables: vec![Table::new(String::new(), columns, rows)],
    })
}

fn signatures(shown: &Shown<'_>) -> Vec<SignaturePlace> {
    let (texts, lang) = (&shown.work.services.texts, shown.lang);
    let place = |role: &str, name: Option<String>, at: Option<String>, note: Option<String>| SignaturePlace {
        role: texts.text(lang, role, &[]),
        name,
        at,
        note,
        picture: None,
    };
    let fields = json!(shown.view.fields);
    let text = |path: &str| fields.pointer(path).and_then(Value::as_str).map(String::from);
    let accepted_at =
        text("/acceptance/at").map(|at| views::local(&at, shown.work.services.settings.time_zone));
    let refused =
        text("/acceptance/refused").map(|why| texts.text(lang, "paper-refused", &[("reason", why)]));
    let mut places = vec![
        place("paper-sign-customer", text("/acceptance/by"), accepted_at, refused),
        place(
            "paper-sign-engineer",
            text("/engineers/0").or(Some(shown.view.author_name.clone())),
            None,
            None,
        ),
    ];
    let approved = shown
        .view
        .verdicts
        .iter()
        .rev()
        .find(|verdict| verdict.verdict == "approve" && verdict.revision == shown.view.revision);
    if let Some(verdict) = approved.filter(|_| !shown.for_customer) {
        let at = Some(moment(shown, verdict.decided_at));
        places.push(place("paper-sign-reviewer", Some(verdict.reviewer_name.clone()), at, None));
    }
    places
}

/// With the head of the audit chain at its foot: whoever keeps the paper can prove from it that nothing before it was
/// changed (chapter 7).
fn chained(conn: &mut Conn, services: &Services, lang: Lang, mut sheet: Sheet) -> Result<Sheet, Error> {
    sheet.footer.chain = crate::access::audit_chain::chain_head(conn)?.map(|head| {
        let args = [("sequence", head.sequence.to_string()), ("hash", head.hash)];
        services.texts.text(lang, "paper-chain", &args)
    });
    Ok(sheet)
}

fn footer(shown: &Shown<'_>) -> Footer {
    let (texts, lang) = (&shown.work.services.texts, shown.lang);
    let revision = texts.text(lang, "record-revision", &[("revision", shown.view.revision.to_string())]);
    let args = [
        ("number", shown.view.number.clone()),
        ("revision", revision),
        ("at", moment(shown, shown.work.now)),
    ];
    let pages = [("page", "{page}".to_string()), ("pages", "{pages}".to_string())];
    Footer {
        text: texts.text(lang, "paper-footer", &args),
        chain: None,
        pages: texts.text(lang, "paper-page", &pages),
    }
}
