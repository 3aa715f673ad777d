//! Pure rules: no input, no output, no clock. Everything a decision or a bill rests on (chapters 1, 2, 6 and 10).
//!
//! Invariant: nothing here knows a database, a web server or the time of day; what changes is an argument.

pub mod billing_words;
pub mod calendar;
pub mod capital_numerals;
pub mod catalogue;
pub mod city;
pub mod claim_words;
pub mod contract_words;
pub mod credit_code;
pub mod dated;
pub mod deadline;
pub mod decision;
pub mod holiday_effect;
pub mod holidays;
pub mod ids;
pub mod import_words;
pub mod loaner_words;
pub mod money;
pub mod notice_words;
pub mod payment_words;
pub mod penalty;
pub mod phone;
pub mod policy;
pub mod policy_files;
pub mod policy_load;
pub mod price_list;
pub mod price_words;
pub mod pricing;
pub mod product_words;
pub mod record_term;
pub mod record_words;
pub mod request_flow;
pub mod request_words;
pub mod service_fee;
pub mod service_matrix;
pub mod service_point;
pub mod sla;
pub mod statement_words;
pub mod taxed;
pub mod text_enum;
pub mod time_worked;
pub mod words;
