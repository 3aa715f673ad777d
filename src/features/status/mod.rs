//! Whether the program lives, is ready, and what it counts.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::{blocking, parts};
use crate::error::Error;
use crate::platform::db;
use crate::platform::telemetry;

/// `GET /healthz`: the program runs.
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok" }))
}

/// `GET /readyz`: the program runs and its database answers.
///
/// # Errors
/// `Unavailable` where it does not.
pub async fn readyz(request: HttpRequest) -> Result<HttpResponse, Error> {
    let (services, _) = parts(&request)?;
    let database = services.db.clone();
    blocking(move || database.read(db::ping)).await.map_err(|_| Error::Unavailable)?;
    Ok(HttpResponse::Ok().json(serde_json::json!({ "status": "ready", "database": services.db.engine() })))
}

/// `GET /metrics`: figures for Prometheus.
pub async fn metrics(handle: Option<Data<telemetry::Figures>>) -> HttpResponse {
    let text = handle.map_or_else(String::new, |handle| handle.render());
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text)
}
