//! `/fault-records/{id}/sign`: what is signed in words, and the ways to sign it.

use actix_web::http::{StatusCode, header};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::access::call::{path_id, upload};
use crate::access::{Action, Page};
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::service_records::pages::ContentSection;
use crate::features::{attachments, service_records, shell};
use crate::platform::db::{Conn, Id, Moment};
use crate::platform::fields;
use crate::platform::web::flash::{self, Tone};

use super::super::model::CodeView;
use super::super::service::{self, Origin, Proof};
use super::super::view::{Card, card};

/// A link that was just made.
#[derive(Debug, Clone, Serialize)]
struct Offered {
    url: String,
    until: Moment,
    /// The picture of it, as a `data:` address.
    code: Option<String>,
}

#[derive(Debug, Serialize)]
struct SignPage {
    number: String,
    list_title: String,
    record_href: String,
    form_href: String,
    here: String,
    content: Vec<ContentSection>,
    files: Vec<String>,
    content_hash: String,
    signer_name: String,
    signature: Option<Card>,
    offered: Option<Offered>,
    refused: Option<String>,
    /// The code that the signer was sent and has to tell.
    code: Option<CodeView>,
    email: String,
    /// Whether mails leave.
    connected: bool,
}

/// What a page says besides what the record says.
#[derive(Default)]
struct More {
    offered: Option<Offered>,
    refused: Option<String>,
    signer_name: Option<String>,
    email: Option<String>,
}

/// `GET /fault-records/{id}/sign`.
///
/// # Errors
/// 403, 404; a record past editing leads to its page.
pub async fn show(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WriteRecords)?;
    respond(&page, path_id(&request)?, StatusCode::OK, More::default()).await
}

async fn respond(page: &Page, id: Id, status: StatusCode, more: More) -> Result<HttpResponse, Error> {
    let data = page.read(move |conn, page| gather(conn, page, id, more)).await;
    match data {
        Ok(data) => {
            let number = [("number", data.number.clone())];
            shell::render_as(page, status, "pages/signatures/sign.html", "title-sign", &number, &data).await
        }
        Err(Error::Conflict(_)) => Ok(past_editing(id)),
        Err(other) => Err(other),
    }
}

fn past_editing(id: Id) -> HttpResponse {
    flash::redirect(&format!("/fault-records/{id}"), Tone::Attention, "record-past-editing")
}

fn gather(conn: &mut Conn, page: &Page, id: Id, more: More) -> Result<SignPage, Error> {
    let (texts, lang) = (&page.services.texts, page.lang());
    let head = service_records::may_change(conn, &page.actor, Some(ServiceRecordKind::FaultRecord), id)?;
    let revision = service_records::next_revision(&head);
    let (_, content_hash) = service::now(conn, &head)?;
    let files = attachments::of_revision(conn, id, revision)?;
    let contact = head.content.pointer("/contact/email").and_then(Value::as_str);
    let email = more.email.unwrap_or_else(|| contact.unwrap_or_default().to_string());
    Ok(SignPage {
        code: service::waiting_code(conn, &head, &content_hash, page.now)?,
        email,
        connected: page.services.mailer.is_connected(),
        number: head.number.clone(),
        list_title: texts.text(lang, "nav-fault-records", &[]),
        record_href: format!("/fault-records/{id}"),
        form_href: format!("/fault-records/{id}/edit"),
        here: format!("/fault-records/{id}/sign"),
        content: super::said(&page.services, lang, &head)?,
        files: files.into_iter().map(|file| file.name).collect(),
        content_hash,
        signer_name: more.signer_name.unwrap_or_else(|| super::acceptor(&head)),
        signature: card(conn, &head, &head.fields(), revision, false)?,
        offered: more.offered,
        refused: more.refused,
    })
}

/// `POST /fault-records/{id}/sign`: drawn, with the typed name alone, or with the typed name and a code.
///
/// # Errors
/// 403, 404; what stands in the way is said on the page.
pub async fn sign(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    let mut body = Map::new();
    let method = match page.field("_action") {
        method @ ("typed" | "code") => method,
        _ => "drawn",
    };
    for name in ["signer_name", "content_hash", "strokes", "code"] {
        let said = page.field(name).trim();
        let left_out = match name {
            "strokes" => method != "drawn",
            "code" => method != "code",
            _ => false,
        };
        if !said.is_empty() && !left_out {
            body.insert(name.into(), said.into());
        }
    }
    body.insert("method".into(), method.into());
    let counted = match method {
        "code" => page.write(move |conn, page| service::count_try(conn, &page.actor, id, page.now)).await?,
        _ => None,
    };
    let body = Value::Object(body);
    let signed = page
        .write(move |conn, page| {
            let origin = Origin { device: &page.incoming.agent, address: &page.incoming.address };
            let proof = Some(Proof { seal: &page.services.seal, counted });
            service::sign(conn, &page.actor, id, page.now, origin, &body, proof).map(drop)
        })
        .await;
    let name = page.field("signer_name").to_string();
    settled(&page, id, signed, name).await
}

/// `POST /fault-records/{id}/sign/code`: sends the signer a code.
///
/// # Errors
/// 403, 404; what stands in the way is said on the page.
pub async fn send_code(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    let (name, email) = (page.field("signer_name").trim(), page.field("email").trim());
    let body = json!({ "signer_name": name, "email": email });
    let sent = page.write(move |conn, page| service::send_code(conn, &page.actor, id, page.now, &body)).await;
    let Err(fault) = sent else {
        let here = format!("/fault-records/{id}/sign#code");
        return Ok(flash::redirect(&here, Tone::Good, "signature-code-sent"));
    };
    refuse(&page, id, fault, name.to_string(), Some(email.to_string())).await
}

/// `POST /fault-records/{id}/sign/scan`: a scan of the paper that was signed.
///
/// # Errors
/// 413, 403, 404; what stands in the way is said on the page.
pub async fn scan(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Error> {
    let (page, unread) = upload::page(&request, payload).await?;
    page.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    let kind = Some(ServiceRecordKind::FaultRecord);
    let open = page.read(move |conn, page| service_records::may_change(conn, &page.actor, kind, id)).await;
    match open {
        Ok(_) => {}
        Err(Error::Conflict(_)) => return Ok(past_editing(id)),
        Err(other) => return Err(other),
    }
    let received = match unread.receive().await {
        Ok(received) => received,
        Err(fault) => return settled(&page, id, Err(fault), String::new()).await,
    };
    let name =
        received.fields.iter().find(|(key, _)| key == "signer_name").map_or("", |(_, name)| name.trim());
    let name = name.to_string();
    let signer = name.clone();
    let signed = match attachments::keep(&page.services.files, &received.name, received.spool.clone()).await {
        Ok(file) => {
            page.write(move |conn, page| {
                let origin = Origin { device: &page.incoming.agent, address: &page.incoming.address };
                service::sign_scan(conn, &page.actor, id, page.now, origin, &signer, &file).map(drop)
            })
            .await
        }
        Err(fault) => Err(fault),
    };
    settled(&page, id, signed, name).await
}

/// Where the signing leads: back to the form, or to the page with what stands in the way.
async fn settled(
    page: &Page,
    id: Id,
    signed: Result<(), Error>,
    signer_name: String,
) -> Result<HttpResponse, Error> {
    let fault = match signed {
        Ok(()) => {
            let form = format!("/fault-records/{id}/edit#signature");
            return Ok(flash::redirect(&form, Tone::Good, "signature-added"));
        }
        Err(fault) => fault,
    };
    refuse(page, id, fault, signer_name, None).await
}

/// The page with what stands in the way, and what was typed.
async fn refuse(
    page: &Page,
    id: Id,
    fault: Error,
    signer_name: String,
    email: Option<String>,
) -> Result<HttpResponse, Error> {
    let refused = told(page, &fault);
    let Some(refused) = refused else {
        return match fault {
            Error::Conflict(_) => Ok(past_editing(id)),
            other => Err(other),
        };
    };
    let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let more = More { refused: Some(refused), signer_name: Some(signer_name), email, offered: None };
    let mut response = respond(page, id, status, more).await?;
    if let Error::TooMany(seconds) = fault {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
    }
    Ok(response)
}

/// What can be said on the page.
fn told(page: &Page, fault: &Error) -> Option<String> {
    let (texts, lang) = (&page.services.texts, page.lang());
    match fault {
        Error::Invalid(faults) => {
            let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
            Some(
                faults
                    .iter()
                    .map(|one| fields::message("signature", one, &translate))
                    .collect::<Vec<_>>()
                    .join("\n"),
            )
        }
        Error::Conflict(code @ ("content_changed" | "too_many_attachments")) => {
            Some(texts.text(lang, &format!("problem-detail-{}", code.replace('_', "-")), &[]))
        }
        Error::TooMany(_) => Some(texts.text(lang, "sign-code-too-many", &[])),
        Error::TooLarge => Some(texts.text(lang, "flash-attachment-too-large", &[])),
        _ => None,
    }
}

/// `POST /fault-records/{id}/sign/link`: makes a link and shows it, once.
///
/// # Errors
/// 403, 404.
pub async fn offer(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    let issued = page.write(move |conn, page| service::offer(conn, &page.actor, id, page.now)).await;
    let (token, until) = match issued {
        Ok(issued) => issued,
        Err(Error::Conflict(_)) => return Ok(past_editing(id)),
        Err(other) => return Err(other),
    };
    let url = format!("{}/sign/{token}", page.services.settings.public_url);
    let code = code(&url);
    let more = More { offered: Some(Offered { url, until, code }), ..More::default() };
    respond(&page, id, StatusCode::OK, more).await
}

/// The picture of an address for another phone's camera; dark on light whatever the page looks like.
fn code(url: &str) -> Option<String> {
    let drawn = QrCode::new(url).ok()?.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    Some(format!("data:image/svg+xml;base64,{}", STANDARD.encode(drawn)))
}

/// `GET /signatures/{id}/picture`: what was drawn.
///
/// # Errors
/// 403, 404.
pub async fn picture(page: Page, request: HttpRequest) -> Result<HttpResponse, Error> {
    page.may(Action::ViewRecords)?;
    let id = path_id(&request)?;
    let drawn = page.read(move |conn, page| service::picture(conn, &page.actor, id)).await?;
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .body(drawn))
}
