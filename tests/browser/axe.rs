//! axe-core finds nothing on any page: in both languages, light and dark, as wide as a desk and as narrow as a phone.
//! The pages are those of the routes, so that a new one cannot be forgotten: one without an example fails.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::json;
use tierdesk::platform::i18n::Lang;

use super::driver::Browser;
use super::run;
use crate::access::world::World;
use crate::guards::pages::{one_of_each_role, pages};
use crate::support::{Engine, TestApp, fault_record_onsite, fixture, person, skip, variable};

const SUBMIT: &str = ".form-bar button[name=_action][value=submit]";

/// One line for each element that axe objects to.
const ASK: &str = "return axe.run(document, arguments[0]).then(found => found.violations.flatMap(rule => \
    rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}: ${node.html.slice(0, 200)}: ${node.failureSummary}`)));";

/// What axe objects to, and where.
pub(super) type Fault = (String, String);

/// A page and the person in whose eyes it shows the most; nobody where it is for strangers.
struct Example {
    path: String,
    who: Option<&'static str>,
}

/// The addresses to try for a route: those of the world, and one-time links that lead somewhere.
async fn addresses(app: &TestApp, world: &World, route: &str) -> Vec<String> {
    if route == "/set-password/{token}" {
        let (admin, user) = (app.as_("admin@vendor.example"), person("engineer@agent-b.example").id);
        let user = format!("/api/v1/users/{user}");
        let version = admin.get(&user).await.expect(200).version();
        let link = admin.post(&format!("{user}/invite")).if_match(version).await.expect(200);
        let link = link.body["url"].as_str().unwrap_or_default();
        return vec![link.trim_start_matches(&app.origin).to_string()];
    }
    if route == "/sign/{token}" {
        let engineer = app.as_("engineer@agent-a.example");
        let body = fault_record_onsite(fixture::CUSTOMER_A, fixture::GUANGZHOU);
        let record = engineer.post("/api/v1/fault-records").json(&body).await.expect(201);
        let links = format!("/api/v1/fault-records/{}/signature-links", record.id());
        let link = engineer.post(&links).await.expect(201);
        let link = link.body["url"].as_str().unwrap_or_default();
        return vec![link.trim_start_matches(&app.origin).to_string()];
    }
    let objects = world.objects(route);
    let filled =
        objects.iter().map(|(_, id)| route.replace("{id}", id).replace("{token}", id).replace("{year}", id));
    if objects.is_empty() { vec![route.to_string()] } else { filled.collect() }
}

/// The example of a route; nothing where it answers with files instead of pages.
async fn example(app: &TestApp, world: &World, route: &str) -> Option<Example> {
    let addresses = addresses(app, world, route).await;
    let (mut most, mut best, mut files) = (0, None, false);
    for who in std::iter::once(None).chain(one_of_each_role().map(|person| Some(person.email))) {
        let visitor = who.map_or_else(|| app.stranger(), |email| app.browse(email));
        for path in &addresses {
            let answer = visitor.get(path).await;
            let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("");
            // Where people exist nothing can be set up any more; the page that says so is the only one to see.
            let shown = answer.status == 200 || route.starts_with("/setup/");
            if shown && kind.starts_with("text/html") && answer.text.len() > most {
                most = answer.text.len();
                best = Some(Example { path: path.clone(), who });
            }
            files |= answer.status == 200 && !kind.starts_with("text/html");
        }
    }
    assert!(
        best.is_some() || files,
        "nobody sees {route}: say in tests/access/world.rs which objects it has"
    );
    best
}

impl Browser {
    /// What axe objects to on the page that is open.
    pub(super) async fn faults(&self, name: &str) -> Vec<Fault> {
        let everything = json!({ "resultTypes": ["violations"] });
        // Only colours differ between light and dark.
        let colours =
            json!({ "runOnly": { "type": "rule", "values": ["color-contrast", "link-in-text-block"] } });
        let mut all = Vec::new();
        for (width, height) in [(1280, 900), (360, 740)] {
            self.size(width, height).await;
            for (scheme, rules) in [("light", &everything), ("dark", &colours)] {
                self.scheme(scheme).await;
                let found = self.script(ASK, json!([rules])).await;
                let lines = found.as_array().unwrap_or_else(|| panic!("{name}: axe says {found}"));
                let page = format!("{name} at {width}, {scheme}");
                all.extend(lines.iter().map(|line| (line.as_str().unwrap_or("?").to_string(), page.clone())));
            }
        }
        all
    }

    /// Everything of one person, in one language.
    pub(super) async fn look_through(&self, pages: &[String], lang: Lang) -> Vec<Fault> {
        let mut all = Vec::new();
        self.open("/").await;
        self.speak(lang.tag()).await;
        for path in pages {
            self.open(path).await;
            assert_eq!(self.path().await, *path, "another page opens");
            let spoken = self.script("return document.documentElement.lang", json!([])).await;
            assert_eq!(spoken, lang.tag(), "{path}");
            all.extend(self.faults(&format!("{path} {}", lang.tag())).await);
            // A page that first asks whom it is about has nothing to send yet.
            let sends = self.script("return !!document.querySelector(arguments[0])", json!([SUBMIT])).await;
            if path.ends_with("/new") && sends == json!(true) {
                self.press(SUBMIT).await;
                all.extend(self.faults(&format!("{path} refused {}", lang.tag())).await);
            }
        }
        all
    }
}

/// A page with two faults shows that axe sees them in both schemes and at both widths; else its silence means nothing.
async fn axe_sees(browser: &Browser) {
    browser.open("/login").await;
    let spoil = "const text = document.createElement('p'); text.textContent = 'hard to read'; text.style.color = '#999'; \
        text.style.background = '#888'; document.querySelector('main').append(text, document.createElement('button'));";
    browser.script(spoil, json!([])).await;
    let faults = browser.faults("spoilt").await;
    let count = |rule: &str| faults.iter().filter(|(fault, _)| fault.starts_with(rule)).count();
    assert_eq!((count("color-contrast:"), count("button-name:")), (4, 2), "{faults:?}");
}

async fn every_page(app: Rc<TestApp>, browser: Browser, axe: String) -> Browser {
    let world = World::make(&app).await;
    let mut visits: BTreeMap<Option<&str>, Vec<String>> = BTreeMap::new();
    for route in pages() {
        if let Some(found) = example(&app, &world, route).await {
            visits.entry(found.who).or_default().push(found.path);
        }
    }
    visits.entry(None).or_default().push("/no-such-page".into());
    browser.always(&axe).await;
    axe_sees(&browser).await;
    let mut faults = Vec::new();
    for (who, paths) in &visits {
        browser.forget_cookies().await;
        if let Some(email) = who {
            browser.login(email).await;
        }
        for lang in Lang::ALL {
            faults.extend(browser.look_through(paths, lang).await);
        }
    }
    // Pages that are not there are among them, and a browser complains about those.
    let complaints = browser.complaints().await;
    let others: Vec<_> = complaints.iter().filter(|line| !line.contains("status of 404")).collect();
    assert!(others.is_empty(), "pages complained: {others:?}");
    none(faults);
    browser
}

/// Fails with all faults, each once with the pages that have it.
pub(super) fn none(faults: Vec<Fault>) {
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    faults.into_iter().for_each(|(fault, page)| told.entry(fault).or_default().push(page));
    assert!(told.is_empty(), "axe objects:\n{told:#?}");
}

/// axe-core, or nothing where it is not there.
pub(super) fn axe_core() -> Option<String> {
    let Some(path) = variable("TIERDESK_TEST_AXE") else {
        skip("axe-core (TIERDESK_TEST_AXE is not set)");
        return None;
    };
    Some(std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{path}: {fault}")))
}

#[test]
fn axe_finds_nothing_on_any_page() {
    let Some(axe) = axe_core() else { return };
    run(Engine::Sqlite, |app, browser| every_page(app, browser, axe));
}
