//! `/overdue-records`.

use crate::access::call::Reply;
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{Call as Doc, Docs};

use super::{LIST, OverdueRecord};

/// `GET /overdue-records`.
///
/// # Errors
/// 403, 422.
pub async fn list(call: Call) -> Reply {
    let scope = call.may(Action::ViewOverdueRecords)?;
    let query = call.list(&LIST)?;
    let page = call.read(move |conn, call| super::list(conn, &call.actor, &scope, &query, call.now)).await?;
    Ok(Answer::ok(&page)?.into_response())
}

/// What this call is.
pub fn describe(docs: &mut Docs) {
    docs.add(
        Doc::get(
            "/api/v1/overdue-records",
            "requests",
            "Records that were not handed in by the end of the week",
        )
        .list(&LIST)
        .answers_list::<OverdueRecord>(),
    );
}
