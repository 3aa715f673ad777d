//! PDFs: what people typed is shown and never carried out; the same content gives the same bytes.

use std::process::Command;

use chrono::{DateTime, Utc};
use serde_json::json;
use tierdesk::error::Error;
use tierdesk::platform::pdf::fonts::{self, FontSource};
use tierdesk::platform::pdf::{
    Cell, Footer, Print, Printer, Section, Sheet, SignaturePlace, Table, qr, rows,
};

use crate::support::pdf;

fn at() -> DateTime<Utc> {
    "2026-03-02T02:00:00Z".parse().unwrap()
}

fn sheet(text: &str) -> Sheet {
    let cell =
        |wide| Cell { label: "故障现象".into(), value: text.into(), note: Some(text.into()), wide };
    let table =
        Table::new(text.into(), vec!["部件".into(), text.into()], vec![vec![text.into(), "1".into()]]);
    Sheet {
        lang: "zh-CN",
        title: "产品故障记录表".into(),
        number: "FR-20260302-000001".into(),
        mark: Some("草稿".into()),
        issuer: "示例".into(),
        qr_note: "扫码".into(),
        link: "http://127.0.0.1/x".into(),
        sections: vec![Section {
            title: text.into(),
            rows: rows(vec![cell(false), cell(false), cell(true)]),
            tables: vec![table],
        }],
        signatures: vec![SignaturePlace {
            role: "客户签字".into(),
            name: Some(text.into()),
            at: None,
            note: Some(text.into()),
            mark: None,
            picture: None,
            src: None,
        }],
        signed_name: "姓名：".into(),
        signed_at: "日期：".into(),
        appendix: vec![],
        footer: Footer {
            text: text.into(),
            chain: Some(text.into()),
            pages: "第 {page} 页 共 {pages} 页".into(),
        },
    }
}

fn print_of(sheet: &Sheet) -> Print {
    Print {
        template: "sheet.typ",
        data: serde_json::to_value(sheet).unwrap(),
        pictures: vec![("qr".into(), qr(&sheet.link).unwrap().into_bytes())],
        name: sheet.number.clone(),
        at: at(),
    }
}

fn printer() -> Printer {
    Printer::new(FontSource { files: vec![], system: true })
}

/// Texts that mean something to the typesetter, or are hard to set.
fn hostile() -> Vec<String> {
    vec![
        "#import \"@preview/x:0.1.0\"".into(),
        "#read(\"/etc/passwd\") #sys.inputs #panic(\"x\") #{ 1 + 1 }".into(),
        "$ sum_(i=0)^n $ \\ *bold* _em_ `raw` <label> @ref // no comment /* nor this */".into(),
        "\\u{4e2d} \\#x ] [ ) ( } { \" ' ; ~ --- ...".into(),
        "= Heading\n- list\n+ more\n/ term: x".into(),
        "😀👩‍👩‍👧‍👦🇨🇳 émigré ﷺ".into(),
        "\u{202e}gnp.exe\u{202c} \u{2066}x\u{2069} אבג مرحبا".into(),
        "e\u{301}\u{302}\u{303}".repeat(50),
        "a".repeat(10_000),
        "=".repeat(3_000),
        "中".repeat(10_000),
        "行\n".repeat(500),
        "\u{0}\u{7}\t\u{feff}".into(),
    ]
}

#[test]
fn what_people_type_is_shown_and_never_carried_out() {
    if !pdf::ready() {
        return;
    }
    let printer = printer();
    for text in hostile() {
        let bytes =
            printer.print_now(&print_of(&sheet(&text))).unwrap_or_else(|fault| panic!("{text:.40}: {fault}"));
        let shown = pdf::text(&bytes);
        assert!(shown.contains("产品故障记录表") && shown.contains("故障现象"), "{text:.40}: {shown}");
    }
    let shown = pdf::text(&printer.print_now(&print_of(&sheet(&hostile()[1]))).unwrap());
    for literal in ["#read(\"/etc/passwd\")", "#sys.inputs", "#{ 1 + 1 }"] {
        assert!(shown.contains(literal), "{literal}: {shown}");
    }
    let shown = pdf::text(&printer.print_now(&print_of(&sheet(&hostile()[6]))).unwrap());
    assert!(shown.contains("gnp.exe"), "nothing turns the reading direction: {shown}");
}

#[test]
fn a_word_without_an_end_stays_on_the_page_and_a_serial_number_stays_whole() {
    if !pdf::ready() {
        return;
    }
    let serial = "SN-2026-ABCDEFGHIJ-01";
    let shown = pdf::text(&printer().print_now(&print_of(&sheet(serial))).unwrap());
    assert!(shown.contains(serial), "{shown}");
    let bytes = printer().print_now(&print_of(&sheet(&"W".repeat(600)))).unwrap();
    let (width, right) = pdf::extent(&bytes);
    assert!(right <= width - 35.0, "text ends at {right} of {width}");
}

#[test]
fn the_same_content_at_the_same_moment_gives_the_same_bytes() {
    if !pdf::ready() {
        return;
    }
    let print = print_of(&sheet("客户端无法登录"));
    let once = printer().print_now(&print).unwrap();
    assert!(once == printer().print_now(&print).unwrap());
    let later = Print { at: at() + chrono::TimeDelta::hours(1), ..print.clone() };
    assert!(once != printer().print_now(&later).unwrap());
}

#[test]
fn letters_that_the_chinese_font_lacks_are_lent_by_another() {
    if !pdf::ready() {
        return;
    }
    let source = FontSource { files: vec![], system: true };
    let own = pdf::fonts(&printer().print_now(&print_of(&sheet("客户端"))).unwrap());
    // Hebrew, Arabic, Armenian, a face: no Chinese font has them all.
    let spares = fonts::spares(&source);
    let lent = ['א', 'م', 'Ա', '😀'].into_iter().find_map(|letter| {
        let spare = spares.iter().find(|spare| spare.has(letter))?;
        let family: String = spare.face.family.split_whitespace().collect();
        (!own.contains(&family)).then_some((letter, family))
    });
    let Some((letter, family)) = lent else { return };
    let text = format!("客户端 {letter}{letter}");
    let bytes = printer().print_now(&print_of(&sheet(&text))).unwrap();
    assert!(pdf::fonts(&bytes).replace(' ', "").contains(&family), "{letter}: {}", pdf::fonts(&bytes));
    assert!(pdf::text(&bytes).contains(letter));
    // What was set before changes nothing.
    let busy = printer();
    busy.print_now(&print_of(&sheet(&text))).unwrap();
    let again = busy.print_now(&print_of(&sheet("客户端"))).unwrap();
    assert_eq!(pdf::fonts(&again), own);
    assert!(busy.print_now(&print_of(&sheet(&text))).unwrap() == bytes);
    // A letter that nobody has is no fault.
    printer().print_now(&print_of(&sheet("客户端 \u{10fff0}\u{e123}"))).unwrap();
}

#[test]
fn a_drawn_signature_stands_in_its_place() {
    if !pdf::ready() {
        return;
    }
    let mut signed = sheet("x");
    signed.signatures[0].picture = Some("signature-customer".into());
    let mut print = print_of(&signed);
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 100\"><path d=\"M10 80 Q 95 10 180 80 T 290 60\" fill=\"none\" stroke=\"black\" stroke-width=\"3\"/></svg>";
    print.pictures.push(("signature-customer".into(), drawing.into()));
    let with = printer().print_now(&print).unwrap();
    assert!(with.starts_with(b"%PDF-"));
    print.pictures.pop();
    assert!(
        matches!(printer().print_now(&print), Err(Error::Internal(_))),
        "a picture that is not there is no blank"
    );
}

#[test]
fn without_a_chinese_font_nothing_is_set() {
    let none = Printer::new(FontSource::default());
    assert_eq!(none.print_now(&print_of(&sheet("x"))).unwrap_err().code(), "no_chinese_font");
    let latin = Command::new("fc-match").args(["-f", "%{file}", "DejaVu Sans"]).output();
    let Ok(latin) = latin else { return };
    let file = String::from_utf8(latin.stdout).unwrap();
    if file.to_lowercase().contains("dejavu") {
        let latin = FontSource { files: vec![file.into()], system: false };
        assert!(fonts::find(&latin).is_empty(), "a font without Chinese characters does not serve");
    }
    let missing = FontSource { files: vec!["/nowhere/font.ttf".into()], system: false };
    assert!(fonts::find(&missing).is_empty());
}

#[test]
fn a_file_of_the_configuration_comes_first() {
    let system = fonts::find(&FontSource { files: vec![], system: true });
    let Some(face) = system.first() else { return };
    let named = fonts::find(&FontSource { files: vec![face.file.clone()], system: false });
    assert_eq!(named.first(), Some(face), "the same file, the same face for Simplified Chinese");
    assert!(
        json!(named.len()) == json!(1) || named[0].file != named[1].file || named[0].index != named[1].index
    );
}
