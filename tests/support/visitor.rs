//! The pages over HTTP as a browser without JavaScript sees them: cookies are kept, redirects are shown.

use std::sync::Arc;

use reqwest::Url;
use reqwest::cookie::Jar;

use super::Html;

/// Somebody in front of a browser.
pub struct Visitor {
    http: reqwest::Client,
    jar: Arc<Jar>,
    origin: String,
    csrf: String,
    language: &'static str,
}

impl Visitor {
    pub(super) fn new(origin: &str, session: Option<&str>, csrf: String) -> Self {
        let jar = Arc::new(Jar::default());
        if let Some(token) = session {
            let name = tierdesk::access::call::SESSION_COOKIE;
            jar.add_cookie_str(&format!("{name}={token}; Path=/"), &origin.parse::<Url>().unwrap());
        }
        let http = reqwest::Client::builder()
            .pool_idle_timeout(std::time::Duration::from_secs(2))
            .no_proxy()
            .cookie_provider(jar.clone())
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Visitor { http, jar, origin: origin.into(), csrf, language: "zh-CN" }
    }

    /// The same visitor whose browser asks for another language.
    pub fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// The session's word against forged forms; empty for a stranger.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The jar, for tests that look at cookies.
    pub fn jar(&self) -> &Jar {
        &self.jar
    }

    /// Opens `path`.
    pub async fn get(&self, path: &str) -> Html {
        let request = self.http.get(format!("{}{path}", self.origin));
        self.send(format!("GET {path}"), request).await
    }

    /// Sends the form at `path` with these fields, and with the hidden ones (`_csrf`, `version`) that are on `page`.
    pub async fn submit(&self, page: &Html, path: &str, fields: &[(&str, &str)]) -> Html {
        let mut all: Vec<(&str, &str)> = fields.to_vec();
        for hidden in ["_csrf", "version"] {
            let given = fields.iter().any(|(name, _)| *name == hidden);
            if let (false, Some(value)) = (given, page.hidden(hidden)) {
                all.push((hidden, value));
            }
        }
        self.post(path, &all).await
    }

    /// Sends exactly these fields to `path`.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Html {
        let request = self.http.post(format!("{}{path}", self.origin)).form(fields);
        self.send(format!("POST {path}"), request).await
    }

    /// Sends a file to `path` as a form of a browser does.
    pub async fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Html {
        let (kind, body) = super::files::multipart(&[("_csrf", &self.csrf)], Some((name, bytes)));
        let request =
            self.http.post(format!("{}{path}", self.origin)).header("content-type", kind).body(body);
        self.send(format!("POST {path}"), request).await
    }

    /// Sends these fields and files to `path` as a form of a browser does.
    pub async fn send_files(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Html {
        let fields: Vec<(&str, &str)> =
            [("_csrf", self.csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
        let (kind, body) = super::files::multipart_of(&fields, files);
        self.send_body(path, &kind, body).await
    }

    /// Sends this body to `path`.
    pub async fn send_body(&self, path: &str, kind: &str, body: Vec<u8>) -> Html {
        let request =
            self.http.post(format!("{}{path}", self.origin)).header("content-type", kind).body(body);
        self.send(format!("POST {path}"), request).await
    }

    /// Goes where `page` leads.
    pub async fn follow(&self, page: &Html) -> Html {
        self.get(page.location()).await
    }

    /// Opens `path` and takes what comes as it is.
    pub async fn bytes(&self, path: &str) -> (u16, reqwest::header::HeaderMap, Vec<u8>) {
        let request =
            self.http.get(format!("{}{path}", self.origin)).header("accept-language", self.language);
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (status, headers, response.bytes().await.unwrap().to_vec())
    }

    async fn send(&self, asked: String, request: reqwest::RequestBuilder) -> Html {
        let response = request.header("accept-language", self.language).send().await.unwrap();
        Html::read(asked, response).await
    }
}
