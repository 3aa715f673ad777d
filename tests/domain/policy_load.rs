//! Every kind of fault in the files of a policy is named with file, line and code; all at once.

use tierdesk::domain::{
    policy_files::VERSION_1,
    policy_load::{FaultCode, PolicyFault, load},
};

/// The faults of version 1 with some texts replaced: `(file, old, new)`; each old text must be there once.
pub(super) fn faults(changes: &[(&str, &str, &str)]) -> Vec<PolicyFault> {
    let mut files: Vec<(&str, String)> =
        VERSION_1.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    for (file, old, new) in changes {
        let (_, text) = files.iter_mut().find(|(name, _)| name == file).expect("a file of the policy");
        assert_eq!(text.matches(old).count(), 1, "{file} has {old} once");
        *text = text.replace(old, new);
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    load(&files).expect_err("the change is a fault")
}

/// The line of version 1 on which a text stands.
pub(super) fn line_of(file: &str, text: &str) -> usize {
    let (_, whole) = VERSION_1.iter().find(|(name, _)| *name == file).expect("a file of the policy");
    let at = whole.find(text).unwrap_or_else(|| panic!("{file} has {text}"));
    whole[..at].lines().count() + usize::from(whole[..at].ends_with('\n'))
}

const TIERS_FROM: &str = "from = 2013-01-01T00:00:00+08:00";
const SHENZHEN: &str = "{ city = \"440300\", zh = \"深圳技术服务中心\", en = \"Shenzhen Technical Service Centre\", from = 2013-01-01T00:00:00+08:00 },";

#[test]
#[rustfmt::skip]
fn each_kind_of_fault_is_named() {
    use FaultCode::*;
    let cases: &[(&str, &str, &str, FaultCode)] = &[
        ("policy.toml", "version = 1", "version = 0", BadVersion),
        ("policy.toml", "effective_from = 2013-01-01T00:00:00+08:00", "effective_from = 2013-01-01", NotAMoment),
        ("policy.toml", "\"Asia/Shanghai\"", "\"Asia/Nowhere\"", UnknownTimeZone),
        ("policy.toml", "version = 1", "version = 1\nversions = 2", BadToml),
        ("coverage.toml", "warranty_months = 12", "warranty_months = -1", BadTerm),
        ("coverage.toml", "free_service_months = 12", "free_service_months = 12.5", BadToml),
        ("matrix.toml", "delivery = \"onsite\", level = \"X\"", "delivery = \"onsite\", level = \"S9\"", NotAnOption),
        ("matrix.toml", "class = \"end_user\", phase = \"pre_sale\", delivery = \"remote\"", "class = \"end_user\", phase = \"pre_sale\", delivery = \"onsite\"", DuplicateCell),
        ("catalogue.toml", "\"SPSR004\"", "\"SPSL004\"", CodeContradictsColumns),
        ("catalogue.toml", "\"SPSR004\"", "\"SASR004\"", CodeContradictsColumns),
        ("catalogue.toml", "\"SPSR004\"", "\"SPSR003\"", DuplicateSerial),
        ("catalogue.toml", "\"SPSR004\"", "\"SPSR04\"", NotAServiceCode),
        ("catalogue.toml", "classes = [\"agent\"]", "classes = []", BadOffer),
        ("catalogue.toml", "classes = [\"agent\"]", "classes = [\"agent\", \"agent\"]", BadOffer),
        ("catalogue.toml", "classes = [\"agent\"]", "classes = [\"vip\"]", NotAnOption),
        ("catalogue.toml", "zh = \"代理商培训\"", "zh = \" \"", MissingName),
        ("cities.toml", "{ code = \"530100\"", "{ code = \"53010\"", NotACityCode),
        ("cities.toml", "{ code = \"530300\"", "{ code = \"530100\"", DuplicateCity),
        ("cities.toml", "{ code = \"530300\"", "{ code = \"990300\"", UnknownProvince),
        ("city-tiers.toml", "\"310000\"", "\"310001\"", UnknownCity),
        ("city-tiers.toml", "\"310000\"", "\"110000\"", DuplicateCity),
        ("city-tiers.toml", TIERS_FROM, "from = 2013-01-02T00:00:00+08:00", PeriodGap),
        ("service-points.toml", "city = \"110000\"", "city = \"110105\"", UnknownCity),
        ("prices.toml", "code = \"SASL012\", unit = \"visit\", price_fen = 100000", "code = \"SASL012\", unit = \"visit\", price_fen = -1", NegativePrice),
        ("prices.toml", "code = \"SASL012\", unit = \"visit\"", "code = \"SASL012\", unit = \"piece\"", BadUnit),
        ("prices.toml", "{ part = \"FAN-40\"", "{ part = \"PSU-300\"", DuplicatePrice),
        ("prices.toml", "goods_vat = 13", "goods_vat = 130", BadVatRate),
        ("prices.toml", "labour_hour_fen = 30000", "labour_hour_fen = -30000", NegativePrice),
        ("prices.toml", "from = 2013-01-01T00:00:00+08:00", "from = 2014-01-01T00:00:00+08:00", PeriodGap),
        ("prices.toml", "from = 2013-01-01T00:00:00+08:00", "from = 2013-01-01T00:00:00+08:00\nto = 2012-01-01T00:00:00+08:00", PeriodReversed),
        ("prices.toml", "from = 2013-01-01T00:00:00+08:00", "from = 2013-01-01T00:00:00+08:00\nto = 2020-01-01T00:00:00+08:00", PeriodGap),
    ];
    for (file, old, new, code) in cases {
        let found = faults(&[(file, old, new)]);
        let fault = found.iter().find(|fault| fault.code == *code);
        let fault = fault.unwrap_or_else(|| panic!("{file}: {new}: {code} is not among {found:?}"));
        let added = usize::from(*code == BadToml && new.contains('\n'));
        assert_eq!((fault.file.as_str(), fault.line), (*file, line_of(file, old) + added), "{new}: {fault}");
        assert!(!fault.detail.is_empty());
    }
}

#[test]
fn faults_of_a_whole_table_point_to_it() {
    let cell = "    { class = \"end_user\", phase = \"pre_sale\", delivery = \"remote\", level = \"S2\" },\n";
    let found = faults(&[("matrix.toml", cell, "")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].code, found[0].line), (FaultCode::MissingCell, line_of("matrix.toml", "cells")));
    assert_eq!(found[0].detail, "end_user/pre_sale/remote is missing");

    let price = "    { code = \"SASL012\", unit = \"visit\", price_fen = 100000 },\n";
    let found = faults(&[("prices.toml", price, "")]);
    assert_eq!(
        (found[0].code, found[0].line),
        (FaultCode::MissingPrice, line_of("prices.toml", "services = ["))
    );
    assert_eq!(found[0].detail, "SASL012");

    let found = faults(&[("prices.toml", price, &price.replace("012", "099"))]);
    let codes: Vec<FaultCode> = found.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, [FaultCode::UnknownService, FaultCode::MissingPrice]);
}

#[test]
fn repair_belongs_to_onsite_after_sale_codes() {
    let found = faults(&[
        (
            "catalogue.toml",
            "phase = \"after_sale\", classes = [\"agent\", \"end_user\", \"key_account\"], owes = \"fault_record\", repair = true",
            "phase = \"after_sale\", classes = [\"agent\", \"end_user\", \"key_account\"], owes = \"fault_record\"",
        ),
        (
            "catalogue.toml",
            "en = \"Mail service\", delivery = \"remote\", phase = \"after_sale\"",
            "en = \"Mail service\", repair = true, delivery = \"remote\", phase = \"after_sale\"",
        ),
    ]);
    assert_eq!(
        (found.len(), found[0].code, found[0].line),
        (1, FaultCode::BadRepair, line_of("catalogue.toml", "SASR010"))
    );
}

#[test]
fn periods_of_one_thing_may_not_overlap() {
    let twice = format!("{SHENZHEN}\n    {}", SHENZHEN.replace("from = 2013", "from = 2015"));
    let found = faults(&[("service-points.toml", SHENZHEN, &twice)]);
    let line = line_of("service-points.toml", "深圳技术服务中心") + 1;
    assert_eq!((found.len(), found[0].code, found[0].line), (1, FaultCode::PeriodOverlap, line));

    let reversed = SHENZHEN.replace(" },", ", to = 2012-01-01T00:00:00+08:00 },");
    let found = faults(&[("service-points.toml", SHENZHEN, &reversed)]);
    assert_eq!((found.len(), found[0].code, found[0].line), (1, FaultCode::PeriodReversed, line - 1));

    let overlap = format!(
        "{TIERS_FROM}\nto = 2020-01-01T00:00:00+08:00\ntier1 = []\n[[lists]]\nfrom = 2019-01-01T00:00:00+08:00"
    );
    let found = faults(&[("city-tiers.toml", TIERS_FROM, &overlap)]);
    let line = line_of("city-tiers.toml", TIERS_FROM) + 4;
    assert_eq!((found.len(), found[0].code, found[0].line), (1, FaultCode::PeriodOverlap, line));

    let gap = overlap.replace("from = 2019", "from = 2021");
    let found = faults(&[("city-tiers.toml", TIERS_FROM, &gap)]);
    assert_eq!((found.len(), found[0].code, found[0].line), (1, FaultCode::PeriodGap, line));
}

#[test]
fn a_missing_file_is_named_and_unknown_files_are_left_alone() {
    let files: Vec<_> = VERSION_1.iter().copied().filter(|(name, _)| *name != "matrix.toml").collect();
    let found = load(&files).unwrap_err();
    assert_eq!((found.len(), found[0].code, &*found[0].file), (1, FaultCode::MissingFile, "matrix.toml"));
    let mut files = VERSION_1.to_vec();
    files.push(("sla.toml", "anything = 1"));
    assert!(load(&files).is_ok());
}

#[test]
fn all_faults_come_at_once() {
    let found = faults(&[
        ("policy.toml", "version = 1", "version = 0"),
        ("coverage.toml", "warranty_months = 12", "warranty_months = -1"),
        ("matrix.toml", "level = \"X\"", "level = \"Y\""),
        ("catalogue.toml", "\"SPSR004\"", "\"SPSL004\""),
        ("cities.toml", "{ code = \"530100\"", "{ code = \"53010\""),
        ("city-tiers.toml", "\"310000\"", "\"310001\""),
        ("service-points.toml", "city = \"110000\"", "city = \"110105\""),
        ("prices.toml", "goods_vat = 13", "goods_vat = 130"),
    ]);
    let mut files: Vec<&str> = found.iter().map(|fault| fault.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    assert_eq!(files.len(), 8, "{found:#?}");
}
