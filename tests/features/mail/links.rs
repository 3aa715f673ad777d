//! One-time links by mail: invitations, forgotten passwords, and word of a changed one (chapter 7).

use serde_json::json;
use tierdesk::features::users;

use crate::both_engines;
use crate::support::post::{Post, link};
use crate::support::{PASSWORD, TestApp};

const ENGINEER: &str = "engineer@agent-a.example";
const FORGOT: &str = "/api/v1/auth/forgot-password";
const GOOD: &str = "竹影-moonlit-Ferry-73";

both_engines! {
    async fn an_invitation_goes_out_by_mail_in_the_language_of_the_person(app: TestApp) {
        let post = Post::beside(&app);
        let manager = app.browse("manager@agent-a.example");
        let fields = [
            ("_csrf", manager.csrf()), ("name", "New Colleague"), ("email", "new@agent-a.example"),
            ("roles", "agent_engineer"), ("language", "en"),
        ];
        let shown = manager.post("/people/new", &fields).await.expect(200);
        let mails = post.to("new@agent-a.example");
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject, "Your invitation to TierDesk");
        let path = link(&app, &mails[0]);
        assert!(shown.text.contains(&path), "the administrator sees the same link");
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let set = app.stranger().post(&path, &[("new_password", GOOD), ("repeat_password", GOOD)]).await.expect(303);
        assert_eq!(set.location(), "/");
        app.stranger().get(&path).await.expect(404);
        // The first password is no change of one.
        assert_eq!(post.to("new@agent-a.example").len(), 1);
    }

    async fn the_queue_holds_no_link_that_works(app: TestApp) {
        let invite = format!("/api/v1/users/{}/invite", crate::support::person(ENGINEER).id);
        let url = app.as_("admin@vendor.example").post(&invite).if_match(1).await.expect(200).body["url"].as_str().unwrap().to_string();
        let token = url.rsplit('/').next().unwrap();
        let cast = if app.engine == crate::support::Engine::Sqlite { "params" } else { "params::text" };
        let kept = app.lines(&format!("SELECT {cast} AS line FROM mail_outbox"));
        assert_eq!(kept.len(), 1);
        assert!(!kept[0].contains(token), "{}", kept[0]);
    }

    async fn a_new_invitation_takes_the_place_of_one_that_waits(app: TestApp) {
        let post = Post::beside(&app);
        let invite = format!("/api/v1/users/{}/invite", crate::support::person(ENGINEER).id);
        let admin = app.as_("admin@vendor.example");
        admin.post(&invite).if_match(1).await.expect(200);
        let second = admin.post(&invite).if_match(1).await.expect(200);
        let mails = post.to(ENGINEER);
        assert_eq!(mails.len(), 1);
        assert!(second.body["url"].as_str().unwrap().ends_with(&link(&app, &mails[0])));
    }

    async fn a_forgotten_password_is_set_anew_and_its_owner_hears_of_it(app: TestApp) {
        let post = Post::beside(&app);
        let stranger = app.stranger();
        stranger.get("/login").await.expect(200).shows("/forgot-password");
        stranger.get("/forgot-password").await.expect(200).shows("发送链接");
        let sent = stranger.post("/forgot-password", &[("email", "Engineer@agent-a.example")]).await.expect(303);
        stranger.follow(&sent).await.expect(200).shows("申请已收到");
        let mail = post.to(ENGINEER).pop().unwrap();
        assert_eq!(mail.subject, "重新设置分级服务台的密码");
        let path = link(&app, &mail);
        // Until the link is used, the old password is good.
        let login = json!({ "email": ENGINEER, "password": PASSWORD });
        app.anonymous().post("/api/v1/auth/login").json(&login).await.expect(200);
        app.clock.advance(chrono::TimeDelta::minutes(1));
        stranger.post(&path, &[("new_password", GOOD), ("repeat_password", GOOD)]).await.expect(303);
        app.anonymous().post("/api/v1/auth/login").json(&login).await.refused(401, "wrong_credentials");
        app.stranger().get(&path).await.expect(404);
        let word = post.to(ENGINEER).pop().unwrap();
        assert!(word.subject.contains("密码已修改"), "{}", word.subject);
        assert!(word.text.contains("/forgot-password"), "{}", word.text);
    }

    async fn a_link_for_a_forgotten_password_ends_after_an_hour(app: TestApp) {
        let post = Post::beside(&app);
        app.anonymous().post(FORGOT).json(&json!({ "email": ENGINEER })).await.expect(204);
        let path = link(&app, &post.to(ENGINEER)[0]);
        app.stranger().get(&path).await.expect(200);
        app.clock.advance(chrono::TimeDelta::hours(1));
        app.stranger().get(&path).await.expect(404);
    }

    async fn whether_an_address_is_known_does_not_show(app: TestApp) {
        let post = Post::beside(&app);
        let statements = |before: u64| app.statements() - before;
        let mut seen = Vec::new();
        for email in [ENGINEER, "nobody@agent-a.example"] {
            let before = app.statements();
            let answer = app.anonymous().post(FORGOT).json(&json!({ "email": email })).await.expect(204);
            // The same work to the last statement: that is what takes the time.
            seen.push((answer.text.clone(), statements(before)));
        }
        assert_eq!(seen[0], seen[1]);
        let mails = post.delivered();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].address, ENGINEER);
    }

    async fn nobody_is_flooded_with_links(app: TestApp) {
        let post = Post::beside(&app);
        for _ in 0..3 {
            app.anonymous().post(FORGOT).json(&json!({ "email": ENGINEER })).await.expect(204);
        }
        assert_eq!(post.delivered().len(), 1);
        app.clock.advance(chrono::TimeDelta::minutes(6));
        app.anonymous().post(FORGOT).json(&json!({ "email": ENGINEER })).await.expect(204);
        assert_eq!(post.delivered().len(), 2);
        let mut last = 204;
        for _ in 0..10 {
            last = app.anonymous().post(FORGOT).json(&json!({ "email": ENGINEER })).await.status;
        }
        assert_eq!(last, 429);
        // That gets in nobody's way to log in.
        let login = json!({ "email": ENGINEER, "password": PASSWORD });
        app.anonymous().post("/api/v1/auth/login").json(&login).await.expect(200);
    }

    async fn an_address_cannot_carry_a_header(app: TestApp) {
        for email in ["a@b.example\r\nBcc: x@y.example", "a@b.example\nSubject: x", "a@b.example, c@d.example", "<a@b.example>"] {
            let body = json!({ "email": email });
            let refused = app.anonymous().post(FORGOT).json(&body).await.refused(422, "invalid_fields");
            assert!(refused.faults()[0].starts_with("email: "), "{:?}", refused.faults());
            let body = json!({ "name": "新同事", "email": email, "roles": ["agent_engineer"] });
            app.as_("manager@agent-a.example").post("/api/v1/users").json(&body).await.refused(422, "invalid_fields");
        }
        assert!(Post::beside(&app).delivered().is_empty());
    }

    async fn a_name_or_subject_cannot_carry_a_header_either(app: TestApp) {
        let post = Post::beside(&app);
        let now = app.now();
        let mail = tierdesk::platform::mail::outbox::NewMail {
            event: "e", user: None, address: ENGINEER, name: "甲\r\nBcc: x@y.example", lang: tierdesk::platform::i18n::Lang::En,
            message: "notice",
            params: json!({ "text": "notice-record-approved", "number": "1\r\nBcc: z@y.example", "count": "1", "choice": true }),
            link: tierdesk::platform::mail::outbox::Link::Page("/".into()), good_until: now.plus(chrono::TimeDelta::days(1)),
        };
        app.write(|conn| tierdesk::platform::mail::outbox::put(conn, now, &mail));
        let mails = post.delivered();
        let wire = post.wire(&mails[0]);
        let head = wire.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc:")), "{head}");
    }

    async fn an_inactive_account_gets_no_link(app: TestApp) {
        let here = format!("/api/v1/users/{}", crate::support::person(ENGINEER).id);
        let admin = app.as_("admin@vendor.example");
        let version = admin.get(&here).await.version();
        admin.post(&format!("{here}/deactivate")).if_match(version).await.expect(200);
        app.anonymous().post(FORGOT).json(&json!({ "email": ENGINEER })).await.expect(204);
        assert!(Post::beside(&app).delivered().is_empty());
        let left = app.lines("SELECT address AS line FROM password_requests");
        assert!(left.is_empty(), "what was asked is not kept: {left:?}");
        assert_eq!(users::PASSWORD_REQUESTS.name, "password-requests");
    }

    async fn a_changed_password_is_told_in_portal_and_mail(app: TestApp) {
        let post = Post::beside(&app);
        let body = json!({ "current_password": PASSWORD, "new_password": GOOD });
        app.as_(ENGINEER).post("/api/v1/me/password").json(&body).await.expect(204);
        assert_eq!(app.as_(ENGINEER).get("/api/v1/notices").await.items()[0]["kind"], "password_changed");
        assert_eq!(post.to(ENGINEER).len(), 1);
    }
}
