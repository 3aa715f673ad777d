//! Photographs without a line: kept on the device, sent by themselves later, gone at logout. And the other ways in which
//! files come to a form: dropped, and from the camera.

use std::path::PathBuf;
use std::rc::Rc;

use serde_json::json;

use super::attachments::photograph;
use super::driver::Browser;
use super::phone::{begin, copies, tap};
use super::run;
use crate::support::files::png;
use crate::support::{Engine, TestApp, scratch};

const ENGINEER: &str = "engineer@agent-a.example";
const QUEUE: &str = "[data-attachments-queue]";
const LIST: &str = "[data-attachments-list]";
const CAMERA: &str = "[data-attachments-photo]";

/// A file of this machine with these bytes, gone when this is dropped.
struct Scrap(PathBuf);

impl Scrap {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let folder = scratch().join(format!("scrap-{}", tierdesk::platform::random::token()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), bytes).unwrap();
        Scrap(folder.join(name))
    }
}

impl Drop for Scrap {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

/// How many files the device holds.
async fn kept(browser: &Browser) -> u64 {
    let count = "return new Promise(done => { const r = indexedDB.open('tierdesk', 1); \
        r.onupgradeneeded = () => r.result.createObjectStore('files', { keyPath: 'id' }); \
        r.onsuccess = () => { const all = r.result.transaction('files').objectStore('files').count(); \
            all.onsuccess = () => { r.result.close(); done(all.result); }; }; });";
    browser.script(count, json!([])).await.as_u64().unwrap()
}

async fn stored(app: &TestApp, edit: &str) -> Vec<String> {
    let path = format!("/api/v1{}/attachments", edit.trim_end_matches("/edit"));
    let found = app.as_(ENGINEER).get(&path).await.expect(200);
    found.items().iter().map(|file| file["name"].as_str().unwrap().to_string()).collect()
}

async fn without_a_line(app: Rc<TestApp>, browser: Browser) -> Browser {
    let (first, second) = (Scrap::new("机柜.jpg", &photograph()), Scrap::new("面板.png", &png()));
    let edit = begin(&browser).await;
    browser.network(false).await;
    browser.choose(CAMERA, &[&first.0]).await;
    browser.shows_within(30, QUEUE, "已存在本机").await;
    browser.choose(CAMERA, &[&second.0]).await;
    browser.shows(QUEUE, "面板.png").await;
    for _ in 0..100 {
        if kept(&browser).await == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!((kept(&browser).await, stored(&app, &edit).await.len()), (2, 0));
    browser.script("document.querySelector('#attachments').scrollIntoView()", json!([])).await;
    browser.screen("phone-photo-kept").await;
    // What is not there yet is not sent in unasked.
    tap(&browser, ".form-bar button[name=_action][value=submit]").await;
    browser.answer("还有 2 个文件没有上传", false).await;

    // The line comes back after the tab was closed and the form is opened again.
    browser.close_for_a_new_tab().await;
    browser.size(360, 800).await;
    browser.open(&edit).await;
    browser.shows_within(20, LIST, "机柜.jpg").await;
    browser.shows_within(20, LIST, "面板.png").await;
    assert_eq!(stored(&app, &edit).await, ["机柜.jpg", "面板.png"]);
    assert_eq!((kept(&browser).await, copies(&browser).await), (0, 0), "the server has them");

    // And while the form stays open.
    let third = Scrap::new("铭牌.png", &png());
    browser.network(false).await;
    browser.choose(CAMERA, &[&third.0]).await;
    browser.shows_within(10, QUEUE, "已存在本机").await;
    browser.network(true).await;
    for _ in 0..200 {
        if stored(&app, &edit).await.len() == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(stored(&app, &edit).await.len(), 3);
    browser
}

/// A draft that the server has never heard of, with nothing but a photograph.
async fn of_a_new_draft(app: Rc<TestApp>, browser: Browser) -> Browser {
    let photo = Scrap::new("面板.png", &png());
    browser.login(ENGINEER).await;
    browser.size(360, 800).await;
    browser.open("/fault-records/new").await;
    browser.network(false).await;
    browser.choose(CAMERA, &[&photo.0]).await;
    browser.shows_within(10, QUEUE, "已存在本机").await;
    browser.close_for_a_new_tab().await;
    browser.open("/fault-records/new").await;
    browser.shows("[data-autosave-restore]", "尚未保存的内容").await;
    tap(&browser, "[data-autosave-take]").await;
    browser.shows_within(30, LIST, "面板.png").await;
    assert_eq!(stored(&app, &browser.path().await).await, ["面板.png"]);
    assert_eq!(kept(&browser).await, 0);
    browser
}

async fn logging_out(app: Rc<TestApp>, browser: Browser) -> Browser {
    let photo = Scrap::new("面板.png", &png());
    let edit = begin(&browser).await;
    browser.network(false).await;
    browser.choose(CAMERA, &[&photo.0]).await;
    browser.shows_within(10, QUEUE, "已存在本机").await;
    browser.close_for_a_new_tab().await;
    browser.forget_cookies().await;
    browser.open("/login").await;
    assert_eq!(kept(&browser).await, 1, "an ended session loses nothing");
    browser.login(ENGINEER).await;
    let leave = "form[data-logout] button";
    let unfold = "document.querySelector(arguments[0]).closest('details').open = true";
    browser.script(unfold, json!([leave])).await;
    browser.click(leave).await;
    browser.answer("1 份内容没有保存", true).await;
    browser.shows("body", "登录").await;
    for _ in 0..50 {
        if kept(&browser).await == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!((kept(&browser).await, copies(&browser).await), (0, 0), "nothing stays on the device");
    browser.login(ENGINEER).await;
    browser.open(&edit).await;
    assert!(stored(&app, &edit).await.is_empty());
    browser
}

async fn hands(app: Rc<TestApp>, browser: Browser) -> Browser {
    let (one, other) = (Scrap::new("拓扑.png", &png()), Scrap::new("client.log", b"ok\n"));
    let edit = begin(&browser).await;
    browser.size(1280, 900).await;
    let area = "[data-attachments-drop]";
    browser.drag_files(area, &[&one.0, &other.0], false).await;
    let over = "return document.querySelector(arguments[0]).hasAttribute('data-over')";
    assert_eq!(browser.script(over, json!([area])).await, json!(true), "the area shows that it takes them");
    browser.screen("attachments-dragged").await;
    browser.drag_files(area, &[&one.0, &other.0], true).await;
    browser.shows_within(10, LIST, "拓扑.png").await;
    browser.shows_within(10, LIST, "client.log").await;
    assert_eq!(browser.script(over, json!([area])).await, json!(false));
    assert_eq!(stored(&app, &edit).await.len(), 2);
    assert_eq!(browser.path().await, edit, "the browser opens nothing of them itself");

    // The button of the camera opens the input that asks for the camera, the other one the other.
    browser.size(360, 800).await;
    let listen = "window.asked = []; for (const input of document.querySelectorAll('#attachments input[type=file]')) \
        input.addEventListener('click', event => { event.preventDefault(); window.asked.push(input.getAttribute('capture')); });";
    browser.script(listen, json!([])).await;
    tap(&browser, "[data-attachments-camera]").await;
    tap(&browser, "[data-attachments-choose]").await;
    assert_eq!(browser.script("return window.asked", json!([])).await, json!(["environment", null]));
    browser.choose(CAMERA, &[&one.0]).await;
    for _ in 0..100 {
        if stored(&app, &edit).await.len() == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(stored(&app, &edit).await.len(), 3, "what the camera gives goes the same way");
    browser
}

#[test]
fn a_photograph_without_a_line_is_kept_and_sent_later() {
    run(Engine::Sqlite, without_a_line);
}

#[test]
fn a_photograph_of_a_draft_that_the_server_never_saw_is_kept() {
    run(Engine::Postgres, of_a_new_draft);
}

#[test]
fn logging_out_leaves_no_photograph_on_the_device() {
    run(Engine::Sqlite, logging_out);
}

#[test]
fn files_come_by_drag_and_drop_and_from_the_camera() {
    run(Engine::Sqlite, hands);
}
