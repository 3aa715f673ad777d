//! What the administrator sees of mails, and the demo's mailbox, which is nowhere else.

use chrono::TimeDelta;
use serde_json::json;
use tierdesk::platform::clock::Clock;
use tierdesk::platform::db::Moment;
use tierdesk::platform::i18n::Lang;
use tierdesk::platform::mail::deliver;
use tierdesk::platform::mail::outbox::{self, Link, NewMail};
use tierdesk::platform::random;

use super::{counts, queue};
use crate::both_engines;
use crate::support::post::{Post, instance, smtp};
use crate::support::smtp::{SmtpServer, Weather};
use crate::support::{TestApp, block_on};

const ADMIN: &str = "admin@vendor.example";

both_engines! {
    async fn without_a_server_mails_stay_queued_and_the_administrator_sees_it(app: TestApp) {
        queue(&app, 1);
        let services = &app.app.services;
        assert_eq!((deliver::SEND.run)(services, app.now()).unwrap(), 0);
        assert_eq!(counts(&app), (1, 0));
        let page = app.browse(ADMIN).get("/admin/mail").await.expect(200);
        page.shows("尚未接通邮件").shows("person0@agent-a.example").shows("等待发送");
        app.browse("engineer@agent-a.example").get("/admin/mail").await.expect(403);
        app.browse("auditor@vendor.example").get("/admin/mail").await.expect(403);
    }

    async fn a_refused_mail_is_given_up_shown_and_tried_again_on_demand(app: TestApp) {
        let mut server = SmtpServer::start();
        server.weather(Weather::Refusing);
        queue(&app, 1);
        let sender = instance(&app, smtp(server.port), tierdesk::platform::clock::Clock::system());
        let run = || (deliver::SEND.run)(&sender.services, sender.services.clock.now().into());
        assert_eq!(run().unwrap(), 1);
        assert_eq!(counts(&app), (0, 1));
        assert_eq!(run().unwrap(), 0, "a mail that was given up is left alone");
        let admin = app.browse(ADMIN);
        let page = admin.get("/admin/mail?state=failed").await.expect(200).shows("no such mailbox").shows("未能送达");
        let _ = page;
        let id = app.lines(if app.engine == crate::support::Engine::Sqlite {
            "SELECT lower(hex(id)) AS line FROM mail_outbox"
        } else {
            "SELECT id::text AS line FROM mail_outbox"
        });
        let id: uuid::Uuid = id[0].parse().unwrap();
        server.weather(Weather::Fair);
        let retry = format!("/admin/mail/{id}/retry");
        admin.post(&retry, &[("_csrf", admin.csrf())]).await.expect(303);
        // The test's clock stands long before the machine's, so the mail is due at once.
        assert_eq!(run().unwrap(), 1);
        assert_eq!(counts(&app), (0, 0));
        assert_eq!(server.acknowledged().len(), 1);
        let again = admin.post(&retry, &[("_csrf", admin.csrf())]).await.expect(303);
        admin.follow(&again).await.expect(200);
        assert_eq!(run().unwrap(), 0, "what was delivered is not sent again");
    }

    async fn what_was_being_handed_over_is_sent_once_more_only_where_it_holds_the_only_link(app: TestApp) {
        let server = SmtpServer::start();
        queue(&app, 1);
        let clock = Clock::fixed(Clock::system().now());
        let now = || Moment::from(clock.now());
        let invitation = NewMail {
            event: "invitation 1",
            user: None,
            address: "new@agent-a.example",
            name: "新人",
            lang: Lang::ZhCn,
            message: "invitation",
            params: json!({ "organisation": "甲方示例代理", "by": "管理员" }),
            link: Link::Sealed { before: "/invitations/", name: "invitation 1".into() },
            good_until: now().plus(TimeDelta::days(1)),
        };
        app.write(|conn| outbox::put(conn, now(), &invitation));
        // Somebody dies with both of them in hand.
        let dead = random::id(now());
        for _ in 0..2 {
            app.write(|conn| {
                let mail = outbox::claim(conn, dead, now())?.expect("a mail waits");
                outbox::begin_handing(conn, mail.id, dead, now())
            });
        }
        clock.advance(TimeDelta::minutes(2));
        let sender = instance(&app, smtp(server.port), clock.clone());
        while (deliver::SEND.run)(&sender.services, now()).unwrap() > 0 {}
        assert_eq!(counts(&app), (0, 1));
        let sent: Vec<String> = server.acknowledged().into_iter().map(|mail| mail.to).collect();
        assert_eq!(sent, ["new@agent-a.example"]);
        let page = app.browse(ADMIN).get("/admin/mail?state=failed").await.expect(200);
        page.shows("person0@agent-a.example").shows("可能已送达").shows("重新发送");
    }

    async fn what_is_put_first_while_it_goes_out_is_not_sent_twice_either(app: TestApp) {
        let server = SmtpServer::start();
        queue(&app, 1);
        let clock = Clock::fixed(Clock::system().now());
        let now = || Moment::from(clock.now());
        let dead = random::id(now());
        let id = app.write(|conn| {
            let mail = outbox::claim(conn, dead, now())?.expect("a mail waits");
            outbox::begin_handing(conn, mail.id, dead, now())?;
            Ok(mail.id)
        });
        let admin = app.browse(ADMIN);
        admin.post(&format!("/admin/mail/{id}/retry"), &[("_csrf", admin.csrf())]).await.expect(303);
        // Its instance dies all the same, and nobody knows whether it arrived.
        clock.advance(TimeDelta::minutes(2));
        let sender = instance(&app, smtp(server.port), clock.clone());
        while (deliver::SEND.run)(&sender.services, now()).unwrap() > 0 {}
        assert_eq!((counts(&app), server.acknowledged().len()), ((0, 1), 0));
        // Whoever asks for it then has been told so.
        admin.post(&format!("/admin/mail/{id}/retry"), &[("_csrf", admin.csrf())]).await.expect(303);
        while (deliver::SEND.run)(&sender.services, now()).unwrap() > 0 {}
        assert_eq!((counts(&app), server.acknowledged().len()), ((0, 0), 1));
    }

    async fn the_demo_mailbox_is_nowhere_else(app: TestApp) {
        app.stranger().get("/demo/mail").await.expect(404);
        app.browse(ADMIN).get("/demo/mail").await.expect(404);
        // Not even where mails are kept in a folder.
        let post = Post::beside(&app);
        queue(&app, 1);
        let _ = post;
        app.stranger().get("/demo/mail").await.expect(404);
    }
}

#[test]
fn every_mail_can_be_read_in_both_languages() {
    use serde_json::json;
    use tierdesk::platform::i18n::Lang;
    use tierdesk::platform::mail::outbox::{self, Link, NewMail};
    let Some(app) = TestApp::start(crate::support::Engine::Sqlite) else { return };
    let post = Post::beside(&app);
    let now = app.now();
    let mut texts = Vec::new();
    for kind in tierdesk::domain::notice_words::NoticeKind::ALL {
        texts.push(("notice", format!("notice-{}", kind.as_str().replace('_', "-"))));
    }
    texts.push(("notice", "notice-charge-confirmed-several".into()));
    texts.push(("password_changed", "notice-password-changed".into()));
    texts.extend(["invitation", "password_reset"].map(|message| (message, "notice-password-changed".into())));
    texts.push(("signature_code", "notice-password-changed".into()));
    for lang in Lang::ALL {
        for (number, (message, text)) in texts.iter().enumerate() {
            let mail = NewMail {
                event: &format!("{} {number}", lang.tag()),
                user: None,
                address: "engineer@agent-a.example",
                name: "甲 & <工>",
                lang,
                message,
                params: json!({ "text": text, "number": "FR-20260302-012345", "count": "3", "choice": true, "organisation": "示例", "engineer": "甲工" }),
                link: Link::Sealed { before: "/set-password/", name: format!("{number}") },
                good_until: now.plus(chrono::TimeDelta::days(1)),
            };
            app.write(|conn| outbox::put(conn, now, &mail));
        }
    }
    let mails = post.delivered();
    assert_eq!(mails.len(), 2 * texts.len());
    for mail in mails {
        let whole = format!("{}\n{}\n{}", mail.subject, mail.text, post.wire(&mail));
        assert!(!whole.contains('⟦'), "a text is missing: {whole}");
        assert!(mail.text.contains("甲 & <工>"), "{}", mail.text);
        assert!(mail.text.contains(&app.origin), "{}", mail.text);
    }
    block_on(async {});
}
