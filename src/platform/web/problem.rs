//! How an [`Error`] looks to whoever asked: RFC 9457 for the API, a page for people. Logged here, once.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError};
use serde::Serialize;
use tracing_actix_web::RequestId;

use crate::error::Error;
use crate::platform::fields;
use crate::platform::i18n::{Lang, Texts};
use crate::platform::services::Services;

use super::incoming::page_lang;

use actix_web::HttpMessage;

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// One wrong field on the wire.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemField {
    /// Dotted path.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// Words in the caller's language.
    pub message: String,
}

/// `application/problem+json` (RFC 9457, 8.2).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A name for the kind of problem.
    pub r#type: String,
    /// The kind in words.
    pub title: String,
    /// The status code again.
    pub status: u16,
    /// What to do about it.
    pub detail: String,
    /// Stable English code.
    pub code: String,
    /// Stands in the logs too.
    pub request_id: String,
    /// The wrong fields.
    pub errors: Vec<ProblemField>,
}

impl Problem {
    /// Puts `error` into words.
    #[must_use]
    pub fn new(error: &Error, lang: Lang, texts: &Texts, request_id: String) -> Self {
        let code = error.code();
        let errors = match error {
            Error::Invalid(faults) => faults.iter().map(|fault| problem_field(fault, lang, texts)).collect(),
            _ => vec![],
        };
        Problem {
            r#type: format!("urn:tierdesk:problem:{code}"),
            title: texts.text(lang, &format!("problem-{}", error.status()), &[]),
            status: error.status(),
            detail: detail(error, lang, texts),
            code: code.to_string(),
            request_id,
            errors,
        }
    }
}

/// What went wrong, as a sentence.
#[must_use]
pub fn detail(error: &Error, lang: Lang, texts: &Texts) -> String {
    let who = match error {
        Error::Taken(_, name) => vec![("name", name.clone())],
        _ => vec![],
    };
    texts.text(lang, &format!("problem-detail-{}", error.code().replace('_', "-")), &who)
}

fn problem_field(fault: &fields::FieldFault, lang: Lang, texts: &Texts) -> ProblemField {
    let translate = |key: &str, args: &[(&str, String)]| texts.find(lang, key, args);
    ProblemField {
        field: fault.path.clone(),
        code: fault.code.to_string(),
        message: fields::message("", fault, &translate),
    }
}

/// The page that tells a person what went wrong.
#[derive(Debug, Serialize)]
pub struct ErrorPage {
    lang: &'static str,
    statics: &'static str,
    title: String,
    problem: Problem,
    login_again: bool,
}

impl ErrorPage {
    /// A page to look at in tests.
    #[must_use]
    pub fn sample(lang: Lang, texts: &Texts) -> Self {
        Self::new(Problem::new(&Error::NotFound, lang, texts, "0198c0de".into()), lang)
    }

    fn new(problem: Problem, lang: Lang) -> Self {
        let login_again = problem.status == 401;
        ErrorPage {
            lang: lang.tag(),
            statics: super::statics::digest(),
            title: problem.title.clone(),
            problem,
            login_again,
        }
    }
}

/// Puts errors of handlers and of the framework into words, and the request id on every answer; lets HEAD ask
/// whatever GET may ask.
///
/// # Errors
/// None of its own.
pub async fn explain(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let mut request = request;
    if request.method() == Method::HEAD {
        // Like GET, without what it answers; the server leaves the body out by itself.
        request.head_mut().method = Method::GET;
    }
    let request_id = request.extensions().get::<RequestId>().map_or_else(String::new, ToString::to_string);
    let response = next.call(request).await?.map_into_boxed_body();
    let error = response.response().error().and_then(|error| error.as_error::<Error>()).map(Problem::parts);
    let status = response.status();
    let bare = (status.is_client_error() || status.is_server_error())
        && response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let allowed = response.headers().get(header::ALLOW).map(with_head);
    let (http, old) = response.into_parts();
    let mut response = match error {
        Some(known) => render(&http, &known, &request_id),
        None if bare => render(&http, &from_status(status), &request_id),
        None => old,
    };
    if let Some(methods) = allowed {
        response.headers_mut().insert(header::ALLOW, methods);
    }
    if let Ok(value) = header::HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(header::HeaderName::from_static("x-request-id"), value);
    }
    Ok(ServiceResponse::new(http, response))
}

/// What is allowed where GET is: HEAD too.
fn with_head(methods: &header::HeaderValue) -> header::HeaderValue {
    let text = methods.to_str().unwrap_or_default();
    let whole = text.replace("GET", "GET, HEAD");
    header::HeaderValue::from_str(&whole).unwrap_or_else(|_| methods.clone())
}

impl Problem {
    // The error itself cannot be cloned or moved out of the response; what is needed of it can.
    fn parts(error: &Error) -> Error {
        match error {
            Error::Malformed(code) => Error::Malformed(code),
            Error::Unauthenticated(code) => Error::Unauthenticated(code),
            Error::Forbidden(code) => Error::Forbidden(code),
            Error::Conflict(code) => Error::Conflict(code),
            Error::Taken(code, who) => Error::Taken(code, who.clone()),
            Error::NotFound => Error::NotFound,
            Error::MethodNotAllowed => Error::MethodNotAllowed,
            Error::Stale => Error::Stale,
            Error::TooLarge => Error::TooLarge,
            Error::UnsupportedMedia => Error::UnsupportedMedia,
            Error::Invalid(faults) => Error::Invalid(faults.clone()),
            Error::PreconditionRequired => Error::PreconditionRequired,
            Error::TooMany(seconds) => Error::TooMany(*seconds),
            Error::Unavailable => Error::Unavailable,
            Error::LostRace => Error::LostRace,
            Error::Lacking(code) => Error::Lacking(code),
            Error::DiskFull => Error::DiskFull,
            Error::Duplicate(what) => Error::Duplicate(what.clone()),
            Error::Internal(source) => Error::internal(source.to_string()),
        }
    }
}

fn from_status(status: StatusCode) -> Error {
    match status.as_u16() {
        404 => Error::NotFound,
        405 => Error::MethodNotAllowed,
        413 => Error::TooLarge,
        415 => Error::UnsupportedMedia,
        400..=499 => Error::Malformed("malformed_request"),
        other => Error::internal(format!("status {other} from the framework")),
    }
}

fn render(request: &HttpRequest, error: &Error, request_id: &str) -> HttpResponse {
    match error {
        Error::Internal(source) => tracing::error!(%source, "internal error"),
        other => tracing::debug!(error = %other, "refused"),
    }
    let Some(services) = request.app_data::<Data<Services>>() else {
        return HttpResponse::InternalServerError().finish();
    };
    let wanted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let program = request.path().starts_with("/api/") || request.headers().contains_key("x-requested-with");
    let lang = if program { Lang::accepted(wanted) } else { page_lang(request) };
    let problem = Problem::new(error, lang, &services.texts, request_id.to_string());
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponseBuilder::new(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(seconds) = error.retry_after() {
        response.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    response
        .insert_header((header::VARY, "Accept-Language"))
        .insert_header((header::CONTENT_LANGUAGE, lang.tag()));
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    if program {
        return response.content_type("application/problem+json").json(problem);
    }
    if status == StatusCode::UNAUTHORIZED && request.method() == Method::GET {
        let next: String = serde_urlencoded::to_string([("next", request.uri().path())]).unwrap_or_default();
        return super::flash::see_other(&format!("/login?{next}"));
    }
    match services.views.render(lang, "pages/error.html", &ErrorPage::new(problem, lang)) {
        Ok(html) => response.content_type("text/html; charset=utf-8").body(html),
        Err(fault) => {
            tracing::error!(%fault, "the error page does not render");
            response.finish()
        }
    }
}
