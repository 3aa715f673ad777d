//! What stands as evidence with the demo's records: pictures drawn by the program, a log, signatures.

use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::json;

use crate::access::Actor;
use crate::domain::record_words::ServiceRecordKind;
use crate::error::Error;
use crate::features::attachments;
use crate::features::service_records::Head;
use crate::features::signatures::{self, Origin};
use crate::platform::db::{Conn, Moment};
use crate::platform::files::{Files, Spool};
use crate::platform::services::Services;

const LOG: &str = "2026-03-02 08:52:11 INFO  客户端启动，版本 6.2.1\n2026-03-02 08:52:14 WARN  与控制台的连接超时，第 1 次重试\n\
2026-03-02 08:52:44 WARN  与控制台的连接超时，第 2 次重试\n2026-03-02 08:53:14 ERROR 证书校验失败：证书已过期\n\
2026-03-02 09:31:02 INFO  更新证书\n2026-03-02 09:31:05 INFO  与控制台连接正常\n";

/// A name as a hand in a hurry writes it.
const STROKES: &str = "180,150 240,130 300,126 340,140;250,80 246,160 232,240 200,310;250,180 290,220 330,290;\
430,110 424,200 420,300;430,112 520,104 560,112 556,200 548,300;440,200 540,194;430,296 550,290";

/// Gives every third record what an engineer would add to it.
///
/// # Errors
/// What the store or the database answers.
pub fn attach(
    conn: &mut Conn,
    services: &Services,
    author: &Actor,
    head: &Head,
    number: usize,
    now: Moment,
) -> Result<(), Error> {
    if !number.is_multiple_of(3) {
        return Ok(());
    }
    let files: Vec<(&str, &[u8])> = match head.kind {
        ServiceRecordKind::FaultRecord => vec![
            ("机柜照片.png", cabinet(number)),
            ("设备面板.png", cabinet(number + 1)),
            ("客户端日志.log", LOG.as_bytes()),
        ],
        ServiceRecordKind::PreSaleReport => vec![("机房现状.png", cabinet(number))],
    };
    for (name, bytes) in files {
        let spool = Arc::new(Spool::of(bytes)?);
        let kept = Files::wait(attachments::keep(&services.files, name, spool))?;
        attachments::add(conn, author, head.kind, head.id, now, &kept)?;
    }
    signed(conn, author, head, now)
}

/// Has the customer sign where it accepted the work; what is changed later makes some of these void.
fn signed(conn: &mut Conn, author: &Actor, head: &Head, now: Moment) -> Result<(), Error> {
    let by = head.content.get("acceptance").and_then(|acceptance| acceptance.get("by"));
    let (Some(by), ServiceRecordKind::FaultRecord) = (by, head.kind) else { return Ok(()) };
    let (_, content_hash) = signatures::now(conn, head)?;
    let body =
        json!({ "method": "drawn", "signer_name": by, "content_hash": content_hash, "strokes": STROKES });
    let origin = Origin { device: "TierDesk demo", address: "127.0.0.1" };
    signatures::sign(conn, author, head.id, now, origin, &body, None).map(drop)
}

/// One of a few pictures: drawing them is most of what filling the demo would cost.
fn cabinet(number: usize) -> &'static [u8] {
    static DRAWN: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| (1..4).map(draw).collect());
    DRAWN.iter().cycle().nth(number).map_or(&[], Vec::as_slice)
}

/// A cabinet with devices, some of which blink.
fn draw(seed: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(640, 480, |x, y| {
        let shade = |light: u32| u8::try_from(light.min(255)).unwrap_or(255);
        let (rack, unit, in_x, in_y) = (x / 213, y / 48, x % 213, y % 48);
        let frame = !(15..199).contains(&in_x) || in_y < 4;
        let filled = !(rack * 5 + unit * 3 + seed).is_multiple_of(4);
        let lamp = filled && (24..32).contains(&in_x) && (21..29).contains(&in_y);
        let port = filled && (73..180).contains(&in_x) && in_x % 13 < 9 && (18..31).contains(&in_y);
        match (frame, lamp, port, filled) {
            (true, ..) => Rgb([shade(46 + y / 30), shade(52 + y / 30), shade(58 + y / 30)]),
            (_, true, ..) if (unit + rack + seed).is_multiple_of(5) => Rgb([224, 150, 40]),
            (_, true, ..) => Rgb([60, 190, 120]),
            (_, _, true, _) => Rgb([20, 24, 28]),
            (_, _, _, true) => Rgb([shade(92 + in_y), shade(100 + in_y), shade(110 + in_y)]),
            _ => Rgb([26, 30, 34]),
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    match DynamicImage::ImageRgb8(picture).write_to(&mut bytes, ImageFormat::Png) {
        Ok(()) => bytes.into_inner(),
        Err(_) => Vec::new(),
    }
}
