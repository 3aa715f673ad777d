//! What the API answered.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// An answer of the API, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked, for messages.
    pub asked: String,
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON; null where it is none.
    pub body: Value,
    /// The body as it came, as far as it is text.
    pub text: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    pub(super) async fn read(asked: String, response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { asked, status, headers, body, text, bytes }
    }

    /// This answer, if it has the status `wanted`.
    #[track_caller]
    pub fn expect(self, wanted: u16) -> Self {
        assert_eq!(self.status, wanted, "{}: {}", self.asked, self.text);
        self
    }

    /// This answer, if it is a problem with the status `wanted` and this code.
    #[track_caller]
    pub fn refused(self, wanted: u16, code: &str) -> Self {
        let answer = self.expect(wanted);
        assert_eq!(answer.code(), code, "{}: {}", answer.asked, answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        answer
    }

    /// A header; empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The code of a problem; empty where it is none.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }

    /// The faults of the fields as `field: code`, in the order of the answer.
    pub fn faults(&self) -> Vec<String> {
        let faults = self.body["errors"].as_array().into_iter().flatten();
        faults
            .map(|fault| {
                format!(
                    "{}: {}",
                    fault["field"].as_str().unwrap_or("?"),
                    fault["code"].as_str().unwrap_or("?")
                )
            })
            .collect()
    }

    /// The object's id.
    #[track_caller]
    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("{}: no id in {}", self.asked, self.text)).into()
    }

    /// The object's version.
    #[track_caller]
    pub fn version(&self) -> i64 {
        self.body["version"].as_i64().unwrap_or_else(|| panic!("{}: no version in {}", self.asked, self.text))
    }

    /// The items of a list.
    #[track_caller]
    pub fn items(&self) -> &[Value] {
        self.body["items"].as_array().unwrap_or_else(|| panic!("{}: no list in {}", self.asked, self.text))
    }
}
