//! `/requests/{id}/attachments`, `/request-attachments/{id}`.

use actix_web::HttpRequest;
use actix_web::web::Payload;
use serde_json::{Map, Value};

use crate::access::call::upload::{self, Received};
use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::error::Error;
use crate::features::attachments;
use crate::platform::fields::{self, Completeness};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};
use crate::platform::web::list::Listing;

use super::super::api::desk;
use super::RequestAttachmentView;
use super::model::FIELDS;

/// `POST /requests/{id}/attachments`.
///
/// # Errors
/// 400, 413, 415, 403, 404, 409, 422.
pub async fn add(request: HttpRequest, payload: Payload) -> Reply {
    let (call, unread) = upload::call(&request, payload).await?;
    call.may(Action::WorkOnRequests)?;
    let id = path_id(&request)?;
    call.clone().read(move |conn, call| super::check_place(conn, &desk(call), id)).await?;
    let received = unread.receive().await?;
    let fields = beside(&received)?;
    let file = attachments::keep(&call.services.files, &received.name, received.spool.clone()).await?;
    let call = call.with_file(&received);
    call.write(move |conn, call| {
        let row = super::add(conn, &desk(call), id, &fields, file.clone())?;
        let place = format!("/api/v1/request-attachments/{}", row.id);
        Ok(Answer::created(&RequestAttachmentView::from(row), place)?.version(1))
    })
    .await
}

/// What stands beside the file.
fn beside(received: &Received) -> Result<Map<String, Value>, Error> {
    let said = received.fields.iter().filter(|(_, value)| !value.is_empty());
    let body = said.map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect();
    fields::check(FIELDS, &Value::Object(body), Completeness::Draft).map_err(Error::Invalid)
}

/// `GET /requests/{id}/attachments`: never more than a hundred, so one page.
///
/// # Errors
/// 403, 404.
pub async fn list(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ViewRequests)?;
    let id = path_id(&request)?;
    let rows = call.read(move |conn, call| super::list(conn, &call.actor, id)).await?;
    let items = rows.into_iter().map(RequestAttachmentView::from).collect();
    Ok(Answer::ok(&Listing { items, next: None })?.into_response())
}

/// `GET /request-attachments/{id}`: the bytes.
///
/// # Errors
/// 403, 404.
pub async fn content(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ViewRequests)?;
    let id = path_id(&request)?;
    let files = call.services.files.clone();
    let file = call.read(move |conn, call| super::show(conn, &call.actor, id)).await?;
    attachments::serve(&files, &request, &file.facts, false).await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let (tag, path) = ("requests", "/api/v1/requests/{id}/attachments");
    docs.add(
        Doc::get(path, tag, "The files that came with what the caller reads of a request, oldest first")
            .answers_list::<RequestAttachmentView>(),
    );
    docs.add(
        Doc::post(
            path,
            tag,
            "Send a file of at most 20 MiB: with a message (`visibility`, `body`), or to one's own line (`event_id`)",
        )
        .file_body_with(FIELDS)
        .creates::<RequestAttachmentView>(),
    );
    let path = "/api/v1/request-attachments/{id}";
    docs.add(Doc::get(path, tag, "The bytes of a file of a request").answers_bytes());
}
