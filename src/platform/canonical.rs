//! JSON of which there is one text for one content, so that it can be hashed: no white space, the keys of every object in the
//! order of their bytes. Hashes that were stored stand on it: it never changes.

use serde_json::Value;

/// The text of `value`.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let within = |parts: Vec<String>, [open, close]: [char; 2]| format!("{open}{}{close}", parts.join(","));
    match value {
        Value::Object(map) => {
            let mut pairs: Vec<(&String, &Value)> = map.iter().collect();
            pairs.sort_unstable_by_key(|(key, _)| *key);
            let write = |(key, value): (&String, &Value)| {
                format!("{}:{}", Value::from(key.as_str()), canonical(value))
            };
            within(pairs.into_iter().map(write).collect(), ['{', '}'])
        }
        Value::Array(items) => within(items.iter().map(canonical).collect(), ['[', ']']),
        plain => plain.to_string(),
    }
}
