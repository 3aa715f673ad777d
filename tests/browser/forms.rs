//! Forms filled in as a person would leave them.

use serde_json::{Value, json};

use super::driver::Browser;

impl Browser {
    /// Gives every field that `body` names its value, groups and alternatives included, and opens what is folded.
    pub async fn fill_in(&self, body: &Value) {
        let mut pairs = Vec::new();
        spread(body, "", &mut pairs);
        let missing = self.script(FILL, json!([pairs])).await;
        assert_eq!(missing, json!([]), "the form has no such fields");
    }
}

/// The alternative that a group of fields means, by the field that only it has.
const VARIANTS: &[(&str, &str, &str)] =
    &[("backup", "by", "backed_up"), ("training", "minutes", "given"), ("acceptance", "by", "accepted")];

fn spread(value: &Value, path: &str, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            let variant = VARIANTS.iter().find(|(group, key, _)| *group == path && fields.contains_key(*key));
            pairs.extend(variant.map(|(group, _, name)| (format!("{group}._variant"), (*name).to_string())));
            for (name, value) in fields {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                spread(value, &inner, pairs);
            }
        }
        // A browser's fields for moments hold local time without an offset.
        Value::String(text) => pairs.push((path.into(), text.trim_end_matches(":00+08:00").into())),
        other => pairs.push((path.into(), other.to_string())),
    }
}

/// Answers the names that no field has.
const FILL: &str = "const missing = []; \
    document.querySelectorAll('details.section').forEach(section => { section.open = true; }); \
    for (const [name, value] of arguments[0]) { \
        const fields = [...document.getElementsByName(name)].filter(field => field.type !== 'hidden'); \
        if (!fields.length) missing.push(name); \
        for (const field of fields) { \
            if (field.type === 'radio' || field.type === 'checkbox') field.checked = field.value === value; \
            else field.value = value; \
            for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true })); \
        } \
    } \
    return missing;";
