//! Every list as a workbook (9.3, 9.4; issue "billing", pages).

use serde_json::json;
use tierdesk::platform::i18n::Lang;
use tierdesk::routes::TABLE;

use crate::access::world::World;
use crate::both_engines;
use crate::guards::pages::one_of_each_role;
use crate::support::{TestApp, fixture};

/// The texts of a workbook.
fn texts(xlsx: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(xlsx)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/sharedStrings.xml").unwrap(), &mut text).unwrap();
    text
}

async fn taken(app: &TestApp, email: &str, lang: Lang, path: &str) -> Option<String> {
    let (status, headers, bytes) = app.browse(email).speaking(lang.tag()).bytes(path).await;
    assert!([200, 403, 422].contains(&status), "{path} as {email}: {status}");
    if status != 200 {
        return None;
    }
    let named = headers.get("content-disposition").unwrap().to_str().unwrap();
    assert!(named.starts_with("attachment; filename=\"") && named.ends_with(".xlsx\""), "{path}: {named}");
    assert_eq!(headers.get("cache-control").unwrap(), "no-store", "{path}");
    Some(texts(bytes))
}

both_engines! {
    async fn every_list_opens_as_a_workbook_in_both_languages(app: TestApp) {
        World::make(&app).await;
        let lists = TABLE.iter().map(|route| route.path);
        let lists: Vec<&str> =
            lists.filter(|path| path.ends_with("/export.xlsx") && !path.contains('{') && !path.contains("invoices")).collect();
        assert!(lists.len() >= 16, "{lists:?}");
        for path in lists {
            for lang in Lang::ALL {
                app.execute(&format!("UPDATE users SET locale = '{}'", lang.tag()));
                let mut taken_by = 0;
                for person in one_of_each_role() {
                    let Some(text) = taken(&app, person.email, lang, path).await else { continue };
                    assert!(!text.contains('⟦'), "{path} as {} lacks words: {text}", person.email);
                    taken_by += 1;
                }
                assert!(taken_by > 0, "nobody may take {path}");
            }
        }
        let log = app.as_("auditor@vendor.example").get("/api/v1/audit?action=charge.export").await.expect(200);
        assert!(!log.items().is_empty(), "whoever takes a list is in the log");
    }

    async fn a_workbook_holds_what_the_filters_find_and_what_its_reader_may_see(app: TestApp) {
        let admin = app.as_("admin@vendor.example");
        let formula = json!({
            "name": "=HYPERLINK(\"x\")", "class": "end_user", "city": "440300", "agent_id": fixture::AGENT_A,
            "contacts": [{ "name": "丁一", "phone": "13900000001" }],
        });
        admin.post("/api/v1/customers").json(&formula).await.expect(201);
        let names = async |email: &str, query: &str| {
            taken(&app, email, Lang::ZhCn, &format!("/customers/export.xlsx{query}")).await.unwrap()
        };
        let all = names("admin@vendor.example", "").await;
        assert!(all.contains("&apos;=HYPERLINK") || all.contains("'=HYPERLINK"), "{all}");
        assert!(all.contains("丁一 13900000001"), "{all}");
        assert!(all.contains("甲方示例") && all.contains("深圳"), "{all}");
        let accounts = names("admin@vendor.example", "?class=key_account").await;
        assert!(!accounts.contains("HYPERLINK"), "{accounts}");
        let other = names("manager@agent-b.example", "").await;
        assert!(!other.contains("HYPERLINK"), "{other}");
        let wrong = app.browse("admin@vendor.example").get("/customers/export.xlsx?class=nobody").await;
        assert_eq!(wrong.status, 422);
        app.browse("manager@agent-b.example").get("/reviews/export.xlsx").await.expect(403);
    }

    async fn the_entries_of_an_account_are_its_payers_own(app: TestApp) {
        World::make(&app).await;
        let path = |payer| format!("/billing/accounts/{payer}/export.xlsx");
        let own = taken(&app, "manager@agent-a.example", Lang::ZhCn, &path(fixture::AGENT_A)).await.unwrap();
        assert!(own.contains("金额（元）"), "{own}");
        app.browse("manager@agent-b.example").get(&path(fixture::AGENT_A)).await.expect(404);
    }
}
