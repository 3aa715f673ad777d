//! `/sign/{token}`: the customer's own device. The link is the permission; one that is not good (any more) looks like one
//! that never was.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::call::{blocking, parts};
use crate::error::Error;

use crate::features::attachments;
use crate::features::service_records::pages::ContentSection;
use crate::platform::db::{Conn, Moment};
use crate::platform::fields;
use crate::platform::i18n::Lang;
use crate::platform::services::Services;
use crate::platform::web::incoming::{self, Incoming, page_lang};
use crate::platform::web::statics;

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
    lang: &'static str,
    statics: &'static str,
    title: String,
    demo: bool,
    other_language: &'static str,
    next: String,
    request_id: String,
    /// Something to sign; nothing where the link is not good.
    asked: Option<Asked>,
    /// Who has just signed.
    done: Option<String>,
}

/// What a request brings.
struct Visit {
    services: Data<Services>,
    incoming: Incoming,
    lang: Lang,
    token: String,
    now: Moment,
}

impl Visit {
    fn read(request: &HttpRequest) -> Result<Self, Error> {
        let (services, _) = parts(request)?;
        let incoming = Incoming::read(request, services.settings.trusted_proxy)?;
        let token = request.match_info().get("token").unwrap_or("").chars().take(100).collect();
        let now = Moment::from(services.clock.now());
        Ok(Visit { services, incoming, lang: page_lang(request), token, now })
    }

    async fn asked(
        &self,
        refused: Option<String>,
        signer_name: Option<String>,
    ) -> Result<Option<Asked>, Error> {
        let (services, token, now, lang) = (self.services.clone(), self.token.clone(), self.now, self.lang);
        let found =
            blocking(move || services.db.read(|conn| gather(conn, &services, lang, (&token, now)))).await;
        match found {
            Ok(asked) => {
                Ok(Some(Asked { signer_name: signer_name.unwrap_or(asked.signer_name), refused, ..asked }))
            }
            Err(Error::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn page(
        &self,
        status: StatusCode,
        asked: Option<Asked>,
        done: Option<String>,
    ) -> Result<HttpResponse, Error> {
        let data = LinkPage {
            lang: self.lang.tag(),
            statics: statics::digest(),
            title: self.services.texts.text(self.lang, "title-sign-link", &[]),
            demo: self.services.settings.demo,
            other_language: if self.lang == Lang::En { "zh-CN" } else { "en" },
            next: self.incoming.path.clone(),
            request_id: self.incoming.request_id.clone(),
            asked,
            done,
        };
        let html = self.services.views.render(self.lang, "pages/signatures/link.html", &data)?;
        Ok(HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::REFERRER_POLICY, "no-referrer"))
            .body(html))
    }
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
/// What the database answers.
pub async fn asked(request: HttpRequest) -> Result<HttpResponse, Error> {
    let visit = Visit::read(&request)?;
    let asked = visit.asked(None, None).await?;
    let status = if asked.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    visit.page(status, asked, None)
}

/// `POST /sign/{token}`: signs, and uses the link up.
///
/// # Errors
/// 400, 413; what the database answers.
pub async fn confirm(request: HttpRequest, mut payload: Payload) -> Result<HttpResponse, Error> {
    let visit = Visit::read(&request)?;
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
        Ok(row) => return visit.page(StatusCode::OK, None, Some(row.signer_name)),
        Err(Error::NotFound) => return visit.page(StatusCode::NOT_FOUND, None, None),
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
    let asked = visit.asked(Some(refused), Some(name)).await?;
    visit.page(status, asked, None)
}
