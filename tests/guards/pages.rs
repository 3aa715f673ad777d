//! Every page of every role renders in both languages, whole and without a missing text.

use tierdesk::platform::i18n::Lang;
use tierdesk::routes::TABLE;

use crate::access::world::World;
use crate::support::{Engine, PEOPLE, Person, TestApp, run};

/// Paths that are no pages for people; files and pictures of signatures are looked at by their own tests.
const NO_PAGES: &[&str] = &[
    "/api/",
    "/static/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/language",
    "/notices/{",
    // Leads on to the payment or the statement.
    "/billing/allocations/{",
    "/demo/",
    "/attachments/",
    "/request-attachments/",
    "/signatures/",
];

/// The routes that answer with pages, or with files that people keep.
pub fn pages() -> impl Iterator<Item = &'static str> {
    let gets = TABLE.iter().filter(|route| route.method == "get").map(|route| route.path);
    // A PDF is no page, nor is a list as a file; tests/features/paper.rs and audit/export.rs look at those.
    let file = |path: &str| {
        path.contains("/template.")
            || [".xlsx", "/pdf", "/xlsx", ".csv"].iter().any(|end| path.ends_with(end))
    };
    gets.filter(move |path| !NO_PAGES.iter().any(|no| path.starts_with(no)) && !file(path))
}

async fn look(app: &TestApp, path: &str, email: &str, lang: Lang) -> bool {
    let page = app.browse(email).speaking(lang.tag()).get(path).await;
    assert!(page.status < 500, "{path} as {email}: {}", page.text);
    if page.status != 200 || !page.text.contains("<html") {
        return false;
    }
    let tag = format!("lang=\"{}\"", lang.tag());
    assert!(page.text.contains(&tag), "{path} as {email} is not in {}", lang.tag());
    assert!(page.text.trim_end().ends_with("</html>"), "{path} as {email} is cut off");
    assert!(page.text.contains("<title>") && page.text.contains("<h1"), "{path} as {email} has no title");
    for inline in ["<style", " style=", "<script>", "onclick="] {
        assert!(!page.text.contains(inline), "{path} as {email} holds {inline}");
    }
    true
}

/// The first person of each role.
pub fn one_of_each_role() -> impl Iterator<Item = &'static Person> {
    let first =
        |person: &Person| PEOPLE.iter().find(|other| other.roles == person.roles).map(|other| other.id);
    PEOPLE.iter().filter(move |person| first(person) == Some(person.id))
}

async fn every_page(app: TestApp) {
    let world = World::make(&app).await;
    for lang in Lang::ALL {
        app.execute(&format!("UPDATE users SET locale = '{}'", lang.tag()));
        for path in pages() {
            let objects: Vec<String> = world.objects(path).into_iter().map(|(_, id)| id).collect();
            let objects = if objects.is_empty() { vec![String::new()] } else { objects };
            let mut seen = 0;
            for person in one_of_each_role() {
                for object in &objects {
                    let shown = look(
                        &app,
                        &path.replace("{id}", object).replace("{token}", object).replace("{year}", object),
                        person.email,
                        lang,
                    )
                    .await;
                    seen += usize::from(shown);
                }
            }
            // Behind the wrong token there is nothing.
            assert!(seen > 0 || path.contains("{token}"), "nobody sees {path}");
        }
    }
}

#[test]
fn every_page_renders_in_both_languages() {
    run(Engine::Sqlite, every_page);
}
