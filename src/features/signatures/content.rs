//! What is signed, as one text that is the same whenever the record says the same: the fields that the customer reads and
//! the fingerprints of the files.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::features::service_records::{Head, customer_fields};
use crate::platform::hex::hex;

/// The text of `fields` of the record `head` with files of these fingerprints.
#[must_use]
pub fn text(head: &Head, fields: &Map<String, Value>, mut files: Vec<String>) -> String {
    files.sort_unstable();
    let whole = json!({
        "attachments": files, "fields": customer_fields(fields), "kind": head.kind.as_str(), "number": head.number,
    });
    let mut text = String::new();
    write(&whole, &mut text);
    text
}

/// The SHA-256 of `text` in hexadecimal.
#[must_use]
pub fn hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// JSON without blanks and with the names of every object in order.
fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort_unstable();
            text.push('{');
            for (index, name) in names.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::String(name.clone()).to_string());
                text.push(':');
                write(fields.get(name).unwrap_or(&Value::Null), text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}
