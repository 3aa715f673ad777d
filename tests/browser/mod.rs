//! The journeys of people, in Chromium, and axe-core over every page. They run where `TIERDESK_TEST_BROWSER=1` (and
//! `TIERDESK_TEST_AXE` is the path of axe-core), which `scripts/test` sets once
//! chromium and chromedriver are there.

mod attachments;
mod axe;
mod axe_apart;
mod billing;
mod calendars;
mod driver;
mod forms;
mod gateway;
mod gestures;
mod journey;
mod keyboard;
mod login;
mod looks;
mod onsite;
mod phone;
mod phone_files;
mod pictures;
mod printed;
mod processes;
mod proxy;
mod request_files;
mod requests;
mod requests_due;
mod requests_keys;
mod signatures;

use std::rc::Rc;

use tierdesk::platform::services::Settings;

use crate::support::{Engine, TestApp, block_on, skip, variable};
use driver::Browser;

/// Runs `journey` with a program of `engine` and a browser of its own.
fn run<F: Future<Output = Browser>>(engine: Engine, journey: impl FnOnce(Rc<TestApp>, Browser) -> F) {
    run_with(engine, |_| {}, journey);
}

/// The same with other settings.
fn run_with<F: Future<Output = Browser>>(
    engine: Engine,
    change: impl FnOnce(&mut Settings),
    journey: impl FnOnce(Rc<TestApp>, Browser) -> F,
) {
    if variable("TIERDESK_TEST_BROWSER").is_none() {
        return skip("a browser (TIERDESK_TEST_BROWSER is not set)");
    }
    let Some(app) = TestApp::start_with(engine, change).map(Rc::new) else { return };
    block_on(async {
        let browser = Browser::start(&app.origin).await;
        journey(app.clone(), browser).await.finish().await;
    });
}
