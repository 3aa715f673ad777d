//! The processes of a browser: chromedriver, and the Chromium that it starts. Neither outlives its test, failed or not.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::driver::Browser;
use crate::support::smtp::wait_until;
use crate::support::{block_on, scratch, skip, variable};

/// The running processes. They end, and the profile goes, when this is dropped.
pub struct Processes {
    driver: Child,
    /// The browser while it runs; a driver that is killed leaves it behind.
    pub browser: Option<u64>,
    /// What the browser keeps.
    pub profile: PathBuf,
}

impl Processes {
    /// Starts a driver; the port on which it answers.
    pub fn start() -> (Self, u16) {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|fault| panic!("chromedriver does not start: {fault}"));
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let mut processes = Processes { driver, browser: None, profile: PathBuf::new() };
        let port = lines.map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once("successfully on port ")?;
            rest.trim_end_matches('.').parse().ok()
        });
        let port: u16 = port.unwrap_or_else(|| panic!("chromedriver names no port"));
        processes.profile = scratch().join(format!("browser-{port}"));
        (processes, port)
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        if let Some(browser) = self.browser {
            // Its helpers end with it.
            let _ = Command::new("kill").args(["-KILL", &browser.to_string()]).status();
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// What a browser with this profile is asked for.
pub fn capabilities(profile: &Path) -> Value {
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=zh-CN",
        "--accept-lang=zh-CN",
        &format!("--user-data-dir={}", profile.display()),
    ];
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "goog:chromeOptions": { "args": arguments },
        // Questions are answered by the test.
        "unhandledPromptBehavior": "ignore",
        "goog:loggingPrefs": { "browser": "ALL" },
    } } })
}

/// Whether a process runs; one that nobody has fetched yet runs no more.
fn runs(process: u64) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    state.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(" Z"))
}

#[test]
#[cfg(target_os = "linux")]
fn a_browser_does_not_outlive_a_test_that_fails() {
    if variable("TIERDESK_TEST_BROWSER").is_none() {
        return skip("a browser (TIERDESK_TEST_BROWSER is not set)");
    }
    let (tell, told) = std::sync::mpsc::channel();
    let failed = std::thread::spawn(move || {
        block_on(async {
            let browser = Browser::start("http://127.0.0.1:9").await;
            let process = browser.processes.browser.expect("the driver names the browser's process");
            tell.send((process, runs(process), browser.processes.profile.clone())).unwrap();
            panic!("as a test that fails, on purpose");
        });
    });
    let (process, ran, profile) = told.recv().unwrap();
    assert!(failed.join().is_err() && ran);
    wait_until(Duration::from_secs(20), || !runs(process), || format!("{process} still runs"));
    assert!(!profile.exists());
}
