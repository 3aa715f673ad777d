//! The fields of a pre-sale report, with their limits, in the order of the paper form (4.2, 8.3, chapter 10).

use crate::platform::fields::{Field, Section};

/// The codes that a pre-sale report takes (2.3).
pub const CODES: &[&str] = &["SPSR001", "SPSR002", "SPSR003", "SPSR004", "SPSL005", "SPSR006", "SPSL007"];
const RISKS: &[&str] = &["high", "medium", "low"];
const DELIVERIES: &[&str] = &["mail", "fax", "post", "visit"];
/// A month of work is the most that one report tells of.
const MINUTES: i64 = 31 * 24 * 60;
/// Ten billion yuan, in fen.
const MOST_FEN: i64 = 1_000_000_000_000;

const CONTACT: &[Field] = &[
    Field::text("name", 60).required(),
    Field::phone("phone"),
    Field::email("email"),
    Field::text("position", 60),
];
const PERMISSION: &[Field] =
    &[Field::text("by", 60).required(), Field::moment("at").required(), Field::text("scope", 500).wide()];
const NETWORK: &[Field] = &[
    Field::integer("nodes", 0, 10_000_000),
    Field::integer("servers", 0, 1_000_000),
    Field::text("operating_systems", 300),
    Field::text("applications", 500),
    Field::long_text("topology", 2000).wide(),
];
const FINDINGS: &[Field] = &[
    Field::text("area", 100).required(),
    Field::long_text("observation", 2000).required().wide(),
    Field::choice("risk", RISKS).required(),
    Field::long_text("recommendation", 2000).required().wide(),
];
const PRODUCTS: &[Field] = &[Field::text("product", 100).required(), Field::text("note", 500).wide()];
const TRIAL: &[Field] = &[
    Field::text("contract_no", 60).required(),
    Field::date("signed_on").required(),
    Field::date("from").required(),
    Field::date("to").required(),
];
const VISITS: &[Field] = &[
    Field::moment("arrived_at").required(),
    Field::moment("left_at").required(),
    Field::text_list("engineers", 10, 60),
];

/// The fields.
pub const FIELDS: &[Field] = &[
    Field::id("customer_id").required(),
    Field::group("contact", CONTACT),
    Field::text("industry", 60),
    Field::text("size", 60),
    Field::text("project_name", 120),
    Field::choice("service_code", CODES).required(),
    Field::city("city").required(),
    Field::text("site_address", 200).wide(),
    Field::flag("escalated"),
    Field::id("request_id"),
    Field::date("held_on").required(),
    Field::date("held_until"),
    Field::text_list("engineers", 10, 60),
    Field::text_list("participants", 30, 60),
    Field::integer("labour_minutes", 0, MINUTES).required().unit("minutes"),
    Field::list("visits", 20, VISITS),
    Field::text("decision_makers", 200),
    Field::text("budget", 200),
    Field::text("budget_source", 200),
    Field::text("competitors", 200),
    Field::text("purchasing_way", 100),
    Field::text("stage", 100),
    Field::group("permission", PERMISSION),
    Field::group("network", NETWORK),
    Field::list("findings", 100, FINDINGS),
    Field::long_text("summary", 8000).required().wide(),
    Field::long_text("analysis", 8000).wide(),
    Field::list("products", 30, PRODUCTS),
    Field::long_text("solution", 8000).wide(),
    Field::money("estimated_amount_fen", 0, MOST_FEN),
    Field::flag("trial_wanted"),
    Field::group("trial", TRIAL),
    Field::choice("delivered_by", DELIVERIES).required(),
    Field::date("delivered_on"),
    Field::long_text("customer_opinion", 2000).wide(),
    Field::long_text("support_needed", 2000).wide(),
    Field::text("next_step", 500).wide(),
    Field::long_text("remarks", 2000).wide(),
];

/// How the form is divided.
pub const SECTIONS: &[Section] = &[
    Section {
        key: "service",
        fields: &[
            "customer_id",
            "contact",
            "industry",
            "size",
            "project_name",
            "service_code",
            "city",
            "site_address",
            "escalated",
        ],
    },
    Section {
        key: "session",
        fields: &["held_on", "held_until", "engineers", "participants", "labour_minutes", "visits"],
    },
    Section { key: "report", fields: &["summary", "analysis"] },
    Section { key: "assessment", fields: &["permission", "network", "findings"] },
    Section {
        key: "solution",
        fields: &[
            "products",
            "solution",
            "estimated_amount_fen",
            "decision_makers",
            "budget",
            "budget_source",
            "competitors",
            "purchasing_way",
            "stage",
        ],
    },
    Section { key: "trial", fields: &["trial_wanted", "trial"] },
    Section {
        key: "delivery",
        fields: &[
            "delivered_by",
            "delivered_on",
            "customer_opinion",
            "support_needed",
            "next_step",
            "remarks",
        ],
    },
];
