//! The worked examples of chapter 2.4, the steps, the errors.

use tierdesk::domain::{
    decision::{Decision, DecisionError, PartUse, ProductTerms, decide, decide_under},
    service_matrix::ServiceMatrix,
    words::{ClientClass, Component, Delivery, Level, Outcome, Phase, Provider, Refusal},
};

use serde_json::json;

use super::{input, moment, policies, version_1};

type Example = (
    &'static str,
    bool,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// class, escalated, code, site, outcome, level, provider, payer, billed_by: as printed in the specification.
#[rustfmt::skip]
const EXAMPLES: &[Example] = &[
    ("agent", false, "SPSL005", "440300", "free", "S1", "vendor", "-", "-"),
    ("agent", false, "SASL012", "440100", "charged", "S1", "vendor", "agent", "vendor"),
    ("end_user", false, "SPSL007", "440300", "not_provided", "X", "agent", "-", "-"),
    ("end_user", false, "SASR008", "530100", "free", "S2", "agent", "-", "-"),
    ("end_user", false, "SASL012", "440300", "charged", "S0", "agent", "end_user", "agent"),
    ("end_user", true, "SASL012", "440300", "charged", "S0", "vendor", "agent", "vendor"),
    ("end_user", true, "SPSL005", "110000", "not_provided", "X", "agent", "-", "-"),
    ("end_user", false, "SASL013", "440300", "not_provided", "-", "-", "-", "-"),
    ("key_account", false, "SPSL005", "530100", "charged", "S1", "vendor", "key_account", "vendor"),
    ("key_account", false, "SASL012", "530100", "free", "S2", "vendor", "-", "-"),
];

fn decided(class: ClientClass, code: &str, city: &str, escalated: bool) -> Decision {
    decide(policies(), &input(class, code, city, escalated)).unwrap()
}

fn rules(decision: &Decision) -> Vec<&'static str> {
    decision.steps.iter().map(|step| step.rule.as_str()).collect()
}

#[test]
fn worked_examples() {
    for (class, escalated, code, city, outcome, level, provider, payer, billed_by) in EXAMPLES {
        let decision = decided(class.parse().unwrap(), code, city, *escalated);
        let json = serde_json::to_value(&decision).unwrap();
        let field = |name: &str| json[name].as_str().unwrap_or("-").to_owned();
        let got = [field("outcome"), field("level"), field("provider"), field("payer"), field("billed_by")];
        assert_eq!(got, [*outcome, *level, *provider, *payer, *billed_by], "{class} {code} {city}");
        assert_eq!(decision.policy_version, 1);
    }
}

#[test]
fn steps_stop_where_the_outcome_is_settled() {
    let refused = decided(ClientClass::EndUser, "SASL013", "440300", false);
    assert_eq!(rules(&refused), ["catalogue"]);
    assert_eq!(refused.reason, Some(Refusal::Catalogue));
    let level_x = decided(ClientClass::EndUser, "SPSL005", "440300", true);
    assert_eq!(rules(&level_x), ["catalogue", "matrix", "routing", "level"]);
    assert_eq!(level_x.reason, Some(Refusal::LevelX));
    let free = decided(ClientClass::KeyAccount, "SASL012", "530100", false);
    assert_eq!(rules(&free), ["catalogue", "matrix", "routing", "level", "coverage"]);
    assert_eq!(free.reason, None);
    let charged = decided(ClientClass::Agent, "SASL012", "530100", false);
    assert_eq!(rules(&charged), ["catalogue", "matrix", "routing", "level", "coverage", "payer"]);
}

#[test]
fn a_district_counts_as_its_city_and_a_province_run_city_as_itself() {
    for (city, near) in
        [("440305", true), ("110105", true), ("440106", false), ("429004", false), ("419001", false)]
    {
        let decision = decided(ClientClass::Agent, "SASL012", city, false);
        assert_eq!(decision.same_city, Some(near), "{city}");
        assert_eq!(decision.outcome, if near { Outcome::Free } else { Outcome::Charged }, "{city}");
    }
}

#[test]
fn an_error_names_its_field() {
    let policies = policies();
    let good = input(ClientClass::EndUser, "SASR008", "530100", false);
    let error = |change: &dyn Fn(&mut _)| {
        let mut bad = good.clone();
        change(&mut bad);
        decide(policies, &bad).unwrap_err()
    };
    let early = error(&|bad: &mut tierdesk::domain::decision::DecisionInput| {
        bad.at = moment("2012-12-31T23:59:59+08:00");
    });
    assert_eq!((early.clone(), early.field()), (DecisionError::BeforeFirstVersion, "at"));
    assert_eq!(error(&|bad| bad.service_code = "SASR999".to_owned()).field(), "service_code");
    assert_eq!(error(&|bad| bad.city = "999999".parse().unwrap()).field(), "city");
    assert_eq!(error(&|bad| bad.has_agent = false).field(), "agent_id");
    let mut first = good.clone();
    first.at = moment("2013-01-01T00:00:00+08:00");
    assert!(decide(policies, &first).is_ok(), "the first moment belongs to version 1");
}

#[test]
fn only_an_end_user_needs_an_agent() {
    let mut input = input(ClientClass::KeyAccount, "SASL012", "530100", true);
    input.has_agent = false;
    let decision = decide(policies(), &input).unwrap();
    assert_eq!(decision.provider, Some(Provider::Vendor));
}

/// Chapter 2.3: "A prospect without an agent: the vendor's desk answers SPSR001–SPSR003 and assigns an agent; anything
/// else is refused until one is assigned."
#[test]
fn a_prospect_is_answered_by_the_desk_and_nothing_else() {
    let all = [
        ("SPSR001", true),
        ("SPSR002", true),
        ("SPSR003", true),
        ("SPSR004", false),
        ("SPSL005", false),
        ("SPSR006", false),
        ("SPSL007", false),
        ("SASR008", false),
        ("SASR009", false),
        ("SASR010", false),
        ("SASL011", false),
        ("SASL012", false),
        ("SASL013", false),
        ("SASL014", false),
    ];
    for (code, answered) in all {
        for (city, escalated) in [("440300", false), ("530100", false), ("440300", true), ("530100", true)] {
            let mut input = input(ClientClass::EndUser, code, city, escalated);
            input.has_agent = false;
            let decided = decide(policies(), &input);
            if !answered {
                assert_eq!(decided.unwrap_err(), DecisionError::NoAgent, "{code}");
                continue;
            }
            let decision = decided.unwrap();
            assert_eq!(rules(&decision), ["catalogue", "matrix", "routing", "level", "coverage"]);
            let got =
                (decision.outcome, decision.level, decision.provider, decision.payer, decision.billed_by);
            assert_eq!(got, (Outcome::Free, Some(Level::S2), Some(Provider::Vendor), None, None), "{code}");
            assert_eq!(decision.estimate.unwrap().total_fen, 0);
            let routing = serde_json::to_value(&decision.steps[2]).unwrap();
            assert_eq!(routing["saw"]["agent"], "none");
            assert_eq!(routing["saw"]["escalated"], false, "there is nobody who could have escalated it");
        }
    }
}

#[test]
fn a_version_that_charges_a_prospect_needs_its_agent() {
    let mut other = version_1();
    let mut cells = other.matrix.cells();
    let cell = cells.iter_mut().find(|cell| {
        (cell.class, cell.phase, cell.delivery) == (ClientClass::EndUser, Phase::PreSale, Delivery::Remote)
    });
    cell.unwrap().level = Level::S0;
    other.matrix = ServiceMatrix::new(&cells).unwrap();
    let mut input = input(ClientClass::EndUser, "SPSR001", "440300", false);
    input.has_agent = false;
    assert_eq!(decide_under(&other, &input).unwrap_err(), DecisionError::NoAgent);
}

#[test]
fn decisions_survive_storage_and_recompute_identically() {
    let policy = version_1();
    for (class, escalated, code, city, ..) in EXAMPLES {
        let input = input(class.parse().unwrap(), code, city, *escalated);
        let decision = decide_under(&policy, &input).unwrap();
        let stored = serde_json::to_string(&decision).unwrap();
        let input = serde_json::from_str(&serde_json::to_string(&input).unwrap()).unwrap();
        assert_eq!(serde_json::from_str::<Decision>(&stored).unwrap(), decision);
        assert_eq!(serde_json::to_string(&decide_under(&policy, &input).unwrap()).unwrap(), stored);
    }
}

#[test]
fn free_service_covers_the_visit_only_when_the_policy_says_so() {
    let mut policy = version_1();
    let mut input = input(ClientClass::EndUser, "SASL012", "530100", true);
    input.work.accepted_on = "2025-09-01".parse().ok();
    input.work.labour_minutes = Some(60);
    assert_eq!(decide_under(&policy, &input).unwrap().outcome, Outcome::Charged);
    policy.coverage.free_service_covers_visits = true;
    let decision = decide_under(&policy, &input).unwrap();
    assert_eq!((decision.outcome, decision.payer, decision.billed_by), (Outcome::Free, None, None));
    assert_eq!(decision.level, Some(Level::S0));
    assert_eq!(decision.estimate.unwrap().total_fen, 0);
    input.service_code = "SASL011".to_owned();
    assert_eq!(decide_under(&policy, &input).unwrap().outcome, Outcome::Charged, "not a repair");
}

#[test]
fn only_what_enters_the_vendors_books_is_estimated() {
    let none =
        [("end_user", "SASL013", false), ("end_user", "SPSL005", false), ("end_user", "SASL012", false)];
    for (class, code, escalated) in none {
        assert_eq!(
            decided(class.parse().unwrap(), code, "440300", escalated).estimate,
            None,
            "{class} {code}"
        );
    }
    let agents = decided(ClientClass::EndUser, "SASR008", "530100", false).estimate.unwrap();
    assert_eq!((agents.lines.len(), agents.lines[0].component, agents.total_fen), (1, Component::Visit, 0));
}

#[test]
fn the_terms_of_a_registered_product_go_before_those_of_the_policy() {
    let mut input = input(ClientClass::KeyAccount, "SASL012", "440300", false);
    input.work.labour_minutes = Some(60);
    input.work.parts = vec![PartUse { part: "FAN-40".into(), quantity: 1 }];
    // Typed: long over. Registered: accepted a year and a half before the work, three years of warranty.
    input.work.accepted_on = "2020-01-01".parse().ok();
    let typed = decide(policies(), &input).unwrap();
    input.work.product = Some(ProductTerms {
        starts_on: "2024-09-02".parse().ok(),
        free_service_months: 24,
        warranty_months: 36,
        gone_on: None,
    });
    let registered = decide(policies(), &input).unwrap();
    let reasons = |decision: &tierdesk::domain::decision::Decision| {
        decision.estimate.as_ref().unwrap().lines.iter().map(|line| line.reason.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(reasons(&typed)[2..], ["free_service_ended", "warranty_ended"]);
    assert_eq!(reasons(&registered)[2..], ["free_service", "warranty"]);
    let saw = &registered.steps[4].saw;
    assert_eq!(
        (&saw["accepted_on"], &saw["typed_accepted_on"]),
        (&json!("2024-09-02"), &json!("2020-01-01"))
    );
    assert_eq!(
        (&saw["free_service_until"], &saw["warranty_until"]),
        (&json!("2026-09-02"), &json!("2027-09-02"))
    );
    // What went back after a claim is covered by nothing from that day on, and as before until then.
    let gone =
        |day: &str| input.work.product.map(|terms| ProductTerms { gone_on: day.parse().ok(), ..terms });
    let mut back = input.clone();
    for (day, wanted) in [
        ("2026-03-02", ["free_service_ended", "warranty_ended"]),
        ("2026-03-03", ["free_service", "warranty"]),
    ] {
        back.work.product = gone(day);
        assert_eq!(reasons(&decide(policies(), &back).unwrap())[2..], wanted, "{day}");
    }
    // A registered product without a day is covered by nothing, whatever was typed.
    input.work.accepted_on = "2026-01-01".parse().ok();
    input.work.product = input.work.product.map(|terms| ProductTerms { starts_on: None, ..terms });
    assert_eq!(reasons(&decide(policies(), &input).unwrap())[2..], ["no_acceptance", "no_acceptance"]);
}

#[test]
fn a_decision_without_a_product_is_stored_as_before_there_were_products() {
    let mut input = input(ClientClass::KeyAccount, "SASL012", "440300", false);
    let stored = serde_json::to_value(&input).unwrap();
    assert!(stored["work"].get("product").is_none());
    input.work.product =
        Some(ProductTerms { starts_on: None, free_service_months: 1, warranty_months: 2, gone_on: None });
    let with = serde_json::to_value(&input).unwrap();
    assert_eq!(serde_json::from_value::<tierdesk::domain::decision::DecisionInput>(with).unwrap(), input);
    let steps =
        serde_json::to_value(decide(policies(), &serde_json::from_value(stored).unwrap()).unwrap().steps);
    assert!(!steps.unwrap().to_string().contains("months"));
}
