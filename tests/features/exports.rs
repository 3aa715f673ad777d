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
        assert!(lists.len() >= 20, "{lists:?}");
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

    async fn the_lists_of_billing_and_of_what_is_owed_are_workbooks_too(app: TestApp) {
        World::make(&app).await;
        let runs = taken(&app, "billing@vendor.example", Lang::ZhCn, "/billing/statement-runs/export.xlsx").await;
        let runs = runs.unwrap();
        assert!(runs.contains("2026-") && runs.contains("进行中") && runs.contains("财一"), "{runs}");
        let lists = taken(&app, "billing@vendor.example", Lang::ZhCn, "/billing/prices/export.xlsx").await.unwrap();
        assert!(lists.contains("价目表") && lists.contains("起草时间"), "{lists}");
        let types = taken(&app, "admin@vendor.example", Lang::ZhCn, "/admin/product-types/export.xlsx").await.unwrap();
        let known = app.as_("admin@vendor.example").get("/api/v1/product-types").await.expect(200);
        assert!(types.contains(known.items()[0]["name"].as_str().unwrap()), "{types}");
        let mut money = crate::support::payment(fixture::AGENT_A, 12_345);
        money["reference"] = json!("WIRE-77");
        app.as_("billing@vendor.example").post("/api/v1/payments").json(&money).await.expect(201);
        let credit = format!("/billing/accounts/{}/credits/export.xlsx", fixture::AGENT_A);
        let own = taken(&app, "manager@agent-a.example", Lang::ZhCn, &credit).await.unwrap();
        assert!(own.contains("123.45") && own.contains("甲方示例代理"), "{own}");
        app.browse("manager@agent-b.example").get(&credit).await.expect(404);
        let owed = taken(&app, "manager@vendor.example", Lang::ZhCn, "/overdue-records/export.xlsx").await.unwrap();
        assert!(owed.contains("应由谁提交"), "{owed}");
    }

    async fn what_was_used_of_a_contract_is_a_workbook(app: TestApp) {
        use crate::features::contracts::{VENDOR, approve, device_of, repair, submitted};
        let product = device_of(&app, fixture::CUSTOMER_AGENT_A, "SN-1", "2020-01-10").await;
        let body = crate::support::contracts::contract(fixture::CUSTOMER_AGENT_A, &product.id());
        let made = crate::support::contracts::in_force(&app, &body).await;
        let record = submitted(&app, VENDOR, &repair(&product)).await;
        approve(&app, &record).await.expect(200);
        let path = format!("/contracts/{}/export.xlsx", made.id());
        let used = taken(&app, "billing@vendor.example", Lang::ZhCn, &path).await.unwrap();
        assert!(used.contains(record.body["number"].as_str().unwrap()) && used.contains("SASL012"), "{used}");
        app.browse("billing@vendor.example").get(&format!("/contracts/{}", made.id())).await.expect(200).shows(&path);
        app.browse("manager@agent-b.example").get(&path).await.expect(404);
    }
}

/// Pages with tables that are no list of their own: parts of one thing, forms, and what every person has for itself.
const NO_LISTS: &[&str] = &[
    "account/view",
    "calendars/list",
    "customers/view",
    "imports/form",
    "installations/view",
    "loaners/view",
    "mail/queue",
    "payments/view",
    "price_lists/replay",
    "requests/assigned",
    "saved_views/list",
    "search/results",
    "statements/form",
];

#[test]
fn every_page_with_a_list_offers_it_as_a_workbook() {
    let pages = crate::guards::files::below("templates/pages", ".html");
    let mut without: Vec<String> = vec![];
    let mut lists = 0;
    for page in pages {
        let name = page.path.trim_start_matches("templates/pages/").trim_end_matches(".html").to_string();
        let lists_something =
            ["list.table", "charge.table", "table-list"].iter().any(|mark| page.text.contains(mark));
        if !lists_something {
            continue;
        }
        lists += 1;
        let taken = ["xlsx_href", "export.xlsx", "/xlsx"].iter().any(|mark| page.text.contains(mark));
        if !taken {
            without.push(name);
        }
    }
    without.sort();
    assert!(lists > 20, "{lists} pages with lists were found");
    assert_eq!(without, NO_LISTS, "a list that lacks its workbook, or one of these that has it by now");
}
