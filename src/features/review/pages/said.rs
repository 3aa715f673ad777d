//! The form of a verdict as it was sent: the comment, the remarks by field, and the verdict itself.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::platform::fields::FieldFault;

/// What a reviewer typed; kept to be shown again where it is not taken.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// The button that was pressed.
    pub verdict: String,
    /// In words.
    pub comment: String,
    /// By field, none of them blank.
    pub remarks: BTreeMap<String, String>,
}

impl Said {
    /// Reads a form; remarks are sent as `remark:<field>`.
    #[must_use]
    pub fn read(form: &[(String, String)]) -> Self {
        let mut said = Said::default();
        for (key, value) in form {
            match (key.as_str(), key.strip_prefix("remark:")) {
                ("verdict", _) => said.verdict.clone_from(value),
                ("comment", _) => said.comment = value.trim().to_string(),
                (_, Some(field)) if !value.trim().is_empty() => {
                    said.remarks.insert(field.to_string(), value.trim().to_string());
                }
                _ => {}
            }
        }
        said
    }

    /// The body that the API takes (8.3).
    #[must_use]
    pub fn body(&self) -> Value {
        let remarks: Vec<Value> =
            self.remarks.iter().map(|(field, text)| json!({ "field": field, "text": text })).collect();
        let mut body = json!({ "verdict": self.verdict, "remarks": remarks });
        if let (false, Some(body)) = (self.comment.is_empty(), body.as_object_mut()) {
            body.insert("comment".into(), json!(self.comment));
        }
        body
    }

    /// The field that the remark number `index` of the body is pinned to.
    #[must_use]
    pub fn field(&self, index: usize) -> Option<&str> {
        self.remarks.keys().nth(index).map(String::as_str)
    }
}

/// One line of the summary of faults.
#[derive(Debug, Serialize)]
pub struct Fault {
    id: String,
    label: Option<String>,
    message: String,
}

impl Fault {
    /// Where a fault of the body stands on the page, in words.
    #[must_use]
    pub fn of(
        fault: &FieldFault,
        said: &Said,
        label: impl Fn(&str) -> String,
        message: impl Fn(&str, &FieldFault) -> String,
    ) -> Self {
        let mut path = fault.path.split('.');
        let pinned = match (path.next(), path.next().and_then(|index| index.parse().ok())) {
            (Some("remarks"), Some(index)) => said.field(index),
            _ => None,
        };
        match pinned {
            Some(field) => Fault {
                id: format!("field-{}", field.replace('.', "-")),
                label: Some(label(field)),
                message: message("remark", fault),
            },
            None => Fault { id: "review-comment".into(), label: None, message: message(&fault.path, fault) },
        }
    }
}
