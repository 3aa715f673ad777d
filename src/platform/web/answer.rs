//! What a call of the API answers: status, object, version as `ETag`, `Location`.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;

/// An answer that can be kept and given again for the same `Idempotency-Key`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    status: u16,
    body: Value,
    version: Option<i32>,
    location: Option<String>,
}

impl Answer {
    /// 200 with an object.
    ///
    /// # Errors
    /// Where the object cannot be written as JSON.
    pub fn ok(body: &impl Serialize) -> Result<Self, Error> {
        Ok(Answer { status: 200, body: serde_json::to_value(body)?, version: None, location: None })
    }

    /// 201 with a new object and where it lives.
    ///
    /// # Errors
    /// Where the object cannot be written as JSON.
    pub fn created(body: &impl Serialize, location: String) -> Result<Self, Error> {
        Ok(Answer { status: 201, body: serde_json::to_value(body)?, version: None, location: Some(location) })
    }

    /// 204 with nothing.
    #[must_use]
    pub fn done() -> Self {
        Answer { status: 204, body: Value::Null, version: None, location: None }
    }

    /// Says which version the object has.
    #[must_use]
    pub fn version(mut self, version: i32) -> Self {
        self.version = Some(version);
        self
    }

    /// The answer on the wire.
    #[must_use]
    pub fn into_response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponseBuilder::new(status);
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(version) = self.version {
            response.insert_header((header::ETAG, format!("\"{version}\"")));
        }
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        if self.body.is_null() { response.finish() } else { response.json(self.body) }
    }
}
