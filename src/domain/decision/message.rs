//! How a step is said: a stable Fluent key and its arguments (chapters 2.4 and 9).
//!
//! Invariant: every key a step can give is listed in `message_keys`, and stands in `decision.ftl` of every locale.

use serde_json::Value;

use super::Step;
use crate::domain::words::Rule;

/// Every key `Step::message_key` can give.
pub const fn message_keys() -> &'static [&'static str] {
    &[
        "step-catalogue-offered",
        "step-catalogue-not-offered",
        "step-matrix",
        "step-routing-agent",
        "step-routing-key-account",
        "step-routing-end-user",
        "step-routing-escalated",
        "step-routing-prospect",
        "step-level-x",
        "step-level-x-end-user",
        "step-level-s0",
        "step-level-s1-same-city",
        "step-level-s1-other-city",
        "step-level-s2",
        "step-coverage-agent-bills",
        "step-coverage-agent-serves",
        "step-coverage-repair",
        "step-coverage-repair-visit-free",
        "step-coverage-parts",
        "step-coverage-nothing",
        "step-coverage-registered",
        "step-coverage-workshop",
        "step-coverage-security",
        "step-coverage-agent-contract",
        "step-coverage-contract-visit",
        "step-coverage-contract-repair",
        "step-payer-agent",
        "step-payer-escalated",
        "step-payer-key-account",
        "step-payer-end-user",
    ]
}

impl Step {
    /// The Fluent key of its sentence.
    pub fn message_key(&self) -> &'static str {
        match self.rule {
            Rule::Catalogue if self.concluded == "offered" => "step-catalogue-offered",
            Rule::Catalogue => "step-catalogue-not-offered",
            Rule::Matrix => "step-matrix",
            Rule::Routing => self.routing_key(),
            Rule::Level => self.level_key(),
            Rule::Coverage => self.coverage_key(),
            Rule::Payer => self.payer_key(),
        }
    }

    /// The Fluent keys of further sentences: where the terms of coverage come from a registered product, that the work was
    /// done in the workshop or put a security defect right, and what contracts say of visits, and of labour and parts.
    pub fn further_keys(&self) -> Vec<&'static str> {
        let contract = self.saw.contains_key("contract");
        let repairs = self.saw_true("repair") || self.parts() > 0;
        let by_vendor = self.saw_text("provider") != "agent";
        [
            ("step-coverage-registered", self.saw.contains_key("warranty_months")),
            ("step-coverage-workshop", self.saw_true("workshop_repair") && by_vendor),
            ("step-coverage-security", self.saw_true("security_defect") && repairs && by_vendor),
            ("step-coverage-contract-visit", contract),
            ("step-coverage-contract-repair", contract && repairs && by_vendor),
        ]
        .into_iter()
        .filter_map(|(key, is)| is.then_some(key))
        .collect()
    }

    fn parts(&self) -> u64 {
        self.saw.get("parts").and_then(Value::as_u64).unwrap_or_default()
    }

    /// The arguments of its sentence: what it saw, and `concluded`.
    pub fn message_args(&self) -> Vec<(String, String)> {
        let saw = self.saw.iter().map(|(name, value)| (name.clone(), plain(value)));
        saw.chain([("concluded".to_owned(), self.concluded.clone())]).collect()
    }

    fn saw_text(&self, name: &str) -> &str {
        self.saw.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn saw_true(&self, name: &str) -> bool {
        self.saw.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    fn routing_key(&self) -> &'static str {
        match self.saw_text("class") {
            "agent" => "step-routing-agent",
            "key_account" => "step-routing-key-account",
            _ if self.saw_text("agent") == "none" => "step-routing-prospect",
            _ if self.saw_true("escalated") => "step-routing-escalated",
            _ => "step-routing-end-user",
        }
    }

    fn level_key(&self) -> &'static str {
        match (self.saw_text("level"), self.saw_true("service_point")) {
            ("X", _) if self.saw_text("class") == "end_user" => "step-level-x-end-user",
            ("X", _) => "step-level-x",
            ("S0", _) => "step-level-s0",
            ("S1", true) => "step-level-s1-same-city",
            ("S1", false) => "step-level-s1-other-city",
            _ => "step-level-s2",
        }
    }

    fn coverage_key(&self) -> &'static str {
        let covered_visit = self.saw_true("covers_visits") && self.saw_text("free_service") == "covered";
        match (self.saw_text("provider"), self.concluded.as_str()) {
            ("agent", _) if self.saw.contains_key("contract") => "step-coverage-agent-contract",
            ("agent", "charged") => "step-coverage-agent-bills",
            ("agent", _) => "step-coverage-agent-serves",
            _ if self.saw_true("repair") && covered_visit => "step-coverage-repair-visit-free",
            _ if self.saw_true("repair") => "step-coverage-repair",
            _ if self.parts() > 0 => "step-coverage-parts",
            _ => "step-coverage-nothing",
        }
    }

    fn payer_key(&self) -> &'static str {
        match (self.concluded.as_str(), self.saw_text("class")) {
            ("end_user", _) => "step-payer-end-user",
            ("key_account", _) => "step-payer-key-account",
            (_, "end_user") => "step-payer-escalated",
            _ => "step-payer-agent",
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
