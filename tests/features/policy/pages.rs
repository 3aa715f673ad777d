//! The page with matrix and catalogue, "what would I get?", and the panel beside the forms of records.

use crate::both_engines;
use crate::support::TestApp;
use crate::support::fixture;

both_engines! {
    async fn the_page_shows_what_is_published(app: TestApp) {
        let page = app.browse("engineer@agent-a.example").get("/service-matrix").await.expect(200);
        let page = page.shows("响应体系表").shows("SASL012").shows("深圳技术服务中心").shows("FAN-40");
        page.shows("name=\"class\"");
        app.browse("contact@enduser-a.example")
            .get("/service-matrix")
            .await
            .expect(200)
            .shows("SASL012")
            .hides("FAN-40")
            .hides("name=\"class\"");
    }

    async fn what_would_i_get(app: TestApp) {
        let agent = app.browse("engineer@agent-a.example");
        let free = "/service-matrix?class=agent&service_code=SPSL005&city=440300";
        agent.get(free).await.expect(200).shows("outcome-free");
        // The name of a city does as well as its code.
        let charged = "/service-matrix?class=agent&service_code=SASL012&city=%E5%B9%BF%E5%B7%9E";
        agent.get(charged).await.expect(200).shows("outcome-charged").shows("¥1,600.00");
        let wrong = "/service-matrix?class=agent&service_code=SASL012&city=nowhere&at=never&wish=1";
        agent.get(wrong).await.expect(200).shows("nowhere").shows("never");
        // The class of somebody else is not taken.
        let contact = app.browse("contact@enduser-a.example");
        let other = "/service-matrix?class=key_account&service_code=SPSL005&city=440300";
        contact.get(other).await.expect(200).shows("outcome-not-provided");
    }

    async fn the_panel_follows_a_form_that_is_being_filled(app: TestApp) {
        let agent = app.browse("engineer@agent-a.example");
        let customer = fixture::CUSTOMER_A.to_string();
        let mut fields = vec![("_csrf", agent.csrf()), ("symptom", "…"), ("labour_minutes", "viel")];
        agent.post("/entitlement", &fields).await.expect(200).shows("客户").shows("服务代码");
        fields.extend([("customer_id", customer.as_str()), ("service_code", "SASL012")]);
        let panel = agent.post("/entitlement", &fields).await.expect(200);
        panel.shows("outcome-charged").shows("丙示例制造厂").hides("<html");
        fields.extend([("escalated", "true"), ("parts.0.part", "FAN-40"), ("parts.0.quantity", "2")]);
        let panel = agent.post("/entitlement", &fields).await.expect(200);
        panel.shows("甲方示例代理").shows("机箱风扇组件");
        fields.push(("city", "999999"));
        agent.post("/entitlement", &fields).await.expect(200).shows("城市代码").hides("outcome-charged");
        let other = fixture::CUSTOMER_B.to_string();
        let foreign = [("_csrf", agent.csrf()), ("customer_id", other.as_str()), ("service_code", "SASR008")];
        agent.post("/entitlement", &foreign).await.expect(200).hides("丁示例学校");
        agent.post("/entitlement", &[("customer_id", "1")]).await.expect(403);
    }
}
