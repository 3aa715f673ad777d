//! What a path names.

use actix_web::HttpRequest;

use crate::error::Error;
use crate::platform::db::Id;

/// The id in a path; what is no id is missing like any other unknown object.
///
/// # Errors
/// `NotFound`.
pub fn path_id(request: &HttpRequest) -> Result<Id, Error> {
    request.match_info().get("id").and_then(|text| text.parse().ok()).ok_or(Error::NotFound)
}
