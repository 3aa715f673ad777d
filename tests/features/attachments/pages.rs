//! Files on pages, without JavaScript.

use super::{ENGINEER, draft};
use crate::both_engines;
use crate::support::TestApp;
use crate::support::files::{multipart, pdf, png};

both_engines! {
    async fn a_file_is_added_and_removed_on_the_form(app: TestApp) {
        let record = draft(&app).await;
        let (here, visitor) = (format!("/fault-records/{}", record.id()), app.browse(ENGINEER));
        visitor.get(&format!("{here}/edit")).await.expect(200).shows("enctype=\"multipart/form-data\"").shows("data-attachments");
        let sent = visitor.upload(&format!("{here}/attachments"), "机柜 1.png", &png()).await.expect(303);
        assert_eq!(sent.location(), format!("{here}/edit#attachments"));
        let page = visitor.get(&format!("{here}/edit")).await.shows("机柜 1.png").shows("附件已添加");
        let id = page.text.split("formaction=\"/attachments/").nth(1).and_then(|rest| rest.split('/').next()).unwrap();
        visitor.get(&here).await.expect(200).shows("机柜 1.png").hides("formaction");
        visitor.post(&format!("/attachments/{id}/remove"), &[("_csrf", visitor.csrf())]).await.expect(303);
        visitor.get(&format!("{here}/edit")).await.hides("机柜 1.png").shows("附件已移除");
    }

    async fn a_file_whose_answer_was_lost_is_not_added_twice(app: TestApp) {
        let record = draft(&app).await;
        let (path, visitor) = (format!("/fault-records/{}/attachments", record.id()), app.browse(ENGINEER));
        let count = || app.lines("SELECT name AS line FROM attachments").len();
        let again = async |name: &str, bytes: &[u8]| {
            let (kind, body) = multipart(&[("_csrf", visitor.csrf())], Some((name, bytes)));
            let cookies = reqwest::cookie::CookieStore::cookies(visitor.jar(), &app.origin.parse().unwrap()).unwrap();
            let request = reqwest::Client::new().post(format!("{}{path}", app.origin)).header("cookie", cookies);
            let request = request.header("x-requested-with", "attachments").header("x-again", "1");
            let answer = request.header("content-type", kind).body(body).send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        visitor.upload(&path, "机柜.png", &png()).await.expect(303);
        let (status, list) = again("机柜.png", &png()).await;
        assert_eq!((status, count()), (200, 1), "{list}");
        assert!(list.contains("机柜.png"));
        // One that never arrived, and another of the same name, are added.
        again("面板.png", &png()).await;
        again("机柜.png", &pdf("")).await;
        again("机柜.pdf", &pdf("")).await;
        assert_eq!(count(), 3);
        // Asked for twice, the same is there twice.
        visitor.upload(&path, "机柜.png", &png()).await.expect(303);
        assert_eq!(count(), 4);
    }

    async fn what_is_wrong_with_a_file_is_said_on_the_form(app: TestApp) {
        let record = draft(&app).await;
        let (here, visitor) = (format!("/fault-records/{}", record.id()), app.browse(ENGINEER));
        for (name, bytes, words) in [
            ("a.svg", b"<svg/>".to_vec(), "不接受这种文件"), ("a.pdf", png(), "扩展名与实际内容不符"), ("a.png", vec![], "文件是空的"),
            ("a\u{202e}.png", png(), "不可见字符"),
        ] {
            visitor.upload(&format!("{here}/attachments"), name, &bytes).await.expect(303);
            visitor.get(&format!("{here}/edit")).await.shows(words);
        }
        let forged = multipart(&[("_csrf", "x")], Some(("a.png", &png())));
        let client = reqwest::Client::new();
        let cookie = visitor.jar();
        let cookies = reqwest::cookie::CookieStore::cookies(cookie, &app.origin.parse().unwrap()).unwrap();
        let answer = client.post(format!("{}{here}/attachments", app.origin)).header("cookie", cookies)
            .header("content-type", forged.0).body(forged.1).send().await.unwrap();
        assert_eq!(answer.status(), 403, "a form that we did not give out");
        assert_eq!(app.lines("SELECT name AS line FROM attachments").len(), 0);
    }
}
