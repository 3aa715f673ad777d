//! Reading of single keys: each gives its value or leaves a fault behind.

use super::ConfigFault;
use super::layers::Values;
use actix_web::http::Uri;
use figment::value::Value;
use lettre::message::Mailbox;
use secrecy::{ExposeSecret, SecretString};
use std::path::PathBuf;
use std::str::FromStr;

/// Takes the values one by one; what is left over in the end is unknown.
pub(super) struct Reader {
    values: Values,
    faults: Vec<ConfigFault>,
}

impl Reader {
    pub(super) fn new(values: Values, faults: Vec<ConfigFault>) -> Self {
        Self { values, faults }
    }

    /// All faults, with one for each key that nobody took.
    pub(super) fn finish(mut self) -> Vec<ConfigFault> {
        let unknown = self.values.keys().map(|key| ConfigFault::new(key, "unknown_key", "no such key"));
        self.faults.extend(unknown);
        self.faults
    }

    pub(super) fn fault<T>(&mut self, key: &str, code: &'static str, detail: impl Into<String>) -> Option<T> {
        self.faults.push(ConfigFault::new(key, code, detail));
        None
    }

    /// Says that a key is missing, unless it is already known to be at fault.
    pub(super) fn required<T>(&mut self, key: &str) -> Option<T> {
        let file = format!("{key}_file");
        if self.faults.iter().any(|fault| fault.key == key || fault.key == file) {
            return None;
        }
        self.fault(key, "required", "must be set")
    }

    /// An empty text counts as not set, so that a variable can take a value away.
    fn take(&mut self, key: &str) -> Option<Value> {
        self.values.remove(key).filter(|value| value.as_str() != Some(""))
    }

    /// A text; a number or yes-or-no of a variable is one too.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let value = self.take(key)?;
        match plain(&value) {
            Some(text) => Some(text),
            None => self.fault(key, "wrong_type", "expected text"),
        }
    }

    pub(super) fn parsed<T: FromStr>(&mut self, key: &str, code: &'static str, expected: &str) -> Option<T> {
        if !self.values.contains_key(key) {
            return self.required(key);
        }
        let text = self.text(key);
        match text.map(|text| text.trim().parse()) {
            Some(Ok(value)) => Some(value),
            Some(Err(_)) => self.fault(key, code, format!("expected {expected}")),
            None => self.required(key),
        }
    }

    pub(super) fn integer(&mut self, key: &str, min: i64, max: i64) -> Option<i64> {
        let Some(value) = self.take(key) else { return self.required(key) };
        let expected = format!("expected an integer from {min} to {max}");
        match whole(&value) {
            None => self.fault(key, "wrong_type", expected),
            Some(number) => match i64::try_from(number).ok().filter(|number| (min..=max).contains(number)) {
                None => self.fault(key, "out_of_range", expected),
                number => number,
            },
        }
    }

    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        if !self.values.contains_key(key) {
            return self.required(key);
        }
        self.maybe_flag(key).or_else(|| self.required(key))
    }

    /// True or false; nothing when not set or `auto`.
    pub(super) fn maybe_flag(&mut self, key: &str) -> Option<bool> {
        match self.take(key)? {
            Value::Bool(_, flag) => Some(flag),
            Value::String(_, text) if text == "auto" => None,
            _ => self.fault(key, "wrong_type", "expected true or false"),
        }
    }

    pub(super) fn option<T: Copy>(&mut self, key: &str, options: &[(&str, T)]) -> Option<T> {
        let Some(text) = self.text(key) else { return self.required(key) };
        match options.iter().find(|(name, _)| *name == text) {
            Some((_, value)) => Some(*value),
            None => {
                let names: Vec<&str> = options.iter().map(|(name, _)| *name).collect();
                self.fault(key, "not_an_option", format!("expected one of {}", names.join(", ")))
            }
        }
    }

    /// Scheme and host of a web address; a slash at the end is dropped.
    pub(super) fn origin(&mut self, key: &str) -> Option<String> {
        let Some(text) = self.text(key) else { return self.required(key) };
        let text = text.trim().trim_end_matches('/').to_owned();
        let good = text.parse::<Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some_and(|host| !host.is_empty())
                && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
                && uri.path() == "/"
                && uri.query().is_none()
        });
        if good {
            Some(text)
        } else {
            self.fault(key, "not_a_url", "expected http(s)://HOST[:PORT] without a path")
        }
    }

    /// Like [`Reader::origin`], for a key that may be missing.
    pub(super) fn maybe_origin(&mut self, key: &str) -> Option<String> {
        if self.values.contains_key(key) { self.origin(key) } else { None }
    }

    /// A secret, from the key itself or from the file that `<key>_file` names.
    pub(super) fn secret(&mut self, key: &str) -> Option<SecretString> {
        let text = self.text_or_file(key)?;
        if text.is_empty() || text.contains(char::is_control) {
            return self.fault(key, "wrong_type", "expected text");
        }
        Some(SecretString::from(text))
    }

    /// What a key holds, or the file that `<key>_file` names; blanks around it are dropped.
    fn text_or_file(&mut self, key: &str) -> Option<String> {
        let file_key = format!("{key}_file");
        let text = match self.text(&file_key) {
            Some(file) => match std::fs::read_to_string(file) {
                Ok(text) => text,
                Err(fault) => return self.fault(&file_key, "no_such_file", fault.kind().to_string()),
            },
            None => self.text(key)?,
        };
        Some(text.trim().to_owned())
    }

    /// An address that may hold a password, from the key itself or from the file that `<key>_file` names.
    pub(super) fn secret_url(&mut self, key: &str, schemes: &[&str]) -> Option<SecretString> {
        let text = self.text_or_file(key)?;
        let good = text
            .split_once("://")
            .is_some_and(|(scheme, rest)| schemes.contains(&scheme) && !rest.is_empty());
        if good && !text.contains(char::is_control) {
            return Some(SecretString::from(text));
        }
        self.fault(key, "not_a_url", format!("expected one of {}://…", schemes.join("://…, ")))
    }

    /// The address of a mail server that can be used.
    pub(super) fn smtp_url(&mut self, key: &str) -> Option<SecretString> {
        let url = self.secret_url(key, &["smtp", "smtps"])?;
        if lettre::SmtpTransport::from_url(url.expose_secret()).is_err() {
            return self.fault(key, "not_a_url", "expected smtp://HOST or smtps://USER:PASSWORD@HOST");
        }
        Some(url)
    }

    /// An address for mail, with a name or without.
    pub(super) fn mailbox(&mut self, key: &str) -> Option<Mailbox> {
        let text = self.text(key)?;
        let clean = !text.contains(char::is_control);
        match text.trim().parse() {
            Ok(mailbox) if clean => Some(mailbox),
            _ => self.fault(key, "not_a_mailbox", "expected ADDRESS or NAME <ADDRESS>"),
        }
    }

    /// Files that must exist; a single text is a list of one.
    pub(super) fn files(&mut self, key: &str) -> Vec<PathBuf> {
        let items = match self.take(key) {
            None => return Vec::new(),
            Some(Value::Array(_, items)) => items,
            Some(single) => vec![single],
        };
        let mut files = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let (code, detail) = match item.as_str().map(PathBuf::from) {
                None => ("wrong_type", "expected the path of a file"),
                Some(file) if file.is_file() => {
                    files.push(file);
                    continue;
                }
                Some(_) => ("no_such_file", "expected a file that exists"),
            };
            self.faults.push(ConfigFault::new(&format!("{key}.{index}"), code, detail));
        }
        files
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(_, text) => Some(text.clone()),
        Value::Char(_, c) => Some(c.to_string()),
        Value::Bool(_, flag) => Some(flag.to_string()),
        Value::Num(_, _) => {
            whole(value).map(|n| n.to_string()).or_else(|| value.to_f64().map(|n| n.to_string()))
        }
        _ => None,
    }
}

/// Numbers of variables come without a sign, those of files with one.
fn whole(value: &Value) -> Option<i128> {
    value.to_i128().or_else(|| value.to_u128().and_then(|number| number.try_into().ok()))
}
