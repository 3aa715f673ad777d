//! Files with the forms of a request, without JavaScript (4.1, 8.4).

use super::{CONTACT, ENGINEER, fault, raise};
use crate::both_engines;
use crate::support::files::{multipart_of, pdf, png};
use crate::support::{TestApp, fixture};

fn rows(app: &TestApp) -> Vec<String> {
    app.lines("SELECT name AS line FROM request_attachments ORDER BY id")
}

both_engines! {
    async fn a_message_brings_its_files(app: TestApp) {
        let id = raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await.id();
        let (here, agent) = (format!("/requests/{id}"), app.browse(ENGINEER));
        agent.get(&here).await.expect(200).shows("enctype=\"multipart/form-data\"").shows("data-enclosed").shows("name=\"file\" multiple");
        let say = format!("{here}/messages");
        let both: &[(&str, &[u8])] = &[("机柜 1.png", &png()), ("步骤.pdf", &pdf(""))];
        let sent = agent.send_files(&say, &[("body", "请看附件"), ("visibility", "public")], both).await.expect(303);
        assert_eq!(sent.location(), here);
        // A picture needs no words; a form without files needs some.
        agent.send_files(&say, &[("body", ""), ("visibility", "internal")], &[("内部.png", &png())]).await.expect(303);
        agent.send_files(&say, &[("body", ""), ("visibility", "public")], &[("", b"")]).await.expect(422);
        let page = agent.get(&here).await.expect(200);
        page.clone().shows("请看附件").shows("机柜 1.png").shows("步骤.pdf").shows("内部.png").shows("file-picture");
        app.browse(CONTACT).get(&here).await.expect(200).shows("机柜 1.png").shows("步骤.pdf").hides("内部.png");
        assert_eq!(rows(&app).len(), 3);
    }

    async fn a_request_is_raised_with_its_files(app: TestApp) {
        let contact = app.browse(CONTACT);
        contact.get("/requests/new").await.expect(200).shows("enctype=\"multipart/form-data\"").shows("data-enclosed");
        let customer = fixture::CUSTOMER_A.to_string();
        let fields = [("customer_id", customer.as_str()), ("kind", "fault"), ("severity", "3"), ("subject", "客户端掉线"), ("_action", "submit")];
        let sent = contact.send_files("/requests/new", &fields, &[("屏幕.png", &png())]).await.expect(303);
        contact.follow(&sent).await.expect(200).shows("客户端掉线").shows("屏幕.png");
        app.browse(ENGINEER).get(sent.location()).await.expect(200).shows("屏幕.png");
        // Only asking for the panel keeps nothing, and a form without files is as it was.
        let check = [("kind", "fault"), ("subject", "只是看看"), ("_action", "check")];
        contact.send_files("/requests/new", &check, &[("屏幕.png", &png())]).await.expect(200).shows("只是看看").shows("请重新选择");
        let plain = contact.get("/requests/new").await.expect(200);
        contact.submit(&plain, "/requests/new", &fields).await.expect(303);
        assert_eq!(rows(&app), ["屏幕.png"]);
        let edit = contact.get(&format!("{}/edit", sent.location())).await.expect(200);
        edit.clone().hides("name=\"file\"");
    }

    async fn nothing_typed_is_lost_for_a_file(app: TestApp) {
        let id = raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await.id();
        let (here, contact) = (format!("/requests/{id}"), app.browse(CONTACT));
        let say = format!("{here}/messages");
        let words = [("body", "写了很久的话"), ("visibility", "public")];
        let huge = vec![b'x'; 20 * 1024 * 1024 + 1];
        for (name, bytes, why) in [("a.svg", b"<svg/>".to_vec(), "不接受这种文件"), ("a.pdf", png(), "扩展名与实际内容不符"), ("a.log", huge, "超过 20 MiB")] {
            let page = contact.send_files(&say, &words, &[("好.png", &png()), (name, &bytes)]).await.expect(422);
            page.clone().shows("写了很久的话").shows(why).shows("请重新选择");
        }
        let named = contact.send_files(&say, &words, &[("a.svg", b"<svg/>")]).await.expect(422);
        named.clone().shows("“a.svg”：");
        let one: (&str, &[u8]) = ("a.png", &png());
        contact.send_files(&say, &words, &[one; 11]).await.expect(422).shows("写了很久的话").shows("最多 10 项");
        let new = [("kind", "fault"), ("subject", "打了很久的主题"), ("description", "现象")];
        let again = contact.send_files("/requests/new", &new, &[("a.svg", b"<svg/>")]).await.expect(422);
        again.clone().shows("打了很久的主题").shows("请重新选择");
        assert_eq!(rows(&app).len(), 0);
    }

    async fn a_form_that_we_did_not_give_out_is_refused(app: TestApp) {
        let id = raise(&app.as_(CONTACT), &fault(fixture::CUSTOMER_A)).await.id();
        let contact = app.browse(CONTACT);
        for path in [format!("/requests/{id}/messages"), "/requests/new".to_string()] {
            let file: &[(&str, &[u8])] = &[("a.png", &png())];
            for (fields, files) in [
                (vec![("_csrf", "x"), ("body", "b"), ("visibility", "public")], file),
                (vec![("body", "b"), ("visibility", "public")], file),
                (vec![("body", "b"), ("visibility", "public")], &[]),
            ] {
                let (kind, body) = multipart_of(&fields, files);
                contact.send_body(&path, &kind, body).await.expect(403);
            }
        }
        assert_eq!(rows(&app).len(), 0);
    }
}
