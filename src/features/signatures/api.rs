//! `/fault-records/{id}/signatures`, `/fault-records/{id}/signature-links`.

use actix_web::HttpRequest;

use crate::access::call::{Reply, blocking, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::model::{CodeView, LinkView, SignatureList, SignatureView};
use super::service::{self, Origin, Proof};
use super::{ASK_CODE, SIGN};

/// `GET …/{id}/signatures`.
///
/// # Errors
/// 403, 404.
pub async fn list(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::ViewRecords)?;
    let id = path_id(&request)?;
    let list = call.read(move |conn, call| service::list(conn, &call.actor, id)).await?;
    Ok(Answer::ok(&list)?.into_response())
}

/// `POST …/{id}/signatures`.
///
/// # Errors
/// 403, 404, 409, 422.
pub async fn sign(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    let counted = match call.body["method"].as_str() {
        Some("code") => {
            let (db, actor, now) = (call.services.db.clone(), call.actor.clone(), call.now);
            blocking(move || db.write(|conn| service::count_try(conn, &actor, id, now))).await?
        }
        _ => None,
    };
    call.write(move |conn, call| {
        let origin = Origin { device: &call.incoming.agent, address: &call.incoming.address };
        let proof = Some(Proof { seal: &call.services.seal, counted });
        let row = service::sign(conn, &call.actor, id, call.now, origin, &call.body, proof)?;
        let place = format!("/api/v1/fault-records/{id}/signatures");
        Ok(Answer::created(&SignatureView::of(row, true), place)?.version(1))
    })
    .await
}

/// `POST …/{id}/signature-links`.
///
/// # Errors
/// 403, 404, 409, 422.
pub async fn offer(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let (token, expires_at) = service::offer(conn, &call.actor, id, call.now)?;
        call.no_body()?;
        let url = format!("{}/sign/{token}", call.services.settings.public_url);
        let place = format!("/api/v1/fault-records/{id}/signatures");
        Ok(Answer::created(&LinkView { url, expires_at }, place)?.version(1))
    })
    .await
}

/// `POST …/{id}/signature-codes`.
///
/// # Errors
/// 403, 404, 409, 422, 429.
pub async fn send_code(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::WriteRecords)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let sent = service::send_code(conn, &call.actor, id, call.now, &call.body)?;
        Ok(Answer::created(&sent, format!("/api/v1/fault-records/{id}/signatures"))?.version(1))
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let (path, tag) = ("/api/v1/fault-records/{id}/signatures", "signatures");
    docs.add(
        Doc::get(
            path,
            tag,
            "The customer's signatures on the revision in sight, and the hash of what there is to sign",
        )
        .answers::<SignatureList>(),
    );
    docs.add(
        Doc::post(path, tag, "Have a draft or a returned record signed: drawn (strokes `x,y x,y;x,y` on 1000 × 400), typed, typed with the code that the signer got by mail (same signer and hash as when it was sent), or a scan among its attachments (hash as before the scan was added)")
            .body(SIGN)
            .creates::<SignatureView>(),
    );
    docs.add(
        Doc::post("/api/v1/fault-records/{id}/signature-links", tag, "A link, good once and for 24 hours, with which the customer signs on a device of its own; it is told once")
            .creates::<LinkView>(),
    );
    docs.add(
        Doc::post("/api/v1/fault-records/{id}/signature-codes", tag, "Send the signer a code of six digits by mail, good once and for ten minutes, for the record as it stands; five an hour")
            .body(ASK_CODE)
            .creates::<CodeView>(),
    );
}
