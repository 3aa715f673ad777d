//! `/saved-views`.

use actix_web::HttpRequest;

use crate::access::call::{Reply, path_id};
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};
use crate::platform::web::list::Listing;

use super::model::{EDIT, NEW, SavedView};
use super::service;

/// `GET /saved-views`: one's own; never more than 30 of a list, so one page.
///
/// # Errors
/// 401.
pub async fn list(call: Call) -> Reply {
    call.may(Action::OwnAccount)?;
    let items = call.read(|conn, call| service::all(conn, &call.actor)).await?;
    Ok(Answer::ok(&Listing { items, next: None })?.into_response())
}

/// `POST /saved-views`.
///
/// # Errors
/// 422.
pub async fn create(call: Call) -> Reply {
    call.may(Action::OwnAccount)?;
    call.write(|conn, call| {
        let view = service::create(conn, &call.actor, &call.body, call.now)?;
        let location = format!("/api/v1/saved-views/{}", view.id);
        Ok(Answer::created(&view, location)?.version(view.version))
    })
    .await
}

/// `GET /saved-views/{id}`.
///
/// # Errors
/// 404 where it is not one's own.
pub async fn show(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::OwnAccount)?;
    let id = path_id(&request)?;
    let view = call.read(move |conn, call| service::show(conn, &call.actor, id)).await?;
    Ok(Answer::ok(&view)?.version(view.version).into_response())
}

/// `PATCH /saved-views/{id}`.
///
/// # Errors
/// 404, 428, 412, 422.
pub async fn edit(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::OwnAccount)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        let view = service::edit(conn, &call.actor, (id, call.if_match()), &call.body, call.now)?;
        Ok(Answer::ok(&view)?.version(view.version))
    })
    .await
}

/// `DELETE /saved-views/{id}`.
///
/// # Errors
/// 404, 428, 412.
pub async fn remove(call: Call, request: HttpRequest) -> Reply {
    call.may(Action::OwnAccount)?;
    let id = path_id(&request)?;
    call.write(move |conn, call| {
        service::delete(conn, &call.actor, (id, call.if_match()))?;
        call.no_body()?;
        Ok(Answer::done())
    })
    .await
}

/// What these calls are.
pub fn describe(docs: &mut Docs) {
    let (tag, all, one) = ("saved views", "/api/v1/saved-views", "/api/v1/saved-views/{id}");
    docs.add(Doc::get(all, tag, "My views of lists, by name").answers_list::<SavedView>());
    docs.add(Doc::post(all, tag, "Save a question to a list as a view").body(NEW).creates::<SavedView>());
    docs.add(Doc::get(one, tag, "One of my views").answers_versioned::<SavedView>());
    docs.add(
        Doc::patch(one, tag, "Change one of my views")
            .changes()
            .partial_body(EDIT)
            .answers_versioned::<SavedView>(),
    );
    docs.add(Doc::delete(one, tag, "Delete one of my views").changes().answers_nothing());
}
