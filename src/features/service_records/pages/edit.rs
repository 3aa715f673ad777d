//! A draft or a returned record in its form: looked at, saved by its author and by itself, sent in.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use crate::access::call::path_id;
use crate::access::{Action, Page};
use crate::error::Error;
use crate::features::shell;
use crate::platform::db::{Conn, Id};
use crate::platform::fields::{self, FieldFault};
use crate::platform::web::flash::{self, Tone};
use crate::platform::web::incoming::IfMatch;

use super::super::form::Form;
use super::super::model::Head;
use super::super::{rules, service};
use super::form::{Draft, FormPage, Obstacle};
use super::typed::{Typed, mended};
use super::{Purpose, title, work};

const TEMPLATE: &str = "pages/records/form.html";

/// What became of a form that was sent.
pub(super) enum Saved {
    /// Kept; so many of its fields cannot be read.
    Draft(Id, usize),
    /// Kept and sent in.
    Submitted(Id),
    /// Kept, but not to be sent in like this.
    Refused(Box<Head>, Vec<FieldFault>),
}

/// Actions that only show the form again.
pub(super) fn unsaved(action: &str) -> bool {
    matches!(action, "check" | "find") || action.starts_with("add:") || action.starts_with("remove:")
}

/// What to say of a draft that was kept.
pub(super) fn saved_key(faults: usize) -> (Tone, &'static str) {
    if faults == 0 { (Tone::Good, "record-saved") } else { (Tone::Attention, "record-saved-with-faults") }
}

/// `GET …/{id}/edit`.
///
/// # Errors
/// 403, 404; a record past editing leads to its page.
pub async fn edit(page: Page, request: HttpRequest, form: &'static Form) -> Result<HttpResponse, Error> {
    page.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    let data = page
        .read(move |conn, page| {
            let head = service::own_record(conn, &work(page, form), id)?;
            rules::editable(&head)?;
            let typed = Typed::of_draft(form, &head, page.services.settings.time_zone);
            Draft { form, head: Some(&head), key: None, typed: &typed, version: None, obstacle: None }
                .page(conn, page)
        })
        .await;
    match data {
        Ok(data) => shell::render(&page, TEMPLATE, title(form, Purpose::Edit), &[], &data).await,
        Err(Error::Conflict(_)) => {
            Ok(flash::redirect(&format!("{}/{id}", form.path), Tone::Attention, "record-past-editing"))
        }
        Err(other) => Err(other),
    }
}

/// `POST …/{id}/edit`: saves, and sends in where that was asked.
///
/// # Errors
/// 403, 404. A form that cannot be saved is shown again with everything that was typed.
pub async fn save(page: Page, request: HttpRequest, form: &'static Form) -> Result<HttpResponse, Error> {
    page.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    let action = page.field("_action").to_string();
    if unsaved(&action) {
        let data = again(&page, form, id, None).await?;
        return shell::render(&page, TEMPLATE, title(form, Purpose::Edit), &[], &data).await;
    }
    let sent = action == "submit";
    let saved = page
        .write(move |conn, page| {
            let (head, faults) = keep(conn, page, form, id)?;
            if sent { submit_saved(conn, page, form, head) } else { Ok(Saved::Draft(head.id, faults.len())) }
        })
        .await;
    let detail = format!("{}/{id}", form.path);
    match saved {
        Ok(Saved::Submitted(_)) => Ok(flash::redirect(&detail, Tone::Good, "record-submitted")),
        Ok(Saved::Draft(_, faults)) => {
            let (tone, key) = saved_key(faults);
            Ok(flash::redirect(&format!("{detail}/edit"), tone, key))
        }
        Ok(Saved::Refused(head, faults)) => refuse(&page, form, *head, faults).await,
        Err(fault @ (Error::Stale | Error::PreconditionRequired | Error::Conflict(_))) => {
            hindered(&page, form, id, &fault).await
        }
        Err(other) => Err(other),
    }
}

fn keep(conn: &mut Conn, page: &Page, form: &'static Form, id: Id) -> Result<(Head, Vec<FieldFault>), Error> {
    let pairs = mended(conn, page)?;
    service::keep_typed(conn, &work(page, form), id, page.incoming.if_match, &pairs)
}

/// Sends in what was just kept; what stands in the way is told and leaves the draft kept.
pub(super) fn submit_saved(
    conn: &mut Conn,
    page: &Page,
    form: &'static Form,
    head: Head,
) -> Result<Saved, Error> {
    match service::submit(conn, &work(page, form), head.id, IfMatch::Version(head.version)) {
        Ok((head, _)) => Ok(Saved::Submitted(head.id)),
        Err(Error::Invalid(faults)) => Ok(Saved::Refused(Box::new(head), faults)),
        Err(other) => Err(other),
    }
}

/// The form again, with what stands in the way beside its fields (422).
pub(super) async fn refuse(
    page: &Page,
    form: &'static Form,
    head: Head,
    faults: Vec<FieldFault>,
) -> Result<HttpResponse, Error> {
    let data = page
        .read(move |conn, page| {
            let mut typed = Typed::of_draft(form, &head, page.services.settings.time_zone);
            typed.also(faults);
            Draft { form, head: Some(&head), key: None, typed: &typed, version: None, obstacle: None }
                .page(conn, page)
        })
        .await?;
    shell::render_invalid(page, TEMPLATE, title(form, Purpose::Edit), &[], &data).await
}

/// The form again because the record is not what it was (409, 412): everything typed stands, nothing is saved.
pub(super) async fn hindered(
    page: &Page,
    form: &'static Form,
    id: Id,
    fault: &Error,
) -> Result<HttpResponse, Error> {
    let (texts, lang) = (&page.services.texts, page.lang());
    let (title_key, text_key) = match fault {
        Error::Conflict(code) => {
            ("record-not-saved".to_string(), format!("problem-detail-{}", code.replace('_', "-")))
        }
        _ => ("record-changed-elsewhere".to_string(), "record-changed-help".to_string()),
    };
    let obstacle = Obstacle {
        title: texts.text(lang, &title_key, &[]),
        text: texts.text(lang, &text_key, &[]),
        differences: vec![],
    };
    let data = again(page, form, id, Some(obstacle)).await?;
    let mut response = shell::render(page, TEMPLATE, title(form, Purpose::Edit), &[], &data).await?;
    *response.status_mut() = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::CONFLICT);
    Ok(response)
}

/// The form as it was typed, beside the record as it is now.
async fn again(
    page: &Page,
    form: &'static Form,
    id: Id,
    obstacle: Option<Obstacle>,
) -> Result<FormPage, Error> {
    page.read(move |conn, page| {
        let head = service::own_record(conn, &work(page, form), id)?;
        let zone = page.services.settings.time_zone;
        let mut typed = Typed::read(form, &mended(conn, page)?, zone);
        if let Some(list) = page.field("_action").strip_prefix("add:") {
            typed.add_row(list);
        }
        let obstacle = obstacle
            .map(|obstacle| Obstacle { differences: differences(page, form, &head, &typed), ..obstacle });
        let read_at = page.field("version").parse().ok().filter(|_| obstacle.is_none());
        Draft { form, head: Some(&head), key: None, typed: &typed, version: read_at, obstacle }
            .page(conn, page)
    })
    .await
}

/// Where what is stored now says something else than what was typed.
fn differences(page: &Page, form: &Form, head: &Head, typed: &Typed) -> Vec<fields::ChangeView> {
    let (texts, lang) = (&page.services.texts, page.lang());
    let mut changes = fields::changes(form.fields, &head.fields(), &typed.body);
    changes.retain(|change| change.path != "customer_id");
    changes.truncate(30);
    fields::change_views(form.table, &changes, page.services.settings.time_zone, &|key, args| {
        texts.find(lang, key, args)
    })
}

/// `POST …/{id}/autosave`.
///
/// # Errors
/// 403, 404, 428, 412, 409.
pub async fn autosave(page: Page, request: HttpRequest, form: &'static Form) -> Result<HttpResponse, Error> {
    page.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    let (head, faults) = page.write(move |conn, page| keep(conn, page, form, id)).await?;
    Ok(answer_autosave(&page, form, &head, &faults, false))
}

/// What the script hears: the version to go on with, when it was saved, what cannot be read, and the addresses of a
/// draft that has just been made.
pub(super) fn answer_autosave(
    page: &Page,
    form: &'static Form,
    head: &Head,
    faults: &[FieldFault],
    is_new: bool,
) -> HttpResponse {
    let (texts, lang) = (&page.services.texts, page.lang());
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    let line = |fault: &FieldFault| json!({ "field": fault.path, "message": fields::message(form.table, fault, &translate) });
    let errors: Vec<serde_json::Value> = faults.iter().map(line).collect();
    let mut answer = json!({ "version": head.version, "saved_at": head.updated_at, "errors": errors });
    if is_new && let Some(fields) = answer.as_object_mut() {
        let here = format!("{}/{}", form.path, head.id);
        fields.insert("autosave".into(), format!("{here}/autosave").into());
        fields.insert("action".into(), format!("{here}/edit").into());
        fields.insert("href".into(), format!("{here}/edit").into());
    }
    HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(answer)
}
