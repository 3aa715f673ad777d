//! The fields of a fault record, with their limits, in the order of the paper form (4.3, 8.3, chapter 10).

use crate::domain::record_words::{Channel, RepairResult};
use crate::domain::words::CauseClass;
use crate::platform::fields::{Field, Section, Variant};

/// The codes that a fault record takes (2.3).
pub const CODES: &[&str] = &["SASR008", "SASR009", "SASR010", "SASL012"];
const SEVERITIES: (i64, i64) = (1, 4);
/// A week of work without a break is the most that one record tells of.
const MINUTES: i64 = 7 * 24 * 60;

const CONTACT: &[Field] = &[
    Field::text("name", 60).required(),
    Field::phone("phone"),
    Field::email("email"),
    Field::text("position", 60),
];
const WHO_WHEN: &[Field] = &[Field::text("by", 60).required(), Field::moment("at").required()];
const NAMES_MAX: usize = 60;
const PARTS: &[Field] = &[
    Field::text("part", 60).required().list_id("parts"),
    Field::integer("quantity", 1, 1000).required(),
    Field::text("old_serial", 60),
    Field::text("new_serial", 60),
];
const VISITS: &[Field] = &[
    Field::moment("arrived_at").required(),
    Field::moment("left_at").required(),
    Field::text_list("engineers", 10, NAMES_MAX),
];
const BACKUP: &[Variant] = &[
    Variant::new("backed_up", WHO_WHEN),
    Variant::new("not_needed", &[Field::text("not_needed", 500).required()]),
];
const TRAINING: &[Variant] = &[
    Variant::new(
        "given",
        &[
            Field::integer("minutes", 1, 480).required().unit("minutes"),
            Field::text_list("trainees", 30, NAMES_MAX).required(),
            Field::text("topics", 500),
        ],
    ),
    Variant::new("none", &[Field::text("none", 500).required()]),
];
const ACCEPTANCE: &[Variant] = &[
    Variant::new(
        "accepted",
        &[
            Field::text("by", 60).required(),
            Field::moment("at").required(),
            Field::integer("satisfaction", 1, 5).required(),
            Field::text("comment", 1000),
        ],
    ),
    Variant::new("refused", &[Field::text("refused", 500).required()]),
];
const DEVICE_TAKEN: &[Field] = &[
    Field::text("consent_by", 60).required(),
    Field::moment("at").required(),
    Field::text("receipt_no", 60).required(),
    Field::moment("returned_at"),
];

/// The fields.
pub const FIELDS: &[Field] = &[
    Field::id("customer_id").required(),
    Field::group("contact", CONTACT),
    Field::choice("service_code", CODES).required(),
    Field::city("city").required(),
    Field::text("site_address", 200).wide(),
    Field::flag("escalated"),
    Field::id("request_id"),
    Field::id("product_id"),
    Field::text("product", 100).required(),
    Field::text("model", 100),
    Field::text("product_version", 60),
    Field::text("serial", 60).required(),
    Field::text("batch", 60),
    Field::text("firmware", 60),
    Field::date("bought_on"),
    Field::date("accepted_on"),
    Field::moment("reported_at").required(),
    Field::choice("channel", Channel::TEXTS).required(),
    Field::integer("severity", SEVERITIES.0, SEVERITIES.1).required(),
    Field::long_text("symptom", 4000).required().wide(),
    Field::long_text("effect", 2000).wide(),
    Field::long_text("environment", 2000).wide(),
    Field::text("occurrence", 500).wide(),
    Field::text("reproducible", 500).wide(),
    Field::moment("responded_at").required(),
    Field::moment("arrived_at"),
    Field::moment("work_started_at"),
    Field::moment("workaround_at"),
    Field::moment("restored_at"),
    Field::moment("left_at"),
    Field::long_text("remote_attempt", 2000).wide(),
    Field::group("onsite_agreement", WHO_WHEN),
    Field::group("permission", WHO_WHEN),
    Field::either("backup", BACKUP),
    Field::flag("remote_login"),
    Field::group("remote_consent", WHO_WHEN),
    Field::group("device_taken", DEVICE_TAKEN),
    Field::flag("workshop_repair"),
    Field::long_text("first_judgement", 2000).wide(),
    Field::long_text("tried", 2000).wide(),
    Field::long_text("cause", 4000).required().wide(),
    Field::choice("cause_class", CauseClass::TEXTS).required(),
    Field::flag("security_defect"),
    Field::long_text("handling", 8000).required().wide(),
    Field::list("parts", 50, PARTS),
    Field::choice("result", RepairResult::TEXTS).required(),
    Field::flag("verified_with_customer"),
    Field::long_text("explanation", 2000).wide(),
    Field::either("training", TRAINING),
    Field::either("acceptance", ACCEPTANCE),
    Field::text_list("engineers", 10, NAMES_MAX),
    Field::integer("labour_minutes", 0, MINUTES).required().unit("minutes"),
    Field::list("visits", 20, VISITS),
    Field::integer("travel_minutes", 0, MINUTES).unit("minutes"),
    Field::text("travel_note", 500).wide(),
    Field::long_text("remarks", 2000).wide(),
];

/// How the form is divided.
pub const SECTIONS: &[Section] = &[
    Section {
        key: "service",
        fields: &["customer_id", "contact", "service_code", "city", "site_address", "escalated"],
    },
    Section {
        key: "product",
        fields: &[
            "product",
            "model",
            "product_version",
            "serial",
            "batch",
            "firmware",
            "bought_on",
            "accepted_on",
        ],
    },
    Section {
        key: "fault",
        fields: &[
            "reported_at",
            "channel",
            "severity",
            "symptom",
            "effect",
            "environment",
            "occurrence",
            "reproducible",
            "responded_at",
        ],
    },
    Section { key: "remote", fields: &["remote_attempt", "remote_login", "remote_consent"] },
    Section {
        key: "onsite",
        fields: &[
            "onsite_agreement",
            "arrived_at",
            "permission",
            "backup",
            "work_started_at",
            "left_at",
            "device_taken",
        ],
    },
    Section {
        key: "handling",
        fields: &[
            "first_judgement",
            "tried",
            "cause",
            "cause_class",
            "security_defect",
            "workshop_repair",
            "handling",
            "parts",
            "workaround_at",
            "restored_at",
            "result",
        ],
    },
    Section {
        key: "effort",
        fields: &["engineers", "labour_minutes", "visits", "travel_minutes", "travel_note"],
    },
    Section {
        key: "acceptance",
        fields: &["verified_with_customer", "explanation", "training", "acceptance", "remarks"],
    },
];
