//! The customer signs: on the engineer's phone, and on a second browser through the one-use link.

use serde_json::json;

use super::driver::Browser;
use super::run;
use crate::support::{Engine, fault_record_onsite, fixture};

const ENGINEER: &str = "engineer@agent-a.example";

/// Draws two strokes on the field, as a finger would.
const DRAW: &str = "const field = document.querySelector('[data-signature-field]'); field.scrollIntoView(); \
    const place = field.getBoundingClientRect(); \
    const send = (kind, x, y) => field.dispatchEvent(new PointerEvent(kind, { bubbles: true, cancelable: true, pointerId: 1, \
        clientX: place.left + x * place.width, clientY: place.top + y * place.height })); \
    field.setPointerCapture = () => {}; \
    for (const [from, bend] of [[0.1, 0.3], [0.5, -0.25]]) { \
        send('pointerdown', from, 0.5); \
        for (let step = 1; step <= 20; step++) send('pointermove', from + step * 0.018, 0.5 + bend * Math.sin(step / 3)); \
        send('pointerup', from + 0.36, 0.5); \
    } \
    return document.querySelector('[data-signature-strokes]').value.length;";

async fn draw(browser: &Browser) {
    let length = browser.script(DRAW, json!([])).await;
    assert!(length.as_u64().is_some_and(|length| length > 100), "strokes: {length}");
}

#[test]
fn a_customer_signs_here_and_on_its_own_phone() {
    run(Engine::Sqlite, |app, browser| async move {
        let body = fault_record_onsite(fixture::CUSTOMER_A, fixture::GUANGZHOU);
        let record = app.as_(ENGINEER).post("/api/v1/fault-records").json(&body).await.expect(201);
        let here = format!("/fault-records/{}", record.id());
        browser.login(ENGINEER).await;
        browser.open(&format!("{here}/edit")).await;
        browser
            .script("document.querySelector('#signature').scrollIntoView({ block: 'center' })", json!([]))
            .await;
        browser.press("#signature a.button").await;
        browser.look("signature-sign").await;
        browser.script("document.querySelector('[data-signature-sign]').click()", json!([])).await;
        browser.shows("[data-signature-error]", "还没有签名").await;
        draw(&browser).await;
        browser.script("document.querySelector('[data-signature-clear]').click()", json!([])).await;
        assert_eq!(
            browser
                .script("return document.querySelector('[data-signature-strokes]').value", json!([]))
                .await,
            ""
        );
        draw(&browser).await;
        browser.picture("signature-drawn").await;
        browser.fill("#signer-name", "周明").await;
        browser.press("[data-signature-sign]").await;
        browser.shows("#signature", "有效").await;
        browser.shows("#signature", "周明").await;
        let drawn = "const i = document.querySelector('.signature-picture'); i.scrollIntoView(); return i.complete && i.naturalWidth > 0";
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert_eq!(browser.script(drawn, json!([])).await, json!(true), "what was drawn is shown");

        let own = format!("/api/v1{here}");
        let version = app.as_(ENGINEER).get(&own).await.version();
        app.as_(ENGINEER)
            .patch(&own)
            .if_match(version)
            .json(&json!({ "symptom": "换了一种说法" }))
            .await
            .expect(200);
        browser.open(&here).await;
        browser.shows("#signature", "作废").await;
        browser.look("signature-void").await;

        browser.open(&format!("{here}/sign")).await;
        browser.press("form[action$='/link'] button").await;
        browser.shows(".sign-url", "/sign/").await;
        browser.look("signature-link").await;
        let url = browser.text(".sign-url").await;
        let phone = Browser::start(&app.origin).await;
        let path = url.trim().strip_prefix(&app.origin).unwrap().to_string();
        phone.open(&path).await;
        phone.shows("main", "换了一种说法").await;
        phone.look("signature-phone").await;
        phone.size(360, 740).await;
        draw(&phone).await;
        phone.picture("signature-phone-drawn").await;
        phone.fill("#signer-name", "周明").await;
        phone.press("[data-signature-sign]").await;
        phone.shows("main", "已确认").await;
        phone.look("signature-phone-done").await;
        phone.open(&path).await;
        phone.shows("main", "链接已失效").await;
        let complaints = phone.complaints().await;
        assert!(complaints.iter().all(|text| text.contains("404")), "{complaints:?}");
        browser.open(&format!("{here}/edit")).await;
        browser.shows("#signature", "在签名人自己的设备上确认").await;
        browser.press(".form-bar button[name=_action][value=submit]").await;
        browser.shows("main", "等待审核").await;
        browser.speak("en").await;
        browser.open(&here).await;
        browser.look("signature-view-en").await;
        phone.finish().await;
        browser
    });
}
