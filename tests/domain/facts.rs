//! Facts of the trade (chapter 10): credit codes, telephone numbers, record numbers, enumerations.

use tierdesk::domain::{
    credit_code::{CreditCodeWarning, check_credit_code, normalise_credit_code},
    ids::{parse_record_number, record_number},
    phone::normalise_phone,
    record_words::{Role, ServiceRecordKind},
    words::{ClientClass, Level},
};

#[test]
fn credit_codes_of_the_specification() {
    for code in ["91110000101623741K", "911101066976941872"] {
        assert_eq!(check_credit_code(code), Ok(()), "{code}");
    }
    assert_eq!(check_credit_code("91110000101623741L"), Err(CreditCodeWarning::Check));
    assert_eq!(check_credit_code("9111000010162374"), Err(CreditCodeWarning::Length));
    assert_eq!(check_credit_code("9111000010162374IK"), Err(CreditCodeWarning::Character));
    assert_eq!(check_credit_code("91110000101623741码"), Err(CreditCodeWarning::Character));
    assert_eq!(normalise_credit_code(" 91110000101623741k "), "91110000101623741K");
    // Seventeen zeros weigh nothing: the remainder 0 gives the check character 0, not 31.
    assert_eq!(check_credit_code("000000000000000000"), Ok(()));
}

#[test]
fn telephone_numbers() {
    let good = [
        ("13800001111", "13800001111"),
        ("\u{FF11}38\u{3000}0000\u{FF0D}1111", "13800001111"),
        ("138 0000 1111", "13800001111"),
        ("138-0000-1111", "13800001111"),
        ("+86 138 0000 1111", "13800001111"),
        ("0086-13800001111", "13800001111"),
        ("0755-26713671", "0755-26713671"),
        ("075526713671", "0755-26713671"),
        ("(0755) 2671 3671", "0755-26713671"),
        ("+86 755 26713671", "0755-26713671"),
        ("010-55501234", "010-55501234"),
        ("021 5550 1234", "021-55501234"),
        ("0871-5550123", "0871-5550123"),
        ("0755-26713671-123", "0755-26713671-123"),
        ("0755-26713671转123", "0755-26713671-123"),
        ("\u{FF08}0755\u{FF09}26713671", "0755-26713671"),
    ];
    for (text, stored) in good {
        assert_eq!(normalise_phone(text).as_deref(), Ok(stored), "{text}");
        assert_eq!(normalise_phone(stored).as_deref(), Ok(stored), "{stored} is a fixed point");
    }
    for text in [
        "",
        "1",
        "12800001111",
        "1380000111",
        "138000011111",
        "26713671",
        "0755-1",
        "abc",
        "0055-26713671",
        "电话",
    ] {
        assert!(normalise_phone(text).is_err(), "{text}");
    }
}

#[test]
fn record_numbers() {
    let day = "2026-03-02".parse().unwrap();
    assert_eq!(record_number(ServiceRecordKind::PreSaleReport, day, 12_345), "PR-20260302-012345");
    let number = record_number(ServiceRecordKind::FaultRecord, day, 999_999);
    assert_eq!(number, "FR-20260302-999999");
    let parts = parse_record_number(&number).unwrap();
    assert_eq!((parts.kind, parts.date, parts.suffix), (ServiceRecordKind::FaultRecord, day, 999_999));
    for bad in [
        "",
        "FR-20260302-12345",
        "XX-20260302-012345",
        "FR-20260230-012345",
        "FR-20260302-0123456",
        "FR-20260302-01234x",
        "FR-20260302-012345-1",
        "fr-20260302-012345",
    ] {
        assert_eq!(parse_record_number(bad), None, "{bad}");
    }
}

#[test]
fn words_are_their_texts() {
    assert_eq!(serde_json::to_string(&ClientClass::EndUser).unwrap(), "\"end_user\"");
    assert_eq!(serde_json::from_str::<Level>("\"S1\"").unwrap(), Level::S1);
    assert!(serde_json::from_str::<Level>("\"s1\"").is_err());
    assert!("vip".parse::<ClientClass>().is_err());
    for role in Role::ALL {
        assert_eq!(role.as_str().parse(), Ok(*role));
        assert_eq!(role.to_string(), role.as_str());
    }
}
