//! 《服务请求登记表》 and 《服务请求跟踪表》 on paper (4.1, 4.5).

use serde_json::json;

use super::{CONTACT, ENGINEER, fault, raise, to};
use crate::both_engines;
use crate::support::{TestApp, fixture, pdf};

both_engines! {
    async fn the_two_forms_hold_what_the_page_shows_and_nothing_internal(app: TestApp) {
        if !pdf::ready() {
            return;
        }
        let app = TestApp::start_with(app.engine, |settings| settings.fonts.system = true).unwrap();
        let id = raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await.id();
        to(&app.as_(ENGINEER), &id, "accepted", "").await.expect(200);
        let path = format!("/api/v1/requests/{id}/messages");
        let inside = json!({ "body": "canary-内部判断", "visibility": "internal" });
        app.as_(ENGINEER).post(&path).json(&inside).await.expect(201);
        let print = async |who: &str, form: &str| {
            let (status, _, page) = app.browse(who).bytes(&format!("/requests/{id}/pdf?form={form}")).await;
            assert_eq!(status, 200);
            pdf::text(&page).split_whitespace().collect::<String>()
        };
        let registration = print(CONTACT, "registration").await;
        for word in ["服务请求登记表", "丙示例制造厂", "丙联络", "13800138000", "客户端大面积掉线", "SASL012", "防水墙", "第1页共1页"] {
            assert!(registration.contains(word), "{word} is missing:\n{registration}");
        }
        let inside = print(ENGINEER, "tracking").await;
        let outside = print(CONTACT, "tracking").await;
        for word in ["服务请求跟踪表", "甲工", "响应"] {
            assert!(inside.contains(word) && outside.contains(word), "{word}:\n{inside}\n{outside}");
        }
        // The customer signs it, so whoever prints it for that finds nothing internal on it.
        assert!(!inside.contains("canary") && !outside.contains("canary"));
    }

    async fn an_unknown_form_is_refused_and_a_foreign_request_is_missing(app: TestApp) {
        let id = raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await.id();
        app.browse(CONTACT).get(&format!("/requests/{id}/pdf?form=napkin")).await.expect(422);
        app.browse("engineer@agent-b.example").get(&format!("/requests/{id}/pdf?form=tracking")).await.expect(404);
    }
}
