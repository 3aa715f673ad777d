//! Files for spreadsheets: nothing in them is taken for a formula, Chinese stays intact, long texts are cut.

use tierdesk::platform::export::{Format, Sheet};

fn sheet(cells: &[&str]) -> Sheet {
    Sheet {
        columns: vec!["列".into()],
        rows: cells.iter().map(|cell| vec![(*cell).to_string()]).collect(),
        note: Some("完".into()),
    }
}

#[test]
fn what_begins_like_a_formula_gets_an_apostrophe() {
    let cells = ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "a=1", "", "13"];
    let csv = String::from_utf8(sheet(&cells).write(Format::Csv).unwrap()).unwrap();
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let read: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_string()).collect();
    assert_eq!(read, ["'=1", "'+1", "'-1", "'@x", "'\tx", "'\rx", "'＝1", "a=1", "", "13", "完"]);
}

#[test]
fn an_amount_below_zero_stands_as_it_is() {
    let cells = ["-360.00", "-1.5", "-1+1.00", "--1.00"];
    let csv = String::from_utf8(sheet(&cells).write(Format::Csv).unwrap()).unwrap();
    let read: Vec<&str> = csv.lines().skip(1).collect();
    assert_eq!(read, ["-360.00", "'-1.5", "'-1+1.00", "'--1.00", "完"]);
}

#[test]
fn csv_begins_with_a_mark_and_quotes_what_must_be() {
    let csv = sheet(&["a,b", "say \"hi\"", "two\nlines"]).write(Format::Csv).unwrap();
    let text = String::from_utf8(csv).unwrap();
    assert_eq!(text, "\u{feff}列\r\n\"a,b\"\r\n\"say \"\"hi\"\"\"\r\n\"two\nlines\"\r\n完\r\n");
}

#[test]
fn a_workbook_takes_the_longest_text_and_control_characters() {
    let long = "长".repeat(40_000);
    let emoji = "😀".repeat(20_000);
    for cell in [long.as_str(), emoji.as_str(), "\u{0}\u{1}\u{b}", "\u{fffe}"] {
        let book = sheet(&[cell]).write(Format::Xlsx).unwrap();
        assert!(book.starts_with(b"PK"), "{}", book.len());
    }
}
