//! What every test stands on: the program on a database of its own, the people of chapter 8.1, clients that speak
//! HTTP, and minimal bodies of 8.3. Tests speak through these and look at answers, not into tables.
//!
//! ```ignore
//! both_engines! {
//!     async fn a_reviewer_returns_a_record(app: TestApp) {
//!         let reviewer = app.as_("reviewer@vendor.example");
//!         let answer = reviewer.get("/api/v1/reviews").await.expect(200);
//!         assert_eq!(answer.body["items"], json!([]));
//!     }
//! }
//! ```

#![allow(dead_code, unused_imports, reason = "what one feature's tests need, another's do not")]

mod answer;
mod app;
mod bodies;
mod client;
pub mod contracts;
pub mod deadlines;
mod engine;
pub mod files;
pub mod fixture;
mod html;
pub mod pdf;
mod people;
pub mod plans;
pub mod post;
mod postgres;
pub mod products;
pub mod requests;
pub mod smtp;
mod visitor;

pub use answer::Answer;
pub use app::TestApp;
pub use bodies::{fault_record_onsite, fault_record_remote, payment, pre_sale_report, visit};
pub use client::{Client, Request};
pub use engine::{Database, Engine, folder as scratch};
pub use html::Html;
pub use people::{PASSWORD, PEOPLE, Person, person};
pub use visitor::Visitor;

/// Runs `test` with a program on a fresh database of `engine`; without that database it says so and passes, but
/// where `CI=true` that is a failure.
pub fn run<F: Future<Output = ()>>(engine: Engine, test: impl FnOnce(TestApp) -> F) {
    let Some(app) = TestApp::start(engine) else { return };
    block_on(test(app));
}

/// Waits for `work` on a runtime of this thread.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// The value of an environment variable, where it is set and not empty.
pub fn variable(name: &str) -> Option<String> {
    let all = tierdesk::config::environment();
    all.into_iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value)
}

/// How many cases a property of a cheap pure function is asked: a hundred thousand, or `TIERDESK_PROPERTY_CASES`.
pub fn property_cases() -> u32 {
    let wanted = variable("TIERDESK_PROPERTY_CASES");
    wanted.map_or(100_000, |cases| cases.parse().expect("TIERDESK_PROPERTY_CASES is a number"))
}

/// Says that something is not tested for want of `what`; where `CI=true` that is a failure.
pub fn skip(what: &str) {
    assert!(variable("CI").as_deref() != Some("true"), "with CI=true nothing may be skipped: {what}");
    println!("skipped: {what}");
}

/// Makes two tests, `name::sqlite` and `name::postgres`, of each `async fn name(app: TestApp)`.
#[macro_export]
macro_rules! both_engines {
    ($( $(#[$meta:meta])* async fn $name:ident($app:ident : $kind:ty) $body:block )+) => { $(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "not every test needs what its file imports")]
            use super::*;

            async fn test($app: $kind) $body

            #[test]
            fn sqlite() {
                $crate::support::run($crate::support::Engine::Sqlite, test);
            }

            #[test]
            fn postgres() {
                $crate::support::run($crate::support::Engine::Postgres, test);
            }
        }
    )+ };
}
