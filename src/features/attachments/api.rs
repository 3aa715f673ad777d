//! `/fault-records/{id}/attachments`, `/pre-sale-reports/{id}/attachments`, `/attachments/{id}`.

use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};

use crate::access::call::upload;
use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::error::Error;
use crate::platform::files::Files;
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::form_at;
use super::model::{AttachmentList, AttachmentView, Facts};
use super::service;

/// `POST …/{id}/attachments`.
///
/// # Errors
/// 400, 413, 415, 403, 404, 409, 422.
pub async fn add(request: HttpRequest, payload: Payload) -> Reply {
    let (call, unread) = upload::call(&request, payload).await?;
    call.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    let kind = form_at(&call.incoming.path).kind;
    let place = move |conn: &mut _, call: &Call| service::check_place(conn, &call.actor, kind, id);
    call.clone().read(place).await?;
    let received = unread.receive().await?;
    received.only(&[])?;
    let file = service::keep(&call.services.files, &received.name, received.spool.clone()).await?;
    let call = call.with_file(&received);
    call.write(move |conn, call| {
        let row = service::add(conn, &call.actor, kind, id, call.now, &file)?;
        let place = format!("/api/v1/attachments/{}", row.id);
        Ok(Answer::created(&AttachmentView::from(row), place)?.version(1))
    })
    .await
}

/// `GET …/{id}/attachments`.
///
/// # Errors
/// 403, 404.
pub async fn list(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ViewRecords)?;
    let id = path_id(&request)?;
    let kind = form_at(&call.incoming.path).kind;
    let rows = call.read(move |conn, call| service::list(conn, &call.actor, kind, id)).await?;
    let items = rows.into_iter().map(AttachmentView::from).collect();
    Ok(Answer::ok(&AttachmentList { items, next: None })?.into_response())
}

/// `GET /attachments/{id}`: the bytes.
///
/// # Errors
/// 403, 404.
pub async fn content(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ViewRecords)?;
    let id = path_id(&request)?;
    let files = call.services.files.clone();
    let (row, _) = call.read(move |conn, call| service::show(conn, &call.actor, id)).await?;
    serve(&files, &request, &row.facts(), false).await
}

/// `DELETE /attachments/{id}`.
///
/// # Errors
/// 403, 404, 409.
pub async fn remove(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        service::remove(conn, &call.actor, id, call.now)?;
        call.no_body()?;
        Ok(Answer::done())
    })
    .await
}

/// The bytes of a file as an answer that nothing runs in: to be saved, or shown in its place where `inline`.
///
/// # Errors
/// `Internal` where the bytes are gone, `Unavailable`.
pub async fn serve(files: &Files, request: &HttpRequest, file: &Facts, inline: bool) -> Reply {
    let inline = inline && file.kind.shown_inline();
    let tag = format!("\"{}\"", file.sha256);
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::ETAG, tag.clone()))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .insert_header((header::CONTENT_DISPOSITION, disposition(&file.name, inline)));
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)) {
        return Ok(response.status(actix_web::http::StatusCode::NOT_MODIFIED).finish());
    }
    let bytes = files.get(&file.storage_key).await.map_err(|fault| match fault {
        Error::NotFound => Error::internal(format!("the bytes of file {} are gone", file.storage_key)),
        other => other,
    })?;
    let kind =
        if file.media_type == "text/plain" { "text/plain; charset=utf-8" } else { file.media_type.as_str() };
    // What is packed already gains nothing from being packed again.
    response.insert_header((header::CONTENT_ENCODING, "identity"));
    let size = u64::try_from(file.size).map_err(Error::internal)?;
    Ok(response.content_type(kind).body(SizedStream::new(size, bytes)))
}

/// `Content-Disposition` with the name in plain letters, and whole for whoever reads RFC 5987.
fn disposition(name: &str, inline: bool) -> String {
    let how = if inline { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || " .-_()".contains(letter) { letter } else { '_' })
        .collect();
    let whole: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let tag = "attachments";
    for path in ["/api/v1/fault-records/{id}/attachments", "/api/v1/pre-sale-reports/{id}/attachments"] {
        docs.add(
            Doc::get(path, tag, "The files of the revision in sight, oldest first")
                .answers_list::<AttachmentView>(),
        );
        docs.add(
            Doc::post(path, tag, "Add a file of at most 20 MiB to a draft or a returned record")
                .file_body()
                .creates::<AttachmentView>(),
        );
    }
    let path = "/api/v1/attachments/{id}";
    docs.add(Doc::get(path, tag, "The bytes of a file").answers_bytes());
    docs.add(
        Doc::delete(path, tag, "Take a file away; revisions that were sent in keep it").answers_nothing(),
    );
}
