//! A bad line and a bad gateway between browser and portal: whatever was typed is kept, the page says so, and it goes on by
//! itself once they are well again.

use std::rc::Rc;

use serde_json::json;

use super::driver::Browser;
use super::phone::{STATE, begin, copies, stored};
use super::proxy::{Mood, Proxy};
use super::run;
use crate::support::{Engine, TestApp};

/// Whoever waits for an answer in these tests gives up sooner than people would.
const IMPATIENT: &str = "const patient = AbortSignal.timeout.bind(AbortSignal); AbortSignal.timeout = time => patient(Math.min(time, 1500));";

async fn behind_a_gateway(app: Rc<TestApp>, mut browser: Browser) -> Browser {
    let proxy = Proxy::before(&app.origin);
    browser.through(&proxy.origin);
    browser.always(IMPATIENT).await;
    let edit = begin(&browser).await;
    let troubles = [
        (Mood::Failing, "软件版本与系统不兼容", "网络抖动"),
        (Mood::Losing, "杀毒软件误删文件", "重新安装客户端"),
        (Mood::Silent, "服务器时间不同步", "校准服务器时间"),
    ];
    for (mood, cause, handling) in troubles {
        proxy.turns(mood);
        browser.fill("textarea[name=cause]", cause).await;
        browser.shows(STATE, "服务器暂无回应，已存在本机").await;
        assert_eq!(copies(&browser).await, 1, "{mood:?}: the device has it");
        browser.screen(&format!("phone-gateway-{mood:?}").to_lowercase()).await;
        // What is typed while nobody answers goes along.
        browser.fill("textarea[name=handling]", handling).await;
        proxy.turns(Mood::Well);
        browser.shows_within(20, STATE, "已保存").await;
        for _ in 0..100 {
            if copies(&browser).await == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let found = stored(&app, &edit).await;
        assert_eq!((&found["cause"], &found["handling"]), (&json!(cause), &json!(handling)), "{mood:?}");
        assert_eq!(copies(&browser).await, 0, "{mood:?}: the server has it");
    }
    let complaints = browser.complaints().await;
    let meant = |text: &String| text.contains("status of 502") || text.contains("status of 504");
    assert!(complaints.iter().all(meant), "{complaints:?}");
    browser
}

async fn on_a_slow_line(app: Rc<TestApp>, browser: Browser) -> Browser {
    let edit = begin(&browser).await;
    browser.slow(1500, 4_000).await;
    browser.fill("textarea[name=cause]", "服务器时间不同步").await;
    browser.shows(STATE, "正在保存").await;
    assert_eq!(copies(&browser).await, 1, "on the device until the server says that it has it");
    // Typing goes on while the first words are under way.
    browser.fill("textarea[name=handling]", "校准服务器时间").await;
    browser.shows_within(30, STATE, "已保存").await;
    for _ in 0..200 {
        if stored(&app, &edit).await["handling"] == "校准服务器时间" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let found = stored(&app, &edit).await;
    assert_eq!((&found["cause"], &found["handling"]), (&json!("服务器时间不同步"), &json!("校准服务器时间")));
    browser.network(true).await;
    browser.shows_within(20, STATE, "已保存").await;
    browser
}

#[test]
fn a_gateway_that_fails_loses_or_swallows_answers_costs_no_word() {
    run(Engine::Sqlite, behind_a_gateway);
}

#[test]
fn a_slow_line_costs_no_word() {
    run(Engine::Postgres, on_a_slow_line);
}
