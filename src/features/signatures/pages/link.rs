//! `/sign/{token}`: the customer's own device. The link is the permission; one that is not good (any more) looks like one
//! that never was.

use actix_web::http::StatusCode;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::blocking;
use crate::error::Error;
use crate::features::attachments;
use crate::features::service_records::pages::ContentSection;
use crate::features::shell::plain::Visit;
use crate::platform::db::{Conn, Moment};
use crate::platform::fields;
use crate::platform::i18n::Lang;
use crate::platform::services::Services;
use crate::platform::web::incoming;

use super::super::service::{self, Origin};

/// What the record says, for somebody without an account.
#[derive(Debug, Serialize)]
struct Asked {
    number: String,
    organisation: String,
    engineer: String,
    until: Moment,
    content: Vec<ContentSection>,
    files: Vec<String>,
    content_hash: String,
    signer_name: String,
    refused: Option<String>,
}

#[derive(Debug, Serialize)]
struct LinkPage {
    /// Something to sign; nothing where the link is not good.
    asked: Option<Asked>,
    /// Who has just signed.
    done: Option<String>,
}

/// What there is to sign. Whoever shows one link after another that is not good waits before the next.
async fn read(
    visit: &Visit,
    refused: Option<String>,
    signer_name: Option<String>,
) -> Result<Option<Asked>, Error> {
    let (services, token, now, lang) = (visit.services.clone(), visit.token.clone(), visit.now, visit.lang);
    let found = blocking(move || services.db.read(|conn| gather(conn, &services, lang, (&token, now)))).await;
    match found {
        Ok(asked) => {
            Ok(Some(Asked { signer_name: signer_name.unwrap_or(asked.signer_name), refused, ..asked }))
        }
        Err(Error::NotFound) => {
            visit.gate.throttle.link_failed(&visit.incoming.address);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

fn page(
    visit: &Visit,
    status: StatusCode,
    asked: Option<Asked>,
    done: Option<String>,
) -> Result<HttpResponse, Error> {
    let data = LinkPage { asked, done };
    visit.page_of_link(status, "pages/signatures/link.html", "title-sign-link", &data)
}

fn gather(
    conn: &mut Conn,
    services: &Services,
    lang: Lang,
    (token, now): (&str, Moment),
) -> Result<Asked, Error> {
    let (link, head) = service::asked(conn, token, now)?;
    let (_, content_hash) = service::now(conn, &head)?;
    let files = attachments::of_revision(conn, head.id, link.revision)?;
    Ok(Asked {
        number: head.number.clone(),
        organisation: head.author_organisation_name.clone(),
        engineer: link.created_by_name,
        until: link.expires_at,
        content: super::said(services, lang, &head)?,
        files: files.into_iter().map(|file| file.name).collect(),
        content_hash,
        signer_name: super::acceptor(&head),
        refused: None,
    })
}

/// `GET /sign/{token}`.
///
/// # Errors
/// 429; what the database answers.
pub async fn asked(request: HttpRequest) -> Result<HttpResponse, Error> {
    let visit = Visit::read(&request)?;
    visit.gate.throttle.check_link(&visit.incoming.address)?;
    let asked = read(&visit, None, None).await?;
    let status = if asked.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    page(&visit, status, asked, None)
}

/// `POST /sign/{token}`: signs, and uses the link up.
///
/// # Errors
/// 400, 413, 429; what the database answers.
pub async fn confirm(request: HttpRequest, mut payload: Payload) -> Result<HttpResponse, Error> {
    let visit = Visit::read(&request)?;
    visit.gate.throttle.check_link(&visit.incoming.address)?;
    let pairs = incoming::pairs(&incoming::body(&request, &mut payload).await?)?;
    let field = |name: &str| {
        pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let (name, hash) = (field("signer_name"), field("content_hash"));
    let drawn = if field("_action") == "typed" { String::new() } else { field("strokes") };
    let empty = field("_action") == "drawn" && drawn.trim().is_empty();
    let (services, token, now) = (visit.services.clone(), visit.token.clone(), visit.now);
    let (device, address) = (visit.incoming.agent.clone(), visit.incoming.address.clone());
    let said = name.clone();
    let signed = blocking(move || {
        services.db.write(|conn| {
            if empty {
                service::asked(conn, &token, now)?;
                return Err(Error::field("strokes", fields::FaultCode::REQUIRED));
            }
            let origin = Origin { device: &device, address: &address };
            service::sign_by_link(conn, &token, now, origin, (&said, &hash, &drawn))
        })
    })
    .await;
    let (texts, lang) = (&visit.services.texts, visit.lang);
    let fault = match signed {
        Ok(row) => return page(&visit, StatusCode::OK, None, Some(row.signer_name)),
        Err(Error::NotFound) => {
            visit.gate.throttle.link_failed(&visit.incoming.address);
            return page(&visit, StatusCode::NOT_FOUND, None, None);
        }
        Err(fault) => fault,
    };
    let refused = match &fault {
        Error::Invalid(faults) => {
            let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
            faults
                .iter()
                .map(|one| fields::message("signature", one, &translate))
                .collect::<Vec<_>>()
                .join("\n")
        }
        Error::Conflict("content_changed") => texts.text(lang, "problem-detail-content-changed", &[]),
        _ => return Err(fault),
    };
    let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let asked = read(&visit, Some(refused), Some(name)).await?;
    page(&visit, status, asked, None)
}
