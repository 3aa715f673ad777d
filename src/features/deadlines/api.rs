//! `POST /deadlines` (8.3).

use crate::access::call::Reply;
use crate::access::{Action, Call};
use crate::platform::web::answer::Answer;
use crate::platform::web::docs::{self, Docs};

use super::explain::{DeadlinesView, explain};
use super::model::DEADLINE;
use super::service;

/// `POST /deadlines`.
///
/// # Errors
/// 422 naming each field at fault.
pub async fn calculate(call: Call) -> Reply {
    call.may(Action::CalculateDeadlines)?;
    let policies = call.services.policies.current();
    let answered = service::calculate(&policies, &call.body)?;
    call.no_query()?;
    let view = explain(answered.policy, &answered.targets, &call.services.texts, call.lang());
    Ok(Answer::ok(&view)?.into_response())
}

/// What this call is.
pub fn describe(docs: &mut Docs) {
    docs.add(
        docs::Call::post(
            "/api/v1/deadlines",
            "deadlines",
            "When what a profile promises is due, with every interval that counts or not; nothing is stored",
        )
        .body(DEADLINE)
        .answers::<DeadlinesView>(),
    );
}
