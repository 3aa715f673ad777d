//! A browser by WebDriver: the few calls of the protocol that the journeys need, over HTTP to chromedriver.

use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::processes::{Processes, capabilities};
use crate::support::PASSWORD;

/// The name under which the protocol hides the identity of an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One browser with a profile of its own. Both end when this is dropped.
pub struct Browser {
    http: reqwest::Client,
    session: String,
    origin: String,
    pub(super) processes: Processes,
}

impl Browser {
    /// Starts a browser for the portal at `origin`.
    pub async fn start(origin: &str) -> Self {
        let (mut processes, port) = Processes::start();
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().unwrap();
        let base = format!("http://127.0.0.1:{port}");
        let wanted = capabilities(&processes.profile);
        let answer = http.post(format!("{base}/session")).json(&wanted).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        let id = answer["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("no browser: {answer}"));
        processes.browser = answer["value"]["capabilities"]["goog:processID"].as_u64();
        let session = format!("{base}/session/{id}");
        let browser = Browser { http, session, origin: origin.into(), processes };
        browser.order("timeouts", json!({ "implicit": 8000, "pageLoad": 30000, "script": 60000 })).await;
        browser.size(1280, 900).await;
        browser
    }

    /// Opens a path of the portal.
    pub async fn open(&self, path: &str) {
        self.order("url", json!({ "url": format!("{}{path}", self.origin) })).await;
    }

    /// Logs in through the login page as the person with this address.
    pub async fn login(&self, email: &str) {
        self.open("/login").await;
        self.fill("input[name=email]", email).await;
        self.fill("input[name=password]", PASSWORD).await;
        self.press("main button[type=submit], form[action='/login'] button[type=submit]").await;
        assert!(
            !self.path().await.starts_with("/login"),
            "{email} is not logged in: {}",
            self.text("body").await
        );
    }

    /// Chooses a language in the frame of the page that is open.
    pub async fn speak(&self, tag: &str) {
        let button = format!("form[action='/language'] button[value='{tag}']");
        let current = self.script("return document.documentElement.lang", json!([])).await;
        if current != tag {
            self.press(&button).await;
        }
    }

    /// The path and the query of the page that is open.
    pub async fn path(&self) -> String {
        let url = self.ask("url").await;
        let url = url.as_str().unwrap_or_default();
        url.strip_prefix(&self.origin).unwrap_or(url).to_string()
    }

    /// Types `text` into the field that `css` finds, in place of what it held.
    pub async fn fill(&self, css: &str, text: &str) {
        let element = self.find(css).await;
        self.order(&format!("element/{element}/clear"), json!({})).await;
        self.order(&format!("element/{element}/value"), json!({ "text": text })).await;
    }

    /// Gives the file input that `css` finds these files of this machine.
    pub async fn choose(&self, css: &str, files: &[&Path]) {
        let element = self.find(css).await;
        let text = files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join("\n");
        self.order(&format!("element/{element}/value"), json!({ "text": text })).await;
    }

    /// Clicks what `css` finds.
    pub async fn click(&self, css: &str) {
        let element = self.find(css).await;
        self.order(&format!("element/{element}/click"), json!({})).await;
    }

    /// Clicks the button or link that `css` finds, and waits for the page that follows.
    pub async fn press(&self, css: &str) {
        self.script("window.pageBefore = true", json!([])).await;
        self.click(css).await;
        for _ in 0..100 {
            let arrived = "return !window.pageBefore && document.readyState === 'complete'";
            if self.script(arrived, json!([])).await == json!(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{css} leads nowhere: {}", self.shown().await);
    }

    /// The text that stands in what `css` finds.
    pub async fn text(&self, css: &str) -> String {
        let element = self.find(css).await;
        self.ask(&format!("element/{element}/text")).await.as_str().unwrap_or_default().to_string()
    }

    /// Waits until `words` stand in what `css` finds.
    #[track_caller]
    pub fn shows<'a>(&'a self, css: &'a str, words: &'a str) -> impl Future<Output = ()> + 'a {
        self.shows_within(10, css, words)
    }

    /// The same, for so many seconds.
    #[track_caller]
    pub fn shows_within<'a>(
        &'a self,
        seconds: u32,
        css: &'a str,
        words: &'a str,
    ) -> impl Future<Output = ()> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let mut seen = String::new();
            for _ in 0..seconds * 10 {
                seen = self.text(css).await;
                if seen.contains(words) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            panic!("{caller}: {css} does not show {words} but: {seen}");
        }
    }

    /// Runs a script on the page.
    pub async fn script(&self, script: &str, arguments: Value) -> Value {
        let body = json!({ "script": script, "args": arguments });
        let answer = self.call("execute/sync", body.clone()).await;
        // A page that is just being left cannot run a script; the next one can.
        if answer["value"]["error"].is_string() {
            tokio::time::sleep(Duration::from_millis(200)).await;
            return self.order("execute/sync", body).await;
        }
        answer["value"].clone()
    }

    /// What the page complained about since the last look: refused inline code, missing files, faults of scripts.
    pub async fn complaints(&self) -> Vec<String> {
        let all = self.order("se/log", json!({ "type": "browser" })).await;
        let bad = all.as_array().into_iter().flatten().filter(|entry| entry["level"] == "SEVERE");
        let texts = bad.map(|entry| entry["message"].as_str().unwrap_or_default().to_string());
        // A refusal is an answer, and a network that was taken away is gone: neither is a fault of the page.
        let meant = ["status of 401", "status of 412", "status of 422", "ERR_INTERNET_DISCONNECTED"];
        texts.filter(|text| !meant.iter().any(|sign| text.contains(sign))).collect()
    }

    /// Gives the open tab the network or takes it away.
    pub async fn network(&self, there: bool) {
        self.line(!there, 0, -1).await;
    }

    /// Makes the line of the open tab slow: milliseconds until anything comes, then so many bytes a second.
    pub async fn slow(&self, latency: u32, throughput: i32) {
        self.line(false, latency, throughput).await;
    }

    async fn line(&self, offline: bool, latency: u32, throughput: i32) {
        let conditions = json!({
            "offline": offline, "latency": latency, "downloadThroughput": throughput, "uploadThroughput": throughput,
        });
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.emulateNetworkConditions", conditions).await;
    }

    /// Opens paths at another origin from now on, such as a gateway before the portal.
    pub fn through(&mut self, origin: &str) {
        self.origin = origin.into();
    }

    /// The tab that is open.
    pub async fn tab(&self) -> String {
        self.ask("window").await.as_str().unwrap_or_default().to_string()
    }

    /// Opens another tab, which has the network, and goes there.
    pub async fn open_tab(&self) {
        let tab = self.order("window/new", json!({ "type": "tab" })).await;
        self.switch(tab["handle"].as_str().unwrap_or_default()).await;
    }

    /// Goes to another tab.
    pub async fn switch(&self, tab: &str) {
        self.order("window", json!({ "handle": tab })).await;
    }

    /// Closes a tab that has no network, as somebody does who puts the phone away, and opens another.
    pub async fn close_for_a_new_tab(&self) {
        let closed = self.tab().await;
        // The network comes back as the tab goes: the page hands over its words then, if it is quick enough.
        self.script("window.fetch = () => Promise.reject(new TypeError('no network'))", json!([])).await;
        self.order("window/new", json!({ "type": "tab" })).await;
        let all = self.http.delete(format!("{}/window", self.session)).send().await.unwrap();
        let all: Value = all.json().await.unwrap();
        let mut left = all["value"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let next = left.rfind(|tab| *tab != closed).unwrap_or_default().to_string();
        self.switch(&next).await;
    }

    /// Ends the session without the page's doing.
    pub async fn forget_cookies(&self) {
        let _ = self.http.delete(format!("{}/cookie", self.session)).send().await.unwrap();
    }

    /// Answers the question that the browser asks, which holds `words`.
    pub async fn answer(&self, words: &str, yes: bool) {
        let asked = self.ask("alert/text").await;
        assert!(asked.as_str().unwrap_or_default().contains(words), "{asked}");
        self.order(if yes { "alert/accept" } else { "alert/dismiss" }, json!({})).await;
    }

    /// Writes a picture of what the window shows of the page.
    pub async fn screen(&self, name: &str) {
        self.shoot(name, json!({ "format": "png" })).await;
    }

    /// Sets the size of the window in CSS pixels.
    pub async fn size(&self, width: u32, height: u32) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Runs `script` on every page that opens from now on, before anything of the page itself.
    pub async fn always(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    }

    /// Pretends that the person likes a `light` or `dark` screen.
    pub async fn scheme(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// Writes a picture of the whole page to `target/screenshots/NAME.png`.
    pub async fn picture(&self, name: &str) {
        self.shoot(name, json!({ "format": "png", "captureBeyondViewport": true })).await;
    }

    async fn shoot(&self, name: &str, how: Value) {
        let bytes = self.capture(how).await;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }

    /// A picture of what is to be seen without scrolling.
    pub async fn view(&self) -> Vec<u8> {
        self.capture(json!({ "format": "png" })).await
    }

    async fn capture(&self, how: Value) -> Vec<u8> {
        let shot = self.devtools("Page.captureScreenshot", how).await;
        STANDARD.decode(shot["data"].as_str().unwrap_or_default()).unwrap()
    }

    /// Ends the browser, if no page complained.
    pub async fn finish(mut self) {
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "pages complained: {}", complaints.join("\n"));
        if self.http.delete(&self.session).send().await.is_ok_and(|answer| answer.status().is_success()) {
            self.processes.browser = None;
        }
    }

    async fn find(&self, css: &str) -> String {
        let found = self.call("element", json!({ "using": "css selector", "value": css })).await;
        match found["value"][ELEMENT].as_str() {
            Some(element) => element.to_string(),
            None => panic!("{}: nothing is {css}: {}", self.path().await, self.shown().await),
        }
    }

    /// The text of the page, for messages.
    async fn shown(&self) -> String {
        let text = self.script("return document.body ? document.body.innerText : ''", json!([])).await;
        text.as_str().unwrap_or_default().chars().take(2000).collect()
    }

    /// Gives an order of the devtools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.order("goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await
    }

    async fn order(&self, what: &str, body: Value) -> Value {
        let answer = self.call(what, body).await;
        assert!(answer["value"]["error"].is_null(), "{what}: {}", answer["value"]);
        answer["value"].clone()
    }

    async fn call(&self, what: &str, body: Value) -> Value {
        let answer = self.http.post(format!("{}/{what}", self.session)).json(&body).send().await.unwrap();
        answer.json().await.unwrap()
    }

    async fn ask(&self, what: &str) -> Value {
        let answer = self.http.get(format!("{}/{what}", self.session)).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer["value"].clone()
    }
}
