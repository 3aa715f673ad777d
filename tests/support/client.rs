//! The API over HTTP: `client.post(path).json(&body).if_match(3).await`.

use std::fmt::Display;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::Answer;

/// Somebody who calls the API.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    origin: String,
    token: Option<String>,
}

impl Client {
    pub(super) fn new(origin: &str, token: Option<String>) -> Self {
        Client { http: plain(), origin: origin.into(), token }
    }

    /// The bearer token, where there is one.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The same caller with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Client { token: Some(token.into()), ..self.clone() }
    }

    /// `GET path`.
    pub fn get(&self, path: &str) -> Request {
        self.request(Method::GET, path)
    }

    /// `POST path`.
    pub fn post(&self, path: &str) -> Request {
        self.request(Method::POST, path)
    }

    /// `PATCH path`.
    pub fn patch(&self, path: &str) -> Request {
        self.request(Method::PATCH, path)
    }

    /// `DELETE path`.
    pub fn delete(&self, path: &str) -> Request {
        self.request(Method::DELETE, path)
    }

    /// The bytes at `path` as they come.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let Request { builder, .. } = self.get(path);
        builder.send().await.unwrap().bytes().await.unwrap().to_vec()
    }

    /// Any method on `path`, which begins with a slash.
    pub fn request(&self, method: Method, path: &str) -> Request {
        let asked = format!("{method} {path}");
        let mut builder = self.http.request(method, format!("{}{path}", self.origin));
        if let Some(token) = &self.token {
            builder = builder.bearer_auth(token);
        }
        Request { asked, builder }
    }
}

/// A request that is sent by `.await`.
pub struct Request {
    asked: String,
    builder: RequestBuilder,
}

impl Request {
    /// With this JSON as its body.
    pub fn json(mut self, body: &Value) -> Self {
        self.builder = self.builder.json(body);
        self
    }

    /// For this version of the object.
    pub fn if_match(self, version: i64) -> Self {
        self.header("if-match", format!("\"{version}\""))
    }

    /// At most once under this key.
    pub fn once(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// With this header.
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        self.builder = self.builder.header(name, value.to_string());
        self
    }

    /// With these bytes as its body.
    pub fn bytes(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.builder = self.builder.header("content-type", kind).body(body.into());
        self
    }

    /// With this file as its body, called `name`.
    pub fn file(self, name: &str, bytes: &[u8]) -> Self {
        self.file_with(&[], name, bytes)
    }

    /// With these fields and a file after them.
    pub fn file_with(self, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Self {
        let (kind, body) = super::files::multipart(fields, Some((name, bytes)));
        self.bytes(&kind, body)
    }
}

impl IntoFuture for Request {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let response = self.builder.send().await.unwrap();
            Answer::read(self.asked, response).await
        })
    }
}

fn plain() -> reqwest::Client {
    // The portal closes what was idle for five seconds; a connection that old may close just as a request begins.
    let idle = std::time::Duration::from_secs(2);
    let client = reqwest::Client::builder().no_proxy().pool_idle_timeout(idle);
    client.redirect(reqwest::redirect::Policy::none()).build().unwrap()
}
