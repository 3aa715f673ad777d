//! A record on paper (4.5): the same words as its page, in ruled tables, with places to sign and a code that opens it.
//! What the vendor and its agent settle between them, and what reviewers remark, is not on paper: it goes to customers.

mod signed;

use actix_web::HttpResponse;
use serde_json::{Map, Value, json};

use crate::domain::money::format_fen;
use crate::domain::record_words::{RecordStatus, ServiceRecordKind};
use crate::error::Error;
use crate::features::attachments::{self, Attachment};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields::{self, Completeness, Field};
use crate::platform::files::FileKind;
use crate::platform::i18n::Lang;
use crate::platform::pdf::{Cell, Footer, Print, Section, Sheet, Table, qr, rows};
use crate::platform::services::Services;
use crate::platform::views;

use super::beside::Beside;
use super::form::Form;
use super::model::Head;
use super::pages::{ContentSection, Fact, Rows, lines};
use super::service::Work;
use super::shown::Shown;

/// What stands in a box that says nothing.
const EMPTY: &str = "—";
const TEMPLATE: &str = "sheet.typ";
/// The name of the picture of the customer's signature.
const SIGNATURE: &str = "signature";
/// So many digits of a file's SHA-256 are printed.
const FINGERPRINT: usize = 16;

/// What the query of a print may ask: the copy to hand to the customer, without what the serving side notes for itself.
pub const QUERY: &[Field] = &[Field::choice("copy", &["customer"])];

fn customers_copy(query: &[(String, String)]) -> Result<bool, Error> {
    let body: Map<String, Value> = query.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
    let asked = fields::check(QUERY, &Value::Object(body), Completeness::Complete).map_err(Error::Invalid)?;
    Ok(asked.contains_key("copy"))
}

/// A record that is ready to be set, but for a scan whose bytes are not in the database.
pub struct Paper {
    number: String,
    sheet: Sheet,
    pictures: Vec<(String, Vec<u8>)>,
    scan: Option<Attachment>,
    name: String,
    now: Moment,
}

/// What is to be printed of the record `id`.
///
/// # Errors
/// 403, 404, 422 for a query that is not [`QUERY`].
pub fn read(
    conn: &mut Conn,
    work: Work<'_>,
    lang: Lang,
    id: Id,
    query: &[(String, String)],
) -> Result<Paper, Error> {
    let mut shown = Shown::read(conn, work, lang, id)?;
    shown.for_customer |= customers_copy(query)?;
    let beside = Beside::read(conn, &shown)?;
    let sheet = chained(conn, work.services, lang, sheet(&shown, &beside)?)?;
    let code = qr_of(&shown.head, work.form, work.services)?;
    let mut pictures = vec![("qr".to_string(), code.into_bytes())];
    let drawn = beside.signed.as_ref().and_then(|signed| signed.picture.clone());
    pictures.extend(drawn.map(|drawn| (SIGNATURE.to_string(), drawn.into_bytes())));
    Ok(Paper {
        number: shown.view.number.clone(),
        sheet,
        pictures,
        scan: signed::scan(&beside).filter(|file| file.kind == FileKind::Picture).cloned(),
        name: format!("{} {} {}", shown.view.number, shown.view.revision, lang.tag()),
        now: work.now,
    })
}

/// Sets it, and hands the PDF over under the number of its record.
///
/// # Errors
/// 503.
pub async fn print(services: &Services, mut paper: Paper) -> Result<HttpResponse, Error> {
    if let Some(scan) = &paper.scan {
        match signed::small(&services.files, &scan.storage_key).await {
            Ok(Some(picture)) => {
                paper.pictures.push((SIGNATURE.to_string(), picture));
                let place = paper.sheet.signatures.first_mut();
                place.into_iter().for_each(|place| place.picture = Some(SIGNATURE.to_string()));
            }
            Ok(None) => {}
            // The paper names the scan among the files, so it is whole without the picture.
            Err(fault) => tracing::warn!(attachment = %scan.id, %fault, "a scan is not printed"),
        }
    }
    let print = Print {
        template: TEMPLATE,
        data: serde_json::to_value(&paper.sheet)?,
        pictures: paper.pictures,
        name: paper.name,
        at: paper.now.0,
    };
    services.printer.download(print, &paper.number).await
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
pub fn sheet(shown: &Shown<'_>, beside: &Beside) -> Result<Sheet, Error> {
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
        signatures: signed::places(shown, beside.signed.as_ref(), signed::scan(beside)),
        signed_name: t("paper-signed-name"),
        signed_at: t("paper-signed-at"),
        appendix: files(shown, &beside.files)
            .into_iter()
            .chain(history(shown).filter(|_| !shown.for_customer))
            .collect(),
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

pub(super) fn moment(shown: &Shown<'_>, at: Moment) -> String {
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

/// The files of the revision, each with the beginning of its fingerprint, by which a copy is recognised.
fn files(shown: &Shown<'_>, files: &[Attachment]) -> Option<Section> {
    let (texts, lang) = (&shown.work.services.texts, shown.lang);
    let t = |key: &str| texts.text(lang, key, &[]);
    let row = |file: &Attachment| {
        let fingerprint = file.sha256.get(..FINGERPRINT).unwrap_or(&file.sha256);
        let kind = texts.word(lang, "file-kind", file.kind.as_str());
        vec![file.name.clone(), kind, attachments::size(file.size), fingerprint.to_string()]
    };
    let columns = ["paper-file-name", "paper-file-kind", "paper-file-size", "paper-file-sha256"];
    let table = Table::new(String::new(), columns.map(t).to_vec(), files.iter().map(row).collect());
    (!files.is_empty()).then(|| Section { title: t("attachments-title"), rows: vec![], tables: vec![table] })
}

/// With the head of the audit chain at its foot: whoever keeps the paper can prove from it that nothing before it was
/// changed (chapter 7).
fn chained(conn: &mut Conn, services: &Services, lang: Lang, mut sheet: Sheet) -> Result<Sheet, Error> {
    sheet.footer.chain = crate::access::audit_chain::chain_head(conn)?.map(|head| {
        // Not its place in the chain: that would tell customers how much goes on in the portal.
        services.texts.text(lang, "paper-chain", &[("hash", head.hash)])
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
