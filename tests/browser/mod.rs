//! The journeys of people, in Chromium, and axe-core over every page. They run where `TIERDESK_TEST_BROWSER=1` (and
//! `TIERDESK_TEST_AXE` is the path of axe-core), which `scripts/test` sets once
//! chromium and chromedriver are there.

mod attachments;
mod axe;
mod driver;
mod forms;
mod journey;
mod login;
mod looks;
mod phone;
mod pictures;
mod signatures;

use std::rc::Rc;

use crate::support::{Engine, TestApp, block_on, skip, variable};
use driver::Browser;

/// Runs `journey` with a program of `engine` and a browser of its own.
fn run<F: Future<Output = Browser>>(engine: Engine, journey: impl FnOnce(Rc<TestApp>, Browser) -> F) {
    if variable("TIERDESK_TEST_BROWSER").is_none() {
        return skip("a browser (TIERDESK_TEST_BROWSER is not set)");
    }
    let Some(app) = TestApp::start(engine).map(Rc::new) else { return };
    block_on(async {
        let browser = Browser::start(&app.origin).await;
        journey(app.clone(), browser).await.finish().await;
    });
}
