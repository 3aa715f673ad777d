//! The pages of contracts: without JavaScript, in words, with what was typed kept.

use super::device_of_a;
use crate::both_engines;
use crate::support::TestApp;
use crate::support::contracts::{CLERK, SECOND, contract, draft, in_force};
use crate::support::fixture::CUSTOMER_A;
use crate::support::products::device;

both_engines! {
    async fn a_contract_is_written_and_put_in_force_on_pages(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let clerk = app.browse(CLERK);
        clerk.get("/contracts/new").await.expect(200).shows("丙示例制造厂");
        let form = clerk.get(&format!("/contracts/new?customer_id={CUSTOMER_A}")).await.expect(200);
        let form = form.shows("FW-100 · SN-1").shows("SASL012").shows("示例防水墙");
        let (customer, device) = (CUSTOMER_A.to_string(), product.id());
        let mut typed = vec![
            ("customer_id", customer.as_str()), ("starts_on", "2026-01-01"), ("ends_on", "2025-12-31"),
            ("product_ids", &device), ("services.0.service_code", "SASL012"), ("services.0.visits", "4"),
            ("labour_included", "true"), ("price_fen", "12,000.00"), ("vat_rate", "6"),
            ("penalty.late_day_percent", "1"), ("penalty.cap_percent", "20"),
        ];
        let refused = clerk.submit(&form, "/contracts/new", &typed).await.expect(422);
        let refused = refused.shows("2025-12-31").shows("不能早于");
        typed[2] = ("ends_on", "2026-12-31");
        let made = clerk.submit(&refused, "/contracts/new", &typed).await.expect(303);
        let page = clerk.get(made.location()).await.expect(200);
        page.shows("草稿").shows("SN-1").shows("12,000.00").shows("合同价的 1%").shows("须由另一个人使其生效");
        let second = app.browse(SECOND);
        let page = second.get(made.location()).await.expect(200);
        let activated = second.submit(&page, &format!("{}/activate", made.location()), &[]).await.expect(303);
        second.get(activated.location()).await.expect(200).shows("执行中").shows("合同已生效");
        // Whoever looks at the product, or at the customer, sees it there.
        let engineer = app.browse("engineer@agent-a.example");
        let of_product = engineer.get(&format!("/products/{device}")).await.expect(200);
        let of_product = of_product.shows("维保合同").shows("4 / 4 次");
        assert!(!of_product.text.contains("12,000.00"), "an engineer reads no price");
        engineer.get(&format!("/customers/{CUSTOMER_A}")).await.expect(200).shows("4 / 4 次");
        engineer.get(made.location()).await.expect(200).hides("12,000.00");
    }

    async fn what_stands_in_the_way_is_said_on_the_page(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let first = in_force(&app, &contract(CUSTOMER_A, &product.id())).await;
        let second = draft(&app, &contract(CUSTOMER_A, &product.id())).await;
        let clerk = app.browse(SECOND);
        let there = format!("/contracts/{}", second.id());
        let page = clerk.get(&there).await.expect(200);
        let refused = clerk.submit(&page, &format!("{there}/activate"), &[]).await.expect(422);
        refused.shows(first.body["number"].as_str().unwrap());
        clerk.get(&there).await.expect(200).shows("草稿");
    }

    async fn what_is_ticked_is_offered_however_many_newer_products_there_are(app: TestApp) {
        let product = device_of_a(&app, "SN-OLD").await;
        let made = draft(&app, &contract(CUSTOMER_A, &product.id())).await;
        let model = product.body["model_id"].as_str().unwrap();
        for number in 0..200 {
            app.clock.advance(chrono::TimeDelta::milliseconds(1));
            let body = device(model, CUSTOMER_A, &format!("SN-{number}"));
            app.as_("engineer@agent-a.example").post("/api/v1/products").json(&body).await.expect(201);
        }
        let clerk = app.browse(CLERK);
        clerk.get(&format!("/contracts/new?customer_id={CUSTOMER_A}")).await.expect(200).hides("SN-OLD");
        for there in [
            format!("/contracts/{}/edit", made.id()),
            format!("/contracts/new?from={}", made.id()),
            format!("/contracts/new?customer_id={CUSTOMER_A}&product_id={}", product.id()),
        ] {
            let form = clerk.get(&there).await.expect(200);
            let ticked = form.text.split("<input").find(|input| input.contains(&product.id())).unwrap_or_default();
            assert!(ticked.split('>').next().unwrap().contains("checked"), "{there}: {ticked}");
        }
    }

    async fn a_follow_up_begins_the_day_after(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let made = in_force(&app, &contract(CUSTOMER_A, &product.id())).await;
        let clerk = app.browse(CLERK);
        let form = clerk.get(&format!("/contracts/new?from={}", made.id())).await.expect(200);
        form.shows("2027-01-01").shows("2027-12-31").shows("12000");
    }

    async fn the_list_is_a_workbook_too_and_that_is_logged(app: TestApp) {
        let product = device_of_a(&app, "SN-1").await;
        let made = in_force(&app, &contract(CUSTOMER_A, &product.id())).await;
        let clerk = app.browse(CLERK);
        let list = clerk.get("/contracts?status=active").await.expect(200);
        list.shows(made.body["number"].as_str().unwrap()).shows("/contracts/export.xlsx?status=active");
        let (status, headers, bytes) = clerk.bytes("/contracts/export.xlsx?status=active").await;
        assert_eq!(status, 200);
        assert!(headers["content-disposition"].to_str().unwrap().contains(".xlsx") && bytes.starts_with(b"PK"));
        let log = app.lines("SELECT action AS line FROM audit_entries WHERE action = 'contract.export'");
        assert_eq!(log.len(), 1);
    }
}
