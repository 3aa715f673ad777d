//! A page as it came.

use reqwest::header::HeaderMap;

/// A page, read whole.
#[derive(Debug, Clone)]
pub struct Html {
    /// What was asked, for messages.
    pub asked: String,
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The HTML.
    pub text: String,
}

impl Html {
    pub(super) async fn read(asked: String, response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or("");
        // The bytes of a file may look like anything.
        let whole = !kind.starts_with("text/html") || !text.contains('⟦');
        assert!(whole, "{asked}: a text is missing: {}", around(&text, "⟦"));
        Html { asked, status, headers, text }
    }

    /// This page, if it has the status `wanted`.
    #[track_caller]
    pub fn expect(self, wanted: u16) -> Self {
        assert_eq!(self.status, wanted, "{}: {}", self.asked, self.text);
        self
    }

    /// This page, if `words` stand on it.
    #[track_caller]
    pub fn shows(self, words: &str) -> Self {
        assert!(self.text.contains(words), "{}: does not show {words}: {}", self.asked, self.text);
        self
    }

    /// This page, if `words` do not stand on it.
    #[track_caller]
    pub fn hides(self, words: &str) -> Self {
        assert!(!self.text.contains(words), "{}: {}", self.asked, around(&self.text, words));
        self
    }

    /// Where the browser is sent.
    #[track_caller]
    pub fn location(&self) -> &str {
        let header = self.headers.get("location").and_then(|value| value.to_str().ok());
        header.unwrap_or_else(|| panic!("{}: {} and no way on: {}", self.asked, self.status, self.text))
    }

    /// The value of the first input called `name`.
    pub fn hidden(&self, name: &str) -> Option<&str> {
        let input = self.text.split("<input").find(|part| tag(part).contains(&format!("name=\"{name}\"")))?;
        let (_, value) = tag(input).split_once("value=\"")?;
        value.split('"').next()
    }
}

fn tag(part: &str) -> &str {
    part.split('>').next().unwrap_or("")
}

fn around(text: &str, word: &str) -> String {
    let at = text.find(word).unwrap_or(0);
    let before = text[..at].chars().count().saturating_sub(80);
    text.chars().skip(before).take(200).collect()
}
