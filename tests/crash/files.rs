//! A small file for each record; its bytes follow from the key of the record, so that they can be sent again.

use reqwest::Method;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::load::{Ask, Caller, RECORDS};

/// A log of one to two hundred lines.
pub fn bytes(key: &str) -> Vec<u8> {
    let lines = 1 + usize::from(Sha256::digest(key.as_bytes())[0]) % 200;
    format!("日志 {key}\n").repeat(lines).into_bytes()
}

/// In hexadecimal, as the API names it.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Sends the file of the record `id`, at most once under its key.
pub async fn send(caller: &Caller, key: &str, id: &str) -> Option<(u16, Value)> {
    let (name, once, bytes) = (format!("{key}.log"), format!("file {key}"), bytes(key));
    let ask = Ask { once: Some(&once), file: Some((&name, &bytes)), ..Ask::default() };
    caller.send(Method::POST, &format!("{RECORDS}/{id}/attachments"), ask).await
}
