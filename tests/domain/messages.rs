//! Every step can be said in both languages.

use std::path::Path;

use tierdesk::platform::i18n::{Lang, Texts};

use tierdesk::domain::{
    decision::{Allowance, ContractTerms, ProductTerms, Step, decide, decide_under, message_keys},
    pricing::LineReason,
    words::{
        CauseClass, CityTier, ClientClass, Component, Delivery, Distance, Level, Outcome, OwedRecord, Phase,
        PriceUnit, Provider, Rule,
    },
};

use super::{decision_table::TABLE, input, policies, version_1};

fn say(texts: &Texts, lang: Lang, step: &Step) -> String {
    let args = step.message_args();
    let args: Vec<(&str, String)> = args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let said = texts.text(lang, step.message_key(), &args);
    assert!(message_keys().contains(&step.message_key()));
    let further = step.further_keys().into_iter().map(|key| texts.text(lang, key, &args));
    let said = said + &further.collect::<String>();
    assert!(!said.contains(['{', '$', '⟦']) && !said.contains("none"), "{lang:?}: {said}");
    said
}

/// Contracts with and without what they may include.
fn contracts() -> Vec<ContractTerms> {
    let allowances = [None, Some(None), Some(Some(0)), Some(Some(1)), Some(Some(2))];
    let of = |(labour, visits): (bool, Option<Option<u32>>)| ContractTerms {
        number: "MC-20260101-000001".into(),
        until: "2026-12-31".parse().unwrap(),
        visits: visits.map(|left| Allowance { left }),
        labour,
        parts: !labour,
    };
    [false, true].into_iter().flat_map(|labour| allowances.map(|visits| (labour, visits))).map(of).collect()
}

fn every_step() -> Vec<Step> {
    let mut steps = Vec::new();
    for (class, code, _) in TABLE {
        for (city, escalated) in [("440300", false), ("530100", true)] {
            let mut input = input(class.parse().unwrap(), code, city, escalated);
            steps.extend(decide(policies(), &input).unwrap().steps);
            for (accepted_on, cause) in [
                ("2025-09-01", None),
                ("2020-01-01", None),
                ("2027-01-01", None),
                ("2020-01-01", Some(CauseClass::Customer)),
            ] {
                input.work.accepted_on = accepted_on.parse().ok();
                input.work.cause_class = cause;
                input.work.parts =
                    vec![tierdesk::domain::decision::PartUse { part: "FAN-40".into(), quantity: 1 }];
                steps.extend(decide(policies(), &input).unwrap().steps);
                let starts_on = input.work.accepted_on.filter(|_| cause.is_none());
                input.work.product = Some(ProductTerms {
                    starts_on,
                    free_service_months: 12,
                    warranty_months: 36,
                    gone_on: None,
                });
                steps.extend(decide(policies(), &input).unwrap().steps);
                for contract in contracts() {
                    input.work.contracts = vec![contract];
                    steps.extend(decide(policies(), &input).unwrap().steps);
                }
                input.work.contracts.clear();
                input.work.product = None;
                let mut other = version_1();
                other.coverage.free_service_covers_visits = true;
                other.coverage.labour_after_free_service_charged = false;
                steps.extend(decide_under(&other, &input).unwrap().steps);
            }
        }
    }
    let mut workshop = input("key_account".parse().unwrap(), "SASR009", "440300", false);
    workshop.work.labour_minutes = Some(60);
    workshop.work.workshop_repair = true;
    workshop.work.security_defect = true;
    steps.extend(decide(policies(), &workshop).unwrap().steps);
    let mut prospect = input("end_user".parse().unwrap(), "SPSR001", "440300", false);
    prospect.has_agent = false;
    steps.extend(decide(policies(), &prospect).unwrap().steps);
    steps
}

#[test]
fn every_step_is_said_in_both_languages() {
    let texts = Texts::load().unwrap();
    let steps = every_step();
    for step in &steps {
        let (zh, en) = (say(&texts, Lang::ZhCn, step), say(&texts, Lang::En, step));
        assert!(zh.ends_with('。') && en.ends_with('.'), "{zh} {en}");
        assert_ne!(zh, en);
    }
    // Level X for another class than end users is not in version 1.
    let says = |step: &Step, key: &str| step.message_key() == key || step.further_keys().contains(&key);
    let unseen: Vec<_> =
        message_keys().iter().filter(|key| !steps.iter().any(|step| says(step, key))).collect();
    assert_eq!(unseen, [&"step-level-x"]);
}

#[test]
fn a_step_explains_itself() {
    let texts = Texts::load().unwrap();
    let decision = decide(policies(), &input(ClientClass::Agent, "SASL012", "530100", false)).unwrap();
    assert_eq!(
        say(&texts, Lang::ZhCn, &decision.steps[1]),
        "按第 1 版响应体系表，代理商的售后现场服务级别为 S1（同城免费、异城收费）。"
    );
    assert_eq!(
        say(&texts, Lang::En, &decision.steps[3]),
        "Level S1: Kunming has no service point in operation, so it counts as another city and is charged."
    );
}

#[test]
fn every_word_has_a_text_in_both_languages() {
    let mut keys: Vec<String> = message_keys().iter().map(|key| (*key).to_owned()).collect();
    let mut words = |prefix: &str, all: Vec<&'static str>| {
        keys.extend(all.iter().map(|word| format!("{prefix}-{}", word.replace('_', "-").to_lowercase())));
    };
    words("class", ClientClass::ALL.iter().map(|word| word.as_str()).collect());
    words("phase", Phase::ALL.iter().map(|word| word.as_str()).collect());
    words("delivery", Delivery::ALL.iter().map(|word| word.as_str()).collect());
    words("level", Level::ALL.iter().map(|word| word.as_str()).collect());
    words("outcome", Outcome::ALL.iter().map(|word| word.as_str()).collect());
    words("provider", Provider::ALL.iter().map(|word| word.as_str()).collect());
    words("payer", ClientClass::ALL.iter().map(|word| word.as_str()).collect());
    words("cause-class", CauseClass::ALL.iter().map(|word| word.as_str()).collect());
    words("component", Component::ALL.iter().map(|word| word.as_str()).collect());
    words("rule", Rule::ALL.iter().map(|word| word.as_str()).collect());
    words("city-tier", CityTier::ALL.iter().map(|word| word.as_str()).collect());
    words("owed-record", OwedRecord::ALL.iter().map(|word| word.as_str()).collect());
    words("unit", PriceUnit::ALL.iter().map(|word| word.as_str()).collect());
    words("distance", Distance::ALL.iter().map(|word| word.as_str()).collect());
    words("line-reason", LineReason::ALL.iter().map(|word| word.as_str()).collect());
    for locale in ["zh-CN", "en"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/locales").join(locale);
        let defined = |file: std::path::PathBuf| -> Vec<String> {
            let text = std::fs::read_to_string(file).unwrap();
            text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()).collect()
        };
        let own = defined(folder.join("decision.ftl"));
        let shared = defined(folder.join("words.ftl"));
        for key in &keys {
            let places = own.iter().chain(&shared).filter(|defined| *defined == key).count();
            assert_eq!(places, 1, "{locale}: {key} has one text");
        }
        for key in own.iter().filter(|key| key.starts_with(|c: char| c.is_ascii_lowercase())) {
            assert!(keys.contains(key), "{locale}: {key} is used");
        }
    }
}
