//! `/customers/import`, `/products/import` and `/imports/{id}`: a file is chosen, every line is shown, and confirmed.

use actix_web::http::StatusCode;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;

use crate::access::call::{path_id, upload};
use crate::access::{Action, Page};
use crate::domain::import_words::{Fate, ImportKind, ImportState};
use crate::error::Error;
use crate::features::shell;
use crate::features::shell::columns::columns;
use crate::features::shell::list::ListFrame;
use crate::platform::db::Id;
use crate::platform::export::{Format, Sheet};
use crate::platform::fields::{self, FieldFault};
use crate::platform::files::FILE_LIMIT;
use crate::platform::sheets::{MOST_COLUMNS, MOST_LINES};
use crate::platform::web::filters;
use crate::platform::web::flash::{self, Tone};

use super::columns as known;
use super::model::{Import, ImportedLine, LINES};
use super::service::{self, Desk};

fn desk(page: &Page) -> Desk<'_> {
    Desk { services: &page.services, actor: &page.actor, now: page.now }
}

/// The list to which an import belongs.
fn list_of(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Customers => "/customers",
        ImportKind::Products => "/products",
    }
}

#[derive(Serialize)]
struct ColumnRow {
    label: String,
    name: &'static str,
    help: String,
}

#[derive(Serialize)]
struct ErrorLine {
    id: &'static str,
    label: Option<String>,
    message: String,
}

#[derive(Serialize)]
struct FormPage {
    kind: ImportKind,
    list_href: &'static str,
    columns: Vec<ColumnRow>,
    errors: Vec<ErrorLine>,
    most_lines: usize,
    most_columns: usize,
}

/// `GET /customers/import`.
///
/// # Errors
/// `Forbidden`.
pub async fn customers(page: Page) -> Result<HttpResponse, Error> {
    form(&page, ImportKind::Customers, vec![]).await
}

/// `GET /products/import`.
///
/// # Errors
/// `Forbidden`.
pub async fn products(page: Page) -> Result<HttpResponse, Error> {
    form(&page, ImportKind::Products, vec![]).await
}

/// `POST /customers/import`.
///
/// # Errors
/// `Forbidden`; a file that is not taken shows the form again.
pub async fn send_customers(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Error> {
    send(request, payload, ImportKind::Customers).await
}

/// `POST /products/import`.
///
/// # Errors
/// As [`send_customers`].
pub async fn send_products(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Error> {
    send(request, payload, ImportKind::Products).await
}

async fn form(page: &Page, kind: ImportKind, faults: Vec<FieldFault>) -> Result<HttpResponse, Error> {
    page.may(service::needs(kind))?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let row = |column: &&'static known::Column| ColumnRow {
        label: texts.text(lang, column.label, &[]),
        name: column.name,
        help: texts.text(lang, &format!("import-help-{}", column.name.replace('_', "-")), &[]),
    };
    let errors = faults.iter().map(|fault| ErrorLine {
        id: "import-file",
        label: Some(texts.text(lang, "import-file", &[])),
        message: fields::message("import", fault, &translate),
    });
    let data = FormPage {
        kind,
        list_href: list_of(kind),
        columns: known::columns(kind, &page.actor).iter().map(row).collect(),
        errors: errors.collect(),
        most_lines: MOST_LINES,
        most_columns: MOST_COLUMNS,
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = match kind {
        ImportKind::Customers => "title-import-customers",
        ImportKind::Products => "title-import-products",
    };
    shell::render_as(page, status, "pages/imports/form.html", title, &[], &data).await
}

async fn send(request: HttpRequest, payload: Payload, kind: ImportKind) -> Result<HttpResponse, Error> {
    let (page, unread) = upload::page(&request, payload).await?;
    page.may(service::needs(kind))?;
    match take(&page, unread, kind).await {
        Ok(id) => Ok(flash::redirect(&format!("/imports/{id}"), Tone::Good, "import-shown")),
        Err(Error::Invalid(faults)) => form(&page, kind, faults).await,
        Err(Error::TooLarge) => {
            let fault = FieldFault::new("file", fields::FaultCode::new("file_too_large"));
            let fault = fault.with("limit", FILE_LIMIT / 1024 / 1024);
            form(&page, kind, vec![fault]).await
        }
        Err(other) => Err(other),
    }
}

async fn take(page: &Page, unread: upload::Unread, kind: ImportKind) -> Result<Id, Error> {
    let received = unread.receive().await?;
    let given = service::open(received.name.clone(), received.spool.clone()).await?;
    let file = given.clone();
    let outcome =
        page.read(move |conn, page| service::judge_file(conn, &desk(page), kind, &file, &mut |_| {})).await?;
    page.write(move |conn, page| Ok(service::keep(conn, &desk(page), kind, &given, &outcome)?.id)).await
}

#[derive(Serialize)]
struct LineRow {
    href: Option<String>,
    #[serde(flatten)]
    line: ImportedLine,
}

#[derive(Serialize)]
struct ShowPage {
    #[serde(flatten)]
    list: ListFrame<LineRow>,
    import: Import,
    list_href: &'static str,
    again_href: String,
    apply_href: String,
    may_apply: bool,
    stored: i32,
}

/// `GET /imports/{id}`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ImportData)?;
    let id = path_id(&request)?;
    let here = format!("/imports/{id}");
    let (texts, lang) = (&page.services.texts, page.lang());
    // A sheet is read from its top.
    let asked = filters::read_in(&LINES, &page.incoming.query, "number", texts, lang);
    let query = asked.query.clone();
    let (import, found) = page
        .read(move |conn, page| {
            let row = service::load(conn, &scope, id)?;
            let view = service::view(&desk(page), &row, page.lang())?;
            Ok((view, service::lines(&desk(page), &row, &query, page.lang())?))
        })
        .await?;
    let list_href = list_of(import.kind);
    let row =
        |line: ImportedLine| LineRow { href: line.object_id.map(|id| format!("{list_href}/{id}")), line };
    let fates: Vec<(String, &str)> =
        Fate::TEXTS.iter().map(|fate| (texts.word(lang, "import-fate", fate), *fate)).collect();
    let group = asked.group(&here, texts.text(lang, "import-fate", &[]), "fate", &fates, texts, lang);
    let heads = [
        ("import-line", Some("number")),
        ("import-about", None),
        ("import-fate", None),
        ("import-what", None),
    ];
    let heads = columns(&asked, &here, &heads, texts, lang);
    let data = ShowPage {
        list: ListFrame::new(asked, &here, (vec![group], heads), &["fate"], found.map(row)),
        again_href: format!("{list_href}/import"),
        apply_href: format!("{here}/apply"),
        may_apply: import.state == ImportState::Shown && import.new_count + import.changed_count > 0,
        stored: import.new_count + import.changed_count,
        list_href,
        import,
    };
    shell::render(&page, "pages/imports/show.html", "title-import", &[], &data).await
}

/// `POST /imports/{id}/apply`. Where things have moved on, it is shown as they stand now.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn apply(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::ImportData)?;
    let id = path_id(&request)?;
    let here = format!("/imports/{id}");
    let skips = page.field("skip_refused") == "true";
    let done = page
        .write(move |conn, page| {
            let target = (id, page.incoming.if_match);
            service::apply(conn, &desk(page), target, &json!({ "skip_refused": skips }))
        })
        .await;
    match done {
        Ok(_) => Ok(flash::redirect(&here, Tone::Good, "import-applied")),
        Err(Error::Conflict("import_outdated")) => {
            page.write(move |conn, page| service::look_again(conn, &desk(page), id)).await?;
            Ok(flash::redirect(&here, Tone::Attention, "import-outdated"))
        }
        Err(Error::Conflict(_) | Error::Stale | Error::PreconditionRequired) => {
            Ok(flash::redirect(&here, Tone::Attention, "import-look-again"))
        }
        Err(other) => Err(other),
    }
}

/// `GET /imports/{id}/export.xlsx`: what becomes of the lines, as a file to work with.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Invalid`.
pub async fn export(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    let scope = page.may(Action::ImportData)?;
    let id = path_id(&request)?;
    let mut query = LINES.read(&page.incoming.query)?;
    (query.limit, query.after, query.descending) =
        (i64::try_from(MOST_LINES).map_err(Error::internal)?, None, false);
    let found = page
        .read(move |conn, page| {
            let row = service::load(conn, &scope, id)?;
            service::lines(&desk(page), &row, &query, page.lang())
        })
        .await?;
    let (texts, lang) = (&page.services.texts, page.lang());
    let row = |line: ImportedLine| {
        let wrong = line.errors.iter().map(|fault| format!("{}: {}", fault.label, fault.message));
        let changes = line.changes.iter().map(|change| {
            let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".into());
            format!("{}: {} → {}", change.label, side(&change.before), side(&change.after))
        });
        let what: Vec<String> = wrong.chain(changes).collect();
        let fate = texts.word(lang, "import-fate", line.fate.as_str());
        vec![line.number.to_string(), line.label.clone(), fate, what.join("\n")]
    };
    let sheet = Sheet {
        columns: ["import-line", "import-about", "import-fate", "import-what"]
            .map(|key| texts.text(lang, key, &[]))
            .to_vec(),
        rows: found.items.into_iter().map(row).collect(),
        note: None,
    };
    sheet.download(Format::Xlsx, "import-lines")
}

/// `GET /customers/import/template.xlsx`: the headings, to be filled in.
///
/// # Errors
/// `Forbidden`.
pub async fn customers_xlsx(page: Page) -> Result<HttpResponse, Error> {
    template(&page, ImportKind::Customers, Format::Xlsx)
}

/// `GET /customers/import/template.csv`.
///
/// # Errors
/// `Forbidden`.
pub async fn customers_csv(page: Page) -> Result<HttpResponse, Error> {
    template(&page, ImportKind::Customers, Format::Csv)
}

/// `GET /products/import/template.xlsx`.
///
/// # Errors
/// `Forbidden`.
pub async fn products_xlsx(page: Page) -> Result<HttpResponse, Error> {
    template(&page, ImportKind::Products, Format::Xlsx)
}

/// `GET /products/import/template.csv`.
///
/// # Errors
/// `Forbidden`.
pub async fn products_csv(page: Page) -> Result<HttpResponse, Error> {
    template(&page, ImportKind::Products, Format::Csv)
}

fn template(page: &Page, kind: ImportKind, format: Format) -> Result<HttpResponse, Error> {
    page.may(service::needs(kind))?;
    let heading = known::columns(kind, &page.actor);
    let sheet = Sheet {
        columns: heading.iter().map(|it| page.services.texts.text(page.lang(), it.label, &[])).collect(),
        ..Sheet::default()
    };
    sheet.download(format, &format!("{}-template", kind.as_str()))
}
