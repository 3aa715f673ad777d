//! Login and logout in a browser.

use crate::both_engines;
use crate::support::{PASSWORD, TestApp};

both_engines! {
    async fn the_login_page_lets_the_right_password_in(app: TestApp) {
        let visitor = app.stranger();
        let page = visitor.get("/login?next=/reviews").await.expect(200);
        let fields = [("email", "reviewer@vendor.example"), ("password", PASSWORD), ("next", "/reviews")];
        let answer = visitor.submit(&page, "/login", &fields).await.expect(303);
        assert_eq!(answer.location(), "/reviews");
    }

    async fn a_wrong_password_shows_the_form_again_with_the_address(app: TestApp) {
        let visitor = app.stranger();
        let page = visitor.get("/login").await.expect(200);
        let fields = [("email", "reviewer@vendor.example"), ("password", "wrong")];
        visitor.submit(&page, "/login", &fields).await.expect(401).shows("reviewer@vendor.example");
    }

    async fn nobody_is_sent_to_another_site_after_a_login(app: TestApp) {
        let visitor = app.stranger();
        for next in ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"] {
            let fields = [("email", "reviewer@vendor.example"), ("password", PASSWORD), ("next", next)];
            assert_eq!(visitor.post("/login", &fields).await.expect(303).location(), "/");
        }
    }

    async fn a_form_without_the_word_of_the_session_is_refused(app: TestApp) {
        let visitor = app.browse("reviewer@vendor.example");
        visitor.post("/logout", &[]).await.expect(403);
        visitor.post("/logout", &[("_csrf", "guess")]).await.expect(403);
    }
}
